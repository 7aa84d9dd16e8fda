"""What fills the roles of each frame, from ``arguments.tsv``; and that every frame, and every part of one, has examples."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.article import Article, Mention
from kg.zh import table

HERE = Path(__file__).parent
STANZAS = table("actions.toml")
ENOUGH = 3
Names = Callable[[Article, Mention], set[str]]


class Example(NamedTuple):
    """One line: the type and trigger of an action that the sentence tells, what must be among the fillers of its roles
    (each a set of names that will do), and why the program cannot do it yet, or nothing."""

    type: str
    trigger: str
    roles: tuple[tuple[str, frozenset[str]], ...]
    sentence: str
    known: str = ""


def argued() -> Iterator[Example]:
    """The lines of ``arguments.tsv``."""
    for line in (HERE / "arguments.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            type_, trigger, roles, *rest = line.split("\t")
            yield Example(type_, trigger, tuple(_role(part) for part in roles.split(";")), *rest)


def _role(part: str) -> tuple[str, frozenset[str]]:
    role, names = part.split("=")
    return role, frozenset(names.split("|"))


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["case"]
    return found


def examples() -> list[Example]:
    """All examples of actions, those of ``actions.toml`` too."""
    told = [
        Example(case["type"], trigger, tuple((key, frozenset(value)) for key, value in case.items() if isinstance(value, list)),
                case["sentence"])
        for case in cases("actions.toml") for trigger in case["trigger"].split("|")
    ]
    return [*argued(), *told]


def _parameter(example: Example) -> Any:
    marks = [pytest.mark.xfail(reason=f"{example.known} ({example.sentence})", raises=AssertionError, strict=True)] if example.known else []
    return pytest.param(example, id=f"{example.type}-{example.sentence}", marks=marks)


@pytest.mark.parametrize("example", [_parameter(example) for example in argued()])
def test_arguments(example: Example, understood: Callable[..., Article], names: Names) -> None:
    article = understood(example.sentence)
    found = [fact for fact in article.facts if (fact.type, fact.trigger) == (example.type, example.trigger)]
    shown = [[(role.name, article.printed(role.filler)) for role in fact.roles] for fact in article.facts]
    assert any(all(any(wanted & names(article, m) for m in fact.fillers(role)) for role, wanted in example.roles) for fact in found), shown


def test_no_sentence_stands_twice() -> None:
    lines = [(e.type, e.trigger, e.sentence) for e in argued()]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("name", STANZAS)
def test_every_frame_has_examples_and_a_counter_example(name: str) -> None:
    assert sum(example.type == name and not example.known for example in examples()) >= ENOUGH
    assert sum(name in case.get("not", ()) for case in cases("no_actions.toml")) >= ENOUGH


def parts() -> list[tuple[str, str, str, str]]:
    """Type, side, word and role of each preposition and each verb behind the object that fills a role."""
    return [
        (name, side, word, role)
        for name, stanza in STANZAS.items() for side in ("before", "beyond") for word, role in stanza.get(side, {}).items() if role
    ]


def shows(example: Example, side: str, word: str, role: str) -> bool:
    """Whether the word stands on this side of the trigger, or is it, and the role is filled."""
    head, _, tail = example.sentence.partition(example.trigger)
    stands = word in (head if side == "before" else tail) or (side == "beyond" and word == example.trigger)
    return stands and any(name == role for name, _ in example.roles)


@pytest.mark.parametrize(("name", "side", "word", "role"), parts())
def test_every_argument_has_examples(name: str, side: str, word: str, role: str) -> None:
    found = [e.sentence for e in examples() if e.type == name and shows(e, side, word, role)]
    assert len(found) >= ENOUGH, found


def specials() -> list[tuple[str, tuple[str, ...], str]]:
    """Type, words and need of each special use."""
    return [
        (name, tuple(special["words"]), special.get("needs", ""))
        for name, stanza in STANZAS.items() for special in stanza.get("special", ())
    ]


@pytest.mark.parametrize(("name", "words", "need"), specials())
def test_every_special_use_has_examples(name: str, words: tuple[str, ...], need: str) -> None:
    found = {(e.trigger, e.sentence) for e in examples() if e.type == name and e.trigger in words}
    assert len(found) >= ENOUGH, found
    against = [c["sentence"] for c in cases("no_actions.toml") if name in c.get("not", ()) and any(w in c["sentence"] for w in words)]
    assert against or not need
