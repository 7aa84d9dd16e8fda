"""How errors are told: in, an error; out, a response of one line. No traceback goes to a client."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kg.errors import KgError
from kg.serve import headers
from kg.serve.refusals import Refused, refused

LOG: Final = logging.getLogger("kg.serve")
BUG: Final = "the server made a mistake; please tell those who keep it what you asked"
LINES: Final = {
    404: "there is no such address: the pages begin at /, queries go to /sparql",
    405: "this address does not know that method: see the header Allow",
}
"""Status → what is said where no page is asked for, or not in such a way."""


def response(error: Refused, as_json: bool = False) -> Response:
    """The answer that tells it."""
    if as_json:
        return JSONResponse({"error": error.line}, error.status, error.headers)
    return PlainTextResponse(f"{error.line}\n", error.status, error.headers)


def _told(request: Request, error: Refused) -> Response:
    return response(error, as_json=request.url.path.startswith("/api/"))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _told(request, error)


async def _of_program(request: Request, error: Exception) -> Response:
    assert isinstance(error, KgError)
    return _told(request, refused(error))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    line = LINES.get(error.status_code, error.detail)
    return _told(request, Refused(error.status_code, line, error.headers))


async def _of_system(request: Request, error: Exception) -> Response:
    LOG.exception("%s", error)
    told = _told(request, Refused(500, BUG))
    told.headers.update(headers.of(request.url.path))  # this answer comes from outside the middleware
    return told


HANDLERS: Final[Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]]] = {
    Refused: _refused, KgError: _of_program, HTTPException: _of_http, Exception: _of_system,
}
"""Error → what answers it."""
