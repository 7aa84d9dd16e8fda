"""Whether the server can answer: in, a request of ``/health``; out, JSON."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg import __version__
from kg.errors import GraphError
from kg.serve.site import Site

NEW: Final = {"Cache-Control": "no-store"}


async def _health(request: Request) -> Response:
    site: Site = request.app.state.site
    try:
        counts = await run_in_threadpool(site.counts)
    except GraphError as error:
        return JSONResponse({"status": "unavailable", "error": str(error), "version": __version__}, 503, NEW)
    said = {"status": "ok", "articles": counts.articles, "statements": counts.statements, "version": __version__}
    return JSONResponse(said, headers=NEW)


ROUTES: Final[list[BaseRoute]] = [Route("/health", _health)]
