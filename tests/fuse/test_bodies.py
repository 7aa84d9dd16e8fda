"""Which names of bodies are one and which are two, what they are parts of, and where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article, Entity

Understood = Callable[..., Article]


def bodies(article: Article) -> dict[str, Entity]:
    return {e.key: e for e in article.entities if e.key.startswith("Organization:")}


def key(understood: Understood, case: dict, name: str, home: str, number: int = 0) -> str:
    """The key of the body so called in an article about ``home``."""
    article = understood(case["sentence"].replace("{}", name), title=f"{home}修桥" if home else "", name=f"{name}{number}")
    printed = {name, name.removeprefix("中国共产党").removeprefix("中共")}
    found = [k for k, e in bodies(article).items() if any(article.printed(m) in printed for m in e.mentions)]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


@pytest.mark.examples("bodies.toml")
def test_forms_of_one_name(case: dict, understood: Understood) -> None:
    keys = {name: key(understood, case, name, case["home"]) for name in (*case["names"], *case["apart"])}
    assert len({keys[name] for name in case["names"]}) == 1, keys
    assert len({keys[name] for name in case["apart"]} | {keys[case["names"][0]]}) == len(case["apart"]) + 1, keys


@pytest.mark.examples("homes.toml")
def test_one_name_in_two_articles(case: dict, understood: Understood) -> None:
    for name in case["names"]:
        keys = [key(understood, case, name, home, number) for number, home in enumerate(case["homes"])]
        assert (len(set(keys)) == 1) is case["same"], keys


@pytest.mark.examples("belonging.toml")
def test_what_bodies_belong_to(case: dict, understood: Understood) -> None:
    article = understood(case["sentence"], title=case["title"])
    by_key = {e.key: e for e in article.entities}
    links = [(e.label, name, by_key[target].label) for e in bodies(article).values() for name, target in e.links]
    if "part_of" in case:
        wanted = [tuple(pair) for pair in case["part_of"] if pair[1]]
        assert sorted((part, host) for part, name, host in links if name == "partOf") == sorted(wanted)
    for label, place in case.get("located", ()):
        assert label in {e.label for e in bodies(article).values()}
        assert [where for body, name, where in links if (body, name) == (label, "locatedIn")] == ([place] if place else [])
