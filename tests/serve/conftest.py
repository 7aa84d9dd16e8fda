"""Small graph folders, and real servers of them: each a process of its own that listens on a port of its own."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.graph import Ledger, Store, building

REPOSITORY = Path(__file__).parents[2]
BASE = "https://example.org/id/"
ALPHA, BETA = f"{BASE}article/alpha", f"{BASE}article/beta"
NUMBERS = 400
"""So many numbers stand in the graph ``beta``: pairs of them are many, triples of them are more than anybody waits for."""
TOKEN = "open-sesame"
PATIENCE = 60
"""Seconds after which a condition is given up; none of them is a measure."""
SLOW = "SELECT (COUNT(*) AS ?count) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
"""A query that takes longer than any test."""

PROGRAM = """
import json, sys
from pathlib import Path
from kg.serve import Limits
from kg.serving import serve

options = json.loads(sys.argv[2])
limits = Limits(**options.pop("limits", {}))
tell = lambda line: print(line, flush=True)
serve(Path(sys.argv[1]), port=0, limits=limits, on_ready=tell, on_request=tell, **options)
print("ended")
"""


@pytest.fixture(scope="session")
def in_a_loop() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a coroutine to its end, in a thread of its own: Playwright keeps a loop in this one, once a browser has been opened."""

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, work).result()

    return run


def make(folder: Path, word: str = "口罩") -> Path:
    """A graph of two articles, which both say one thing."""
    with building(folder) as new:
        with Store.create(new, BASE) as store:
            store.inner.update(f"""
                PREFIX : <{BASE}>
                INSERT DATA {{ GRAPH <{ALPHA}> {{ :陈明 :gave "{word}"@zh-Hans ; :age 41 . :both :said 1 }} }} ;
                INSERT DATA {{ GRAPH <{BETA}> {{ :both :said 1 . {' '.join(f':n{n} :number {n} .' for n in range(NUMBERS))} }} }} ;
                INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}
            """)
        ledger = Ledger.create(new)
        ledger.index()
        ledger.close()
    return folder


def until(condition: Callable[[], Any]) -> Any:
    """What ``condition`` gives, once that is true."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


def children(pid: int) -> set[int]:
    """The numbers of the processes that this one has started, and that have not ended."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout.split("\n")
    processes = [row.split() for row in rows if row]
    return {int(each) for each, parent, state in processes if int(parent) == pid and not state.startswith("Z")}


def running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


@dataclass
class Running:
    """A server that runs. ``lines`` is what it has told, the access log."""

    process: subprocess.Popen[str]
    url: str
    lines: list[str] = field(default_factory=list)

    @property
    def sparql(self) -> str:
        return f"{self.url}sparql"

    @property
    def workers(self) -> set[int]:
        return children(self.process.pid)

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=PATIENCE, **options)

    def ask(self, query: str, accept: str = "application/sparql-results+json", **parameters: Any) -> httpx.Response:
        """The answer to a query by GET."""
        return httpx.get(self.sparql, params={"query": query, **parameters}, headers={"Accept": accept}, timeout=PATIENCE)

    def rows(self, query: str, **parameters: Any) -> list[dict[str, str]]:
        """The rows of a SELECT query, as texts."""
        found = self.ask(query, **parameters)
        assert found.status_code == 200, found.text
        return [{name: term["value"] for name, term in row.items()} for row in found.json()["results"]["bindings"]]

    def update(self, text: str, token: str = TOKEN, **parameters: Any) -> httpx.Response:
        """The answer to an update by form."""
        data = {"update": text, **parameters}
        return httpx.post(f"{self.url}update", data=data, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)

    def stop(self, sign: int = signal.SIGTERM) -> int:
        """Sends a signal, waits for the end and gives the exit code."""
        self.process.send_signal(sign)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.lines += rest.splitlines()
        return self.process.returncode


@contextmanager
def serving(folder: Path, **options: Any) -> Iterator[Running]:
    """A server of a graph folder."""
    command = [sys.executable, "-c", PROGRAM, str(folder), json.dumps(options)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:"), url + process.stdout.read()
            yield Running(process, url)
        finally:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder that is only read."""
    return make(tmp_path_factory.mktemp("served") / "graph")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Running]:
    """A server that is only read from."""
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Running]]:
    """A graph folder, and a server of it that takes updates."""
    folder = make(tmp_path_factory.mktemp("written") / "graph")
    with serving(folder, token=TOKEN) as running:
        yield folder, running


@pytest.fixture
def writable(written: tuple[Path, Running]) -> Running:
    """A server that takes updates, of a graph that has had none: it notices that the graph has been built anew."""
    folder, running = written
    make(folder)
    return running


@pytest.fixture(scope="session")
def helpers() -> Any:
    """This module: tests are no package that could import it."""
    return sys.modules[__name__]
