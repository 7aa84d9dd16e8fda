"""The Graph Store Protocol, for reading, and what the service says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import rdflib
from rdflib import RDF, URIRef

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")   # rdflib's own, when it reads JSON-LD
BASE = "https://example.org/id/"
ALPHA, BETA = f"{BASE}article/alpha", f"{BASE}article/beta"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
STORE = "rdf-graph-store"


@pytest.fixture
def client(server: Any) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def parsed(answer: httpx.Response) -> rdflib.Graph:
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.text, format=answer.headers["content-type"].partition(";")[0])


def test_a_graph_is_read_by_its_name(client: httpx.Client) -> None:
    assert len(parsed(client.get(STORE, params={"graph": ALPHA}))) == 3
    assert len(parsed(client.get(STORE, params={"graph": BETA}))) == 401


def test_the_default_graph_says_everything_once(client: httpx.Client) -> None:
    assert len(parsed(client.get(f"{STORE}?default"))) == len(parsed(client.get(f"{STORE}?default="))) == 403


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_its_format_is_negotiated(client: httpx.Client, accept: str) -> None:
    answer = client.get(STORE, params={"graph": ALPHA}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert len(parsed(answer)) == 3


def test_a_format_that_there_is_not_is_told(client: httpx.Client) -> None:
    answer = client.get(f"{STORE}?default", headers={"Accept": "text/csv"})
    assert (answer.status_code, "text/turtle" in answer.text) == (406, True)


def test_head_has_no_body(client: httpx.Client) -> None:
    answer = client.head(STORE, params={"graph": ALPHA})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.head(STORE, params={"graph": f"{BASE}none"}).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "graph=", "graph=relative", "graph=http://a/%3E%20", "default&graph=http://a/", f"graph={ALPHA}&graph={BETA}"],
)
def test_a_request_that_names_no_graph_or_several_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"{STORE}?{query}")
    assert (answer.status_code, answer.text.count("\n")) == (400, 1)


@pytest.mark.parametrize("name", [f"{BASE}article/none", f"{BASE}article/../article/alpha", "urn:x", "file:///etc/passwd"])
def test_an_unknown_graph_is_not_found(client: httpx.Client, name: str) -> None:
    assert client.get(STORE, params={"graph": name}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_nothing_is_written(client: httpx.Client, method: str) -> None:
    answer = client.request(method, STORE, params={"graph": ALPHA}, content=b"")
    assert answer.status_code == 405
    assert {each.strip() for each in answer.headers["allow"].split(",")} == {"GET", "HEAD"}


# the description


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def test_the_service_describes_itself(client: httpx.Client, accept: str) -> None:
    graph = parsed(client.get("sparql", headers={"Accept": accept}))
    service = URIRef(str(client.base_url.join("sparql")))
    assert (service, RDF.type, SD.Service) in graph
    assert graph.value(service, SD.endpoint) == service
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    formats = {str(format_).rpartition("/")[2] for format_ in graph.objects(service, SD.resultFormat)}
    rows = {f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")}
    assert formats == rows | {"Turtle", "N-Triples", "JSON-LD", "RDF_XML"}
    default = graph.value(graph.value(service, SD.defaultDataset), SD.defaultGraph)
    assert graph.value(default, VOID.triples).toPython() == 403


def test_a_service_that_takes_updates_says_so(writable: Any) -> None:
    graph = parsed(httpx.get(writable.sparql))
    assert set(graph.objects(URIRef(writable.sparql), SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}


def test_a_browser_is_sent_to_the_query_page(client: httpx.Client) -> None:
    answer = client.get("sparql", headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")
