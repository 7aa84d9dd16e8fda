"""Answers to the user's own SPARQL: every form gives a table of plain strings, and every mistake one clear line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from kg.errors import DataError, QueryError
from kg.query import Table, select
from kg.query.questions import read
from kg.query.tables import Answer


class Plain:
    """A bare Oxigraph store, as somebody else might hand one over."""

    def __init__(self) -> None:
        self.inner = Store()
        self.inner.update("INSERT DATA { <x:a> <x:p> <x:b>, '甲'@zh-Hans, 2.50, 'say \"hi\"' . _:c <x:q> <x:a> }")

    def query(self, text: str, substitutions: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        assert substitutions is None
        return self.inner.query(text)


def test_cells_are_plain_strings() -> None:
    table = select(Plain(), "SELECT ?o ?none WHERE { <x:a> <x:p> ?o OPTIONAL { ?o <x:no> ?none } } ORDER BY STR(?o)")
    assert table.columns == ("o", "none")
    assert table.rows == (("2.5", ""), ('say "hi"', ""), ("x:b", ""), ("甲", ""))


def test_blank_node_shows_as_one() -> None:
    ((cell,),) = select(Plain(), "SELECT ?s WHERE { ?s <x:q> <x:a> }").rows
    assert cell.startswith("_:")


def test_json_is_one_object_a_row() -> None:
    table = Table(("名", "value"), (("甲", ""), ('"', "2")))
    assert json.loads(table.json()) == [{"名": "甲", "value": ""}, {"名": '"', "value": "2"}]
    assert table.json().count("\n") == 1
    assert "甲" in table.json()
    assert json.loads(Table(("a",), ()).json()) == []


def test_ask_and_construct_give_tables_too() -> None:
    assert select(Plain(), "ASK { <x:a> ?p ?o }") == Table(("answer",), (("true",),))
    assert select(Plain(), "ASK { <x:z> ?p ?o }") == Table(("answer",), (("false",),))
    built = select(Plain(), "CONSTRUCT { ?o <x:of> ?s } WHERE { ?s <x:p> ?o FILTER(isIRI(?o)) }")
    assert built == Table(("subject", "predicate", "object"), (("x:b", "x:of", "x:a"),))
    assert ("x:a", "x:p", "甲") in select(Plain(), "DESCRIBE <x:a>").rows


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT ?x WHERE { ?x ", "the query does not parse: error at 1:22"),
        ("", "the query does not parse: error at 1:1"),
        ("SELECT ?x WHERE { SERVICE <http://localhost:1/> { ?x ?y ?z } }", "the query asks another computer (SERVICE)"),
        ("DELETE WHERE { ?s ?p ?o }", "the query does not parse"),
    ],
)
def test_wrong_query_is_one_clear_line(sparql: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        select(Plain(), sparql)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


GOOD = "# title_en: T\n# title_zh: 题\n# required: who | text | the one | 谁\nSELECT * { ?s ?p $WHO }\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# title_zh: 题\n", "", ":1: the header lacks title_en or title_zh"),
        ("who | text | the one | 谁", "who | text | the one", ":3: a required parameter has a name, a kind (text or class) and"),
        ("| text |", "| number |", ":3: a required parameter has a name, a kind"),
        ("$WHO", "$WHOM", ":1: the variables in capitals are not those that the header declares"),
        ("SELECT", "# example: whom=x\nSELECT", ":1: the example uses a parameter"),
        ("SELECT", "# example: who\nSELECT", ":4: an example is of the form NAME=VALUE"),
    ],
)
def test_wrong_question_file_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "test.rq"
    path.write_text(GOOD, encoding="utf-8")
    assert read(path).parameters[0].required
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    assert str(caught.value).startswith(f"ontology/questions/test.rq{message}")
