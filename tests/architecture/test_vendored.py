"""The kept builds of other people's browser code are what their manifests say, under licences that let us pass them on."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
SHIPPED = REPOSITORY / "kg" / "web" / "vendor"
FOR_TESTS = REPOSITORY / "tests" / "browser" / "vendor"
FOLDERS = (SHIPPED, FOR_TESTS)
PERMISSIVE = {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0"}
"""CC-BY-4.0 is that of drawings (icons), which ask to be attributed."""


def packages(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["package"]
    return found


def files(folder: Path) -> dict[str, str]:
    """File → its SHA-256."""
    return {file["name"]: file["sha256"] for package in packages(folder) for file in package["file"]}


def permissive(expression: str) -> bool:
    """Whether every part of the licence, or one of those that may be chosen, is permissive."""
    if " OR " in expression:
        return any(permissive(part) for part in expression.split(" OR "))
    return all(part in PERMISSIVE for part in expression.split(" AND "))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_files_are_those_of_the_manifest(folder: Path) -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "manifest.toml"}
    assert found == files(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_package_is_pinned_and_comes_with_its_licence(folder: Path) -> None:
    for package in packages(folder):
        parts = [package, *package.get("contains", ())]
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", part["version"]) for part in parts), package["name"]
        assert all(part["integrity"].startswith("sha512-") for part in parts), package["name"]
        assert any("LICENSE" in file["name"] for file in package["file"]), package["name"]
        assert package["for"], package["name"]


def test_what_is_shipped_is_permissive() -> None:
    parts = [part for package in packages(SHIPPED) for part in (package, *package.get("contains", ()))]
    assert {part["name"]: part["licence"] for part in parts if not permissive(part["licence"])} == {}


def test_builds_ask_for_no_source_map() -> None:
    pointer = re.compile(rb"[#@] sourceMappingURL=\S*\s*$")
    assert [path.name for folder in FOLDERS for path in folder.iterdir() if pointer.search(path.read_bytes())] == []


def test_the_notice_names_what_is_shipped() -> None:
    notice = (REPOSITORY / "NOTICE").read_text(encoding="utf-8")
    missing = [package["name"] for package in packages(SHIPPED) if f"{package['name']} {package['version']}" not in notice]
    assert missing == []
