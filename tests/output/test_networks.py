"""GraphML, GEXF and the CSV tables, read back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import Store
from kg.output import export
from kg.output.network import network
from kg.vocab import KG

READERS: dict[str, Callable[[Path], networkx.MultiDiGraph]] = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}


def read(name: str, store: Store, folder: Path) -> networkx.MultiDiGraph:
    export(store, name, folder / "out")
    return READERS[name](folder / "out")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", READERS)
def test_networks_come_back(name: str, store: Store, tmp_path: Path) -> None:
    made, back = network(store), read(name, store, tmp_path)
    assert back.is_directed()
    assert set(back.nodes) == set(made.nodes)
    assert sorted((a, b, data["label"]) for a, b, data in back.edges(data=True)) == sorted(
        (a, b, data["label"]) for a, b, data in made.edges(data=True)
    )
    for node, data in made.nodes(data=True):
        assert {key: back.nodes[node][key] for key in data} == data


@pytest.mark.parametrize("name", READERS)
def test_a_fact_is_a_node_with_its_words_and_ends(name: str, store: Store, tmp_path: Path) -> None:
    graph = read(name, store, tmp_path)
    ((gift, data),) = [(node, data) for node, data in graph.nodes(data=True) if data["type"] == "Donate"]
    assert (data["trigger"], data["startDate"], data["confidence"], data["article"]) == ("捐赠", "2020-02-07", 1.0, "alpha")
    assert data["evidence"] == "2月7日,远山公司向县医院捐赠口罩约1.5万只。"
    ends = {edge["label"]: graph.nodes[end]["label"] for _, end, edge in graph.out_edges(gift, data=True)}
    assert ends == {"agent": "远山公司", "recipient": "清河县医院", "object": "口罩", "quantity": "约1.5万只"}
    (figure,) = [graph.nodes[end] for _, end, edge in graph.out_edges(gift, data=True) if edge["label"] == "quantity"]
    assert (figure["value"], figure["unit"], figure["bound"]) == (15000.0, "只", "about")


def test_passages_and_articles_are_no_nodes(store: Store) -> None:
    assert {data["type"] for _, data in network(store).nodes(data=True)} == {
        "Company", "County", "Donate", "Group", "HealthInstitution", "Inspect", "Item", "Official", "Organization",
        "PartyOrganization", "Prefecture", "Province", "Quantity", "Tenure", "Township", "Volunteer",
    }


def test_two_ties_between_two_nodes_stay_two(store: Store) -> None:
    (action,) = [row["x"] for row in store.select("SELECT ?x WHERE { ?x a kg:Inspect }")]
    (place,) = [row["y"] for row in store.select("SELECT ?y WHERE { ?x a kg:Inspect ; kg:place ?y }")]
    store.add([Quad(action, NamedNode(KG.object), place, NamedNode(store.articles()[0]))])
    assert len(network(store).get_edge_data(action.value, place.value)) == 2


@pytest.mark.parametrize("name", READERS)
def test_characters_that_xml_cannot_hold(name: str, store: Store, tmp_path: Path) -> None:
    (item,) = [row["x"] for row in store.select("SELECT ?x WHERE { ?x a kg:Item }")]
    store.add([Quad(item, NamedNode(KG.text), Literal("a\x00\x0b\ufffe<&>\n𠮷"), NamedNode(store.articles()[0]))])
    assert read(name, store, tmp_path).nodes[item.value]["text"] == "a\ufffd\ufffd\ufffd<&>\n𠮷"


def test_gexf_does_not_say_when_it_was_written(store: Store, tmp_path: Path) -> None:
    export(store, "gexf", tmp_path / "g.gexf")
    meta = ElementTree.parse(tmp_path / "g.gexf").getroot().find("{http://www.gexf.net/1.2draft}meta")
    assert meta is not None
    assert meta.attrib == {}


def test_tables_come_back(store: Store, tmp_path: Path) -> None:
    export(store, "csv", tmp_path / "tables")
    nodes, edges, facts = (table(tmp_path / "tables", name) for name in ("nodes.csv", "edges.csv", "facts.csv"))
    assert len(nodes) == len({triple.subject for triple in store.triples()})
    assert {"id", "type", "label", "names", "code"} == set(nodes[0])
    assert [row["names"] for row in nodes if row["label"] == "陈明"] == ["陳明"]
    assert [row["code"] for row in nodes if row["label"] == "清河县"] == ["130534"]
    ids = {row["id"] for row in nodes}
    assert all(row["source"] in ids and row["target"] in ids for row in edges)
    assert len(edges) == sum(isinstance(t.object, NamedNode) and not t.predicate.value.endswith("#type") for t in store.triples())
    (gift,) = [row for row in facts if row["type"] == "Donate"]
    assert {key: value for key, value in gift.items() if value and key != "id"} == {
        "type": "Donate",
        "label": "远山公司 清河县医院 捐赠 口罩 约1.5万只",
        "trigger": "捐赠",
        "startDate": "2020-02-07",
        "confidence": "1",
        "rule": "hand",
        "agent": "远山公司",
        "recipient": "清河县医院",
        "object": "口罩",
        "quantity": "约1.5万只",
        "evidence": "2月7日,远山公司向县医院捐赠口罩约1.5万只。",
        "article": "alpha",
        "title": "远山公司捐赠口罩",
        "issued": "2020-02-08",
    }
    (tenure,) = [row for row in facts if row["type"] == "Tenure"]
    assert (tenure["holder"], tenure["organization"], tenure["post"]) == ("陈明", "清河县委", "书记")


def test_tables_open_in_spreadsheets_and_keep_their_bytes(shuffled: list[Store], tmp_path: Path) -> None:
    written = set()
    for number, store in enumerate(shuffled):
        export(store, "csv", tmp_path / str(number))
        written.add(tuple((tmp_path / str(number) / name).read_bytes() for name in ("nodes.csv", "edges.csv", "facts.csv")))
    ((nodes, *_),) = written
    assert nodes.startswith(b"\xef\xbb\xbfid,type,label,names,code\r\n")
