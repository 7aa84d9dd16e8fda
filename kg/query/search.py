"""Search as you type: in, things with their names; out, those whose names have all words of what was typed, best first.

A word is looked for in the names as they are written, in either script (:mod:`kg.query.folding`), and, if it is of Latin letters, by
the sound of Chinese characters: by initials (``csx``) or in full (``changsha``), whichever of its readings a character has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from kg.query.folding import folded, words

LABEL, ALIAS, INITIALS, PART = "label", "alias", "initials", "part"

EXACT_LABEL, EXACT_ALIAS, START, EXACT_SOUND, INSIDE, START_SOUND, INSIDE_SOUND = range(7)
"""How well a name has a word, best first."""

HOW: Final = {EXACT_LABEL: LABEL, EXACT_ALIAS: ALIAS, START: LABEL, INSIDE: PART}
LETTERS: Final = re.compile(r"(?=.{1,64}$)[a-z]+(?:'[a-z]+)*")
"""What may tell sounds."""
SPELLINGS: Final = 30
"""Ways of cutting letters into syllables that are tried."""
LONGEST: Final = 6
"""Letters of the longest syllables."""
NOTHING: Final = "(?!)"
"""A pattern that nothing has."""
SHORT: Final = 1
"""So few letters are initials of the beginning of a name only: within names they would be anywhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its names, what it is mainly called first, and how much is known of it."""

    iri: str
    names: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: the name that has the words, and how (``label`` ``alias`` ``initials`` ``part``)."""

    iri: str
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int
    name: int                            # the number of the name


class Names:
    """An index of names, made once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._names = [(number, place) for number, entry in enumerate(self._entries) for place in range(len(entry.names))]
        lines = [self._entries[number].names[place].replace("\n", " ") for number, place in self._names]
        self._text = "\n" + folded("\n".join(lines)) + "\n"
        self._starts = [found.end() for found in re.finditer("\n", self._text)]

    def find(self, query: str) -> list[Hit]:
        """What has all words of ``query``, best first."""
        asked = sorted(words(query), key=len, reverse=True)
        if not asked:
            return []
        found = self._word(asked[0])
        for word in asked[1:]:
            others = self._word(word)
            found = {number: max(found[number], others[number], key=lambda each: each.rank) for number in found.keys() & others.keys()}
        return [self._hit(number, found[number]) for number in sorted(found, key=lambda number: self._order(number, found[number]))]

    def _order(self, number: int, found: _Found) -> tuple[int, int, int, str, str]:
        entry = self._entries[number]
        return found.rank, -entry.weight, len(entry.names[0]), entry.names[0], entry.iri

    def _hit(self, number: int, found: _Found) -> Hit:
        entry = self._entries[number]
        place = self._names[found.name][1]
        how = HOW.get(found.rank, INITIALS)
        return Hit(entry.iri, entry.names[place], ALIAS if how == LABEL and place else how)

    def _word(self, word: str) -> dict[int, _Found]:
        """By number of the entry, its best name for a word."""
        best: dict[int, _Found] = {}
        for name, rank in self._matches(word):
            number = self._names[name][0]
            if number not in best or rank < best[number].rank:
                best[number] = _Found(rank, name)
        return best

    def _matches(self, word: str) -> Iterator[tuple[int, int]]:
        """Numbers of names that have a word, and how well."""
        for name, whole, first in self._places(re.compile(re.escape(word))):
            main = self._names[name][1] == 0
            yield name, (EXACT_LABEL if main else EXACT_ALIAS) if whole else START if first else INSIDE
        if LETTERS.fullmatch(word):
            for name, whole, first in self._places(self._sound(word)):
                yield name, EXACT_SOUND if whole else START_SOUND if first else INSIDE_SOUND

    def _places(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, bool, bool]]:
        """Where a pattern is: the number of the name, whether it is all of it, whether it is its beginning."""
        text, starts = self._text, self._starts
        for found in pattern.finditer(text):
            name = bisect_right(starts, found.start()) - 1
            first = starts[name] == found.start()
            yield name, first and text[found.end()] == "\n", first

    # sounds

    @cached_property
    def _readings(self) -> dict[str, frozenset[str]]:
        """Syllable → the characters of these names that have it."""
        found: dict[str, set[str]] = defaultdict(set)
        for char in set(self._text):
            for syllable in readings(char):
                found[syllable].add(char)
        return {syllable: frozenset(chars) for syllable, chars in found.items()}

    @cached_property
    def _beginnings(self) -> dict[str, str]:
        """The beginning of a syllable → a class of the characters that have one that begins so."""
        found: dict[str, set[str]] = defaultdict(set)
        for syllable, chars in self._readings.items():
            for end in range(1, len(syllable) + 1):
                found[syllable[:end]] |= chars
        # a letter stands for itself too, as in the name of a firm
        return {beginning: _class(chars | ({beginning} if len(beginning) == 1 else set())) for beginning, chars in found.items()}

    def _sound(self, word: str) -> re.Pattern[str]:
        """What has the sound of these letters: their initials one by one, or syllables, the last of which may be begun only. An
        apostrophe parts syllables."""
        parts = word.split("'")
        initials = "".join(map(self._begun, word)) if len(parts) == 1 else ""
        if len(word) <= SHORT:
            initials = f"(?<=\n){initials}"
        cuts = self._cuts("".join(parts), set(accumulate(map(len, parts))))
        spelled = ("".join(map(self._read, cut[:-1])) + self._begun(cut[-1]) for cut in cuts)
        return re.compile("|".join(dict.fromkeys(filter(None, (initials, *spelled)))) or NOTHING)

    def _read(self, syllable: str) -> str:
        return _class(self._readings[syllable])

    def _begun(self, beginning: str) -> str:
        return self._beginnings.get(beginning, re.escape(beginning))

    def _cuts(self, letters: str, apart: set[int]) -> list[tuple[str, ...]]:
        """Ways of cutting letters into whole syllables and a last one, perhaps only begun; none goes over a place of ``apart``."""
        whole = len(letters)
        ways: list[list[tuple[str, ...]]] = [[] for _ in range(whole)]   # from each place on
        for start in range(whole - 1, -1, -1):
            for end in range(min(start + LONGEST, whole), start, -1):
                syllable = letters[start:end]
                if apart.isdisjoint(range(start + 1, end)):
                    if end == whole and syllable in self._beginnings and (start or whole > 1):
                        ways[start].append((syllable,))
                    elif end < whole and syllable in self._readings:
                        ways[start] += [(syllable, *rest) for rest in ways[end]]
            del ways[start][SPELLINGS:]
        return ways[0]


def readings(char: str) -> set[str]:
    """The syllables that a character may be read as, without tones; ``v`` stands for ü."""
    found = PINYIN_DICT.get(ord(char), "")
    return {to_normal(reading) for reading in found.split(",") if reading}


def _class(chars: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(chars)))}]"
