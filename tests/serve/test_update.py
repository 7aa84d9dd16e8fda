"""The update operation of the SPARQL 1.1 Protocol, by the cases of its test suite, and who may write."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from kg.graph import Manifest, Store
from kg.serve.tokens import READ_ONLY

FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
BASE = "https://example.org/id/"
ALPHA, BETA, EDITS = f"{BASE}article/alpha", f"{BASE}article/beta", f"{BASE}edits"
PREFIX = f"PREFIX : <{BASE}> "
TOKEN = {"Authorization": "Bearer open-sesame"}
NEW = f"{PREFIX}SELECT ?g ?x {{ {{ GRAPH ?g {{ :new :is ?x }} }} UNION {{ :new :is ?x }} }} ORDER BY ?g ?x"


def post(running: Any, body: str | bytes, type_: str | None, path: str = "update", headers: dict[str, str] = TOKEN) -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    kind = {"Content-Type": type_} if type_ else {}
    return httpx.post(f"{running.url}{path}", content=content, headers={**kind, **headers}, timeout=60)


@pytest.mark.parametrize("path", ["update", "sparql"])
@pytest.mark.parametrize("by_form", [True, False])
def test_an_update_may_come_by_form_or_directly(writable: Any, path: str, by_form: bool) -> None:
    text = f"{PREFIX}INSERT DATA {{ :new :is '新' }}"
    answer = post(writable, urlencode({"update": text}), FORM, path) if by_form else post(writable, text, UPDATE, path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert writable.rows(NEW) == [{"x": "新"}, {"g": EDITS, "x": "新"}]


def test_several_operations_are_done_together_or_not_at_all(writable: Any) -> None:
    text = f"{PREFIX}INSERT DATA {{ :new :is 1 }} ; INSERT DATA {{ :new :is 2 }} ; DELETE DATA {{ :new :is 1 }}"
    assert writable.update(text).status_code == 204
    assert writable.rows(NEW) == [{"x": "2"}, {"g": EDITS, "x": "2"}]
    assert writable.update(f"{PREFIX}INSERT DATA {{ :new :is 3 }} ; nonsense").status_code == 400
    assert writable.rows(NEW) == [{"x": "2"}, {"g": EDITS, "x": "2"}]


def test_a_relative_iri_is_resolved_against_the_address(writable: Any) -> None:
    assert writable.update(f"{PREFIX}INSERT DATA {{ :new :is <test> }}").status_code == 204
    assert writable.rows(NEW)[0] == {"x": f"{writable.url}test"}


COPY = "INSERT { :new :is ?x } WHERE "
SAID = "{ ?s :said|:age ?x }"
OF_ANY = "{ GRAPH ?g { ?s :said|:age ?x } }"


@pytest.mark.parametrize(
    ("parameters", "text", "expected"),
    [
        ([], COPY + SAID, ["1", "41"]),
        ([("using-graph-uri", BETA)], COPY + SAID, ["1"]),
        ([("using-graph-uri", ALPHA), ("using-graph-uri", BETA)], COPY + SAID, ["1", "41"]),
        ([("using-named-graph-uri", BETA)], COPY + OF_ANY, ["1"]),
        ([("using-named-graph-uri", BETA)], COPY + SAID, []),
        ([("using-graph-uri", BETA), ("using-named-graph-uri", ALPHA)], COPY + "{ ?s :said ?y . GRAPH ?g { ?s :said ?x } }", ["1"]),
        ([("using-graph-uri", BETA)], COPY + "{ { SELECT ?x WHERE { ?s :age ?x } } } ; " + COPY + SAID, ["1"]),
    ],
)
@pytest.mark.parametrize("by_form", [True, False])
def test_the_request_may_name_the_dataset(
    writable: Any, parameters: list[tuple[str, str]], text: str, expected: list[str], by_form: bool,
) -> None:
    if by_form:
        answer = post(writable, urlencode([*parameters, ("update", PREFIX + text)]), FORM)
    else:
        answer = post(writable, PREFIX + text, UPDATE, f"update?{urlencode(parameters)}")
    assert answer.status_code == 204, answer.text
    assert [row["x"] for row in writable.rows(NEW) if "g" not in row] == expected


def test_the_dataset_counts_for_delete_where(writable: Any) -> None:
    answer = writable.update(f"{PREFIX}DELETE WHERE {{ ?s :said ?x . ?s ?p ?x }}", **{"using-graph-uri": ALPHA})
    assert answer.status_code == 204
    assert writable.rows(f"{PREFIX}SELECT * {{ ?s :said ?x }}") == []


@pytest.mark.parametrize("text", [
    f"INSERT {{ :new :is ?x }} USING <{ALPHA}> WHERE {{ ?s :age ?x }}",
    f"INSERT {{ :new :is ?x }} USING NAMED <{ALPHA}> WHERE {{ ?s :age ?x }}",
    f"WITH <{ALPHA}> INSERT {{ :new :is ?x }} WHERE {{ ?s :age ?x }}",
])
def test_graphs_named_by_the_update_and_the_request_are_a_conflict(writable: Any, text: str) -> None:
    answer = writable.update(PREFIX + text, **{"using-graph-uri": BETA})
    assert (answer.status_code, "names graphs, too" in answer.text) == (400, True)
    assert writable.rows(NEW) == []


@pytest.mark.parametrize(
    ("type_", "body", "status", "says"),
    [
        (FORM, "", 400, "no parameters 'update'"),
        (FORM, "query=ASK+%7B%7D", 400, "no parameters 'update'"),
        (FORM, "update=CLEAR+ALL&update=CLEAR+ALL", 400, "2 parameters 'update'"),
        (FORM, "update=%FF", 400, "not UTF-8"),
        (FORM, "update=CLEAR+NOTHING", 400, "does not parse"),
        (None, "update=CLEAR+ALL", 415, "no type that is known here"),
        ("text/plain", "CLEAR ALL", 415, "no type that is known here"),
        ("application/sparql-query", "CLEAR ALL", 415, "no type that is known here"),
        (UPDATE, "CLEAR", 400, "does not parse"),
        (UPDATE, b"CLEAR ALL # \xff", 400, "not UTF-8"),
        (f"{UPDATE}; charset=utf-16", "CLEAR ALL".encode("utf-16"), 400, "send UTF-8"),
        (UPDATE, "ASK {}", 400, "does not parse"),
        (UPDATE, "LOAD <http://127.0.0.1/>", 400, "LOAD"),
        (UPDATE, "load silent <file:///etc/passwd> into graph <a:b>", 400, "LOAD"),
        (UPDATE, "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE"),
        (UPDATE, "INSERT DATA { _:a <http://a/b> 1 }", 400, "blank nodes"),
    ],
)
def test_what_is_no_update_is_refused_with_one_line(
    reading: Any, type_: str | None, body: str | bytes, status: int, says: str,
) -> None:
    answer = post(reading, body, type_)
    assert (answer.status_code, says in answer.text, answer.text.count("\n")) == (status, True, 1), answer.text
    assert httpx.get(f"{reading.url}health").json()["statements"] == 403


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    """A server that would take updates, and is given none that it can carry out."""
    helpers = request.getfixturevalue("helpers")
    with helpers.serving(helpers.make(tmp_path_factory.mktemp("reading") / "graph"), token=helpers.TOKEN) as running:
        yield running


@pytest.mark.parametrize("path", ["update", "update?update=CLEAR+ALL"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_an_update_is_posted(reading: Any, path: str, method: str) -> None:
    answer = httpx.request(method, f"{reading.url}{path}", headers=TOKEN)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


# who may


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer open-sesam"},
    {"Authorization": "Bearer open-sesame2"}, {"Authorization": "Basic b3Blbi1zZXNhbWU="}, {"Authorization": "open-sesame"},
    {"Authorization": "Bearer Open-sesame"}, {"Authorization": "Bearer open-sesame, Bearer open-sesame"},
    {"Authorization": "Bearer open-sesame;"}, {"Authorization": "Bearer \"open-sesame\""}, {"Authorization": "Bearer open%2Dsesame"},
    {"Authorization": "Bearer open\xadsesame"}, {"Authorization": "Bearer \xe9\xff"},
    {"Authorization": "Bearer " + "a" * 5000}, {"Cookie": "token=open-sesame"},
])
@pytest.mark.parametrize("path", ["update", "sparql"])
def test_without_the_token_nothing_is_written(reading: Any, headers: dict[str, str], path: str) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    for body, type_ in ((urlencode({"update": "CLEAR ALL"}), FORM), ("CLEAR ALL", UPDATE)):
        answer = post(reading, body, type_, path, raw)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert httpx.get(f"{reading.url}health").json()["statements"] == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer none"}])
def test_the_token_in_the_address_or_the_form_is_none(reading: Any, headers: dict[str, str]) -> None:
    shown = "token=open-sesame&access_token=open-sesame"
    assert post(reading, "CLEAR ALL", UPDATE, f"update?{shown}", headers).status_code == 401
    assert post(reading, f"update=CLEAR+ALL&{shown}", FORM, "update", headers).status_code == 401
    assert httpx.get(f"{reading.url}health").json()["statements"] == 403


def test_a_server_without_a_token_takes_no_updates(server: Any) -> None:
    for headers in ({}, TOKEN, {"Authorization": "Bearer"}):
        answer = post(server, "CLEAR ALL", UPDATE, "update", headers)
        assert (answer.status_code, answer.text) == (403, f"{READ_ONLY}\n")


# what becomes of the folder


def test_the_folder_is_whole_after_an_update(tmp_path: Path, helpers: Any) -> None:
    folder = helpers.make(tmp_path / "graph")
    (folder / "index.html").write_text("the page of the graph before")
    with helpers.serving(folder, token=helpers.TOKEN) as running:
        assert running.update(f"{PREFIX}INSERT DATA {{ :new :is 1 . GRAPH <{ALPHA}> {{ :new :is 2 }} }}").status_code == 204
        assert running.rows(NEW) == [{"x": "1"}, {"x": "2"}, {"g": ALPHA, "x": "2"}, {"g": EDITS, "x": "1"}]
        assert httpx.get(f"{running.url}health").json()["statements"] == 405
    assert sorted(entry.name for entry in folder.iterdir()) == ["graph.json", "graph.ttl", "ledger.sqlite", "store"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["graph"]
    assert f"<{BASE}new> <{BASE}is> 1 , 2 ." in (folder / "graph.ttl").read_text(encoding="utf-8")
    assert (Manifest.read(folder).articles, Manifest.read(folder).statements) == (2, 405)
    assert Store.open(folder).graphs() == [ALPHA, BETA, EDITS]


def test_an_update_that_takes_too_long_changes_nothing(tmp_path: Path, helpers: Any) -> None:
    folder = helpers.make(tmp_path / "graph")
    with helpers.serving(folder, token=helpers.TOKEN) as running:
        pattern = helpers.SLOW.partition("{")[2]
        answer = running.update(f"{PREFIX}INSERT DATA {{ :new :is 1 }} ; INSERT {{ ?a ?b ?h }} WHERE {{ {pattern}", timeout=0.5)
        assert answer.status_code == 504
        assert running.rows(NEW) == []
        assert running.update(f"{PREFIX}INSERT DATA {{ :new :is 2 }}").status_code == 204
        assert running.rows(NEW)[0] == {"x": "2"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["graph"]


@pytest.mark.parametrize("length", ["Content-Length: 200", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", ["update", "sparql"])
def test_an_update_that_does_not_come_whole_is_not_carried_out(writable: Any, helpers: Any, path: str, length: str) -> None:
    """Though what has come of it is an update."""
    said = f"{PREFIX}INSERT DATA {{ :new :is 1 }}"
    body = said if length.startswith("Content") else f"{len(said):x}\r\n{said}\r\n"
    token = f"Authorization: Bearer {helpers.TOKEN}\r\nContent-Type: {UPDATE}"
    host, port = writable.url.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as client:
        client.sendall(f"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{token}\r\n{length}\r\n\r\n{body}".encode())
    assert writable.update(f"{PREFIX}INSERT DATA {{ :new :is 2 }}").status_code == 204   # behind the other, so that is over
    assert [row["x"] for row in writable.rows(NEW)] == ["2", "2"]


def test_an_update_that_nobody_waits_for_any_more_changes_nothing(tmp_path: Path, helpers: Any) -> None:
    folder = helpers.make(tmp_path / "graph")
    with helpers.serving(folder, token=helpers.TOKEN) as running:
        before = running.workers
        text = f"{PREFIX}INSERT {{ :new :is ?count }} WHERE {{ {{ {helpers.SLOW} }} }}"
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{running.url}update", data={"update": text}, headers=TOKEN, timeout=1)
        helpers.until(lambda: before - running.workers)
        assert running.update(f"{PREFIX}INSERT DATA {{ :new :is 2 }}").status_code == 204
        assert [row["x"] for row in running.rows(NEW)] == ["2", "2"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["graph"]
    assert sorted(entry.name for entry in folder.iterdir()) == ["graph.json", "graph.ttl", "ledger.sqlite", "store"]


def test_updates_at_the_same_time_are_done_one_after_another(writable: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda number: writable.update(f"{PREFIX}INSERT DATA {{ :new :is {number} }}"), range(8)))
    assert [answer.status_code for answer in answers] == [204] * 8
    assert len(writable.rows(f"{PREFIX}SELECT * {{ :new :is ?x }}")) == 8
