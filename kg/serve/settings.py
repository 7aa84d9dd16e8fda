"""How a site is served: in, what its owner chooses; out, values that hold as long as the server runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MIB = 1 << 20


def untold(*what: Any) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` that a query may take, its answer's way to the client included; ``writing`` seconds that an update may take, whose
    work is by the size of the graph; ``result`` bytes that an answer may have; ``body`` bytes that a request may have, ``update``
    bytes where it is nothing but an update and shows the token; ``workers`` processes that answer queries; ``memory`` bytes that each
    of them may take; ``waiting`` queries that may wait for one; ``patience`` seconds in which a client must have said what it asks for,
    and must have read something more of its answer. For the body of a request there are ``seconds`` or ``writing``."""

    seconds: float = 60
    writing: float = 600
    result: int = 256 * MIB
    body: int = 4 * MIB
    update: int = 64 * MIB
    workers: int = 2
    memory: int = 2048 * MIB
    waiting: int = 128
    patience: float = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """``hosts`` are the names by which the server may be called (none: by any), ``origins`` the pages of other sites that
    may read it from a browser, as regular expressions, ``token`` what an update must show, ``on_request`` is told each request
    in a line."""

    limits: Limits = field(default_factory=Limits)
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token: str = field(default="", repr=False)
    on_request: Callable[[str], None] = untold
