"""Which facts of several articles are of one event: examples, what holds whatever the order, and the table behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import Article, Claim, Verdict
from kg.errors import DataError
from kg.fuse import alike, events, settle
from kg.fuse.alike import Told, agreement, measure
from kg.graph import statements
from kg.vocab import KG

Understood = Callable[..., Article]
TITLE = "德清县抗洪救灾"
SAID = (
    ("agent", "Organization:甲"), ("agent", "Organization:乙"), ("recipient", "Organization:丙"), ("recipient", "Place:丁"),
    ("object:described", "45名党员家属"), ("quantity", "20000 元"), ("quantity", "300 元"), ("quantity", "15 台"), ("total", "total"),
    ("date", "2020-02"), ("date", "2020-02-10"), ("date", "2020-02-11"), ("published", "2020-02-12"), ("published", "2020-02"),
    ("label", "捐赠"),
)  # fmt: skip


def made(case: dict[str, Any], understood: Understood) -> list[Article]:
    told_on = zip(case["sentence"].split(), case["days"], strict=True)
    return [understood(text, title=TITLE, name=f"a{n}", published=day) for n, (text, day) in enumerate(told_on)]


def told(articles: list[Article], type_: str) -> dict[str, list[str]]:
    """Event → the articles that tell of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        for fact in article.facts:
            assert not fact.event or fact.type == type_
            if fact.event:
                found[fact.event].append(article.id)
    return found


@pytest.mark.examples("events.toml")
def test_events(case: dict[str, Any], understood: Understood) -> None:
    articles = made(case, understood)
    assert all(any(fact.type == case["type"] for fact in article.facts) for article in articles)
    found = told(list(settle(articles)), case["type"])
    assert sorted(map(sorted, found.values())) == [[f"a{n}" for n in event] for event in case["events"]]


@pytest.mark.examples("events.toml")
def test_the_order_of_articles_makes_no_difference(case: dict[str, Any], understood: Understood) -> None:
    articles = made(case, understood)
    results = [sorted(settle(list(order)), key=lambda a: a.id) for order in permutations(articles)]
    assert all(result == results[0] for result in results)


def test_every_article_states_the_same_of_an_event(understood: Understood) -> None:
    texts = ("2月10日,德清县绿禾农业有限公司向德清县人民医院捐赠20万元。", "近日,德清县绿禾农业有限公司捐款20万元。")
    settled = settle([understood(text, title=TITLE, name=f"a{n}") for n, text in enumerate(texts)])
    one, other = ([q for q in statements(article) if q.subject in events_of(article)] for article in settled)
    assert {(q.subject, q.predicate, q.object) for q in one} == {(q.subject, q.predicate, q.object) for q in other}
    assert {q.object.value for q in one} == {KG.Event, "2020-02-10 德清县绿禾农业有限公司 捐赠 德清县人民医院 20万元"}


def events_of(article: Article) -> set[Any]:
    return {q.object for q in statements(article) if q.predicate.value == KG.sameEvent}


def test_a_total_is_stated(understood: Understood) -> None:
    article = understood("德清县绿禾农业有限公司累计捐款20万元。", title=TITLE)
    marked = [q for q in statements(article) if q.predicate.value == KG.total]
    assert [q.object.value for q in marked] == ["true"]


# what holds of any claims


def verdicts(said: list[tuple[int, frozenset[tuple[str, str]]]]) -> Iterator[tuple[list[Claim], list[Verdict]]]:
    claims = sorted({Claim("event:Donate|agent|Organization:甲|2020-02", f"a{article}", f"f{n}", tuple(sorted(each)))
                     for n, (article, each) in enumerate(said)})
    yield claims, list(events.decide(claims))


facts = st.lists(st.tuples(st.integers(0, 3), st.frozensets(st.sampled_from(SAID), max_size=7)), min_size=1, max_size=9)


@given(facts)
def test_no_event_has_facts_that_contradict_each_other(said: list[tuple[int, frozenset[tuple[str, str]]]]) -> None:
    counts = measure("Donate")
    assert counts is not None
    for claims, decided in verdicts(said):
        by_key = {(c.article, c.key): Told.of(c) for c in claims}
        found: dict[str, list[Told]] = defaultdict(list)
        for verdict in decided:
            found[verdict.value].append(by_key[verdict.article, verdict.key])
        for members in found.values():
            assert len({each.claim.article for each in members}) > 1
            assert len({each.claim.key for each in members}) == len(members)
            for one in members:
                for other in members:
                    assert one.claim.article != other.claim.article or one.said == other.said
                    assert agreement(one, other, counts) is not None


