"""How much speaks for two persons of one name being the same.

In: claims of one name, put together as :class:`Profile`. Out: :class:`Likeness`, a score with its grounds, by the table of evidence
(:mod:`kg.zh.identity`). Each group of kinds counts once, by its strongest; groups are taken as independent, so that the chances of
their all misleading multiply (a noisy or: Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, 4.3.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from kg.article import Claim
from kg.zh.identity import BETWEEN, TOLD, rules

DIGITS = 3
"""Decimals of a score."""
PLACES = ("locality", "city", "region", "country")
HELD, PAST, RANKED, DATE = "held", "past", "full rank", "date"
LEADS, NAMED = "leads", "named"
BESIDE, STORY = "beside", "story"
ENDING = "ending"
"""Of a post: its title with the end of the organisation's name."""
MANY = ((3, "beside-three"), (2, "beside-two"), (1, "beside"))
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Profile:
    """What claims say together: ``values`` by what they say, ``months`` of the articles by place, counted from the year 0, and
    ``exclusive``, of which one person has one: whoever has others of the same kind is somebody else."""

    values: Values
    months: Mapping[tuple[str, str], frozenset[int]]
    exclusive: Values

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Profile:
        """The profile of one who made all these claims."""
        values: dict[str, set[str]] = defaultdict(set)
        months: dict[tuple[str, str], set[int]] = defaultdict(set)
        exclusive: dict[str, set[str]] = defaultdict(set)
        for claim in claims:
            month = month_of(claim)
            for what, value in claim.said:
                values[what].add(value)
                if what in PLACES and month is not None:
                    months[what, value].add(month)
                if what in (HELD, PAST):
                    title, _, body = value.partition(BETWEEN)
                    values["title"].add(title)
                    values["organization"].add(body)
                    values[ENDING].add(f"{title}{BETWEEN}{_called(body)[-rules().limits['alike']:]}")
                if what in TOLD:
                    exclusive[f"other-{what}"].add(value)
                if what == RANKED and month is not None:
                    exclusive[f"other-seat@{month}"].add(value)
        return cls(_frozen(values), {key: frozenset(found) for key, found in months.items()}, _frozen(exclusive))

    def has(self, what: str) -> frozenset[str]:
        """The values of one kind."""
        return self.values.get(what, frozenset())


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for it, between 0 and 1, and the grounds, those for it first."""

    score: float
    grounds: tuple[str, ...]


def compare(one: Profile, other: Profile, name: str) -> Likeness:
    """How much speaks for the two persons, both called ``name``, being the same; the order of the two makes no difference."""
    table = rules()
    best: dict[str, tuple[float, str]] = {}
    for code, shared in _shared(one, other):
        kind = table.kinds[code]
        found = (kind.weighs(name), _ground(code, shared))
        best[kind.group] = max(best.get(kind.group, found), found, key=lambda weighed: weighed[0])
    against = [(table.against[slot.partition("@")[0]].weighs(name), slot, pair) for slot, pair in clashes(one.exclusive, other.exclusive)]
    grounds = [ground for _, ground in sorted(best.values(), key=lambda weighed: (-weighed[0], weighed[1]))]
    score = (1 - prod(1 - weight for weight, _ in best.values())) * prod(1 - weight for weight, _, _ in against)
    told = dict.fromkeys(_ground(slot.partition("@")[0], pair) for _, slot, pair in against)
    only = [ground for ground in grounds if ground != "name"] or grounds   # that the names are the same is no news beside others
    return Likeness(round(score, DIGITS), (*only, *told))


def clashes(one: Values, other: Values) -> Iterator[tuple[str, frozenset[str]]]:
    """What both have, one each, of the kind of which a person has one."""
    for slot in sorted(one.keys() & other.keys()):
        if not one[slot] & other[slot]:
            yield slot, frozenset((min(one[slot]), min(other[slot])))


def month_of(claim: Claim) -> int | None:
    """The month of the claim's article, counted from the year 0; nothing where only a year is known, or less."""
    year, _, rest = next((value for what, value in claim.said if what == DATE), "").partition("-")
    return int(year) * 12 + int(rest[:2]) if rest else None


def _shared(one: Profile, other: Profile) -> Iterator[tuple[str, frozenset[str]]]:
    """The kinds of evidence that hold, with what both share."""
    found = [
        ("name", frozenset({""})),
        ("post", (one.has(HELD) & other.has(HELD)) | (one.has(PAST) & other.has(PAST))),
        ("move", (one.has(HELD) & other.has(PAST)) | (one.has(PAST) & other.has(HELD))),
        *((kind, one.has(kind) & other.has(kind)) for kind in ("organization", LEADS, "title", "region", "born", STORY)),
        (NAMED, (one.has("organization") & other.has(NAMED)) | (one.has(NAMED) & other.has("organization"))),
        *((code, frozenset({post})) for code, post in _alike(one, other)),
        *_near("locality", one, other),
        *_near("country", one, other),
    ]
    beside = one.has(BESIDE) & other.has(BESIDE)
    found += [(code, beside) for many, code in MANY if len(beside) >= many][:1]
    if not (one.has("locality") and other.has("locality")):   # two counties of one prefecture are two places
        found += _near("city", one, other)
    return ((code, shared) for code, shared in found if shared)


def _alike(one: Profile, other: Profile) -> Iterator[tuple[str, str]]:
    """The posts of one that are the other's but for the beginning of the organisation's name, which only one has. Of two places
    they are two; and of many places each has a body with the shorter name."""
    if one.has(ENDING) & other.has(ENDING):
        for post, also in product(sorted(one.has(HELD) | one.has(PAST)), sorted(other.has(HELD) | other.has(PAST))):
            (title, _, body), (same, _, again) = post.partition(BETWEEN), also.partition(BETWEEN)
            longer, shorter = sorted((body, again), key=lambda each: len(_called(each)), reverse=True)
            seats = {body.partition("@")[2], again.partition("@")[2]}
            ending = _called(longer).endswith(_called(shorter)) and len(_called(shorter)) >= rules().limits["alike"]
            if title == same and body != again and ending and (len(seats) == 1 or shorter.endswith("@")):
                yield "alike" if len(seats) == 1 else "alike-somewhere", f"{title}{BETWEEN}{longer}"


def _near(level: str, one: Profile, other: Profile) -> Iterator[tuple[str, frozenset[str]]]:
    """The shared places of a level, told apart by whether the articles are of the same period."""
    shared = one.has(level) & other.has(level)
    near = frozenset(place for place in shared if _meet(one.months.get((level, place)), other.months.get((level, place))))
    yield f"{level}-then", near
    yield level, shared - near


def _meet(one: frozenset[int] | None, other: frozenset[int] | None) -> bool:
    within = rules().limits["months"]
    return any(abs(here - there) <= within for here in one or () for there in other or ())


def _ground(code: str, shared: frozenset[str]) -> str:
    """A code with what is shared, for people: 德清县水利局局长, 德清县."""
    words = "/".join(sorted(map(_readable, shared)) if code.startswith("other-") else [_readable(min(shared))])
    return f"{code}{BETWEEN}{words}" if words else code


def _readable(value: str) -> str:
    first, between, second = value.partition(BETWEEN)
    if first.startswith("Place:"):
        return second
    body = _called(second if between else first)
    return f"{body}{first}" if between else body


def _called(body: str) -> str:
    """The name in the key of an organisation."""
    return body.removeprefix("Organization:").partition("@")[0]


def _frozen(values: Mapping[str, set[str]]) -> Values:
    return {key: frozenset(found) for key, found in values.items()}
