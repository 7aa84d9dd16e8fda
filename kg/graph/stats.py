"""Counts: in, a store; out, how much of what is in it."""

from __future__ import annotations

from typing import TypedDict

from pyoxigraph import Literal, NamedNode

from kg.graph.store import Store
from kg.vocab import DCTERMS, KG, RDF, local

CLASSES = f"SELECT ?term (COUNT(DISTINCT ?node) AS ?count) WHERE {{ ?node <{RDF.type}> ?term }} GROUP BY ?term"
PROPERTIES = "SELECT ?term (COUNT(*) AS ?count) WHERE { ?node ?term ?value } GROUP BY ?term"
SPAN = f"SELECT (MIN(?date) AS ?first) (MAX(?date) AS ?last) WHERE {{ ?article a <{KG.Article}>; <{DCTERMS.issued}> ?date }}"


class Stats(TypedDict):
    """``articles`` and ``statements`` are counts; ``first`` and ``last`` the dates of the earliest and the latest article
    (empty where none is dated); ``classes`` and ``properties`` map local names of the ontology's own terms to the number
    of their nodes and statements, the most frequent first."""

    articles: int
    statements: int
    first: str
    last: str
    classes: dict[str, int]
    properties: dict[str, int]


def stats(store: Store) -> Stats:
    """What there is in ``store``; a statement that several articles make is counted once."""
    first, last = _dates(store)
    return Stats(
        articles=len(store.articles()),
        statements=len(store),
        first=first,
        last=last,
        classes=_counts(store, CLASSES),
        properties=_counts(store, PROPERTIES),
    )


def _counts(store: Store, query: str) -> dict[str, int]:
    rows = ((_text(row["term"]), int(_text(row["count"]))) for row in store.select(query))
    own = ((local(term), count) for term, count in rows if term.startswith(KG.base))
    return dict(sorted(own, key=lambda pair: (-pair[1], pair[0])))


def _dates(store: Store) -> tuple[str, str]:
    row = next(store.select(SPAN))
    return _text(row["first"]), _text(row["last"])


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
