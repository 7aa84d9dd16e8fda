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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

from kg.article import Article

SHINGLE = 6        # letters
SKETCH = 128       # hashes kept of a text
KEYS = 12          # of these in the index
ALIKE = 0.8        # share of common shingles from which two texts are copies
SHORT = 60         # letters below which only equal texts are copies
MIX = 0x9E3779B1   # odd: makes the order of CRCs independent of their common bits


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


class Duplicates:
    """The articles seen so far. Feed them in the order of their ids (:func:`originals` does), for the first stays."""

    def __init__(self) -> None:
        self._kept: list[Fingerprint] = []
        self._same: dict[bytes, str] = {}                # digest of the text → id
        self._index: dict[int, list[int]] = {}           # shingle hash → places in _kept

    def seen(self, fingerprint: Fingerprint) -> str | None:
        """The id of the article that the one with this fingerprint is a copy of, or None; then it is remembered itself."""
        if fingerprint.digest in self._same:
            return self._same[fingerprint.digest]
        alike = self._alike(fingerprint)
        if alike is not None:
            return alike.id
        self._same[fingerprint.digest] = fingerprint.id
        for key in fingerprint.sketch[:KEYS]:
            self._index.setdefault(key, []).append(len(self._kept))
        self._kept.append(fingerprint)
        return None

    def _alike(self, fingerprint: Fingerprint) -> Fingerprint | None:
        """The first article alike."""
        candidates = {place for key in fingerprint.sketch[:KEYS] for place in self._index.get(key, ())}
        return next((self._kept[place] for place in sorted(candidates) if fingerprint.alike(self._kept[place])), None)


def fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of an article, best of a cleaned one: then a copy in the other script is alike too."""
    text = _letters(article)
    return Fingerprint(article.id, sha256(text.encode("utf-8", "surrogatepass")).digest(), _sketch(text))


def originals(fingerprints: Iterable[Fingerprint]) -> dict[str, str]:
    """For each copy's id the id of the article that stays: the least. The order in which they come changes nothing; their ids
    must be unique."""
    found, copies = Duplicates(), dict[str, str]()
    for each in sorted(fingerprints, key=lambda each: each.id):
        first = found.seen(each)
        if first is not None:
            copies[each.id] = first
    return copies


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
    data = text.encode("utf-32-le")
    size = 4 * SHINGLE
    hashes = {crc32(data[start:start + size]) * MIX & 0xFFFFFFFF for start in range(0, len(data) - size + 1, 4)}
    return tuple(sorted(hashes)[:SKETCH])
