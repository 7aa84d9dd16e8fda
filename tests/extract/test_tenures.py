"""Who holds which post where, in sentences."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.article import Article, Fact, Mention

ENOUGH = 3
ROLES = ("holder", "organization", "post")
Names = Callable[[Article, Mention], set[str]]


def held(fact: Fact) -> tuple[set[str], set[str]]:
    """How the post is held, and from when to when."""
    return {" ".join(fact.status)}, {f"{fact.period.start}/{fact.period.end}" if fact.period else ""}


def fits(wanted: list[str], called: list[set[str]]) -> bool:
    return all(set(options.split("|")) & names for options, names in zip(wanted, called, strict=False))


@pytest.mark.examples("tenures.toml")
def test_tenures(case: dict, understood: Callable[..., Article], names: Names) -> None:
    article = understood(case["sentence"], title=case.get("title", ""))
    facts = [fact for fact in article.facts if fact.fillers("post")]
    left = [[*(set().union(*(names(article, m) for m in fact.fillers(role))) for role in ROLES), *held(fact)] for fact in facts]
    shown = [[" ".join(sorted(called)) for called in tenure] for tenure in left]
    for wanted in case["tenures"]:
        match = next((called for called in left if fits(wanted, called)), None)
        assert match is not None, (wanted, shown)
        left = [called for called in left if not fits(wanted, called)]
    assert left == [], shown


def test_a_tenure_names_its_words(understood: Callable[..., Article]) -> None:
    article = understood("会开了一天。\n诸暨市水利局局长周启明到会。")
    facts = [fact for fact in article.facts if fact.fillers("post")]
    assert [(article.printed(fact), fact.trigger, fact.sentences) for fact in facts] == [("局长", "局长", (1,))]
    assert all(len(fact.fillers(role)) == 1 for fact in facts for role in ROLES)


RULES = ("post-before-name", "post-behind-name", "entered", "appointed", "appointed-before", "released")
SEATS = ("with-post", "apart-from-post", "seat", "host", "part", "inner", "plain-words")


@pytest.fixture(scope="module")
def found(understood: Callable[..., Article]) -> Counter[str]:
    """How often each rule finds a tenure or its organisation in the cases."""
    cases = tomllib.loads((Path(__file__).parent / "tenures.toml").read_text(encoding="utf-8"))["case"]
    right = (case for case in cases if case["tenures"] and "known_failure" not in case)
    articles = (understood(case["sentence"], title=case.get("title", "")) for case in right)
    roles = (role for article in articles for fact in article.facts if fact.fillers("post") for role in fact.roles)
    return Counter(role.rule for role in roles)


@pytest.mark.parametrize("rule", [*RULES, *SEATS])
def test_every_rule_has_examples(rule: str, found: Counter[str]) -> None:
    assert found[rule] >= ENOUGH
