"""Figures of sentences: number, unit, bound; and none where a number counts nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kg.article import Article, Quantity
from kg.detect import detect
from kg.detect.figures import number, units


@pytest.mark.examples("figures.toml")
def test_figures(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"]))
    dates = [m for m in article.mentions if m.kind == "Date"]
    found = [m for m in article.mentions if m.kind == "Quantity" and not any(d.covers(m) for d in dates)]
    assert [article.printed(m) for m in found] == [printed for printed, *_ in case["figures"]]
    for mention, (_, value, unit, bound) in zip(found, case["figures"], strict=True):
        assert mention.value == Quantity(Decimal(value) if value else mention.value.value, unit, bound)
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


def test_every_unit_is_found_behind_a_number(written: Callable[..., Article]) -> None:
    """One sentence a unit, all in one article."""
    every = sorted(units())
    article = detect(written("。\n".join(f"合计37{unit}" for unit in every) + "。"))
    found = {article.printed(m).removeprefix("合计") for m in article.mentions if m.kind == "Quantity"}
    missing = [unit for unit in every if f"37{unit}" not in found]
    assert not missing
