"""A whole graph at once: in, the statements of articles as lines; out, the store that holds them, and the graph as Turtle.

What comes is loaded piece by piece, in threads of its own, and kept on disk in sorted runs for the Turtle, so that the memory
taken does not grow with the graph.
"""

from __future__ import annotations

import shutil
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import RdfFormat, serialize

from kg.graph import iris
from kg.graph.sorting import RUN, Sorting
from kg.graph.store import Store

CHUNK: Final = 1 << 24
"""Characters of lines that are loaded at once. More would save little: a piece of this size takes the loader 200 MB."""
RUNS: Final = "runs"
"""The folder of the sorted runs."""


class Bulk:
    """Articles on their way into ``store``, which nothing else writes to meanwhile; ``folder`` is for files that are gone at the
    end, and ``threads`` load at the same time.

    A context manager: :meth:`add` each article, then :meth:`finish`; before or after that :meth:`turtle` may be asked for.
    """

    def __init__(self, store: Store, folder: Path, threads: int = 1) -> None:
        self._store = store
        self._runs = folder / RUNS
        self._sorting = Sorting(self._runs, RUN)
        self._threads = threads
        self._loader = ThreadPoolExecutor(threads, "load")
        self._loading: deque[Future[None]] = deque()
        self._held: list[tuple[str, str]] = []   # the name of a graph, and its lines
        self._size = 0
        self._written: Path | None = None        # the Turtle file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loader.shutdown(cancel_futures=True)
        shutil.rmtree(self._runs, ignore_errors=True)

    def add(self, article: str, lines: str) -> None:
        """The statements of the article with this id, as :func:`kg.graph.told` gives them; each article comes once, in any order."""
        self._sorting.add(lines)
        self._held.append((iris.article(self._store.base, article), lines))
        self._size += len(lines)
        self._written = None
        if self._size >= CHUNK:
            self._load()

    def finish(self) -> None:
        """Leaves all that came in the store, in the graphs of the articles and, each statement once, in the default graph."""
        self._load()
        self._wait(0)
        if self._written is not None:
            self._store.wrote(self._written, self._sorting.distinct)

    def turtle(self, path: Path) -> None:
        """Writes what came as Turtle, as :func:`kg.output.rdf.write_turtle` writes the store. Before :meth:`finish`, threads load
        the last meanwhile."""
        self._load()
        serialize(self._sorting.quads(), path, RdfFormat.TURTLE, prefixes=self._store.prefixes)
        self._written = path
        if not self._loading:
            self._store.wrote(path, self._sorting.distinct)

    def _load(self) -> None:
        """Has threads load what is held, once one is free."""
        if not self._held:
            return
        self._wait(self._threads - 1)
        for load in (_load_together, _load_apart):   # Oxigraph sorts two small heaps faster than a large one
            self._loading.append(self._loader.submit(load, self._store, self._held))
        self._held = []
        self._size = 0

    def _wait(self, most: int) -> None:
        """Until so many pieces at most are still being loaded."""
        while len(self._loading) > most:
            self._loading.popleft().result()


def _load_together(store: Store, told: list[tuple[str, str]]) -> None:
    """Statements into the default graph."""
    store.load("".join([lines for _, lines in told]))


def _load_apart(store: Store, told: list[tuple[str, str]]) -> None:
    """Statements into the graphs of their articles."""
    store.load("".join([lines.replace(" .\n", f" <{graph}> .\n") for graph, lines in told]))
