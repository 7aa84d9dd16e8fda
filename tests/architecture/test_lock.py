"""The locks name what setup.cfg and pyproject.toml ask for, what that needs in turn, and nothing else; each file by its hash."""

from __future__ import annotations

import configparser
import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / ".ci" / "lock"
LOCKS = ("build", "dev", "run", "tools")
ENTRY = re.compile(r"([\w.-]+)==(\S+)(?: ; (.+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> dict[str, Version]:
    """The packages of a lock that are for this Python on this system."""
    entries = (Requirement(f"{package} ; {when}" if when else package) for package, when in pinned(name))
    return {entry.name: Version(str(entry.specifier)[2:]) for entry in entries if entry.marker is None or entry.marker.evaluate()}


def pinned(name: str) -> list[tuple[str, str]]:
    return [(f"{package}=={version}", when) for package, version, when, _ in ENTRY.findall(text(name))]


def wanted(name: str) -> list[Requirement]:
    """What is asked for itself, without our own package's names for lists of others."""
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    extras = setup["options.extras_require"]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    run = setup["options"]["install_requires"]
    lines = {
        "run": run, "dev": run + extras["spark"] + extras["dev"], "build": "\n".join(project["build-system"]["requires"]),
        "tools": (FOLDER / "tools.in").read_text(encoding="utf-8"),
    }[name]  # fmt: skip
    return [Requirement(line) for line in lines.split("\n") if line and not line.startswith(("#", "tuzhi["))]


def closure(requirements: list[Requirement]) -> list[Requirement]:
    """The requirements that hold here and all that they lead to, as the installed packages say."""
    found: list[Requirement] = []
    waiting, seen = [(each, "") for each in requirements], set()
    while waiting:
        requirement, extra = waiting.pop()
        if (str(requirement), extra) in seen or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        seen.add((str(requirement), extra))
        found.append(requirement)
        asked = [Requirement(line) for line in requires(requirement.name) or ()]
        waiting += [(each, of) for each in asked for of in ("", *requirement.extras)]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_versions_and_hashes_and_no_addresses(name: str) -> None:
    lines = [line for line in text(name).splitlines() if not line.startswith("#")]
    assert len([line for line in lines if re.match(r"\S", line)]) == len(pinned(name)) > 0
    assert not re.search(r"://|^-|\bfile:", text(name), re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_asked_for_is_locked_at_a_version_that_is_allowed(name: str) -> None:
    versions = locked(name)
    for requirement in wanted(name):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)], prereleases=True), requirement


@pytest.mark.parametrize("name", ["dev", "run"])
def test_a_lock_has_what_is_needed_and_nothing_else(name: str) -> None:
    try:
        needed = closure(wanted(name))
    except PackageNotFoundError as error:
        pytest.skip(f"{error.name} is not installed here: make test installs all that the lock names")
    versions = locked(name)
    assert {canonicalize_name(requirement.name) for requirement in needed} == set(versions)
    assert [str(each) for each in needed if not each.specifier.contains(versions[canonicalize_name(each.name)], prereleases=True)] == []


def test_locks_agree_with_each_other() -> None:
    known = locked("dev")
    for name in ("build", "run", "tools"):
        assert {package: version for package, version in locked(name).items() if known.get(package, version) != version} == {}
