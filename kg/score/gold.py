"""Annotations → accounts.

In: a folder of JSON files in the format of the annotation guide, one an article. Out: an :class:`~kg.score.account.Account`
each. What does not have the format's shape raises :class:`kg.errors.InputError`, which names file and key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.score.account import ENTITIES, FIELDS, ROLES, Account, Action, Tenure, Thing

CURE = "mend the annotation and start again"


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and the way to it, for messages."""

    value: Any
    path: str

    def _bad(self, wanted: str) -> InputError:
        return InputError(f"{self.path} should be {wanted}", CURE)

    def get(self, key: str) -> Node:
        """The value of ``key``, null where it is absent."""
        if not isinstance(self.value, dict):
            raise self._bad("an object")
        return Node(self.value.get(key), f"{self.path}.{key}")

    def text(self) -> str:
        """A string; null reads as the empty one."""
        if not isinstance(self.value, str | None):
            raise self._bad("a string")
        return self.value or ""

    def flag(self) -> bool:
        """A boolean; null reads as false."""
        if not isinstance(self.value, bool | None):
            raise self._bad("true or false")
        return bool(self.value)

    def list(self) -> tuple[Node, ...]:
        """The members of a list; null reads as the empty one."""
        if not isinstance(self.value, list | None):
            raise self._bad("a list")
        return tuple(Node(value, f"{self.path}[{index}]") for index, value in enumerate(self.value or ()))

    def texts(self) -> tuple[str, ...]:
        """The members of a list of strings, at least one."""
        found = tuple(node.text() for node in self.list())
        if not found:
            raise self._bad("a list of at least one string")
        return found


def read(folder: Path) -> Iterator[Account]:
    """The annotated articles of ``folder``, by file name. Raises InputError for a folder without any, a file that is not
    JSON, or a value of the wrong shape."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise InputError(f"{folder} holds no .json file", "name the folder of your annotations")
    for path in paths:
        try:
            value = json.loads(path.read_text(encoding="utf-8-sig"))
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{error.lineno}: not JSON ({error.msg})", CURE) from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8", "save it as UTF-8 and start again") from error
        yield _account(Node(value, str(path)), path.stem)


def _account(node: Node, stem: str) -> Account:
    things = {key: _values(node.get(key)) for key in FIELDS}
    things |= {key: tuple(_entity(member) for member in node.get(key).list()) for key in ENTITIES}
    known = {name: thing for key in ENTITIES for thing in things[key] for name in thing.names}
    return Account(
        node.get("doc").text() or stem,
        things,
        tuple(_tenure(member, known) for member in node.get("tenures").list()),
        tuple(_action(member, known) for member in node.get("actions").list()),
    )


def _values(node: Node) -> tuple[Thing, ...]:
    """A field of the article: one string, or a list of them."""
    texts = tuple(member.text() for member in node.list()) if isinstance(node.value, list) else (node.text(),)
    return tuple(Thing((text,)) for text in texts if text)


def _entity(node: Node) -> Thing:
    kind = node.get("kind").text() or node.get("level").text()
    within = node.get("within").text()
    return Thing(
        (node.get("name").text(),) if node.get("name").value else node.get("names").texts(),
        (kind,) if kind else (),
        (within,) if within else (),
        node.get("optional").flag(),
    )


def _tenure(node: Node, known: dict[str, Thing]) -> Tenure:
    organization = tuple(name for text in node.get("org").texts() for name in _all_names(text, known))
    return Tenure(
        Thing((node.get("person").text(),)),
        Thing(organization),
        Thing(node.get("post").texts()),
        node.get("optional").flag(),
    )


def _action(node: Node, known: dict[str, Thing]) -> Action:
    type_ = node.get("type").text()
    if not type_:
        raise InputError(f"{node.path}.type is missing", CURE)
    roles = {role: tuple(_filler(member.text(), known) for member in node.get(role).list()) for role in ROLES}
    return Action(type_, node.get("trigger").text(), node.get("quote").text(), roles, node.get("optional").flag())


def _filler(text: str, known: dict[str, Thing]) -> Thing:
    """A participant: ``a|b`` are alternatives, a leading ``?`` makes it optional."""
    names = tuple(name for part in text.removeprefix("?").split("|") for name in _all_names(part, known))
    return Thing(names, optional=text.startswith("?"))


def _all_names(text: str, known: dict[str, Thing]) -> tuple[str, ...]:
    """A name stands for all names of the entity that bears it."""
    return (text, *(name for name in known[text].names if name != text)) if text in known else (text,)
