"""Dates, made absolute by the publication date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.article import Article, Period
from kg.detect import detect


def told(period: Period) -> str:
    """ISO 8601, a period with "/" between its ends."""
    return f"{period.start}/{period.end}" if period.end else period.start


@pytest.mark.examples("dates.toml")
def test_dates(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"], published=case["published"]))
    found = [[article.printed(m), told(m.value)] for m in article.mentions if m.kind == "Date" and m.value]
    assert found == case["dates"]


@pytest.mark.parametrize("year", range(2000, 2031))
def test_new_years_eve_is_the_day_before_the_first(written: Callable[..., Article], year: int) -> None:
    """By the calendar alone: whatever the year, 大年三十 comes a day before 大年初一 and both in January or February."""
    article = detect(written("大年三十开会。\n大年初一休息。", published=f"{year}-03-01"))
    eve, first = (date.fromisoformat(m.value.start) for m in article.mentions if m.kind == "Date")
    assert (first - eve).days == 1
    assert first.year == year
    assert date(year, 1, 21) <= first <= date(year, 2, 20)


@pytest.mark.parametrize("published", ["2020-01-01", "2020-02-29", "2020-12-31", "2021-03-01"])
def test_yearless_dates_are_not_far_ahead(written: Callable[..., Article], published: str) -> None:
    sentences = "\n".join(f"{month}月{day}日下雨。" for month in range(1, 13) for day in (1, 15, 28))
    article = detect(written(sentences, published=published))
    days = [date.fromisoformat(m.value.start) for m in article.mentions if m.kind == "Date"]
    assert len(days) == 36
    ahead = [(day - date.fromisoformat(published)).days for day in days]
    assert max(ahead) <= 7
    assert min(ahead) > -367


def test_a_date_and_time_of_publication_will_do(written: Callable[..., Article]) -> None:
    article = detect(written("昨天开会。", published="2020-02-20T08:30:00+08:00"))
    assert [m.value for m in article.mentions] == [Period("2020-02-19")]
