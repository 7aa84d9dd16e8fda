"""Building with what people have judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.fuse.judgements import Judgement, Judgements, made
from kg.graph import Store
from kg.graph.shapes import validate
from kg.pipeline import Report, build

NEWS = {
    "one": "诸暨市治水\n2020-02-19\n\n诸暨市水利局局长周启明查看闸门。诸暨市水利局采购沙袋3000个。\n",
    "two": "诸暨市防汛\n2020-02-20\n\n诸暨市水务局局长周启铭到店口镇检查水库。\n",
}
BODIES = "SELECT DISTINCT ?body ?name { ?body a kg:Organization ; rdfs:label ?name } ORDER BY ?name"
HOLDERS = "SELECT ?who ?body { ?t kg:holder/rdfs:label ?who ; kg:organization/rdfs:label ?body } ORDER BY ?who ?body"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "in").mkdir()
    for name, text in NEWS.items():
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    return str(tmp_path / "in")


def built(folder: str, *rows: Judgement) -> tuple[Path, Report]:
    out = Path(folder).parent / "graph"
    return out, build([folder], out, judgements=Judgements.of(rows))


def asked(graph: Path, text: str, *columns: str) -> list[tuple[str, ...]]:
    with Store.open(graph) as store:
        return [tuple(str(row[column].value) for column in columns) for row in store.select(text)]


def test_without_judgements_nothing_is_said_of_them(folder: str) -> None:
    graph, report = built(folder)
    assert (report.judgements, report.idle) == (0, ())
    assert asked(graph, HOLDERS, "who", "body") == [("周启明", "诸暨市水利局"), ("周启铭", "诸暨市水务局")]


def test_an_alias_makes_one_of_two(folder: str) -> None:
    graph, report = built(folder, made("alias", "Organization", "诸暨市水务局", target="诸暨市水利局"))
    assert (report.judgements, report.idle) == (1, ())
    body, = asked(graph, BODIES, "body", "name")
    assert body[1] == "诸暨市水利局"
    other = f"SELECT ?name {{ <{body[0]}> skos:altLabel ?name }}"
    assert ("诸暨市水务局",) in asked(graph, other, "name")


def test_corrections_meet_across_articles(folder: str) -> None:
    """The two officials get one name and one body; the same post then ties them."""
    graph, report = built(
        folder, made("alias", "Organization", "诸暨市水务局", target="诸暨市水利局"),
        made("alias", "Person", "周启铭", target="周启明", one="two"),
    )  # fmt: skip
    assert report.judgements == 2
    assert len(set(asked(graph, "SELECT ?who { ?who a kg:Person }", "who"))) == 1
    assert asked(graph, HOLDERS, "who", "body") == [("周启明", "诸暨市水利局")] * 2


def test_what_is_struck_is_not_in_the_graph(folder: str) -> None:
    graph, report = built(
        folder, made("not", "Person", "周启铭"), made("wrong", "Tenure", "周启明", target="局长@诸暨市水利局"),
        made("not", "Place", "枫桥镇"), made("same", "Person", "周启明", one="one", other="two"),
    )  # fmt: skip
    assert asked(graph, HOLDERS, "who", "body") == []
    assert asked(graph, "SELECT ?who { ?who rdfs:label '周启铭'@zh-Hans }", "who") == []
    assert asked(graph, "SELECT ?who { ?who a kg:Official }", "who") == []
    assert report.judgements == 2
    assert report.idle == ("not Place 枫桥镇", "same Person 周启明 one two")
    with Store.open(graph) as store:
        assert validate(store) == []


def test_the_same_judgements_give_the_same_bytes(folder: str) -> None:
    rows = [made("not", "Person", "周启铭"), made("alias", "Item", "沙袋", target="防汛沙袋")]
    graph, report = built(folder, *rows)
    before = (graph / "graph.ttl").read_bytes()
    assert built(folder, *reversed(rows))[1] == report
    assert (graph / "graph.ttl").read_bytes() == before
    assert built(folder)[1].entities == report.entities + 1


def test_corrections_are_exported_with_who_and_when(folder: str) -> None:
    row = made("alias", "Organization", "诸暨市水务局", target="诸暨市水利局", by="ling", on="2026-11-26", note="同一个局")
    graph, _ = built(folder, row, made("not", "Organization", "诸暨市水利局", one="one"))
    told = "SELECT ?answer ?what ?by ?on ?article { ?c a kg:Correction ; kg:answer ?answer ; kg:corrected ?what ; " \
        "dcterms:references/dcterms:identifier ?article OPTIONAL { ?c dcterms:creator ?by ; dcterms:date ?on } } ORDER BY ?answer"
    with Store.open(graph) as store:
        columns = ("answer", "what", "by", "on", "article")
        found = [tuple(str(row[name].value) if row[name] else "" for name in columns) for row in store.select(told)]
        assert validate(store) == []
    assert found == [
        ("alias", "Organization 诸暨市水务局", "ling", "2026-11-26", "two"),
        ("not", "Organization 诸暨市水利局", "", "", "one"),
    ]  # fmt: skip
