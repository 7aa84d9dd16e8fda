"""Two accounts of one article → counts of what agrees.

In: an annotated account and the graph's. Out: for each key the number of things found, invented and missed, and a line
for each of the latter two. The rules, which the README sums up:

* *Names* are compared folded: width, punctuation, spaces and the long and short forms of ``kg/zh/score.toml`` make no
  difference; nor do names of the article's places put in front (a town is itself with or without its district).
* *Things* of a list are paired one to one. What pairs with an optional annotation is left out of the account.
* *kinds* and *within* look only at pairs: whether the class is right, and whether the annotated place is among those
  around it.
* *Tenures* pair where person, organisation and one of the posts agree.
* *Actions* pair where the type is the same, one trigger holds the other, and the quotation is in the sentence given as
  evidence; of several candidates the one with most participants in common wins.
* *roles* looks only at pairs of actions: participants agree by name, or where one name is the larger part of the other;
  figures by value and unit; dates by their characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from kg import zh
from kg.score.account import ENTITIES, FIELDS, ROLES, Account, Action, Tenure, Thing

KEYS = (*FIELDS, *ENTITIES, "kinds", "within", "tenures", "actions", "roles")
"""What is counted, in the order in which it is shown."""

Same = Callable[[Thing, Thing], bool]
Member = TypeVar("Member", Thing, Tenure, Action)


@dataclass(frozen=True, slots=True)
class Finding:
    """One outcome: ``verdict`` is ``hit``, ``wrong`` (in the graph only) or ``missed`` (in the annotation only)."""

    doc: str
    key: str
    verdict: str
    text: str


def compare(gold: Account, found: Account) -> Iterator[Finding]:
    """All outcomes for one article, by key in the order of :data:`KEYS`."""
    names = Names(name for thing in (*gold.things["places"], *gold.things["home"]) for name in thing.names)
    doc = gold.doc
    for key in (*FIELDS, *ENTITIES):
        pairs = _pairs(gold.things[key], found.things.get(key, ()), names.same)
        yield from _outcomes(doc, key, gold.things[key], found.things.get(key, ()), pairs)
        if key in ENTITIES:
            yield from _details(doc, gold.things[key], found.things.get(key, ()), pairs, names.same)
    pairs = _pairs(gold.tenures, found.tenures, lambda a, b: _same_tenure(a, b, names.same))
    yield from _outcomes(doc, "tenures", gold.tenures, found.tenures, pairs)
    pairs = _action_pairs(gold.actions, found.actions, names)
    yield from _outcomes(doc, "actions", gold.actions, found.actions, pairs)
    for mine, theirs in pairs:
        if not gold.actions[mine].optional:
            yield from _roles(doc, gold.actions[mine], found.actions[theirs], names)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What became of each tenure and action of a graph's account: right, wrong, or (None) not to be counted; of an action
    that is right and counts, the same for the values of each role."""

    tenures: tuple[bool | None, ...]
    actions: tuple[bool | None, ...]
    roles: tuple[Mapping[str, tuple[bool | None, ...]], ...]


def judge(gold: Account, found: Account) -> Verdicts:
    """How the facts of ``found`` fare by the annotated account, one by one, by the pairs that :func:`compare` counts."""
    names = Names(name for thing in (*gold.things["places"], *gold.things["home"]) for name in thing.names)
    pairs = {theirs: mine for mine, theirs in _action_pairs(gold.actions, found.actions, names)}
    counted = {theirs: gold.actions[mine] for theirs, mine in pairs.items() if not gold.actions[mine].optional}
    return Verdicts(
        _each(gold.tenures, found.tenures, _pairs(gold.tenures, found.tenures, lambda a, b: _same_tenure(a, b, names.same))),
        _each(gold.actions, found.actions, [(mine, theirs) for theirs, mine in pairs.items()]),
        tuple(_each_role(counted[i], action, names) if i in counted else {} for i, action in enumerate(found.actions)),
    )


def _each_role(gold: Action, found: Action, names: Names) -> dict[str, tuple[bool | None, ...]]:
    def outcome(role: str, values: Sequence[Thing]) -> tuple[bool | None, ...]:
        mine = gold.roles.get(role, ())
        if role == "time" and not mine:   # annotators leave out dates that go without saying
            return (None,) * len(values)
        return _each(mine, values, _pairs(mine, values, _sameness(role, names)))

    return {role: outcome(role, values) for role, values in found.roles.items()}


def _each(gold: Sequence[Member], found: Sequence[Member], pairs: Iterable[tuple[int, int]]) -> tuple[bool | None, ...]:
    """Of each member of ``found`` whether it is paired; None where its partner is optional."""
    partners = {theirs: gold[mine] for mine, theirs in pairs}
    return tuple(i in partners and (None if partners[i].optional else True) for i in range(len(found)))


class Names:
    """Decides whether two names mean the same, given the names of an article's places."""

    def __init__(self, places: Iterable[str]) -> None:
        folded = sorted({re.escape(fold(place)) for place in places} - {""}, key=lambda place: (-len(place), place))
        self._places = re.compile(f"(?:{'|'.join(folded)})+" if folded else "(?!)")

    def same(self, one: Thing, other: Thing) -> bool:
        """Whether one of the names of each is the same."""
        return any(self._same(fold(a), fold(b)) for a in one.names for b in other.names)

    def close(self, one: Thing, other: Thing) -> bool:
        """The same, or one name is the larger part of the other."""
        return self.same(one, other) or any(_part(fold(a), fold(b)) for a in one.names for b in other.names)

    def _same(self, one: str, other: str) -> bool:
        short, long = sorted((one, other), key=len)
        return short == long or bool(short and long.endswith(short) and self._places.fullmatch(long.removesuffix(short)))


