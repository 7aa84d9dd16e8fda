"""The picture of the whole graph: in, an address; out, the file that the site keeps of it, compressed."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from kg.serve.site import Site


async def _picture(request: Request) -> Response:
    site: Site = request.app.state.site
    path = await run_in_threadpool(site.picture)
    response = FileResponse(path, media_type="application/json", headers={"Content-Encoding": "gzip", "Cache-Control": "no-cache"})
    return response


ROUTES: Final[list[BaseRoute]] = [Route("/picture", _picture)]
