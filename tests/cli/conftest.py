"""A working folder with the graph of the sample articles in ``outputs/demo``, and a way to run the command there."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kg.cli import run

EXAMPLE = "127.0.0.1:7878"
"""Where the examples publish to."""
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Kg = Callable[..., Outcome]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the sample articles; not to be written to."""
    graph = tmp_path_factory.mktemp("samples") / "demo"
    assert run(["build", "--samples", "-o", str(graph)]) == 0
    return graph


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that a test starts in another folder find the package, installed or not."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


@pytest.fixture
def place(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the examples expect it, which is also where commands run."""
    shutil.copytree(samples, tmp_path / "outputs" / "demo")
    shutil.copytree(REPOSITORY / "tests" / "score" / "gold", tmp_path / "annotations")
    shutil.copy(REPOSITORY / "tests" / "score" / "identity.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return tmp_path


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Kg:
    """Runs one command line in this process; one that serves in a process of its own, until it answers. The store that the examples
    publish to is there when it is asked for, at a port of its own."""

    def call(*arguments: str) -> Outcome:
        if EXAMPLE in "".join(arguments):
            arguments = tuple(each.replace(EXAMPLE, request.getfixturevalue("elsewhere")) for each in arguments)
        if arguments[:1] == ("serve",) and "--help" not in arguments:
            return served(*arguments[1:])
        capsys.readouterr()
        code = run(arguments)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def elsewhere(oxigraph_server: Callable[..., Any]) -> Iterator[str]:
    """Where an empty store listens, of another make."""
    with oxigraph_server("--union-default-graph") as (port, _):
        yield f"127.0.0.1:{port}"


def served(*arguments: str) -> Outcome:
    """What ``kg serve`` says until it is ready, and when it is then interrupted."""
    command = [sys.executable, "-m", "kg", "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if first:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    return Outcome(process.returncode, first + out, err)
