"""Whatever the text: what is found lies in it, and finding is a function of the text.

The examples are the same in every run (``derandomize``): a new one that fails should come from a change of the code, not
from chance.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reliability.holds import check
from reliability.inputs import GENRE

from kg.acquire import read
from kg.article import Article, Span
from kg.clean import clean
from kg.graph import statements
from kg.output.folding import simplified
from kg.pipeline import understand

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
SIGNS = list("。,，!?；:：、“”‘’《》()（）【】—…·-~%.\"' \n\t\u3000\u200b\ufeff0123456789")
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
PIECES = st.sampled_from(GENRE.split()) | st.sampled_from(SIGNS) | st.text(HAN, max_size=4) | st.text(max_size=3)
TEXTS = st.lists(PIECES, max_size=45).map("".join)
TITLES = st.sampled_from(["", "北辰区开会", "诸暨市修路", "\n", "“"])
LANGUAGES = st.sampled_from(["zh-Hans", "zh-Hant", ""])
DATES = st.sampled_from(["", "2020-02-20", "2024-02-29", "2020-01-01"])


@st.composite
def articles(draw: st.DrawFn) -> Article:
    raw = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=4)))
    body = tuple(Span(start, end) for start, end in list(pairwise(cuts))[::2] if start < end) or (Span(0, len(raw)),)
    return clean(Article("a", "a.txt", raw, body=body, title=draw(TITLES), published=draw(DATES), language=draw(LANGUAGES)))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(articles())
@example(clean(Article("a", "a.txt", "")))
@example(clean(Article("a", "a.txt", "\n\u200b\n")))
@example(clean(Article("a", "a.txt", "、、等4个村,“《·》”")))
def test_any_text_is_understood(article: Article) -> None:
    done = understand(article)
    check(done)
    assert understand(article) == done
    lines = [str(quad) for quad in statements(done)]
    assert lines
    assert [str(quad) for quad in statements(understand(article))] == lines


TRADITIONAL = """要聞  >  本地
【本報訊】（记者 某某）2月7日,諸暨市水利局局長周啟明到店口鎮檢查水庫，向鎮政府捐贈３０萬元、口罩2000只。
"""
"""In traditional characters, with signs and characters that cleaning leaves out, folds or changes."""
WIDE = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})


@pytest.mark.parametrize("text", [
    TRADITIONAL, "2月7日,諸暨市水利局局長周啟明到店口鎮檢查水庫。\n\u3000\u3000隨後向鎮政府捐贈口罩２０００只。",
])  # fmt: skip
def test_offsets_lead_to_the_same_words_as_read(text: str, understood: Callable[..., Article]) -> None:
    """What stands there in the text as read are the words that were found, in simplified or traditional characters."""
    article = understood(text, language="zh-Hant")
    fillers = [role.filler for fact in article.facts for role in fact.roles]
    assert {"检查", "捐赠", "局长"} <= {article.printed(fact) for fact in article.facts}
    for span in (*article.sentences, *article.mentions, *article.facts, *fillers):
        back = article.text.back(span)
        assert simplified(article.raw[back.start:back.end].translate(WIDE)).split() == article.printed(span).split()


@pytest.mark.parametrize("published", ["", "2020-02-19", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("text", [
    "1e999元", "9" * 40 + "元", "捐款1亿亿亿亿元", "捐款1" + "万" * 50 + "元", "一" * 300 + "元", "一万亿一元", "两万三元", "٣٤٥元", "①元",
    "0000年1月,翌年1月开会。", "9999年12月1日,翌年1月3日开会。", "20٣٤年开会", "99月99日", "2月30日", "去年13月1日", "大年三十回家",
    "2020年1月1日至", "甲\ud83d乙", "、、、", "·张·", "(以下简称“”)", "张" * 500, "党委书记" * 300, "镇" * 300,
])  # fmt: skip
def test_odd_text_is_understood(text: str, published: str) -> None:
    check(understand(clean(Article("a", "a.txt", text, body=(Span(0, len(text)),), published=published))))


@pytest.mark.parametrize("sentence", [
    "2月6日,昆山市卫健委召开培训会议。", "平湖市新埭镇采购消毒液300桶。", "邓小丽给诸暨市福利院捐款2万元。",
])  # fmt: skip
def test_other_lines_before_move_facts_and_no_more(sentence: str, understood: Callable[..., Article]) -> None:
    alone, moved = understood(sentence), understood("。\n(图)\n" + sentence)
    shift = moved.text.string.index(sentence) - alone.text.string.index(sentence)
    found = [(f.type, f.trigger, f.start, [(r.name, r.filler.start) for r in f.roles]) for f in alone.facts]
    assert found
    assert [(f.type, f.trigger, f.start - shift, [(r.name, r.filler.start - shift) for r in f.roles]) for f in moved.facts] == found


def test_the_samples_too(understood: Callable[..., Article]) -> None:
    found = [understand(clean(article)) for article in read([str(SAMPLES)])]
    assert len(found) > 10
    for article in found:
        check(article)
        assert article.facts


def test_the_seeds_and_dev_too() -> None:
    """Real articles, where they lie beside the repository."""
    shared = Path(__file__).parents[2].parent / "shared"
    if not (shared / "seeds").is_dir():
        pytest.skip("no ../shared/seeds beside the repository")
    for article in read([str(shared / "seeds")], on_problem=lambda problem: None):
        check(understand(clean(article)))
