"""How sure facts and roles are: what the table says, what lowers it, and the program that measures it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.article import Article, Fact
from kg.errors import DataError
from kg.extract import confidence as module
from kg.extract.confidence import confidence
from kg.zh import table
from training import confidence as measuring

TABLE = table("confidence.toml")
SHARES = {part: {name: entry["share" if part == "roles" else "weight"] for name, entry in TABLE[part].items()} for part in TABLE}
Understood = Callable[..., Article]


def fact(article: Article, trigger: str) -> Fact:
    return next(fact for fact in article.facts if fact.trigger == trigger)


def test_the_table_is_in_order() -> None:
    assert set(TABLE) == {"actions", "tenures", "roles"}
    for part in TABLE.values():
        assert "any" in part
        assert all(0 <= entry["right"] <= entry["of"] for entry in part.values())
    assert all(0 < share < 1 for share in SHARES["roles"].values())
    assert all(math.isfinite(weight) for part in ("actions", "tenures") for weight in SHARES[part].values())


def test_a_fact_is_as_sure_as_its_signs(understood: Understood) -> None:
    article = understood("平湖市新埭镇采购消毒液300桶。随后又发放宣传单2000份。")
    bought, handed = fact(article, "采购"), fact(article, "发放")
    assert set(bought.signs) == {"tagged-noun", "agent:subject", "figure"}
    assert set(handed.signs) == {"agent:sentence-before", "figure"}
    for each in (bought, handed):
        odds = sum(SHARES["actions"][sign] for sign in ("any", *each.signs))
        assert each.confidence == round(1 / (1 + math.exp(-odds)), 2)


def test_a_role_is_as_sure_as_its_rule(understood: Understood) -> None:
    shares = {role.name: role.confidence for role in fact(understood("平湖市新埭镇采购消毒液300桶。"), "采购").roles}
    assert shares == {"agent": SHARES["roles"]["agent subject"], "object": SHARES["roles"]["object behind"],
                      "quantity": SHARES["roles"]["quantity figure"]}  # fmt: skip


def test_a_tenure_is_sure_as_a_whole(understood: Understood) -> None:
    tenure = fact(understood("诸暨市市长周启明讲话。"), "市长")
    assert tenure.signs == ("post-before-name", "organization:seat")
    assert {role.confidence for role in tenure.roles} == {tenure.confidence}


def test_what_the_table_lacks_adds_nothing() -> None:
    assert confidence("actions", ("no such sign",)) == confidence("actions", ())


def test_no_sum_of_signs_makes_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    for weight, sure in ((900.0, 0.99), (-700.0, 0.01)):
        monkeypatch.setattr(module, "table", lambda name, weight=weight: {"actions": {"any": {"weight": weight}}})
        module._known.cache_clear()
        assert confidence("actions", ()) == sure
    module._known.cache_clear()


@pytest.mark.parametrize("wrong", [{}, {"any": {}}, {"any": {"weight": 1.0}, "figure": {"right": 1}}])
def test_a_table_that_lacks_something_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: dict) -> None:
    monkeypatch.setattr(module, "table", lambda name: {"actions": wrong})
    module._known.cache_clear()
    with pytest.raises(DataError, match=r"kg/zh/confidence\.toml: \[actions\] lacks any"):
        confidence("actions", ())
    module._known.cache_clear()


def test_shares_are_smoothed(understood: Understood) -> None:
    one = fact(understood("平湖市新埭镇采购消毒液300桶。"), "采购")
    outcomes = (*[("agent", "subject", True)] * 6, *[("agent", "clause-before", False)] * 2)
    found = measuring.shares([measuring.Judged("actions", one, True, outcomes)])
    assert found["any"] == (6, 8, 0.75)
    assert found["agent subject"] == (6, 6, 0.9)
    assert found["agent clause-before"] == (0, 2, 0.5)


def test_weights_tell_what_is_mostly_wrong(understood: Understood) -> None:
    one = fact(understood("平湖市新埭镇采购消毒液300桶。"), "采购")
    near, far = (replace(one, signs=(sign,)) for sign in ("near", "far"))
    facts = [measuring.Judged("actions", each, right) for each, rights in ((near, (1, 1, 1, 1)), (far, (1, 0, 0))) for right in rights]
    found = measuring.weights(facts)
    assert [found[name][:2] for name in ("any", "near", "far")] == [(5, 7), (4, 4), (1, 3)]
    assert found["far"][2] < 0 < found["near"][2]
    assert measuring.written({"actions": found}).count("\n\"") == 3


def test_calibration_is_told(understood: Understood) -> None:
    one = replace(fact(understood("平湖市新埭镇采购消毒液300桶。"), "采购"), confidence=0.9)
    facts = [measuring.Judged("actions", replace(one, confidence=sure), right) for sure, right in ((0.9, True), (0.7, False))]
    said = "\n".join(measuring.calibration(facts))
    assert "0.90 to 0.95" in said
    assert "a right one stands above a wrong one in 1.00 of all pairs" in said


def test_folders_come_in_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measuring.main([str(tmp_path)]) == 2
    assert measuring.main([str(tmp_path), str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("confidence: ") == 2
