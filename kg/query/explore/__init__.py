"""What the explorer's pages show: in, an open graph and the values of an address; out, plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kg.errors import QueryError
from kg.query.tables import Source

PAGES: Final[Mapping[str, Callable[..., Any]]] = {}
"""Name → what answers."""


class Explorer:
    """Answers what pages ask of one graph; safe in several threads."""

    def __init__(self, store: Source) -> None:
        self._store = store

    def answer(self, name: str, values: Mapping[str, str]) -> Any:
        """What the page ``name`` shows. Raises QueryError for an unknown page or value."""
        if name not in PAGES:
            raise QueryError(f"there is no page {name!r}", f"known are {', '.join(PAGES)}")
        return PAGES[name](self._store, **values)

    def table(self, name: str, values: Mapping[str, str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The same as columns and rows. Raises QueryError for a page that is no table."""
        raise QueryError(f"{name} is no table", "leave format=csv out")
