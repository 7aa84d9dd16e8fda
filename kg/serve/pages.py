"""The pages and what they load: in, an address; out, a file that comes with the program. Pages have one header, ``header.html``.
What programs may ask is described in a file, too, ``openapi.json``.

Of the two folders that are served, only files of the kinds that browsers load go out; :class:`StaticFiles` sees to it that no
path leads out of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kg import vocab, web, zh

STATIC: Final = Path(__file__).parent / "static"
INTERFACE: Final = Path(__file__).parent / "openapi.json"
"""The description of all addresses, as OpenAPI has it. Kept by hand; a test holds it against them."""
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""The kinds of files that are served, whatever the system takes them for."""


class Files(StaticFiles):
    """A folder of such files."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The file at ``path`` below the folder, if there is one and it is of a kind that is served."""
        return super().lookup_path(path) if PurePath(path).suffix in TYPES else ("", None)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, or that it is what the browser has already."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Content-Type"] = TYPES[PurePath(full_path).suffix]
        return response


PAGES: Final = Files(directory=STATIC)


HEADER: Final = "<!-- header -->\n"
"""Where the header stands in a page."""


def page(name: str) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """What answers with the page ``name``, or that it is what the browser has already."""
    header = (STATIC / "header.html").read_text(encoding="utf-8")
    return kept((STATIC / name).read_text(encoding="utf-8").replace(HEADER, header), "text/html")


def kept(text: str, type_: str) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """What answers with the text, or that it is what the client has already."""
    tag = f'"{sha256(text.encode()).hexdigest()[:32]}"'

    async def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(text, media_type=type_, headers={"ETag": tag})

    return answer


async def _terms(request: Request) -> Response:
    return JSONResponse(terms())


def terms() -> dict[str, object]:
    """What the query page knows without the graph: its words, and the names of classes and properties that it completes."""
    leaves = [leaf for root in ("Entity", "Fact", "Article") for leaf in vocab.leaves(root)]
    above = [vocab.superclasses(leaf) for leaf in leaves]
    return {
        **zh.table("query.toml"),
        "namespace": vocab.KG.base,
        "classes": sorted({name for names in above for name in names}),
        "properties": sorted(name for name in vars(vocab.KG) if name[0].islower() and name != "base"),
        "kinds": sorted({names[-2].lower() for names in above if len(names) > 1}),
    }


ROUTES: Final[list[BaseRoute]] = [
    Route("/", page("explorer.html")),
    Route("/query", page("query.html")),
    Route("/query/terms", _terms),
    Route("/openapi.json", kept(INTERFACE.read_text(encoding="utf-8"), "application/json")),
    Mount("/static", PAGES),
    Mount("/web", Files(directory=web.HERE)),
]
