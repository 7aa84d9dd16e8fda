"""Actions that are told together: 甲、乙分别向丙、丁捐款2000元、10000元 is one donation of each.

In: an action, and whether its clause says 分别. Out: the actions, each with its own of what is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.article import Fact, Role
from kg.extract.tokens import Token
from kg.zh.grammar import listed

PAIRED: Final = frozenset({"agent", "recipient", "destination", "object"})
FIGURE: Final = "quantity"


def one_by_one(fact: Fact, clause: Sequence[Token]) -> list[Fact]:
    """The action cut into as many as it has figures, where the clause says that they belong to what is listed one by one;
    what is named once belongs to each. As it is where the lists are not of one length."""
    apart = listed("clause.respectively")
    if not any(token.text in apart and token.end <= fact.end for token in clause):
        return [fact]
    columns = list(_columns(fact))
    number = sum(role.name == FIGURE for role in fact.roles)
    paired = any(column[0].name in PAIRED and len(column) == number for column in columns)
    if number < 2 or not paired or any(len(column) not in {1, number} for column in columns):
        return [fact]
    each = (replace(fact, roles=tuple(column[i % len(column)] for column in columns)) for i in range(number))
    return list(dict.fromkeys(each))


def _columns(fact: Fact) -> Iterator[list[Role]]:
    """The roles by their names, those of one name in the order of the text."""
    for name in dict.fromkeys(role.name for role in fact.roles):
        yield sorted((role for role in fact.roles if role.name == name), key=lambda role: role.filler.start)
