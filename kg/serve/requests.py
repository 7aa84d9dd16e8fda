"""What a request to a SPARQL address says: in, a request; out, its parameters and its body, read strictly.

Everything is UTF-8, or it is refused; a body longer than the limit is refused before it is read to its end, and one that is too long
on its way is waited for no more.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl, quote

from starlette.requests import ClientDisconnect, Request

from kg.serve.negotiation import Wanted
from kg.serve.refusals import Refused
from kg.serve.tasks import Dataset

FORM: Final = "application/x-www-form-urlencoded"
FORMAT_NAMES: Final = ("format", "output")
MOST_PARAMETERS: Final = 10_000
SHORTEST: Final = 0.1
"""Seconds below which a query would cost more than it may take: the process that it is stopped with is to be started anew."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Names and values, in the order of the request."""

    pairs: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a parameter."""
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str:
        """The value of a parameter that must be there once. Raises Refused otherwise."""
        values = self.all(name)
        if len(values) != 1:
            raise Refused(400, f"the request has {len(values) or 'no'} parameters {name!r}: give one")
        return values[0]

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)


def parameters(request: Request) -> Parameters:
    """Those of the address."""
    return _parsed(request.scope["query_string"])


async def form(request: Request, most: int, within: float) -> Parameters:
    """Those of the address and of a form in the body: at most so many bytes, within so many seconds."""
    return Parameters((*parameters(request).pairs, *_parsed(await _body(request, most, within)).pairs))


async def text(request: Request, most: int, within: float) -> str:
    """The body as text."""
    return _decoded(await _body(request, most, within))


def content_type(request: Request) -> str:
    """The media type of the body, empty where none is told. Raises Refused where it is not UTF-8."""
    message = Message()
    message["Content-Type"] = request.headers.get("content-type", "")
    charset = str(message.get_param("charset", "utf-8"))
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Refused(400, f"the body is told to be {charset}: send UTF-8")
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def wanted(request: Request, given: Parameters) -> Wanted:
    """The formats that the request takes."""
    names = tuple(value for name in FORMAT_NAMES for value in given.all(name))
    return Wanted(", ".join(request.headers.getlist("accept")), names)


def dataset(given: Parameters, default: str, named: str) -> Dataset:
    """The graphs in the parameters with these names."""
    return Dataset(given.all(default), given.all(named))


def seconds(given: Parameters, most: float) -> float:
    """How long the query may take: what ``timeout`` says, and no longer than ``most``. Raises Refused for what is no time, or hardly."""
    if "timeout" not in given:
        return most
    try:
        value = float(given.one("timeout"))
    except ValueError:
        value = math.nan
    if not value >= SHORTEST:
        raise Refused(400, f"timeout is no number of seconds, or less than {SHORTEST:g}: write timeout=10")
    return min(value, most)


def address(request: Request) -> str:
    """The address that was asked, without parameters, as an IRI whatever the client calls the host."""
    url = request.url.replace(query="", fragment="")
    return quote(str(url), safe="%:/?#[]@!$&'()*+,;=~")


async def _body(request: Request, most: int, within: float) -> bytes:
    try:
        async with asyncio.timeout(within):
            return await _read(request, most)
    except TimeoutError as error:
        raise Refused(408, f"the body did not come within {within:g} seconds: send it faster", {"Connection": "close"}) from error


async def _read(request: Request, most: int) -> bytes:
    too_long = Refused(413, f"the body has more than {most:,} bytes: send less")
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > most:
        raise too_long
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                raise too_long
    except ClientDisconnect as error:
        raise Refused(400, "the request broke off") from error
    return bytes(body)


def _parsed(data: bytes) -> Parameters:
    try:
        pairs = parse_qsl(_decoded(data), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except ValueError as error:
        raise Refused(400, f"the parameters are not in order ({error}): send fewer") from error
    return Parameters(tuple(pairs))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _not_utf8() -> Refused:
    return Refused(400, "the request is not UTF-8: send UTF-8")
