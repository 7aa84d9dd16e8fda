"""Dates, made absolute by the time of the article: 1月30日, 去年10月, 大年三十, 9月底, 昨日, 2日上午.

In: the reading. Out: mentions of kind ``Date`` with a :class:`kg.article.Period`, or without a value where it cannot be
told. A date without a year is taken as the latest one that is not after the article; when that is from, where it prints no
date, is the business of :mod:`kg.detect.dating`. The rule of a mention is its form (``date:month_day``), followed, where the
article's time was inferred, by how (``date:month_day year:era``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from kg.article import Mention, Period
from kg.detect.dating import Dating, dated
from kg.detect.days import InYear, day_of, from_lunar, lunar_day, number, solar_day, written_day
from kg.detect.reading import Reading, longest
from kg.zh.grammar import entry, listed, pattern

LEEWAY = timedelta(days=7)  # bulletins announce what is a few days ahead
CLOSE = timedelta(days=31)  # as far from its neighbour can a day without a month be
DAY, YEAR = len("2020-02-07"), len("2020")
COUNTED, NUMBERED = "relative_month", "day"


def find_dates(reading: Reading) -> Reading:
    """Adds the dates."""
    dating = dated(reading.article)
    found = longest(m for resolver in RESOLVERS for m in _resolved(reading, resolver, dating))
    return reading.plus(_joined(reading, _anaphora(reading, _numbered(reading, found, dating))))


def _resolved(reading: Reading, resolver: Resolver, dating: Dating | None) -> Iterator[Mention]:
    day = dating.window.last if dating and (dating.exact or not resolver.near) else None
    inferred = dating.how if dating else ""
    for match in pattern(f"dates.{resolver.name}").finditer(reading.string):
        if resolver.whole and not (reading.border(match.start()) and reading.border(match.end())):
            continue
        value = resolver.resolve(match, day)
        how = inferred if inferred and value != resolver.resolve(match, None) else ""
        yield Mention(*match.span(), kind="Date", rule=f"date:{resolver.name}{_found(how)}", value=Period(value) if value else None)


def _found(how: str) -> str:
    """What a rule says about how the time of the article was found; nothing where it is printed."""
    return f" year:{how}" if how else ""


def _form(mention: Mention) -> str:
    """The form of a date, from its rule."""
    return mention.rule.split()[0].removeprefix("date:")


# from days to ISO 8601


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _iso_month(year: int, month: int) -> str:
    return _iso(day_of(year, month, 1))[:7]


def _latest(in_year: InYear, anchor: date, leeway: timedelta = LEEWAY) -> date | None:
    """The latest of a day that comes every year that is not after the anchor, or not by more than the leeway."""
    days = (in_year(year) for year in (anchor.year, anchor.year - 1))
    return next((day for day in days if day and day <= anchor + leeway), None)


# what each form of a date means: a match and the anchor's day in, ISO 8601 or nothing out


def _full(match: re.Match[str], anchor: date | None) -> str:
    return _iso(written_day(match))


def _month_day(match: re.Match[str], anchor: date | None) -> str:
    return _iso(_latest(solar_day(number(match["month"]), number(match["day"])), anchor)) if anchor else ""


def _year_month(match: re.Match[str], anchor: date | None) -> str:
    return _iso_month(int(match["year"]), int(match["month"]))


def _relative_month(match: re.Match[str], anchor: date | None) -> str:
    if anchor is None:
        return ""
    year, month = anchor.year + int(entry("dates.offsets")[match["offset"]]), int(match["month"])
    return _iso(day_of(year, month, int(match["day"]))) if match["day"] else _iso_month(year, month)


def _relative_year(match: re.Match[str], anchor: date | None) -> str:
    return f"{anchor.year + int(entry('dates.offsets')[match['offset']]):04}" if anchor else ""


def _month_part(match: re.Match[str], anchor: date | None) -> str:
    month = int(match["month"])
    first = _latest(solar_day(month, 1), anchor) if anchor else None
    if first is None:
        return ""
    if match["part"] in listed("dates.ends"):
        return _iso(first.replace(day=calendar.monthrange(first.year, month)[1]))
    return _iso_month(first.year, month)


def _year(match: re.Match[str], anchor: date | None) -> str:
    return f"{int(match['year']):04}"


def _near_month(match: re.Match[str], anchor: date | None) -> str:
    """This month or the one before, or a day of it."""
    if anchor is None:
        return ""
    first = anchor.replace(day=1)
    if entry("dates.months_ago")[match["offset"]]:
        first = (first - timedelta(days=1)).replace(day=1)
    return _iso(day_of(first.year, first.month, int(match["day"]))) if match["day"] else _iso_month(first.year, first.month)


def _day(match: re.Match[str], anchor: date | None) -> str:
    """A day without a month: in the anchor's month or the one before."""
    if anchor is None:
        return ""
    number, before = int(match["day"]), anchor.replace(day=1) - timedelta(days=1)
    this = day_of(anchor.year, anchor.month, number)
    return _iso(this if this and this <= anchor else day_of(before.year, before.month, number))


