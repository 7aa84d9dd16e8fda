"""Which facts a page is about: in, the values of an address; out, a :class:`Filter` and the facts that pass it.

``facts``, ``totals`` and ``timeline`` share it, so they always speak of the same facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Self

from kg import vocab
from kg.query.explore.parameters import Parameter, Values
from kg.query.explore.places import Places
from kg.query.explore.snapshot import ROLES, Fact, Snapshot, kind_of
from kg.query.explore.times import REPORTED, SAID, UNKNOWN, Time
from kg.query.folding import folded, words

DATES: Final = Parameter("dates", "choice", "", ("", SAID))
"""Whether only dates count that texts say."""
FILTER: Final = (
    Parameter("iri", "iri", "", ("Entity",)),
    Parameter("below", "flag", "1"),
    Parameter("kind", "choice", "", ("", "Action", "Tenure")),
    Parameter("type", "class", "", ("Fact",)),
    Parameter("role", "choice", "", ("", *ROLES)),
    Parameter("from", "date"),
    Parameter("to", "date"),
    Parameter("place", "iri", "", ("Place",)),
    Parameter("agent_kind", "class", "", ("Entity",)),
    Parameter("q"),
    DATES,
    Parameter("period", "date"),
)
"""The parameters of a filter."""

FACETS: Final = ("type", "role", "year", "place", "agent_kind")
DOERS: Final = ("agent", "holder")
ENTITY: Final = "Entity"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the facts must have in common; empty where it does not matter. ``iri`` takes part (with ``below``, of a place: the fact is
    anywhere within it) and plays ``role``; the fact is of the class ``type``, happened between ``start`` and ``end``, is at ``place``
    or below, is done by one of the class ``agent_kind`` and has all words of ``q``; its time begins in ``period``, told at least as
    finely. With ``said`` only dates count that texts say, and what has none is undated."""

    iri: str = ""
    below: bool = True
    kind: str = ""
    type: str = ""
    role: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    agent_kind: str = ""
    q: str = ""
    said: bool = False
    period: str = ""

    @classmethod
    def of(cls, values: Values) -> Self:
        """The filter that an address tells."""
        text = values.text
        return cls(text("iri"), values.flag("below"), text("kind"), text("type"), text("role"), text("from"), text("to"),
                   text("place"), text("agent_kind"), text("q"), text("dates") == SAID, text("period"))

    def time(self, fact: Fact) -> Time:
        """When a fact happened, as far as it matters here."""
        return UNKNOWN if self.said and fact.time.basis == REPORTED else fact.time


@dataclass(frozen=True, slots=True)
class Chosen:
    """The facts that pass, in reading order, and for each facet how many there would be for each of its values, were that value set
    and the rest of the filter as it is."""

    facts: tuple[Fact, ...]
    facets: Mapping[str, Counter[str]]


