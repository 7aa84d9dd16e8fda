"""The graph as nodes and lines: in, things to begin with; out, what is around them, or the ways between two of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from kg import vocab
from kg.query.explore.filters import Filter
from kg.query.explore.graph import Graph
from kg.query.explore.lines import ROLE, Edge
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, ref

Passes = Callable[[Edge], bool]

# around


def neighbourhood(graph: Graph, values: Values) -> Plain:
    """The things asked for, what is joined to each of them (the most often joined first, up to ``limit`` for each), the lines among
    all that is shown, and how much of what is joined to each is not shown."""
    passes = _passing(graph, values)
    network = graph.network
    shown = dict.fromkeys(iri for iri in values.several("iri") if iri not in graph.data.articles)
    for iri in list(shown):
        shown.update(dict.fromkeys(_around(graph, iri, passes, values.number("limit"))))
    edges = dict.fromkeys(edge for iri in shown for edge in network.edges.get(iri, ()) if edge.other(iri) in shown and passes(edge))
    hidden = {iri: sum(other not in shown for other in network.neighbours(iri)) for iri in shown}
    return {
        "nodes": [{**ref(graph, iri), "degree": len(network.neighbours(iri))} for iri in shown],
        "edges": _merged(edges), "hidden": {iri: count for iri, count in hidden.items() if count},
    }


def _around(graph: Graph, iri: str, passes: Passes, limit: int) -> list[str]:
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


def _passing(graph: Graph, values: Values) -> Passes:
    """Whether a line is wanted. Classes of facts pick among facts, classes of entities among the things at the ends of lines."""
    wanted = values.several("types")
    of_facts = [type_ for type_ in wanted if vocab.is_a(type_, "Fact")]
    of_things = [type_ for type_ in wanted if not vocab.is_a(type_, "Fact")]
    start, end, place = values.text("from"), values.text("to"), values.text("place")
    some = {fact.iri for fact in graph.chooser.facts(Filter(start=start, end=end, place=place))} if start or end or place else None
    first = set(values.several("iri"))

    def fits(iri: str) -> bool:
        return iri in graph.data.facts or iri in first or not of_things or any(vocab.is_a(graph.data.type_of(iri), type_) for type_ in of_things)

    def passes(edge: Edge) -> bool:
        fact = graph.data.facts.get(edge.fact)
        if fact and ((some is not None and fact.iri not in some) or (of_facts and not any(vocab.is_a(fact.type, each) for each in of_facts))):
            return False
        return fits(edge.source) and fits(edge.target) and (fact is not None or (not of_facts and some is None))

    return passes


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
HUB: Final = 60
"""From so many neighbours on something joins what has little to do with each other: ways lead through it only if there is no other."""


def path(graph: Graph, values: Values) -> Plain:
    """The shortest ways between two things, through hubs only if there is no other."""
    start, end, longest = values.text("from"), values.text("to"), values.number("longest")
    for through_hubs in (False, True):
        found = _shortest(graph, start, end, 2 * longest, through_hubs)
        if found:
            return {"paths": [_told(graph, way) for way in found]}
    return {"paths": []}


def _shortest(graph: Graph, start: str, end: str, longest: int, through_hubs: bool) -> list[list[str]]:
    """Up to :data:`PATHS` ways of the least cost: a step between entities costs 2, one to or from an action 1."""
    network = graph.network
    if start == end:
        return [[start]]
    before: dict[str, list[str]] = {start: []}
    levels: dict[int, set[str]] = defaultdict(set, {0: {start}})
    cost = {start: 0}
    for level in range(longest + 1):
        if end in cost and cost[end] <= level:
            break
        for at in sorted(levels.pop(level, ())):
            if cost[at] < level or (at != start and not through_hubs and len(network.edges[at]) >= HUB):
                continue
            for edge in network.edges.get(at, ()):
                other = edge.other(at)
                reach = level + (1 if edge.kind == ROLE else 2)
                if reach < cost.get(other, longest + 1):
                    cost[other], before[other] = reach, [at]
                    levels[reach].add(other)
                elif reach == cost.get(other) and at not in before[other]:
                    before[other].append(at)
    return list(_ways(before, start, end)) if end in cost else []


def _ways(before: Mapping[str, list[str]], start: str, end: str) -> Iterator[list[str]]:
    """The first few ways back from ``end``."""
    open_, found = [[end]], 0
    while open_ and found < PATHS:
        way = open_.pop()
        if way[0] == start:
            found += 1
            yield way
        open_ += [[earlier, *way] for earlier in sorted(before[way[0]], reverse=True)]


def _told(graph: Graph, way: list[str]) -> Plain:
    edges = [edge for one, other in zip(way, way[1:], strict=False) for edge in graph.network.edges[one] if edge.other(one) == other]
    return {"nodes": [ref(graph, iri) for iri in way], "edges": _merged(dict.fromkeys(edges))}


