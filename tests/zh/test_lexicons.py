"""The lexicons: each loads, is written as the text it is looked for in, says one thing once; a bad line is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from opencc import OpenCC

from kg import vocab, zh
from kg.clean.folding import fold
from kg.detect.figures import units
from kg.detect.organizations import endings
from kg.detect.persons import is_name
from kg.errors import DataError
from kg.zh.grammar import entry

LEXICONS = sorted(path.name for path in zh.HERE.glob("*.tsv"))
WORDS = [name for name in LEXICONS if name not in {"divisions.tsv", "divisions_fixes.tsv", "folding.tsv", "sounds.tsv"}]
"""What is looked for in cleaned text."""

UNIQUE = [name for name in WORDS if name not in {"levels.tsv", "risky_places.tsv", "renamed.tsv"}]
"""Where the first cell alone is the entry."""

REMARKS = [line for line in zh.path("organizations.tsv").read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
USES = set(re.findall(r"(\w+) = ", "\n".join(REMARKS)))
"""The uses of endings that the head of their lexicon explains."""


def header(name: str) -> list[str]:
    """The names of the columns: the line that begins with # and a word, without a blank between; without one, one column."""
    lines = [line for line in zh.path(name).read_text(encoding="utf-8").splitlines() if line.startswith("#") and not line.startswith("# ")]
    return lines[0].removeprefix("#").split("\t") if lines else ["word"]


def entries(name: str) -> list[zh.Row]:
    return list(zh.rows(name, len(header(name))))


@pytest.mark.parametrize("name", [name for name in LEXICONS if name != "divisions_fixes.tsv"])
def test_it_loads(name: str) -> None:
    found = entries(name)
    assert found
    assert all(row.cells == tuple(cell.strip() for cell in row.cells) for row in found)


@pytest.mark.parametrize("name", UNIQUE)
def test_a_word_stands_in_it_once(name: str) -> None:
    counts = Counter(row.cells[0] for row in entries(name))
    assert [word for word, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", WORDS)
def test_words_are_as_cleaned_text_prints_them(name: str) -> None:
    """Half-width and without blanks: a word that is not can never be found."""
    for row in entries(name):
        assert fold(row.cells[0]) == row.cells[0], row.line
        assert not any(character.isspace() for character in row.cells[0]), row.line


@pytest.mark.parametrize("name", [name for name in WORDS if name != "surnames.tsv"])
def test_words_are_in_simplified_script(name: str) -> None:
    """Names are left out: rare ones are printed in either script."""
    converters = [OpenCC(name).convert for name in ("t2s", "tw2s")]
    for row in entries(name):
        assert row.cells[0] in {convert(row.cells[0]) for convert in converters}, row.line


def test_classes_of_organizations_are_in_the_ontology() -> None:
    for row in entries("organizations.tsv"):
        assert "Organization" in vocab.superclasses(row.cells[1]), row.line
        assert row.cells[2] in USES, row.line
    assert {ending.use for ending in endings().values()} <= USES


def test_seats_of_posts_are_known() -> None:
    known = {"body", *entry("tenures.seats")}
    assert [row.line for row in entries("posts.tsv") if row.cells[1] not in known] == []
    for seat in entry("tenures.seats").values():
        assert "Organization" in vocab.superclasses(seat["class"])


def test_offices_sit_in_bodies_of_the_ontology() -> None:
    for row in entries("offices.tsv"):
        assert row.cells[1], row.line
        assert "Organization" in vocab.superclasses(row.cells[2]), row.line


def test_units_have_a_sort_that_is_known() -> None:
    assert {"money", "person", "thing", "measure", "ratio", "time"} <= set(units().values())
    assert all(units().values())
    assert (units()["元"], units()["名"], units()["吨"], units()["%"]) == ("money", "person", "measure", "ratio")


def test_levels_are_classes_of_places() -> None:
    for row in entries("levels.tsv"):
        assert "Place" in vocab.superclasses(row.cells[1]), row.line
        assert row.cells[2].isdigit(), row.line


def test_surnames_are_one_or_two_characters() -> None:
    assert {len(name) for name in zh.words("surnames.tsv")} == {1, 2}
    assert {"么", "郜", "王", "欧阳"} <= zh.words("surnames.tsv")


@pytest.mark.parametrize("name", ["王立彬", "么建立", "郜俊", "欧阳振华", "上官云飞", "阿迪力·吐尔逊", "邢某", "李某某", "张王丽华"])
def test_names_are_shaped_like_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("text", ["高质量", "王", "", "的人", "王立彬说道", "A某", "2020", "口罩", "王，彬"])
def test_what_is_not_shaped_like_a_name(text: str) -> None:
    assert not is_name(text)


# a bad line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of the package's own."""
    monkeypatch.setattr(zh, "HERE", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("text", "line", "why"), [
    ("#word\tkind\n甲\tx\n乙\ty\t多\t余\n", 3, "4 cells where at most 2 are known"),
    ("#word\tkind\n甲\tx\n\ty\n", 3, "the first cell is empty"),
    ("#word\tkind\n\n甲\tx\n# a remark\n甲\tx\n", 5, "the same entry as in line 3"),
])
def test_a_bad_line_is_named(folder: Path, text: str, line: int, why: str) -> None:
    (folder / "bad.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        list(zh.rows("bad.tsv", 2))
    assert caught.value.cause == f"kg/zh/bad.tsv:{line}: {why}"
    assert caught.value.cure


def test_good_lines_before_a_bad_one_are_given(folder: Path) -> None:
    (folder / "bad.tsv").write_text("#word\n甲\n\t\n乙\textra\textra\n", encoding="utf-8")
    rows = zh.rows("bad.tsv", 2)
    assert next(rows) == zh.Row("bad.tsv", 2, ("甲", ""))
    with pytest.raises(DataError, match=r"bad\.tsv:4"):
        next(rows)


def test_a_caller_names_the_line_too() -> None:
    row = zh.Row("bad.tsv", 7, ("甲",))
    assert str(row.bad("no such class")) == "kg/zh/bad.tsv:7: no such class: mend the line and start again"


@pytest.mark.parametrize("read", [zh.path, zh.table, zh.words, lambda name: list(zh.rows(name, 1))])
def test_a_missing_file_is_named(folder: Path, read: Callable[[str], object]) -> None:
    with pytest.raises(DataError, match="kg/zh/none is missing"):
        read("none")


def test_toml_that_does_not_parse_is_named_with_its_line(folder: Path) -> None:
    (folder / "broken_example.toml").write_text('[a]\nx = "1"\ny = \n', encoding="utf-8")
    with pytest.raises(DataError, match=r"kg/zh/broken_example\.toml: .*line 3"):
        zh.table("broken_example.toml")
