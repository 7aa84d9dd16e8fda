"""Which of the divisions that bear a name is meant.

In: the divisions, and what speaks for one of them: the places printed beside the name, those it is listed with, the article's
home, the places named above it in the text. Out: those that remain. A name that everything leaves to several stays open; none
of them is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from kg.zh.divisions import Division, gazetteer
from kg.zh.renamed import was_called


@dataclass(frozen=True)
class Signs:
    """What speaks for one bearer of a name: ``name`` as printed and the ``day`` of the article; ``beside``, the key of the place
    that ends where the name begins, with those above it; ``behind``, the name of the place that begins where it ends;
    ``parents``, the keys of what the places lie in that it is listed with; ``home``, the keys of the home and of those above
    it; ``before`` gives the keys of the places named before it, the last first, which few names need; ``told``, the keys of
    those that the article elsewhere names so that they can be told."""

    name: str
    day: str
    beside: tuple[str, ...]
    behind: str
    parents: frozenset[str]
    home: tuple[str, ...]
    before: Callable[[], Sequence[str]]
    told: frozenset[str]

    def left(self, found: Sequence[Division]) -> tuple[Division, ...]:
        """Those of ``found`` that remain when one sign after the other has excluded what it speaks against; a sign that
        speaks for none excludes none. The wider of two, a city and a district of it, is no guess, nor is, of a short name, the
        one in the tables of codes, which leave out 台湾."""
        left = _nearest(found, self.beside)
        if len(left) < 2:
            return left
        left = _kept(left, (d for d in left if self.behind and gazetteer().under(d, self.behind)))
        left = _kept(left, (d for d in left if d.parent in self.parents))
        left = _nearest(left, self.home)
        left = _kept(left, (d for d in left if was_called(d, self.name, self.day)))
        left = _kept(left, (d for d in left if d.rank == min(other.rank for other in left)))
        left = _kept(left, (d for d in left if d.code or self.name == d.name))   # 清水 is no district of 台中
        for key in self.before() if len(left) > 1 else ():
            left = _kept(left, (d for d in left if key in _line(d)))
        return _kept(left, (d for d in left if d.key in self.told))


def shared(found: Sequence[Division]) -> tuple[Division, ...]:
    """What all of ``found`` lie in, the nearest first."""
    return tuple(each for each in gazetteer().chain(found[0]) if all(each.key in _line(other) for other in found))


def _line(division: Division) -> list[str]:
    """The keys of the division and of what it lies in."""
    return [division.key, *(each.key for each in gazetteer().chain(division))]


def _kept(found: tuple[Division, ...], some: Iterable[Division]) -> tuple[Division, ...]:
    """``some`` of ``found``; all where these are none or nothing is left to tell."""
    return (tuple(some) or found) if len(found) > 1 else found


def _nearest(found: Sequence[Division], area: Collection[str]) -> tuple[Division, ...]:
    """Those that ``area``, given by the keys of its line, is or lies in; else those that share the lowest division with it."""
    if len(found) < 2 or not area:
        return tuple(found)
    depths = [max((each.rank for each in gazetteer().chain(d) if each.key in area), default=0) for d in found]
    above = tuple(d for d in found if d.key in area)
    return above or tuple(d for d, depth in zip(found, depths, strict=True) if depth == max(depths))
