"""The graph as nodes and lines: in, things to begin with; out, what is around them, or the ways between two of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Final

from kg import vocab
from kg.query.explore.filters import Filter
from kg.query.explore.graph import Graph
from kg.query.explore.lines import ROLE, Edge, Network
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, ref
from kg.query.explore.times import SAID

# around


def neighbourhood(graph: Graph, values: Values) -> Plain:
    """The things asked for, what is joined to each of them (the most often joined first, up to ``limit`` for each), the lines among
    all that is shown, and how much of what is joined to each is not shown."""
    passes = _Passing(graph, values)
    network = graph.network
    shown = dict.fromkeys(values.several("iri"))
    for iri in list(shown):
        shown.update(dict.fromkeys(_around(graph, iri, passes, values.number("limit"))))
    edges = dict.fromkeys(edge for iri in shown for edge in network.edges.get(iri, ()) if edge.other(iri) in shown and passes(edge))
    hidden = {iri: sum(other not in shown for other in network.neighbours(iri)) for iri in shown}
    return {
        "nodes": [{**ref(graph, iri), "degree": len(network.neighbours(iri))} for iri in shown],
        "edges": _merged(edges), "hidden": {iri: count for iri, count in hidden.items() if count},
    }


def _around(graph: Graph, iri: str, passes: _Passing, limit: int) -> list[str]:
    """What is shown around ``iri``. An action comes with all that take part in it."""
    edges = [edge for edge in graph.network.edges.get(iri, ()) if passes(edge)]
    groups = [(edge, [edge.other(iri), *_with(graph, edge.other(iri), iri)]) for edge in edges]
    joint = Counter(other for _, group in groups for other in set(group))
    ordered = sorted(groups, key=lambda pair: (pair[0].kind == ROLE, -max(joint[each] for each in pair[1]), len(pair[1])))
    found: dict[str, None] = {}
    for _, group in ordered:
        if len(found) < limit and len({*found, *group}) <= max(limit, len(group)):
            found.update(dict.fromkeys(group))
    return list(found)


def _with(graph: Graph, iri: str, other: str) -> list[str]:
    """Who takes part in the action ``iri``, ``other`` apart."""
    fact = graph.data.facts.get(iri)
    return [filler for filler in dict.fromkeys(filler for _, filler in fact.roles) if filler != other] if fact else []


class _Passing:
    """Whether a line is wanted. Classes of facts pick among facts, classes of entities among what is at the ends of lines; links have no
    time, place or class of fact, so they go where one of these is asked for."""

    def __init__(self, graph: Graph, values: Values) -> None:
        self._graph, self._first = graph, set(values.several("iri"))
        types = values.several("types")
        self._of_facts = [type_ for type_ in types if vocab.is_a(type_, "Fact")]
        self._of_things = [type_ for type_ in types if not vocab.is_a(type_, "Fact")]
        start, end, place = (values.text(name) for name in ("from", "to", "place"))
        filter_ = Filter(start=start, end=end, place=place, said=values.text("dates") == SAID)
        self._some = {fact.iri for fact in graph.chooser.facts(filter_)} if start or end or place else None

    def __call__(self, edge: Edge) -> bool:
        return self._shown(edge.source) and self._shown(edge.target) and self._told(edge.fact)

    def _shown(self, iri: str) -> bool:
        return iri in self._graph.data.facts or iri in self._first or not self._of_things or self._is(iri, self._of_things)

    def _told(self, fact: str) -> bool:
        if not fact:
            return self._some is None and not self._of_facts
        return (self._some is None or fact in self._some) and (not self._of_facts or self._is(fact, self._of_facts))

    def _is(self, iri: str, types: Iterable[str]) -> bool:
        return any(vocab.is_a(self._graph.data.type_of(iri), type_) for type_ in types)


def _merged(edges: Iterable[Edge]) -> list[Plain]:
    """Lines between the same two ends with the same name as one."""
    found: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for edge in edges:
        found[edge.source, edge.target, edge.kind, edge.name] += [edge.fact] if edge.fact else []
    return [
        {"id": "|".join(key), "source": key[0], "target": key[1], "kind": key[2], "name": key[3], "facts": facts}
        for key, facts in found.items()
    ]


# between

PATHS: Final = 5
BUSY: Final = 60
"""From so many neighbours on an entity joins what has little to do with each other."""
CROWD: Final = 8
"""From so many participants on an action does."""
STEP: Final = 2
"""What a step between entities costs; one to or from an action is half of it."""

Avoided = Callable[[str], bool]


def path(graph: Graph, values: Values) -> Plain:
    """The shortest ways between two things. Actions of many, busy entities and places that lie in no other join nearly everything:
    ways lead through them only if there is no other, through actions of many last of all."""
    start, end = values.text("from"), values.text("to")
    for avoided in _avoided(graph):
        ways = shortest(graph.network, start, end, STEP * values.number("longest"), avoided)
        if ways:
            return {"paths": [_told(graph, way) for way in ways]}
    return {"paths": []}


def _avoided(graph: Graph) -> tuple[Avoided, ...]:
    """What ways must not lead through, less and less of it."""
    def crowd(iri: str) -> bool:
        return iri in graph.data.facts and len(graph.network.neighbours(iri)) >= CROWD

    def hub(iri: str) -> bool:
        busy = len(graph.network.neighbours(iri)) >= BUSY
        return crowd(iri) or busy or (graph.places.is_place(iri) and not graph.places.parent(iri))

    return hub, crowd, lambda iri: False


def shortest(network: Network, start: str, end: str, longest: int, avoided: Avoided) -> list[list[str]]:
    """Up to :data:`PATHS` ways of the least cost, which is at most ``longest``."""
    before: dict[str, list[str]] = {start: []}
    cost, levels = {start: 0}, defaultdict(set, {0: {start}})
    for level in range(longest + 1):
        if cost.get(end, longest + 1) <= level:
            return list(islice(_ways(before, start, end), PATHS))
        for at in sorted(levels.pop(level, ())):
            if cost[at] == level and (at == start or not avoided(at)):
                for other, reach in _steps(network, at, level):
                    if reach < cost.get(other, longest + 1):
                        cost[other], before[other] = reach, [at]
                        levels[reach].add(other)
                    elif reach == cost.get(other) and at not in before[other]:
                        before[other].append(at)
    return []


def _steps(network: Network, at: str, cost: int) -> Iterator[tuple[str, int]]:
    """What is joined to ``at``, and what it costs to be there."""
    for edge in network.edges.get(at, ()):
        yield edge.other(at), cost + (STEP // 2 if edge.kind == ROLE else STEP)


def _ways(before: Mapping[str, list[str]], start: str, end: str) -> Iterator[list[str]]:
    """The ways from ``start``, followed back from ``end``."""
    open_ = [[end]]
    while open_:
        way = open_.pop()
        if way[0] == start:
            yield way
        open_ += [[earlier, *way] for earlier in sorted(before[way[0]], reverse=True)]


def _told(graph: Graph, way: list[str]) -> Plain:
    edges = [edge for one, other in pairwise(way) for edge in graph.network.edges[one] if edge.other(one) == other]
    return {"nodes": [ref(graph, iri) for iri in way], "edges": _merged(dict.fromkeys(edges))}
