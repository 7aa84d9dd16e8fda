"""The picture of the whole graph: in, an address; out, the file that the site keeps of it, compressed."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from kg.serve.painter import Painter


async def _picture(request: Request) -> Response:
    painter: Painter = request.app.state.painter
    path = await painter.picture()
    return FileResponse(path, media_type="application/json", headers={"Content-Encoding": "gzip", "Cache-Control": "no-cache"})


ROUTES: Final[list[BaseRoute]] = [Route("/picture", _picture)]
