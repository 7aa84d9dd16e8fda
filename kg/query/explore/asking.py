"""The named questions, and their answers with what can be opened in them."""

from __future__ import annotations

from kg.errors import MissingError
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values, hint
from kg.query.explore.plain import Plain
from kg.query.questions import Parameter, Question, question, questions
from kg.query.tables import select


def known_questions(graph: Graph, values: Values) -> list[Plain]:
    """All named questions; their ``sparql`` asks with the example's values."""
    return [_question(each) for each in questions()]


def _question(found: Question) -> Plain:
    example = dict(found.example)
    return {
        "name": found.name, "title": {"zh": found.title_zh, "en": found.title_en},
        "parameters": [_parameter(each) for each in found.parameters], "example": example,
        "sparql": found.sparql(example),
    }


def _parameter(found: Parameter) -> Plain:
    return {
        "name": found.name, "kind": found.kind, "required": found.required, "default": found.default or "",
        "meaning": {"zh": found.meaning_zh, "en": found.meaning_en},
    }


def asked(graph: Graph, values: Values) -> Plain:
    """The answer to a named question. A cell that is an IRI of the graph can be opened."""
    name = values.text("name")
    known = [each.name for each in questions()]
    if name not in known:
        raise MissingError(f"there is no question {name!r}", hint(name, known))
    sparql = question(name).sparql({key: value for key, value in values.given.items() if key not in ("name", "lang") and value})
    table = select(graph.store, sparql)
    return {
        "columns": list(table.columns), "sparql": sparql,
        "rows": [[{"text": cell, "iri": graph.known(cell) if ":" in cell else ""} for cell in row] for row in table.rows],
    }
