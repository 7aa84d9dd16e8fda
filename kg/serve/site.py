"""What the server needs of the rest of the program, as it sees it: a graph that answers SPARQL, and what the explorer asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

Json = Any
"""What :mod:`json` can write."""


class Reply(Protocol):
    """An answer to SPARQL: ``kind`` is one of :data:`kg.serve.negotiation.KINDS`."""

    @property
    def kind(self) -> str:
        """``rows`` or ``graph``."""

    @property
    def write(self) -> Callable[[IO[bytes], str], None]:
        """Writes it to a file in a media type, which is evaluated meanwhile."""


class Graph(Protocol):
    """An open graph, read only: ``kg.graph.endpoint.Endpoint``."""

    def ask(self, text: str, base: str, default: Collection[str], named: Collection[str], /) -> Reply:
        """The answer to a SPARQL query whose relative IRIs are resolved against ``base``; where ``default`` or ``named`` name
        graphs, they are its dataset. Raises QueryError for a query that cannot be run."""

    def dump(self, name: str | None, /) -> Reply | None:
        """What the graph with this name says, or all graphs together; None where there is no such graph. Raises QueryError for
        a name that is no IRI."""


class Update(Protocol):
    """Changes the graph; can be pickled."""

    def __call__(self, text: str, base: str, default: Collection[str], named: Collection[str], /) -> None:
        """Carries out a SPARQL update, whole or not at all; ``default`` and ``named`` as :meth:`Graph.ask` has them. Raises
        QueryError for one that cannot be run."""


class Explorer(Protocol):
    """What the explorer's pages ask of the graph as it is now: ``kg.query.explore.Explorer``."""

    def answer(self, name: str, values: Mapping[str, str]) -> Json:
        """What the page called ``name`` (``search`` ``entity`` ``facts`` …) shows for ``values``, which are those of the address.
        Raises QueryError for what the graph or the program does not know."""

    def table(self, name: str, values: Mapping[str, str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The same as a table, where it is one: columns and rows."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in the graph."""

    articles: int
    statements: int


@dataclass(frozen=True, slots=True)
class Site:
    """What is served. ``open`` opens the graph, in whichever process calls it (it can be pickled); ``version`` is another string
    once the graph in the folder is another; ``counts`` says how much is in it; ``explorer`` gives the explorer of the present
    version; ``picture`` the file with the whole graph as it is drawn (it can be pickled), and ``pictured`` whether that
    is there already, which is long to make; ``check`` raises QueryError for a query that would leave
    this computer; ``update`` changes the graph, where that is wanted. All raise GraphError where the graph is gone."""

    open: Callable[[], Graph]
    version: Callable[[], str]
    counts: Callable[[], Counts]
    explorer: Callable[[], Explorer]
    picture: Callable[[], Path]
    pictured: Callable[[], bool]
    check: Callable[[str], None]
    update: Update | None = None
