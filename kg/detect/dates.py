"""Dates, made absolute by the article's publication date: 1月30日, 去年10月, 大年三十, 9月底, 昨日.

In: the reading. Out: mentions of kind ``Date`` with a :class:`kg.article.Period`, or without a value where it cannot be
told. A date without a year is taken as the latest one that is not after the publication; lunar dates are converted by
borax (tables of the Hong Kong Observatory).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import cn2an
from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

from kg.article import Mention, Period
from kg.detect.reading import Reading, longest
from kg.zh import rows
from kg.zh.grammar import entry, listed, pattern

LEEWAY = timedelta(days=7)  # bulletins announce what is a few days ahead
YEARS = range(1901, 2100)  # of publication; the tables of the lunar calendar cover them and their neighbours


class Anchor(NamedTuple):
    """What dates are counted from: a day, and whether it is the day itself that is known or only its year."""

    day: date
    exact: bool = True


def find_dates(reading: Reading) -> Reading:
    """Adds the dates."""
    anchor = _anchor(reading)
    found = longest(m for resolver in RESOLVERS for m in _resolved(reading, resolver, anchor))
    return reading.plus(_joined(reading, _anaphora(reading, found)))


def _anchor(reading: Reading) -> Anchor | None:
    """The publication date; without one, the latest full date of the text; without that, the end of the year that a name
    of its time gives away."""
    if reading.article.published:
        return _usable(date.fromisoformat(reading.article.published[:10]))
    full = (_usable(_day_of(match)) for match in pattern("dates.full").finditer(reading.string))
    return max((anchor for anchor in full if anchor), default=None) or _era(reading.string)


def _usable(day: date | None) -> Anchor | None:
    return Anchor(day) if day is not None and day.year in YEARS else None


def _era(text: str) -> Anchor | None:
    years = (int(row.cells[1]) for row in rows("eras.tsv", 2) if row.cells[0] in text)
    return next((Anchor(date(year, 12, 31), exact=False) for year in years), None)


def _resolved(reading: Reading, resolver: Resolver, anchor: Anchor | None) -> Iterator[Mention]:
    day = anchor.day if anchor and (anchor.exact or not resolver.near) else None
    for match in pattern(f"dates.{resolver.name}").finditer(reading.string):
        value = resolver.resolve(match, day)
        yield Mention(*match.span(), kind="Date", rule=f"date:{resolver.name}", value=Period(value) if value else None)


# from numbers to days


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_lunar(year: int, month: int, day: int) -> date | None:
    try:
        return LunarDate(year, month, day).to_solar_date()  # type: ignore[no-any-return]
    except (InvalidLunarDateError, ValueError):
        return None


def _day_of(match: re.Match[str]) -> date | None:
    return _date(int(match["year"]), int(match["month"]), int(match["day"]))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _iso_month(year: int, month: int) -> str:
    return _iso(_date(year, month, 1))[:7]


def _latest(in_year: Callable[[int], date | None], anchor: date, leeway: timedelta = LEEWAY) -> date | None:
    """The latest of a day that comes every year that is not after the anchor, or not by more than the leeway."""
    days = (in_year(year) for year in (anchor.year, anchor.year - 1))
    return next((day for day in days if day and day <= anchor + leeway), None)


# what each form of a date means: a match and the anchor's day in, ISO 8601 or nothing out


def _full(match: re.Match[str], anchor: date | None) -> str:
    return _iso(_day_of(match))


def _month_day(match: re.Match[str], anchor: date | None) -> str:
    month, day = int(match["month"]), int(match["day"])
    return _iso(_latest(lambda year: _date(year, month, day), anchor)) if anchor else ""


def _year_month(match: re.Match[str], anchor: date | None) -> str:
    return _iso_month(int(match["year"]), int(match["month"]))


def _relative_month(match: re.Match[str], anchor: date | None) -> str:
    if anchor is None:
        return ""
    year, month = anchor.year + int(entry("dates.offsets")[match["offset"]]), int(match["month"])
    return _iso(_date(year, month, int(match["day"]))) if match["day"] else _iso_month(year, month)


def _month_part(match: re.Match[str], anchor: date | None) -> str:
    month = int(match["month"])
    first = _latest(lambda year: _date(year, month, 1), anchor) if anchor else None
    if first is None:
        return ""
    if match["part"] in listed("dates.ends"):
        return _iso(first.replace(day=calendar.monthrange(first.year, month)[1]))
    return _iso_month(first.year, month)


def _year(match: re.Match[str], anchor: date | None) -> str:
    return f"{int(match['year']):04}"


def _day(match: re.Match[str], anchor: date | None) -> str:
    """A day without a month: in the anchor's month or the one before."""
    if anchor is None:
        return ""
    number, before = int(match["day"]), anchor.replace(day=1) - timedelta(days=1)
    this = _date(anchor.year, anchor.month, number)
    return _iso(this if this and this <= anchor else _date(before.year, before.month, number))


