"""What a picture is made of: in, a scene; out, its nodes and lines by number, and how large each node and its name are.

The page and the picture of the whole graph go by the same rules: an action between two or more of the entities is a node, a tenure and
a link are lines.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.output.layout import Box
from kg.output.scene import Entity, Fact, Scene
from kg.output.seen import visible

LABEL = 14                               # characters of a name that stand under its node
LEAST, MOST = 9.0, 30.0                  # radius of a node, in pixels
PLAIN = 13.0                             # radius at most of what bears a common word and not a name of its own
FROM_FILLER = ("agent", "origin")        # roles whose arrow points to the action


@dataclass(frozen=True, slots=True)
class Tie:
    """A line of the picture between two nodes: ``kind`` is ``role``, ``tenure`` or ``link``; ``name`` the role or the
    property; ``facts`` the tenures that it stands for."""

    source: int
    target: int
    kind: str
    name: str
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes and ties by number: first the entities of a scene, in order, then those facts that are drawn as nodes."""

    nodes: tuple[Entity | Fact, ...]
    facts: tuple[int, ...]               # of the fact nodes, in order: their places in the scene
    ties: tuple[Tie, ...]
    groups: tuple[tuple[int, ...], ...]  # nodes that one article speaks of, article by article


def picture(shown: Scene) -> Picture:
    """An action between two or more of the entities is a node, a tenure and a link are lines; other facts stand in the
    panel of the entity that they are about."""
    number = {entity.iri: index for index, entity in enumerate(shown.entities)}
    facts = tuple(index for index, fact in enumerate(shown.facts) if fact.kind == "Action" and len(_drawn(fact, number)) > 1)
    at = {fact: len(number) + index for index, fact in enumerate(facts)}
    ties = [*_roles(shown, number, at), *_tenures(shown, number), *_links(shown, number)]
    nodes: tuple[Entity | Fact, ...] = (*shown.entities, *(shown.facts[index] for index in facts))
    return Picture(nodes, facts, tuple(ties), _groups(shown, nodes))


def _groups(shown: Scene, nodes: Sequence[Entity | Fact]) -> tuple[tuple[int, ...], ...]:
    found: dict[str, list[int]] = {article: [] for article in shown.documents}
    for index, node in enumerate(nodes):
        passages = node.evidence if isinstance(node, Fact) else node.mentions
        for article in sorted({shown.passages[passage].article for passage in passages if passage in shown.passages}):
            found[article].append(index)
    return tuple(tuple(group) for group in found.values())


def _drawn(fact: Fact, number: Mapping[str, int]) -> set[str]:
    return {filler for _, filler in fact.roles if filler in number}


def _roles(shown: Scene, number: Mapping[str, int], at: Mapping[int, int]) -> Iterator[Tie]:
    for index, node in at.items():
        for role, filler in shown.facts[index].roles:
            if filler in number:
                ends = (number[filler], node) if role in FROM_FILLER else (node, number[filler])
                yield Tie(*ends, "role", role)


def _tenures(shown: Scene, number: Mapping[str, int]) -> Iterator[Tie]:
    """One line from a person to an organisation, whatever number of posts it stands for."""
    between: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, fact in enumerate(shown.facts):
        if fact.kind == "Tenure":
            holders = [number[filler] for role, filler in fact.roles if role == "holder" and filler in number]
            seats = [number[filler] for role, filler in fact.roles if role == "organization" and filler in number]
            for ends in ((holder, seat) for holder in holders for seat in seats):
                between[ends].append(index)
    for (holder, seat), facts in sorted(between.items()):
        yield Tie(holder, seat, "tenure", "holder", tuple(facts))


def _links(shown: Scene, number: Mapping[str, int]) -> Iterator[Tie]:
    for index, entity in enumerate(shown.entities):
        for name, target in entity.links:
            if target in number:
                yield Tie(index, number[target], "link", name)


# how large


def degrees(shown: Picture) -> list[int]:
    """How many lines each node has."""
    degree = [0] * len(shown.nodes)
    for tie in shown.ties:
        degree[tie.source] += 1
        degree[tie.target] += 1
    return degree


def radius(node: Entity | Fact, degree: int, named: Container[str]) -> float:
    """Pixels from the middle of a node to its rim: more for what has more lines, most for what bears a name of its own."""
    if isinstance(node, Fact):
        return LEAST - 1
    return min(LEAST + 2.4 * math.sqrt(degree), MOST if node.kind in named else PLAIN)


def short(node: Entity | Fact) -> str:
    """What stands under a node; never empty, or pyvis would print its number."""
    name = visible(node.word if isinstance(node, Fact) else node.label).strip() or "·"
    return name if len(name) <= LABEL else name[: LABEL - 1] + "…"


def box(label: str, size: float, font: int) -> Box:
    """Width and height of a node and its label, with the node in the middle, so the label's room is kept above too."""
    width = sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.6 for char in label) * font
    return max(2 * size, width), 2 * size + 1.5 * font


def close(size: float) -> Box:
    """Room for a node of a large picture: names are written there only where there is room for them."""
    return 2 * size + 24, 2 * size + 16
