"""The table of evidence for and against two persons of one name being the same: ``identity.toml``, read and checked.

In: that file. Out: :func:`rules`, all of it as frozen data; :func:`reason`, the words for a ground that a decision was made on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from kg import zh
from kg.errors import DataError

FILE: Final = "identity.toml"
LANGUAGES: Final = ("zh", "en")
SHORT: Final = 2
"""Names of so many characters are common."""
FOR: Final = frozenset({
    "post", "move", "organization", "alike", "alike-somewhere", "leads", "named", "title", "locality-then", "locality", "city-then",
    "city", "region", "country-then", "country", "beside-three", "beside-two", "beside", "story", "born", "name", "renown",
})
AGAINST: Final = frozenset({"other-born", "other-sex", "other-people", "other-seat"})
"""The kinds that the program knows how to find."""
TOLD: Final = ("born", "sex", "people")
THRESHOLDS: Final = frozenset({"same", "unsure", "least"})
LIMITS: Final = frozenset({"months", "doubts", "neighbours", "beside", "headline", "alike", "renown", "spread"})
WORDS: Final = {"judged": ("who", "date"), "unsure": ("who", "date"), "joined": ("article", "reason")}
OF_TWO: Final = ("judged", "unsure")
"""Grounds with two parts behind the code, which stand in its words by the names above."""
BETWEEN: Final = "|"
"""Parts a ground: its code, what is shared, and the other article, where it tells of one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence: ``weight`` for long names, ``short`` for short ones; ``words`` by language."""

    code: str
    group: str
    weight: float
    short: float
    words: Mapping[str, str]

    def weighs(self, name: str) -> float:
        """How much it says of two persons with this name."""
        return self.short if len(name) <= SHORT else self.weight


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole table: kinds by their codes, thresholds of the score, limits, and how to read what is told of a person."""

    kinds: Mapping[str, Evidence]
    against: Mapping[str, Evidence]
    thresholds: Mapping[str, float]
    limits: Mapping[str, int]
    reach: int
    told: Mapping[str, re.Pattern[str]]
    full_rank: frozenset[str]
    everywhere: frozenset[str]
    cities: frozenset[str]
    words: Mapping[str, Mapping[str, str]]


@cache
def rules() -> Rules:
    """The table of the program. Raises DataError, with the entry, where something is wrong."""
    return read(zh.table(FILE))


def read(tree: Mapping[str, Any]) -> Rules:
    """The table that the tree of a TOML file says. Raises DataError, with the entry, where something is wrong."""
    told, thresholds, limits = tree["told"], tree["thresholds"], tree["limits"]
    for part, found, known in (("thresholds", thresholds, THRESHOLDS), ("limits", limits, LIMITS), ("told", told, {"reach", *TOLD})):
        _exactly(part, found, known)
    for name, value in thresholds.items():
        _share(f"[thresholds] {name}", value)
    for name, value in limits.items():
        if not isinstance(value, int) or value < 1:
            raise _bad(f"[limits] {name}", "it must be a whole number from 1")
    for name, slots in WORDS.items():
        _worded(f"[words.{name}]", tree["words"].get(name, {}), slots)
    return Rules(
        _kinds(tree, "evidence", FOR), _kinds(tree, "against", AGAINST), thresholds, limits, int(told["reach"]),
        {name: _compiled(f"[told] {name}", told[name]) for name in TOLD}, frozenset(tree["full_rank"]["posts"]),
        frozenset(tree["everywhere"]["countries"]) | frozenset(tree["everywhere"]["bodies"]),
        frozenset(tree["cities"]["regions"]), tree["words"],
    )


def reason(ground: str, language: str) -> str:
    """A ground (``organization|德清县水利局``, with a third part where it tells of another article) in words of ``language``
    (``zh`` or ``en``); what is no ground of this table stands for itself."""
    code, *rest = ground.split(BETWEEN)
    table = rules()
    kind = table.kinds.get(code) or table.against.get(code)
    if code in OF_TWO and len(rest) >= len(WORDS[code]):
        words, rest = table.words[code][language].format(**dict(zip(WORDS[code], rest, strict=False))), rest[1:]
    elif kind:
        words = kind.words[language].format(value=rest[0] if rest else "")
    else:
        return ground
    return table.words["joined"][language].format(article=BETWEEN.join(rest[1:]), reason=words) if rest[1:] else words


def known(ground: str) -> bool:
    """Whether :func:`reason` has words for the ground."""
    return reason(ground, LANGUAGES[0]) != ground


def _kinds(tree: Mapping[str, Any], part: str, known: Set[str]) -> Mapping[str, Evidence]:
    found: dict[str, Evidence] = {}
    for number, entry in enumerate(tree[part], 1):
        where = f"[[{part}]] number {number} ({entry.get('code', 'no code')})"
        if entry.get("code") in found:
            raise _bad(where, "it comes twice")
        if not {"code", "weight"} <= set(entry) <= {"code", "group", "weight", "short", *LANGUAGES}:
            raise _bad(where, "it has a code, a weight and words, perhaps a group and a weight of short names, and nothing else")
        weight, short = _share(where, entry["weight"]), _share(where, entry.get("short", entry["weight"]))
        words = _worded(where, {language: entry.get(language, "") for language in LANGUAGES}, ("value",))
        found[entry["code"]] = Evidence(entry["code"], entry.get("group", part), weight, short, words)
    _exactly(part, found, known)
    return found


def _exactly(part: str, found: Mapping[str, Any], known: Set[str]) -> None:
    for name in sorted(set(found) ^ known):
        raise _bad(f"[{part}] {name}", "it is unknown" if name in found else "it is missing")


def _share(where: str, value: object) -> float:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _bad(where, f"{value!r} is no number from 0 to 1")
    return float(value)


def _worded(where: str, words: Mapping[str, str], slots: tuple[str, ...]) -> Mapping[str, str]:
    for language in LANGUAGES:
        if not words.get(language):
            raise _bad(where, f"it has no words in {language}")
        try:
            words[language].format(**dict.fromkeys(slots, ""))
        except (KeyError, IndexError, ValueError) as error:
            raise _bad(where, f"its words in {language} have braces other than {', '.join(slots)}") from error
    return words


def _compiled(where: str, source: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise _bad(where, str(error)) from error


def _bad(where: str, why: str) -> DataError:
    return DataError(f"kg/zh/{FILE}: {where}: {why}", "mend the entry and start again")
