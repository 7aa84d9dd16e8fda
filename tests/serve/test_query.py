"""The query operation of the SPARQL 1.1 Protocol, by the cases of its test suite: GET, POST as a form, POST directly; datasets;
what is not in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
GAVE = "SELECT ?what { ?who id:gave ?what }"
BASE = "https://example.org/id/"
ALPHA, BETA, NONE = f"{BASE}article/alpha", f"{BASE}article/beta", f"{BASE}article/none"
PREFIX = f"PREFIX : <{BASE}> "
COUNT = "SELECT (COUNT(*) AS ?count) "


def count(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["count"]["value"])


@pytest.fixture
def client(server: Any) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def post(client: httpx.Client, body: str | bytes, type_: str | None, url: str = "sparql") -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    return client.post(url, content=content, headers={"Content-Type": type_} if type_ else {})


# the three ways to ask


@pytest.mark.parametrize("query", ["ASK { }", f"{PREFIX}ASK {{ :陈明 :gave '口罩'@zh-hans }}", "ASK { } # ?&=%+"])
def test_a_query_may_come_by_get_by_form_or_directly(client: httpx.Client, query: str) -> None:
    answers = [
        client.get("sparql", params={"query": query}),
        post(client, urlencode({"query": query}), FORM),
        post(client, urlencode({"query": query}), f"{FORM}; charset=UTF-8"),
        post(client, query, QUERY),
        post(client, query, f"{QUERY};charset=utf-8"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert all(answer.json() == {"head": {}, "boolean": True} for answer in answers)


def test_prefixes_of_the_graph_need_no_declaration(client: httpx.Client) -> None:
    assert client.get("sparql", params={"query": "SELECT * { ?x a kg:Person . article:alpha rdfs:label ?y }"}).status_code == 200


def test_a_relative_iri_is_resolved_against_the_address(client: httpx.Client) -> None:
    answer = client.get("sparql", params={"query": "SELECT (<here> AS ?x) { }"}).json()
    assert answer["results"]["bindings"][0]["x"]["value"] == str(client.base_url.join("here"))


def test_head_tells_what_get_would(client: httpx.Client) -> None:
    got, head = (client.request(method, "sparql", params={"query": "ASK { }"}) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert not head.content
    assert {name: head.headers[name] for name in ("content-type", "content-length")} == {
        name: got.headers[name] for name in ("content-type", "content-length")
    }


def test_head_of_a_long_answer_has_no_body(client: httpx.Client) -> None:
    answer = client.head("sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert (answer.status_code, answer.content) == (200, b"")


# the dataset


def test_the_default_graph_is_what_all_articles_say_each_once(client: httpx.Client) -> None:
    assert count(client.get("sparql", params={"query": f"{PREFIX}{COUNT} {{ :both :said ?x }}"})) == 1


@pytest.mark.parametrize("by_form", [False, True])
@pytest.mark.parametrize(
    ("parameters", "pattern", "expected"),
    [
        ([("default-graph-uri", ALPHA)], "{ ?s ?p ?o }", 3),
        ([("default-graph-uri", NONE)], "{ ?s ?p ?o }", 0),
        ([("default-graph-uri", ALPHA)], "{ GRAPH ?g { ?s ?p ?o } }", 0),
        ([("default-graph-uri", ALPHA), ("default-graph-uri", BETA)], "{ ?s :said|:age ?o }", 2),   # merged: one statement is in both
        ([("default-graph-uri", ALPHA), ("default-graph-uri", NONE)], "{ ?s ?p ?o }", 3),
        ([("named-graph-uri", ALPHA)], "{ ?s ?p ?o }", 0),
        ([("named-graph-uri", ALPHA)], "{ GRAPH ?g { ?s :said ?o } }", 1),
        ([("named-graph-uri", ALPHA), ("named-graph-uri", BETA)], "{ GRAPH ?g { ?s :said ?o } }", 2),
        ([("default-graph-uri", ALPHA), ("named-graph-uri", BETA)], "{ ?s :age ?age . GRAPH ?g { ?x :said ?o } }", 1),
        ([("default-graph-uri", ALPHA), ("default-graph-uri", BETA), ("named-graph-uri", BETA)], "{ GRAPH ?g { ?x :said ?o } }", 1),
    ],
)
def test_the_request_may_name_the_dataset(
    client: httpx.Client, by_form: bool, parameters: list[tuple[str, str]], pattern: str, expected: int,
) -> None:
    pairs = [*parameters, ("query", f"{PREFIX}{COUNT} {pattern}")]
    answer = post(client, urlencode(pairs), FORM) if by_form else client.get("sparql", params=pairs)
    assert count(answer) == expected


def test_the_dataset_of_a_direct_query_is_in_the_address(client: httpx.Client) -> None:
    url = "sparql?" + urlencode([("default-graph-uri", ALPHA)])
    assert count(post(client, f"{COUNT} {{ ?s ?p ?o }}", QUERY, url)) == 3


def test_the_request_overrules_what_the_query_says_of_its_dataset(client: httpx.Client) -> None:
    query = f"{COUNT} FROM <{BETA}> {{ ?s ?p ?o }}"
    assert count(client.get("sparql", params={"query": query, "default-graph-uri": ALPHA})) == 3


def test_the_query_may_name_its_dataset(client: httpx.Client) -> None:
    assert count(client.get("sparql", params={"query": f"{COUNT} FROM <{ALPHA}> {{ ?s ?p ?o }}"})) == 3


def test_a_graph_that_is_no_iri_is_told(client: httpx.Client) -> None:
    answer = client.get("sparql", params={"query": "ASK { }", "default-graph-uri": "no iri> "})
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1


# what is not in order


@pytest.mark.parametrize(
    ("type_", "body", "status", "says"),
    [
        (FORM, "", 400, "no parameters 'query'"),
        (FORM, "query=ASK+%7B%7D&query=ASK+%7B%7D", 400, "2 parameters 'query'"),
        (FORM, "query=ASK+%7B%7D&update=CLEAR+ALL", 400, "a query and an update"),
        (FORM, "query=ASK+%7B", 400, "does not parse"),
        (FORM, "query=%FF", 400, "not UTF-8"),
        (FORM, b"query=ASK+{}\xff", 400, "not UTF-8"),
        (FORM, "query=", 400, "does not parse"),
        (None, "query=ASK+%7B%7D", 415, "no type that is known here"),
        (None, "ASK {}", 415, "no type that is known here"),
        ("text/plain", "ASK {}", 415, "no type that is known here"),
        ("application/json", '{"query": "ASK {}"}', 415, "no type that is known here"),
        ("no type at all", "ASK {}", 415, "no type that is known here"),
        (QUERY, "ASK {", 400, "does not parse at line 1"),
        (QUERY, "", 400, "does not parse"),
        (QUERY, b"ASK { } # \xff", 400, "not UTF-8"),
        (f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 400, "UTF-16: send UTF-8"),
        (QUERY, "ASK { ?s nobody:knows ?o }", 400, "unknown prefix"),
        (QUERY, "CLEAR ALL", 400, "does not parse"),
        (QUERY, "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE"),
        (QUERY, "SELECT * { { SELECT * { service SILENT <http://127.0.0.1/> { ?s ?p ?o } } } }", 400, "SERVICE"),
    ],
)
def test_what_is_no_query_is_refused_with_one_line(
    client: httpx.Client, type_: str | None, body: str | bytes, status: int, says: str,
) -> None:
    answer = post(client, body, type_)
    assert answer.status_code == status
    assert says in answer.text
    assert answer.text.count("\n") == 1
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("query=ASK+%7B%7D&query=ASK+%7B%7D", 400, "2 parameters"),
        ("query=ASK", 400, "does not parse"),
        ("query=%FF", 400, "not UTF-8"),
        ("query=ASK+{}&timeout=soon", 400, "timeout"),
        ("query=ASK+{}&timeout=-1", 400, "timeout"),
        ("query=ASK+{}&timeout=nan", 400, "timeout"),
        ("update=CLEAR+ALL", 405, "POST"),
        ("query=SELECT+*+{+SERVICE+<http://127.0.0.1/>+{}+}", 400, "SERVICE"),
    ],
)
def test_what_is_no_query_is_refused_by_get(client: httpx.Client, query: str, status: int, says: str) -> None:
    answer = client.get(f"sparql?{query}")
    assert (answer.status_code, says in answer.text, answer.text.count("\n")) == (status, True, 1)


def test_a_query_in_the_address_and_one_in_the_body_are_two(client: httpx.Client) -> None:
    assert post(client, "ASK {}", QUERY, "sparql?query=ASK+%7B%7D").status_code == 400
    assert post(client, "query=ASK+%7B%7D", FORM, "sparql?query=ASK+%7B%7D").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_there_are(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "sparql?query=ASK+%7B%7D")
    assert answer.status_code == 405
    assert {each.strip() for each in answer.headers["allow"].split(",")} == {"GET", "HEAD", "POST"}


def test_the_word_service_in_a_text_is_no_service(client: httpx.Client) -> None:
    assert client.get("sparql", params={"query": "SELECT ('SERVICE <x> {' AS ?service) { } # SERVICE"}).status_code == 200


def test_what_cannot_be_worked_out_is_told_or_left_empty(client: httpx.Client) -> None:
    answer = client.get("sparql", params={"query": "SELECT (1/0 AS ?x) { }"})
    assert answer.json()["results"]["bindings"] == [{}]
