"""Within one article: what deictic and short words stand for, canonical names, where places lie."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article, Entity

Understood = Callable[..., Article]


def read(case: dict, understood: Understood) -> Article:
    return understood(case["sentence"], title=case["title"], publisher=case.get("publisher", ""))


def labels(article: Article, printed: str) -> set[str]:
    """The labels of all entities that words so printed are resolved to."""
    options = printed.split("|")
    return {e.label for e in article.entities for m in e.mentions if article.printed(m) in options}


@pytest.mark.examples("labels.toml")
def test_labels(case: dict, understood: Understood) -> None:
    article = read(case, understood)
    by_key = {e.key: e for e in article.entities}
    if "home" in case:
        assert (by_key[article.home].label if article.home else "") == case["home"]
    for printed, options in case["called"]:
        called = labels(article, printed)
        assert called, f"{printed} is nothing"
        assert called <= set(options.split("|")), printed
    every = {e.label for e in article.entities}
    assert set(case.get("present", ())) <= every
    assert not set(case.get("absent", ())) & every


@pytest.mark.examples("places.toml")
def test_places(case: dict, understood: Understood) -> None:
    article = read(case, understood)
    by_key = {e.key: e for e in article.entities}
    chains = [chain(by_key, e) for e in article.entities]
    for wanted in case["chains"]:
        assert wanted in chains
    for label, code in case["codes"].items():
        assert [e.code for e in article.entities if e.label == label] == [code]


def chain(by_key: dict[str, Entity], entity: Entity) -> list[str]:
    """The labels of the place and of all that it lies in."""
    above = [key for name, key in entity.links if name == "within"]
    return [entity.label, *(chain(by_key, by_key[above[0]]) if above else [])]
