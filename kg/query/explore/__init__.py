"""What the explorer's pages show: in, an open graph and the values of an address; out, plain data.

    snapshot, places, filters, sentences    what is kept of the graph, and what is asked of it again and again
    overview … network, asking              the pages; pages.py is the table of them
    plain, sheets                           the shapes of what comes out, as JSON and as tables
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.errors import MissingError, QueryError
from kg.query.explore.graph import Graph, Text, Why
from kg.query.explore.pages import LANG, LIMIT, PAGES, WHOLE, Page
from kg.query.explore.parameters import Parameter, Values, hint, read, shown
from kg.query.explore.reading import Named


class Explorer:
    """Answers what pages ask of one graph; safe in several threads. ``why`` tells why the graph says a fact, ``text`` gives an
    article's text as read: what the store alone does not have."""

    def __init__(self, store: Named, why: Why | None = None, text: Text | None = None) -> None:
        self._graph = Graph(store, why, text)

    def warm(self) -> None:
        """Reads in what is kept in memory, so that the first page is as quick as the others."""
        self._graph.warm()

    def answer(self, name: str, values: Mapping[str, str]) -> Any:
        """What the page ``name`` shows. Raises QueryError for a value that is wrong, MissingError for a page or thing that there is
        not."""
        page = _page(name)
        return page.answer(self._graph, self._read(page, values))

    def table(self, name: str, values: Mapping[str, str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The same as columns and rows; of what comes page by page the whole, unless ``limit`` is told. Raises QueryError, too, for a
        page that is no table."""
        page = _page(name)
        if page.sheet is None:
            raise QueryError(f"{name} is no table", "leave format=csv out")
        read = self._read(page, values, WHOLE)
        return page.sheet(page.answer(self._graph, read), read.text(LANG.name))

    def _read(self, page: Page, values: Mapping[str, str], limit: Parameter = LIMIT) -> Values:
        known = [limit if each == LIMIT else each for each in page.parameters]
        more = [Parameter(name) for name in values if page.open and name not in {each.name for each in known}]
        return read((*known, *more, LANG), values, self._graph)


def _page(name: str) -> Page:
    if name not in PAGES:
        raise MissingError(f"there is no page {shown(name)}", hint(name, PAGES))
    return PAGES[name]


__all__ = ["PAGES", "Explorer"]
