"""Dates as pages print them.

In: text. Out: ISO 8601 dates. What a date looks like is data: ``[dates]`` in ``kg/zh/boilerplate.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import PurePath

from kg.zh import table

NEAR = timedelta(days=45)    # a full date this close before a dateline's day and month lends it its year
IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/_]?([01]\d)[-/_]?([0-3]\d)(?!\d)")


@lru_cache
def _full() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("boilerplate.toml")["dates"]["full"])


@lru_cache
def _stamp() -> re.Pattern[str]:
    """A full date with the clock time and weekday around it."""
    dates = table("boilerplate.toml")["dates"]
    full = "|".join(re.sub(r"\?P<\w+>", "", pattern) for pattern in dates["full"])
    return re.compile(rf"(?:{full})\s*(?:{dates['clock']}\s*)*|{dates['clock']}")


def every(text: str) -> Iterator[date]:
    """The full dates in ``text``, form by form, each form from left to right."""
    for pattern in _full():
        for match in pattern.finditer(text):
            if found := _date(match["year"], match["month"], match["day"]):
                yield found


def find(text: str) -> str:
    """The first full date in ``text`` in ISO 8601, or empty."""
    for day in every(text):
        return day.isoformat()
    return ""


def without(text: str) -> str:
    """``text`` without its full dates and clock times."""
    return _stamp().sub(" ", text)


def in_address(address: str) -> str:
    """The date that a URL carries (…/2020/0212/…, …/t20200212_…), or a file's name (not its folders), or empty."""
    for match in IN_ADDRESS.finditer(address if "://" in address else PurePath(address).name):
        if found := _date(*match.groups()):
            return found.isoformat()
    return ""


def completed(month: int, day: int, text: str) -> str:
    """The date of a dateline that prints no year, where a full date shortly before it in ``text`` lends it one; else
    empty."""
    for near in every(text):
        for year in (near.year, near.year + 1):
            sent = _date(str(year), str(month), str(day))
            if sent and timedelta(0) <= sent - near <= NEAR:
                return sent.isoformat()
    return ""


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
