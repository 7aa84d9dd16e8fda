"""When an article that prints no date was written, as far as its own text gives it away.

In: an article. Out: a :class:`Dating`, the days among which it was written and the kind of clue that settled the year, or
nothing. A printed date of publication is never overridden. Without one, clues are put together (:mod:`kg.detect.clues`):
a name cannot be older than the thing, but it can be remembered, so the clue that reaches furthest towards the present
counts first, and a clue that contradicts those before it speaks of the past. Where the clues leave several years open,
the words of the text choose among them (:mod:`kg.detect.dater`), if they do so clearly enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kg.article import Article
from kg.detect.clues import Clue, Days, clues, eras
from kg.detect.dater import likely_year
from kg.detect.days import YEARS, InYear, solar_day
from kg.zh.grammar import pattern

EVER = Days(date(1949, 1, 1), date(2035, 12, 31))
"""The days that an article without a printed date can be from."""

HEAD = 240                           # characters in which a page tells its series
SPAN = timedelta(days=366)          # within so many days a day of the year comes once
OVERRUN = timedelta(days=183)       # so much later than its latest clue can an article be
PRINTED, BY_WORDS = "", "words"


class Dating(NamedTuple):
    """The days among which an article was written, and the kind of clue that settled it, empty for a printed date."""

    window: Days
    how: str = PRINTED

    @property
    def exact(self) -> bool:
        """Whether the very day is known."""
        return self.window.first == self.window.last


def dated(article: Article) -> Dating | None:
    """When the article was written; None where nothing tells."""
    if article.published:
        day = date.fromisoformat(article.published[:10])
        return Dating(Days(day, day)) if day.year in YEARS else None
    text = f"{article.title}\n{article.text.string}"
    found = [*clues(text, EVER), *eras(_head(article), EVER), *_dateline(article)]
    windows, how = _combined(found)
    if not _settled(windows):
        year = likely_year(text, _years(windows))
        if year is None:
            return None
        windows, how = _meet(windows, [Days(date(year, 1, 1), date(year, 12, 31))]), BY_WORDS
    return Dating(_stretched(Days(windows[0].first, windows[-1].last), text), how)


def _head(article: Article) -> str:
    """How the page begins: a series is named there, in brackets that belong to neither title nor text."""
    return "".join(article.raw[:HEAD].encode("utf-8", "replace").decode("utf-8").split())


def _dateline(article: Article) -> Iterable[Clue]:
    """The day and month that the dateline prints (本报石家庄10月11日电), in any year."""
    match = pattern("dating.dateline").search(article.raw)
    if match:
        sent = solar_day(int(match["month"]), int(match["day"]))
        days = [day for year in range(EVER.first.year, EVER.last.year + 1) if (day := sent(year))]
        if days:
            yield Clue("dateline", tuple(Days(day, day) for day in days))


def _combined(found: Iterable[Clue]) -> tuple[Sequence[Days], str]:
    """The days that all clues allow which do not speak of the past, and the kind of clue that settled the year."""
    windows: Sequence[Days] = [EVER]
    how = ""
    for clue in sorted(found, key=lambda clue: (clue.bound, -clue.windows[0].first.toordinal(), clue)):
        met = _meet(windows, clue.windows)
        if clue.bound and met and _settled(met) and not _settled(windows):
            continue    # it leaves nothing but the end of what is thinkable
        if met and _settled(met) and not _settled(windows):
            how = clue.how
        windows = met or windows
    return windows, how


def _meet(some: Sequence[Days], others: Sequence[Days]) -> Sequence[Days]:
    """The days that are in both."""
    both = (Days(max(a.first, b.first), min(a.last, b.last)) for a in some for b in others)
    return sorted(days for days in both if days.first <= days.last)


def _settled(windows: Sequence[Days]) -> bool:
    return windows[-1].last - windows[0].first < SPAN


def _years(windows: Sequence[Days]) -> frozenset[int]:
    return frozenset(year for days in windows for year in range(days.first.year, days.last.year + 1))


def _stretched(window: Days, text: str) -> Days:
    """The window, longer where the text tells of a day soon after it and of none such in it: names outlive the time that
    made them."""
    if window.first == window.last:
        return window
    told = [solar_day(int(m["month"]), int(m["day"])) for m in pattern("dates.month_day").finditer(text)]
    outside = [day for in_year in told if (day := in_year(window.last.year)) and not _holds(window, in_year)]
    return Days(window.first, max((day for day in outside if window.last < day <= window.last + OVERRUN), default=window.last))


def _holds(window: Days, in_year: InYear) -> bool:
    """Whether a day that comes every year comes within the window."""
    days = (in_year(year) for year in range(window.first.year, window.last.year + 1))
    return any(day and window.first <= day <= window.last for day in days)
