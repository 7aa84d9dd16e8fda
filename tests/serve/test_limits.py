"""What is too much: queries that take too long or too much, clients that go away, too many at once. Workers must not be left behind.

No test measures time: each waits until something has happened.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import httpx
import pytest

PAIRS = "SELECT * { ?a ?p ?b . ?c ?q ?d }"
TRIPLES = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"


@contextmanager
def asking(running: Any, query: str, path: str = "sparql?query=") -> Iterator[socket.socket]:
    """A client that has asked and does not read the answer yet."""
    host, port = running.url.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as client:
        target = httpx.URL(f"{running.url}sparql", params={"query": query}).raw_path.decode()
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        yield client


def busy(pids: set[int]) -> set[int]:
    """Those of these processes that are working."""
    shown = subprocess.run(["ps", "-o", "pid=,stat=", "-p", ",".join(map(str, pids))], capture_output=True, text=True, check=False).stdout
    return {int(row.split()[0]) for row in shown.splitlines() if row.split()[1].startswith("R")}


@pytest.fixture
def server(folder: Any, helpers: Any) -> Iterator[Any]:
    """A server of its own for each test, since its workers are watched."""
    with helpers.serving(folder) as running:
        yield running


def test_a_query_that_takes_too_long_is_stopped(server: Any, helpers: Any) -> None:
    before = server.workers
    answer = server.ask(helpers.SLOW, timeout=0.2)
    assert (answer.status_code, answer.text) == (504, "the query took longer than 0.2 seconds: ask for less\n")
    helpers.until(lambda: len(server.workers) == 2 and server.workers != before)
    assert len(before & server.workers) == 1
    assert server.ask("ASK { }").json()["boolean"] is True


ENDLESS = (
    "SELECT (COUNT(*) AS ?count) { ?a (!<urn:a>|^!<urn:a>)* ?b . ?c (!<urn:a>|^!<urn:a>)* ?d . ?e ?p ?f . ?g ?q ?h }",
    "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY DESC(?f) ?b ?d",
    "SELECT DISTINCT ?s { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . BIND(MD5(CONCAT(STR(?b), STR(?d), STR(?f))) AS ?s) FILTER(?s = '') }",
    "SELECT * { ?a ?p ?b FILTER NOT EXISTS { ?c ?q ?d . ?e ?r ?f . ?g ?s ?h FILTER(?h = ?b && ?f = 'never') } }",
)


@pytest.mark.parametrize("query", ENDLESS)
def test_whatever_would_run_for_hours_is_stopped(endless: Any, query: str) -> None:
    answer = endless.ask(query, timeout=0.5)
    assert answer.status_code in (503, 504), answer.text[:300]   # without memory, or without time
    assert endless.ask("ASK { }").status_code == 200


@pytest.fixture(scope="module")
def endless(folder: Any, helpers: Any) -> Iterator[Any]:
    """A server that is asked for too much."""
    with helpers.serving(folder) as running:
        yield running


def test_nobody_gets_more_time_than_the_server_gives(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"seconds": 0.2}) as running:
        assert running.ask(helpers.SLOW, timeout=10_000).status_code == 504
        assert running.ask(helpers.SLOW, timeout="inf").status_code == 504


def test_an_answer_that_breaks_off_does_not_look_whole(server: Any) -> None:
    pieces: list[bytes] = []
    with server.client() as client, client.stream("GET", "sparql", params={"query": TRIPLES, "timeout": 1}) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
            pieces.extend(answer.iter_bytes())
    assert b"".join(pieces).endswith(b"\n# cut off: the query took longer than 1 seconds: ask for less\n")


@pytest.mark.parametrize("query", ["slow", "long"])
def test_the_work_ends_when_the_client_goes_away(server: Any, helpers: Any, query: str) -> None:
    before = server.workers
    with asking(server, helpers.SLOW if query == "slow" else TRIPLES):
        working = helpers.until(lambda: busy(before)) if query == "slow" else None
    gone = helpers.until(lambda: before - server.workers)
    assert working is None or gone <= working
    helpers.until(lambda: len(server.workers) == 2)


def test_a_client_that_reads_nothing_holds_the_worker_back_not_the_memory(server: Any, helpers: Any) -> None:
    before = server.workers
    with asking(server, TRIPLES) as client:
        assert client.recv(1)                     # the answer has begun
        helpers.until(lambda: not busy(before))   # the pipe is full, the worker waits
        assert server.workers == before
        assert server.ask("ASK { }").status_code == 200
    helpers.until(lambda: before - server.workers)


def test_a_client_that_never_reads_is_cut_off(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"seconds": 1}) as running:
        before = running.workers
        with asking(running, TRIPLES) as client:
            helpers.until(lambda: before - running.workers)
            while client.recv(1 << 16):   # what was on its way; then the end, though the connection is kept alive
                pass
        running.stop()
    assert [line for line in running.lines if " 200 " in line and line.endswith(" cut off")]


def test_an_answer_that_is_too_large_is_refused_or_broken_off(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"result": 1000}) as running:
        answer = running.ask(PAIRS)
        assert (answer.status_code, answer.text) == (422, "the answer has more than 1,000 bytes: ask for less, with LIMIT\n")
        assert running.ask(f"{PAIRS} LIMIT 1").status_code == 200
        assert running.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle").status_code == 422
    with helpers.serving(folder, limits={"result": 1_000_000}) as running:
        with pytest.raises(httpx.RemoteProtocolError):
            running.ask(PAIRS)
        assert running.ask("ASK { }").status_code == 200


def test_a_body_that_is_too_large_is_refused(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"body": 1000}, token=helpers.TOKEN) as running, running.client() as client:
        query = b"ASK { } #" + b" " * 1000
        for type_ in ("application/sparql-query", "application/x-www-form-urlencoded"):
            for content in (query, iter([query[:500], query[500:]])):   # with its length told beforehand, and without
                answer = client.post("sparql", content=content, headers={"Content-Type": type_})
                assert (answer.status_code, answer.text) == (413, "the body has more than 1,000 bytes: send less\n")
        assert client.get("sparql", params={"query": "ASK { }"}).status_code == 200


def test_an_update_may_be_larger(tmp_path: Path, helpers: Any) -> None:
    """Where it is nothing else, and shows the token before it is read."""
    graph = helpers.make(tmp_path / "graph")
    limits = {"body": 1000, "update": 2000}
    with helpers.serving(graph, limits=limits, token=helpers.TOKEN) as running, running.client() as client:
        update = {"Content-Type": "application/sparql-update"}
        allowed = {**update, "Authorization": f"Bearer {helpers.TOKEN}"}
        for address in ("update", "sparql"):
            assert client.post(address, content=b"INSERT DATA { } #" + b" " * 1500, headers=update).status_code == 401
            too_large = client.post(address, content=b"INSERT DATA { } #" + b" " * 2500, headers=allowed)
            assert (too_large.status_code, too_large.text) == (413, "the body has more than 2,000 bytes: send less\n")
        assert client.post("update", content=b"INSERT DATA { } #" + b" " * 1500, headers=allowed).status_code == 204


def test_a_body_that_breaks_off_is_no_mistake_of_the_server(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder) as running:
        host, port = running.url.removeprefix("http://").strip("/").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as client:
            head = "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
            client.sendall(head.encode())
        helpers.until(lambda: running.ask("ASK { }").status_code == 200)
        running.stop()
    assert not any("Traceback" in line for line in running.lines)
    assert len(running.lines) == 3


@contextmanager
def connected(running: Any, sent: bytes = b"") -> Iterator[socket.socket]:
    """A client that has said so much."""
    host, port = running.url.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as client:
        client.sendall(sent)
        yield client


HEAD = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def hasty(folder: Any, helpers: Any) -> Iterator[Any]:
    """A server that waits for nobody."""
    with helpers.serving(folder, limits={"patience": 0.5, "seconds": 0.5}) as running:
        yield running


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, HEAD + b"X-Slow: a"], ids=repr)
def test_a_client_that_does_not_say_what_it_asks_for_is_not_waited_for(hasty: Any, sent: bytes) -> None:
    with connected(hasty, sent) as client:
        assert client.recv(1) == b""


def test_a_head_that_comes_line_by_line_is_not_waited_for(hasty: Any, helpers: Any) -> None:
    with connected(hasty, HEAD) as client:
        client.settimeout(0.1)

        def goes_on() -> bool:
            client.sendall(b"X: y\r\n")
            try:
                return bool(client.recv(1))
            except TimeoutError:
                return True

        with suppress(ConnectionError):
            helpers.until(lambda: not goes_on())


@pytest.mark.parametrize("sent", [b"Content-Length: 99\r\n\r\nASK", b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n"])
def test_a_body_that_does_not_come_is_not_waited_for(hasty: Any, sent: bytes) -> None:
    with connected(hasty, POST + sent) as client:
        answer = HTTPResponse(client)
        answer.begin()
        assert (answer.status, answer.getheader("connection")) == (408, "close")
        assert answer.read() == b"the body did not come within 0.5 seconds: send it faster\n"
        assert client.recv(1) == b""


ESTABLISHED = "01"


def held(running: Any) -> int:
    """How many connections the server has open."""
    end = f":{httpx.URL(running.url).port:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()]
    return sum(row[1].endswith(end) and row[3] == ESTABLISHED for row in rows)


def test_a_client_that_never_reads_a_file_is_not_waited_for(hasty: Any, helpers: Any) -> None:
    """A file so often that it finds no room on the way."""
    helpers.until(lambda: not held(hasty))
    file = b"GET /web/vendor/yasgui.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with connected(hasty, file * 20):
        helpers.until(lambda: held(hasty))
        helpers.until(lambda: not held(hasty))


def answered(running: Any, request: bytes) -> bytes:
    """What the server says to these bytes until it ends the connection."""
    answer = b""
    with suppress(ConnectionError), connected(running, request) as client:
        while piece := client.recv(1 << 16):
            answer += piece
    return answer


@pytest.mark.parametrize(
    "chunks",
    [b"zz\r\nASK{}\r\n0\r\n\r\n", b"-5\r\nASK{}\r\n0\r\n\r\n", b"0x5\r\nASK{}\r\n0\r\n\r\n", b"5\r\nASK{}0\r\n\r\n",
     b"ffffffffffffffffffffff\r\nASK{}", b"5\nASK{}\n0\n\n", b"4\r\nASK{}\r\n0\r\n\r\n", b"5;" + b"a" * 200_000,
     b"5\r\nASK{}\r\n0\r\nHost: evil.example\r\n\r\nGET /update HTTP/1.1\r\n\r\n"],
    ids=lambda chunks: repr(chunks[:40]),
)  # fmt: skip
def test_chunks_that_are_none_make_no_mistake_of_the_server(hasty: Any, chunks: bytes) -> None:
    told = b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\nConnection: close"
    answer = answered(hasty, b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\n" + told + b"\r\n\r\n" + chunks)
    assert not answer.startswith(b"HTTP/1.1 500"), answer[:300]
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert httpx.get(f"{hasty.url}health").status_code == 200


@pytest.mark.parametrize(
    "request_",
    [b"GET /sparql?query=" + b"a" * (1 << 18) + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * (1 << 18) + b"\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * (1 << 16) + b"\r\n",
     b"G" * (1 << 18), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
     b"GET / HTTP/9.9\r\nConnection: close\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n Host: folded\r\n\r\n",
     b"GET http://[::1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"],
    ids=lambda request: repr(request[:30]),
)  # fmt: skip
def test_what_is_too_large_or_no_request_is_refused(hasty: Any, request_: bytes) -> None:
    answer = answered(hasty, request_)
    assert answer.startswith(b"HTTP/1.1 4") or not answer, answer[:300]   # of what is still being sent, a client may see the end only
    assert httpx.get(f"{hasty.url}health").status_code == 200


def test_many_connections_that_say_nothing_hold_up_nobody(server: Any) -> None:
    with ExitStack() as silent:
        for number in range(300):
            silent.enter_context(connected(server, (b"", HEAD, POST + b"Content-Length: 99\r\n\r\nASK")[number % 3]))
        assert [server.ask("ASK { }").status_code for _ in range(5)] == [200] * 5
    assert server.ask("ASK { }").status_code == 200


def test_when_too_many_wait_others_are_sent_away(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"workers": 1, "waiting": 0}) as running:
        with asking(running, helpers.SLOW):
            helpers.until(lambda: busy(running.workers))
            answer = running.ask("ASK { }")
            assert (answer.status_code, "busy" in answer.text) == (503, True)
            assert answer.headers["retry-after"].isdecimal()
            assert httpx.get(f"{running.url}health").status_code == 200
        assert helpers.until(lambda: running.ask("ASK { }").status_code == 200)


def test_queries_that_may_wait_are_answered_in_turn(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"workers": 1, "waiting": 20}) as running, ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda number: running.rows(f"SELECT ({number} AS ?number) {{ }}"), range(12)))
    assert answers == [[{"number": str(number)}] for number in range(12)]


def test_a_query_that_takes_too_much_memory_is_stopped(folder: Any, helpers: Any) -> None:
    with helpers.serving(folder, limits={"memory": 400 << 20}) as running:
        answer = running.ask(f"{TRIPLES} ORDER BY ?d ?b LIMIT 1000000000")
        assert (answer.status_code, answer.text) == (503, "the query needs more memory than it may have: ask for less\n")
        assert running.ask("ASK { }").status_code == 200


def test_a_worker_that_was_killed_is_replaced(server: Any, helpers: Any) -> None:
    killed = server.workers
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    helpers.until(lambda: not any(map(helpers.running, killed)))
    helpers.until(lambda: server.ask("ASK { }").status_code == 200 and len(server.workers) == 2)


def test_workers_come_back_once_the_system_has_means_for_them_again(server: Any, helpers: Any) -> None:
    with server.client() as client:
        assert client.get("health").status_code == 200   # the connection is there before all files are taken
        before = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (3, before[1]))
        for _ in range(2):
            assert client.get("sparql", params={"query": helpers.SLOW, "timeout": 0.2}).status_code == 504
        helpers.until(lambda: not server.workers)
        for _ in range(3):
            answer = client.get("sparql", params={"query": "ASK { }"})
            assert (answer.status_code, "ask again later" in answer.text, "retry-after" in answer.headers) == (503, True, True)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, before)
        assert [client.get("sparql", params={"query": "ASK { }"}).status_code for _ in range(4)] == [200] * 4


# the end of the server


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_on_a_signal_and_so_do_its_workers(server: Any, helpers: Any, sign: int) -> None:
    workers = server.workers
    assert len(workers) == 2
    assert server.stop(sign) == 0
    assert server.lines[-1] == "ended"
    assert not any(map(helpers.running, workers))


def test_work_that_goes_on_is_cut_when_the_server_ends(server: Any, helpers: Any) -> None:
    workers = server.workers
    with asking(server, helpers.SLOW):
        helpers.until(lambda: busy(workers))
        assert server.stop() == 0
    assert not any(map(helpers.running, workers))


def test_workers_end_even_where_the_server_is_killed(server: Any, helpers: Any) -> None:
    workers = server.workers
    with asking(server, helpers.SLOW):
        helpers.until(lambda: busy(workers))
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
        helpers.until(lambda: not any(map(helpers.running, workers)))


def test_an_interrupt_from_the_keyboard_reaches_the_server_only(server: Any) -> None:
    assert all(os.getpgid(worker) != os.getpgid(server.process.pid) for worker in server.workers)


def test_an_answer_that_is_nearly_there_is_finished_when_the_server_ends(server: Any) -> None:
    with server.client() as client, client.stream("GET", "sparql", params={"query": f"{PAIRS} LIMIT 30000"}) as answer:
        server.process.send_signal(signal.SIGTERM)
        text = answer.read()
    assert len(json.loads(text)["results"]["bindings"]) == 30_000
