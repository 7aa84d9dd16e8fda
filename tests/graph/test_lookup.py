"""Looking things up, counting them, and opening the graph with rdflib."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from rdflib import RDFS, Literal, Namespace

from kg.article import Article
from kg.errors import QueryError
from kg.graph import Store, building, statements
from kg.graph.interop import as_rdflib, in_memory
from kg.graph.show import Card, Line, Node, find, show, specific
from kg.graph.stats import stats
from kg.vocab import KG, iri


def card(store: Store, name: str) -> Card:
    found = show(store, name)
    assert isinstance(found, Card)
    return found


def test_a_person_with_posts_actions_and_sentences(store: Store, donation: Article) -> None:
    chen = card(store, "陈明")
    assert (chen.node.type, chen.node.label, chen.names) == ("Official", "陈明", ("陳明",))
    assert {(line.property, line.node.type if line.node else "", line.value) for line in chen.mentions} == {
        ("kg:holder", "Tenure", "清河县委 书记 陈明"),
        ("kg:agent", "Inspect", "陈明 青石镇 检查 超市"),
    }
    assert [(s.article, s.issued, s.text) for s in chen.sentences] == [
        ("beta/乙 2", "2020-02", "陳明部署工作,三百名黨員請戰。"),
        ("alpha", "2020-02-08", donation.printed(donation.sentences[0])),
    ]
    assert donation.raw[chen.sentences[1].start : chen.sentences[1].end] == chen.sentences[1].text


def test_a_fact_with_its_roles(store: Store) -> None:
    gift = card(store, "捐赠 口罩")
    lines = {line.property: line for line in gift.lines}
    assert gift.node.type == "Donate"
    assert (lines["kg:agent"].value, lines["kg:startDate"]) == ("远山公司", Line("kg:startDate", "2020-02-07"))
    assert [sentence.title for sentence in gift.sentences] == ["远山公司捐赠口罩"]


@pytest.mark.parametrize("name", ["陳明", "{iri}", "<{iri}>", "person:{hash}"])
def test_the_ways_to_name_a_node(store: Store, name: str) -> None:
    iri_ = find(store, "陈明")[0].iri
    assert card(store, name.format(iri=iri_, hash=iri_.rpartition("/")[2])).node.label == "陈明"


def test_a_part_of_names_gives_candidates_the_shortest_first(store: Store) -> None:
    found = show(store, "清河县")
    assert isinstance(found, Card), "the exact name wins"
    found = show(store, "清河")
    assert isinstance(found, tuple)
    assert [(node.label, node.type) for node in found][:3] == [
        ("清河县", "County"), ("清河县委", "PartyOrganization"), ("清河县医院", "HealthInstitution"),
    ]


@pytest.mark.parametrize("name", ["王五", "http://example.org/x", "person:nobody", "a:b:c", "<<>", "中:国", "\"'\\", "\udce4"])
def test_nothing_is_found(store: Store, name: str) -> None:
    with pytest.raises(QueryError, match="nothing in the graph is called"):
        show(store, name)


def test_a_slip_is_met_with_the_name_most_like_it(store: Store) -> None:
    with pytest.raises(QueryError, match="did you mean 清河县医院"):
        show(store, "清合县医院")


def test_a_card_is_plain_data(store: Store) -> None:
    told = json.loads(json.dumps(asdict(card(store, "远山公司")), ensure_ascii=False))
    assert told["node"]["type"] == "Company"
    assert told["mentions"][0]["node"]["label"] == "远山公司 清河县医院 捐赠 口罩 约1.5万只"


def test_the_most_specific_class() -> None:
    assert specific([KG.Entity, iri("Company"), KG.Organization, "http://xmlns.com/foaf/0.1/Agent"]) == "Company"
    assert specific([KG.Person, KG.Official]) == "Official"
    assert specific(["http://xmlns.com/foaf/0.1/Agent"]) == ""


def test_statistics(store: Store) -> None:
    counts = stats(store)
    assert (counts["articles"], counts["statements"], counts["first"], counts["last"]) == (2, len(store), "2020-02", "2020-02-08")
    assert (counts["classes"]["Fact"], counts["classes"]["Place"], counts["classes"]["Official"]) == (4, 4, 1)
    assert counts["properties"]["within"] == 3, "said by two articles, counted once"
    assert list(counts["classes"].values()) == sorted(counts["classes"].values(), reverse=True)
    assert json.loads(json.dumps(counts)) == counts


def test_statistics_of_nothing() -> None:
    assert stats(Store.memory()) == {"articles": 0, "statements": 0, "first": "", "last": "", "classes": {}, "properties": {}}


def test_rdflib_opens_the_same_store(tmp_path: Path, donation: Article, volunteers: Article) -> None:
    with building(tmp_path / "g") as folder, Store.create(folder) as store:
        store.add([*statements(donation), *statements(volunteers)])
    graph = as_rdflib(tmp_path / "g")
    kg = Namespace(KG.base)
    names = {str(row[0]) for row in graph.query("SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name }")}
    assert names == {"陈明"}
    (chen,) = graph.subjects(RDFS.label, Literal("陈明", lang="zh-Hans"))
    assert len(list(graph.objects(chen, kg.mentionedIn))) == 2, "both articles are in it"
    assert len(list(graph.query("SELECT ?g WHERE { GRAPH ?g { ?x a kg:Person } }"))) == 2
    assert len(graph) == len(Store.open(tmp_path / "g"))


def test_rdflib_in_memory_has_every_statement_once(store: Store) -> None:
    assert len(in_memory(store)) == len(list(store.triples()))


def test_nodes_are_told_in_short() -> None:
    assert asdict(Node("i", "Person", "l")) == {"iri": "i", "type": "Person", "label": "l"}
