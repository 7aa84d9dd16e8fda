"""The named questions: in, ``ontology/questions/*.rq``; out, :class:`Question`.

Such a file is SPARQL, headed by comment lines that say what it answers::

    # title_en: Donations by giver
    # title_zh: 各捐赠者的捐赠
    # required: NAME | KIND | meaning in English | meaning in Chinese
    # optional: NAME | KIND | default | meaning in English | meaning in Chinese
    # example: NAME=VALUE NAME=VALUE

Lines of another form are remarks. The parameter ``giver`` stands in the query as the variable ``$GIVER``, which is in
capitals so that it meets no other. Kinds are ``text`` (any words) and ``class`` (a type of action, by name or label).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg import vocab
from kg.errors import DataError, QueryError

TITLES: Final = ("title_en", "title_zh")
KINDS: Final = ("text", "class")
HEADER: Final = re.compile(r"# (title_en|title_zh|required|optional|example): (.*)")
VARIABLE: Final = re.compile(r"\$([A-Z]+)\b")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be told: ``default`` is None where it must be told, ``kind`` one of :data:`KINDS`."""

    name: str
    kind: str
    default: str | None
    meaning_en: str
    meaning_zh: str

    @property
    def required(self) -> bool:
        """Whether the question cannot be asked without it."""
        return self.default is None

    def term(self, value: str) -> str:
        """``value`` as SPARQL, with nothing in it that could end the term. Raises QueryError for a value that cannot be
        one of this kind."""
        if self.kind == "class":
            return str(NamedNode(vocab.iri(_action_type(self.name, value))))
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise QueryError(f"{self.name} is not valid Unicode", "give it in UTF-8") from error
        return str(Literal(value))


@dataclass(frozen=True, slots=True)
class Question:
    """One named question; ``text`` is its SPARQL, ``example`` values that it can be tried with."""

    name: str
    title_en: str
    title_zh: str
    parameters: tuple[Parameter, ...]
    example: tuple[tuple[str, str], ...]
    text: str

    @property
    def usage(self) -> str:
        """The example as the command line takes it: ``donations giver=公司``."""
        return " ".join((self.name, *(f"{name}={value}" for name, value in self.example)))

    def sparql(self, values: Mapping[str, str]) -> str:
        """The query with ``values``, by name of parameter, in their places. Raises QueryError for a value missing or
        unknown."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise QueryError(f"the question {self.name} has no parameter {name!r}", self._takes())
        terms = {name.upper(): known[name].term(self._value(known[name], values)) for name in known}
        return VARIABLE.sub(lambda found: terms[found[1]], self.text)

    def _value(self, parameter: Parameter, values: Mapping[str, str]) -> str:
        value = values.get(parameter.name, parameter.default)
        if value is None or (parameter.required and not value):
            raise QueryError(f"the question {self.name} needs {parameter.name} ({parameter.meaning_en})", f"for example: {self.usage}")
        return value

    def _takes(self) -> str:
        return f"it takes {', '.join(parameter.name for parameter in self.parameters)}" if self.parameters else "it takes none"


@cache
def questions() -> tuple[Question, ...]:
    """All named questions, by name. Raises DataError for a file whose header is wrong."""
    return tuple(read(path) for path in sorted(vocab.ontology("questions").glob("*.rq")))


def question(name: str) -> Question:
    """The question with this name. Raises QueryError where there is none, with the nearest name."""
    known = {found.name: found for found in questions()}
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        raise QueryError(f"there is no question {name!r}", f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}")
    return known[name]


def _action_type(name: str, value: str) -> str:
    """The local name of the type of action that ``value`` names, by itself or by its label in either language."""
    types = ("Action", *vocab.leaves("Action"))
    called = {word.lower(): type_ for type_ in types for word in (type_, vocab.label(type_), vocab.label(type_, "en"))}
    if value.lower() not in called:
        near = get_close_matches(value.lower(), called, n=1, cutoff=0.5)
        hint = f"did you mean {called[near[0]]}?" if near else f"known are {', '.join(types)}"
        raise QueryError(f"{name}: there is no type of action {value!r}", hint)
    return called[value.lower()]


def read(path: Path) -> Question:
    """One question file. Raises DataError, with file and line, where its header is wrong."""
    text = path.read_text(encoding="utf-8")
    titles: dict[str, str] = {}
    parameters: list[Parameter] = []
    example: tuple[tuple[str, str], ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        found = HEADER.fullmatch(line)
        if found is None:
            continue
        key, rest = found[1], found[2].strip()
        if key in TITLES:
            titles[key] = rest
        elif key == "example":
            example = tuple(_pair(path, number, word) for word in rest.split())
        else:
            parameters.append(_parameter(path, number, key, rest))
    _check(path, titles, parameters, example, text)
    return Question(path.stem, titles["title_en"], titles["title_zh"], tuple(parameters), example, text)


def _parameter(path: Path, number: int, key: str, rest: str) -> Parameter:
    cells = [cell.strip() for cell in rest.split("|")]
    if key == "required":
        cells.insert(2, "")
    if len(cells) != 5 or cells[1] not in KINDS:
        raise _bad(path, number, f"a {key} parameter has a name, a kind ({' or '.join(KINDS)}) and two meanings")
    name, kind, default, english, chinese = cells
    return Parameter(name, kind, None if key == "required" else default, english, chinese)


def _pair(path: Path, number: int, word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise _bad(path, number, "an example is of the form NAME=VALUE")
    return name, value


def _check(
    path: Path, titles: Mapping[str, str], parameters: list[Parameter], example: tuple[tuple[str, str], ...], text: str
) -> None:
    names = {parameter.name for parameter in parameters}
    if set(titles) != set(TITLES):
        raise _bad(path, 1, f"the header lacks {' or '.join(TITLES)}")
    if {found.lower() for found in VARIABLE.findall(text)} != names:
        raise _bad(path, 1, "the variables in capitals are not those that the header declares")
    if not {name for name, _ in example} <= names:
        raise _bad(path, 1, "the example uses a parameter that the header does not declare")


def _bad(path: Path, number: int, why: str) -> DataError:
    return DataError(f"ontology/questions/{path.name}:{number}: {why}", "mend the file and start again")
