"""The names that divisions had until a date.

In: ``renamed.tsv`` (former name, the area it lay in, the date of the change, key and name of today's division), made by
``build_divisions.py``. Out: :func:`former`. That a former name leads to today's division is the gazetteer's business.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from kg import zh
from kg.article import Former
from kg.zh.divisions import Division, gazetteer


def former(division: Division) -> tuple[Former, ...]:
    """What the division, or one that was merged into it, was once called, by the date; also its own name where it lay in
    another area. Raises DataError for a bad line of the file."""
    return _table().get(division.key, ())


def was_called(division: Division, name: str, day: str) -> bool:
    """Whether ``name`` is today's full name of the division, or was its name at ``day`` (ISO 8601; empty: at some time)."""
    return name == division.name or any(name == each.name and day <= each.until for each in former(division))


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Former, ...]]:
    found: dict[str, list[Former]] = {}
    for row in zh.rows("renamed.tsv", 5):
        name, area, until, key, today = row.cells
        division = gazetteer().get(key)
        if division is None or division.name != today:
            raise row.bad(f"no division has the key {key!r} and the name {today!r}")
        if not area:
            raise row.bad("the former area is empty")
        if not _is_day(until):
            raise row.bad(f"{until!r} is no day of the form YYYY-MM-DD")
        found.setdefault(key, []).append(Former(until, name, area))
    return {key: tuple(sorted(formers)) for key, formers in found.items()}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
