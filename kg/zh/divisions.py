"""The gazetteer of administrative divisions: five levels, from provinces to villages, and the countries of the world.

In: ``divisions.tsv`` (countries and everything down to counties: key, name, short name, class, parent, other names) and
``divisions.bin`` (townships and villages, one compressed block for each area that has townships, and where in the
country a township of a name lies). Both are made by ``build_divisions.py``. Out: :class:`Division` from
:func:`gazetteer`. Opening parses the first file only; blocks are read when they are asked for.

Names are today's; old names lead to today's division. Pseudo divisions of the register do not exist here: a district of
a municipality, and a city that a province governs directly, have the province for their parent.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

from kg import zh
from kg.errors import DataError
from kg.zh import levels, sounds, vote

MAGIC = b"tuzhi divisions 1\n"
ENCODING = "gb18030"
INDEX = "*"
TOWNSHIP, VILLAGE = 4, 5


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division: ``code`` of GB/T 2260 (six digits) or of the statistics bureau (nine, townships),
    empty where unknown; ``name`` in full; ``short`` as in everyday speech; ``level`` a class under ``kg:Place``;
    ``parent`` the key of the division above, empty for provinces and countries."""

    code: str
    name: str
    short: str
    level: str
    parent: str

    @property
    def key(self) -> str:
        """The code, else the parent's key and the name; unique in the gazetteer."""
        return self.code or (f"{self.parent}/{self.name}" if self.parent else self.name)

    @property
    def rank(self) -> int:
        """How far down: a country has 0, a village or community 5."""
        return levels.ranks()[self.level]


class Block:
    """The townships and villages under one area, and ways to find them."""

    def __init__(self, area: Division, text: str) -> None:
        self._names: dict[str, list[Division]] = {}
        self._stems: dict[str, list[tuple[str, Division]]] = {}
        for line in text.splitlines():
            code, name, *villages = line.split("\t")
            township = self._enter(code, name, TOWNSHIP, area.key)
            for village in villages:
                self._enter("", village, VILLAGE, township.key)
        self.members = tuple(division for same in self._names.values() for division in same)

    def _enter(self, code: str, name: str, rank: int, parent: str) -> Division:
        division, stem, group = _read(code, name, rank, parent)
        self._names.setdefault(name, []).append(division)
        self._stems.setdefault(stem, []).append((group, division))
        return division

    def find(self, name: str) -> tuple[Division, ...]:
        """Divisions called ``name``: of the whole name; else of the stem with a suffix that means the same; else of the
        stem with a suffix of the same rank (a township that became a town or a street, a village that became a
        community); else, where ``name`` has no suffix, of the stem ``name``. The first of these that gives anything."""
        if name in self._names:
            return tuple(self._names[name])
        cuts = [(stem, group, rank) for rank in (TOWNSHIP, VILLAGE) for stem, group in levels.cuts(name, rank)]
        for stem, group, rank in cuts:
            if same := [division for other, division in self._stems.get(stem, ()) if other == group and division.rank == rank]:
                return tuple(same)
            if whole := [division for division in self._names.get(stem, ()) if division.rank == rank]:
                return tuple(whole)
        for stem, _, rank in cuts:
            if alike := [division for other, division in self._stems.get(stem, ()) if other and division.rank == rank]:
                return tuple(alike)
        return tuple(division for _, division in self._stems.get(name, ())) if len(name) > 1 else ()

    def near(self, name: str) -> tuple[Division, ...]:
        """Divisions whose names differ from ``name`` in one character of the stem, with a suffix of the same group;
        nothing where :meth:`find` finds ``name`` itself. Those where the two characters sound alike (苗庵 for 苗安) hide
        the others; villages must sound alike, since neighbours often differ in one character (张庄, 李庄)."""
        if self.find(name):
            return ()
        alike, unlike = [], []
        for rank in (TOWNSHIP, VILLAGE):
            for stem, group in levels.cuts(name, rank)[:1]:
                for other in self._stems:
                    if pair := _difference(stem, other):
                        found = [division for kind, division in self._stems[other] if kind == group and division.rank == rank]
                        if sounds.alike(*pair):
                            alike += found
                        elif rank == TOWNSHIP:
                            unlike += found
        return tuple(alike or unlike)


