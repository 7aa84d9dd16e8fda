"""What goes wrong is one line with cause and cure, and an exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.graph import Store
from kg.vocab import RDFS

KG = (sys.executable, "-m", "kg")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["biuld"], 2, "kg: No such command 'biuld'. Did you mean 'build'? See 'kg --help'."),
        (["build", "--sample"], 2, "kg: No such option '--sample'. Did you mean '--samples'? See 'kg build --help'."),
        (["build"], 2, "kg: Nothing to read: name files or folders, or give --samples. See 'kg build --help'."),
        (["build", "x", "--field", "text"], 2, "A --field is written OURS=THEIRS, such as text=content."),
        (["query"], 2, "Give one query, as an argument or with --file."),
        (["query", "-f", "nowhere.rq"], 2, "'nowhere.rq': No such file or directory"),
        (["query", "SELECT * {"], 6, "kg: the query does not parse at line 1, column 11"),
        (["ask", "donatons"], 6, "kg: there is no question 'donatons': did you mean donations?"),
        (["ask", "donations", "giver"], 2, "A value is written NAME=VALUE."),
        (["ask", "donations", "taker=x"], 6, "kg: the question donations has no parameter 'taker': it takes giver"),
        (["ask", "area"], 6, "kg: the question area needs place"),
        (["show", "no such thing"], 6, "kg: nothing in the graph is called 'no such thing'"),
        (["show"], 2, "Missing argument 'NAME'"),
        (["stats", "nowhere"], 5, "kg: there is no graph nowhere: build it: kg build ARTICLES -o nowhere"),
        (["stats", "annotations"], 5, "kg: annotations is no graph folder"),
        (["export"], 2, "Say which format, with --format."),
        (["export", "-o", "x.xyz"], 2, "Say which format, with --format."),
        (["export", "-f", "turtel"], 2, "'turtel' is not one of 'turtle', 'ntriples'"),
        (["export", "-f", "turtle", "-o", "annotations"], 5, "kg: annotations cannot be written"),
        (["score", "nowhere"], 2, "Directory 'nowhere' does not exist"),
        (["score", "outputs"], 3, "kg: outputs holds no .json file: name the folder of your annotations"),
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


def test_interrupted(place: Path) -> None:
    """The pipe that the query is read from tells when the command is waiting."""
    os.mkfifo(place / "query.rq")
    process = subprocess.Popen([*KG, "query", "-f", "query.rq"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process, (place / "query.rq").open("w", encoding="utf-8"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, "", "kg: interrupted")
