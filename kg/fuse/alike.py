"""Whether two facts of one type of action, told by different articles, are of one event.

In: what each article says (:class:`Told`). Out: what agrees, with its weight; or that the two contradict each other. What
counts, and how much, is the table of ``kg/zh/events.toml``: nothing is decided here that is not said there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from kg import vocab
from kg.article import Claim
from kg.errors import DataError
from kg.zh import table

FILE: Final = "events.toml"
ROLES: Final = ("agent", "recipient", "object", "origin", "destination", "place")
DESCRIBED, QUANTITY, DAY = "described", "quantity", "day"
ABOVE: Final = "above"
"""Behind a role in what a claim says: described in words only, or what is directly above the participant."""
DATE, PUBLISHED, TOTAL, LABEL = "date", "published", "total", "label"
WEIGHTS: Final = (*ROLES, DESCRIBED, QUANTITY, DAY)
LISTS: Final = ("apart", "needs")
DAYS: Final = len("YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class General:
    """What holds for all types; see the file."""

    days: int
    undated: int
    small: int
    phrase: int
    near: int
    common: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """What counts for one type of action; see the file."""

    threshold: int
    weights: Mapping[str, int]
    apart: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What one article says of an action, out of its claim."""

    claim: Claim
    said: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, claim: Claim) -> Told:
        said: dict[str, set[str]] = {}
        for what, value in claim.said:
            said.setdefault(what, set()).add(value)
        return cls(claim, {what: frozenset(values) for what, values in said.items()})

    def all(self, what: str) -> frozenset[str]:
        """All that is said of ``what``."""
        return self.said.get(what, frozenset())

    def one(self, what: str) -> str:
        """The one thing that is said of ``what``, or nothing."""
        return min(self.all(what), default="")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What agrees, the roles and other things by name, and how much all of it weighs."""

    weight: int
    on: tuple[str, ...]


def agreement(one: Told, other: Told, measure: Measure) -> Agreement | None:
    """What the two facts agree on; None where they contradict each other. It is the same either way round."""
    day = _dates(one, other, measure)
    if day is None or one.all(TOTAL) != other.all(TOTAL):
        return None
    found = {DAY: day}
    for what, weigh in ((QUANTITY, _quantities), *((role, _participants) for role in ROLES)):
        weight = weigh(one, other, what, measure)
        if weight is None and what in measure.apart:
            return None
        found[what] = weight or 0
    return Agreement(sum(found.values()), tuple(sorted(what for what, weight in found.items() if weight > 0)))


def same(found: Agreement | None, measure: Measure) -> bool:
    """Whether what agrees is enough."""
    return found is not None and found.weight >= measure.threshold and set(measure.needs) <= set(found.on)


def _participants(one: Told, other: Told, role: str, measure: Measure) -> int | None:
    """The weight of what agrees in a role; 0 where one of them is silent, None where they differ."""
    weight = measure.weights.get(role, 0)
    if one.all(role) & other.all(role):
        return weight
    if _near(one, other, role) or _near(other, one, role):
        return max(weight - general().near, 0)
    mine, theirs = one.all(f"{role}:{DESCRIBED}"), other.all(f"{role}:{DESCRIBED}")
    if any(map(telling, mine & theirs)):
        return measure.weights.get(DESCRIBED, 0)
    differ = one.all(role) and other.all(role)
    unlike = mine and theirs and not any(a.endswith(b) or b.endswith(a) for a in mine for b in theirs)
    return None if differ or unlike else 0


def telling(words: str) -> bool:
    """Whether two facts that have something described in these words may be of one event for it."""
    return len(words) >= general().phrase and words not in general().common


def _near(one: Told, other: Told, role: str) -> bool:
    """Whether a participant of the one is the place or the host of one of the other."""
    return bool(one.all(role) & other.all(f"{role}:{ABOVE}"))


def _quantities(one: Told, other: Told, what: str, measure: Measure) -> int | None:
    """The weight of the figures that agree; 0 where the units are different ones, None where the values are."""
    mine, theirs = one.all(what), other.all(what)
    common = mine & theirs
    if _units(mine) & _units(theirs) - _units(common):
        return None
    return measure.weights.get(what, 0) if any(map(counting, common)) else 0


def counting(figure: str) -> bool:
    """Whether two facts that have this figure, a value and its unit, may be of one event for it."""
    return Decimal(figure.partition(" ")[0]) >= general().small


def _units(figures: Iterable[str]) -> set[str]:
    return {figure.partition(" ")[2] for figure in figures}


def _dates(one: Told, other: Told, measure: Measure) -> int | None:
    """The weight of the day where both tell the same, less than nothing where one of them might be of any day, None where they
    cannot be of one day."""
    mine, theirs = one.one(DATE), other.one(DATE)
    if mine and theirs:
        if mine == theirs:
            return measure.weights.get(DAY, 0) if len(mine) >= DAYS else 0
        return 0 if mine.startswith(theirs) or theirs.startswith(mine) else None
    if mine or theirs:
        earlier, later = (mine, other.one(PUBLISHED)) if mine else (theirs, one.one(PUBLISHED))
    else:
        earlier, later = sorted((one.one(PUBLISHED), other.one(PUBLISHED)))
    if not earlier or not later:
        return -general().undated
    return 0 if _may_be(earlier, later) else None


def _may_be(day: str, published: str) -> bool:
    """Whether what an article published then tells without a date may have happened on ``day``."""
    precision = min(len(day), len(published))
    return day in window(published) if precision >= DAYS else day[:precision] == published[:precision]


@cache
def window(published: str) -> tuple[str, ...]:
    """The days on which what an article published then tells without a date may have happened, the last first; empty for a
    date of less precision than a day."""
    if len(published) < DAYS:
        return ()
    last = date.fromisoformat(published).toordinal()
    return tuple(date.fromordinal(day).isoformat() for day in range(last, max(last - general().days, 1) - 1, -1))


# the table


@cache
def general() -> General:
    """What holds for all types. Raises DataError where an entry is missing, unknown or not of its kind."""
    entries = dict(table(FILE).get("general", {}))
    common = entries.pop("common", None)
    if not isinstance(common, list) or not all(isinstance(words, str) for words in common):
        raise _bad("general", "common is no list of words")
    numbers = [field.name for field in fields(General) if field.name != "common"]
    for name in (*numbers, *entries):
        if name not in numbers or not _is_number(entries.get(name)):
            raise _bad("general", f"{name} is not one of {', '.join(numbers)} with a whole number from 0")
    return General(**entries, common=frozenset(common))


@cache
def measure(type_: str) -> Measure | None:
    """What counts for the type of action ``type_`` (a local name): the entry of the nearest class above it that has one; None
    where facts of the type are never the same event. Raises DataError for a wrong entry."""
    known = measures()
    return next((known[name] for name in vocab.superclasses(type_) if name in known), None)


@cache
def measures() -> Mapping[str, Measure | None]:
    """All entries, by type. Raises DataError, with the entry, for one that is wrong."""
    return {name: _measure(name, entry) for name, entry in table(FILE).get("types", {}).items()}


def _measure(name: str, entry: Mapping[str, Any]) -> Measure | None:
    where = f"types.{name}"
    if not vocab.known(name) or not vocab.is_a(name, "Action"):
        raise _bad(where, "it is no type of action")
    if entry == {"never": True}:
        return None
    for key, value in entry.items():
        if key in LISTS and not (isinstance(value, list) and set(value) <= {*ROLES, QUANTITY}):
            raise _bad(where, f"{key} is no list of {', '.join((*ROLES, QUANTITY))}")
        if key not in LISTS and not ((key == "threshold" or key in WEIGHTS) and _is_number(value)):
            raise _bad(where, f"{key} = {value!r} is not understood")
    weights = {key: entry[key] for key in WEIGHTS if key in entry}
    if entry.get("threshold", 0) <= max(weights.values(), default=0):
        raise _bad(where, "the threshold is not above every weight")
    return Measure(entry["threshold"], weights, tuple(entry.get("apart", ())), tuple(entry.get("needs", ())))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _bad(where: str, why: str) -> DataError:
    return DataError(f"kg/zh/{FILE} [{where}]: {why}", "mend the entry and start again")
