"""What goes wrong is one line with cause and cure, and an exit code."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.graph import Store
from kg.vocab import RDFS

KG = (sys.executable, "-m", "kg")
WAIT = 30
"""Seconds after which a command counts as hanging."""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["biuld"], 2, "kg: No such command 'biuld'. Did you mean 'build'? See 'kg --help'."),
        (["build", "--sample"], 2, "kg: No such option '--sample'. Did you mean '--samples'? See 'kg build --help'."),
        (["build"], 2, "kg: Nothing to read: name files or folders, or give --samples. See 'kg build --help'."),
        (["build", "x", "--field", "text"], 2, "A --field is written OURS=THEIRS, such as text=content."),
        (["build", "x", "--field", "bogus=x"], 2, "kg: No field is called bogus: map one of "),
        (["build", "x", "--base", "nonsense"], 2, "kg: 'nonsense' cannot begin IRIs"),
        (["build", "x", "--base", "http://x.org/a"], 2, "cannot begin IRIs: it ends in neither / nor #: write http://x.org/a/. See"),
        (["query", "SELECT * { SERVICE <http://localhost:1/> { ?a ?b ?c } }"], 6, "kg: the query asks another computer (SERVICE)"),
        (["query"], 2, "Give one query, as an argument or with --file."),
        (["query", "-f", "nowhere.rq"], 2, "'nowhere.rq': No such file or directory"),
        (["query", "SELECT * {"], 6, "kg: the query does not parse at line 1, column 11"),
        (["ask", "donatons"], 6, "kg: there is no question 'donatons': did you mean donations?"),
        (["ask", "donations", "giver"], 2, "A value is written NAME=VALUE."),
        (["ask", "donations", "taker=x"], 6, "kg: the question donations has no parameter 'taker': it takes giver"),
        (["ask", "area"], 6, "kg: the question area needs place"),
        (["show", "no such thing"], 6, "kg: nothing in the graph is called 'no such thing'"),
        (["show", "no such fact", "--why"], 6, "kg: no fact in the graph is 'no such fact': give words of one (who, what) or its IRI"),
        (["show"], 2, "Missing argument 'NAME'"),
        (["stats", "nowhere"], 5, "kg: there is no graph nowhere: build it: kg build ARTICLES -o nowhere"),
        (["stats", "annotations"], 5, "kg: annotations is no graph folder"),
        (["export"], 2, "Say which format, with --format."),
        (["export", "-o", "x.xyz"], 2, "Say which format, with --format."),
        (["export", "-o", "y.csv"], 2, "kg: csv is a folder of tables for spreadsheets: nodes, edges, facts: give --format csv."),
        (["export", "-f", "turtel"], 2, "'turtel' is not one of 'turtle', 'ntriples'"),
        (["export", "-f", "turtle", "-o", "annotations"], 5, "kg: annotations cannot be written"),
        (["publish"], 2, "Missing argument 'URL'"),
        (["publish", "outputs"], 8, "kg: 'outputs' is no address of a store: write http://… or https://…"),
        (["publish", "http://127.0.0.1:1/update"], 8, "kg: http://127.0.0.1:1/query cannot be reached ([Errno 111] Connection refused)"),
        (["publish", "http://127.0.0.1:1/update", "-g", "nowhere"], 5, "kg: there is no graph nowhere"),
        (["publish", "http://127.0.0.1:1/update", "--user", "anna"], 2, "a user is written NAME:PASSWORD, best in the variables KG_TOKEN"),
        (["publish", "http://127.0.0.1:1/update", "--token", "令牌"], 2, "kg: A token is of ASCII letters"),
        (["score", "nowhere"], 2, "Directory 'nowhere' does not exist"),
        (["score", "outputs"], 3, "kg: outputs holds no .json file: name the folder of your annotations"),
        (["score"], 2, "kg: Name the folder of your annotations, or a file with --identity. See 'kg score --help'."),
        (["score", "annotations", "--identity", "identity.toml"], 2, "Name the folder of your annotations, or a file with --identity."),
        (["score", "--identity", "nowhere.toml"], 2, "File 'nowhere.toml' does not exist"),
        (["score", "--identity", "annotations/lake.json"], 3, "kg: annotations/lake.json is not TOML"),
    ],
)
def test_one_line(arguments: list[str], code: int, message: str, place: Path, kg: Callable[..., Any]) -> None:
    outcome = kg(*arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("kg: ")
    assert message in outcome.err


def test_nothing_to_read(place: Path, kg: Callable[..., Any]) -> None:
    before = sorted(path.name for path in place.iterdir())
    outcome = kg("build", "nowhere.txt", "-o", "new")
    assert outcome.code == 3
    assert all(line.startswith("kg: ") for line in outcome.err.splitlines())
    assert "nowhere.txt" in outcome.err
    assert sorted(path.name for path in place.iterdir()) == before


def test_a_folder_that_is_no_graph_is_not_touched(place: Path, kg: Callable[..., Any]) -> None:
    before = sorted((place / "annotations").iterdir())
    outcome = kg("build", "--samples", "-o", "annotations")
    assert outcome.code == 5
    assert "annotations is there already and is no graph: choose another folder" in outcome.err
    assert sorted((place / "annotations").iterdir()) == before


def test_a_graph_that_breaks_its_shapes(place: Path, kg: Callable[..., Any]) -> None:
    with Store.open("outputs/demo", write=True) as store:
        for quad in list(store.inner.quads_for_pattern(None, NamedNode(RDFS.label), None, None)):
            store.inner.remove(quad)
    outcome = kg("validate")
    assert outcome.code == 7
    assert "rdfs:label" in outcome.out
    assert outcome.err.startswith("kg: outputs/demo breaks its shapes in ")


def test_a_reader_that_stops_gets_no_complaint(place: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    outcome = subprocess.run([*KG, "ask"], stdout=writing, stderr=subprocess.PIPE, check=False, text=True)
    os.close(writing)
    assert (outcome.returncode, outcome.stderr) == (1, "")


def started(*arguments: str) -> subprocess.Popen[str]:
    """The command as a user starts it, Ctrl-C not ignored (which a test run in the background hands down)."""
    return subprocess.Popen(
        [*KG, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Sends Ctrl-C and gives code, output and errors."""
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=WAIT)
    finally:
        process.kill()
    return process.returncode, out, err.strip()


