"""Sentences and articles: in, what is mentioned or an article; out, texts with their words marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, fact_rows, maybe, ref, sentence
from kg.query.explore.sentences import MENTION, Piece, Span, pieces, ranked, trigger
from kg.query.explore.snapshot import Document
from kg.query.folding import folded, words

PARAGRAPH: Final = ("\n", "", "")


def sentences(graph: Graph, values: Values) -> Plain:
    """The sentences that mention something, or that a fact comes from, in reading order."""
    iri, first = values.text("iri"), values.number("offset")
    found = list(graph.data.facts[iri].evidence) if iri in graph.data.facts else graph.mentioning(iri)
    shown = found[first:first + values.number("limit")]
    cut = graph.reader.mentioning(shown, iri)
    return {"total": len(found), "rows": [sentence(graph, passage, cut[passage]) for passage in shown]}


# articles


def article(graph: Graph, values: Values) -> Plain:
    """An article: its text as read with everything marked that it mentions, where each paragraph begins, and its facts."""
    document = graph.data.articles[values.text("iri")]
    facts = [fact for fact in graph.data.facts.values() if fact.article == document.iri]
    inside = [passage for passage, (owner, _) in graph.data.passages.items() if owner == document.iri]
    mentions = [span for spans in graph.reader.mentions(inside).values() for span in spans]
    spans = ranked([*map(trigger, facts), *(Span(span.start, span.end, MENTION, span.iri) for span in mentions)])
    text = list(graph.text(document.id)) if graph.text else []
    paragraphs = text or _sentences(graph, inside)
    found = Counter(span.iri for span in mentions)
    return {
        **_particulars(graph, document), "creator": document.creator, "source": document.source, "whole": bool(text),
        "pieces": list(_cut(paragraphs, spans)), "starts": [start for start, _ in paragraphs],
        "entities": [{"ref": ref(graph, iri), "count": found[iri]} for iri in sorted(found, key=lambda iri: (-found[iri], iri))],
        "facts": fact_rows(graph, facts),
    }


def _particulars(graph: Graph, document: Document) -> Plain:
    return {
        "iri": document.iri, "id": document.id, "title": document.title, "issued": document.issued, "publisher": document.publisher,
        "home": maybe(graph, document.home),
    }


def _sentences(graph: Graph, passages: list[str]) -> list[tuple[int, str]]:
    """What there is of the text where the graph has no more."""
    return sorted((graph.data.passages[passage][1], text) for passage, text in graph.reader.texts(passages).items())


def _cut(paragraphs: list[tuple[int, str]], spans: list[Span]) -> Iterator[Piece]:
    for number, (start, text) in enumerate(paragraphs):
        if number:
            yield PARAGRAPH
        yield from pieces(text, start, spans)


def articles(graph: Graph, values: Values) -> Plain:
    """The articles that have all words of ``q`` in their title, id or publisher, are of ``place`` or below, and of this time,
    the latest first."""
    asked, place = words(values.text("q")), values.text("place")
    inside = graph.places.below(place) if place else frozenset()
    found = [
        document for document in graph.data.articles.values()
        if all(word in folded(f"{document.title} {document.id} {document.publisher}") for word in asked)
        and (not place or document.home in inside) and _issued(document, values.text("from"), values.text("to"))
    ]
    found.sort(key=lambda document: document.iri)
    found.sort(key=lambda document: document.issued, reverse=True)
    first = values.number("offset")
    rows = [{**_particulars(graph, document), "facts": graph.documents.get(document.iri, 0)}
            for document in found[first:first + values.number("limit")]]
    return {"total": len(found), "rows": rows}


def _issued(document: Document, start: str, end: str) -> bool:
    """Whether it came out between two dates of any precision."""
    day = document.issued
    return (not start and not end) or bool(day and (not end or day[:len(end)] <= end) and day >= start[:len(day)])
