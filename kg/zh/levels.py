"""What the end of a division's name says: class, rank, and the same suffix under other spellings.

In: ``levels.tsv`` and ``ethnic_groups.tsv``. Out: :func:`level`, :func:`parts`, :func:`briefs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg import zh

DEFAULT = "*"


@dataclass(frozen=True, slots=True)
class Suffix:
    """A line of ``levels.tsv``: ``rank`` counts from the country (0) down, ``group`` joins the spellings of one thing,
    ``before`` are suffixes of what may have risen to this."""

    text: str
    level: str
    rank: int
    group: str
    brief: str
    before: tuple[str, ...] = ()


@lru_cache
def suffixes() -> tuple[Suffix, ...]:
    """All suffixes, the longest first. Raises DataError for a rank that is no figure."""
    found = []
    for row in zh.rows("levels.tsv", 6):
        text, level, rank, group, brief, before = row.cells
        if not level or not rank.isdecimal():
            raise row.bad("a class and a rank (a figure) are needed")
        found.append(Suffix(text, level, int(rank), group, brief, tuple(before.split("/")) if before else ()))
    return tuple(sorted(found, key=lambda suffix: (-len(suffix.text), suffix.text, suffix.rank)))


@lru_cache
def ranks() -> dict[str, int]:
    """The rank of each class of the ontology that a division can have."""
    return {suffix.level: suffix.rank for suffix in suffixes()}


@lru_cache
def _endings(rank: int) -> dict[str, tuple[Suffix, ...]]:
    """The suffixes of a rank by their last character, the longest first."""
    found: dict[str, tuple[Suffix, ...]] = {}
    for suffix in suffixes():
        if suffix.rank == rank and suffix.text != DEFAULT:
            found[suffix.text[-1]] = (*found.get(suffix.text[-1], ()), suffix)
    return found


@lru_cache
def _default(rank: int) -> Suffix:
    return next(suffix for suffix in suffixes() if suffix.rank == rank and suffix.text == DEFAULT)


def _fitting(name: str, rank: int) -> list[Suffix]:
    """The suffixes of a rank that ``name`` ends with and does not consist of, the longest first."""
    ending_so = _endings(rank).get(name[-1:], ())
    return [suffix for suffix in ending_so if name.endswith(suffix.text) and len(name) > len(suffix.text)]


def ending(name: str, rank: int) -> Suffix:
    """The longest suffix of the rank at the end of ``name``, else the line for all others."""
    found = _fitting(name, rank)
    return found[0] if found else _default(rank)


def level(name: str, rank: int) -> str:
    """The class of the division ``name`` of a rank."""
    return ending(name, rank).level


@lru_cache
def _people_ends() -> frozenset[str]:
    return frozenset(people[-1] for people in _peoples())


@lru_cache
def _peoples() -> tuple[str, ...]:
    return tuple(sorted(zh.words("ethnic_groups.tsv"), key=lambda people: (-len(people), people)))


def without_peoples(stem: str) -> str:
    """``stem`` without the names of peoples at its end, unless nothing else would be left."""
    if stem[-1:] not in _people_ends():
        return stem
    for people in _peoples():
        if stem.endswith(people) and len(stem) > len(people):
            return without_peoples(stem[: -len(people)])
    return stem


def stem(name: str, suffix: Suffix) -> str:
    """``name`` without ``suffix`` and without names of peoples before it."""
    return name if suffix.text == DEFAULT else without_peoples(name[: -len(suffix.text)])


def parts(name: str, rank: int) -> tuple[str, str]:
    """The stem of ``name`` (without the longest suffix of its rank, and without names of peoples before it) and the
    group of that suffix; a name without a suffix, or of nothing else, is its own stem with an empty group."""
    suffix = ending(name, rank)
    return stem(name, suffix), suffix.group


def cuts(name: str, rank: int) -> list[tuple[str, str]]:
    """Every way to take a suffix of the rank off ``name``, as :func:`parts`, the longest suffix first."""
    return [(stem(name, suffix), suffix.group) for suffix in _fitting(name, rank)]


@lru_cache
def grouped(group: str) -> tuple[str, ...]:
    """The suffixes of a group, the longest first."""
    return tuple(suffix.text for suffix in suffixes() if group and suffix.group == group)


def brief(name: str, short: str, rank: int) -> str:
    """What everyday speech says for ``name``: its short name with the brief form of its suffix, or nothing."""
    suffix = ending(name, rank)
    if not suffix.brief or not short or short == name or short.endswith(suffix.brief):
        return ""
    return short + suffix.brief


def before(name: str, rank: int) -> tuple[str, tuple[str, ...]]:
    """The stem of ``name`` as it is printed, and the suffixes it may have had before; of a name that has none, nothing."""
    suffix = ending(name, rank)
    return name.removesuffix(suffix.text), suffix.before
