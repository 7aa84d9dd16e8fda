"""Graphs that keep the contract and graphs that break it."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import ConformanceError
from kg.graph import Store
from kg.graph.shapes import conform, validate
from kg.vocab import KG, RDF


def test_what_statements_makes_conforms(store: Store) -> None:
    assert validate(store) == []
    conform(store)


def test_each_breach_names_node_property_and_reason(store: Store) -> None:
    graph = NamedNode(store.articles()[0])
    (gift,) = [row["x"] for row in store.select("SELECT ?x WHERE { ?x a kg:Donate }")]
    nobody = NamedNode(store.base + "person/nobody")
    store.add([
        Quad(gift, NamedNode(KG.startDate), Literal("2021-01-01"), graph),
        Quad(nobody, NamedNode(RDF.type), NamedNode(KG.Person), graph),
    ])
    found = validate(store)
    assert found == sorted(found)
    expected = {("kg:startDate", "远山公司 清河县医院 捐赠 口罩 约1.5万只"), ("rdf:type", "no label")}
    assert {(one.path, one.label) for one in found} >= expected
    assert any(str(one).startswith("person:nobody (no label): rdf:type") and "kg:Entity" in one.message for one in found)
    with pytest.raises(ConformanceError, match=f"breaks its shapes {len(found)} times, first: "):
        conform(store)


def test_an_empty_graph_conforms() -> None:
    assert validate(Store.memory()) == []
