"""Help: at once, for everything, with examples that run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import __version__, zh
from kg.cli import EXITS, cli

SLOW = ("httpx", "jieba", "networkx", "numpy", "opencc", "pyshacl", "pyvis", "rdflib", "rich", "trafilatura")


def examples(help_text: str) -> list[str]:
    return [line.strip() for line in help_text.rpartition("Example:\n")[2].splitlines()]


@pytest.mark.parametrize("command", ["kg", *cli.commands])
def test_every_help_ends_in_examples_that_run(command: str, place: Path, kg: Callable[..., Any]) -> None:
    shown = kg("--help") if command == "kg" else kg(command, "--help")
    assert shown.code == 0
    lines = examples(shown.out)
    assert lines == zh.table("examples.toml")[command]
    for line in lines:
        outcome = kg(*shlex.split(line)[1:])
        assert (line, outcome.code) == (line, 0)
        assert outcome.out.strip()


@pytest.mark.parametrize("command", cli.commands)
def test_every_command_and_option_is_explained(command: str, kg: Callable[..., Any]) -> None:
    options = [parameter for parameter in cli.commands[command].params if parameter.param_type_name == "option"]
    assert [option.name for option in options if not getattr(option, "help", "")] == []
    short = re.search(rf"^  {command} +(.+)$", kg("--help").out, re.MULTILINE)
    assert short
    assert not short[1].endswith("...")


def test_without_arguments_help_is_shown(kg: Callable[..., Any]) -> None:
    assert kg() == kg("--help")


def test_version(kg: Callable[..., Any]) -> None:
    assert kg("--version").out == f"kg {__version__}\n"


def test_exit_codes_are_documented(kg: Callable[..., Any]) -> None:
    out = kg("--help").out
    assert all(re.search(rf"^ +{code} +{re.escape(meaning)}$", out, re.MULTILINE) for code, meaning in EXITS)


def test_help_loads_nothing_slow() -> None:
    code = "import sys; from kg.cli import run; run(['build', '--help']); print(sorted(set(sys.argv[1:]) & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code, *SLOW], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_runs_as_a_module() -> None:
    shown = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout == f"kg {__version__}\n"
