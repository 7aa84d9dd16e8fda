"""The examples of the understanding rooms: in our own words, and few of them beyond what the program can do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SHARED = TESTS.parents[1] / "shared" / "text" / "articles.jsonl"
ROOMS = ("detect", "extract", "fuse")
FILES = [path for room in ROOMS for path in sorted((TESTS / room).glob("*.toml"))]
CASES = [case for path in FILES for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
TEXTS = [text for case in CASES for text in ([case["sentence"]] if "sentence" in case else [text for _, text, *_ in case["notices"]])]
NOTICES = re.findall(r'^text = "(.*)"$', (TESTS / "identity.toml").read_text(encoding="utf-8"), re.MULTILINE)
CLAUSE = re.compile(r"[^,。;:!?“”]{14,}")
"""A stretch without a stop that is long enough to be somebody's own words."""


def test_there_are_many() -> None:
    assert len(CASES) > 400


def test_known_failures_are_few_and_say_why() -> None:
    known = [case["known_failure"] for case in CASES if "known_failure" in case]
    assert len(known) < 0.15 * len(CASES)
    assert all(len(cause) > 10 for cause in known)


def test_sentences_are_our_own() -> None:
    """No clause of the articles that the program was made with."""
    if not SHARED.exists():
        pytest.skip("the articles are not beside the repository")
    read = SHARED.read_text(encoding="utf-8").replace("，", ",").replace("：", ":")
    notices = [re.sub(r"\[(.*?)\]\(.*?\)", r"\1", text).replace("，", ",").replace("：", ":") for text in NOTICES]
    clauses = {clause for text in (*TEXTS, *notices) for clause in CLAUSE.findall(text)}
    assert len(clauses) > 100
    assert [clause for clause in sorted(clauses) if clause in read] == []
