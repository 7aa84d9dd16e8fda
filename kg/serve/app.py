"""The application: in, a site; out, its addresses and what holds for every answer."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from kg.serve import api, pages
from kg.serve.site import Site


def application(site: Site) -> Starlette:
    """The server's application; serve it with uvicorn."""
    app = Starlette(routes=_routes())
    app.state.site = site
    return app


def _routes() -> Sequence[BaseRoute]:
    return [*api.ROUTES, *pages.ROUTES]
