"""What the explorer's script asks: in, the values of an address; out, JSON, or CSV where ``format=csv`` asks for it.

A value that is wrong is answered with 400, something that is not there with 404, a graph that cannot be read with 503, and one line
that says what would do. An answer bears the version of the graph (``ETag``), so that a browser that has it already is not sent it again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.errors import GraphError, MissingError, QueryError
from kg.serve.site import Explorer, Json, Site

FORMATS: Final = ("json", "csv")
BOM: Final = "\ufeff"
"""Without it Excel does not take a table for UTF-8."""


async def _answer(request: Request) -> Response:
    site: Site = request.app.state.site
    try:
        tag = _tag(site.version(), str(request.url))
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=_headers(tag))
        response = await run_in_threadpool(_answered, site, request.path_params["name"], _values(request))
    except (QueryError, GraphError) as error:
        return _json({"error": str(error)}, next(status for class_, status in STATUSES if isinstance(error, class_)))
    except OSError as error:   # of the database: its files may have been replaced since it was opened
        return _json({"error": f"the graph could not be read ({error}): ask again"}, 503)
    response.headers.update(_headers(tag))
    return response


STATUSES: Final = ((MissingError, 404), (QueryError, 400), (GraphError, 503))


def _values(request: Request) -> dict[str, str]:
    """The values of the address; of one that is given several times all, with commas between."""
    given = request.query_params
    return {name: ",".join(given.getlist(name)) for name in given}


def _answered(site: Site, name: str, values: dict[str, str]) -> Response:
    format_ = values.pop("format", "json")
    if format_ not in FORMATS:
        raise QueryError(f"format is {format_!r}", f"known are {', '.join(FORMATS)}")
    return WRITERS[format_](site.explorer(), name, values)


def _as_json(explorer: Explorer, name: str, values: Mapping[str, str]) -> Response:
    return _json(explorer.answer(name, values))


def _as_csv(explorer: Explorer, name: str, values: Mapping[str, str]) -> Response:
    columns, rows = explorer.table(name, values)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(BOM + written(columns, rows), media_type="text/csv", headers=headers)


WRITERS: Final[Mapping[str, Callable[[Explorer, str, Mapping[str, str]], Response]]] = {"json": _as_json, "csv": _as_csv}


def written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as RFC 4180 has it."""
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue()


def _json(value: Json, status: int = 200) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), status, media_type="application/json")


def _tag(version: str, address: str) -> str:
    """Of another process too it is another: that may be a newer program."""
    return f'"{hashlib.sha256(f"{os.getpid()} {version} {address}".encode()).hexdigest()[:24]}"'


def _headers(tag: str) -> dict[str, str]:
    """``no-cache``: keep it, but ask each time whether the graph is another."""
    return {"ETag": tag, "Cache-Control": "no-cache"}


ROUTES: Final[list[BaseRoute]] = [Route("/api/{name}", _answer)]
