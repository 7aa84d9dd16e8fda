"""The access log: in, each request; out, one line of it, whatever it holds.

    2020-02-20T12:00:00+00:00 127.0.0.1 "GET /sparql" 200 5123 B 12 ms

The parameters are left out: they may hold anything, and be long. ``499`` is a client that went away before there was an answer;
``cut off`` an answer that was not sent to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

GONE = 499


class AccessLog:
    """Middleware that tells each request to ``tell``."""

    def __init__(self, app: ASGIApp, tell: Callable[[str], None]) -> None:
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(body=scope["method"] != "HEAD")
        start = time.perf_counter()
        try:
            await self._app(scope, receive, seen.watching(send))
        except Exception:
            seen.status = seen.status or 500
            raise
        finally:
            self._tell(_line(scope, seen, time.perf_counter() - start))


class _Seen:
    """What has been sent; without a ``body``, only the rest."""

    def __init__(self, body: bool) -> None:
        self._body = body
        self.status = 0
        self.size = 0
        self.whole = False

    def watching(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            elif message["type"] == "http.response.body":
                self.size += len(message.get("body", b"")) if self._body else 0
                self.whole = not message.get("more_body", False)
            await send(message)

        return sending


def _line(scope: Scope, seen: _Seen, seconds: float) -> str:
    client = scope["client"][0] if scope.get("client") else "-"
    path = quote(scope["path"], safe="/:@!$&'()*+,;=~-._")
    cut = "" if seen.whole else " cut off"
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    return f'{when} {client} "{scope["method"]} {path}" {seen.status or GONE} {seen.size} B {seconds * 1000:.0f} ms{cut}'
