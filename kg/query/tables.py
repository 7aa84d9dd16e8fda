"""Answers: in, an open store and SPARQL or the name of a question; out, a :class:`Table`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from kg.errors import QueryError
from kg.query import services
from kg.query.questions import question

Answer = QuerySolutions | QueryBoolean | QueryTriples


class Source(Protocol):
    """What can be asked: the graph room's store, or anything else that answers SPARQL over the union of its graphs."""

    def query(self, text: str, substitutions: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """The answer to ``text``; raises SyntaxError or QueryError where it does not parse."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of an answer. A cell is the plain text of a literal, an IRI without brackets, or empty."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def json(self) -> str:
        """A JSON array with one object a row, a row a line."""
        rows = (json.dumps(dict(zip(self.columns, row, strict=True)), ensure_ascii=False) for row in self.rows)
        return "[" + ",\n ".join(rows) + "]"


def ask(store: Source, name: str, /, **values: str) -> Table:
    """The answer to the named question ``name``. Raises QueryError for an unknown question or parameter and for one that
    is missing; ``values`` are taken as they are, whatever characters they hold."""
    return select(store, question(name).sparql(values))


def select(store: Source, sparql: str) -> Table:
    """The answer to a SPARQL query of any form: ASK gives one cell, CONSTRUCT and DESCRIBE three columns, sorted. Raises
    QueryError where the query does not parse, cannot be carried out, or would ask another computer."""
    services.refuse(sparql)
    try:
        return _table(store.query(sparql))
    except SyntaxError as error:
        raise QueryError(f"the query does not parse: {_first_line(error)}", "mend it there") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be carried out: {_first_line(error)}", "change it") from error


def _table(answer: Answer) -> Table:
    if isinstance(answer, QuerySolutions):
        columns = tuple(variable.value for variable in answer.variables)
        return Table(columns, tuple(tuple(_cell(value) for value in solution) for solution in answer))
    if isinstance(answer, QueryBoolean):
        return Table(("answer",), (("true" if answer else "false",),))
    rows = {(_cell(triple.subject), _cell(triple.predicate), _cell(triple.object)) for triple in answer}
    return Table(("subject", "predicate", "object"), tuple(sorted(rows)))


def _cell(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
