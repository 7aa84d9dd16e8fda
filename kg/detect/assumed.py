"""Names that a text says to be assumed (凌河(化名)).

In: the reading. Out: the names.
"""

from __future__ import annotations

from kg.detect.reading import Reading
from kg.zh.grammar import pattern

LONGEST = 3  # characters of such a name


def assumed(reading: Reading) -> set[str]:
    """The names of which the text says that a person is called so in it."""
    marks = pattern("persons.assumed").finditer(reading.string)
    found = [pattern("persons.pseudonym").search(reading.string, max(m.start() - LONGEST, 0), m.end()) for m in marks]
    return {match["name"] for match in found if match}
