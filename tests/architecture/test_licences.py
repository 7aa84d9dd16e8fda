"""No package that the program needs, directly or not, is under the GPL or LGPL alone."""

from __future__ import annotations

import configparser
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
COPYLEFT = re.compile(r"\b[AL]?GPL|GNU (Affero |Lesser |Library )?General Public", re.IGNORECASE)


def wanted() -> list[str]:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    lists = (setup["options"]["install_requires"], setup["options.extras_require"]["spark"])
    return [line for each in lists for line in each.split("\n") if line]


def needed() -> dict[str, Distribution]:
    """All installed packages that the program's requirements lead to."""
    found: dict[str, Distribution] = {}
    waiting = wanted()
    while waiting:
        requirement = waiting.pop()
        name = re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")
        if name in found or re.search(r"extra *==", requirement):
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # for another Python or another system
            continue
        waiting += found[name].requires or []
    return found


def licence(package: Distribution) -> str:
    """What the package's metadata say: an expression, or a free line, or classifiers."""
    metadata = package.metadata
    classifiers = [value for value in metadata.get_all("Classifier") or [] if value.startswith("License")]
    return metadata.get("License-Expression") or " ".join(((metadata.get("License") or "")[:100], *classifiers))


def test_nothing_is_under_copyleft_alone() -> None:
    packages = needed()
    assert {"rdflib", "trafilatura", "lxml"} <= set(packages)
    found = {name: licence(package) for name, package in packages.items()}
    assert {name: text for name, text in found.items() if COPYLEFT.search(text) and " OR " not in text} == {}
    assert [name for name, text in found.items() if not text.strip() or text.strip() == "UNKNOWN"] == []
