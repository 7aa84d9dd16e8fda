"""What the program needs and what it ships: all of it in the notice, with licences that let us use it and pass it on."""

from __future__ import annotations

import configparser
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
NOTICE = (REPOSITORY / "NOTICE").read_text(encoding="utf-8")
COPYLEFT = re.compile(r"\b[AL]?GPL|GNU (Affero |Lesser |Library )?General Public", re.IGNORECASE)
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "PSF-2.0", "W3C-20150513", "Zlib",
}  # fmt: skip
WEAK = {"certifi": "MPL-2.0", "tld": "MPL-1.1"}
"""Packages whose own files stay under their licence when they are changed; the program does not change them."""
CODE = {".py", ".pyi", ".c", ".typed"}


def needed() -> dict[str, Distribution | None]:
    """All packages that the program's requirements lead to, those for another Python or another system without what is known of them."""
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    lock = (REPOSITORY / ".ci" / "lock" / "run.txt").read_text(encoding="utf-8")
    found: dict[str, Distribution | None] = {}
    for name in re.findall(r"(?m)^\s*([\w.-]+) *[=>]=", lock + setup["options.extras_require"]["spark"]):
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def licence(package: Distribution) -> str:
    """What the package's metadata say: an expression, or a free line and classifiers."""
    metadata = package.metadata
    classifiers = [value for value in metadata.get_all("Classifier") or [] if value.startswith("License")]
    return metadata.get("License-Expression") or " ".join(((metadata.get("License") or "")[:100], *classifiers))


def noticed() -> dict[str, str]:
    """Package → its licence, as the notice has it."""
    return dict(re.findall(r"(?m)^- ([\w-]+): (\S+(?: (?:AND|OR|WITH) \S+)*)$", NOTICE))


def shipped() -> list[str]:
    """What goes into the wheel and is no code."""
    folders = (REPOSITORY / "kg", REPOSITORY / "ontology")
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(REPOSITORY).as_posix() for path in paths if path.suffix not in CODE)


def test_nothing_is_under_copyleft_alone() -> None:
    found = {name: licence(package) for name, package in needed().items() if package}
    assert {"rdflib", "trafilatura", "lxml"} <= set(found)
    assert {name: text for name, text in found.items() if COPYLEFT.search(text) and " OR " not in text} == {}
    assert [name for name, text in found.items() if not text.strip() or text.strip() == "UNKNOWN"] == []


def test_the_notice_names_all_that_is_needed() -> None:
    assert set(noticed()) - {"jieba", "lac_small"} == set(needed()) - {"jieba"}


def test_what_is_needed_is_permissive_but_for_what_is_named() -> None:
    def allowed(name: str, expression: str) -> bool:
        choices = [set(choice.split(" AND ")) for choice in expression.split(" OR ")]
        return any(choice <= PERMISSIVE | {WEAK.get(name, "MIT")} for choice in choices)

    assert {name: text for name, text in noticed().items() if not allowed(name, text)} == {}
    assert all(name in NOTICE.split("Those under the MPL")[1].split(".")[0] for name in WEAK)


def test_the_notice_says_of_licences_what_packages_say() -> None:
    """A package without an expression says it in its own words, which have the name of the licence in them."""
    for name, package in needed().items():
        if package and name != "jieba":
            told, own = noticed()[name], licence(package)
            assert told == own if package.metadata.get("License-Expression") else re.split("[-_ ]", told)[0] in own, name


def test_the_notice_has_a_source_for_every_file_that_is_shipped() -> None:
    names = set(re.findall(r"[\w-]+\.(?:tsv|toml|bin)\b", NOTICE))
    folders = tuple(re.findall(r"((?:kg|ontology)[\w/]*/)\*", NOTICE))
    assert "kg/zh/" not in folders
    assert [path for path in shipped() if not ((path.startswith("kg/zh/") and Path(path).name in names) or path.startswith(folders))] == []
    assert sorted(name for name in names if not (REPOSITORY / "kg" / "zh" / name).is_file()) == []
