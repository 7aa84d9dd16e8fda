"""A working folder with the graph of the sample articles in ``outputs/demo``, and a way to run the command there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cli import run

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
def kg(capsys: pytest.CaptureFixture[str]) -> Kg:
    """Runs one command line in this process."""

    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = run(arguments)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
