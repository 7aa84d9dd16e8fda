"""Search: words → things of the graph, best first."""

from __future__ import annotations

from kg import vocab
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, ref
from kg.query.explore.snapshot import kind_of
from kg.query.search import LABEL, Hit


def search(graph: Graph, values: Values) -> Plain:
    """What ``q`` finds: entities; articles and facts where ``kind`` asks for them or no entity is found. Without words,
    all entities of that kind, those of which most is told first."""
    found = _found(graph, values.text("q"), values.text("kind"))
    limit = values.number("limit")
    return {"hits": [_hit(graph, hit) for hit in found[:limit]], "more": max(len(found) - limit, 0)}


def _found(graph: Graph, query: str, kind: str) -> list[Hit]:
    iri = graph.known(query.strip())
    if iri:
        return [Hit(iri, graph.data.label_of(iri), LABEL)]
    if kind and not query.strip():
        return [Hit(iri, graph.data.label_of(iri), LABEL) for iri in _of_kind(graph, kind)]
    if not kind:
        return graph.names.find(query) or graph.titles.find(query) or graph.labels.find(query)
    names = graph.names if vocab.is_a(kind, "Entity") else graph.labels if vocab.is_a(kind, "Fact") else graph.titles
    return [hit for hit in names.find(query) if vocab.is_a(graph.data.type_of(hit.iri), kind)]


def _of_kind(graph: Graph, kind: str) -> list[str]:
    """All entities of a class, those of which most is told first."""
    return [iri for iri in graph.ranked if vocab.is_a(graph.type_of(iri), kind)]


def _hit(graph: Graph, hit: Hit) -> Plain:
    return {
        "ref": ref(graph, hit.iri), "name": hit.name, "how": hit.how, "facts": graph.told.get(hit.iri, 0), "where": _where(graph, hit.iri),
    }


def _where(graph: Graph, iri: str) -> str:
    """What tells it from its namesakes: the place around it, of a person the body of the last post told, of a fact or article the day."""
    data = graph.data
    if iri in data.articles:
        return data.articles[iri].issued
    if iri in data.facts:
        return data.facts[iri].time.start
    if kind_of(data.type_of(iri)) == "Person":
        bodies = [filler for fact in graph.chooser.of(iri) for filler in data.facts[fact].fillers("organization")]
        return data.label_of(bodies[-1]) if bodies else ""
    above = graph.places.above(iri)
    return data.label_of(above[0]) if above else ""
