"""All pages, in one table: name → what it can be told, what answers, and how it is a table, if it is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kg.query.explore import asking, documents, facts, finding, network, overview, sheets, things, totals
from kg.query.explore.filters import DATES, FILTER
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Parameter, Values

MUCH: Final = 2000
"""At most so many rows at once."""
ALL: Final = 100_000
"""At most so many in a table."""


@dataclass(frozen=True, slots=True)
class Page:
    """What answers, and what it can be told; with ``open`` more than that. ``sheet`` makes columns and rows of the answer."""

    answer: Callable[[Graph, Values], Any]
    parameters: tuple[Parameter, ...] = ()
    sheet: Callable[[Any, str], sheets.Sheet] | None = None
    open: bool = False


LANG: Final = Parameter("lang", "choice", "zh", ("zh", "en"))
OFFSET: Final = Parameter("offset", "number", "0", most=10**9)
LIMIT: Final = Parameter("limit", "number", "50", most=MUCH)
WHOLE: Final = Parameter("limit", "number", str(ALL), most=ALL)
"""What takes the place of the limit where a table is asked for."""
TOGETHER: Final = 200
"""At most so many things are asked for at once."""
THINGS: Final = ("Entity", "Fact")
"""What can be joined and mentioned."""
TIME: Final = (Parameter("from", "date"), Parameter("to", "date"), Parameter("place", "iri", "", ("Place",)))

PAGES: Final[dict[str, Page]] = {
    "about": Page(overview.about),
    "words": Page(overview.words),
    "search": Page(
        finding.search,
        (Parameter("q"), Parameter("kind", "class", "", ("Entity", "Fact", "Article")), Parameter("limit", "number", "20", most=MUCH)),
        sheets.hits),
    "entity": Page(things.entity, (Parameter("iri", "iri", None),)),
    "facts": Page(facts.facts, (*FILTER, Parameter("sort", "choice", "date", facts.SORTS), OFFSET, LIMIT), sheets.facts),
    "totals": Page(totals.totals, FILTER, sheets.totals),
    "timeline": Page(facts.timeline, (*FILTER, Parameter("step", "choice", "", ("", "day", "month", "year"))), sheets.timeline),
    "sentences": Page(documents.sentences, (Parameter("iri", "iri", None, THINGS), OFFSET, LIMIT), sheets.sentences),
    "article": Page(documents.article, (Parameter("iri", "iri", None, ("Article",)),)),
    "articles": Page(documents.articles, (Parameter("q"), *TIME, OFFSET, LIMIT), sheets.articles),
    "neighbourhood": Page(
        network.neighbourhood,
        (Parameter("iri", "iris", None, THINGS, most=TOGETHER), Parameter("types", "classes", "", THINGS), *TIME, DATES,
         Parameter("limit", "number", "40", most=MUCH)),
        sheets.edges),
    "path": Page(
        network.path,
        (Parameter("from", "iri", None, THINGS), Parameter("to", "iri", None, THINGS),
         Parameter("longest", "number", "6", least=1, most=12))),
    "questions": Page(asking.known_questions),
    "question": Page(asking.asked, (Parameter("name", default=None),), sheets.answer, open=True),
}
