"""What every answer tells the browser to refuse: in, an answer of the application; out, the same with its security headers.

Text of articles is hostile input. Pages write it as text only; should one ever forget to, these policies keep a browser from
running it: scripts come from the program's own files and from nowhere else, and nothing is asked of any other host.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""For the explorer and the files it loads."""

GRIPS: Final = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
"""The one style sheet that YASGUI's table writes into the page, for the grips between columns."""

QUERY_PAGE: Final = PAGE.replace("style-src 'self'", f"style-src 'self' {GRIPS}").replace(
    "trusted-types 'none'", "trusted-types default dompurify dompurify#page"
)
"""YASGUI writes markup: what it writes goes through DOMPurify, ours (``static/cleaning.js``) or the one that it contains."""

DATA: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For what is no page: nothing in it runs even when a browser shows it as one."""

EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
"""An answer may be kept, but is asked for again: it is another as soon as the graph or the program is. Whom the SPARQL protocols
let read it across origins (CORS) is not for these to say."""

PAGES: Final = {"/": PAGE, "/query": QUERY_PAGE}
FILES: Final = ("/static/", "/web/")


class SecurityHeaders:
    """ASGI middleware that adds the headers; one that an answer bears already stays as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in of(scope["path"]).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


def of(path: str) -> dict[str, str]:
    """The headers of answers at an address."""
    policy = PAGES.get(path) or (PAGE if path.startswith(FILES) else DATA)
    return {**EVERYWHERE, "Content-Security-Policy": policy}
