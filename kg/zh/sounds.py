"""Which Chinese characters sound alike.

In: ``sounds.tsv`` (a syllable without tone, and the characters that are read so). Out: :func:`alike`.
"""

from __future__ import annotations

from functools import lru_cache

from kg import zh


@lru_cache(maxsize=1)
def _sounds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in zh.rows("sounds.tsv", 2):
        for character in row.cells[1]:
            found.setdefault(character, set()).add(row.cells[0])
    return {character: frozenset(syllables) for character, syllables in found.items()}


def alike(one: str, other: str) -> bool:
    """Whether the two characters share a reading, tones apart."""
    return not _sounds().get(one, frozenset()).isdisjoint(_sounds().get(other, frozenset()))
