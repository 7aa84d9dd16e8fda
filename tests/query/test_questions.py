"""Each named question, asked of a small hand-made graph, gives the rows that the graph holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib.plugins.sparql import prepareQuery

from kg.errors import QueryError
from kg.graph import Store
from kg.query import Table, ask, question, questions, select

GRAPH = Path(__file__).parent / "graph.trig"

COLUMNS = {
    "actors": ("agent", "actions"),
    "allocations": ("date", "giver", "receiver", "bound", "value", "unit"),
    "appointments": ("date", "person", "trigger", "post", "organization", "sentence"),
    "area": ("place", "kind", "name"),
    "articles": ("article", "title", "issued", "home", "facts"),
    "dispatches": ("date", "sender", "sent", "value", "unit", "origin", "destination"),
    "documents": ("date", "document", "issuer", "receiver"),
    "donations": ("giver", "yuan", "donations", "cumulative"),
    "evidence": ("fact", "type", "rule", "sentence", "start", "end", "article", "issued"),
    "gifts": ("date", "givers", "receivers", "figures", "cumulative", "articles"),
    "goods": ("date", "giver", "item", "bound", "value", "unit", "receiver"),
    "holders": ("basis", "person", "organization", "post", "since", "until", "before", "after"),
    "inspections": ("date", "agent", "inspected", "sentence"),
    "measures": ("date", "measure", "launcher", "trigger"),
    "meetings": ("date", "host", "meeting", "place"),
    "officials": ("organization", "post", "person"),
    "posts": ("person", "organization", "post", "first", "last"),
    "received": ("receiver", "yuan", "donations", "cumulative"),
    "statements": ("date", "speaker", "sentence"),
    "teams": ("date", "founder", "team", "value", "unit"),
    "timeline": ("date", "organization", "type", "role", "fact", "sentence"),
    "totals": ("unit", "total", "figures", "cumulative"),
}

GIVES = "柳湾米业公司向青禾县医院捐赠1万元和口罩2000只。"

ANSWERS: tuple[tuple[str, dict[str, str], list[tuple[str, ...]]], ...] = (
    ("officials", {}, [("青禾县委", "书记", "丁一")]),
    ("officials", {"organization": "县委", "post": "书"}, [("青禾县委", "书记", "丁一")]),
    ("officials", {"organization": "财政局"}, []),
    ("officials", {"post": "局长"}, []),
    ("posts", {"person": "丁"}, [("丁一", "青禾县委", "书记", "2020-02-11", "2020-03-01")]),
    ("posts", {"person": "王"}, []),
    ("donations", {}, [("柳湾米业公司", "15000.5", "2", ""), ("45名党员", "2600", "1", "")]),
    ("donations", {"giver": "该公司"}, [("柳湾米业公司", "15000.5", "2", "")]),
    ("received", {}, [("青禾县医院", "15000.5", "2", "")]),
    ("received", {"receiver": "学校"}, []),
    (
        "goods", {},
        [("2020-02-10", "柳湾米业公司", "口罩", "exact", "2000", "只", "青禾县医院")],
    ),
    ("goods", {"giver": "党员"}, []),
    (
        "gifts", {"place": "云川"},
        [
            ("", "柳湾米业公司", "青禾县医院", "5000.5元", "", "1"),
            ("2020-02-10", "柳湾米业公司", "青禾县医院", "10000元 2000只", "", "1"),
        ],
    ),
    ("gifts", {"place": "白石镇"}, []),
    ("gifts", {"place": "白石镇", "type": "Allocate"}, [("", "青禾县财政局", "白石镇", "300000元", "", "1")]),
    (
        "holders", {"organization": "县委", "post": "书记", "date": "2020-02-20"},
        [("around", "丁一", "青禾县委", "书记", "", "", "2020-02-11", "2020-03-01")],
    ),
    (
        "holders", {"organization": "县委", "post": "书记", "date": "2020-02"},
        [("around", "丁一", "青禾县委", "书记", "", "", "2020-02-11", "2020-03-01")],
    ),
    (
        "holders", {"organization": "县委", "post": "书记", "date": "2020-04"},
        [("before", "丁一", "青禾县委", "书记", "", "", "2020-03-01", "")],
    ),
    ("holders", {"organization": "县委", "post": "局长", "date": "2020-04"}, []),
    ("totals", {}, [("元", "17600.5", "3", ""), ("只", "2000", "1", "")]),
    ("totals", {"type": "派遣"}, [("名", "25", "2", "")]),
    (
        "inspections", {"agent": "丁一"},
        [("2020-02", "丁一", "白石镇卫生院", "县委书记丁一到白石镇卫生院检查,他强调春耕不能等。")],
    ),
    ("inspections", {"inspected": "医院"}, []),
    ("documents", {}, [("", "关于春耕的通知", "青禾县委", "")]),
    ("documents", {"issuer": "财政局"}, []),
    ("teams", {"team": "抢种"}, [("", "柳湾村", "柳湾村抢种队", "2", "支")]),
    ("teams", {"founder": "县委"}, []),
    (
        "allocations", {"giver": "财政"},
        [("", "青禾县财政局", "白石镇", "atLeast", "300000", "元")],
    ),
    ("allocations", {"unit": "只"}, []),
    (
        "dispatches", {"sender": "县委", "destination": "卫生院"},
        [
            ("", "青禾县委", "医生", "5", "名", "青禾县医院", "白石镇卫生院"),
            ("", "青禾县委", "护士", "20", "名", "青禾县医院", "白石镇卫生院"),
        ],
    ),
    ("dispatches", {"destination": "武汉"}, []),
    ("meetings", {"host": "县委"}, [("", "青禾县委", "会议", "青禾县")]),
    (
        "area", {"place": "白石镇"},
        [
            ("柳湾村", "Action", "柳湾村 成立 抢种队"),
            ("柳湾村", "Organization", "柳湾村抢种队"),
            ("柳湾村", "Organization", "柳湾米业公司"),
            ("白石镇", "Action", "青禾县财政局 划拨"),
            ("白石镇", "Organization", "白石镇卫生院"),
            ("白石镇", "Place", "柳湾村"),
        ],
    ),
    (
        "timeline", {"organization": "米业"},
        [
            ("2020-02-10", "柳湾米业公司", "Donate", "agent", "柳湾米业公司 捐赠 青禾县医院", GIVES),
            ("2020-03-01", "柳湾米业公司", "Donate", "agent", "柳湾米业公司 捐款 青禾县医院", "该公司再向青禾县医院捐款5000元。"),
        ],
    ),
    (
        "timeline", {"organization": "县委", "since": "2020-03"},
        [("2020-03-01", "青禾县委", "Tenure", "organization", "青禾县委 书记 丁一", "云川省任命青禾县委书记丁一为副省长。")],
    ),
    (
        "evidence", {"fact": "https://w3id.org/tuzhi/id/donate1"},
        [
            ("柳湾米业公司 捐赠 青禾县医院", "Donate", "give-to", GIVES, "0", "25", "one", "2020-02-11"),
        ],
    ),
    (
        "evidence", {"fact": "党员 捐款"},
        [("45名党员 捐款", "Donate", "", "45名党员捐款2600元。", "25", "38", "one", "2020-02-11")],
    ),
    (
        "statements", {"about": "春耕"},
        [("2020-02-11", "丁一", "县委书记丁一到白石镇卫生院检查,他强调春耕不能等。")],
    ),
    ("statements", {"speaker": "王"}, []),
    (
        "actors", {},
        [
            ("青禾县委", "4"), ("丁一", "2"), ("柳湾米业公司", "2"), ("45名党员", "1"),
            ("云川省", "1"), ("柳湾村", "1"), ("青禾县财政局", "1"),
        ],
    ),
    ("actors", {"type": "Donation"}, [("柳湾米业公司", "2"), ("45名党员", "1")]),
    (
        "appointments", {"person": "丁一"},
        [("2020-02-28", "丁一", "任命", "书记", "青禾县委", "云川省任命青禾县委书记丁一为副省长。")],
    ),
    ("measures", {"launcher": "县委"}, [("", "三包一", "青禾县委", "推行")]),
    ("measures", {"measure": "五包"}, []),
    (
        "articles", {},
        [("one", "青禾县春耕与捐赠", "2020-02-11", "青禾县", "11"), ("two", "", "2020-03-01", "", "3")],
    ),
    ("articles", {"home": "青禾"}, [("one", "青禾县春耕与捐赠", "2020-02-11", "青禾县", "11")]),
)  # fmt: skip
"""Question, values, rows."""


@pytest.fixture(scope="module")
def store() -> Store:
    filled = Store.memory()
    filled.add(parse(path=GRAPH, format=RdfFormat.TRIG))
    return filled


@pytest.mark.parametrize(("name", "values", "rows"), ANSWERS, ids=[f"{name}-{'-'.join(values)}" for name, values, _ in ANSWERS])
def test_answer(store: Store, name: str, values: dict[str, str], rows: list[tuple[str, ...]]) -> None:
    assert ask(store, name, **values) == Table(COLUMNS[name], tuple(rows))


def test_every_question_is_tested() -> None:
    assert {name for name, *_ in ANSWERS} == {each.name for each in questions()}
    assert {each.name for each in questions()} >= {"donations", "officials", "evidence", "timeline"}
    assert len(questions()) >= 14


@pytest.mark.parametrize("name", [each.name for each in questions()])
def test_every_question_says_how_to_ask_it(name: str) -> None:
    asked = question(name)
    assert asked.title_en
    assert asked.title_zh
    assert asked.example
    assert asked.usage.startswith(f"{name} ")
    assert all(parameter.meaning_en and parameter.meaning_zh for parameter in asked.parameters)


@pytest.mark.parametrize("name", [each.name for each in questions()])
def test_example_runs(store: Store, name: str) -> None:
    ask(store, name, **dict(question(name).example))


@pytest.mark.parametrize("name", [each.name for each in questions()])
def test_question_is_sparql_for_other_engines(name: str) -> None:
    """The file as it stands, and the query with values in it, parse by themselves in rdflib."""
    prepareQuery(question(name).text)
    prepareQuery(question(name).sparql(dict(question(name).example)))


@pytest.mark.parametrize("name", [each.name for each in questions()])
def test_rows_have_a_full_order(name: str) -> None:
    """Every column is sorted by, but for those that the others decide."""
    ordered = re.findall(r"\?(\w+)", question(name).text.rsplit("ORDER BY", 1)[1])
    assert set(COLUMNS[name]) - set(DECIDED.get(name, ())) <= set(ordered)


DECIDED = {"evidence": ("sentence", "end", "issued"), "articles": ("title", "home", "facts"), "totals": ("total",)}
"""Columns that hang on the ones sorted by."""


@pytest.mark.parametrize(
    "value",
    ['"', "\\", "'", '") } #', "\n", "$GIVER", "?giver", "{}", "\\u0022", '")) } } DROP ALL', "😀", "\x00", "\x7f"],
)
def test_values_are_taken_as_they_are(store: Store, value: str) -> None:
    """No value ends its literal: nothing is found, and nothing breaks."""
    assert ask(store, "donations", giver=value).rows == ()
    assert ask(store, "dispatches", sender=value, destination=value).rows == ()
    assert ask(store, "evidence", fact=value).rows == ()


def test_value_in_traditional_characters_is_found(store: Store) -> None:
    assert len(ask(store, "area", place="青禾縣").rows) == len(ask(store, "area", place="青禾县").rows) > 0


def test_an_entity_of_two_articles_counts_once(store: Store) -> None:
    assert select(store, "SELECT (COUNT(*) AS ?n) WHERE { ?x rdfs:label '青禾县'@zh-Hans }").rows == (("1",),)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("donation", {}, "there is no question 'donation': did you mean donations?"),
        ("zzz", {}, "there is no question 'zzz': known are actors, allocations"),
        ("posts", {}, "the question posts needs person (part of the person's name): for example: posts person="),
        ("posts", {"person": ""}, "the question posts needs person"),
        ("donations", {"givr": "x"}, "the question donations has no parameter 'givr': it takes giver"),
        ("totals", {"type": "Donat"}, "type: there is no type of action 'Donat': did you mean Donate?"),
        ("totals", {"type": "Person"}, "type: there is no type of action 'Person'"),
        ("totals", {"type": "> } #"}, "type: there is no type of action '> } #'"),
        ("donations", {"giver": "\ud800"}, "giver is not valid Unicode"),
    ],
)
def test_wrong_question_is_one_clear_line(store: Store, name: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, name, **values)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert caught.value.code == 6
