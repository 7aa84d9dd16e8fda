"""On a disk that is full or may not be written, and with input that changes under the reader: one clear line, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.acquire import read
from kg.errors import InputError
from kg.pipeline import READING, build

REPOSITORY = Path(__file__).parents[2]
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNTED = """
set -u
mount -t tmpfs tmpfs disk && cp -r graph page.nt disk/ || exit 77
used=$(df --output=used -k disk | tail -n 1)
mount -o remount,"$2",size=$((used + $1))k disk || exit 77
shift 2
"$@"
echo "code $?"
diff -r graph disk/graph && diff page.nt disk/page.nt && ls -A disk
"""
"""A small disk of its own with a graph and an export on it: what the command ends with, whether they are as before, and what is there."""
COMMANDS = {
    "build": ("build", "changed.jsonl", "-o", "disk/graph"),
    "build elsewhere": ("build", "changed.jsonl", "-o", "disk/new"),
    "add": ("add", "more.jsonl", "-g", "disk/graph"),
    "remove": ("remove", "a2", "-g", "disk/graph"),
    "export": ("export", "disk/graph", "-o", "disk/page.nt"),
    "tables": ("export", "disk/graph", "-f", "csv", "-o", "disk/tables"),
    "view": ("view", "disk/graph", "--no-open"),
}
ROOM = 64 << 10   # kB


def record(identifier: str, number: int) -> str:
    text = f"诸暨市店口镇采购沙袋{number}个。蓝天公司向海宁市许村镇捐赠口罩{number * 3}只。"
    return json.dumps({"id": identifier, "title": "要闻", "published": "2020-02-19", "text": text}, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph, an export that is not of it, articles, and an empty folder to mount a disk on."""
    folder = tmp_path_factory.mktemp("disks")
    if shutil.which("unshare") is None or subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/tmp"], check=False).returncode:
        pytest.skip("no disk can be mounted here: unshare --mount is missing or not allowed")
    for name, rows in {"old": [("a1", 1), ("a2", 2)], "more": [("a3", 3)], "changed": [("b1", 4), ("b2", 5)]}.items():
        (folder / f"{name}.jsonl").write_text("".join(record(*row) for row in rows), encoding="utf-8")
    build([str(folder / "old.jsonl")], folder / "graph")
    (folder / "page.nt").write_text("<a:b> <a:b> <a:b> .\n", encoding="utf-8")
    (folder / "disk").mkdir()
    return folder


def on_disk(place: Path, size: int, mode: str, *command: str) -> tuple[int, str, list[str]]:
    """With so much room in kB: code and errors of the command, and what is on the disk behind it where the graph and the export are as
    they were."""
    called = [*NAMESPACE, "sh", "-c", MOUNTED, "sh", str(size), mode, sys.executable, "-m", "kg", *command]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "LC_ALL": "C"}
    outcome = subprocess.run(called, cwd=place, capture_output=True, text=True, check=False, env=environment)
    *told, = outcome.stdout.splitlines()
    at = next(number for number, line in enumerate(told) if line.startswith("code "))
    return int(told[at].removeprefix("code ")), outcome.stderr.strip(), told[at + 1:]


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("size", [0, 8])
def test_a_full_disk_is_told_and_nothing_is_lost(place: Path, name: str, size: int) -> None:
    code, errors, there = on_disk(place, size, "rw", *COMMANDS[name])
    assert code == 5, errors
    assert errors.startswith("kg: ")
    assert "No space left" in errors or "full" in errors
    assert errors.count("\n") == 0
    assert there == ["graph", "page.nt"]


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_disk_that_may_only_be_read_is_told(place: Path, name: str) -> None:
    code, errors, there = on_disk(place, ROOM, "ro", *COMMANDS[name])
    assert code == 5, errors
    assert errors.startswith("kg: ")
    assert "Read-only file system" in errors
    assert errors.count("\n") == 0
    assert there == ["graph", "page.nt"]


@pytest.mark.parametrize("command", [("ask", "donations"), ("show", "蓝天公司"), ("stats",), ("query", "ASK { ?a ?b ?c }")])
def test_a_graph_on_a_disk_that_may_only_be_read_can_be_asked(place: Path, command: tuple[str, ...]) -> None:
    graph = ("disk/graph",) if command == ("stats",) else ("-g", "disk/graph")
    assert on_disk(place, ROOM, "ro", *command, *graph) == (0, "", ["graph", "page.nt"])


# input that changes


def article(path: Path, number: int) -> Path:
    path.write_text(f"要闻第{number}号\n2020-02-19\n诸暨市店口镇采购沙袋{number + 10}个。\n", encoding="utf-8")
    return path


def when(first: Callable[[], object]) -> Callable[[int, int | None, str], None]:
    """What happens when the first article has been read."""
    return lambda done, total, what: first() if (what, done) == (READING, 1) else None   # type: ignore[return-value]


def test_input_that_vanishes_is_told_and_the_rest_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    paths = [article(folder / f"{number:03}.txt", number) for number in range(60)]
    told: list[InputError] = []
    report = build([str(folder)], tmp_path / "graph", on_problem=told.append, on_progress=when(paths[-1].unlink))
    assert (report.articles, report.skipped) == (59, 1)
    problem, = told
    assert str(problem).startswith(f"{paths[-1]}: ")
    assert "No such file" in problem.cause


def test_a_file_that_grows_while_it_is_read_is_read_as_far_as_its_lines_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "growing.jsonl"
    path.write_text(record("a1", 1) + record("a2", 2), encoding="utf-8")
    told: list[InputError] = []
    with path.open("a", encoding="utf-8") as file:
        coming = read([str(path)], on_problem=told.append)
        found = [next(coming).id]
        file.write(record("a3", 3) + record("a4", 4)[:20])
        file.flush()
        found += [each.id for each in coming]
    assert found[:2] == ["a1", "a2"]
    assert found[2:] in ([], ["a3"])
    assert [str(each).split(": ")[0] for each in told] in ([], [f"{path}:4"])


def test_of_two_builds_of_one_graph_the_second_refuses(tmp_path: Path) -> None:
    """The first waits for the article that comes through a pipe."""
    path = article(tmp_path / "one.txt", 1)
    command = [sys.executable, "-m", "kg", "build", "-o", "graph"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen([*command, "-"], cwd=tmp_path, stdin=subprocess.PIPE, env=environment, stderr=subprocess.PIPE) as first:
        assert first.stdin
        while not (tmp_path / ".graph.partial" / "ledger.sqlite").exists():
            assert first.poll() is None
        second = subprocess.run([*command, str(path)], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
        first.stdin.write(path.read_bytes())
        first.stdin.close()
        assert first.wait() == 0
    place = tmp_path / "graph"
    assert (second.returncode, second.stderr) == (5, f"kg: another process is building {place}: wait until it is done, or stop it\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["graph", "one.txt"]
