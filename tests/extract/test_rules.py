"""How each participant of a fact was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.article import Article

SAYING = {"sentence", "trigger"}


@pytest.mark.examples("rules.toml")
def test_rule_of_each_role(case: dict, understood: Callable[..., Article]) -> None:
    article = understood(case["sentence"])
    fact = next(fact for fact in article.facts if fact.trigger == case["trigger"])
    told = (*fact.roles, *((fact.dated,) if fact.dated else ()))
    found = [(role.name, f"{article.printed(role.filler)} {role.rule}") for role in told]
    for name in case.keys() - SAYING:
        assert [words for role, words in found if role == name] == case[name], found


def test_every_role_has_a_rule(understood: Callable[..., Article]) -> None:
    article = understood("2月6日,平湖市红十字会理事长丁一在店口镇捐款2万元,并组织30名志愿者清理垃圾45吨。会议指出,要修路。")
    assert article.facts
    assert all(role.rule for fact in article.facts for role in fact.roles)
