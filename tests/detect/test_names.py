"""Persons, organisations, places, works and measures of sentences: those that are there, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article, Mention
from kg.detect import detect


def found(article: Article, *kinds: str) -> list[Mention]:
    """The mentions of these kinds, in order, those that lie in another one of the kind left out."""
    all_ = [m for m in article.mentions if m.kind in kinds]
    return [m for m in all_ if not any(o is not m and o.covers(m) and len(o) > len(m) for o in all_)]


@pytest.mark.examples("persons.toml")
def test_persons(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"]))
    assert list(dict.fromkeys(article.printed(m) for m in found(article, "Person"))) == case["persons"]


@pytest.mark.examples("organizations.toml")
def test_organizations(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"], title=case.get("title", "")))
    assert [[article.printed(m), m.type] for m in found(article, "Organization")] == case["organizations"]


@pytest.mark.examples("places.toml")
def test_places(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"], title=case.get("title", "")))
    assert [[article.printed(m), m.type] for m in found(article, "Place")] == case["places"]


@pytest.mark.examples("quotes.toml")
def test_works_and_measures(case: dict, written: Callable[..., Article]) -> None:
    article = detect(written(case["sentence"]))
    assert [[m.name or article.printed(m), m.kind] for m in found(article, "Work", "Measure")] == named(case)


def named(case: dict) -> list[list[str]]:
    """What the case names: a measure with a head behind its quotation is called by both, without the marks."""
    return [[name.replace("“", "", 1).replace("”", "", 1) if name.startswith("“") else name, kind] for name, kind in case["named"]]
