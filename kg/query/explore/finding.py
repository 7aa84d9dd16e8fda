"""Search: words → things of the graph, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kg import vocab
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, ref, words_of
from kg.query.explore.snapshot import kind_of
from kg.query.folding import folded
from kg.query.search import LABEL, Hit

POST: Final = "post"
"""How a person is found by a post."""
SHORTEST: Final = 2
"""So many characters of what a kind of fact is called are asked for."""


def search(graph: Graph, values: Values) -> Plain:
    """What ``q`` finds: entities by their names, then persons by their posts; articles and facts where ``kind`` asks for them or
    no entity is found. Without words, all entities of that kind, those of which most is told first. ``types`` are the kinds of facts
    that are called so."""
    query, kind = values.text("q"), values.text("kind")
    found = _found(graph, query, kind)
    limit = values.number("limit")
    types = [] if kind else list(_types(graph, folded(query.strip())))
    return {"hits": [_hit(graph, hit) for hit in found[:limit]], "more": max(len(found) - limit, 0), "types": types}


def _types(graph: Graph, query: str) -> Iterator[Plain]:
    """The classes of facts in the graph whose name has the words, those with most facts first."""
    if len(query) >= SHORTEST:
        for name, count in Counter(fact.type for fact in graph.data.facts.values()).most_common():
            if any(query in folded(called) for called in (name, *words_of(name).values())):
                yield {"type": name, "facts": count}


def _found(graph: Graph, query: str, kind: str) -> list[Hit]:
    iri = graph.known(query.strip())
    if iri:
        return [Hit(iri, graph.data.label_of(iri), LABEL)]
    if kind and not query.strip():
        return [Hit(iri, graph.data.label_of(iri), LABEL) for iri in _of_kind(graph, kind)]
    if not kind:
        return _entities(graph, query) or graph.titles.find(query) or graph.labels.find(query)
    if vocab.is_a(kind, "Entity"):
        found = _entities(graph, query)
    else:
        found = (graph.labels if vocab.is_a(kind, "Fact") else graph.titles).find(query)
    return [hit for hit in found if vocab.is_a(graph.data.type_of(hit.iri), kind)]


def _entities(graph: Graph, query: str) -> list[Hit]:
    """What is called so, then who holds such a post."""
    found = graph.names.find(query)
    known = {hit.iri for hit in found}
    return found + [replace(hit, how=POST) for hit in graph.posts.find(query) if hit.iri not in known]


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
