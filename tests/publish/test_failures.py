"""What goes wrong on the way: what passes is tried again, what broke off is gone on with, all else is one line."""

from __future__ import annotations

import base64
import signal
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

BASE = "https://example.org/id/"
SMALL = ("--batch", "0.01", "--connections", "1")
"""So that there are many requests, one after the other: thirteen graphs a batch."""
MIDDLE = {"oxigraph-update": 10, "oxigraph-store": 40}
"""A request by which some batches have come to their end, and some have not begun."""


def gate_at(remote: Any, helpers: Any, meddle: Callable[..., Any]) -> Any:
    return helpers.Gate(remote.root, meddle)


def path(remote: Any) -> str:
    found: str = remote.url.removeprefix(remote.root)
    return found


@pytest.mark.parametrize("status", [503, 0])
def test_what_passes_is_tried_again(status: int, foreign: Any, tmp_path: Path, helpers: Any) -> None:
    """A busy store, and a connection that breaks."""
    graph = helpers.make(tmp_path / "graph", helpers.numbers(3))
    with gate_at(foreign, helpers, lambda number, *_: (status, "") if number <= 2 else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.counts) == (0, (3, 0, 0))
    first, second = outcome.err.splitlines()
    assert first.startswith("kg: the store does not answer (")
    assert first.endswith("another try in 0.5 s")
    assert second.endswith("another try in 1 s")
    assert foreign.differs(graph) == []


def test_a_store_says_when_to_try_again(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(3))
    statuses = [429, 502, 503, 504]
    with gate_at(foreign, helpers, lambda *_: (statuses.pop(), "", {"Retry-After": "0"}) if statuses else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.counts) == (0, (3, 0, 0))
    assert [line[-20:] for line in outcome.err.splitlines()] == [": another try in 0 s"] * 4


