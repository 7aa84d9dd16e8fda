"""The order in which graphs are written: in, lines of N-Triples in any order; out, the same, each once, subject by subject.

Of one subject its classes come first, then its labels, then the rest by property and value; all by the text of the line
(:func:`kg.graph.store.order` is the same of triples). The memory taken does not grow with the number of lines: they are kept on
disk in sorted runs, which are merged at the end.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

from kg.vocab import RDF, RDFS

RUN: Final = 1 << 18
"""Lines that are held in memory."""
FAN: Final = 64
"""Runs that are merged at once: each is an open file."""
PARSED: Final = 1000
"""Subjects that are parsed at once."""
FIRST: Final = tuple((f"<{property_}> ", f"<{property_}>!") for property_ in (RDF.type, RDFS.label))
"""Where the lines begin and end that come first: ``!`` follows the blank."""

Block = tuple[str, list[str]]
"""A subject without its last angle bracket, so that one comes before those that it begins, and the rest of each of its lines."""


class Sorting:
    """Lines on their way into that order. Runs are files in ``folder``, which need not be there yet; each has at least ``size``
    lines, and ``fan`` of them are merged at once."""

    def __init__(self, folder: Path, size: int = RUN, fan: int = FAN) -> None:
        self._folder = folder
        self._size = size
        self._fan = fan
        self._held: defaultdict[str, list[str]] = defaultdict(list)
        self._count = 0
        self._runs: list[Path] = []
        self._made = 0
        self.distinct = 0

    def add(self, lines: str) -> None:
        """Takes whole lines."""
        held = self._held
        found = lines.split("\n")
        for line in found:
            subject, between, rest = line.partition("> ")
            if between:   # behind the last line is nothing
                held[subject].append(rest)
        self._count += len(found) - 1
        if self._count >= self._size:
            self._spill()

    def blocks(self) -> Iterator[str]:
        """The lines of each subject. May be asked for again."""
        for subject, rests in _joined([*map(_read, self._runs), self._sorted()]):
            yield _lines(subject, rests)

    def quads(self) -> Iterator[Quad]:
        """All of them as statements of the default graph; how many there are, :attr:`distinct` says at the end. May be asked for
        again."""
        self.distinct = 0
        return chain.from_iterable(map(self._parsed, _batched(self.blocks())))

    def _parsed(self, lines: str) -> Iterator[Quad]:
        self.distinct += lines.count("\n")
        return parse(lines.encode(), RdfFormat.N_TRIPLES, lenient=True)

    def _sorted(self) -> Iterator[Block]:
        for subject in sorted(self._held):
            yield subject, _arranged(self._held[subject])

    def _spill(self) -> None:
        self._write(self._sorted())
        self._held.clear()
        self._count = 0
        if len(self._runs) >= self._fan:
            runs = self._runs
            self._runs = []
            self._write(_joined([_read(run) for run in runs]))
            for run in runs:
                run.unlink()

    def _write(self, blocks: Iterable[Block]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{self._made}.nt"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_lines(*block) for block in blocks)
        self._made += 1
        self._runs.append(path)


def _batched(blocks: Iterator[str]) -> Iterator[str]:
    while lines := "".join(islice(blocks, PARSED)):
        yield lines


def _lines(subject: str, rests: Iterable[str]) -> str:
    return "".join([f"{subject}> {rest}\n" for rest in rests])


def _read(run: Path) -> Iterator[Block]:
    with run.open(encoding="utf-8", newline="\n") as file:
        for subject, parts in groupby((line.partition("> ") for line in file), key=itemgetter(0)):
            yield subject, [rest[:-1] for _, _, rest in parts]


def _joined(runs: list[Iterator[Block]]) -> Iterator[Block]:
    """The blocks of all runs; what several say of a subject is put in order again."""
    if len(runs) == 1:
        yield from runs[0]
        return
    for subject, blocks in groupby(heapq.merge(*runs, key=itemgetter(0)), key=itemgetter(0)):
        found = [rests for _, rests in blocks]
        yield subject, found[0] if len(found) == 1 else _arranged(chain.from_iterable(found))


def _arranged(rests: Iterable[str]) -> list[str]:
    found = sorted(set(rests))
    spans = [(bisect_left(found, begin), bisect_left(found, end)) for begin, end in FIRST]
    (types, types_end), (labels, labels_end) = spans
    return [*found[types:types_end], *found[labels:labels_end], *found[:types], *found[types_end:labels], *found[labels_end:]]