class Chooser:
    """Applies filters to the facts of a graph."""

    def __init__(self, graph: Snapshot, places: Places) -> None:
        self._graph, self._places = graph, places
        self._parts: dict[str, list[str]] = defaultdict(list)
        for fact in graph.facts.values():
            for filler in dict.fromkeys(filler for _, filler in fact.roles):
                self._parts[filler].append(fact.iri)

    def of(self, iri: str) -> list[str]:
        """The facts that something takes part in, in reading order."""
        return self._parts.get(iri, [])

    def counts(self) -> dict[str, int]:
        """How many facts everything takes part in."""
        return {iri: len(facts) for iri, facts in self._parts.items()}

    def facts(self, filter_: Filter) -> tuple[Fact, ...]:
        """The facts that pass, in reading order."""
        tests = [test for test in self._tests(filter_).values() if test]
        return tuple(fact for fact in self._candidates(filter_) if all(test(fact) for test in tests))

    def choose(self, filter_: Filter) -> Chosen:
        """The facts that pass, and the facets."""
        tests = [(name, test) for name, test in self._tests(filter_).items() if test]
        facets = {name: Counter[str]() for name in FACETS}
        facts = []
        ways = self._ways(filter_)
        for fact in self._candidates(filter_):
            failed = [name for name, test in tests if not test(fact)]
            if not failed:
                facts.append(fact)
            for name in FACETS if not failed else failed if len(failed) == 1 else ():
                facets[name].update(set(ways[name](fact)))
        return Chosen(tuple(facts), facets)

    # which

    def _candidates(self, filter_: Filter) -> Iterator[Fact]:
        """The facts that pass what no facet is about."""
        asked = words(filter_.q)
        for fact in self._about(filter_):
            of_kind, in_period = filter_.kind in ("", fact.kind), filter_.time(fact).start.startswith(filter_.period)
            if of_kind and in_period and all(word in self._words[fact.iri] for word in asked):
                yield fact

    def _about(self, filter_: Filter) -> Iterable[Fact]:
        facts = self._graph.facts
        if not filter_.iri:
            return facts.values()
        if self._spreads(filter_):
            inside = self._places.facts(filter_.iri)
            return (fact for iri, fact in facts.items() if iri in inside)
        return (facts[iri] for iri in self.of(filter_.iri))

    def _spreads(self, filter_: Filter) -> bool:
        return filter_.below and self._places.is_place(filter_.iri)

    def _tests(self, filter_: Filter) -> dict[str, Callable[[Fact], bool] | None]:
        """By facet, what a fact must pass."""
        inside = self._places.facts(filter_.place) if filter_.place else set()
        plays = self._roles(filter_)
        return {
            "type": (lambda fact: vocab.is_a(fact.type, filter_.type)) if filter_.type else None,
            "role": (lambda fact: filter_.role in plays(fact)) if filter_.role else None,
            "year": (lambda fact: filter_.time(fact).overlaps(filter_.start, filter_.end)) if filter_.start or filter_.end else None,
            "place": (lambda fact: fact.iri in inside) if filter_.place else None,
            "agent_kind": (lambda fact: filter_.agent_kind in self._doers(fact)) if filter_.agent_kind else None,
        }

    def _ways(self, filter_: Filter) -> dict[str, Callable[[Fact], Iterable[str]]]:
        """By facet, the values that a fact would pass with."""
        return {
            "type": _types, "role": self._roles(filter_), "year": lambda fact: filter_.time(fact).years(), "place": self._around,
            "agent_kind": self._doers,
        }

    def _roles(self, filter_: Filter) -> Callable[[Fact], list[str]]:
        """The roles that what the filter is about plays: it itself, or what lies in that place or belongs there."""
        if not filter_.iri:
            return lambda fact: [role for role, _ in fact.roles]
        if not self._spreads(filter_):
            return lambda fact: [role for role, filler in fact.roles if filler == filter_.iri]
        inside = self._places.below(filter_.iri)
        return lambda fact: [role for role, filler in fact.roles if self._places.seat(filler) in inside]

    def _doers(self, fact: Fact) -> set[str]:
        """The classes of who does it."""
        nodes = self._graph.nodes
        return {name for filler in fact.fillers(*DOERS) if filler in nodes for name in _classes(nodes[filler].type)}

    def _around(self, fact: Fact) -> set[str]:
        """The places that the fact is in."""
        return {place for at in self._places.of(fact) for place in (at, *self._places.above(at))}

    @cached_property
    def _words(self) -> Mapping[str, str]:
        """What each fact's words are looked for in: its label and all names of who takes part."""
        graph = self._graph

        def line(fact: Fact) -> str:
            who = (graph.nodes[filler] for _, filler in fact.roles if filler in graph.nodes)
            return " ".join((fact.label, fact.word, *(name for node in who for name in (node.label, *node.names)))).replace("\n", " ")

        lines = folded("\n".join(line(fact) for fact in graph.facts.values())).split("\n")
        return dict(zip(graph.facts, lines, strict=bool(graph.facts)))


@cache
def _classes(type_: str) -> tuple[str, ...]:
    return tuple(name for name in vocab.superclasses(type_) if name != ENTITY)


def _types(fact: Fact) -> tuple[str, ...]:
    return _under_root(fact.type)


@cache
def _under_root(type_: str) -> tuple[str, ...]:
    """The class and those above it, below the root that all of its kind share; the root where it is that itself."""
    return tuple(name for name in vocab.superclasses(type_) if vocab.is_a(name, kind_of(type_)) and name != kind_of(type_)) or (type_,)
