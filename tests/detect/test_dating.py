"""When articles are from that print no date: the statistical part, its threshold, and what counts before what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.article import Article
from kg.clean.folding import fold
from kg.detect import detect
from kg.detect.clues import Days, _named, clues
from kg.detect.dater import LENGTHS, SURE, likely_year, model, probabilities
from kg.detect.dating import BY_WORDS, EVER, Dating, dated
from kg.errors import DataError
from kg.pipeline import understand
from kg.zh import HERE
from kg.zh.reasons import SIGNS, reason

ALL = frozenset(range(EVER.first.year, EVER.last.year + 1))
TOLD = {   # year → a text of ours about what that year was full of
    2020: "抗击新冠肺炎疫情,广大医护人员奋战在一线,为打赢疫情防控阻击战作贡献。各地有序推进复工复产,居民在社区登记体温,防控物资统一调配。",
    2021: "各地庆祝中国共产党成立一百周年,开展党史学习教育,党员重温入党誓词,学党史、悟思想、办实事、开新局,赓续红色血脉。",
    2022: "北京冬奥会、冬残奥会的场馆里,志愿者忙个不停。各族群众以实际行动迎接党的二十大胜利召开,冰雪运动走进校园。",
}
UNTOLD = "渔民把船拖上岸,用桐油抹了船底。孩子们在码头上放风筝,老人坐在榕树下听戏。"


@pytest.mark.parametrize("year", TOLD)
def test_words_speak_for_a_year(year: int) -> None:
    found = probabilities(TOLD[year], model())
    assert max(found, key=found.__getitem__) == year
    assert sum(found.values()) == pytest.approx(1)


@pytest.mark.parametrize("year", TOLD)
def test_a_year_is_taken_from_the_threshold_on_only(year: int) -> None:
    share = probabilities(TOLD[year], model())[year]
    assert likely_year(TOLD[year], ALL) == (year if share >= SURE else None)


def test_words_of_no_time_speak_for_none() -> None:
    assert max(probabilities(UNTOLD, model()).values()) < SURE
    assert likely_year(UNTOLD, ALL) is None
    assert likely_year("", ALL) is None


def test_only_possible_years_are_taken() -> None:
    assert likely_year(TOLD[2020], ALL - {2020}) is None
    assert likely_year(TOLD[2020], {1987}) is None
    assert likely_year(TOLD[2020], {2019, 2020}) == 2020


def test_a_year_that_the_model_does_not_know_keeps_its_share() -> None:
    """Between two years of the model few words choose; a third that it does not know cannot be ruled out by them."""
    weak = "党史学习"
    assert likely_year(weak, {2021, 2023}) == 2021
    assert probabilities(weak, model())[2021] < SURE
    assert likely_year(weak, {2021, 2023, 2031}) is None


def test_a_printed_date_is_never_overridden(written: Callable[..., Article]) -> None:
    article = written(TOLD[2020], published="2016-05-03")
    assert dated(article) == Dating(Days(date(2016, 5, 3), date(2016, 5, 3)))
    open_ = replace(article, published="")
    assert dated(open_).how != ""
    assert dated(open_).window.first.year == dated(open_).window.last.year == 2020


def test_nothing_is_dated_by_nothing(written: Callable[..., Article]) -> None:
    assert dated(written(UNTOLD, published="")) is None


def test_the_dateline_gives_the_day(written: Callable[..., Article]) -> None:
    """The dateline itself is no part of the text; the day counts from it once the year is known."""
    text = "今年是“十四五”开局之年。昨日,林场种下三千棵松树。2日上午,又种下杉树。"
    article = replace(written(text, published=""), raw=f"本报云和3月12日电 {text}")
    assert dated(article).window == Days(date(2021, 3, 12), date(2021, 3, 12))
    found = {article.printed(m): (m.value.start, m.rule) for m in detect(article).mentions if m.kind == "Date" and m.value}
    assert found == {"昨日": ("2021-03-11", "date:word year:era"), "2日": ("2021-03-02", "date:day year:era")}


def test_the_rule_says_how_the_year_was_found(written: Callable[..., Article]) -> None:
    hows = {
        "今年是“十四五”开局之年。3月1日植树。": "era", "今年是香港回归20周年。3月1日植树。": "anniversary",
        "2019年2月27日开工。3月1日植树。": "text", "2月12日,大年初一,开工。3月1日植树。": "calendar",
        TOLD[2021].replace("一百周年", "") + "3月1日植树。": BY_WORDS,
    }
    for text, how in hows.items():
        found = [m.rule for m in detect(written(text, published="")).mentions if m.kind == "Date" and m.end - m.start == 4]
        assert found[-1] == f"date:month_day year:{how}", text
    found = [m.rule for m in detect(written("3月1日植树。", published="2020-03-02")).mentions if m.kind == "Date"]
    assert found == ["date:month_day"]


def test_what_is_remembered_does_not_date(written: Callable[..., Article]) -> None:
    """The clue that reaches furthest towards the present counts first."""
    article = written("抗击非典斗争中立功的他,今年是“十四五”开局之年又上了一线。", published="")
    assert dated(article).window.first.year == 2021


def test_weights_are_short_stretches_of_characters() -> None:
    """Nobody's sentences can be read out of them."""
    known = model()
    assert known.years == tuple(sorted(known.years))
    for part, weights in known.weights.items():
        assert len(part) in LENGTHS
        assert re.fullmatch(r"[\u4e00-\u9fff]+", part)
        assert fold(part) == part
        assert len(weights) == len(known.years)
    assert (HERE / "dater.tsv").stat().st_size < 200_000


@pytest.mark.parametrize("line", ["词\t20x0", "词\t2020-13", "词\t2020-02-30", "词\t2021\t2020", "词\t"])
def test_a_bad_time_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    _named.cache_clear()
    monkeypatch.setattr("kg.zh.HERE", tmp_path)
    (tmp_path / "eras.tsv").write_text(f"#term\tfrom\tto\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"eras\.tsv:2"):
        list(clues("x", EVER))
    _named.cache_clear()


def test_an_action_says_that_its_year_was_inferred(written: Callable[..., Article]) -> None:
    text = "今年是“十四五”开局之年。3月12日,云岭县林业局向云岭县第一中学捐赠树苗300株。"
    signs = {sign for fact in understand(written(text, published="")).facts for sign in fact.signs}
    assert "dated:era" in signs
    assert reason(SIGNS, "dated:era", "en") != "dated:era"
    assert not any(sign.startswith("dated") for fact in understand(written(text)).facts for sign in fact.signs)
