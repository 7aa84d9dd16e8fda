"""What holds of the pages whatever is asked: facets count what their filters give, sums are those of their parts, tables say the same."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.query.explore.pages import PAGES
from kg.query.explore.sheets import safe
from kg.query.explore.totals import combined
from kg.serve.api import written

GRAPHS = ("gifts", "county", "demo")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OPTIONS: dict[str, tuple[str, ...]] = {
    "below": ("0", "1"), "kind": ("Action", "Tenure"), "type": ("Donate", "Inspect", "Action", "Tenure"),
    "role": ("agent", "recipient", "object"), "from": ("2019", "2020-02", "2021-03-12"), "to": ("2018", "2020", "2021-03"),
    "agent_kind": ("Person", "Official", "Company", "Organization"), "q": ("口罩", "县", "捐"),
    "dates": ("said",), "period": ("2020", "2020-02", "2021-03-12"),
}  # fmt: skip


@pytest.fixture(params=GRAPHS)
def graph(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def filters(graph: Any, draw: Any) -> dict[str, str]:
    """A filter, some of it about things of the graph."""
    data = graph.explorer._graph.data
    places = [iri for iri in data.nodes if graph.explorer._graph.places.is_place(iri)]
    options = {**OPTIONS, "iri": tuple(data.nodes), "place": tuple(places)}
    chosen = draw.draw(st.sets(st.sampled_from(sorted(options)), max_size=4))
    return {name: draw.draw(st.sampled_from(options[name])) for name in sorted(chosen)}


@QUICK
@given(st.data())
def test_facets_count_what_filtering_gives(graph: Any, data: st.DataObject) -> None:
    filter_ = filters(graph, data)
    facets = graph("facts", limit=1, **filter_)["facets"]
    for name in ("type", "role", "agent_kind"):
        for each in facets[name]:
            assert graph("facts", limit=0, **{**filter_, name: each["name"]})["total"] == each["count"]
    for each in facets["year"]:
        assert graph("facts", limit=0, **{**filter_, "from": each["name"], "to": each["name"]})["total"] == each["count"]
    for each in facets["place"]:
        assert graph("facts", limit=0, **{**filter_, "place": each["ref"]["iri"]})["total"] == each["count"]


@QUICK
@given(st.data())
def test_views_of_one_filter_speak_of_the_same_facts(graph: Any, data: st.DataObject) -> None:
    filter_ = filters(graph, data)
    found = graph("facts", limit=2000, **filter_)
    assert len(found["rows"]) == found["total"] >= found["events"]
    time = graph("timeline", **filter_)
    assert sum(sum(each["counts"].values()) for each in (*time["bins"], *time["coarse"])) + time["undated"] == found["total"]
    for each in time["bins"]:
        within = each["period"] if each["period"].startswith(filter_.get("period", "")) else filter_["period"]
        listed = graph("facts", limit=2000, **{**filter_, "period": within})["rows"]
        assert Counter(row["type"] for row in listed) == each["counts"]
        assert Counter(row["type"] for row in listed if row["time"]["basis"] == "reported") == each["reported"]
    facts = {row["iri"] for row in found["rows"]}
    for total in graph("totals", **filter_)["totals"]:
        assert sum((Decimal(part["value"]) for part in total["parts"]), Decimal(0)) == Decimal(total["value"])
        assert {part["fact"] for part in (*total["parts"], *total["cumulative"])} <= facts


@QUICK
@given(st.data())
def test_narrower_filters_give_no_more(graph: Any, data: st.DataObject) -> None:
    filter_ = filters(graph, data)
    every = {row["iri"] for row in graph("facts", limit=2000, **filter_)["rows"]}
    for name in set(filter_) - {"iri", "below", "role"}:
        wider = {key: value for key, value in filter_.items() if key != name}
        assert every <= {row["iri"] for row in graph("facts", limit=2000, **wider)["rows"]}


@QUICK
@given(st.data(), st.integers(1, 7))
def test_pages_make_the_whole(graph: Any, data: st.DataObject, size: int) -> None:
    filter_ = filters(graph, data)
    whole = [row["iri"] for row in graph("facts", limit=2000, **filter_)["rows"]]
    parts = [row["iri"] for first in range(0, len(whole), size) for row in graph("facts", offset=first, limit=size, **filter_)["rows"]]
    assert parts == whole


def test_every_thing_has_a_page(graph: Any) -> None:
    data = graph.explorer._graph.data
    for iri in (*data.nodes, *data.facts):
        assert graph("entity", iri=iri)["ref"]["iri"] == iri
        assert graph("sentences", iri=iri)["total"] >= 0
        found = graph("neighbourhood", iri=iri)
        shown = {node["iri"] for node in found["nodes"]}
        assert all({edge["source"], edge["target"]} <= shown for edge in found["edges"])
        assert iri in shown
    for iri in data.articles:
        texts = [text for text, _, _ in graph("article", iri=iri)["pieces"]]
        assert "".join(texts)


def test_ways_lead_from_one_to_the_other(graph: Any) -> None:
    iris = sorted(graph.explorer._graph.data.nodes)[:40]
    for start in iris[:6]:
        for end in iris:
            there, back = (graph("path", from_=one, to=other)["paths"] for one, other in ((start, end), (end, start)))
            assert {len(way["nodes"]) for way in there[:1]} <= {len(way["nodes"]) for way in back}
            for way in there:
                nodes = [node["iri"] for node in way["nodes"]]
                assert (nodes[0], nodes[-1]) == (start, end)
                steps = {frozenset((edge["source"], edge["target"])) for edge in way["edges"]}
                assert steps == {frozenset(step) for step in pairwise(nodes)}


# tables

SHEETS = [name for name, page in PAGES.items() if page.sheet]


def told(graph: Any) -> dict[str, dict[str, str]]:
    """Values for every page that is a table."""
    iri = max(graph.explorer._graph.data.nodes, key=graph.explorer._graph.degree)
    return {"search": {"q": "县"}, "sentences": {"iri": iri}, "neighbourhood": {"iri": iri}, "question": {"name": "statements"}}


@pytest.mark.parametrize("page", SHEETS)
def test_tables_say_what_pages_say(graph: Any, page: str) -> None:
    values = told(graph).get(page, {})
    answer = graph(page, **values)
    columns, rows = graph.table(page, **values)
    assert all(len(row) == len(columns) for row in rows)
    read = list(csv.reader(io.StringIO(written(columns, rows), newline="")))
    assert read == [list(columns), *map(list, rows)]
    for key, column, field in (("rows", "IRI", "iri"), ("hits", "IRI", None)):
        if key in answer and column in columns:
            iris = [row[columns.index(column)] for row in rows]
            shown = [row[field] if field else row["ref"]["iri"] for row in answer[key]]
            assert iris[:len(shown)] == shown


def test_a_table_is_whole(demo: Any) -> None:
    _, rows = demo.table("facts")
    assert len(rows) == demo("facts")["total"] > 50
    assert len(demo.table("facts", limit=3)[1]) == 3


@pytest.mark.parametrize("page", sorted(set(SHEETS) - {"question"}))
def test_columns_are_named_in_both_languages(gifts: Any, page: str) -> None:
    values = told(gifts).get(page, {})
    chinese, english = (gifts.table(page, lang=language, **values)[0] for language in ("zh", "en"))
    assert chinese != english
    assert english == tuple(name for name in english if name.isascii())
    assert len(set(chinese)) == len(chinese)


def test_totals_as_a_table(gifts: Any) -> None:
    columns, rows = gifts.table("totals", type="Donate", lang="en")
    summed = [dict(zip(columns, row, strict=True)) for row in rows]
    assert sum(Decimal(row["value"]) for row in summed if row["unit"] == "元" and row["added"] == "1") == Decimal("10500.3")
    assert [row["value"] for row in summed if row["added"] == "0"] == ["800000"]
    assert summed[0]["sentence"]


@pytest.mark.parametrize(
    ("cell", "safe_cell"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("-2.5", "-2.5"), ("12", "12"),
        ("口罩", "口罩"), ("", ""), ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: str, safe_cell: str) -> None:
    assert safe(cell) == safe_cell


@pytest.mark.parametrize(
    ("bounds", "bound"),
    [
        ((), "exact"), (("exact",), "exact"), (("exact", "atLeast"), "atLeast"), (("atMost", "exact", "atMost"), "atMost"),
        (("atMost", "atLeast"), "about"), (("about", "atLeast"), "about"), (("exact", "about"), "about"),
    ],
)  # fmt: skip
def test_bounds_of_sums(bounds: tuple[str, ...], bound: str) -> None:
    assert combined(bounds) == bound


def test_hostile_names_stay_data(hostile: Any) -> None:
    data = hostile.explorer._graph.data
    assert "<script>window.hacked=1</script>" in {node.label for node in data.nodes.values()}
    for node in data.nodes.values():
        assert hostile("search", q=node.label)["hits"][0]["ref"]["iri"] == node.iri
        assert hostile("entity", iri=node.iri)["ref"]["label"] == node.label
    (row,) = hostile("articles")["rows"]
    assert row["id"] == "</title><script>"
    assert hostile("article", iri=row["iri"])["facts"]
    for page in SHEETS:
        hostile.table(page, **told(hostile).get(page, {}))
