"""Clues to the time of a text: full dates, names of their time, anniversaries, days that fall together in some years only.

In: a text and the days that are thought of. Out: clues, each with the days that it allows. What is named when is data:
``eras.tsv`` and ``anniversaries.tsv``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kg.detect.days import InYear, from_lunar, lunar_day, number, solar_day, written_day
from kg.zh import Row, rows
from kg.zh.automaton import Automaton
from kg.zh.grammar import any_of, entry, pattern, word

AFTER = timedelta(days=270)   # a text is seldom so much younger than the day that it opens with
BEFORE = timedelta(days=30)   # nor told so much ahead
LUNAR_YEAR = timedelta(days=330)
OPENING, CLOSING = 120, 60    # so many characters, the title included, open and close a text
RANGE = re.compile(r"\{(\d+)-(\d+)\}")
CURRENT = range(2003, 2031)   # what pages without a date are from: both calendars meet on a day every nineteen years
TWELVE, SIXTY = 12, 60        # the cycles of animals and of pairs of signs
CYCLE = 4                     # both begin in a year that leaves this rest


class Days(NamedTuple):
    """From one day to another, both included."""

    first: date
    last: date


class Clue(NamedTuple):
    """The kind of clue, the days that it allows, in order, and whether it only bounds them (a year named in passing)."""

    how: str
    windows: tuple[Days, ...]
    bound: bool = False


def clues(text: str, ever: Days) -> Iterator[Clue]:
    """What ``text`` says about its time, which is known to be within ``ever``."""
    for find in (_written, eras, _anniversaries, _lunar, _weekdays, _animals):
        yield from find(text, ever)


def _year(year: int, until: int = 0) -> Days:
    return Days(date(year, 1, 1), date(until or year, 12, 31))


def _within(year: int, ever: Days) -> bool:
    return ever.first.year <= year <= ever.last.year


def _written(text: str, ever: Days) -> Iterator[Clue]:
    """The latest day that is given in full: the text is not older, and where it opens or closes with that day not much
    younger; and the latest year named. What comes into force or is to be reached then does not count."""
    days = {m.start(): day for m in pattern("dating.full").finditer(text) if (day := written_day(m)) and _within(day.year, ever)}
    years = [int(m["year"]) for m in pattern("dating.year").finditer(text) if _within(int(m["year"]), ever)]
    if days:
        latest = max(days.values())
        told = any(at < OPENING or len(text) - at < CLOSING for at, day in days.items() if day == latest)
        soon = Days(latest, min(latest + AFTER, ever.last))
        yield Clue("text", (soon,)) if told and max(years, default=0) <= soon.last.year else Clue("text", (Days(latest, ever.last),), True)
    if years:
        yield Clue("text", (_year(max(years), ever.last.year),), True)


# names of their time


def eras(text: str, ever: Days) -> Iterator[Clue]:
    """The names of their time in ``text``."""
    automaton, windows = _named()
    for name in sorted({name for _, name in automaton.every(text)}):
        yield Clue("era", (windows[name],))


@cache
def _named() -> tuple[Automaton, dict[str, Days]]:
    """The names of ``eras.tsv`` to look for, and each one's time."""
    windows = {name: _time(row) for row in rows("eras.tsv", 3) for name in _spelled(row.cells[0])}
    return Automaton(windows), windows


def _time(row: Row) -> Days:
    """From the second cell to the third; each a year, a month or a day, the third empty for the end of the second."""
    first, last = _ends(row, row.cells[1])[0], _ends(row, row.cells[2] or row.cells[1])[1]
    if last < first:
        raise row.bad("it ends before it begins")
    return Days(first, last)


def _ends(row: Row, text: str) -> Days:
    """The first and the last day of a year, a month or a day."""
    try:
        year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
        last = day or calendar.monthrange(year, month or 12)[1]
        return Days(date(year, month or 1, day or 1), date(year, month or 12, last))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise row.bad(f"{text} is no year, month or day") from error


