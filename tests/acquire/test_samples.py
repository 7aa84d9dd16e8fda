"""The sample articles that come with the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kg
from kg.acquire import PassedOver, read
from kg.errors import InputError

SAMPLES = Path(kg.__file__).parent / "samples"


def test_all_are_read_with_their_metadata() -> None:
    problems: list[InputError] = []
    articles = list(read([str(SAMPLES)], on_problem=problems.append))
    assert [problem for problem in problems if not isinstance(problem, PassedOver)] == []
    assert len(articles) == 11
    assert sum(article.language == "zh-Hant" for article in articles) == 2
    for article in articles:
        text = "".join(article.raw[span.start:span.end] for span in article.body)
        assert 100 <= len(text) <= 500, article.id
        assert article.title, article.id
        assert article.publisher or article.id == "shanxi-cadres"
        assert not re.search("范例|範例|示例", text), article.id


def test_they_share_no_sentence_with_the_articles_beside_the_repository() -> None:
    shared = SAMPLES.parents[2] / "shared"
    pages = [*shared.glob("seeds/*.txt"), *shared.glob("dev/*.txt")]
    if not pages:
        pytest.skip("no articles in ../shared")
    theirs = "\n".join(re.sub(r"\W", "", page.read_text(encoding="utf-8")) for page in pages)
    for path in sorted(SAMPLES.glob("*.*")):
        sentences = re.split(r"[。！？，；\n]", re.sub(r"《[^》]*》", "", path.read_text(encoding="utf-8")))
        copied = [one for one in sentences if len(re.sub(r"\W", "", one)) >= 24 and re.sub(r"\W", "", one) in theirs]
        assert copied == [], path.name
