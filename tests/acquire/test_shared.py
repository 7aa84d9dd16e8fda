"""The annotated articles beside the repository: what the gold says of their metadata, and that nothing annotated is lost."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from kg.acquire import read

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = [*sorted(SHARED.glob("gold/seeds/*.json")), *sorted(SHARED.glob("gold/dev/*.json"))]
simplify = OpenCC("t2s").convert

pytestmark = pytest.mark.skipif(not GOLD, reason="no annotated articles in ../shared")


def norm(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’()·,、。;:!?…—-]", "", unicodedata.normalize("NFKC", simplify(text)))


@pytest.fixture(scope="module")
def articles() -> dict[str, Any]:
    return {article.id: article for article in read([str(SHARED / "seeds"), str(SHARED / "dev")])}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:6])
def test_metadata_and_quotes(path: Path, articles: dict[str, Any]) -> None:
    gold, article = json.loads(path.read_text(encoding="utf-8")), articles[path.stem]
    assert norm(article.title) == norm(gold["title"])
    assert norm(article.publisher) == norm(gold["source"])
    assert {norm(name) for name in article.authors} == {norm(name) for name in gold["authors"]}
    assert {norm(name) for name in article.editors} == {norm(name) for name in gold["editors"]}
    assert article.published in (gold["published"], "")     # several print no date at all
    body = norm("\n".join(article.raw[span.start:span.end] for span in article.body))
    assert [action["quote"] for action in gold["actions"] if norm(action["quote"]) not in body] == []
    assert [person["quote"] for person in gold["persons"] if norm(person["quote"]) not in body] == []
    assert not [name for name in article.authors + article.editors if norm(name) in body]


def test_dates_where_the_page_prints_one(articles: dict[str, Any]) -> None:
    found = [articles[path.stem].published == json.loads(path.read_text(encoding="utf-8"))["published"] for path in GOLD]
    assert sum(found) >= 10
