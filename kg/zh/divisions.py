"""The gazetteer of administrative divisions: five levels, from provinces to villages, and the countries of the world.

In: ``divisions.tsv`` (countries and everything down to counties: key, name, short name, class, parent, other names) and
``divisions.bin`` (townships and villages, one compressed block for each area that has townships, and where in the
country a township of a name lies). Both are made by ``build_divisions.py``. Out: :class:`Division` from
:func:`gazetteer`. Opening parses the first file only; blocks are read when they are asked for.

Names are today's; old names lead to today's division. Pseudo divisions of the register do not exist here: a district of
a municipality, and a city that a province governs directly, have the province for their parent.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, mmap
from typing import Final, NamedTuple

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


@dataclass(frozen=True, slots=True)
class Entry:
    """A township or village with its stem and the group of its suffix."""

    division: Division
    stem: str
    group: str


class Block:
    """The townships and villages under one area, and ways to find them. They are looked for in the plain text: most of the
    names that are asked for are in none of the blocks, so that reading all of it would be a waste."""

    def __init__(self, area: Division, text: str) -> None:
        self._area = area
        self._text = f"\n{text}\n"   # each line: code, tab, name of the township; for each village a tab and its name

    def township(self, code: str) -> Division | None:
        """The township with this code."""
        line = self._text.find(f"\n{code}\t")
        return None if line < 0 else self._entry(line + 1 + len(code)).division

    def called(self, name: str) -> Iterator[Division]:
        """The divisions whose full name this is."""
        return (entry.division for entry in self._beginning(name) if entry.division.name == name)

    def members(self) -> Iterator[Division]:
        """All divisions of the block."""
        for line in self._text[1:-1].split("\n"):
            code, name, *villages = line.split("\t")
            township = _read(code, name, TOWNSHIP, self._area.key).division
            yield township
            yield from (_read("", village, VILLAGE, township.key).division for village in villages)

    def find(self, wanted: Wanted) -> tuple[Division, ...]:
        """Divisions called so: of the whole name; else of the stem with a suffix that means the same; else of the stem with
        a suffix of the same rank (a township that became a town or a street, a village that became a community); else,
        where the name has no suffix, of the stem of that name. The first of these that gives anything."""
        entries = self._beginning(wanted.start)
        return next(filter(None, _chosen(entries, wanted)), ()) if entries else ()

    def near(self, wanted: Wanted) -> tuple[Division, ...]:
        """Divisions whose names differ from the one ``wanted`` in one character of the stem, with a suffix of the same
        group; nothing where :meth:`find` finds that itself. Those where the two characters sound alike (苗庵 for 苗安) hide
        the others; villages must sound alike, since neighbours often differ in one character (张庄, 李庄)."""
        if self.find(wanted):
            return ()
        alike, unlike = [], []
        for cut in {cut.rank: cut for cut in reversed(wanted.cuts)}.values():   # of each rank the first
            for entry in self._resembling(cut.stem):
                pair = _difference(cut.stem, entry.stem)
                if pair is None or (entry.group, entry.division.rank) != (cut.group, cut.rank):
                    continue
                if sounds.alike(*pair):
                    alike.append(entry.division)
                elif cut.rank == TOWNSHIP:
                    unlike.append(entry.division)
        return tuple(alike or unlike)

    def _beginning(self, start: str) -> list[Entry]:
        """Those whose names begin with ``start``."""
        found, sought = [], f"\t{start}"
        at = self._text.find(sought)
        while at >= 0:
            found.append(self._entry(at))
            at = self._text.find(sought, at + 1)
        return found

    def _resembling(self, stem: str) -> Iterator[Entry]:
        """Those whose names begin with all characters of ``stem`` but one, if it has several."""
        others = (re.escape(stem[:i]) + r"[^\t\n]" + re.escape(stem[i + 1:]) for i in range(len(stem)))
        found = re.finditer(rf"\t(?:{'|'.join(others)})", self._text) if len(stem) > 1 else ()
        return (self._entry(match.start()) for match in found)

    def _entry(self, tab: int) -> Entry:
        """What stands behind the tab at this offset."""
        start, end = self._text.rindex("\n", 0, tab) + 1, self._text.index("\n", tab)
        code, name, *_ = self._text[start:end].split("\t", 2)
        township = _read(code, name, TOWNSHIP, self._area.key)
        if tab == start + len(code):
            return township
        return _read("", self._text[tab + 1:end].partition("\t")[0], VILLAGE, township.division.key)


def _chosen(entries: Sequence[Entry], wanted: Wanted) -> Iterator[tuple[Division, ...]]:
    """See :meth:`Block.find`: what each of its ways gives."""
    name, cuts = wanted.name, wanted.cuts
    yield tuple(each.division for each in entries if each.division.name == name)
    for stem, group, rank in cuts:
        ranked = [each for each in entries if each.division.rank == rank]
        yield tuple(each.division for each in ranked if (each.stem, each.group) == (stem, group))
        yield tuple(each.division for each in ranked if each.division.name == stem)
    for stem, _, rank in cuts:
        yield tuple(each.division for each in entries if each.division.rank == rank and each.stem == stem and each.group)
    yield tuple(each.division for each in entries if each.stem == name and len(name) > 1)


class Cut(NamedTuple):
    """A way to take a name apart: its stem, and group and rank of its suffix."""

    stem: str
    group: str
    rank: int


class Wanted:
    """A name that is looked for in blocks: every way to take the suffix of a township or a village off it, and what all that
    it may mean begin with."""

    def __init__(self, name: str) -> None:
        self.name: Final = name
        self.cuts: Final = [Cut(stem, group, rank) for rank in (TOWNSHIP, VILLAGE) for stem, group in levels.cuts(name, rank)]
        self.start: Final = min([cut.stem for cut in self.cuts], key=len, default=name)


def _read(code: str, name: str, rank: int, parent: str) -> Entry:
    """A township or village."""
    suffix = levels.ending(name, rank)
    stem = levels.stem(name, suffix)
    return Entry(Division(code, name, stem if len(stem) > 1 else name, suffix.level, parent), stem, suffix.group)


def _difference(one: str, other: str) -> tuple[str, str] | None:
    """The two characters in which names of the same length differ, if that is all and there are others."""
    if len(one) != len(other) or len(one) < 2:
        return None
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return pairs[0] if len(pairs) == 1 else None


class Below:
    """The townships and villages under an area, its blocks at hand for whoever asks for many names."""

    def __init__(self, area: Division, blocks: Sequence[Block]) -> None:
        self._area = area
        self._blocks = blocks

    def find(self, wanted: Wanted) -> tuple[Division, ...]:
        """See :meth:`Gazetteer.under`."""
        found = [each for block in self._blocks for each in block.find(wanted) if self._holds(each)]
        exact = [each for each in found if each.name == wanted.name]
        return tuple(exact or found)

    def near(self, wanted: Wanted) -> tuple[Division, ...]:
        """See :meth:`Gazetteer.near`."""
        return tuple([each for each in self._blocks[0].near(wanted) if self._holds(each)]) if len(self._blocks) == 1 else ()

    def _holds(self, division: Division) -> bool:
        """Whether it lies under the area: the block of a township is that of its whole county."""
        return self._area.rank < TOWNSHIP or division == self._area or self._area.key == division.parent


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
        self._bearers = cache(self._read_bearers)
        self._above = lru_cache(maxsize=4096)(self._read_above)
        self._townships = lru_cache(maxsize=4096)(self._read_townships)
        self._index = cache(self._read_index)
        self._file = cache(self._map_file)
        self._places = cache(self._read_places)

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
        return self._bearers(name) if name in self._named else ()

    def _read_bearers(self, name: str) -> tuple[Division, ...]:
        found = [self._division(key) for key in self._named[name]]
        return tuple(sorted(found, key=lambda division: (division.name != name, division.rank, division.key)))

    def knows(self, name: str) -> bool:
        """Whether :meth:`named` gives anything for ``name``, or :meth:`townships` for one of more than two characters."""
        return name in self._named or (len(name) > 2 and bool(self._spelling(name)))

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
            block = self._held(self._area(key))
            return block.township(key) if block else None
        above, slash, name = key.rpartition("/")
        block = self._held(self.get(above)) if slash else None
        return next((each for each in block.called(name) if each.key == key), None) if block else None

    def chain(self, division: Division) -> tuple[Division, ...]:
        """What the division lies in, the nearest first, up to the province."""
        return self._above(division.parent) if division.parent else ()

    def _read_above(self, parent: str) -> tuple[Division, ...]:
        above = self.get(parent)
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
        return self.below(area).find(Wanted(name))

    def near(self, area: Division, name: str) -> tuple[Division, ...]:
        """Townships and villages under ``area`` whose name differs from ``name`` in one character (see
        :meth:`Block.near`); nothing where ``area`` has several counties."""
        return self.below(area).near(Wanted(name))

    def below(self, area: Division) -> Below:
        """The same, for many names."""
        return Below(area, self._blocks(area))

    def townships(self, name: str) -> tuple[Division, ...]:
        """Townships of that name, or of that stem with a suffix that means the same, in the whole country."""
        return self._townships(name)

    def _members(self, area: Division) -> tuple[Division, ...]:
        block = self._held(area)
        return tuple(block.members()) if block else ()

    def _held(self, area: Division | None) -> Block | None:
        """The block that has the members of ``area``."""
        holder = self._holder(area) if area else None
        return self._block(holder.key) if holder and holder.key in self._index() else None

    def _holder(self, area: Division) -> Division:
        """The area whose block has the members of ``area``: the county of a township, else itself."""
        return self._division(area.parent) if area.rank == TOWNSHIP else area

    def _blocks(self, area: Division) -> list[Block]:
        found = list(filter(None, [self._held(area)]))
        if area.rank != TOWNSHIP:
            found += [block for key in self._below.get(area.key, ()) for block in self._blocks(self._division(key))]
        return found

    def _read_index(self) -> dict[str, tuple[int, int]]:
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
        start, end = self._index()[key]
        return zlib.decompress(self._file()[start:end]).decode(ENCODING)

    def _map_file(self) -> mmap:
        with zh.path("divisions.bin").open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)

    def _read_block(self, key: str) -> Block:
        return Block(self._division(key), self._read(key))

    def _read_places(self) -> dict[str, str]:
        return dict(line.split("\t") for line in self._read(INDEX).splitlines())

    def _area(self, code: str) -> Division | None:
        """The county, or the prefecture without counties, of a township's code."""
        return next((self._division(key) for key in (code[:6], code[:4] + "00") if key in self._rows), None)

    def _read_townships(self, name: str) -> tuple[Division, ...]:
        spelling = self._spelling(name)
        return tuple(self._township(spelling, where) for where in self._places().get(spelling, "").split())

    def _spelling(self, name: str) -> str:
        """The township's name as the register has it: the same, or of that stem with a suffix that means the same."""
        if name in self._places():
            return name
        stem, group = levels.parts(name, TOWNSHIP)
        return next((stem + suffix for suffix in levels.grouped(group) if stem + suffix in self._places()), "")

    def _township(self, name: str, where: str) -> Division:
        """The township of a line of the index; ``where`` is its code, or the area's key and a slash."""
        code = where if where.isdecimal() else ""
        area = self._area(code) if code else self.get(where[:-1])
        return _read(code, name, TOWNSHIP, area.key if area else "").division

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
