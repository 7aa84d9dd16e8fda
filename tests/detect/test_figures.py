"""Figures of sentences: number, unit, bound; and none where a number counts nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kg.article import Article, Quantity
from kg.detect import detect
from kg.detect.figures import number, scales, units


@pytest.mark.examples("figures.toml")
def test_figures(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"]))
    dates = [m for m in article.mentions if m.kind == "Date"]
    found = [m for m in article.mentions if m.kind == "Quantity" and not any(d.covers(m) for d in dates)]
    assert [article.printed(m) for m in found] == [printed for printed, *_ in case["figures"]]
    for mention, (_, value, unit, bound) in zip(found, case["figures"], strict=True):
        total = article.printed(mention) in case.get("totals", ())
        assert mention.value == Quantity(Decimal(value) if value else mention.value.value, unit, bound, total)
        assert mention.rule == f"figure:{units()[unit]}"


@pytest.mark.parametrize(("digits", "scale", "value"), [
    ("2.5", "万", "25000"), ("4600", "万", "46000000"), ("1,200", "", "1200"), ("3", "千万", "30000000"), ("0.8", "", "0.8"),
    ("十二", "", "12"), ("二百零五", "", "205"), ("二百五十", "", "250"), ("两", "万", "20000"), ("百", "", "100"), ("一百二十", "", "120"),
])  # fmt: skip
def test_number(digits: str, scale: str, value: str) -> None:
    found = number(digits, scale)
    assert found == Decimal(value)
    assert "E" not in str(found), "written out, not as a power"


def test_what_is_no_number() -> None:
    assert number("数") is None


def missing(written: Callable[..., Article], chosen: list[str]) -> list[str]:
    """The units of ``chosen`` that are not found behind a number; one sentence a unit, all in one article."""
    article = detect(written("。\n".join(f"合计37{unit}" for unit in chosen) + "。"))
    found = {article.printed(m).removeprefix("合计") for m in article.mentions if m.kind == "Quantity"}
    return [unit for unit in chosen if f"37{unit}" not in found]


def test_every_unit_is_found_behind_a_number(written: Callable[..., Article]) -> None:
    """Days and months of no certain date are dates that cannot be told, no figures."""
    chosen = sorted(unit for unit in units() if unit[0] not in scales() and unit not in {"日", "月"})
    assert len(chosen) > 150
    assert not missing(written, chosen)


@pytest.mark.xfail(reason="the scale takes the first character of the unit with it (37千瓦)", strict=True)
def test_units_that_begin_with_a_scale(written: Callable[..., Article]) -> None:
    assert not missing(written, sorted(unit for unit in units() if unit[0] in scales()))