def test_what_broke_off_goes_on(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    """The client is killed in the middle of a request, which the store may have carried out or not."""
    graph = helpers.make(tmp_path / "graph", helpers.numbers(300, word="x" * 200))
    clients: list[Any] = []

    def kill(number: int, *_: Any) -> tuple[int, str] | None:
        if number < MIDDLE[foreign.kind]:
            return None
        clients[0].kill()
        return 0, ""

    with gate_at(foreign, helpers, kill) as gate, helpers.publishing(gate.root + path(foreign), "-g", graph, *SMALL) as client:
        clients.append(client)
        assert client.wait(helpers.PATIENCE) == -signal.SIGKILL
    goes_on = helpers.publish(foreign.url, "-g", graph)
    assert sum(goes_on.counts) == 300
    assert goes_on.report["unchanged"] > 10
    assert foreign.differs(graph) == []
    assert helpers.publish(foreign.url, "-g", graph).counts == (0, 300, 0)
    assert len(foreign.record()) == 300


def test_ctrl_c(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(300, word="x" * 200))
    clients: list[Any] = []

    def interrupt(number: int, *_: Any) -> None:
        if number == MIDDLE[foreign.kind]:
            clients[0].send_signal(signal.SIGINT)

    with gate_at(foreign, helpers, interrupt) as gate, helpers.publishing(gate.root + path(foreign), "-g", graph, *SMALL) as client:
        clients.append(client)
        out, err = client.communicate(timeout=helpers.PATIENCE)
    assert (client.returncode, out) == (130, "")
    assert err.endswith(" of 300 graphs are sent and 0 of 0 removed): the same command goes on\n")
    sent = int(err.removeprefix("kg: interrupted (").split()[0])
    assert helpers.publish(foreign.url, "-g", graph).counts == (300 - sent, sent, 0)


@pytest.mark.parametrize("way", ["update", "store"])
def test_the_server_is_killed(way: str, tmp_path: Path, oxigraph_server: Callable[..., Any], helpers: Any) -> None:
    """It comes back at once, and the client never ends; or it does not, and a later call goes on."""
    graph = helpers.make(tmp_path / "graph", helpers.numbers(200, word="x" * 200))
    running: list[Any] = []
    first = oxigraph_server("--location", str(tmp_path / "store"))
    port, process = first.__enter__()

    def kill(number: int, *_: Any) -> None:
        if number == 10:
            process.kill()
            process.wait()
            running.append(oxigraph_server("--location", str(tmp_path / "store"), port=port))
            running[0].__enter__()

    try:
        with helpers.Gate(f"http://127.0.0.1:{port}", kill) as gate:
            outcome = helpers.publish(f"{gate.root}/{way}", "-g", graph, *SMALL)
        assert (outcome.code, outcome.counts) == (0, (200, 0, 0)), outcome.err
        remote = helpers.of_oxigraph(port, process, way)
        assert remote.differs(graph) == []
        assert len(remote.record()) == 200
    finally:
        for each in (*running, first):
            each.__exit__(None, None, None)


def test_a_store_that_stays_away(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(300, word="x" * 200))
    middle = MIDDLE[foreign.kind]
    with gate_at(foreign, helpers, lambda number, *_: (HTTPStatus.FORBIDDEN, "no more") if number >= middle else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph, *SMALL)
    assert (outcome.code, outcome.out) == (8, "")
    assert outcome.err.startswith(f"kg: {gate.root}{path(foreign)} does not let you do this (HTTP 403: no more): ask whoever keeps")
    assert outcome.err.endswith(" of 300 graphs are sent and 0 of 0 removed; the same command goes on)")
    sent = int(outcome.err.rpartition("(")[2].split()[0])
    assert helpers.publish(foreign.url, "-g", graph).counts == (300 - sent, sent, 0)


def test_a_request_too_large_is_made_smaller(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    """Down to parts of one graph; what has gone wrong then is not tried so large again."""
    most = 30_000
    graphs = helpers.numbers(40, word="x" * 300) | {"large": [f'<{BASE}l> <{BASE}p{n}> "{"y" * 900}"' for n in range(100)]}
    graph = helpers.make(tmp_path / "graph", graphs)
    with gate_at(foreign, helpers, lambda _, method, body: (413, "too much") if len(body) > most else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.counts, outcome.err) == (0, (41, 0, 0), "")
    assert 0 < sum(len(body) > most for _, body in gate.written) < 12
    assert foreign.differs(graph) == []


def test_more_than_our_own_server_takes(servers: Callable[[str], Any], tmp_path: Path, helpers: Any) -> None:
    remote = servers("tuzhi")
    remote.update("DROP ALL")
    large = [f'<{BASE}l> <{BASE}p{n}> "{"y" * 100_000}"' for n in range(50)]
    graph = helpers.make(tmp_path / "graph", {"large": large, "small": large[:1]})
    outcome = helpers.publish(remote.url, "-g", graph, "--batch", "8")
    assert (outcome.code, outcome.counts) == (0, (2, 0, 0)), outcome.err
    assert remote.differs(graph) == []


def test_one_statement_that_is_too_large(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(5) | {"large": [f'<{BASE}l> <{BASE}p> "{"y" * 90_000}"']})
    with gate_at(foreign, helpers, lambda _, method, body: (413, "") if len(body) > 30_000 else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.counts) == (8, (5, 0, 0))
    assert list(outcome.report["failed"]) == [f"{BASE}article/large"]
    assert outcome.err.splitlines() == [
        f"kg: {BASE}article/large is not sent: {gate.root}{path(foreign)} takes no request of this size (HTTP 413): "
        "give less at a time, with --batch",
        "kg: 1 graph could not be sent: see above; the same command tries them again",
    ]
    assert helpers.publish(foreign.url, "-g", graph).counts == (1, 5, 0)


def test_a_graph_that_the_store_does_not_take(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(20) | {"bad": [f'<{BASE}l> <{BASE}p> "unheard of"']})
    with gate_at(foreign, helpers, lambda _, method, body: (400, "not\nthis") if b"unheard of" in body else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.counts) == (8, (20, 0, 0))
    why = f"{gate.root}{path(foreign)} does not do what it is asked (HTTP 400: not this)"
    assert outcome.report["failed"] == {f"{BASE}article/bad": why}
    assert helpers.publish(foreign.url, "-g", graph).counts == (1, 20, 0)


def test_a_store_that_takes_nothing(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(100))
    with gate_at(foreign, helpers, lambda _, method, body: (500, "") if b"-2" in body else None) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.out) == (8, "")
    assert len(gate.written) < 100


@pytest.mark.parametrize("user", ["", "anna:se:cret"])
def test_credentials_are_shown_and_never_told(
    user: str, foreign: Any, tmp_path: Path, helpers: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    shown = f"Basic {base64.b64encode(user.encode()).decode()}" if user else f"Bearer {helpers.TOKEN}"
    monkeypatch.setenv("KG_USER", user)
    with gate_at(foreign, helpers, lambda *_: (401, f"not {shown}")) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
        monkeypatch.delenv("KG_USER")
        of_address = helpers.publish(f"{gate.root}{path(foreign)}".replace("//", "//anna:se%3Acret@"), "-g", graph, token="")
    assert next(headers["Authorization"] for headers in gate.headers) == shown
    assert gate.headers[-1]["Authorization"] == f"Basic {base64.b64encode(b'anna:se:cret').decode()}"
    for each in (outcome, of_address):
        assert (each.code, each.out) == (8, "")
        assert f"{path(foreign)} does not let you in (HTTP 401: not" in each.err
        assert "se:cret" not in each.err
        assert "anna" not in each.err
    assert helpers.TOKEN not in outcome.err


def test_a_store_that_wants_a_digest(foreign: Any, tmp_path: Path, helpers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    monkeypatch.setenv("KG_USER", "anna:secret")
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="a1b2", qop="auth", algorithm=MD5'}

    def challenged(*_: Any) -> tuple[Any, ...] | None:
        return None if 'Digest username="anna"' in gate.headers[-1].get("Authorization", "") else (401, "who?", challenge)

    with gate_at(foreign, helpers, challenged) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert (outcome.code, outcome.counts) == (0, (1, 0, 0)), outcome.err
    assert not any("secret" in headers.get("Authorization", "") for headers in gate.headers)


def test_wrong_token_for_our_own_server(servers: Callable[[str], Any], tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    remote = servers("tuzhi")
    for token, said in (("wrong", "that is not the token"), ("", "an update needs the token: send Authorization: Bearer TOKEN")):
        for url in (remote.url, remote.sparql):
            outcome = helpers.publish(url, "-g", graph, token=token)
            assert (outcome.code, outcome.out) == (8, "")
            assert outcome.err == (
                f"kg: {url if 'sparql' in url else remote.url} does not let you in (HTTP 401: {said}): "
                "give the right --token or --user, or set KG_TOKEN or KG_USER")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("{root}/facts", "{root}/facts is no SPARQL store that takes updates: give its address for updates (such as …/update)"),
        ("{root}/facts/update", "no SPARQL store: no query is answered at {root}/facts/query or {root}/facts/sparql: say --query"),
        ("{root}/rdf-graph-store", "{root}/rdf-graph-store does not take what is sent there (HTTP 405"),
        ("{secure}/update", "does not speak https with this computer"),
        ("http://127.0.0.1:{closed}/update", "http://127.0.0.1:{closed}/query cannot be reached (["),
        ("http://nowhere.invalid/update", "http://nowhere.invalid/query cannot be reached (["),
        ("outputs/update", "kg: 'outputs/update' is no address of a store: write http://… or https://…"),
        ("ftp://127.0.0.1/update", "kg: 'ftp://127.0.0.1/update' is no address of a store"),
        ("http://[::1/update", "is no address of a store"),
        ("http://127.0.0.1:99999/update", "is no address of a store"),
    ],
)
def test_one_line(url: str, message: str, servers: Callable[[str], Any], tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    root = servers("tuzhi").root
    names = {"root": root, "secure": root.replace("http", "https"), "closed": helpers.closed_port()}
    outcome = helpers.publish(url.format(**names), "-g", graph)
    assert (outcome.code, outcome.out) == (8, "")
    assert outcome.err.startswith("kg: ")
    *warned, line = outcome.err.splitlines()
    assert message.format(**names) in line
    assert len(warned) == ("nowhere" in url)   # that a token is not encrypted on its way there


def test_what_its_user_knows_of_a_store(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    right, wrong = ("update", "gsp") if foreign.kind == "oxigraph-update" else ("gsp", "update")
    mistaken = helpers.publish(foreign.url, "-g", graph, "--protocol", wrong)
    assert (mistaken.code, mistaken.out) == (8, "")
    assert "does not take what is sent there (HTTP 415: " in mistaken.err
    mistaken = helpers.publish(foreign.url, "-g", graph, "--query", foreign.graphs_at)
    assert mistaken.err.endswith(f"no query is answered at {foreign.graphs_at}: say --query with the address of queries")
    assert foreign.graphs() == set()
    assert helpers.publish(foreign.url, "-g", graph, "--protocol", right, "--query", foreign.sparql).counts == (1, 0, 0)


def test_moved(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    with gate_at(foreign, helpers, lambda *_: (308, "")) as gate:
        outcome = helpers.publish(gate.root + path(foreign), "-g", graph)
    assert outcome.err == f"kg: {gate.root}{path(foreign)} has moved to another address: name that address"


def test_a_record_that_is_none(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    record = f"<{BASE}published/graph>"
    foreign.update(f'INSERT DATA {{ GRAPH {record} {{ {record} <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> "a shopping list" }} }}')
    outcome = helpers.publish(foreign.url, "-g", graph)
    assert outcome.err == (
        f"kg: the store's graph {BASE}published/graph is not what kg publish keeps there ('a shopping list'): give another --name")
    assert helpers.publish(foreign.url, "-g", graph, "--name", "other name").report["record"] == f"{BASE}published/other%20name"


def test_a_default_graph_that_shows_nothing(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    with helpers.publishing(foreign.url, "-g", graph) as process:
        _, err = process.communicate(timeout=helpers.PATIENCE)
    assert (process.returncode, err) == (
        0, "kg: queries there that name no graph do not see what was put there: let the default graph of the store be the union of all; "
        "the README says how (Other stores)\n")
