"""Who holds which post where, in sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article, Mention

ROLES = ("holder", "organization", "post")
Names = Callable[[Article, Mention], set[str]]


def fits(wanted: list[str], called: list[set[str]]) -> bool:
    return all(set(options.split("|")) & names for options, names in zip(wanted, called, strict=True))


@pytest.mark.examples("tenures.toml")
def test_tenures(case: dict, understood: Callable[..., Article], names: Names) -> None:
    article = understood(case["sentence"], title=case.get("title", ""))
    facts = [fact for fact in article.facts if fact.fillers("post")]
    left = [[set().union(*(names(article, m) for m in fact.fillers(role))) for role in ROLES] for fact in facts]
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
