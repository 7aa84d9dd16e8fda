"""Graphs to publish, real servers of two makes to publish them to, and a gate to stand before one, which can go wrong in every way."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Lock, Thread
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from kg.cli import run
from kg.graph import Ledger, Store, building
from kg.graph.lines import lines
from kg.publish import Access, Client
from kg.publish.record import VALUE

REPOSITORY = Path(__file__).parents[2]
BASE = "https://example.org/id/"
TOKEN = "open-sesame"
UNION = "(Other stores)"
TRUST = ssl.create_default_context()
"""Read once: that takes longer than most requests."""
PATIENCE = 60
"""Seconds after which a condition is given up; none of them is a measure."""


def make(folder: Path, graphs: dict[str, Iterable[str]]) -> Path:
    """A graph folder; ``graphs`` are statements without the last dot, by the identifiers of articles."""
    with building(folder) as new:
        with Store.create(new, BASE) as store:
            quads = [(said, name) for name, statements in graphs.items() for said in statements]
            store.load("".join(f"{said} <{BASE}article/{name}> .\n{said} .\n" for said, name in quads))
        ledger = Ledger.create(new)
        ledger.index()
        ledger.close()
    return folder


def numbers(count: int, size: int = 3, word: str = "") -> dict[str, list[str]]:
    """So many graphs of so many statements."""
    return {f"a{n}": [f'<{BASE}n{n}> <{BASE}p{p}> "{word}{n}-{p}"' for p in range(size)] for n in range(count)}


@dataclass
class Remote:
    """A store to publish to, at ``url``; ``root`` is where the server is, ``graphs_at`` its address of graphs."""

    kind: str
    root: str
    url: str
    sparql: str
    graphs_at: str
    process: subprocess.Popen[Any]
    headers: dict[str, str] = field(default_factory=dict)

    def rows(self, query: str) -> list[list[str]]:
        """The rows of a query, as texts."""
        headers = {"Accept": "application/sparql-results+json"}
        answer = httpx.post(self.sparql, data={"query": query}, headers=headers, timeout=PATIENCE, verify=TRUST).raise_for_status()
        found = answer.json()
        return [[row[name]["value"] for name in found["head"]["vars"]] for row in found["results"]["bindings"]]

    def update(self, text: str) -> None:
        """Changes the store behind everybody's back."""
        address = f"{self.root}/update"
        headers = {"Content-Type": "application/sparql-update", **self.headers}
        httpx.post(address, content=text.encode(), headers=headers, timeout=PATIENCE, verify=TRUST).raise_for_status()

    def graphs(self) -> set[str]:
        """The names of the graphs there, records left out."""
        return {name for name, in self.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") if "/published/" not in name}

    def lines(self, graph: str) -> list[str]:
        """What a graph says there, by the Graph Store Protocol."""
        headers = {"Accept": "application/n-triples"}
        answer = httpx.get(self.graphs_at, params={"graph": graph}, headers=headers, timeout=PATIENCE, verify=TRUST)
        return sorted(line for line in answer.raise_for_status().content.decode().split("\n") if line)

    def record(self) -> list[str]:
        """The rows that are kept there, of all records."""
        return sorted(row for row, in self.rows(f"SELECT ?row {{ GRAPH ?g {{ ?g <{VALUE}> ?row }} }}"))

    def differs(self, folder: Path) -> list[str]:
        """The statements, and the graphs, that only it or only the graph folder has."""
        with Store.open(folder) as store:
            here = {name: lines(store, name).decode().split("\n")[:-1] for name in store.graphs() if "/published/" not in name}
        there = self.graphs()
        return sorted(there ^ set(here)) + [
            line for name in sorted(there & set(here)) for line in set(self.lines(name)) ^ set(here[name])]


@contextmanager
def tuzhi(folder: Path) -> Iterator[Remote]:
    """This program's own server of an empty graph that may be written."""
    make(folder, {})
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", "0", "--no-open", "--writable"]
    environment = os.environ | {"KG_TOKEN": TOKEN, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            root = re.search(r"http://[^/ ]+", process.stdout.readline())[0]  # type: ignore[index]
            headers = {"Authorization": f"Bearer {TOKEN}"}
            yield Remote("tuzhi", root, f"{root}/update", f"{root}/sparql", f"{root}/rdf-graph-store", process, headers)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE)


def of_oxigraph(port: int, process: subprocess.Popen[Any], way: str) -> Remote:
    root = f"http://127.0.0.1:{port}"
    return Remote(f"oxigraph-{way}", root, f"{root}/{way}", f"{root}/query", f"{root}/store", process)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, oxigraph_server: Callable[..., Any]) -> Iterator[Callable[[str], Remote]]:
    """Starts a server of this kind, or gives the one that runs."""
    running: dict[str, Remote] = {}
    with ExitStack() as stack:
        def start(kind: str) -> Remote:
            if kind == "tuzhi" and kind not in running:
                running[kind] = stack.enter_context(tuzhi(tmp_path_factory.mktemp("tuzhi") / "graph"))
            elif kind not in running:
                port, process = stack.enter_context(oxigraph_server())
                running.update({f"oxigraph-{way}": of_oxigraph(port, process, way) for way in ("update", "store")})
            return running[kind]

        yield start


