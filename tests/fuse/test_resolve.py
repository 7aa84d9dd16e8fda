"""Within one article: what deictic and short words stand for, canonical names, where places lie."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article, Entity

Understood = Callable[..., Article]


def read(case: dict, understood: Understood) -> Article:
    dated = {"published": case["published"]} if "published" in case else {}
    return understood(case["sentence"], title=case["title"], publisher=case.get("publisher", ""), **dated)


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


@pytest.mark.examples("ambiguous.toml")
def test_names_that_several_divisions_bear(case: dict, understood: Understood) -> None:
    article = read(case, understood)
    by_key = {e.key: e for e in article.entities}
    for printed, wanted in case.get("settled", {}).items():
        found = called(article, printed)
        assert found
        assert [chain(by_key, e)[1] for e in found] == [wanted]
        assert not any(name == "possiblySame" for e in found for name, _ in e.links)
    for printed, areas in case.get("open", {}).items():
        place, = called(article, printed)
        assert place.code == ""
        options = [by_key[key] for name, key in place.links if name == "possiblySame"]
        assert [chain(by_key, option)[1] for option in options] == areas
        assert not any(option.mentions for option in options)
        assert not options or any(option.code for option in options)
        assert chain(by_key, place)[1:] == case.get("within", [])


@pytest.mark.examples("former.toml")
def test_former_names(case: dict, understood: Understood) -> None:
    article = read(case, understood)
    for printed, (label, code) in case["called"].items():
        place, = called(article, printed)
        assert (place.label, place.code) == (label, code)
        assert printed in {label, *place.aliases}
    for label, wanted in case.get("former", {}).items():
        place, = (e for e in article.entities if e.label == label)
        assert [[each.name, each.area, each.until] for each in place.former] == wanted


def called(article: Article, printed: str) -> list[Entity]:
    """The places that words so printed are resolved to."""
    return [e for e in article.entities if any(m.kind == "Place" and article.printed(m) == printed for m in e.mentions)]


def chain(by_key: dict[str, Entity], entity: Entity) -> list[str]:
    """The labels of the place and of all that it lies in."""
    above = [key for name, key in entity.links if name == "within"]
    return [entity.label, *(chain(by_key, by_key[above[0]]) if above else [])]
