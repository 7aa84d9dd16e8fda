"""The same article a second time.

In: articles, or their fingerprints. Out: for each, the id of the one of which it is a copy. Texts are compared by their sets of
shingles, six letters or figures long (blanks and punctuation left out), after Broder, "On the resemblance and containment of
documents" (1997): of each text the sketch of its smallest shingle hashes is kept, and the share of common hashes among
the smallest of two texts' union estimates the share of common shingles. Pairs worth comparing are found through an
index of the smallest few. Hashes are CRC-32, so nothing is drawn at random.

An article of 1,000 characters costs about a millisecond and a kilobyte, so 20,000 of them half a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
from zlib import crc32

from kg.article import Article

SHINGLE = 6        # letters
SKETCH = 128       # hashes kept of a text
KEYS = 12          # of these in the index
ALIKE = 0.8        # share of common shingles from which two texts are copies
SHORT = 60         # letters below which only equal texts are copies
MIX = 0x9E3779B1   # odd: makes the order of CRCs independent of their common bits
RANGE = 1 << 32    # of hashes


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two articles are compared by: ``digest`` is of the letters alone, ``sketch`` the smallest hashes of the shingles,
    ascending, empty for a short text."""

    id: str
    digest: bytes
    sketch: tuple[int, ...]

    @property
    def keys(self) -> tuple[int, ...]:
        """Numbers below 2⁶³: two articles that share none of them are no copies."""
        return (int.from_bytes(self.digest[:7], "big") | 1 << 62, *self.sketch[:KEYS])

    def alike(self, other: Fingerprint) -> bool:
        """Whether one is a copy of the other."""
        if self.digest == other.digest:
            return True
        return bool(set(self.sketch[:KEYS]) & set(other.sketch[:KEYS])) and resemblance(self.sketch, other.sketch) >= ALIKE


class Index(Protocol):
    """Where originals are kept and found again."""

    def add(self, one: Fingerprint, /) -> None:
        """Keeps one more."""

    def like(self, one: Fingerprint, /) -> Iterable[Fingerprint]:
        """Those kept that share one of their keys with ``one``, in the order in which they came."""


class Memory:
    """An index in memory."""

    def __init__(self) -> None:
        self._kept: list[Fingerprint] = []
        self._index: dict[int, list[int]] = {}           # key → places in _kept

    def add(self, one: Fingerprint) -> None:
        """Keeps one more."""
        for key in one.keys:
            self._index.setdefault(key, []).append(len(self._kept))
        self._kept.append(one)

    def like(self, one: Fingerprint) -> Iterator[Fingerprint]:
        """Those kept that share one of their keys with ``one``, in the order in which they came."""
        places = {place for key in one.keys for place in self._index.get(key, ())}
        return (self._kept[place] for place in sorted(places))


class Duplicates:
    """The articles seen so far, of which ``index`` keeps the originals. Feed them in the order of their ids, for the first stays."""

    def __init__(self, index: Index | None = None) -> None:
        self._index = index or Memory()

    def seen(self, one: Fingerprint) -> str | None:
        """The id of the article that the one with this fingerprint is a copy of, or None; then it is remembered itself."""
        first = next((each for each in self._index.like(one) if one.alike(each)), None)
        if first is not None:
            return first.id
        self._index.add(one)
        return None


def fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of an article, best of a cleaned one: then a copy in the other script is alike too."""
    text = _letters(article)
    return Fingerprint(article.id, sha256(text.encode("utf-8", "surrogatepass")).digest(), _sketch(text))


def originals(fingerprints: Iterable[Fingerprint]) -> dict[str, str]:
    """For each copy's id the id of the article that stays: the least. The order in which they come changes nothing; their ids
    must be unique."""
    return dict(copies(sorted(fingerprints, key=lambda each: each.id), Memory()))


def copies(fingerprints: Iterable[Fingerprint], index: Index) -> Iterator[tuple[str, str]]:
    """The same one by one, of fingerprints that come in the order of their ids; the originals are kept in ``index``."""
    found = Duplicates(index)
    for each in fingerprints:
        first = found.seen(each)
        if first is not None:
            yield each.id, first


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated share of common shingles of two texts, from their sketches."""
    a, b = set(one), set(other)
    least = sorted(a | b)[:SKETCH]
    return sum(value in a and value in b for value in least) / len(least) if least else 0.0


def _letters(article: Article) -> str:
    """The letters and figures of the text: of the cleaned one where there is one (then a copy in the other script is
    alike too), else of the text as read."""
    text = article.text.string or "".join(article.raw[span.start:span.end] for span in article.body)
    return re.sub(r"[\W_]", "", text)


def _sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the shingles of ``text``, ascending; none for a short text."""
    if len(text) < SHORT:
        return ()
    # Hashes spread evenly, so about twice as many as are wanted lie below this bound; putting all in order would take longer.
    least = _hashes(text, 2 * SKETCH * RANGE // len(text))
    return tuple(sorted(least if len(least) >= SKETCH else _hashes(text, RANGE))[:SKETCH])


def _hashes(text: str, bound: int) -> set[int]:
    """The hashes below ``bound`` of the shingles of ``text``."""
    data = text.encode("utf-32-le")
    size = 4 * SHINGLE
    starts = range(0, len(data) - size + 1, 4)
    return {value for start in starts if (value := crc32(data[start:start + size]) * MIX % RANGE) < bound}
