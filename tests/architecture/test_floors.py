"""Floors of quality only rise: no committed version that was measured with the same articles had a higher one."""

from __future__ import annotations

import importlib.util
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
FLOORS = Path("tests", "floors.toml")


def git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return run.stdout if run.returncode == 0 else ""


def committed() -> list[dict[str, Any]]:
    """All versions of the floors' file in the history."""
    commits = git("log", "--format=%H", "--", str(FLOORS)).split()
    return [tomllib.loads(git("show", f"{commit}:{FLOORS}")) for commit in commits]


def test_no_floor_was_ever_higher() -> None:
    history = committed()
    if not history:
        pytest.skip("no committed floors to compare with")
    now = tomllib.loads((REPOSITORY / FLOORS).read_text(encoding="utf-8"))
    for before in history:
        for name, pinned in before.items():
            assert name in now, f"the floor of {name} was removed"
            same = now[name]["sha256"] == pinned["sha256"]
            assert not same or now[name]["floor"] >= pinned["floor"], f"the floor of {name} was lowered"


def test_floors_are_those_of_the_issue_or_higher() -> None:
    now = tomllib.loads((REPOSITORY / FLOORS).read_text(encoding="utf-8"))
    assert now["seeds"]["floor"] >= 0.70
    assert now["dev"]["floor"] >= 0.60
    assert all(len(pinned["sha256"]) == 64 for pinned in now.values())


@pytest.fixture(scope="module")
def floors() -> ModuleType:
    """The program that compares, which stands where no package is."""
    spec = importlib.util.spec_from_file_location("floors", REPOSITORY / ".ci" / "floors.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_raising_touches_one_floor_and_cuts_it(floors: ModuleType) -> None:
    before = (REPOSITORY / FLOORS).read_text(encoding="utf-8")
    after = tomllib.loads(floors.raised(before, "dev", 0.98765))
    assert after["dev"]["floor"] == 0.987
    assert after["seeds"] == tomllib.loads(before)["seeds"]


def test_floors_were_measured_with_the_articles_at_hand(floors: ModuleType) -> None:
    if not floors.REFEREE.is_file():
        pytest.skip("no shared folder beside the repository")
    for name, pinned in tomllib.loads((REPOSITORY / FLOORS).read_text(encoding="utf-8")).items():
        assert floors.digest(name) == pinned["sha256"]