KINDS = ("tuzhi", "oxigraph-update", "oxigraph-store")


@pytest.fixture(params=KINDS)
def remote(request: pytest.FixtureRequest, servers: Callable[[str], Remote]) -> Remote:
    """An empty store of each make, by each protocol that it takes."""
    found = servers(request.param)
    found.update("DROP ALL")
    return found


@pytest.fixture(params=KINDS[1:])
def foreign(request: pytest.FixtureRequest, servers: Callable[[str], Remote]) -> Remote:
    """An empty store of another make, by each protocol."""
    found = servers(request.param)
    found.update("DROP ALL")
    return found


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """What ``--json`` has printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def counts(self) -> tuple[int, int, int]:
        """Sent, unchanged, removed."""
        return self.report["sent"], self.report["unchanged"], self.report["removed"]


@contextmanager
def publishing(*arguments: object, token: str = TOKEN) -> Iterator[subprocess.Popen[str]]:
    """``kg publish``, as it runs."""
    environment = os.environ | {"KG_TOKEN": token, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "kg", "publish", *map(str, arguments), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        yield process


def publish(*arguments: object, token: str = TOKEN) -> Outcome:
    """The end of ``kg publish``, in this process."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["publish", *map(str, arguments), "--token", token, "--json"])
    told = [line for line in err.getvalue().splitlines() if UNION not in line]   # it is true, and told wherever it is so
    return Outcome(code, out.getvalue(), "\n".join(told))


Meddle = Callable[[int, str, bytes], "tuple[Any, ...] | None"]


class Gate:
    """Hands requests on to a store. ``meddle`` is told each of them that writes: its number, its method and its body, and may give
    the status, the text and the headers that are answered instead; one without status is no answer at all."""

    def __init__(self, store: str, meddle: Meddle) -> None:
        self.store = store
        self.written: list[tuple[str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        self._meddle = meddle
        self._lock = Lock()
        self._server = Quiet(("127.0.0.1", 0), handler(self))
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Gate:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def instead(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[Any, ...] | None:
        if method == "GET" or b"query=" in body[:6]:
            return None
        with self._lock:
            self.written.append((method, body))
            self.headers.append(headers)
            return self._meddle(len(self.written), method, body)


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""


def handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            instead = gate.instead(self.command, self.path, body, dict(self.headers))
            if instead is not None:
                self._answer(*instead)
                return
            kept = {name: value for name, value in self.headers.items() if name.lower() in ("content-type", "accept", "authorization")}
            answer = httpx.request(self.command, gate.store + self.path, content=body, headers=kept, timeout=PATIENCE, verify=TRUST)
            self._answer(answer.status_code, answer.text, {"Content-Type": answer.headers.get("Content-Type", "text/plain")})

        def _answer(self, status: int, text: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
            if not status:
                self.close_connection = True
                return
            data = text.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data if status != 204 else b"")

        do_GET = do_POST = do_PUT = do_DELETE = _do

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    return Handler


def until(condition: Callable[[], Any]) -> Any:
    """What ``condition`` gives, once that is true."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


def client() -> Client:
    """Connections to any store."""
    return Client(Access(), PATIENCE, print)


def closed_port() -> int:
    """A port that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def helpers() -> Any:
    """This module: tests are no package that could import it."""
    return sys.modules[__name__]