@given(facts)
def test_what_two_facts_agree_on_is_the_same_either_way(said: list[tuple[int, frozenset[tuple[str, str]]]]) -> None:
    counts = measure("Donate")
    assert counts is not None
    for claims, _ in verdicts(said):
        pairs = [Told.of(claim) for claim in claims]
        assert all(agreement(one, other, counts) == agreement(other, one, counts) for one in pairs for other in pairs)


@given(facts, st.randoms())
def test_a_block_is_decided_whatever_the_order_of_articles(said: list[tuple[int, frozenset[tuple[str, str]]]], chance: Any) -> None:
    (claims, decided), = verdicts(said)
    shuffled = claims[:]
    chance.shuffle(shuffled)
    assert list(events.decide(sorted(shuffled))) == decided


def test_the_event_that_most_tell_of_is_taken(understood: Understood) -> None:
    article = understood("2月10日,德清县绿禾农业有限公司向德清县人民医院捐赠20万元。", title=TITLE)
    keys = {claim.key for claim in events.claims(article)}
    assert len(keys) == 1
    key = keys.pop()
    offers = [Verdict(f"event:{n}", article.id, key, "event", value, (size,)) for n, (value, size) in enumerate(
        (("b#1", "2"), ("c#1", "10"), ("a#1", "10"), ("d#1", "9")))]
    assert {fact.event for fact in events.apply(article, offers).facts} == {"a#1"}


def test_a_fact_is_claimed_for_each_of_its_participants_with_months_and_figures(understood: Understood) -> None:
    article = understood("德清县绿禾农业有限公司向德清县人民医院捐赠20万元。", title=TITLE, published="2020-03-05")
    blocks = {tuple(claim.block.split("|")[1::2]) for claim in events.claims(article)}
    assert blocks == {(role, beside) for role in ("agent", "recipient") for beside in ("2020-02", "2020-03", "200000 元")}
    undated = {tuple(claim.block.split("|")[1::2]) for claim in events.claims(replace(article, published=""))}
    assert undated == {(role, "200000 元") for role in ("agent", "recipient")}


# the table


@pytest.mark.parametrize(("part", "entry", "message"), [
    ("general", {"days": -1}, "[general]: common is no list of words"),
    ("general", {"common": [], "days": -1, "undated": 1, "small": 1, "phrase": 1, "near": 1}, "[general]: days is not one of"),
    ("general", {"common": [], "days": 1, "undated": 1, "small": 1, "phrase": 1, "near": 1, "far": 1}, "[general]: far is not one of"),
    ("types", {"Donat": {"threshold": 3}}, "[types.Donat]: it is no type of action"),
    ("types", {"Tenure": {"threshold": 3}}, "[types.Tenure]: it is no type of action"),
    ("types", {"Action": {"threshold": 3, "giver": 1}}, "[types.Action]: giver = 1 is not understood"),
    ("types", {"Action": {"threshold": 3, "agent": True}}, "[types.Action]: agent = True is not understood"),
    ("types", {"Action": {"threshold": 3, "agent": 1, "apart": ["giver"]}}, "[types.Action]: apart is no list of"),
    ("types", {"Action": {"threshold": 3, "agent": 3}}, "[types.Action]: the threshold is not above every weight"),
    ("types", {"Action": {"agent": 3}}, "[types.Action]: the threshold is not above every weight"),
])  # fmt: skip
def test_a_bad_entry_is_named(monkeypatch: pytest.MonkeyPatch, part: str, entry: dict[str, Any], message: str) -> None:
    monkeypatch.setattr(alike, "table", lambda name: {part: entry})
    read = alike.general if part == "general" else alike.measures
    with pytest.raises(DataError) as caught:
        read.__wrapped__()
    assert str(caught.value).startswith(f"kg/zh/events.toml {message}")


def test_the_table_is_right() -> None:
    assert alike.general().days > 0
    assert {"Action", "Donate"} <= set(alike.measures())
    assert measure("State") is None
    assert measure("Train") == measure("Action")
    assert Decimal(alike.general().small) > 1
