"""The tagger: words cover their sentences, and what a sentence gives does not depend on what is tagged with it."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg import zh
from kg.acquire import read
from kg.article import Article, Word
from kg.clean import clean
from kg.detect import tagged
from kg.detect.tagger import tagger
from kg.detect.terms import joined, terms
from kg.errors import DataError

detect, module = import_module("kg.detect"), import_module("kg.detect.tagger")   # kg.detect has functions of these names
SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
TERMS = st.sampled_from(sorted(zh.words("terms.tsv")))
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=3)
TEXTS = st.lists(TERMS | HAN | st.sampled_from(list("。,、“”0123的")) | st.text(max_size=2), max_size=25).map("".join)


def covers(words: list[Word], length: int) -> bool:
    """Whether the words stand side by side from 0 to ``length``."""
    ends = [0, *(word.end for word in words)]
    return all(word.start == end < word.end for word, end in zip(words, ends, strict=False)) and ends[-1] == length


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    articles = [clean(article) for article in read([str(SAMPLES)])]
    return [article.printed(sentence) for article in articles for sentence in article.sentences]


def test_names_of_a_plain_sentence() -> None:
    text = "陈志刚昨天从上海来到中国人民银行。"
    words, = tagger().tag([text])
    names = {text[w.start:w.end]: w.tag for w in words if w.tag.isupper()}
    assert names == {"陈志刚": "PER", "昨天": "TIME", "上海": "LOC", "中国人民银行": "ORG"}


def test_neighbours_make_no_difference(sentences: list[str]) -> None:
    """Padding and the order of a batch change nothing."""
    together = tagger().tag(sentences)
    assert [tagger().tag([sentence])[0] for sentence in sentences] == together
    assert tagger().tag(sentences[::-1])[::-1] == together


def test_articles_are_tagged_by_the_window_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the articles come, in their order and with their own words."""
    articles = [*(clean(article) for article in read([str(SAMPLES)])), Article("empty", "empty", "")]
    alone = [next(tagged([article])) for article in articles]
    monkeypatch.setattr(detect, "WINDOW", 3)
    assert list(tagged(iter(articles))) == alone
    assert list(tagged(articles[::-1])) == alone[::-1]
    assert all(article.words for article in alone[:-1])


def test_labels_in_another_order_are_refused() -> None:
    with pytest.raises(DataError, match="jieba's labels have an unexpected order"):
        module._within_words(np.zeros((3, 3), np.float32), np.asarray([True, True, False]))


def test_words_are_counted_from_where_the_sentence_begins() -> None:
    texts = ["周启明来到店口镇。", "查看了水闸。"]
    words = tagger().tag(texts, [7, 40])
    assert [found[0].start for found in words] == [7, 40]
    assert [[(w.start - at, w.end - at, w.tag) for w in found] for found, at in zip(words, (7, 40), strict=True)] == tagger().tag(texts)
    assert joined(texts[0], words[0]) == [Word(w.start + 7, w.end + 7, w.tag) for w in joined(texts[0], tagger().tag(texts[:1])[0])]


def test_nothing_to_tag() -> None:
    assert tagger().tag([]) == []
    assert tagger().tag(["", "好。", ""])[::2] == [[], []]


def test_a_very_long_sentence_is_covered() -> None:
    text = "周启明来到店口镇,查看了水闸,走访了30户人家," * 60 + "然后回家" * 300
    words, = tagger().tag([text])
    assert covers(words, len(text))
    assert {text[w.start:w.end] for w in words if w.tag == "PER"} == {"周启明"}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(TEXTS, max_size=4))
@example(["\n", " ", "\u200b\U0001f600"])
def test_words_cover_any_text(texts: list[str]) -> None:
    for text, words in zip(texts, tagger().tag(texts), strict=True):
        assert covers(words, len(text))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS, st.data())
def test_joining_terms_keeps_the_words_in_order(text: str, data: st.DataObject) -> None:
    """However the tagger cuts: terms come out whole or not at all, and nothing overlaps."""
    cuts = sorted({0, len(text), *data.draw(st.lists(st.integers(0, len(text)), max_size=12))})
    words = [Word(start, end, data.draw(st.sampled_from(["n", "v", "vn", "PER", "LOC", "m"]))) for start, end in pairwise(cuts)]
    assert covers(joined(text, words), len(text))


def test_terms_have_tags_of_the_tagger() -> None:
    known = {label.partition("-")[0] for label in tagger().labels}
    assert set(terms().values()) <= known


def test_weights_of_another_size_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model_baseline"
    folder.mkdir()
    (folder / "crfw").write_bytes(bytes(16) + (0).to_bytes(4, "little") + np.zeros(5, "<f4").tobytes())
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    assert module._tensor("crfw", (5,)).tolist() == [0] * 5
    with pytest.raises(DataError, match="jieba's weight file crfw has an unexpected size"):
        module._tensor("crfw", (6,))


def test_a_second_tagger_gives_the_same(sentences: list[str]) -> None:
    assert module.Tagger().tag(sentences) == tagger().tag(sentences)
