"""Sums and counts take an event once and leave totals apart; who held a post on a date is told with its basis."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.graph import Store
from kg.query import ask

FORMER = ("period", "赵三", "青禾县委", "书记", "2012", "2018-06", "", "")
LATER = ("after", "丁一", "青禾县委", "书记", "", "", "", "2020-02-11")

ANSWERS: tuple[tuple[str, dict[str, str], list[tuple[str, ...]]], ...] = (
    ("donations", {}, [("柳湾米业公司", "15000", "2", "15000")]),
    ("received", {"receiver": "医院"}, [("青禾县医院", "15000", "2", "15000")]),
    ("totals", {}, [("元", "15000", "2", "15000"), ("只", "200", "1", "")]),
    ("actors", {"type": "Donate"}, [("柳湾米业公司", "3")]),
    (
        "gifts", {"place": "云川市"},
        [
            ("", "柳湾米业公司", "青禾县医院", "", "15000元", "1"),
            ("2020-02-10", "柳湾米业公司", "青禾县医院", "10000元 200只", "", "2"),
            ("2021-02-27", "柳湾米业公司", "青禾县医院", "5000元", "", "1"),
        ],
    ),
    (
        "holders", {"organization": "县委", "post": "书记", "date": "2015-05-01"},
        [FORMER, LATER],
    ),
    ("holders", {"organization": "县委", "post": "书记", "date": "2018-06-30"}, [FORMER, LATER]),
    ("holders", {"organization": "县委", "post": "书记", "date": "2018-07"}, [LATER]),
    (
        "holders", {"organization": "县委", "post": "书记", "date": "2020-12"},
        [
            ("since", "王二", "青禾县委", "书记", "2020-09", "", "", "2021-03-01"),
            ("before", "丁一", "青禾县委", "书记", "", "", "2020-02-11", ""),
        ],
    ),
)  # fmt: skip
"""Question, values, rows."""


@pytest.fixture(scope="module")
def store() -> Store:
    filled = Store.memory()
    filled.add(parse(path=Path(__file__).parent / "events.trig", format=RdfFormat.TRIG))
    return filled


@pytest.mark.parametrize(("name", "values", "rows"), ANSWERS, ids=[f"{name}-{values.get('date', '')}" for name, values, _ in ANSWERS])
def test_answer(store: Store, name: str, values: dict[str, str], rows: list[tuple[str, ...]]) -> None:
    assert list(ask(store, name, **values).rows) == rows
