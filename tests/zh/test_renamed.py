"""The names that divisions had until a date: what the file says, and what of it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import zh
from kg.errors import DataError
from kg.zh import renamed
from kg.zh.divisions import Division, gazetteer
from kg.zh.renamed import former, was_called


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in the place of the package's own, with the gazetteer open already."""
    gazetteer()
    monkeypatch.setattr(zh, "HERE", tmp_path)
    renamed._table.cache_clear()
    yield tmp_path
    renamed._table.cache_clear()


def one(name: str) -> Division:
    return gazetteer().named(name)[0]


@pytest.mark.parametrize(("today", "expected"), [
    ("赣县区", [("2016-10-18", "赣县", "赣州市")]),
    ("襄阳市", [("2010-12-09", "襄樊市", "湖北省")]),
    ("公主岭市", [("2020-06-05", "公主岭市", "四平市")]),
    ("融水苗族自治县", [("2002-12-31", "融水苗族自治县", "柳州地区")]),
    ("潞州区", [("2018-06-19", "城区", "长治市"), ("2018-06-19", "郊区", "长治市")]),
    ("谷城县", []),
    ("长沙县", []),
    ("萧山区", []),
])
def test_former_names(today: str, expected: list[tuple[str, str, str]]) -> None:
    assert list(former(one(today))) == expected


def test_every_former_name_leads_to_the_division() -> None:
    for row in zh.rows("renamed.tsv", 5):
        name, _, _, key, today = row.cells
        division = gazetteer().get(key)
        assert division is not None
        assert division.name == today
        assert division in gazetteer().named(name), row.line


@pytest.mark.parametrize(("today", "name", "day", "expected"), [
    ("赣县区", "赣县", "2015-03-01", True),
    ("赣县区", "赣县", "2016-10-18", True),
    ("赣县区", "赣县", "2016-10-19", False),
    ("赣县区", "赣县", "", True),
    ("赣县区", "赣县区", "2015-03-01", True),
    ("赣县区", "章贡区", "", False),
])
def test_was_called(today: str, name: str, day: str, expected: bool) -> None:
    assert was_called(one(today), name, day) == expected


@pytest.mark.parametrize(("line", "why"), [
    ("赣县\t赣州市\t2016-10-18\t999999\t赣县区", "no division has the key '999999' and the name '赣县区'"),
    ("赣县\t赣州市\t2016-10-18\t360704\t赣县", "no division has the key '360704' and the name '赣县'"),
    ("赣县\t赣州市\t2016-10\t360704\t赣县区", "'2016-10' is no day of the form YYYY-MM-DD"),
    ("赣县\t赣州市\t20161018\t360704\t赣县区", "'20161018' is no day of the form YYYY-MM-DD"),
    ("赣县\t赣州市\t\t360704\t赣县区", "'' is no day of the form YYYY-MM-DD"),
    ("\t赣州市\t2016-10-18\t360704\t赣县区", "the first cell is empty"),
    ("赣县\t\t2016-10-18\t360704\t赣县区", "the former area is empty"),
])
def test_a_bad_line_is_named(folder: Path, line: str, why: str) -> None:
    (folder / "renamed.tsv").write_text(f"#name\tarea\tuntil\tkey\ttoday\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        former(one("赣县区"))
    assert caught.value.cause == f"kg/zh/renamed.tsv:2: {why}"