def _spelled(name: str) -> Iterator[str]:
    """The name; with a range of numbers in it ({16-24}) once for each, in digits and in characters."""
    match = RANGE.search(name)
    if match is None:
        yield name
        return
    for value in range(int(match[1]), int(match[2]) + 1):
        for text in (str(value), _characters(value)):
            yield name[:match.start()] + text + name[match.end():]


def _characters(value: int) -> str:
    """A number below a hundred in characters."""
    digits = entry("dating.digits")
    tens, ones = divmod(value, 10)
    return (digits[tens] if tens > 1 else "") + (digits[10] if tens else "") + (digits[ones] if ones or not tens else "")


def _anniversaries(text: str, ever: Days) -> Iterator[Clue]:
    """So many years after an event; a year earlier and later too where the words do not say that it is now."""
    for match in _celebrated().finditer(text):
        year = _events()[match["event"]] + number(match["number"])
        now = match["now"] or pattern("dating.celebrated").match(text, match.end())
        if number(match["number"]) and _within(year - 1, ever) and _within(year + 1, ever):
            yield Clue("anniversary", (_year(year) if now else _year(year - 1, year + 1),))


@cache
def _celebrated() -> re.Pattern[str]:
    return pattern("dating.anniversary", events=any_of(_events()))


@cache
def _events() -> dict[str, int]:
    """Event → its year."""
    found = {}
    for row in rows("anniversaries.tsv", 2):
        if not row.cells[1].isdecimal():
            raise row.bad(f"{row.cells[1]} is no year")
        found[row.cells[0]] = int(row.cells[1])
    return found


# days that fall together


def _together(some: InYear, other: InYear, ever: Days) -> Clue | None:
    """The current years in which both are the same day, from shortly before it to what it can be told after."""
    years = [year for year in CURRENT if _within(year, ever) and (day := some(year)) and day == other(year)]
    days = [day for year in years if (day := some(year))]
    return Clue("calendar", tuple(Days(day - BEFORE, day + AFTER) for day in days)) if days else None


def _lunar(text: str, ever: Days) -> Iterator[Clue]:
    """1月25日,大年初一: a day of both calendars."""
    for name in ("dating.lunar_behind", "dating.lunar_before"):
        for match in pattern(name, lunar=word("dates.lunar")).finditer(text):
            clue = _together(solar_day(int(match["month"]), int(match["day"])), lunar_day(match["lunar"]), ever)
            if clue:
                yield clue


def _weekdays(text: str, ever: Days) -> Iterator[Clue]:
    """2月7日(星期五): in some years only."""
    for match in pattern("dating.weekday").finditer(text):
        day, wanted = solar_day(int(match["month"]), int(match["day"])), entry("dates.weekdays")[match["weekday"]]
        clue = _together(day, _on(wanted, day), ever)
        if clue:
            yield clue


def _on(weekday: int, in_year: InYear) -> InYear:
    return lambda year: day if (day := in_year(year)) and day.weekday() == weekday else None


def _animals(text: str, ever: Days) -> Iterator[Clue]:
    """庚子鼠年, 牛年春节: from shortly before the lunar year to the end of it, as far as another one is not meant."""
    for match in pattern("dating.animal").finditer(text):
        signs, cycle = _signs(match)
        years = [year for year in CURRENT if _within(year, ever) and (year - CYCLE) % cycle == signs]
        days = [day for year in years if (day := from_lunar(year, 1, 1))]
        if days:
            yield Clue("calendar", tuple(Days(day - BEFORE, day + LUNAR_YEAR) for day in days))


def _signs(match: re.Match[str]) -> tuple[int, int]:
    """The place of a year in its cycle, and the length of the cycle: of sixty where both signs are given."""
    stems, branches, animals = (entry(f"dating.{name}") for name in ("stems", "branches", "animals"))
    if not match["stem"]:
        return animals.index(match["animal"]), TWELVE
    stem, branch = stems.index(match["stem"]), branches.index(match["branch"])
    return next((n for n in range(SIXTY) if (n % len(stems), n % TWELVE) == (stem, branch)), SIXTY), SIXTY
