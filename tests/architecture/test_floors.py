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
            for key in pinned.keys() - {"sha256"}:
                assert not same or now[name][key] >= pinned[key], f"the floor of {name}, {key}, was lowered"


# what was asked for: seeds, dev
ASKED = {
    "persons": (0.98, 0.96), "organizations": (0.93, 0.90), "places": (0.96, 0.93), "within": (0.97, 0.95), "works": (1.00, 0.95),
    "measures": (0.85, 0.70), "tenures": (0.97, 0.94), "actions": (0.92, 0.86), "arguments": (0.85, 0.78), "quantities": (0.97, 0.93),
    "times": (0.95, 0.92),
}


def test_floors_are_those_asked_for_or_higher() -> None:
    now = tomllib.loads((REPOSITORY / FLOORS).read_text(encoding="utf-8"))
    for key, asked in ASKED.items():
        assert (now["seeds"][key] >= asked[0], now["dev"][key] >= asked[1]) == (True, True), key
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


def test_raising_lowers_none_touches_one_set_and_cuts(floors: ModuleType) -> None:
    before = (REPOSITORY / FLOORS).read_text(encoding="utf-8")
    after = tomllib.loads(floors.raised(before, "dev", {"floor": 0.98765, "times": 0.1}))
    known = tomllib.loads(before)
    assert after["dev"] == {**known["dev"], "floor": 0.987}
    assert after["seeds"] == known["seeds"]
    assert tomllib.loads(floors.raised(before, "identity", {"all_recall": 1.0}))["identity"] == {**known["identity"], "all_recall": 1.0}


def test_floors_were_measured_with_the_articles_at_hand(floors: ModuleType) -> None:
    if not floors.REFEREE.is_file():
        pytest.skip("no shared folder beside the repository")
    for name, pinned in tomllib.loads((REPOSITORY / FLOORS).read_text(encoding="utf-8")).items():
        assert floors.digest(name) == pinned["sha256"]


def test_identities_are_above_their_floors(floors: ModuleType) -> None:
    """The one set of floors that wants no shared folder."""
    pinned = tomllib.loads((REPOSITORY / FLOORS).read_text(encoding="utf-8"))[floors.IDENTITY]
    assert floors.digest(floors.IDENTITY) == pinned["sha256"], "the notices have changed: measure anew, then set hash and floors together"
    figures = floors.measure(floors.IDENTITY)
    assert figures["overall"]["same"] >= 120
    assert figures["overall"]["same"] + figures["overall"]["different"] >= 300
    found = floors.measured(figures)
    assert found.keys() == pinned.keys() - {"sha256"}
    assert {key: value for key, value in found.items() if value < pinned[key]} == {}
    assert all(key in floors.table(floors.IDENTITY, figures, pinned) for key in found)
