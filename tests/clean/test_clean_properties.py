"""What holds for every text: the way back, the cover of the sentences, and that cleaning is done after once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.article import Article, Span
from kg.clean import chinese, clean, folding

PIECES = [
    "区委", "區委書記", "著力", "捐赠", "後來", "乾隆", "王某", "Ａ１", "2020", "abc", "。", "！", "？", "；", "，", "……", "...", "⋯",
    "“", "”", "「", "」", "『", "』", '"', "《", "》", "（", "）", "【", "】", " ", "\u3000", "\u00a0",
    "\n", "\r\n", "\t", "\u200b", "\ufeff", "\u2028", "\u00ad", "\ue000", "&nbsp;", "https://a.cn/?b=1;", "🔸", "—",
    ":", ";", ".", "ﬁ", "㎡",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)
LANGUAGES = st.sampled_from(["zh-Hans", "zh-Hant", ""])


@st.composite
def articles(draw: st.DrawFn) -> Article:
    raw = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    body = tuple(Span(start, end) for start, end in list(pairwise(cuts))[::2] if start < end)
    return Article("a", "a.txt", raw, body=body, language=draw(LANGUAGES))


@given(articles())
@settings(max_examples=400, deadline=None)
def test_every_character_leads_back(article: Article) -> None:
    text = clean(article).text
    body = article.body or (Span(0, len(article.raw)),)
    inside = {offset for span in body for offset in range(span.start, span.end)}
    origins = [text.back(Span(offset, offset + 1)) for offset in range(len(text.string))]
    assert all(one.start <= other.start for one, other in pairwise(origins))
    for character, origin in zip(text.string, origins, strict=True):
        read = folding.fold(article.raw[origin.start])
        if character == "\n":
            continue          # between two stretches of the body, or for a gap as wide as an indent
        assert origin.start in inside
        same = {read, chinese.simplified(read, chinese.TRADITIONAL), *("“”" if read in '“”"' else "")}
        assert character in same


@given(articles())
@settings(max_examples=400, deadline=None)
def test_sentences_cover_the_text(article: Article) -> None:
    done = clean(article)
    string = done.text.string
    assert all(span.start < span.end <= len(string) for span in done.sentences)
    assert all(one.end <= other.start for one, other in pairwise(done.sentences))
    covered = {offset for span in done.sentences for offset in range(span.start, span.end)}
    assert {offset for offset, character in enumerate(string) if not character.isspace()} <= covered
    assert all(done.printed(span) == done.printed(span).strip() and "\n" not in done.printed(span) for span in done.sentences)


@given(articles())
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_is_cleaning_once(article: Article) -> None:
    once = clean(article)
    twice = clean(Article("a", "a.txt", once.text.string, language=article.language))
    assert twice.text.string == once.text.string
    assert twice.text.runs == ()
    assert twice.sentences == once.sentences


@given(articles())
@settings(max_examples=200, deadline=None)
def test_no_invisible_characters_and_no_double_blanks(article: Article) -> None:
    string = clean(article).text.string
    assert not folding.GAP.search(string)
    assert string == folding.fold(string)
