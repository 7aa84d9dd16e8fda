"""The lines of a graph: in, a snapshot; out, what is joined to what.

Entities are nodes; an action with several participants is a node as well, joined to each by a line of its role; a tenure is a line
from the person to the body, and so is a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.query.explore.snapshot import Fact, Snapshot

ROLE: Final = "role"
TENURE: Final = "tenure"
LINK: Final = "link"


@dataclass(frozen=True, slots=True)
class Edge:
    """A line: ``name`` is the role, the post or the property; ``fact`` the fact that it stands for, or empty."""

    source: str
    target: str
    kind: str
    name: str
    fact: str = ""

    def other(self, end: str) -> str:
        """The other end."""
        return self.target if end == self.source else self.source


class Network:
    """The lines of a graph, by their ends."""

    def __init__(self, data: Snapshot) -> None:
        self.edges: dict[str, list[Edge]] = defaultdict(list)
        for edge in _edges(data):
            if edge.source != edge.target:
                self.edges[edge.source].append(edge)
                self.edges[edge.target].append(edge)

    def neighbours(self, iri: str) -> list[str]:
        """What is joined to it."""
        return list(dict.fromkeys(edge.other(iri) for edge in self.edges.get(iri, ())))


def _edges(data: Snapshot) -> Iterator[Edge]:
    for fact in data.facts.values():
        yield from _lines(fact)
    for source, name, target in data.links:
        yield Edge(source, target, LINK, name)


def _lines(fact: Fact) -> Iterator[Edge]:
    """The lines of a fact: of an action to those who take part, if they are several, of a tenure from holders to bodies."""
    if fact.kind == "Tenure":
        for holder in fact.fillers("holder"):
            for body in fact.fillers("organization"):
                yield Edge(holder, body, TENURE, fact.word, fact.iri)
    elif is_node(fact):
        for role, filler in fact.roles:
            yield Edge(filler, fact.iri, ROLE, role, fact.iri)


def is_node(fact: Fact) -> bool:
    """Whether a fact is drawn as a node: an action with several participants."""
    return fact.kind != "Tenure" and len({filler for _, filler in fact.roles}) > 1
