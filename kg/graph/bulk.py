"""A whole graph at once: in, the statements of articles as lines; out, the store that holds them, and the graph as Turtle.

What comes is kept on disk in sorted runs of bounded size until it is written, so that the memory taken does not grow with the
graph.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg.graph import iris
from kg.graph.store import Store, order

CHUNK: Final = 1 << 24
"""Characters of lines that are held before they are loaded."""


class Bulk:
    """Articles on their way into ``store``, which nothing else writes to meanwhile; ``folder`` is for files that are gone at the end.

    A context manager: :meth:`add` each article, then :meth:`finish`; then :meth:`turtle` may be asked for.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._held: list[str] = []
        self._size = 0
        self._all: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._held.clear()
        self._all.clear()

    def add(self, article: str, lines: str) -> None:
        """The statements of the article with this id, as :func:`kg.graph.told` gives them; each article comes once, in any order."""
        graph = iris.article(self._store.base, article)
        self._held += (lines, lines.replace(" .\n", f" <{graph}> .\n"))
        self._size += len(lines)
        self._all.update(lines.splitlines(keepends=True))
        if self._size >= CHUNK:
            self._load()

    def finish(self) -> None:
        """Leaves all that came in the store, in the graphs of the articles and, each statement once, in the default graph."""
        self._load()

    def turtle(self, path: Path) -> None:
        """Writes what came as Turtle, as :func:`kg.output.rdf.write_turtle` writes the store, once it is finished."""
        serialize(self._triples(), path, RdfFormat.TURTLE, prefixes=self._store.prefixes)

    def _triples(self) -> list[Triple]:
        found = [Triple(*quad.triple) for quad in parse("".join(self._all).encode(), RdfFormat.N_TRIPLES)]
        return sorted(found, key=lambda triple: (getattr(triple.subject, "value", ""), *order(triple)))

    def _load(self) -> None:
        if self._held:
            self._store.load("".join(self._held))
        self._held.clear()
        self._size = 0
