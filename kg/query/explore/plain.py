"""The plain data that pages are made of, which JSON can write: in, what the snapshot has; out, dictionaries and lists.

The shapes (``Ref`` ``Sentence`` ``Quantity`` ``FactRow``) are written down at their functions, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kg import vocab
from kg.query.explore.graph import Graph
from kg.query.explore.sentences import Piece
from kg.query.explore.snapshot import Fact, Quantity, kind_of
from kg.query.explore.times import Time

Plain = dict[str, Any]

LANGUAGES: Final = {"zh": "zh-Hans", "en": "en"}


def ref(graph: Graph, iri: str) -> Plain:
    """Ref: something in short."""
    type_ = graph.data.type_of(iri)
    return {"iri": iri, "label": graph.data.label_of(iri), "type": type_, "kind": kind_of(type_)}


def maybe(graph: Graph, iri: str) -> Plain | None:
    """Ref, or nothing for no IRI."""
    return ref(graph, iri) if iri else None


def words_of(name: str) -> dict[str, str]:
    """Words: the label of a term of the ontology in each language."""
    return {language: vocab.label(name, tag) for language, tag in LANGUAGES.items()}


def number(value: Decimal) -> str:
    """A figure as text, without exponent or trailing zeros."""
    return format((value + 0).normalize(), "f")


def quantity(graph: Graph, figure: Quantity) -> Plain:
    """Quantity: a figure of a fact."""
    return {
        "iri": figure.iri, "words": figure.words, "value": number(figure.value), "unit": figure.unit, "bound": figure.bound,
        "of": maybe(graph, figure.of), "total": figure.total,
    }


def sentence(graph: Graph, passage: str, cut: Sequence[Piece]) -> Plain:
    """Sentence: a passage in pieces, and its article."""
    article, _ = graph.data.passages[passage]
    return {"iri": passage, "pieces": [list(piece) for piece in cut], "article": in_short(graph, article)}


def in_short(graph: Graph, article: str) -> Plain:
    """The article of a sentence."""
    found = graph.data.articles[article]
    return {"iri": found.iri, "id": found.id, "title": found.title, "issued": found.issued, "publisher": found.publisher}


def when(time: Time) -> Plain:
    """Time: from when to when, and whether this text says so (``said``), another on the same event (``event``), or it is only the day of
    the article (``reported``)."""
    return {"start": time.start, "end": time.end, "basis": time.basis}


def fact_rows(graph: Graph, facts: Sequence[Fact]) -> list[Plain]:
    """FactRow of each fact, with the sentence that has its trigger."""
    cut = graph.reader.of_facts(facts)
    return [_fact_row(graph, fact, cut[fact.iri]) for fact in facts]


def all_sentences(graph: Graph, fact: Fact) -> list[Plain]:
    """Every sentence that a fact comes from, that with the trigger first, then in reading order."""
    cut = graph.reader.of_facts([fact], carried=True)[fact.iri]
    order = sorted(cut, key=lambda passage: (passage != fact.passage, graph.data.passages[passage]))
    return [sentence(graph, passage, cut[passage]) for passage in order]


def _fact_row(graph: Graph, fact: Fact, cut: Mapping[str, Sequence[Piece]]) -> Plain:
    return {
        "iri": fact.iri, "kind": fact.kind, "type": fact.type, "word": fact.word, "label": fact.label,
        "start": fact.start, "end": fact.end, "time": when(fact.time),
        "roles": [{"role": role, "ref": ref(graph, filler)} for role, filler in fact.roles],
        "quantities": [quantity(graph, figure) for figure in fact.quantities],
        "status": list(fact.status),
        "sentence": sentence(graph, fact.passage, cut[fact.passage]) if fact.passage in cut else None,
        "confidence": fact.confidence, "event": fact.event,
        "place": maybe(graph, next(iter(graph.places.of(fact)), "")),
    }


def counted(found: Mapping[str, int]) -> list[Plain]:
    """How often each name comes, the most frequent first."""
    return [{"name": name, "count": count} for name, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


def most(graph: Graph, iris: Iterable[str]) -> list[str]:
    """The IRIs, those with most facts first."""
    degrees, data = graph.degrees, graph.data
    return sorted(set(iris), key=lambda iri: (-degrees.get(iri, 0), data.label_of(iri), iri))
