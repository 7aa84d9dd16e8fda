"""The wheel does what the sources do: the same bytes, the same answers. ``make test`` puts it into an environment beside the
first; where that is missing there is nothing to try."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
FAST = REPOSITORY / ".venv" / "fast" / "bin"
BUILD = REPOSITORY / ".venv" / "build" / "bin"
UNDERSTANDING = ("extract/test_actions.py", "extract/test_tenures.py", "detect/test_dates.py", "fuse/test_resolve.py")
PACKED = """
from kg.article import Article, Fact, Mention, Period, Quantity, Role, Text
from kg.packing import packed, unpacked
from decimal import Decimal
of = Mention(3, 5, "Quantity", "a", value=Quantity(Decimal(2), "x"))
fact = Fact(0, 2, "Donate", (0,), (Role("agent", Mention(0, 1, "Person", "a"), of),), rule="r", period=Period("2020"))
article = Article("a", "b", "c", text=Text("c", ((0, 1),)), mentions=(of,), facts=(fact,))
assert unpacked(packed(article)) == article
"""

pytestmark = pytest.mark.skipif(not FAST.is_dir(), reason="make test builds the wheel and installs it; no make did")


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """What the command prints; kg is that of the wheel, wherever it is run."""
    environment = {**os.environ, "PYTHONSAFEPATH": "1", **variables}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_graph_is_the_golden_one(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "kg" / "samples", tmp_path / "kg" / "samples")
    run(FAST / "kg", "build", "kg/samples", "-o", "graph", cwd=tmp_path)
    assert (tmp_path / "graph" / "graph.ttl").read_bytes() == (REPOSITORY / "tests" / "golden" / "graph.ttl").read_bytes()


def test_it_works_where_no_sources_are(tmp_path: Path) -> None:
    for command in ("build --samples -o graph", "ask donations -g graph", "view graph --no-open", "validate graph"):
        assert run(FAST / "kg", *command.split(), cwd=tmp_path)
    assert (tmp_path / "graph" / "index.html").stat().st_size > 100_000


def test_it_holds_nothing_that_another_build_would_not() -> None:
    names = zipfile.ZipFile(next((REPOSITORY / "dist").glob("tuzhi-*.whl"))).namelist()
    assert [name for name in names if "__pycache__" in name or Path(name).name.startswith(".")] == []
    assert "both builds are the same" in run(REPOSITORY / ".ci" / "reproducible", BUILD / "python", cwd=REPOSITORY, KG_PURE="1")


def test_articles_travel_between_processes(tmp_path: Path) -> None:
    run(FAST / "python", "-c", PACKED, cwd=tmp_path)


def test_it_is_compiled_where_its_name_says_so(tmp_path: Path) -> None:
    wheel = next((REPOSITORY / "dist").glob("tuzhi-*.whl"))
    file = run(FAST / "python", "-c", "import kg.article; print(kg.article.__file__)", cwd=tmp_path).strip()
    assert file.endswith(".py") is wheel.name.endswith("-none-any.whl")
    assert FAST.parent in Path(file).parents


def test_it_finds_what_the_sources_find() -> None:
    tests = [f"tests/{each}" for each in UNDERSTANDING]
    run(FAST / "python", "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *tests, cwd=REPOSITORY)
