"""The same article a second time.

In: articles. Out: for each, the id of the one of which it is a copy. Texts are compared by their sets of shingles, six
letters or figures long (blanks and punctuation left out), after Broder, "On the resemblance and containment of
documents" (1997): of each text the sketch of its smallest shingle hashes is kept, and the share of common hashes among
the smallest of two texts' union estimates the share of common shingles. Pairs worth comparing are found through an
index of the smallest few. Hashes are CRC-32, so nothing is drawn at random.

An article of 1,000 characters costs about a millisecond and a kilobyte, so 20,000 of them half a minute.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from hashlib import sha256
from zlib import crc32

from kg.article import Article

SHINGLE = 6        # letters
SKETCH = 128       # hashes kept of a text
KEYS = 12          # of these in the index
ALIKE = 0.8        # share of common shingles from which two texts are copies
SHORT = 60         # letters below which only equal texts are copies
MIX = 0x9E3779B1   # odd: makes the order of CRCs independent of their common bits


class Duplicates:
    """The articles seen so far. Feed them in the order of their ids (:func:`distinct` does), for the first stays."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sketches: list[array[int]] = []            # by the place of the article in _ids
        self._same: dict[bytes, str] = {}                # digest of the text → id
        self._index: dict[int, list[int]] = {}           # shingle hash → places

    def seen(self, article: Article) -> str | None:
        """The id of the article that ``article`` is a copy of, or None; then it is remembered itself."""
        text = _letters(article)
        digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
        if digest in self._same:
            return self._same[digest]
        sketch = _sketch(text)
        alike = self._alike(sketch)
        if alike is not None:
            return self._ids[alike]
        self._same[digest] = article.id
        for key in sketch[:KEYS]:
            self._index.setdefault(key, []).append(len(self._ids))
        self._ids.append(article.id)
        self._sketches.append(sketch)
        return None

    def _alike(self, sketch: array[int]) -> int | None:
        """The place of the first article alike."""
        candidates = {place for key in sketch[:KEYS] for place in self._index.get(key, ())}
        return next((place for place in sorted(candidates) if resemblance(sketch, self._sketches[place]) >= ALIKE), None)


def distinct(articles: Iterable[Article]) -> tuple[list[Article], dict[str, str]]:
    """The articles without copies, ordered by id, and for each copy's id the id of the article that stays: the least.
    The order in which they come changes nothing; their ids must be unique."""
    found, copies = Duplicates(), dict[str, str]()
    kept: list[Article] = []
    for article in sorted(articles, key=lambda article: article.id):
        first = found.seen(article)
        if first is None:
            kept.append(article)
        else:
            copies[article.id] = first
    return kept, copies


def resemblance(one: array[int], other: array[int]) -> float:
    """The estimated share of common shingles of two texts, from their sketches."""
    a, b = set(one), set(other)
    least = sorted(a | b)[:SKETCH]
    return sum(value in a and value in b for value in least) / len(least) if least else 0.0


def _letters(article: Article) -> str:
    """The letters and figures of the text: of the cleaned one where there is one (then a copy in the other script is
    alike too), else of the text as read."""
    text = article.text.string or "".join(article.raw[span.start:span.end] for span in article.body)
    return re.sub(r"[\W_]", "", text)


def _sketch(text: str) -> array[int]:
    """The smallest hashes of the shingles of ``text``, ascending; none for a short text."""
    if len(text) < SHORT:
        return array("I")
    data = text.encode("utf-32-le")
    size = 4 * SHINGLE
    hashes = {crc32(data[start:start + size]) * MIX & 0xFFFFFFFF for start in range(0, len(data) - size + 1, 4)}
    return array("I", sorted(hashes)[:SKETCH])
