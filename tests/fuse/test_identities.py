"""What holds of entities whatever the article, and which persons are the same across articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from kg.acquire import read
from kg.article import Article
from kg.clean import clean
from kg.fuse import resolve, settle
from kg.pipeline import understand

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
Understood = Callable[..., Article]


@pytest.fixture(scope="module")
def samples() -> list[Article]:
    return [understand(clean(a)) for a in read([str(SAMPLES)])]


def key(article: Article, label: str) -> str:
    found, = (e.key for e in article.entities if e.label == label and e.type == "Person")
    return found


def test_entities_are_whole(samples: list[Article]) -> None:
    for article in samples:
        keys = [e.key for e in article.entities]
        assert keys == sorted(set(keys))
        assert article.home in {*keys, ""}
        for entity in article.entities:
            assert entity.label
            assert entity.label not in entity.aliases
            assert all(target in keys and target != entity.key for _, target in entity.links)
            assert {name for name, _ in entity.links} <= {"within", "locatedIn", "partOf", "possiblySame"}


def test_a_measure_with_its_head_inside_or_behind_the_marks_is_one(understood: Understood) -> None:
    keys = [e.key for e in understood("全市启动“清泉”行动。这是第三次“清泉行动”。").entities if e.type == "Measure"]
    assert len(keys) == 1


def test_a_mention_belongs_to_one_entity(samples: list[Article]) -> None:
    for article in samples:
        mentions = [m for e in article.entities for m in e.mentions]
        assert len(mentions) == len(set(mentions))


def test_fillers_of_facts_are_resolved(samples: list[Article]) -> None:
    for article in samples:
        known = {m for e in article.entities for m in e.mentions}
        for fact in article.facts:
            assert fact.roles
            assert all(role.filler in known for role in fact.roles if role.filler.kind not in {"Post", "Quantity", "Date"})


def test_no_fact_without_participants(understood: Understood) -> None:
    assert all(fact.roles for fact in understood("全市捐款。").facts)


def test_places_lie_in_no_circle(samples: list[Article]) -> None:
    for article in samples:
        above = {e.key: [k for name, k in e.links if name == "within"] for e in article.entities}
        for start in above:
            seen, here = {start}, above[start]
            while here:
                assert here[0] not in seen
                seen.add(here[0])
                here = above[here[0]]


def test_resolving_twice_changes_nothing(samples: list[Article]) -> None:
    for article in samples:
        again = resolve(replace(article, entities=(), home=""))
        assert again.entities == article.entities
        assert again.home == article.home


def test_the_same_body_has_one_key_in_two_articles(understood: Understood) -> None:
    one = understood("县委召开会议。", title="德清县修桥", name="one")
    other = understood("中共德清县委印发文件。", title="德清县修路", name="other")
    assert {e.key for e in one.entities if e.label == "德清县委"} == {e.key for e in other.entities if e.label == "德清县委"} != set()


def test_an_entity_has_one_label_in_all_articles(understood: Understood) -> None:
    article = understood("德清县开展“清泉”行动。")
    other = replace(article, id="other", entities=tuple(
        replace(e, label="“清泉”") if e.type == "Measure" else e for e in article.entities))
    measures = [e for a in settle([article, other]) for e in a.entities if e.type == "Measure"]
    assert [measure.label for measure in measures] == ["清泉行动", "清泉行动"]
    assert "“清泉”" in measures[1].aliases


def test_groups_of_two_articles_are_two(understood: Understood) -> None:
    one, other = (understood("45名党员报名参加志愿服务。", name=name) for name in ("one", "other"))
    assert not {e.key for e in one.entities if e.type == "Group"} & {e.key for e in other.entities if e.type == "Group"}


def three(understood: Understood) -> list[Article]:
    """One 周启明 heads a bureau in two articles of different homes; in the third there is nothing but his name."""
    return [
        understood("诸暨市水利局局长周启明查看闸门。", title="诸暨市检查汛情", name="a"),
        understood("诸暨市水利局局长周启明到海宁市考察。海宁市水利局接待。", title="海宁市水利", name="b"),
        understood("村民周启明捐款2000元。", title="长沙县春耕", name="c"),
    ]


def test_persons_are_one_only_on_evidence(understood: Understood) -> None:
    a, b, c = settle(three(understood))
    assert key(a, "周启明") == key(b, "周启明")
    assert key(c, "周启明") != key(a, "周启明")


def test_one_home_ties_a_name(understood: Understood) -> None:
    a, b = settle([
        understood("村民汪佩兰捐款2000元。", title="长沙县春耕", name="a"),
        understood("教师汪佩兰来到学校。", title="长沙县开学", name="b"),
    ])
    assert key(a, "汪佩兰") == key(b, "汪佩兰")


def test_names_alone_tie_nothing(understood: Understood) -> None:
    a, b = settle([understood("村民汪佩兰捐款2000元。", name="a"), understood("教师汪佩兰来到学校。", name="b")])
    assert key(a, "汪佩兰") != key(b, "汪佩兰")


def test_different_names_are_different_persons(understood: Understood) -> None:
    article, = settle([understood("诸暨市水利局局长周启明、诸暨市水利局局长林志远查看闸门。", title="诸暨市水利")])
    assert key(article, "周启明") != key(article, "林志远")


def test_the_order_of_articles_makes_no_difference(understood: Understood) -> None:
    articles = three(understood)
    results = [sorted(settle(list(order)), key=lambda a: a.id) for order in permutations(articles)]
    assert all(result == results[0] for result in results)


def test_settling_keeps_everything_but_keys_of_persons(samples: list[Article]) -> None:
    for before, after in zip(samples, settle(samples), strict=True):
        assert replace(after, entities=()) == replace(before, entities=())
        assert [replace(e, key="") for e in after.entities] == [replace(e, key="") for e in before.entities]
        assert {e.key for e in after.entities if e.type != "Person"} == {e.key for e in before.entities if e.type != "Person"}
