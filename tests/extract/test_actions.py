"""Actions of sentences: type, trigger, roles, time; what must not be taken for one; the example of every type."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import vocab
from kg.article import Article, Fact, Mention
from kg.zh import table

HERE = Path(__file__).parent
STANZAS = table("actions.toml")
ROLES = ("agent", "recipient", "object", "origin", "destination", "place", "quantity")
Names = Callable[[Article, Mention], set[str]]
Understood = Callable[..., Article]


def actions(article: Article) -> list[Fact]:
    return [fact for fact in article.facts if fact.type in STANZAS]


def told(article: Article, fact: Fact) -> dict[str, list[str]]:
    """The roles of a fact as printed, for a failure to show."""
    return {role: [article.printed(m) for m in fact.fillers(role)] for role in ROLES if fact.fillers(role)}


def fits(article: Article, fillers: tuple[Mention, ...], wanted: list[str], names: Names) -> bool:
    """Whether the fillers are those wanted, one for one, in any order."""
    left = [names(article, m) for m in fillers]
    for options in wanted:
        match = next((called for called in left if called & set(options.split("|"))), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def wrong(article: Article, fact: Fact, case: dict, names: Names) -> list[str]:
    """The parts of the case that the fact does not have."""
    parts = [role for role in ROLES if role in case and not fits(article, fact.fillers(role), case[role], names)]
    period = fact.period.start if fact.period else ""
    return parts + (["time"] if "time" in case and period != case["time"] else [])


@pytest.mark.examples("actions.toml")
def test_action(case: dict, understood: Understood, names: Names) -> None:
    article = understood(case["sentence"], title=case.get("title", ""))
    found = [fact for fact in actions(article) if fact.type == case["type"] and fact.trigger in case["trigger"].split("|")]
    assert found, [(fact.type, fact.trigger) for fact in actions(article)]
    assert min((wrong(article, fact, case, names) for fact in found), key=len) == [], [told(article, fact) for fact in found]
    assert not {fact.type for fact in actions(article)} & set(case.get("not", ()))


@pytest.mark.examples("no_actions.toml")
def test_no_action(case: dict, understood: Understood) -> None:
    article = understood(case["sentence"])
    forbidden = set(case.get("not", STANZAS))
    assert [(fact.type, fact.trigger, told(article, fact)) for fact in actions(article) if fact.type in forbidden] == []


@pytest.mark.parametrize("name", STANZAS)
def test_the_example_of_every_type_yields_it(name: str, understood: Understood) -> None:
    found = actions(understood(STANZAS[name]["example"]))
    assert name in {fact.type for fact in found}
    assert any(fact.fillers("agent") or fact.fillers("object") or fact.fillers("recipient") for fact in found if fact.type == name)


def test_every_type_has_three_cases() -> None:
    counts = Counter(case["type"] for case in tomllib.loads((HERE / "actions.toml").read_text(encoding="utf-8"))["case"])
    assert sorted(counts) == sorted(vocab.leaves("Action")) == sorted(STANZAS)
    assert min(counts.values()) >= 3


def test_facts_are_evidence(understood: Understood) -> None:
    """Trigger, span and sentence of a fact lead to the words that it was taken from."""
    article = understood("会开了一天。\n2月6日,昆山市卫健委召开培训会议。\n随后,昆山市巴城镇采购了帐篷30顶。")
    found = actions(article)
    assert [(fact.type, fact.sentences) for fact in found] == [("Convene", (1,)), ("Procure", (2,))]
    assert all(article.printed(fact) == fact.trigger for fact in found)
    assert all(article.sentences[fact.sentences[0]].covers(fact) for fact in found)
    quantity = next(role for role in found[1].roles if role.name == "quantity")
    assert quantity.of is not None
    assert article.printed(quantity.of) == "帐篷"


def test_agent_is_carried_over(understood: Understood, names: Names) -> None:
    article = understood("平湖市新埭镇采购消毒液300桶,清理垃圾45吨。随后又发放宣传单2000份。", title="平湖市动员")
    agents = [[names(article, m) for m in fact.fillers("agent")] for fact in actions(article)]
    assert len(agents) == 3
    assert all(len(called) == 1 and "新埭镇" in called[0] for called in agents)


@pytest.mark.examples("passages.toml")
def test_passage(case: dict, understood: Understood, names: Names) -> None:
    article = understood(case["sentence"], title=case["title"], published=case.get("published", "2020-02-20"))
    found = actions(article)
    assert [[fact.type, fact.trigger] for fact in found] == [[type_, trigger] for type_, trigger, _ in case["actions"]]
    for fact, (_, trigger, agent) in zip(found, case["actions"], strict=True):
        wanted = [] if agent == "-" else agent.split("+")
        assert not agent or fits(article, fact.fillers("agent"), wanted, names), (trigger, told(article, fact))
