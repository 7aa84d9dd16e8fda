"""RDF files: the same bytes whatever the order, and nothing lost on the way back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.compare import isomorphic

from kg.graph import Store
from kg.graph.interop import in_memory
from kg.output import FORMATS, export

ROOT = Path(__file__).parents[2]
UNION = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
NAMED = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS}
TEXTS = [format_.name for format_ in FORMATS if format_.name not in ("csv", "html")]


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_bytes_whatever_the_order(name: str, shuffled: list[Store], tmp_path: Path) -> None:
    written = set()
    for number, store in enumerate(shuffled):
        export(store, name, tmp_path / str(number))
        written.add((tmp_path / str(number)).read_bytes())
    assert len(written) == 1


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_bytes_in_another_process(name: str, store: Store, tmp_path: Path) -> None:
    """Hash seeds differ between processes; the store of one is written by the other from N-Quads."""
    export(store, name, tmp_path / "here")
    export(store, "nquads", tmp_path / "all.nq")
    code = """if True:
        import sys, pathlib, pyoxigraph
        from kg.graph import Store
        from kg.output import export
        store = Store.memory()
        store.add(pyoxigraph.parse(path=sys.argv[2], format=pyoxigraph.RdfFormat.N_QUADS))
        export(store, sys.argv[1], pathlib.Path(sys.argv[3]))"""
    arguments = [sys.executable, "-c", code, name, str(tmp_path / "all.nq"), str(tmp_path / "there")]
    subprocess.run(arguments, cwd=ROOT, check=True, env=os.environ | {"PYTHONHASHSEED": "77"})
    assert (tmp_path / "there").read_bytes() == (tmp_path / "here").read_bytes()


@pytest.mark.parametrize("name", UNION)
def test_what_all_articles_say_comes_back(name: str, store: Store, tmp_path: Path) -> None:
    export(store, name, tmp_path / "out")
    back = [quad.triple for quad in pyoxigraph.parse(path=tmp_path / "out", format=UNION[name])]
    assert len(back) == len(store)
    assert set(back) == set(store.triples())


@pytest.mark.parametrize("name", NAMED)
def test_what_each_article_says_comes_back(name: str, store: Store, tmp_path: Path) -> None:
    export(store, name, tmp_path / "out")
    back = list(pyoxigraph.parse(path=tmp_path / "out", format=NAMED[name]))
    assert set(back) == set(store.quads())
    again = Store.memory()
    again.add(back)
    assert list(again.triples()) == list(store.triples())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
@pytest.mark.parametrize(("name", "reader"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same(name: str, reader: str, store: Store, tmp_path: Path) -> None:
    """A second implementation, with its own ideas of escapes and of numbers."""
    export(store, name, tmp_path / "out")
    export(store, "ntriples", tmp_path / "plain.nt")
    graph = rdflib.Graph().parse(tmp_path / "out", format=reader)
    assert isomorphic(graph, rdflib.Graph().parse(tmp_path / "plain.nt", format="nt"))
    assert len(graph) == len(in_memory(store))


def test_turtle_is_for_reading(store: Store, tmp_path: Path) -> None:
    export(store, "turtle", tmp_path / "g.ttl")
    text = (tmp_path / "g.ttl").read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("@prefix ")]
    body = "\n".join(text.splitlines()[len(head) :])
    assert len(head) == len(store.prefixes)
    assert "<http" not in body, "everything has a prefix"
    assert 'kg:text "2月7日,远山公司向县医院捐赠口罩约1.5万只。"' in body
    assert "article:beta\\%2F乙\\%202 a " in body
    assert body.count("kg:Donate") == 1


def test_jsonld_is_for_reading(store: Store, tmp_path: Path) -> None:
    export(store, "jsonld", tmp_path / "g.jsonld")
    document = json.loads((tmp_path / "g.jsonld").read_text(encoding="utf-8"))
    nodes = {node["@id"]: node for node in document["@graph"]}
    article = nodes["article:alpha"]
    assert article["dcterms:creator"] == ["李华", "赵云"]
    assert article["dcterms:issued"] == {"@value": "2020-02-08", "@type": "xsd:date"}
    assert "kg:Place" in nodes[article["kg:home"]["@id"]]["@type"]
    passage = nodes["passage:alpha.9-26"]
    assert (passage["kg:start"], passage["kg:end"]) == (9, 26)
    assert len([node for node in nodes if node.startswith("quantity:")]) == 2  # of the goods, of the group


@pytest.mark.parametrize("name", UNION | NAMED)
def test_an_empty_graph_is_a_valid_file(name: str, tmp_path: Path) -> None:
    export(Store.memory(), name, tmp_path / "out")
    assert list(pyoxigraph.parse(path=tmp_path / "out", format=(UNION | NAMED)[name])) == []
