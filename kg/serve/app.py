"""The application: in, a site and its settings; out, its addresses and what holds for every answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from kg.errors import GraphError
from kg.serve import api, health, pages, picture, sparql
from kg.serve.failures import HANDLERS
from kg.serve.headers import SecurityHeaders
from kg.serve.log import AccessLog
from kg.serve.painter import Painter
from kg.serve.settings import Settings
from kg.serve.site import Site
from kg.serve.workers import Pool


def application(site: Site, settings: Settings | None = None) -> Starlette:
    """The server's application; serve it with uvicorn."""
    settings = settings or Settings()
    app = Starlette(routes=_routes(), middleware=list(_middleware(settings)), exception_handlers=HANDLERS, lifespan=_lifespan)
    app.router.redirect_slashes = False  # it would send clients to whatever host they say that this is
    app.state.site = site
    app.state.settings = settings
    app.state.pool = Pool(site.open, site.version, settings.limits)
    app.state.painter = Painter(site)
    return app


def _routes() -> Sequence[BaseRoute]:
    return [*sparql.ROUTES, *api.ROUTES, *health.ROUTES, *picture.ROUTES, *pages.ROUTES]


def _middleware(settings: Settings) -> Sequence[Middleware]:
    """The outermost first. Pages of other sites may read, where that is wanted; they may not show a token, so not write."""
    return [
        Middleware(AccessLog, tell=settings.on_request),
        Middleware(SecurityHeaders),
        *([Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts, www_redirect=False)] if settings.hosts else ()),
        Middleware(CORSMiddleware, allow_origin_regex="|".join(settings.origins) or None, allow_methods=("GET", "HEAD", "POST")),
    ]


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    pool: Pool = app.state.pool
    painter: Painter = app.state.painter
    try:
        await pool.fill()
        ahead = asyncio.create_task(_ahead(app.state.site, painter))
        yield
        await ahead
    finally:
        await painter.close()
        await pool.close()


async def _ahead(site: Site, painter: Painter) -> None:
    """Gets ready what takes long, so that the first visitor rarely waits for it."""
    with suppress(GraphError):   # whoever asks will be told
        await run_in_threadpool(site.explorer)
        await painter.begin()
