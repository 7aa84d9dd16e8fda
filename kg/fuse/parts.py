"""Dividing the claims of one name into persons.

In: claims by their numbers, what each excludes, and pairs that are the same, different or undecided. Out: parts of them (union-find),
with the pairs that joined them. Pairs are offered the surest first: what contradicts a part by then is left out of it, so a chain
of weak evidence never joins what excludes each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.fuse.likeness import Values, clashes


class Parts:
    """The parts so far. ``tree`` holds the pairs that joined two of them, with the grounds."""

    def __init__(self, exclusive: Sequence[Values]) -> None:
        self.tree: list[tuple[int, int, tuple[str, ...]]] = []
        self._above = list(range(len(exclusive)))
        self._members = [{number} for number in self._above]
        self._exclusive = [dict(values) for values in exclusive]
        self._apart: list[set[int]] = [set() for _ in exclusive]
        self._unsure: list[set[int]] = [set() for _ in exclusive]

    def find(self, number: int) -> int:
        """The number that stands for the part of this one."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def groups(self) -> list[list[int]]:
        """The parts, each ascending, by their first numbers."""
        found: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._above)):
            found[self.find(number)].append(number)
        return list(found.values())

    def join(self, one: int, other: int, grounds: tuple[str, ...] = ()) -> bool:
        """Makes one of the parts of two numbers, unless they were kept apart; whether they are one now."""
        if self.kept_apart(one, other):
            return False
        large, small = sorted((self.find(one), self.find(other)), key=lambda root: (-len(self._members[root]), root))
        if large != small:
            self.tree.append((one, other, grounds))
            self._above[small] = large
            for held in (self._members, self._apart, self._unsure):
                held[large] |= held[small]
            for slot, values in self._exclusive[small].items():
                self._exclusive[large][slot] = self._exclusive[large].get(slot, frozenset()) | values
        return True

    def part(self, one: int, other: int) -> None:
        """Keeps the parts of two numbers apart for good, unless they are one already."""
        self._mark(self._apart, one, other)

    def doubt(self, one: int, other: int) -> None:
        """Says that a person could not decide whether the two are the same."""
        self._mark(self._unsure, one, other)

    def kept_apart(self, one: int, other: int) -> bool:
        """Whether the parts of two numbers were kept apart."""
        return self._between(self._apart, one, other)

    def undecided(self, one: int, other: int) -> bool:
        """Whether a person could not decide between the parts of two numbers."""
        return self._between(self._unsure, one, other)

    def excluded(self, one: int, other: int) -> bool:
        """Whether what is known of the two parts cannot all be true of one."""
        here, there = self.find(one), self.find(other)
        return here != there and any(clashes(self._exclusive[here], self._exclusive[there]))

    def _mark(self, held: list[set[int]], one: int, other: int) -> None:
        if self.find(one) != self.find(other):
            held[self.find(one)].add(other)
            held[self.find(other)].add(one)

    def _between(self, held: list[set[int]], one: int, other: int) -> bool:
        here, there = self.find(one), self.find(other)
        return here != there and not held[here].isdisjoint(self._members[there])
