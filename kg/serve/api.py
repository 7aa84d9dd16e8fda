"""What the explorer's script asks: in, the values of an address; out, JSON, or CSV where ``format=csv`` asks for it."""

from __future__ import annotations

import csv
import io
import json
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.errors import QueryError
from kg.serve.site import Site


async def _answer(request: Request) -> Response:
    site: Site = request.app.state.site
    name, values = request.path_params["name"], dict(request.query_params)
    as_csv = values.pop("format", "json") == "csv"
    explorer = await run_in_threadpool(site.explorer)
    try:
        if as_csv:
            return _csv(name, *await run_in_threadpool(explorer.table, name, values))
        return _json(await run_in_threadpool(explorer.answer, name, values))
    except QueryError as error:
        return _json({"error": str(error)}, 400)


def _json(value: object, status: int = 200) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type="application/json")


def _csv(name: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Response:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return Response(text.getvalue(), media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})


ROUTES: Final[list[BaseRoute]] = [Route("/api/{name}", _answer)]
