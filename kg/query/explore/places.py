"""Where things are: in, a snapshot; out, which places lie in which, and the places of facts, bodies and articles.

A fact is at the places that take part in it and at those that its participants belong to; where none of its participants says a
place, it is where its article is at home.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from kg.query.explore.snapshot import Fact, Snapshot, kind_of

NEAREST: Final = ("place", "destination", "recipient", "origin", "object", "agent", "organization", "holder")
"""Whose place a fact is counted under, the first that says one."""


class Places:
    """The tree of places, and who is where."""

    def __init__(self, graph: Snapshot) -> None:
        self._graph = graph
        self._up: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._down: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for source, name, target in graph.links:
            if source != target:
                self._up[name][source].append(target)
                self._down[name][target].append(source)
        self._below: dict[str, frozenset[str]] = {}
        self._at = self._facts_at()

    def is_place(self, iri: str) -> bool:
        """Whether it is a place."""
        node = self._graph.nodes.get(iri)
        return node is not None and kind_of(node.type) == "Place"

    def parent(self, iri: str) -> str:
        """The place directly above, or nothing."""
        return next(iter(self._up["within"].get(iri, ())), "")

    def children(self, iri: str) -> list[str]:
        """The places directly within."""
        return self._down["within"].get(iri, [])

    def bodies(self, iri: str) -> list[str]:
        """The organisations located here, or those that are parts of this one."""
        return self._down["locatedIn"].get(iri, []) + self._down["partOf"].get(iri, [])

    def seat(self, iri: str) -> str:
        """The place that an organisation belongs to, or the body that it is part of belongs to; of a place itself; or nothing."""
        if self.is_place(iri):
            return iri
        seen = {iri}
        while iri and not self._up["locatedIn"].get(iri):
            iri = next((each for each in self._up["partOf"].get(iri, ()) if each not in seen), "")
            seen.add(iri)
        return self._up["locatedIn"][iri][0] if iri else ""

    def above(self, iri: str) -> list[str]:
        """The places that it lies in, the nearest first; of an organisation beginning with its own."""
        found = [] if self.is_place(iri) else [seat for seat in [self.seat(iri)] if seat]
        at = found[0] if found else iri
        while (at := self.parent(at)) and at not in found and at != iri:
            found.append(at)
        return found

    def below(self, iri: str) -> frozenset[str]:
        """The place itself and all that lie within."""
        if iri not in self._below:
            self._below[iri] = frozenset(self._walk(iri))
        return self._below[iri]

    def _walk(self, iri: str) -> set[str]:
        found, level = {iri}, [iri]
        while level:
            level = [child for each in level for child in self.children(each) if child not in found]
            found.update(level)
        return found

    def roots(self) -> list[str]:
        """The places that lie in no other."""
        return [iri for iri in self._graph.nodes if self.is_place(iri) and not self.parent(iri)]

    # facts

    def of(self, fact: Fact) -> tuple[str, ...]:
        """The places that a fact is at, that which it is counted under first."""
        told = sorted(((NEAREST.index(role), filler) for role, filler in fact.roles if role in NEAREST))
        found = dict.fromkeys(seat for _, filler in told if (seat := self.seat(filler)))
        return tuple(found) or self._home(fact)

    def _home(self, fact: Fact) -> tuple[str, ...]:
        article = self._graph.articles.get(fact.article)
        return (article.home,) if article and article.home else ()

    def facts(self, place: str) -> set[str]:
        """The facts at the place or at any below it."""
        return set().union(*(self._at.get(each, ()) for each in self.below(place)))

    def counts(self) -> dict[str, int]:
        """How many facts there are at each place or below it, where there are any."""
        return {place: len(facts) for place in self._within() if (facts := self.facts(place))}

    def _within(self) -> set[str]:
        """The places that facts are at, and those above."""
        return {above for place in self._at for above in (place, *self.above(place))}

    def _facts_at(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for fact in self._graph.facts.values():
            for place in self.of(fact):
                found[place].append(fact.iri)
        return found
