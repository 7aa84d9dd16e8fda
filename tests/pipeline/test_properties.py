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

from kg.acquire import read
from kg.article import Article, Span
from kg.clean import clean
from kg.graph import statements
from kg.output.folding import simplified
from kg.pipeline import understand

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
GENRE = """
诸暨市 店口镇 梧岗村 福清市 北辰区 武汉 全市 我县 该公司 市委 区委组织部 县政府 村委会 省市委 水利局 红十字会 有限公司
人民医院 党支部 突击队 书记 副书记 局长 区长 第一书记 周启明 欧阳振华 邢某 阿迪力·吐尔逊 党员 志愿者 捐赠 捐款 划拨
抽调 充实到 成立 印发 发放 检查 召开 采购 生产 排查 查获 消毒 培训 启动 包保 报名 任命 免去 表彰 强调 要求 将 把 向 从
到 为 对 被 由 的 和 、 等 等4个村 等7人 口罩 《关于春耕的通知》 “三查三看” 工作法 机制 活动 会议 4600余万元 近300台
元宵节 国庆节 除夕夜 腊月廿三 翌年3月 当天 2月3日至5日 8日 2月30日
2.5万个 三百余人 两千 第三批 50% 1月30日 去年10月 大年三十 9月底 昨日 正月初六 至 截至 2020年 當選 書記 資金 Ａ１ GDP
３０萬元 (以下简称“集团”) \U0001f600 \u3400 \U00020000 é ё کتاب 한국
"""
"""Words that the rules look for, and some of other scripts."""

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
