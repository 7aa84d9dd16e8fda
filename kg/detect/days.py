"""From numbers and words to days of the calendar, solar and lunar.

In: numbers (year, month, day) or the name of a lunar day. Out: days, or nothing where there is no such day. Lunar dates are
converted by borax (tables of the Hong Kong Observatory).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import cn2an
from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

from kg.zh.grammar import entry, listed

YEARS = range(1901, 2100)  # of publication; the tables of the lunar calendar cover them and their neighbours
InYear = Callable[[int], date | None]
"""A day that comes every year: from the year to the day."""


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of the solar calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def from_lunar(year: int, month: int, day: int) -> date | None:
    """The day of the lunar calendar."""
    try:
        return LunarDate(year, month, day).to_solar_date()  # type: ignore[no-any-return]
    except (InvalidLunarDateError, ValueError):
        return None


def solar_day(month: int, day: int) -> InYear:
    """From a year to its day of this month and number."""
    return lambda year: day_of(year, month, day)


def lunar_day(words: str) -> InYear:
    """From a year to the day of its lunar calendar that ``words`` mean; the eve is the day before its first."""
    if words in listed("dates.eve"):
        return lambda year: first - timedelta(days=1) if (first := from_lunar(year, 1, 1)) else None
    month, day = int(entry("dates.months")[words[:2]]), number(words[2:])
    return lambda year: from_lunar(year, month, day)


def number(text: str) -> int:
    """The number that digits or characters (三十, 初六, 廿三) mean; 0 where they make none."""
    if text.isdecimal():
        return int(text)
    try:
        return int(cn2an.cn2an(text.translate(str.maketrans(entry("dates.lunar_digits"))), "smart"))
    except ValueError:
        return 0


def written_day(match: re.Match[str]) -> date | None:
    """The full date of a match with the groups ``year``, ``month`` and ``day``."""
    return day_of(int(match["year"]), int(match["month"]), int(match["day"]))
