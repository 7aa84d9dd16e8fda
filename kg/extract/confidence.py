"""How sure facts and roles are: from the signs of each and the shares of ``kg/zh/confidence.toml``.

In: an article's facts. Out: the same with ``signs`` complete, and a ``confidence`` on each fact and each role.

A fact's confidence is the chance that the article says so at all: that its type and trigger, of a tenure person, body and
post, are right. Its signs are the circumstances in which it was found; to the log odds of all facts each sign adds its
weight, so that two signs that always come together count once. What takes part is told apart: the confidence of an action's
role is the share of right ones among those found by the same rule in the same role, given that the action is right. A tenure
is right or wrong as a whole, and so its roles have its own confidence.

The table is measured on annotated articles by ``training/confidence.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from math import exp
from typing import Any, Final

from kg.article import Fact, Role
from kg.errors import DataError
from kg.extract.frames import frames
from kg.zh import table

FILE: Final = "confidence.toml"
NAMED: Final = frozenset({"Person", "Organization", "Place", "Work", "Measure"})
CARRIED: Final = ("clause-before", "sentence-before", "paragraph-before")
"""How far an agent may have been carried, the nearest first."""
ANY: Final = "any"
DIGITS: Final = 2
LEAST: Final = 10.0 ** -DIGITS


def with_confidence(fact: Fact) -> Fact:
    """The fact with its signs, its confidence, and that of its roles."""
    kind = "tenures" if fact.fillers("post") else "actions"
    signs = tuple(dict.fromkeys((*fact.signs, *(_of_tenure(fact) if kind == "tenures" else _of_action(fact)))))
    sure = confidence(kind, signs)
    roles = [_sure(role, sure if kind == "tenures" else _of_role(role)) for role in fact.roles]
    dated = _sure(fact.dated, _of_role(fact.dated)) if fact.dated is not None else None
    return replace(fact, signs=signs, confidence=sure, roles=tuple(roles), dated=dated)


def _sure(role: Role, confidence: float) -> Role:
    return Role(role.name, role.filler, role.of, role.rule, confidence)


def confidence(kind: str, signs: tuple[str, ...]) -> float:
    """The confidence of a fact of the ``kind`` (``actions`` or ``tenures``) with these signs; one that the table lacks adds
    nothing. Rounded to two digits, never 0 or 1."""
    known = _known(kind)
    odds = sum((float(known[sign]["weight"]) for sign in signs if sign in known), float(known[ANY]["weight"]))
    return min(max(round(1 / (1 + exp(-odds)), DIGITS), LEAST), 1 - LEAST)


def _of_role(role: Role) -> float:
    shares = _known("roles")
    head = role.rule.partition(":")[0]
    found = shares.get(f"{role.name} {head}") or shares.get(f"{role.name} {ANY}") or shares[ANY]
    return float(found["share"])


@cache
def _known(part: str) -> Mapping[str, Mapping[str, Any]]:
    """A part of the table. Raises DataError where it lacks what is needed of every entry."""
    entries: Mapping[str, Mapping[str, Any]] = table(FILE).get(part, {})
    needed = "share" if part == "roles" else "weight"
    if ANY not in entries or any(needed not in entry for entry in entries.values()):
        raise DataError(f"kg/zh/{FILE}: [{part}] lacks {ANY}, or an entry of it lacks {needed}", "write it with training.confidence")
    return entries


# signs


def _of_tenure(fact: Fact) -> Iterator[str]:
    yield fact.rule
    yield from (f"organization:{role.rule}" for role in fact.roles if role.name == "organization")


def _of_action(fact: Fact) -> Iterator[str]:
    agents = [role.rule.partition(":")[0] for role in fact.roles if role.name == "agent"]
    if agents or _wants_agent(fact):
        yield f"agent:{max(agents, key=_distance) if agents else 'none'}"
    if agents and len(agents) == len(fact.roles):
        yield "agent-only"
    if not any(role.filler.kind in NAMED for role in fact.roles):
        yield "nothing-named"
    if any(role.name == "quantity" for role in fact.roles):
        yield "figure"


def _wants_agent(fact: Fact) -> bool:
    """Whether the subject of the fact's frame is who does it (of 当选 it is who is chosen)."""
    return any(frame.subject == "agent" for frame in frames().get(fact.trigger, ()) if frame.type == fact.type)


def _distance(rule: str) -> int:
    """How far an agent found by ``rule`` was carried: 0 within its clause."""
    return CARRIED.index(rule) + 1 if rule in CARRIED else 0
