"""What the explorer's pages show, of small graphs whose every fact is known."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import vocab
from kg.errors import MissingError, QueryError
from kg.graph import Store
from kg.query.explore import Explorer
from kg.query.explore.times import Time, Times

BASE = "https://w3id.org/tuzhi/id/"


def labels(refs: list[dict[str, Any]]) -> list[str]:
    return [ref["label"] for ref in refs]


def names(answer: dict[str, Any]) -> list[str]:
    """The last parts of the IRIs of the facts of an answer."""
    return [row["iri"].removeprefix(BASE) for row in answer["rows"]]


def printed(sentence: dict[str, Any]) -> str:
    return "".join(text for text, _, _ in sentence["pieces"])


def marked(sentence: dict[str, Any]) -> list[tuple[str, str]]:
    return [(text, mark) for text, mark, _ in sentence["pieces"] if mark]


def filling(row: dict[str, Any], role: str) -> set[str]:
    return {each["ref"]["label"] for each in row["roles"] if each["role"] == role}


# what the issue asks for


def test_which_officials_inspected_what_in_a_district(demo: Any) -> None:
    found = demo("facts", iri=demo.iri("北辰区"), type="Inspect", agent_kind="Official")
    assert found["total"] == 2
    told = [(filling(row, "agent"), filling(row, "object")) for row in found["rows"]]
    who = {"冯卫华", "王宝雨"}
    assert told == [(who, {"村口值守情况", "天穆村"}), (who, {"果园新村街欢乐万家超市", "刘快庄村", "大张庄村"})]
    assert [printed(row["sentence"]) for row in found["rows"]] == [
        "近日，天津市北辰区区长、区委副书记王宝雨和区委书记冯卫华来到天穆镇天穆村，查看村口值守情况。",
        "随后，两人又先后检查了大张庄镇大张庄村、西堤头镇刘快庄村和果园新村街欢乐万家超市。",
    ]
    assert ("查看", "trigger") in marked(found["rows"][0]["sentence"])


def test_what_was_donated_in_a_county_and_how_much_in_all(demo: Any) -> None:
    county = demo.iri("长沙县")
    found = demo("facts", iri=county, type="Donate")
    assert [(filling(row, "agent"), filling(row, "object"), row["start"]) for row in found["rows"]] == [
        ({"45家非公企业党组织"}, {"酒精", "口罩"}, "2020-02-07"), ({"45家非公企业党组织"}, {"现金"}, "2020-02-07")]
    sums = demo("totals", iri=county, type="Donate")["totals"]
    told = {(each["unit"], each["of"]["label"] if each["of"] else ""): (each["value"], each["bound"]) for each in sums}
    assert told == {("元", ""): ("411000", "exact"), ("斤", "酒精"): ("2800", "exact"), ("个", "口罩"): ("43050", "exact")}
    assert {printed(part["sentence"]) for each in sums for part in each["parts"]} == {
        "截至2月7日，全县45家非公企业党组织等捐赠酒精2800斤、口罩43050个，另捐现金41.1万元。"}


# where and which


CASES: tuple[tuple[dict[str, str], set[str]], ...] = (
    ({}, {"gift1", "gift2", "gift3", "gift4", "gift5", "gift6", "gift7", "post"}),
    # a recipient there, a destination below, a body's part there, the home of the article where nobody says a place
    ({"iri": "qinghe"}, {"gift1", "gift2", "gift3", "gift4", "gift6", "post"}),
    ({"iri": "qinghe", "below": "0"}, {"gift3"}),
    ({"iri": "town"}, {"gift4"}),
    ({"iri": "liuxi"}, {"gift5", "gift7"}),
    ({"iri": "city"}, {"gift1", "gift2", "gift3", "gift4", "gift5", "gift6", "gift7", "post"}),
    ({"iri": "wang"}, {"gift5", "gift6", "gift7"}),
    ({"iri": "wang", "place": "qinghe"}, {"gift6"}),
    ({"iri": "hospital", "role": "recipient"}, {"gift1", "gift6"}),
    ({"iri": "hospital", "role": "agent"}, set()),
    ({"iri": "qinghe", "role": "recipient"}, {"gift1", "gift3", "gift6"}),
    ({"kind": "Tenure"}, {"post"}),
    ({"kind": "Action", "iri": "qinghe", "type": "Donate", "agent_kind": "Company"}, {"gift1", "gift2"}),
    ({"type": "Action", "agent_kind": "Person"}, {"gift5", "gift6", "gift7"}),
    ({"agent_kind": "Official"}, {"post"}),
    # the day that the text says, or that another text on the event says (gift2), or on which the article came out (gift3, gift5)
    ({"from": "2020", "to": "2020"}, {"gift1", "gift2", "gift3", "gift4", "post"}),
    ({"from": "2020-02-11"}, {"gift3", "gift4", "gift5", "gift6", "post"}),
    ({"to": "2019"}, {"gift7", "post"}),
    ({"from": "2020-10"}, {"gift5", "gift6"}),
    ({"from": "2020", "to": "2020", "dates": "said"}, {"gift1", "gift2", "gift4", "post"}),
    ({"from": "2020-10", "dates": "said"}, {"gift6"}),
    ({"period": "2020-02"}, {"gift1", "gift2", "gift3", "gift4"}),
    ({"period": "2020-02-10"}, {"gift1", "gift2"}),
    ({"period": "2020-02", "dates": "said"}, {"gift1", "gift2", "gift4"}),
    ({"period": "2020-02", "from": "2020-02-12"}, {"gift3", "gift4"}),
    ({"q": "王二"}, {"gift5", "gift6", "gift7"}),
    ({"q": "縣醫院 柳湾"}, {"gift1"}),
    ({"q": "没有"}, set()),
)


@pytest.mark.parametrize(("values", "facts"), CASES, ids=[" ".join(f"{k}={v}" for k, v in values.items()) or "all" for values, _ in CASES])
def test_filter(gifts: Any, values: dict[str, str], facts: set[str]) -> None:
    given = {name: BASE + value if name in ("iri", "place") else value for name, value in values.items()}
    found = gifts("facts", **given)
    assert set(names(found)) == facts
    assert found["total"] == len(facts)
    assert gifts("timeline", **given)["undated"] <= len(facts)


def test_facts_come_by_date_and_page_by_page(gifts: Any) -> None:
    every = names(gifts("facts"))
    assert every == ["post", "gift7", "gift4", "gift1", "gift2", "gift3", "gift6", "gift5"]
    assert [name for first in range(0, 8, 3) for name in names(gifts("facts", offset=first, limit=3))] == every
    assert names(gifts("facts", sort="-date"))[:2] == ["gift5", "gift6"]
    assert names(gifts("facts", dates="said"))[-2:] == ["gift3", "gift5"]
    assert names(gifts("facts", sort="confidence"))[0] == "gift4"
    assert names(gifts("facts", sort="type"))[-1] == "post"
    assert names(gifts("facts", offset=100)) == []


def test_facets(gifts: Any) -> None:
    found = gifts("facts", iri=BASE + "city", type="Donate")["facets"]
    assert {each["ref"]["label"]: each["count"] for each in found["place"]} == {"青禾县": 5, "柳溪县": 2}
    assert {each["name"]: each["count"] for each in found["year"]} == {"2019": 1, "2020": 4, "2021": 2}
    assert {each["name"]: each["count"] for each in found["agent_kind"]} == {"Person": 3, "Company": 2, "Organization": 2}
    assert {each["name"]: each["count"] for each in found["type"]} == {"Donate": 7, "Tenure": 1}   # those that one may change to
    assert {each["name"]: each["count"] for each in found["role"]} == {"recipient": 3, "destination": 1}
    below = gifts("facts", iri=BASE + "city", place=BASE + "qinghe")["facets"]["place"]
    assert {each["ref"]["label"]: each["count"] for each in below} == {"白石镇": 1}


def test_an_event_counts_once(gifts: Any) -> None:
    found = gifts("facts", iri=BASE + "mill")
    assert (found["total"], found["events"]) == (2, 1)
    assert {row["event"] for row in found["rows"]} == {BASE + "event"}


def test_fact_row(gifts: Any) -> None:
    (row,) = gifts("facts", q="局长")["rows"]
    assert (row["kind"], row["type"], row["word"], row["start"], row["end"]) == ("Tenure", "Tenure", "局长", "2018", "2020-09")
    assert (row["status"], row["confidence"], row["event"], row["quantities"]) == (["past"], "0.97", "", [])
    assert row["place"]["label"] == "青禾县"
    assert row["sentence"]["article"] == {"iri": BASE + "three", "id": "three", "title": "", "issued": "2021-03-01", "publisher": ""}
    assert marked(row["sentence"]) == [("局长", "trigger")]


# how much


def test_totals(gifts: Any) -> None:
    money, masks = gifts("totals", type="Donate")["totals"]
    assert (money["unit"], money["of"], money["value"], money["bound"], money["events"]) == ("元", None, "10500.3", "atLeast", 4)
    assert [(part["fact"].removeprefix(BASE), part["value"], part["of"] and part["of"]["label"]) for part in money["parts"]] == [
        ("gift4", "0.1", "口罩"), ("gift1", "10000", "现金"), ("gift6", "500", None), ("gift5", "0.2", None)]
    assert [(part["fact"].removeprefix(BASE), part["value"]) for part in money["cumulative"]] == [("gift3", "800000")]
    assert (masks["unit"], masks["of"]["label"], masks["value"], masks["bound"], masks["events"]) == ("只", "口罩", "230", "about", 2)


@pytest.mark.parametrize("type_", ["Donate", "Allocate", "Screen", "Action"])
def test_totals_are_those_of_the_named_question(demo: Any, type_: str) -> None:
    asked = {row[0]["text"]: Decimal(row[1]["text"]) for row in demo("question", name="totals", type=type_)["rows"]}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in demo("totals", type=type_)["totals"]:
        sums[each["unit"]] += Decimal(each["value"])
    assert sums == asked


def test_totals_of_a_place(gifts: Any) -> None:
    money, masks = gifts("totals", iri=BASE + "qinghe")["totals"]
    assert (money["value"], masks["value"]) == ("10500.1", "200")
    assert gifts("totals", q="没有") == {"totals": []}
    (only,) = gifts("totals", q="80万元")["totals"]
    assert (only["value"], only["events"], only["parts"], len(only["cumulative"])) == ("0", 0, [], 1)


# when


def test_timeline(gifts: Any) -> None:
    found = gifts("timeline", type="Donate")
    assert (found["step"], found["undated"]) == ("month", 0)
    assert found["coarse"] == [{"period": "2019", "counts": {"Donate": 1}, "reported": {}}]
    assert found["bins"] == [
        {"period": "2020-02", "counts": {"Donate": 4}, "reported": {"Donate": 1}},
        {"period": "2021-02", "counts": {"Donate": 1}, "reported": {}},
        {"period": "2021-03", "counts": {"Donate": 1}, "reported": {"Donate": 1}}]
    said = gifts("timeline", type="Donate", dates="said")
    assert ([(each["period"], each["counts"]["Donate"]) for each in said["bins"]], said["undated"]) == ([("2020-02", 3), ("2021-02", 1)], 2)
    assert gifts("timeline", step="year")["bins"][0] == {"period": "2018", "counts": {"Tenure": 1}, "reported": {}}
    assert [each["period"] for each in gifts("timeline", iri=BASE + "mill")["bins"]] == ["2020-02-10"]


def test_where_times_are_from(gifts: Any) -> None:
    told = {row["iri"].removeprefix(BASE): (row["start"], row["time"]) for row in gifts("facts")["rows"]}
    assert told["post"] == ("2018", {"start": "2018", "end": "2020-09", "basis": "said"})
    assert told["gift2"] == ("", {"start": "2020-02-10", "end": "2020-02-10", "basis": "event"})
    assert told["gift3"] == ("", {"start": "2020-02-12", "end": "2020-02-12", "basis": "reported"})
    columns, rows = gifts.table("facts", type="Donate", lang="en")
    iri, time, basis = (columns.index(name) for name in ("IRI", "time", "time as told by"))
    dated = {row[iri].removeprefix(BASE): (row[time], row[basis]) for row in rows}
    assert (dated["gift1"], dated["gift3"]) == (("2020-02-10", "text"), ("2020-02-12", "day of report"))
    _, bins = gifts.table("timeline", type="Donate", lang="en")
    assert bins[1][-2:] == ("4", "1")


def test_articles_that_disagree_on_the_day_of_an_event() -> None:
    events = {**dict.fromkeys("abcd", "event"), "e": "other"}
    times = Times({"a": "2020-02", "b": "2020-02-11", "c": "2020-02-09"}, {"e": "2020-03"}, events)
    assert times.of("a", "2020-03-01").start == "2020-02"
    assert times.of("d", "2020-03-01") == Time("2020-02-09", "2020-02-09", "event")
    assert times.of("e", "") == Time("2020-03", "2020-03", "said")
    assert times.of("f", "") == Time()
    assert times.of("f", "2020-03-01").years() == ["2020"]


# things


def test_place(gifts: Any) -> None:
    found = gifts("entity", iri=BASE + "qinghe")
    assert found["ref"] == {"iri": BASE + "qinghe", "label": "青禾县", "type": "County", "kind": "Place"}
    assert labels(found["above"]) == ["云川市", "云岭省"]
    assert [(each["ref"]["label"], each["facts"]) for each in found["below"]] == [("白石镇", 1)]
    assert labels(found["bodies"]) == ["青禾县卫健局"]
    assert found["former"] == [{"name": "青禾乡公所", "until": "1990"}]
    assert (found["counts"]["facts"], found["counts"]["within"]) == (1, 6)
    assert [(each["property"], each["label"]["en"], each["ref"]["label"]) for each in found["links"]] == [("within", "within", "云川市")]
    assert {(each["property"], each["ref"]["label"]) for each in found["back"]} == {("within", "白石镇"), ("locatedIn", "青禾县卫健局")}


def test_body_and_person(gifts: Any) -> None:
    body = gifts("entity", iri=BASE + "health")
    assert labels(body["bodies"]) == ["青禾县重庆路医院"]
    assert labels(body["above"]) == ["青禾县", "云川市", "云岭省"]
    assert [row["label"] for row in body["members"]] == ["李长乐 青禾县卫健局 局长"]
    assert body["posts"] == []
    person = gifts("entity", iri=BASE + "li")
    assert [row["label"] for row in person["posts"]] == ["李长乐 青禾县卫健局 局长"]
    assert gifts("entity", iri=BASE + "hospital")["names"] == ["縣醫院"]


def test_fact(gifts: Any) -> None:
    found = gifts("entity", iri=BASE + "gift1")
    assert found["fact"]["iri"] == BASE + "gift1"
    assert [row["iri"] for row in found["same"]] == [BASE + "gift2"]
    assert [printed(sentence) for sentence in found["sentences"]] == ["柳湾米业公司向县医院捐现金1万元和口罩200只。"]
    assert found["why"] is None


def test_a_fact_shows_whence_its_roles_were_carried_over(demo: Any) -> None:
    row = demo("facts", q="刘快庄村", type="Inspect")["rows"][0]
    own, before = demo("entity", iri=row["iri"])["sentences"]
    assert own == row["sentence"]
    assert {mark for _, mark in marked(own)} == {"trigger", "object"}
    assert {("王宝雨", "agent"), ("冯卫华", "agent")} <= set(marked(before))


def test_why_a_fact_is_told(demo: Any) -> None:
    row = demo("facts", iri=demo.iri("长沙县"), type="Donate", q="现金")["rows"][0]
    why = demo("entity", iri=row["iri"])["why"]
    assert {part["role"] for part in why["parts"]} == {"agent", "object", "quantity", "startDate"}
    assert set(why) >= {"how", "confidence", "lowered_by", "sentences"}


# sentences and articles


def test_sentences(county: Any) -> None:
    iri = county.iri("云岭县人民医院")
    found = county("sentences", iri=iri)
    assert found["total"] == 2
    assert [("云岭县人民医院", "mention") in marked(found["rows"][0]), ("县医院", "mention") in marked(found["rows"][1])] == [True, True]
    others = {text: iri for text, mark, iri in found["rows"][0]["pieces"] if not mark and iri}
    assert others["口罩"] == county.iri("口罩")
    assert county("sentences", iri=iri, offset=1)["rows"] == found["rows"][1:]
    fact = county("facts", q="防护服")["rows"][0]
    assert county("sentences", iri=fact["iri"])["total"] == 1


def test_whole_article(demo: Any) -> None:
    (row,) = demo("articles", q="长沙县")["rows"]
    found = demo("article", iri=row["iri"])
    text = "".join(text for text, _, _ in found["pieces"])
    assert found["whole"]
    assert "会议决定继续实施“七抓七早”防控措施。\n此前" in text
    assert {"mention", "trigger", ""} == {mark for _, mark, _ in found["pieces"]}
    assert len(found["facts"]) == row["facts"]
    assert found["home"]["label"] == "长沙县"
    assert found["entities"][0]["count"] >= found["entities"][-1]["count"] > 0


def test_article_without_its_text(county: Any) -> None:
    (row,) = county("articles", q="a2")["rows"]
    found = county("article", iri=row["iri"])
    assert not found["whole"]
    assert "".join(text for text, _, _ in found["pieces"]).startswith("3月12日，云岭县委书记陈望舒到石桥镇上河村检查农田水渠。\n陈望舒强调")


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ({}, ["a4", "a3", "a2", "a1"]),
        ({"q": "春耕"}, ["a2"]),
        ({"q": "開學"}, ["a4"]),
        ({"from": "2021-03", "to": "2021-06"}, ["a3", "a2"]),
        ({"place": "云岭县"}, ["a2", "a1"]),
        ({"place": "东川市", "from": "2021-09"}, ["a4"]),
        ({"offset": "3"}, ["a1"]),
        ({"limit": "1"}, ["a4"]),
    ],
)
def test_articles(county: Any, values: dict[str, str], ids: list[str]) -> None:
    given = {name: county.iri(value) if name == "place" else value for name, value in values.items()}
    assert [row["id"] for row in county("articles", **given)["rows"]] == ids


# nodes and lines


def test_neighbourhood(gifts: Any) -> None:
    found = gifts("neighbourhood", iri=BASE + "hospital")
    assert {node["label"] for node in found["nodes"]} == {
        "青禾县重庆路医院", "青禾县卫健局", "柳湾米业公司 捐", "柳湾米业公司", "现金", "口罩", "王二 青禾县医院 捐款 500元", "王二"}
    lines = {(edge["source"].removeprefix(BASE), edge["name"], edge["target"].removeprefix(BASE), edge["kind"]) for edge in found["edges"]}
    assert ("mill", "agent", "gift1", "role") in lines
    assert ("hospital", "partOf", "health", "link") in lines
    assert found["hidden"] == {BASE + "health": 2, BASE + "masks": 2, BASE + "wang": 1}
    more = gifts("neighbourhood", iri=f"{BASE}hospital,{BASE}health")
    assert {node["label"] for node in more["nodes"]} - {node["label"] for node in found["nodes"]} == {"李长乐", "青禾县"}
    assert [edge["name"] for edge in more["edges"] if edge["kind"] == "tenure"] == ["局长"]


@pytest.mark.parametrize(
    ("values", "nodes"),
    [
        ({"types": "Tenure"}, {"health", "li"}),
        ({"types": "Person"}, {"health", "li"}),
        ({"types": "Place"}, {"health", "qinghe"}),
        ({"from": "2021"}, {"health"}),
        ({"from": "2020", "dates": "said"}, {"health", "li"}),
        ({"to": "2019"}, {"health", "li"}),
        ({"place": "liuxi"}, {"health"}),
        ({"limit": "1"}, {"health", "li"}),
    ],
)
def test_filtered_neighbourhood(gifts: Any, values: dict[str, str], nodes: set[str]) -> None:
    given = {name: BASE + value if name == "place" else value for name, value in values.items()}
    assert {node["iri"].removeprefix(BASE) for node in gifts("neighbourhood", iri=BASE + "health", **given)["nodes"]} == nodes


def test_path(gifts: Any) -> None:
    (way,) = gifts("path", from_=BASE + "mill", to=BASE + "li")["paths"]
    assert labels(way["nodes"]) == ["柳湾米业公司", "柳湾米业公司 捐", "青禾县重庆路医院", "青禾县卫健局", "李长乐"]
    assert [edge["name"] for edge in way["edges"]] == ["agent", "recipient", "partOf", "局长"]
    assert gifts("path", from_=BASE + "mill", to=BASE + "li", longest=2)["paths"] == []
    assert len(gifts("path", from_=BASE + "wang", to=BASE + "mill")["paths"]) == 2
    assert [labels(way["nodes"]) for way in gifts("path", from_=BASE + "li", to=BASE + "li")["paths"]] == [["李长乐"]]


# the whole, words, questions


def test_about(county: Any) -> None:
    found = county("about")
    assert (found["articles"], found["first"], found["last"]) == (4, "2021-02-09", "2021-09-02")
    assert sum(kind["count"] for kind in found["kinds"]) == found["entities"] + found["facts"]
    assert 0 < len(found["start"]) <= 12
    assert found["base"] == BASE
    assert found["prefixes"]["place"] == BASE + "place/"


def test_words(county: Any) -> None:
    found = county("words")
    assert found["types"]["Donate"] == {"zh": "捐赠", "en": "Donation"}
    assert found["roles"]["agent"] == {"zh": "施事", "en": "agent"}
    assert set(found["kinds"]["Person"]) == {"shape", "light", "dark", "named"}
    assert found["words"]["title"]["en"]
    assert set(found["links"]) == {"within", "locatedIn", "partOf"}


def test_questions(county: Any) -> None:
    every = county("questions")
    assert {"donations", "inspections"} <= {each["name"] for each in every}
    for each in every:
        answer = county("question", name=each["name"], **each["example"])
        assert all(len(row) == len(answer["columns"]) for row in answer["rows"])
    donations = county("question", name="donations", giver="宏达")
    assert donations["rows"][0][0] == {"text": "宏达机械有限公司", "iri": ""}
    asked = county("question", name="evidence", fact="捐赠")
    assert asked["rows"][0][0]["text"].startswith("宏达")


@pytest.mark.parametrize(("typed", "name", "kind"), [
    ("卫健局局长", "青禾县卫健局局长", ""), ("局長", "青禾县卫健局局长", ""), ("wjjjz", "青禾县卫健局局长", "Person"),
])  # fmt: skip
def test_a_person_is_found_by_the_post(gifts: Any, typed: str, name: str, kind: str) -> None:
    (hit,) = gifts("search", q=typed, kind=kind)["hits"]
    assert (hit["ref"]["label"], hit["name"], hit["how"]) == ("李长乐", name, "post")


def test_names_come_before_posts(gifts: Any) -> None:
    hits = gifts("search", q="青禾县卫健局")["hits"]
    assert [hit["how"] == "post" for hit in hits] == [False, True]


@pytest.mark.parametrize("typed", ["捐赠", "捐贈", "donat", "DONATION"])
def test_kinds_of_facts_are_found(gifts: Any, typed: str) -> None:
    assert [each["type"] for each in gifts("search", q=typed)["types"]] == ["Donate"]
    assert gifts("search", q=typed)["types"][0]["facts"] == gifts("facts", type="Donate")["total"]
    assert gifts("search", q=typed, kind="Person")["types"] == []


def test_nothing_is_there(nothing: Any) -> None:
    for page in ("about", "words", "facts", "totals", "timeline", "articles", "questions"):
        nothing(page)
    assert nothing("facts")["total"] == 0
    assert nothing("search", q="甲") == {"hits": [], "more": 0, "types": []}


# what is wrong


@pytest.mark.parametrize(
    ("page", "values", "message"),
    [
        ("facts", {"iri": "x:y"}, "iri: the graph has no 'x:y': look for it by name"),
        ("entity", {}, "iri is missing: add iri=… to the address"),
        ("facts", {"limt": "3"}, "there is no parameter 'limt': did you mean limit?"),
        ("facts", {"limit": "many"}, "limit is 'many': give a number from 0 to 2000"),
        ("facts", {"limit": "-1"}, "limit is '-1': give a number from 0 to 2000"),
        ("facts", {"limit": "٣"}, "limit is '٣': give a number from 0 to 2000"),
        ("facts", {"type": "Donation"}, "type: there is no class 'Donation' under Fact: did you mean Donate?"),
        ("facts", {"from": "yesterday"}, "from is 'yesterday': give a date such as 2020, 2020-02 or 2020-02-11"),
        ("facts", {"sort": "dat"}, "sort is 'dat': did you mean date?"),
        ("facts", {"role": "agents"}, "role is 'agents': did you mean agent?"),
        ("facts", {"below": "yes"}, "below is 'yes': known are 0, 1"),
        ("fakts", {}, "there is no page 'fakts': did you mean facts?"),
        ("question", {"name": "donation"}, "there is no question 'donation': did you mean donations?"),
        ("question", {"name": "donations", "giver2": "x"}, "the question donations has no parameter 'giver2': it takes giver"),
        ("article", {"iri": BASE + "mill"}, "iri: '柳湾米业公司' is of the class Company: give one of Article"),
        ("neighbourhood", {"iri": ",".join([BASE + "mill"] * 201)}, "iri names 201 things: name at most 200"),
        ("facts", {"place": BASE + "mill"}, "place: '柳湾米业公司' is of the class Company: give one of Place"),
        ("neighbourhood", {"iri": BASE + "one"}, "iri: '青禾县收到捐赠' is of the class Article: give one of Entity or Fact"),
    ],
)
def test_what_is_wrong_is_one_clear_line(gifts: Any, page: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        gifts(page, **values)
    assert str(caught.value) == message
    assert isinstance(caught.value, MissingError) == (page == "fakts" or message.startswith(("iri: the graph", "there is no question")))


# what graphs should not have, and many who ask

CIRCLE = """
@prefix : <https://w3id.org/tuzhi/id/> .
@prefix kg: <https://w3id.org/tuzhi/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:g {
    :a a kg:Entity, kg:Place ; rdfs:label "甲"@zh-Hans ; kg:within :b, :a .
    :b a kg:Entity, kg:Place ; rdfs:label "乙"@zh-Hans ; kg:mentionedIn :lost ; kg:within :a .
    :c a kg:Entity, kg:Organization ; rdfs:label "丙"@zh-Hans ; kg:partOf :d .
    :d a kg:Entity, kg:Organization ; rdfs:label "丁"@zh-Hans ; kg:partOf :c .
    :f a kg:Fact, kg:Action, kg:Donate ; kg:agent :c ; kg:recipient :nowhere, :a .
}
"""


def test_places_in_a_circle() -> None:
    store = Store.memory()
    store.add(parse(CIRCLE, format=RdfFormat.TRIG))
    explorer = Explorer(store)
    above = explorer.answer("entity", {"iri": BASE + "a"})["above"]
    assert labels(above) == ["乙"]
    assert explorer.answer("facts", {"iri": BASE + "b"})["total"] == 1
    assert explorer.answer("entity", {"iri": BASE + "c"})["above"] == []
    for page in ("facts", "totals", "timeline", "about"):
        explorer.answer(page, {})
    assert explorer.answer("entity", {"iri": BASE + "f"})["fact"]["sentence"] is None
    assert explorer.answer("sentences", {"iri": BASE + "a"})["total"] == 0
    assert explorer.answer("neighbourhood", {"iri": BASE + "a"})["nodes"]


def test_many_ask_at_once() -> None:
    store = Store.memory()
    store.add(parse(path=Path(__file__).parent / "gifts.trig", format=RdfFormat.TRIG))
    explorer = Explorer(store)
    asked = [(page, {"q": "王二"}) for page in ("facts", "totals", "timeline", "search", "articles")] * 8
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: explorer.answer(*one), asked))
    assert together == [explorer.answer(*one) for one in asked]


# what an update may have put in

WRONG = [("startDate", "yesterday"), ("startDate", "-0044"), ("endDate", ""), ("confidence", "high"), ("triggerStart", "x"),
         ("triggerEnd", "-1")]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_spoils_no_page(name: str, value: str) -> None:
    store = Store.memory()
    store.add(parse(path=Path(__file__).with_name("gifts.trig"), format=RdfFormat.TRIG))
    fact, = (row["s"] for row in store.select("SELECT ?s { ?s a kg:Action ; kg:quantity ?q } ORDER BY ?s LIMIT 1"))
    property_ = NamedNode(vocab.iri(name))
    for quad in list(store.inner.quads_for_pattern(fact, property_, None)):
        store.inner.remove(quad)
    store.inner.add(Quad(fact, property_, Literal(value)))
    ask = Explorer(store).answer
    for page in ("about", "facts", "timeline", "totals"):
        assert ask(page, {})
    assert ask("facts", {"sort": "confidence", "from": "1000"})
    assert ask("entity", {"iri": fact.value})["fact"]["iri"] == fact.value


def test_a_wrong_day_of_an_article_is_left_out() -> None:
    store = Store.memory()
    store.add(parse(path=Path(__file__).with_name("gifts.trig"), format=RdfFormat.TRIG))
    issued = NamedNode(str(vocab.DCTERMS.issued))
    for quad in list(store.inner.quads_for_pattern(None, issued, None)):
        store.inner.remove(quad)
        store.inner.add(Quad(quad.subject, issued, Literal("yesterday"), quad.graph_name))
    ask = Explorer(store).answer
    assert ask("facts", {})["rows"]
    assert ask("timeline", {})["bins"]
    assert {row["issued"] for row in ask("articles", {})["rows"]} == {""}


def test_a_wrong_figure_is_left_out() -> None:
    store = Store.memory()
    store.add(parse(path=Path(__file__).with_name("gifts.trig"), format=RdfFormat.TRIG))
    found = {row["o"] for row in store.select("SELECT DISTINCT ?o { ?s kg:quantity ?o }")}
    wrong = sorted(found, key=str)[0]
    for quad in list(store.inner.quads_for_pattern(wrong, NamedNode(vocab.iri("value")), None)):
        store.inner.remove(quad)
    store.inner.add(Quad(wrong, NamedNode(vocab.iri("value")), Literal("much")))
    totals = Explorer(store).answer("totals", {})["totals"]
    assert totals
    assert all(part["value"] != "much" for total in totals for part in (*total["parts"], *total["cumulative"]))
