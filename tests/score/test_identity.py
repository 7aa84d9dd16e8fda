"""The scorer of identities: its measures, how it reads labels, and what it takes for the mention of labelled words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kg.article import Span
from kg.errors import InputError
from kg.score import Count
from kg.score.identity import Identities, Mention, b_cubed, compare, read
from kg.vocab import KG

HERE = Path(__file__).parent
KEYS = "aaaaabbccccc"
"""Twelve mentions of three things: the example of Bagga and Baldwin (1998), as are the two answers below."""


@pytest.mark.parametrize(("told", "precision"), [("aaaaabbbbbbb", 16 / 21), ("aaaaabbaaaaa", 7 / 12), (KEYS, 1.0)])
def test_b_cubed_is_that_of_its_authors(told: str, precision: float) -> None:
    keys = [(("Person", true), ("Person", node)) for true, node in zip(KEYS, told, strict=True)]
    assert b_cubed(keys) == (pytest.approx(precision), pytest.approx(1.0))
    assert b_cubed([(node, true) for true, node in keys]) == (pytest.approx(1.0), pytest.approx(precision))


def test_without_mentions_b_cubed_is_nothing() -> None:
    assert b_cubed([]) == (0.0, 0.0)


def test_labels_are_taken_out_of_the_text() -> None:
    one, other, _ = read(HERE / "identity.toml")
    assert one.record == {
        "id": "lakes-1", "title": "德清县县长林长河检查水库", "published": "2020-02-07",
        "text": "德清县县长林长河检查水库，德清县水利局派员。",
    }
    assert [one.record["text"][m.span.start : m.span.end] for m in one.mentions] == ["德清县", "林长河", "德清县水利局"]
    assert one.mentions[1] == Mention("lakes-1", "lakes", Span(5, 8), "林长河", "Person", "the head of Deqing")
    assert other.record["publisher"] == "湖州日报"


def answering(*told: tuple[str, str, int, int, str]) -> Identities:
    """What a graph with these mentions (article, class, start, end, node) says of the example."""

    def rows(query: str) -> Iterator[Mapping[str, str]]:
        assert "kg:refersTo" in query
        for doc, kind, start, end, node in told:
            yield {"doc": doc, "kind": kind, "start": str(start), "end": str(end), "node": node}

    return compare(read(HERE / "identity.toml"), rows)


def test_a_graph_that_finds_nothing_takes_nothing_for_the_same() -> None:
    figures = answering().figures()
    assert (figures.mentions, figures.found, figures.same, figures.different) == (7, 0, 2, 3)
    assert figures.pairs == Count(0, 0, 2)
    assert figures.b3[:2] == (1.0, pytest.approx(5 / 7))


def test_every_verdict_is_counted() -> None:
    found = answering(
        ("lakes-1", KG.Place, 0, 3, "n"), ("lakes-2", KG.Place, 0, 3, "n"), ("lakes-3", KG.Place, 8, 11, "n"),
        ("lakes-1", KG.Person, 5, 8, "p"), ("lakes-2", KG.Person, 10, 13, "q"),
    )
    assert found.figures("Place").pairs == Count(1, 2, 0)
    assert found.figures("Person").pairs == Count(0, 0, 1)
    assert found.figures("Organization").pairs == Count(0, 0, 0)
    assert found.figures().b3[0] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 4) / 7)
    assert [(pair.verdict, pair.one.notice, pair.other.notice) for pair in found.errors] == [
        ("wrong", "lakes-1", "lakes-3"), ("wrong", "lakes-2", "lakes-3"), ("missed", "lakes-1", "lakes-2"),
    ]
    assert found.errors[2].json() == {
        "kind": "Person", "verdict": "missed",
        "one": "lakes-1 林长河 = the head of Deqing", "other": "lakes-2 林长河 = the head of Deqing",
    }


def test_the_mention_is_the_closest_of_the_kind_that_ends_with_the_words() -> None:
    end = len("德清县县长林长河检查水库，德清县水利局")
    found = answering(
        ("lakes-1", KG.Organization, end - 3, end, "short"), ("lakes-1", KG.Organization, end - 7, end, "close"),
        ("lakes-1", KG.Place, end - 6, end, "other"), ("lakes-1", KG.Organization, end - 6, end + 1, "longer"),
    )
    assert {str(mention): node for mention, node in found.nodes}["lakes-1 德清县水利局 = water of Deqing"] == "close"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[group]", " is not TOML"),
        ("group = 1", ".group should be a list"),
        ('[[group]]\nname = "a"\n[[group.notice]]\ntext = 1', ".group[0].notice[0].text should be a string"),
        ('[[group]]\nname = "a"\n[[group.notice]]\ntext = "甲"', " labels nothing"),
        ('[[group]]\nname = "a"\n[[group.notice]]\ntext = "[甲](Thing:a)"', ".group[0].notice[0].text labels a Thing"),
        ('[[group]]\nname = "a"\n[[group.notice]]\ntext = "[甲](a)"', ".group[0].notice[0].text has a label of another form"),
        (2 * '[[group]]\nname = "a"\n[[group.notice]]\ntext = "[甲](Place:a)"\n', " has two notices a-1"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(file)
    assert caught.value.cause.startswith(f"{file}{message}")


def test_another_encoding_is_said(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_bytes("甲".encode("gb18030"))
    with pytest.raises(InputError, match="is not TOML"):
        read(file)