def _lunar(match: re.Match[str], anchor: date | None) -> str:
    return _iso(_latest(lunar_day(match["lunar"]), anchor, timedelta())) if anchor else ""


def _holiday(match: re.Match[str], anchor: date | None) -> str:
    month, day, lunar = entry("dates.holidays")[match["holiday"]]
    convert = from_lunar if lunar else day_of
    return _iso(_latest(lambda year: convert(year, month, day), anchor)) if anchor else ""


def _word(match: re.Match[str], anchor: date | None) -> str:
    offset = entry("dates.days").get(match["word"])
    return _iso(anchor + timedelta(days=int(offset))) if anchor and offset is not None else ""


class Resolver(NamedTuple):
    """A form of date: the name of its expression, what a match of it means, whether it is counted from the very day, and
    whether it is made of whole words (国庆, but not in a name)."""

    name: str
    resolve: Callable[[re.Match[str], date | None], str]
    near: bool = False
    whole: bool = False


RESOLVERS = (
    Resolver("full", _full), Resolver("dotted", _full), Resolver(COUNTED, _relative_month), Resolver("year_month", _year_month),
    Resolver("near_month", _near_month, near=True), Resolver("month_day", _month_day), Resolver("spelled", _month_day),
    Resolver("month_part", _month_part), Resolver("lunar", _lunar), Resolver("holiday", _holiday, whole=True),
    Resolver("year", _year), Resolver("relative_year", _relative_year),
    Resolver(NUMBERED, _day, near=True), Resolver("word", _word, near=True),
)


# what dates say together


def _numbered(reading: Reading, found: Sequence[Mention], dating: Dating | None) -> Iterator[Mention]:
    """A day without a month (2日上午) where the day of the article is not known: the only such day among those that come
    into question, else the one next to the day told before, or to the first that the text tells."""
    told = [_moment(mention) for mention in found]
    neighbour = next((day for day in told if day), None)
    for mention, day in zip(found, told, strict=True):
        if _form(mention) == NUMBERED and day is None and dating and not dating.exact:
            day = _one_such_day(int(reading.printed(mention)[:-1]), dating, neighbour)
            mention = replace(mention, value=Period(_iso(day)), rule=mention.rule + _found(dating.how)) if day else mention
        neighbour = day or neighbour
        yield mention


def _one_such_day(wanted: int, dating: Dating, neighbour: date | None) -> date | None:
    window = dating.window
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    days = [day for day in days if day.day == wanted]
    if len(days) > 1 and neighbour:
        days = [min(days, key=lambda day: abs(day - neighbour))]
        days = [day for day in days if abs(day - neighbour) < CLOSE]
    return days[0] if len(days) == 1 else None


def _moment(mention: Mention) -> date | None:
    """The day of a date that is one."""
    period = _period(mention)
    return date.fromisoformat(period.start) if period and len(period.start) == DAY else None


def _anaphora(reading: Reading, found: Iterable[Mention]) -> Iterator[Mention]:
    """当天 and the like mean the date before them, 次日 the day after it, 翌年1月 counts from it. A date that only closes an
    account (截至6月4日) is not meant."""
    before: Period | None = None
    for mention in found:
        after = entry("dates.anaphoric").get(reading.printed(mention))
        if after is not None:
            if value := _days_after(before, int(after)):
                yield replace(mention, value=value)
                before = value
            continue
        if _form(mention) == COUNTED and before:
            mention = _after(reading, mention, before)
        before = before if before and _closes(reading, mention) else _period(mention) or before
        yield mention


def _days_after(period: Period | None, days: int) -> Period | None:
    """So many days after a day; the period itself where that is none."""
    if period is None or not days:
        return period
    return Period(_iso(date.fromisoformat(period.start) + timedelta(days=days))) if len(period.start) == DAY and not period.end else None


def _closes(reading: Reading, mention: Mention) -> bool:
    """Whether an account is given up to this date (截至)."""
    return pattern("dates.as_of").search(reading.string[max(mention.start - 3, 0):mention.start]) is not None


def _after(reading: Reading, mention: Mention, before: Period) -> Mention:
    """The mention counted from the date before it where its word asks for that, else as it is."""
    match = pattern("dates.relative_month").match(reading.string, mention.start)
    if match is None or match["offset"] not in listed("dates.counted"):
        return mention
    value = _relative_month(match, day_of(int(before.start[:4]), 1, 1))
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
    if start is None or end is None or not pattern("dates.range").match(reading.string[first.end:second.start]):
        return None
    begins = start.start
    if len(begins) == YEAR < len(end.start):   # 2019年至2020年5月: from its first month or day
        begins = f"{begins}-01-01"[:len(end.start)]
    if begins > end.start:
        return None
    how = next((" ".join(mention.rule.split()[1:]) for mention in (first, second) if " " in mention.rule), "")
    return Mention(first.start, second.end, "Date", f"date:range {how}".rstrip(), value=Period(begins, end.start))


def _period(mention: Mention) -> Period | None:
    return mention.value if isinstance(mention.value, Period) else None
