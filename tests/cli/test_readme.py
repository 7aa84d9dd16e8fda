"""The marked blocks of the READMEs run, in their order, on the sample articles."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]


def blocks(name: str) -> list[tuple[str, str]]:
    """Language and text of the blocks after ``<!-- run -->``."""
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    return re.findall(r"<!-- run -->\n```(\w+)\n(.*?)```", text, re.DOTALL)


def commands(block: str) -> list[list[str]]:
    """Command lines of a block, which may go over several lines within quotes."""
    words: list[list[str]] = []
    for word in shlex.split(block):
        words += [[]] if word == "kg" else []
        words[-1].append(word)
    return words


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_what_the_readme_runs(name: str, place: Path, kg: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    for language, block in blocks(name):
        if language == "python":
            exec(compile(block, name, "exec"), {})
            assert capsys.readouterr().out.strip()
        else:
            for command in commands(block):
                outcome = kg(*command[1:])
                assert (command, outcome.code, outcome.err) == (command, 0, "")
                assert outcome.out.strip()
                assert not outcome.out.endswith("\n0 rows\n"), f"{command} finds nothing"
