"""The way to the store: in, a property or a pattern; out, rows of plain text.

Everything is asked for in few queries: all subjects of a property at once, or those of a list in batches.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, cast

from kg.query.tables import Source

BATCH: Final = 500
"""IRIs asked about in one query."""

Row = tuple[str, ...]

DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
LONGEST: Final = 10
"""Digits of a number that can be no place in a text."""
FIGURE: Final = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?")


class Named(Source, Protocol):
    """A graph that knows what its own IRIs begin with."""

    @property
    def base(self) -> str:
        """What its IRIs begin with."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix → namespace."""


def rows(store: Source, text: str) -> Iterator[Row]:
    """The solutions of a SELECT query as plain text, unbound values empty."""
    for solution in cast("Iterable[Any]", store.query(text)):
        yield tuple(value.value if value is not None else "" for value in solution)


def about(store: Source, columns: str, pattern: str, subjects: Sequence[str]) -> Iterator[Row]:
    """The rows of a query whose ``?s`` is one of ``subjects``; they are IRIs of the store, so they need no escaping."""
    for first in range(0, len(subjects), BATCH):
        values = " ".join(f"<{subject}>" for subject in subjects[first:first + BATCH])
        yield from rows(store, f"SELECT DISTINCT {columns} WHERE {{ VALUES ?s {{ {values} }} {pattern} }}")


def pairs(store: Source, property_: str, class_: str = "") -> list[Row]:
    """Subjects and values of a property, sorted; only of subjects of the class with the IRI ``class_``, if it is given."""
    of = f"?s a <{class_}> ." if class_ else ""
    return sorted(set(rows(store, f"SELECT ?s ?o WHERE {{ {of} ?s <{property_}> ?o }}")))


def one(found: Iterable[Row]) -> dict[str, str]:
    """The first value of each subject, of sorted pairs."""
    values: dict[str, str] = {}
    for subject, value in found:
        values.setdefault(subject, value)
    return values


def many(found: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """All values of each subject, in the order of the pairs."""
    values: dict[str, list[str]] = defaultdict(list)
    for subject, value in found:
        values[subject].append(value)
    return {subject: tuple(each) for subject, each in values.items()}


# What the program wrote is in order; what people have put in with an update need not be, and is no reason to show nothing at all.


def date(text: str) -> str:
    """A date of any precision; nothing for what is none."""
    return text if DATE.fullmatch(text) else ""


def figure(text: str) -> str:
    """A number as it is written; nothing for what is none."""
    return text if FIGURE.fullmatch(text) else ""


def offset(text: str) -> int:
    """A place in a text; its beginning for what is none."""
    return int(text) if text.isdecimal() and len(text) < LONGEST else 0
