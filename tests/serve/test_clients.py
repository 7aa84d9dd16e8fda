"""Real clients of the ecosystem: SPARQLWrapper, and rdflib's SPARQLStore and SPARQLUpdateStore."""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError

import pytest
import rdflib
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore:ConjunctiveGraph is deprecated")
BASE = "https://example.org/id/"
ALPHA, BETA = f"{BASE}article/alpha", f"{BASE}article/beta"
WHO, GAVE, WHAT = f"{BASE}陈明", f"{BASE}gave", "口罩"
SELECT = f"SELECT ?what WHERE {{ <{WHO}> <{GAVE}> ?what }}"
CONSTRUCT = f"CONSTRUCT {{ ?who <{GAVE}> ?what }} WHERE {{ ?who <{GAVE}> ?what }}"


@pytest.fixture
def wrapper(server: Any) -> SPARQLWrapper:
    return SPARQLWrapper(server.sparql)


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_reads_rows_as_json(wrapper: SPARQLWrapper, method: str, how: str) -> None:
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(JSON)
    assert [row["what"]["value"] for row in wrapper.queryAndConvert()["results"]["bindings"]] == [WHAT]


def test_sparqlwrapper_reads_rows_in_other_formats(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(XML)
    assert WHAT in wrapper.queryAndConvert().toxml()
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().decode() == f"what\r\n{WHAT}\r\n"
    wrapper.setReturnFormat(TSV)
    assert wrapper.queryAndConvert().decode() == f'?what\n"{WHAT}"@zh-hans\n'


def test_sparqlwrapper_asks(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("ASK { ?s ?p ?o }")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("format_", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_reads_statements(wrapper: SPARQLWrapper, format_: str) -> None:
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(format_)
    found = wrapper.queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert [(str(s), str(p), str(o)) for s, p, o in graph] == [(WHO, GAVE, WHAT)]


def test_sparqlwrapper_names_the_dataset(wrapper: SPARQLWrapper) -> None:
    wrapper.addDefaultGraph(ALPHA)
    wrapper.addNamedGraph(BETA)
    wrapper.setQuery("SELECT (COUNT(*) AS ?all) { ?s ?p ?o }")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["results"]["bindings"][0]["all"]["value"] == "3"


def test_sparqlwrapper_tells_what_is_wrong(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match="does not parse at line 1"):
        wrapper.query()


def test_sparqlwrapper_updates_with_the_token(writable: Any, helpers: Any) -> None:
    wrapper = SPARQLWrapper(writable.sparql, f"{writable.url}update")
    wrapper.setMethod(POST)
    wrapper.setQuery(f"INSERT DATA {{ <{WHO}> <{GAVE}> '手套' }}")
    with pytest.raises(Unauthorized, match="needs the token"):
        wrapper.query()
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {helpers.TOKEN}")
    assert wrapper.query().response.status == 204
    assert sorted(row["what"] for row in writable.rows(SELECT)) == ["口罩", "手套"]


# rdflib


@pytest.mark.parametrize("returns", ["xml", "json", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_over_the_endpoint(server: Any, returns: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql, method=method, returnFormat=returns, context_aware=False))
    assert [str(row["what"]) for row in graph.query(SELECT)] == [WHAT]
    if returns in ("xml", "json"):   # the others are for rows
        assert bool(graph.query("ASK { ?s ?p ?o }")) is True


def test_rdflib_sees_the_endpoint_as_a_graph(server: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql, context_aware=False))
    who, gave = URIRef(WHO), URIRef(GAVE)
    assert [str(what) for what in graph.objects(who, gave)] == [WHAT]
    assert (who, gave, rdflib.Literal(WHAT, lang="zh-hans")) in graph
    assert len(graph) == 403
    assert [str(s) for s, _, _ in graph.query(CONSTRUCT)] == [WHO]


def test_rdflib_sees_one_article(server: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql), identifier=URIRef(ALPHA))
    assert len(graph) == 3


def test_rdflib_writes_with_the_token(writable: Any, helpers: Any) -> None:
    headers = {"Authorization": f"Bearer {helpers.TOKEN}"}
    store = SPARQLUpdateStore(writable.sparql, f"{writable.url}update", headers=headers)
    graph = rdflib.Graph(store, identifier=URIRef(ALPHA))
    graph.add((URIRef(WHO), URIRef(GAVE), rdflib.Literal("手套")))
    graph.remove((URIRef(WHO), URIRef(GAVE), rdflib.Literal(WHAT, lang="zh-hans")))
    assert [str(what) for what in graph.objects(URIRef(WHO), URIRef(GAVE))] == ["手套"]
    assert writable.rows(SELECT) == [{"what": "手套"}]


def test_rdflib_reads_a_graph_of_the_store(server: Any) -> None:
    graph = rdflib.Graph().parse(f"{server.url}rdf-graph-store?graph={ALPHA}", format="turtle")
    assert len(graph) == 3


def test_rdflib_is_told_what_is_wrong(server: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql, context_aware=False))
    with pytest.raises((HTTPError, ValueError)):
        list(graph.query("SELECT * {"))
