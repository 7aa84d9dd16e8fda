"""``kg serve`` as a user starts, asks and stops it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

Kg = Callable[..., Any]


class Running:
    """A server that a test has started: its address and its process."""

    def __init__(self, address: str, process: subprocess.Popen[str]) -> None:
        self.address = address
        self.process = process

    def get(self, path: str) -> str:
        with urlopen(self.address + path) as answer:
            return str(answer.read().decode())

    def update(self, text: str, token: str) -> int:
        head = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
        try:
            with urlopen(Request(self.address + "update", text.encode(), head)) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "kg", "serve", "outputs/demo", "--no-open", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **variables})
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("outputs/demo: http://127.0.0.1:")
        yield Running(said.split()[1], process)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_until_it_is_stopped(place: Path, how: signal.Signals) -> None:
    with serving() as server:
        assert json.loads(server.get("health"))["articles"] >= 6
        server.process.send_signal(how)
        _, log = server.process.communicate()
    assert server.process.returncode == 0
    assert '"GET /health" 200' in log


def test_a_taken_port_is_told_or_gone_around(place: Path, kg: Kg) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        outcome = kg("serve", "outputs/demo", "--no-open", "--port", port)
    assert outcome.code == 5
    assert outcome.err.startswith(f"kg: 127.0.0.1:{port} cannot be served")
    assert outcome.err.count("\n") == 1


def test_a_folder_that_is_no_graph(place: Path, kg: Kg) -> None:
    outcome = kg("serve", "annotations", "--no-open")
    assert (outcome.code, outcome.out) == (5, "")
    assert "is no graph folder" in outcome.err


def test_writing_wants_a_token(place: Path, kg: Kg) -> None:
    outcome = kg("serve", "outputs/demo", "--no-open", "--writable")
    assert outcome.code == 2
    assert "KG_TOKEN" in outcome.err


def test_who_shows_the_token_may_write(place: Path) -> None:
    insert = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    with serving("--writable", KG_TOKEN="secret") as server:
        assert server.update(insert, "wrong") in (401, 403)
        assert server.update(insert, "secret") in (200, 204)
        assert "true" in server.get("sparql?query=ASK%20%7B%3Curn:a%3E%20%3Curn:b%3E%20%3Curn:c%3E%7D")
    with serving(KG_TOKEN="secret") as server:
        assert server.update(insert, "secret") in (401, 403, 404, 405)
