"""The documents say what there is: commands, exit codes, dependencies, targets; and the two READMEs say the same."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

import kg
from kg.cli import EXITS, cli
from kg.output import FORMATS

REPOSITORY = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")


def text(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    """The cells of every line of a table in a README."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text(name).splitlines() if line.startswith("|")]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_table(name: str) -> None:
    documented = {cells[0].strip("`").removeprefix("kg ") for cells in rows(name) if cells[0].startswith("`kg ")}
    assert documented == set(cli.commands)


@pytest.mark.parametrize("name", READMES)
def test_every_command_has_a_runnable_example(name: str) -> None:
    run = "\n".join(re.findall(r"<!-- run -->\n```sh\n(.*?)```", text(name), re.DOTALL))
    assert set(re.findall(r"^kg ([a-z]+)", run, re.MULTILINE)) == set(cli.commands) - {"score"}
    assert "\nkg score " in text(name)


@pytest.mark.parametrize("name", READMES)
def test_exit_codes(name: str) -> None:
    documented = {int(cells[0]): cells[1] for cells in rows(name) if cells[0].isdigit()}
    assert set(documented) == {code for code, _ in EXITS}
    assert name != "README.md" or documented == dict(EXITS)


@pytest.mark.parametrize("name", READMES)
def test_formats_are_named(name: str) -> None:
    table = re.sub(r"[^a-z]", "", text(name).lower())
    assert [known.name for known in FORMATS if known.name not in table and known.name != "html"] == []


@pytest.mark.parametrize("name", READMES)
def test_every_dependency_is_explained(name: str) -> None:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    wanted = [re.split(r"[ <>=]", line)[0] for line in setup["options"]["install_requires"].split("\n") if line]
    head = next(index for index, cells in enumerate(rows(name)) if cells[0] in ("package", "包"))
    listed = [cells[0] for cells in rows(name)[head + 2 : head + 2 + len(wanted)]]
    assert listed == sorted(wanted, key=str.lower)


@pytest.mark.parametrize("name", READMES)
def test_every_target_is_documented(name: str) -> None:
    documented = {cells[0].strip("`").removeprefix("make ") for cells in rows(name) if cells[0].startswith("`make ")}
    assert documented == targets() - {"help"}


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", text(name))
    assert links
    headings = {f"#{heading.lower().replace(' ', '-')}" for heading in re.findall(r"^#+ (.+)$", text(name), re.MULTILINE)}
    assert [link for link in links if link not in headings and (link.startswith("#") or not (REPOSITORY / link).exists())] == []


def test_both_readmes_have_the_same_build() -> None:
    def build(name: str) -> list[str]:
        lines = text(name).splitlines()
        return [re.match(r"#+|\||```\w*|<!-- run -->|- ", line)[0] for line in lines if re.match(r"#|\||```|<!-- run|- ", line)]  # type: ignore[index]

    assert build("README.md") == build("README.zh.md")


def test_both_readmes_run_the_same_lines() -> None:
    def code(name: str) -> list[str]:
        return [re.sub(r" *#.*", "", block) for block in re.findall(r"```\w*\n(.*?)```", text(name), re.DOTALL)]

    assert code("README.md") == code("README.zh.md")


def test_both_readmes_name_the_same_things() -> None:
    def names(name: str) -> set[str]:
        return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text(name), flags=re.DOTALL)))

    assert {word for word in names("README.md") ^ names("README.zh.md") if word.isascii()} <= {"kg COMMAND --help"}


def test_public_names() -> None:
    assert kg.__all__ == ["Article", "KgError", "Report", "Store", "__version__", "build"]
    assert all(getattr(kg, name) for name in kg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018


def test_changelog_knows_the_version() -> None:
    assert f"\n## {kg.__version__}" in text("CHANGELOG.md")
