"""Search: names in either script, by sound and in parts; best first."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.folding import folded, words
from kg.query.search import Entry, Names, readings

NAMES = Names([
    Entry("cq", ("重庆市", "重慶", "渝"), 5),
    Entry("csx", ("长沙县", "長沙縣"), 3),
    Entry("jyj", ("长沙县教育局",), 2),
    Entry("cs", ("长沙市",), 9),
    Entry("byd", ("BYD汽车公司", "比亚迪"), 1),
    Entry("zcs", ("张长胜",), 4),
    Entry("xa", ("西安市",), 1),
    Entry("xian", ("现场",), 1),
    Entry("odd", ("甲\u202e乙\u202c公司", "<b>丙</b>", "a\nb"), 0),
])  # fmt: skip


def found(query: str) -> list[str]:
    return [hit.iri for hit in NAMES.find(query)]


@pytest.mark.parametrize(
    ("query", "first", "how", "name"),
    [
        ("长沙县", "csx", "label", "长沙县"),
        ("長沙縣", "csx", "label", "长沙县"),
        ("重慶", "cq", "alias", "重慶"),
        ("重庆", "cq", "alias", "重慶"),
        ("渝", "cq", "alias", "渝"),
        ("cq", "cq", "initials", "重慶"),
        ("zq", "cq", "initials", "重慶"),           # 重 has two readings
        ("CSX", "csx", "initials", "长沙县"),
        ("csxjyj", "jyj", "initials", "长沙县教育局"),
        ("csx jyj", "jyj", "initials", "长沙县教育局"),
        ("jyj 长沙", "jyj", "initials", "长沙县教育局"),
        ("changsha", "cs", "initials", "长沙市"),
        ("changshax", "csx", "initials", "长沙县"),
        ("chongqing", "cq", "initials", "重慶"),
        ("zhangchangsheng", "zcs", "initials", "张长胜"),
        ("xi'an", "xa", "initials", "西安市"),
        ("byd", "byd", "label", "BYD汽车公司"),
        ("ｂｙｄ", "byd", "label", "BYD汽车公司"),
        ("教育", "jyj", "part", "长沙县教育局"),
        ("甲乙", "odd", "label", "甲\u202e乙\u202c公司"),
        ("<b>", "odd", "alias", "<b>丙</b>"),
    ],
)
def test_best(query: str, first: str, how: str, name: str) -> None:
    hit = NAMES.find(query)[0]
    assert (hit.iri, hit.how, hit.name) == (first, how, name)


def test_order() -> None:
    assert found("长沙") == ["cs", "csx", "jyj"]          # by what is known of them
    assert found("长沙县")[:2] == ["csx", "jyj"]           # the whole name first
    assert found("长沙 教育局") == ["jyj"]                 # all words
    assert found("xian")[:2] == ["xian", "xa"]            # one syllable or two
    assert found("xi'an") == ["xa"]
    assert found("长沙 重庆") == []


ODD = ("", " ", "\u202e", "\n", "zzzz", ".*", "[", "\\", "a.b", "'", "''", "an" * 2000 + "q", "an" * 30 + "q", "zz'q")


@pytest.mark.parametrize("query", ODD)
def test_nothing_is_found(query: str) -> None:
    assert found(query) == []


def test_a_single_letter_is_the_initial_of_a_name() -> None:
    assert "zcs" in found("z")
    assert "zcs" not in found("s")


@given(st.text(max_size=12))
def test_any_text_may_be_looked_for(query: str) -> None:
    for hit in NAMES.find(query):
        assert hit.name


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=8, unique=True))
def test_every_name_finds_its_thing(names: list[str]) -> None:
    index = Names(Entry(str(number), (name,), 0) for number, name in enumerate(names))
    for number, name in enumerate(names):
        if len(folded(name).split()) == 1:
            assert str(number) in {hit.iri for hit in index.find(name)}


def test_readings() -> None:
    assert readings("长") >= {"chang", "zhang"}
    assert readings("女") >= {"nv"}
    assert readings("a") == set()


def test_a_hundred_thousand_names_are_searched_while_typing() -> None:
    """By far within the time between two keys; the bound is ten times what it takes, for slow machines."""
    first, last = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "县市区局司医院校"
    middle = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文"
    names = (first[n % 20] + middle[n // 20 % 25] + middle[n // 500 % 25] + last[n // 12500] for n in range(100_000))
    index = Names(Entry(str(number), (name,), number) for number, name in enumerate(names))
    index.find("z")
    for query in ("王", "县", "wf", "wangfang", "李 伟", "zs"):
        start = time.perf_counter()
        index.find(query)
        assert time.perf_counter() - start < 1


def test_the_graph_is_searched(gifts: Any, county: Any, demo: Any) -> None:
    (former,) = gifts("search", q="青禾乡公所")["hits"]
    assert (former["ref"]["label"], former["how"], former["where"]) == ("青禾县", "alias", "云川市")
    assert former["facts"] == 6   # there and below
    person = gifts("search", q="lichangle")["hits"][0]
    assert (person["ref"]["label"], person["where"], person["facts"]) == ("李长乐", "青禾县卫健局", 1)
    assert [hit["ref"]["label"] for hit in gifts("search", q="青禾县", limit=1)["hits"]] == ["青禾县"]
    assert gifts("search", q="青禾县", limit=1)["more"] == 3   # the last is who holds a post there
    assert {hit["ref"]["kind"] for hit in county("search", q="云岭县", kind="Organization")["hits"]} == {"Organization"}
    article = county("search", q="春耕时节")["hits"][0]
    assert (article["ref"]["kind"], article["where"]) == ("Article", "2021-03-15")
    assert county("search", q="a3", kind="Article")["hits"][0]["ref"]["label"] == "两县联手保供水"
    fact = county("search", q="宏达 捐赠", kind="Donate")["hits"][0]
    assert (fact["ref"]["type"], fact["where"]) == ("Donate", "2021-02-07")
    assert county("search", q=article["ref"]["iri"])["hits"][0]["ref"] == article["ref"]
    assert demo("search", q="bcqw")["hits"][0]["ref"]["label"] == "北辰区委"


def test_names_of_a_kind_without_words(gifts: Any) -> None:
    assert [hit["ref"]["label"] for hit in gifts("search", kind="Person")["hits"]] == ["王二", "李长乐"]
    assert gifts("search")["hits"] == []


def test_no_query_keeps_the_program_busy() -> None:
    assert words("甲 乙 甲 " * 1000) == ["甲", "乙"]
    assert len(words(" ".join(map(chr, range(0x4E00, 0x6E00))))) <= 100
