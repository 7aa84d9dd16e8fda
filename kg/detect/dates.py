"""Dates, made absolute by the article's publication date: 1月30日, 去年10月, 大年三十, 9月底, 昨日.

In: the reading. Out: mentions of kind ``Date`` with a :class:`kg.article.Period`. A date without a year is taken as the
latest one that is not after the publication; lunar dates are converted by borax (tables of the Hong Kong Observatory).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import cn2an
from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

from kg.article import Mention, Period
from kg.detect.reading import Reading, longest
from kg.zh import rows
from kg.zh.grammar import entry, listed, pattern

NEAR = frozenset({"day", "word"})  # resolvers that need to know the day of publication
LEEWAY = timedelta(days=7)  # bulletins announce what is a few days ahead


def find_dates(reading: Reading) -> Reading:
    """Adds the dates."""
    anchor = _anchor(reading)
    found = longest(m for name, resolve in RESOLVERS for m in _matches(reading, name, resolve, anchor))
    return reading.plus(_joined(reading, list(_anaphora(reading, found))))


def _anchor(reading: Reading) -> date | None:
    """The publication date; without one, the latest full date of the text; without that, the end of the year that a name
    of its time gives away."""
    if reading.article.published:
        return date.fromisoformat(reading.article.published[:10])
    full = [_date(int(m["year"]), int(m["month"]), int(m["day"])) for m in pattern("dates.full").finditer(reading.string)]
    return max((d for d in full if d), default=None) or _era(reading.string)


def _era(text: str) -> date | None:
    return next((date(int(row.cells[1]), 12, 31) for row in rows("eras.tsv", 2) if row.cells[0] in text), None)


Resolver = Callable[[re.Match[str], date | None], str]


def _matches(reading: Reading, name: str, resolve: Resolver, anchor: date | None) -> Iterator[Mention]:
    exact = anchor is None or (anchor.month, anchor.day) != (12, 31) or bool(reading.article.published)
    for match in pattern(f"dates.{name}").finditer(reading.string):
        value = resolve(match, anchor if exact or name not in NEAR else None)
        yield Mention(*match.span(), kind="Date", rule=f"date:{name}", value=Period(value) if value else None)


def _date(year: int, month: int, day: int) -> date | None:
    if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1] and year > 0:
        return date(year, month, day)
    return None


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def _full(match: re.Match[str], anchor: date | None) -> str:
    return _iso(_date(int(match["year"]), int(match["month"]), int(match["day"])))


def _past(anchor: date | None, month: int, day: int) -> date | None:
    """The latest such day that is not after the anchor, a little leeway allowed."""
    if anchor is None:
        return None
    years = (found for year in (anchor.year, anchor.year - 1) if (found := _date(year, month, day)))
    return next((d for d in years if d <= anchor + LEEWAY), None)


def _month_day(match: re.Match[str], anchor: date | None) -> str:
    return _iso(_past(anchor, int(match["month"]), int(match["day"])))


def _year_month(match: re.Match[str], anchor: date | None) -> str:
    month = int(match["month"])
    return f"{int(match['year']):04}-{month:02}" if 1 <= month <= 12 else ""


def _relative_month(match: re.Match[str], anchor: date | None) -> str:
    if anchor is None or not 1 <= int(match["month"]) <= 12:
        return ""
    year = anchor.year + int(entry("dates.offsets")[match["offset"]])
    if match["day"]:
        return _iso(_date(year, int(match["month"]), int(match["day"])))
    return f"{year:04}-{int(match['month']):02}"


def _month_part(match: re.Match[str], anchor: date | None) -> str:
    month = int(match["month"])
    first = _past(anchor, month, 1) if 1 <= month <= 12 else None
    if first is None:
        return ""
    if match["part"] in entry("dates.parts"):
        return _iso(first.replace(day=calendar.monthrange(first.year, month)[1]))
    return first.isoformat()[:7]


def _year(match: re.Match[str], anchor: date | None) -> str:
    return match["year"]


def _day(match: re.Match[str], anchor: date | None) -> str:
    day = int(match["day"])
    if anchor is None or not 1 <= day <= 31:
        return ""
    this = _date(anchor.year, anchor.month, day)
    if this and this <= anchor:
        return this.isoformat()
    before = anchor.replace(day=1) - timedelta(days=1)
    return _iso(_date(before.year, before.month, day))


def _lunar(match: re.Match[str], anchor: date | None) -> str:
    if anchor is None:
        return ""
    words = match["lunar"]
    if words in listed("dates.eve"):
        days = (LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1) for year in (anchor.year, anchor.year - 1))
    else:
        month = int(entry("dates.months")[words[:2]])
        day = _spelled_day(words[2:])
        days = (_from_lunar(year, month, day) for year in (anchor.year, anchor.year - 1))
    return _iso(next((d for d in days if d and d <= anchor), None))


def _spelled_day(text: str) -> int:
    try:
        return int(cn2an.cn2an(text.translate(str.maketrans(entry("dates.lunar_digits"))), "smart"))
    except ValueError:
        return 0


def _from_lunar(year: int, month: int, day: int) -> date | None:
    try:
        return LunarDate(year, month, day).to_solar_date()  # type: ignore[no-any-return]
    except (InvalidLunarDateError, ValueError):
        return None


def _holiday(match: re.Match[str], anchor: date | None) -> str:
    if anchor is None:
        return ""
    month, day, lunar = entry("dates.holidays")[match["holiday"]]
    years = (anchor.year, anchor.year - 1)
    days = [_from_lunar(y, month, day) for y in years] if lunar else [_date(y, month, day) for y in years]
    return _iso(next((d for d in days if d and d <= anchor + LEEWAY), None))


def _word(match: re.Match[str], anchor: date | None) -> str:
    offsets = entry("dates.days")
    if anchor is None or match["word"] not in offsets:
        return ""
    return (anchor + timedelta(days=int(offsets[match["word"]]))).isoformat()


RESOLVERS: tuple[tuple[str, Resolver], ...] = (
    ("full", _full), ("dotted", _full), ("relative_month", _relative_month), ("year_month", _year_month), ("month_day", _month_day),
    ("month_part", _month_part), ("lunar", _lunar), ("holiday", _holiday), ("year", _year), ("day", _day), ("word", _word),
)


def _anaphora(reading: Reading, found: list[Mention]) -> Iterator[Mention]:
    """当天 and the like mean the date before; a yearless month or day after a dated year (1997年10月…) keeps its own."""
    before: Mention | None = None
    for mention in found:
        if reading.string[mention.start:mention.end] in listed("dates.anaphoric"):
            if before is not None and before.value:
                yield Mention(mention.start, mention.end, "Date", mention.rule, value=before.value)
            continue
        if mention.rule == "date:relative_month" and before is not None and isinstance(before.value, Period):
            mention = _after(reading, mention, before.value)
        before = mention if mention.value else before
        yield mention


def _after(reading: Reading, mention: Mention, before: Period) -> Mention:
    """翌年1月 counts from the date before it, not from the publication."""
    match = pattern("dates.relative_month").match(reading.string, mention.start)
    counted = match is not None and match["offset"] in listed("dates.counted")
    if match is None or not counted:
        return mention
    year = date(int(before.start[:4]), 1, 1)
    return Mention(mention.start, mention.end, "Date", mention.rule, value=Period(_relative_month(match, year)))


def _joined(reading: Reading, found: list[Mention]) -> Iterator[Mention]:
    """1月24日至2月7日 becomes one period."""
    pending: Mention | None = None
    for mention in found:
        joint = reading.string[pending.end:mention.start] if pending else ""
        if pending and pending.value and mention.value and pattern("dates.range").match(joint):
            start, end = _value(pending).start, _value(mention).start
            if start <= end:
                pending = Mention(pending.start, mention.end, "Date", "date:range", value=Period(start, end))
                continue
        if pending:
            yield pending
        pending = mention
    if pending:
        yield pending


def _value(mention: Mention) -> Period:
    assert isinstance(mention.value, Period)
    return mention.value
