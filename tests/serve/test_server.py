"""The server itself: health, log, who may call it and from which pages, a graph that changes or goes, hostile requests."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg import __version__
from kg.errors import GraphError
from kg.serving import _listening, serve

GAVE = "SELECT ?what { ?who <https://example.org/id/gave> ?what }"


@pytest.fixture
def client(server: Any) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def raw(running: Any, request: bytes) -> bytes:
    """What the server sends to these bytes."""
    host, port = running.url.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as client:
        client.sendall(request)
        answer = b""
        while piece := client.recv(1 << 16):
            answer += piece
        return answer


# health, log


def test_health(client: httpx.Client) -> None:
    answer = client.get("health")
    assert answer.json() == {"status": "ok", "articles": 2, "statements": 403, "version": __version__}
    assert answer.headers["cache-control"] == "no-store"
    assert client.head("health").content == b""


def test_each_request_is_one_line_of_the_log(folder: Path, helpers: Any) -> None:
    with helpers.serving(folder, token=helpers.TOKEN) as running:
        running.ask("ASK { }", token="secret")
        running.update("nonsense")
        httpx.get(f"{running.url}nothing/%0A%1B%5B31m%22%E2%80%AEx")
        httpx.get(f"{running.url}health")
        running.stop()
    lines = [re.sub(r"^\S+T\S+ (.*) \d+ ms(.*)$", r"\1\2", line) for line in running.lines]
    assert lines == [
        '127.0.0.1 "GET /sparql" 200 26 B',
        '127.0.0.1 "POST /update" 400 77 B',
        '127.0.0.1 "GET /nothing/%0A%1B%5B31m%22%E2%80%AEx" 404 70 B',
        f'127.0.0.1 "GET /health" 200 {len(running_health())} B',
        "ended",
    ]
    assert not any(word in line for word in ("secret", helpers.TOKEN, "nonsense") for line in running.lines)


def running_health() -> str:
    return f'{{"status":"ok","articles":2,"statements":403,"version":"{__version__}"}}'


def test_a_request_that_nobody_waited_for_is_logged_too(folder: Path, helpers: Any) -> None:
    with helpers.serving(folder) as running:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(running.sparql, params={"query": helpers.SLOW}, timeout=0.5)
        helpers.until(lambda: running.ask("ASK { }").status_code == 200)
        running.stop()
    assert any(re.search(r'"GET /sparql" 499 0 B \d+ ms cut off$', line) for line in running.lines)


def test_answers_do_not_wait_for_their_clients() -> None:
    """Else a body is sent only once the client has acknowledged the head, for which many take 40 ms."""
    with _listening("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        answering, _ = listening.accept()
        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


# who may call


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:80", "localhost", "localhost:1234", "LOCALHOST", "[::1]:80"])
def test_it_is_called_by_the_names_of_this_computer(client: httpx.Client, host: str) -> None:
    assert client.get("health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "127.0.0.2", "evil@127.0.0.1", ""])
def test_a_name_that_leads_here_from_elsewhere_is_refused(client: httpx.Client, host: str) -> None:
    """Else a page of the web could read the graph by a name of its own that it lets point here."""
    for path in ("health", "sparql?query=ASK+%7B%7D", "", "static/explorer.html"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:8080"])
def test_pages_of_this_computer_may_read(client: httpx.Client, origin: str) -> None:
    answer = client.get("sparql", params={"query": "ASK { }"}, headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in answer.headers
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("sparql", headers=asked).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "http://127.0.0.1@evil.example", "null"])
def test_pages_from_elsewhere_may_not_read(client: httpx.Client, origin: str) -> None:
    assert "access-control-allow-origin" not in client.get("health", headers={"Origin": origin}).headers
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    assert client.options("sparql", headers=asked).status_code == 400


@pytest.mark.parametrize(
    ("origins", "allowed", "refused"),
    [(["*"], "https://any.example", None), (["https://one.example"], "https://one.example", "https://oneXexample")],
)
def test_other_pages_may_read_where_that_is_wanted(
    folder: Path, helpers: Any, origins: list[str], allowed: str, refused: str | None,
) -> None:
    with helpers.serving(folder, origins=origins) as running:
        answer = httpx.get(f"{running.url}health", headers={"Origin": allowed})
        assert answer.headers["access-control-allow-origin"] in (allowed, "*")
        if refused:
            assert "access-control-allow-origin" not in httpx.get(f"{running.url}health", headers={"Origin": refused}).headers


def test_no_page_of_another_site_may_show_a_token(writable: Any) -> None:
    asked = {
        "Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization",
    }
    assert httpx.options(f"{writable.url}update", headers=asked).status_code == 400


# a graph that changes or goes


def test_a_graph_that_was_built_anew_is_served_anew(tmp_path: Path, helpers: Any) -> None:
    folder = helpers.make(tmp_path / "graph")
    with helpers.serving(folder) as running:
        assert running.rows(GAVE) == [{"what": "口罩"}]
        helpers.make(folder, "手套")
        assert [running.rows(GAVE) for _ in range(4)] == [[{"what": "手套"}]] * 4   # by every worker


def test_a_graph_that_is_gone_is_told(tmp_path: Path, helpers: Any) -> None:
    folder = helpers.make(tmp_path / "graph")
    with helpers.serving(folder) as running:
        shutil.move(folder, tmp_path / "elsewhere")
        for path in ("sparql?query=ASK+%7B%7D", "rdf-graph-store?default", "sparql"):
            answer = httpx.get(f"{running.url}{path}")
            assert (answer.status_code, answer.text.count("\n"), "graph" in answer.text) == (503, 1, True)
        health = httpx.get(f"{running.url}health")
        assert (health.status_code, health.json()["status"]) == (503, "unavailable")
        shutil.move(tmp_path / "elsewhere", folder)
        assert running.rows(GAVE) == [{"what": "口罩"}]


def test_without_a_graph_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="there is no graph"):
        serve(tmp_path / "none")


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "192.0.2.1", "a" * 100])
def test_an_address_that_cannot_be_had_is_one_line(folder: Path, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(GraphError) as error:
        serve(folder, host, other.getsockname()[1])
    assert "\n" not in str(error.value)


def test_a_port_that_is_none_is_one_line(folder: Path) -> None:
    with pytest.raises(GraphError, match="port"):
        serve(folder, port=70_000)


# hostile requests


@pytest.mark.parametrize("route", ["", "static/", "web/", "api/", "sparql/", "health/", "rdf-graph-store/", "update/", "query/"])
@pytest.mark.parametrize(
    "way", ["../../../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/setup.cfg", "..\\..\\setup.cfg", "/etc/passwd",
            "%2fetc%2fpasswd", "....//....//etc/passwd", "x/../../app.py", "../app.py", "%00", "a%00.html", "file:///etc/passwd"],
)
def test_no_address_leads_to_other_files(server: Any, route: str, way: str) -> None:
    answer = raw(server, f"GET /{route}{way} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    status = answer.split(b" ", 2)[1]
    assert status in (b"400", b"404", b"405"), answer[:300]
    assert b"root:" not in answer
    assert b"Starlette" not in answer
    assert b"[metadata]" not in answer


@pytest.mark.parametrize(
    "header",
    [
        b"Host: 127.0.0.1\r\nX: \x00", b"Host: 127.0.0.1\r\nHost: evil.example", b"Host: 127.0.0.1\r\nAccept: \xff\xfe",
        b"Host: <script>alert(1)</script>", b'Host: 127.0.0.1"onload="x', b"Host: 127.0.0.1\r\nContent-Length: -1",
        b"Host: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", b"Host: 127.0.0.1\r\nContent-Type: \"\\;;=;charset",
        b"Host: 127.0.0.1\r\nContent-Type: a/b; charset*=x''%ff", b"Host: 127.0.0.1\r\nContent-Type: a/b; charset=\xff",
        b"Host: 127.0.0.1\r\nAuthorization: Bearer \xff", b"Host: 127.0.0.1\r\n" + b"A: b\r\n" * 9000,
    ],
)
@pytest.mark.parametrize(
    "line", [b"GET /sparql?query=ASK+%7B%7D", b"GET /sparql", b"POST /sparql", b"POST /update", b"GET /rdf-graph-store?default"],
)
def test_hostile_headers_make_no_mistake_of_the_server(server: Any, line: bytes, header: bytes) -> None:
    answer = raw(server, line + b" HTTP/1.1\r\n" + header + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4", b"HTTP/1.1 303")), answer[:300]
    assert b"Traceback" not in answer
    assert b"<script>" not in answer


def test_what_is_not_there_is_said_in_one_line(client: httpx.Client) -> None:
    answer = client.get("nothing")
    assert (answer.status_code, answer.text) == (404, "there is no such address: the pages begin at /, queries go to /sparql\n")
    assert client.get("api/nothing").json().keys() == {"error"}


@pytest.mark.parametrize(
    "iri", ["http://a/<script>", 'http://a/"onload="x', "http://a/\u202e", "javascript:alert(1)", "http://a/ b", "\x00", "\ud7ff" * 99],
)
def test_hostile_graph_names_are_refused_or_unknown(client: httpx.Client, iri: str) -> None:
    for path, name in (("rdf-graph-store", "graph"), ("sparql", "default-graph-uri"), ("sparql", "named-graph-uri")):
        answer = client.get(path, params={name: iri, "query": "ASK { ?s ?p ?o }"})
        assert answer.status_code in (200, 400, 404)
        assert answer.headers["content-type"].partition(";")[0] in ("text/plain", "application/sparql-results+json")
