"""What the server needs of the rest of the program, as it sees it: a graph that answers SPARQL, and what the explorer asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Json = Any
"""What :mod:`json` can write."""


class Graph(Protocol):
    """An open graph, read only."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix → namespace."""

    def query(self, text: str, /) -> Any:
        """What a SPARQL query over all articles gives."""


class Explorer(Protocol):
    """What the explorer's pages ask of the graph as it is now: ``kg.query.explore.Explorer``."""

    def answer(self, name: str, values: Mapping[str, str]) -> Json:
        """What the page called ``name`` (``search`` ``entity`` ``facts`` …) shows for ``values``, which are those of the address.
        Raises QueryError for what the graph or the program does not know."""

    def table(self, name: str, values: Mapping[str, str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The same as a table, where it is one: columns and rows."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is served. ``open`` opens the graph, in whichever process calls it (it can be pickled); ``version`` is another string
    once the graph in the folder is another; ``explorer`` gives the explorer of the present version; ``picture`` the file with
    the whole graph as it is drawn."""

    open: Callable[[], Graph]
    version: Callable[[], str]
    explorer: Callable[[], Explorer]
    picture: Callable[[], Path]
