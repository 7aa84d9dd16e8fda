"""Which format an answer has, and that it is well formed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
import rdflib

from kg.serve.negotiation import FORMATS, GRAPH, ROWS, Wanted, chosen, preferred

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")   # rdflib's own, when it reads JSON-LD
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE, TRIPLES = "text/turtle; charset=utf-8", "application/n-triples; charset=utf-8"
JSONLD, RDFXML = "application/ld+json", "application/rdf+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
SELECT = "PREFIX : <https://example.org/id/> SELECT ?who ?what { ?who :gave ?what }"
CONSTRUCT = "PREFIX : <https://example.org/id/> CONSTRUCT { ?who :gave ?what } WHERE { ?who :gave ?what }"
WHO, WHAT = "https://example.org/id/陈明", "口罩"


@pytest.fixture
def client(server: Any) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "rows", "graph"),
    [
        ("", JSON, TURTLE),
        ("*/*", JSON, TURTLE),
        ("*", JSON, TURTLE),
        ("application/*", JSON, TRIPLES),
        ("text/*", CSV, TURTLE),
        ("text/*, text/csv;q=0", TSV, TURTLE),
        ("application/sparql-results+xml", XML, None),
        ("application/sparql-results+xml, */*;q=0.1", XML, TURTLE),
        ("application/sparql-results+json;q=0.5, text/csv", CSV, None),
        ("text/csv;q=0.5, application/sparql-results+json;q=0.4", CSV, None),
        ("TEXT/CSV", CSV, None),
        ("text/csv ; q=1.0 , */* ; q=0.9", CSV, TURTLE),
        ("application/json", "application/json", "application/json"),
        ("application/xml", "application/xml", "application/xml"),
        (BROWSER, "application/xml", "application/xml"),
        ("application/rdf+xml, text/turtle", None, RDFXML),
        ("text/turtle, application/rdf+xml", None, TURTLE),
        ("application/ld+json, text/turtle;q=0.9", None, JSONLD),
        ("text/plain", None, "text/plain; charset=utf-8"),
        ("*/*, application/sparql-results+json;q=0", XML, TURTLE),
        ("*/*;q=0", None, None),
        ("text/csv;q=0", None, None),
        ("image/png", None, None),
        ("text/html", None, None),
        (",,;;q=,", None, None),
        ("text/csv;q=much", None, None),
        ("text/csv;q=-1", None, None),
        ("text/csv;header=present;q=0.5, text/tab-separated-values;q=0.6", TSV, None),
    ],
)
def test_a_format_is_chosen_by_weight_then_closeness_then_order(accept: str, rows: str | None, graph: str | None) -> None:
    assert (chosen(Wanted(accept), ROWS), chosen(Wanted(accept), GRAPH)) == (rows, graph)


@pytest.mark.parametrize(
    ("names", "rows", "graph"),
    [
        (("json",), JSON, JSONLD),
        (("xml",), XML, RDFXML),
        (("CSV",), CSV, "text/plain; charset=utf-8"),
        (("turtle",), "application/json", TURTLE),
        (("rdf+xml",), "application/json", RDFXML),
        (("text/csv",), CSV, "text/plain; charset=utf-8"),
        (("nothing", "tsv"), TSV, "text/plain; charset=utf-8"),
        (("nothing",), "application/json", "text/plain; charset=utf-8"),
    ],
)
def test_a_name_of_a_format_goes_before_what_is_accepted(names: tuple[str, ...], rows: str, graph: str) -> None:
    wanted = Wanted("application/json;q=0.5, text/plain", names)
    assert (chosen(wanted, ROWS), chosen(wanted, GRAPH)) == (rows, graph)


def test_a_page_is_offered_beside_formats() -> None:
    assert preferred(BROWSER, GRAPH, "text/html") == preferred("text/html;q=0.1", GRAPH, "text/html") == "text/html"
    assert preferred("*/*", GRAPH, "text/html") == "text/turtle"


def test_every_format_has_its_own_names() -> None:
    for kind in (ROWS, GRAPH):
        names = [name for format_ in FORMATS if format_.kind == kind for name in (*format_.names, *format_.types)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("type_", [type_ for format_ in FORMATS for type_ in format_.types])
def test_every_media_type_is_answered(client: httpx.Client, type_: str) -> None:
    for query in (SELECT, CONSTRUCT):
        answer = client.get("sparql", params={"query": query}, headers={"Accept": type_})
        kinds = {format_.kind for format_ in FORMATS if type_ in format_.types}
        assert answer.status_code == (200 if (ROWS if query is SELECT else GRAPH) in kinds else 406)
        if answer.status_code == 200:
            assert answer.headers["content-type"].partition(";")[0] == type_
            assert WHAT in answer.text.encode().decode("unicode-escape" if "\\u" in answer.text else "utf-8")
        assert "Accept" in answer.headers["vary"]


def ask(client: httpx.Client, query: str, accept: str) -> str:
    answer = client.get("sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    return answer.content.decode("utf-8")


def test_rows_are_the_same_in_every_format(client: httpx.Client) -> None:
    json_ = json.loads(ask(client, SELECT, JSON))
    assert json_["head"]["vars"] == ["who", "what"]
    assert json_["results"]["bindings"] == [{
        "who": {"type": "uri", "value": WHO}, "what": {"type": "literal", "value": WHAT, "xml:lang": "zh-hans"},
    }]
    xml = ElementTree.fromstring(ask(client, SELECT, XML))
    assert [element.text for element in xml.iter() if element.text] == [WHO, WHAT]
    assert list(csv.reader(io.StringIO(ask(client, SELECT, CSV)))) == [["who", "what"], [WHO, WHAT]]
    assert ask(client, SELECT, TSV).splitlines() == ["?who\t?what", f'<{WHO}>\t"{WHAT}"@zh-hans']


def test_yes_and_no_in_every_format(client: httpx.Client) -> None:
    assert json.loads(ask(client, "ASK { }", JSON))["boolean"] is True
    assert "<boolean>false</boolean>" in ask(client, "ASK { FILTER(false) }", XML)
    assert ask(client, "ASK { }", CSV) == ask(client, "ASK { }", TSV) == "true"


@pytest.mark.parametrize(("accept", "name"), [(TURTLE, "turtle"), (TRIPLES, "nt"), (JSONLD, "json-ld"), (RDFXML, "xml")])
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{WHO}>"])
def test_statements_are_the_same_in_every_format(client: httpx.Client, accept: str, name: str, query: str) -> None:
    graph = rdflib.Graph().parse(data=ask(client, query, accept.partition(";")[0]), format=name)
    who, what = rdflib.URIRef(WHO), rdflib.Literal(WHAT, lang="zh-hans")
    assert (who, rdflib.URIRef("https://example.org/id/gave"), what) in graph
    assert len(graph) == (1 if query is CONSTRUCT else 2)


def test_turtle_uses_the_prefixes_of_the_graph(client: httpx.Client) -> None:
    assert "article:alpha a kg:Article ." in ask(client, "CONSTRUCT { article:alpha a kg:Article } { }", "text/turtle")


def test_what_cannot_be_answered_says_what_can(client: httpx.Client) -> None:
    answer = client.get("sparql", params={"query": "ASK { }"}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert all(format_.types[0] in answer.text for format_ in FORMATS if format_.kind == ROWS)


@pytest.mark.parametrize("parameter", ["format", "output"])
def test_the_address_may_name_the_format(client: httpx.Client, parameter: str) -> None:
    answer = client.get("sparql", params={"query": SELECT, parameter: "csv"}, headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == CSV


@pytest.mark.parametrize("accept", ["a" * 7000, ",".join(["a/b;q=0.1"] * 700), "*/*;q=" + "9" * 400, '";\\"x', "text/csv;q=１"])
def test_a_hostile_accept_is_answered(client: httpx.Client, accept: str) -> None:
    answer = client.get("sparql", params={"query": "ASK { }"}, headers={"Accept": accept.encode()})
    assert answer.status_code in (200, 406)
