"""The pages and what they load: in, an address; out, a file that comes with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kg import web

STATIC: Final = Path(__file__).parent / "static"


async def _explorer(request: Request) -> Response:
    return FileResponse(STATIC / "explorer.html")


ROUTES: Final[list[BaseRoute]] = [
    Route("/", _explorer),
    Mount("/static", StaticFiles(directory=STATIC)),
    Mount("/web", StaticFiles(directory=web.HERE)),
]
