"""Which names of bodies are one and which are two, what they are parts of, and where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article, Entity
from kg.fuse import forms
from kg.zh import rows
from kg.zh.grammar import entry, pattern

Understood = Callable[..., Article]
PLACES = ("浙江省1", "内蒙古自治区1", "湖州市2", "德清县3", "海港区3", "上迳镇4", "钟管街道4", "高新区9", "梧岗村5", "和睦社区5")
"""Places with their ranks, as the forms are asked about them."""


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


def test_each_form_leads_to_the_one_that_stands_for_all() -> None:
    """And that one to itself, wherever bodies have it."""
    wrong = []
    for row in rows("body_forms.tsv", 4):
        canonical, others, reach, behind = row.cells
        frames = [other if forms.PLACE in other else forms.PLACE + other for other in others.split()]
        for place in PLACES if reach != forms.TIED else ():
            if not behind or pattern(f"fuse.areas.{behind}").search(place):
                wrong += [(row.line, place, frame) for frame in (canonical, *frames) if forms.folded(frame, place) != canonical]
    assert wrong == []


def test_every_area_is_one_of_some_place() -> None:
    assert [area for area in entry("fuse.areas") if not any(pattern(f"fuse.areas.{area}").search(place) for place in PLACES)] == []


@pytest.mark.parametrize(("short", "place", "long"), [
    ("{}一院", "湖州市2", "{}第一人民医院"), ("{}一院", "湖州市2", "{}第一医院"), ("{}县医院", "德清县3", "{}人民医院"),
    ("{}指挥部", "德清县3", "{}防汛抗旱指挥部"),
])
def test_short_names_that_an_article_must_tie(short: str, place: str, long: str) -> None:
    assert long in forms.tied(short, place)
    assert forms.folded(short, place) == short


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


@pytest.mark.examples("within.toml")
def test_names_of_one_body_in_one_article(case: dict, understood: Understood) -> None:
    article = understood(case["sentence"])
    found = [{article.printed(m) for m in entity.mentions} for entity in bodies(article).values()]
    for names in case["one"]:
        assert [each & {n for ns in case["one"] for n in ns} for each in found if each & set(names)] == [set(names)], found
    assert not {name for each in found for name in each} & set(case.get("none", ()))