def _lunar(match: re.Match[str], anchor: date | None) -> str:
    return _iso(_latest(_lunar_day(match["lunar"]), anchor, timedelta())) if anchor else ""


def _lunar_day(words: str) -> Callable[[int], date | None]:
    """From a year to the day of its lunar calendar that ``words`` mean; the eve is the day before its first."""
    if words in listed("dates.eve"):
        return lambda year: first - timedelta(days=1) if (first := _from_lunar(year, 1, 1)) else None
    month, day = int(entry("dates.months")[words[:2]]), _spelled_day(words[2:])
    return lambda year: _from_lunar(year, month, day)


def _spelled_day(text: str) -> int:
    """The number of a lunar day in characters; 0, which is none, where they make no number."""
    try:
        return int(cn2an.cn2an(text.translate(str.maketrans(entry("dates.lunar_digits"))), "smart"))
    except ValueError:
        return 0


def _holiday(match: re.Match[str], anchor: date | None) -> str:
    month, day, lunar = entry("dates.holidays")[match["holiday"]]
    convert = _from_lunar if lunar else _date
    return _iso(_latest(lambda year: convert(year, month, day), anchor)) if anchor else ""


def _word(match: re.Match[str], anchor: date | None) -> str:
    offset = entry("dates.days").get(match["word"])
    return _iso(anchor + timedelta(days=int(offset))) if anchor and offset is not None else ""


class Resolver(NamedTuple):
    """A form of date: the name of its expression, what a match of it means, and whether it is counted from the very day."""

    name: str
    resolve: Callable[[re.Match[str], date | None], str]
    near: bool = False


RESOLVERS = (
    Resolver("full", _full), Resolver("dotted", _full), Resolver("relative_month", _relative_month), Resolver("year_month", _year_month),
    Resolver("month_day", _month_day), Resolver("month_part", _month_part), Resolver("lunar", _lunar), Resolver("holiday", _holiday),
    Resolver("year", _year), Resolver("day", _day, near=True), Resolver("word", _word, near=True),
)


# what dates say together


def _anaphora(reading: Reading, found: Iterable[Mention]) -> Iterator[Mention]:
    """当天 and the like mean the date before them, 翌年1月 counts from it."""
    before: Period | None = None
    for mention in found:
        if reading.printed(mention) in listed("dates.anaphoric"):
            if before:
                yield replace(mention, value=before)
            continue
        if mention.rule == "date:relative_month" and before:
            mention = _after(reading, mention, before)
        before = _period(mention) or before
        yield mention


def _after(reading: Reading, mention: Mention, before: Period) -> Mention:
    """The mention counted from the date before it where its word asks for that, else as it is."""
    match = pattern("dates.relative_month").match(reading.string, mention.start)
    if match is None or match["offset"] not in listed("dates.counted"):
        return mention
    value = _relative_month(match, _date(int(before.start[:4]), 1, 1))
    return replace(mention, value=Period(value) if value else None)


def _joined(reading: Reading, found: Iterable[Mention]) -> Iterator[Mention]:
    """1月24日至2月7日 becomes one period."""
    pending: Mention | None = None
    for mention in found:
        whole = _range(reading, pending, mention) if pending else None
        if pending and not whole:
            yield pending
        pending = whole or mention
    if pending:
        yield pending


def _range(reading: Reading, first: Mention, second: Mention) -> Mention | None:
    """The period from one date to another, if the words between them say that it is one."""
    start, end = _period(first), _period(second)
    if start is None or end is None or start.start > end.start:
        return None
    if not pattern("dates.range").match(reading.string[first.end:second.start]):
        return None
    return Mention(first.start, second.end, "Date", "date:range", value=Period(start.start, end.start))


def _period(mention: Mention) -> Period | None:
    return mention.value if isinstance(mention.value, Period) else None
