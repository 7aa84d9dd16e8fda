"""What a page can be told: in, the values of an address, as text; out, :class:`Values`, checked.

A parameter is declared once, with its kind and default; whatever is not declared, or not of its kind, is a QueryError that names
it and says what would do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Protocol

from kg import vocab
from kg.errors import MissingError, QueryError
from kg.query.explore.snapshot import classes

DATE: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
FLAGS: Final = ("0", "1")
DIGITS: Final = 20
"""A number has fewer: turning very many into one takes long."""
WORST: Final = 100
"""Characters of a value that an error still shows and likens to what is known."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """``kind`` is one of :data:`CHECKS`; ``choices`` are what a ``choice`` takes, of a ``class`` or an ``iri`` the classes that it, or
    what it is, must lie under; ``least`` and ``most`` bound a ``number``, ``most`` how many things ``iris`` names. Without a
    ``default`` it must be told."""

    name: str
    kind: str = "text"
    default: str | None = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1000


class Things(Protocol):
    """What is in the graph, as far as values name it."""

    def known(self, name: str, /) -> str:
        """The full IRI of what the graph has, or nothing."""

    def type_of(self, iri: str, /) -> str:
        """The most specific class of it."""

    def label_of(self, iri: str, /) -> str:
        """What it is called."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a page was told, complete and checked."""

    given: Mapping[str, str]

    def text(self, name: str) -> str:
        """The value as it is."""
        return self.given[name]

    def number(self, name: str) -> int:
        """A number."""
        return int(self.given[name])

    def flag(self, name: str) -> bool:
        """Whether it is set."""
        return self.given[name] == "1"

    def several(self, name: str) -> tuple[str, ...]:
        """The parts of a list, each once."""
        return tuple(dict.fromkeys(part for part in self.given[name].split(",") if part))


def read(parameters: Sequence[Parameter], given: Mapping[str, str], things: Things) -> Values:
    """The values, with defaults for what is not given. Raises
    QueryError for a parameter that is unknown, missing or of another kind, MissingError for an IRI that the graph has not."""
    table = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in table:
            raise QueryError(f"there is no parameter {shown(name)}", hint(name, table))
    return Values({name: _value(parameter, given.get(name, ""), things) for name, parameter in table.items()})


def hint(name: str, known: Iterable[str]) -> str:
    """The nearest of what is known, or all of it."""
    words = list(known)
    near = get_close_matches(name[:WORST], words, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(words)}"


def shown(value: str) -> str:
    """A user's value as an error shows it: quoted, on one line, cut if it is long."""
    return repr(value if len(value) <= WORST else value[:WORST] + "…")


def _value(parameter: Parameter, value: str, things: Things) -> str:
    value = value.strip() if parameter.kind != "text" else value
    if value:
        return CHECKS[parameter.kind](parameter, value, things)
    if parameter.default is None:
        raise QueryError(f"{parameter.name} is missing", f"add {parameter.name}=… to the address")
    return parameter.default


def _text(parameter: Parameter, value: str, things: Things) -> str:
    return value


def _number(parameter: Parameter, value: str, things: Things) -> str:
    if not (value.isascii() and value.isdigit() and len(value) < DIGITS and parameter.least <= int(value) <= parameter.most):
        raise QueryError(f"{parameter.name} is {shown(value)}", f"give a number from {parameter.least} to {parameter.most}")
    return value


def _flag(parameter: Parameter, value: str, things: Things) -> str:
    return _choice(Parameter(parameter.name, choices=FLAGS), value, things)


def _choice(parameter: Parameter, value: str, things: Things) -> str:
    if value not in parameter.choices:
        raise QueryError(f"{parameter.name} is {shown(value)}", hint(value, (choice for choice in parameter.choices if choice)))
    return value


def _class(parameter: Parameter, value: str, things: Things) -> str:
    names = [name for root in parameter.choices for name in classes(root)]
    if value not in names:
        raise QueryError(f"{parameter.name}: there is no class {shown(value)} under {' or '.join(parameter.choices)}", hint(value, names))
    return value


def _classes(parameter: Parameter, value: str, things: Things) -> str:
    return ",".join(_class(parameter, part, things) for part in value.split(",") if part)


def _date(parameter: Parameter, value: str, things: Things) -> str:
    if not DATE.fullmatch(value):
        raise QueryError(f"{parameter.name} is {shown(value)}", "give a date such as 2020, 2020-02 or 2020-02-11")
    return value


def _iri(parameter: Parameter, value: str, things: Things) -> str:
    found = things.known(value)
    if not found:
        raise MissingError(f"{parameter.name}: the graph has no {shown(value)}", "look for it by name")
    type_ = things.type_of(found)
    if parameter.choices and not any(vocab.is_a(type_, root) for root in parameter.choices):
        cause = f"{parameter.name}: {shown(things.label_of(found))} is of the class {type_}"
        raise QueryError(cause, f"give one of {' or '.join(parameter.choices)}")
    return found


def _iris(parameter: Parameter, value: str, things: Things) -> str:
    parts = [part for part in value.split(",") if part]
    if len(parts) > parameter.most:
        raise QueryError(f"{parameter.name} names {len(parts)} things", f"name at most {parameter.most}")
    return ",".join(_iri(parameter, part, things) for part in parts)


CHECKS: Final[Mapping[str, Callable[[Parameter, str, Things], str]]] = {
    "text": _text, "number": _number, "flag": _flag, "choice": _choice, "class": _class, "classes": _classes, "date": _date,
    "iri": _iri, "iris": _iris,
}
"""Kind of a parameter → what checks a value and gives it as it is kept."""