def _read(code: str, name: str, rank: int, parent: str) -> tuple[Division, str, str]:
    """A township or village with its stem and the group of its suffix."""
    suffix = levels.ending(name, rank)
    stem = levels.stem(name, suffix)
    return Division(code, name, stem if len(stem) > 1 else name, suffix.level, parent), stem, suffix.group


def _difference(one: str, other: str) -> tuple[str, str] | None:
    """The two characters in which names of the same length differ, if that is all and there are others."""
    if len(one) != len(other) or len(one) < 2:
        return None
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return pairs[0] if len(pairs) == 1 else None


class Gazetteer:
    """All divisions. Made once, by :func:`gazetteer`."""

    def __init__(self) -> None:
        self._rows: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        self._named: dict[str, list[str]] = {}
        for number, line in enumerate(zh.path("divisions.tsv").read_text(encoding="utf-8").splitlines(), 1):
            if line[0] != "#":
                self._enter(line.split("\t"), number)
        self._division = lru_cache(maxsize=None)(self._read_division)
        self._block = lru_cache(maxsize=256)(self._read_block)
        self._townships = lru_cache(maxsize=4096)(self._read_townships)

    def _enter(self, row: list[str], number: int) -> None:
        if len(row) != 6:
            raise DataError(f"kg/zh/divisions.tsv:{number}: six cells are needed", "reinstall the package")
        key, name, short, _, parent, also = row
        self._rows[key] = row
        self._below.setdefault(parent, []).append(key)
        self._named.setdefault(name, []).append(key)
        if short != name:
            self._named.setdefault(short, []).append(key)
        for other in also.split("/") if also else ():
            self._named.setdefault(other, []).append(key)

    def _read_division(self, key: str) -> Division:
        _, name, short, level, parent, _ = self._rows[key]
        return Division(key if key.isdecimal() else "", name, short, level, parent)

    # what is named how

    def named(self, name: str) -> tuple[Division, ...]:
        """Countries, provinces, prefectures and counties that are, or once were, called ``name`` in full or for short:
        those whose full name it is first, then the wider first."""
        found = [self._division(key) for key in self._named.get(name, ())]
        return tuple(sorted(found, key=lambda division: (division.name != name, division.rank, division.key)))

    def names(self, *classes: str) -> Iterator[tuple[str, Division]]:
        """Every name, full, short or old, of the divisions of these classes (countries to counties), with its division;
        names of one character are left out."""
        for name, keys in self._named.items():
            for key in keys if len(name) > 1 else ():
                if self._rows[key][3] in classes:
                    yield name, self._division(key)

    def get(self, key: str) -> Division | None:
        """The division of a key, or nothing."""
        if key in self._rows:
            return self._division(key)
        if key.isdecimal():
            area = self._area(key)
            return next((each for each in self._members(area) if each.code == key), None)
        above, slash, _ = key.rpartition("/")
        area = self.get(above) if slash else None
        return next((each for each in self._members(area) if each.key == key), None)

    def chain(self, division: Division) -> tuple[Division, ...]:
        """What the division lies in, the nearest first, up to the province."""
        above = self.get(division.parent) if division.parent else None
        return (above, *self.chain(above)) if above else ()

    def within(self, division: Division, area: Division) -> bool:
        """Whether ``division`` is ``area`` or lies in it."""
        return division == area or area in self.chain(division)

    def children(self, area: Division) -> tuple[Division, ...]:
        """The divisions directly below, to the villages."""
        top = tuple(self._division(key) for key in self._below.get(area.key, ()))
        return top + tuple(each for each in self._members(area) if each.parent == area.key)

    # townships and villages

    def under(self, area: Division, name: str) -> tuple[Division, ...]:
        """Townships and villages called ``name`` anywhere under ``area``: see :meth:`Block.find`. Under an area with
        several counties, a county that has the very name hides those that have one like it."""
        found = [each for block in self._blocks(area) for each in block.find(name) if self._belongs(each, area)]
        exact = [each for each in found if each.name == name]
        return tuple(exact or found)

    def near(self, area: Division, name: str) -> tuple[Division, ...]:
        """Townships and villages under ``area`` whose name differs from ``name`` in one character (see
        :meth:`Block.near`); nothing where ``area`` has several counties."""
        blocks = self._blocks(area)
        return tuple(each for each in blocks[0].near(name) if self._belongs(each, area)) if len(blocks) == 1 else ()

    def townships(self, name: str) -> tuple[Division, ...]:
        """Townships of that name, or of that stem with a suffix that means the same, in the whole country."""
        return self._townships(name)

    def _belongs(self, division: Division, area: Division) -> bool:
        return area.rank < TOWNSHIP or division == area or area.key == division.parent

    def _members(self, area: Division | None) -> tuple[Division, ...]:
        area = self._holder(area) if area else None
        return self._block(area.key).members if area and area.key in self._index else ()

    def _holder(self, area: Division) -> Division:
        """The area whose block has the members of ``area``: the county of a township, else itself."""
        return self._division(area.parent) if area.rank == TOWNSHIP else area

    def _blocks(self, area: Division) -> list[Block]:
        holder = self._holder(area)
        found = [self._block(holder.key)] if holder.key in self._index else []
        if holder is area:
            found += [block for key in self._below.get(area.key, ()) for block in self._blocks(self._division(key))]
        return found

    @cached_property
    def _index(self) -> dict[str, tuple[int, int]]:
        """Where each block stands in the file: key → start, end."""
        with zh.path("divisions.bin").open("rb") as file:
            if file.readline() != MAGIC:
                raise DataError("kg/zh/divisions.bin is of another version", "reinstall the package")
            length = int(file.readline())
            listed = zlib.decompress(file.read(length)).decode(ENCODING).splitlines()
            start = file.tell()
        keys, sizes = zip(*(line.split("\t") for line in listed), strict=True)
        bounds = pairwise(accumulate(map(int, sizes), initial=start))
        return dict(zip(keys, bounds, strict=True))

    def _read(self, key: str) -> str:
        start, end = self._index[key]
        with zh.path("divisions.bin").open("rb") as file:
            file.seek(start)
            return zlib.decompress(file.read(end - start)).decode(ENCODING)

    def _read_block(self, key: str) -> Block:
        return Block(self._division(key), self._read(key))

    @cached_property
    def _places(self) -> dict[str, str]:
        return dict(line.split("\t") for line in self._read(INDEX).splitlines())

    def _area(self, code: str) -> Division | None:
        """The county, or the prefecture without counties, of a township's code."""
        return next((self._division(key) for key in (code[:6], code[:4] + "00") if key in self._rows), None)

    def _read_townships(self, name: str) -> tuple[Division, ...]:
        stem, group = levels.parts(name, TOWNSHIP)
        spellings = [name, *(stem + suffix for suffix in levels.grouped(group))]
        spelling = next((spelling for spelling in spellings if spelling in self._places), "")
        return tuple(self._township(spelling, where) for where in self._places.get(spelling, "").split())

    def _township(self, name: str, where: str) -> Division:
        """The township of a line of the index; ``where`` is its code, or the area's key and a slash."""
        code = where if where.isdecimal() else ""
        area = self._area(code) if code else self.get(where[:-1])
        return _read(code, name, TOWNSHIP, area.key if area else "")[0]

    # the area of an article

    def settle(self, names: Sequence[str], hints: Sequence[str] = (), classes: Sequence[str] = ()) -> Division | None:
        """The area that an article is about, by vote: ``names`` of places found in it, each as often as found; ``hints``
        such as title and publisher; ``classes`` that its deictic words point to (区委: County; 市委: Prefecture and
        County). For the method see :mod:`kg.zh.vote`; nothing where no area stands out."""
        return vote.settle(self, [name for name in names if name not in everywhere()], hints, classes, risky())


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer, opened at the first call. Raises DataError where its files are missing or damaged."""
    return Gazetteer()


@lru_cache(maxsize=1)
def risky() -> frozenset[str]:
    """Names of divisions that are ordinary words as well, or arise where two words meet: they count as places only
    where the context says so."""
    return zh.words("risky_places.tsv")


@lru_cache(maxsize=1)
def everywhere() -> frozenset[str]:
    """Names that say nothing about where in the country something is."""
    return frozenset(row.cells[0] for row in zh.rows("risky_places.tsv", 2) if row.cells[1] == "everywhere")


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, Division]:
    """One-character abbreviations of provinces. Raises DataError for one that names no province."""
    found = {}
    for row in zh.rows("abbreviations.tsv", 2):
        named = gazetteer().named(row.cells[1])
        if not named:
            raise row.bad(f"no division is called {row.cells[1]!r}")
        found[row.cells[0]] = named[0]
    return found