def opened(pipe: Path) -> int:
    """The pipe's writing end, once somebody reads it."""
    end = time.monotonic() + WAIT
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < end, "the command does not open the pipe"
            time.sleep(0.05)


def test_interrupted(place: Path) -> None:
    """The pipe that the query is read from tells when the command is waiting."""
    os.mkfifo(place / "query.rq")
    with started("query", "-f", "query.rq") as process:
        pipe = opened(place / "query.rq")
        assert interrupted(process) == (130, "", "kg: interrupted")
        os.close(pipe)


def test_interrupted_in_a_long_query(place: Path) -> None:
    """That the pipe can be written and closed tells that the query has been read; it would take days."""
    os.mkfifo(place / "query.rq")
    with started("query", "-f", "query.rq") as process:
        pipe = opened(place / "query.rq")
        os.write(pipe, b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        os.close(pipe)
        time.sleep(1.5)
        assert process.poll() is None
        assert interrupted(process) == (130, "", "kg: interrupted")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_an_output_without_chinese(place: Path, encoding: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": encoding}
    for arguments in (("ask", "donations"), ("ask", "donations", "--json"), ("show", "口罩", "--json"), ("stats", "不在")):
        outcome = subprocess.run([*KG, *arguments], capture_output=True, check=False, env=environment, timeout=WAIT)
        assert outcome.returncode == (5 if arguments[0] == "stats" else 0), outcome.stderr
        text = outcome.stdout.decode("utf-8" if encoding == "ascii" else encoding)
        assert b"Traceback" not in outcome.stderr
        assert "--json" not in arguments or json.loads(text)


@pytest.mark.parametrize("size", [1_000, 50_000])
def test_a_disk_that_is_full(place: Path, size: int) -> None:
    """A limit on the size of files stands for the end of the disk."""
    before = sorted(path.name for path in (place / "outputs").iterdir())
    outcome = subprocess.run(
        [*KG, "build", "--samples", "-o", "outputs/new"], capture_output=True, check=False, text=True, timeout=4 * WAIT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert outcome.returncode == 5, outcome.stderr
    assert outcome.stderr.startswith(f"kg: {place}/outputs/new cannot be written (")
    assert outcome.stderr.endswith("): make room on the disk, or choose a folder that you may write to\n")
    assert outcome.stderr.count("\n") == 1
    assert sorted(path.name for path in (place / "outputs").iterdir()) == before


def test_files_of_the_users_own_in_a_graph_folder(place: Path, kg: Callable[..., Any]) -> None:
    (place / "outputs" / "demo" / "mine").mkdir()
    outcome = kg("build", "--samples")
    assert outcome.code == 5
    assert "outputs/demo also holds mine, which no build wrote: move it away, or choose another folder" in outcome.err
    (place / "outputs" / "demo" / "mine").rmdir()
    assert kg("view", "--no-open").code == kg("build", "--samples").code == 0