def _part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and short in long and 2 * len(short) >= len(long)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name without what makes no difference: only letters and digits, half width, short forms of institutions."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", name) if char.isalnum())
    for long, short in zh.table("score.toml")["shorter"].items():
        if plain != long:
            plain = plain.replace(long, short)
    return plain


@lru_cache(maxsize=65536)
def figure(text: str) -> tuple[Decimal, str] | str:
    """Value and unit of a figure in Arabic digits; the folded text where it is none."""
    table = zh.table("score.toml")
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in table["vague"] and char not in ", ")
    parts = re.match(rf"(\d+(?:\.\d+)?)([{''.join(table['multipliers'])}]*)(.*)", plain)
    if parts is None:
        return fold(text)
    value = Decimal(parts[1])
    for char in parts[2]:
        value *= table["multipliers"][char]
    return value, parts[3]


def _same_figure(one: Thing, other: Thing) -> bool:
    return any(figure(a) == figure(b) for a in one.names for b in other.names)


def _same_date(one: Thing, other: Thing) -> bool:
    return one.names[0] == other.names[0]


def _same_tenure(gold: Tenure, found: Tenure, same: Same) -> bool:
    return (
        same(gold.person, found.person)
        and same(gold.organization, found.organization)
        and (same(gold.post, found.post) or "" in gold.post.names)
    )


def _pairs(gold: Sequence[Member], found: Sequence[Member], same: Callable[[Member, Member], bool]) -> list[tuple[int, int]]:
    """Indices of what belongs together, one to one, obligatory annotations first."""
    pairs: list[tuple[int, int]] = []
    free = list(range(len(found)))
    for mine in sorted(range(len(gold)), key=lambda index: gold[index].optional):
        theirs = next((index for index in free if same(gold[mine], found[index])), None)
        if theirs is not None:
            pairs.append((mine, theirs))
            free.remove(theirs)
    return pairs


def _action_pairs(gold: Sequence[Action], found: Sequence[Action], names: Names) -> list[tuple[int, int]]:
    """The same for actions, those with most participants in common first."""
    candidates = sorted(
        (-_in_common(mine, theirs, names), mine.optional, i, j)
        for i, mine in enumerate(gold)
        for j, theirs in enumerate(found)
        if _same_event(mine, theirs)
    )
    pairs: list[tuple[int, int]] = []
    for _, _, mine, theirs in candidates:
        if all(mine != i and theirs != j for i, j in pairs):
            pairs.append((mine, theirs))
    return pairs


def _same_event(gold: Action, found: Action) -> bool:
    mine, theirs = fold(gold.trigger), fold(found.trigger)
    return gold.type == found.type and (mine in theirs or theirs in mine) and _quoted(gold) in fold(found.context)


def _quoted(gold: Action) -> str:
    """The part of the quotation, between marks of punctuation, that holds the trigger."""
    parts = [fold(part) for part in re.split(r"\W+", gold.context)]
    return next((part for part in parts if fold(gold.trigger) in part), max(parts, key=len))


def _in_common(gold: Action, found: Action, names: Names) -> int:
    return sum(len(_pairs(gold.roles.get(role, ()), found.roles.get(role, ()), _sameness(role, names))) for role in ROLES)


def _sameness(role: str, names: Names) -> Same:
    return {"quantity": _same_figure, "time": _same_date}.get(role, names.close)


def _outcomes(
    doc: str, key: str, gold: Sequence[Member], found: Sequence[Member], pairs: Sequence[tuple[int, int]], prefix: str = ""
) -> Iterator[Finding]:
    """Hits, then what is missed, then what is wrong; nothing for optional annotations and what pairs with them."""
    for mine, _ in pairs:
        if not gold[mine].optional:
            yield Finding(doc, key, "hit", f"{prefix}{gold[mine]}")
    missed = set(range(len(gold))) - {mine for mine, _ in pairs}
    wrong = set(range(len(found))) - {theirs for _, theirs in pairs}
    yield from (Finding(doc, key, "missed", f"{prefix}{gold[index]}") for index in sorted(missed) if not gold[index].optional)
    yield from (Finding(doc, key, "wrong", f"{prefix}{found[index]}") for index in sorted(wrong))


def _details(
    doc: str, gold: Sequence[Thing], found: Sequence[Thing], pairs: Sequence[tuple[int, int]], same: Same
) -> Iterator[Finding]:
    """Class and enclosing place of paired things, where they are annotated."""
    for mine, theirs in ((gold[i], found[j]) for i, j in pairs if not gold[i].optional):
        if mine.kind:
            yield from _verdict(doc, "kinds", mine, mine.kind, theirs.kind, mine.kind[0] in theirs.kind)
        if mine.within:
            right = same(Thing(mine.within), Thing(theirs.within))
            yield from _verdict(doc, "within", mine, mine.within, theirs.within, right)


def _verdict(doc: str, key: str, thing: Thing, gold: Sequence[str], found: Sequence[str], right: bool) -> Iterator[Finding]:
    outcomes = [("hit", gold)] if right else [("missed", gold), ("wrong", found)]
    yield from (Finding(doc, key, verdict, f"{thing}: {' '.join(names)}") for verdict, names in outcomes)


def _roles(doc: str, gold: Action, found: Action, names: Names) -> Iterator[Finding]:
    for role in ROLES:
        mine, theirs = gold.roles.get(role, ()), found.roles.get(role, ())
        pairs = _pairs(mine, theirs, _sameness(role, names))
        yield from _outcomes(doc, "roles", mine, theirs, pairs, f"{gold} {role} ")
