"""The shapes accept a graph that keeps the contract and reject every way of breaking it, constraint by constraint."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from kg import vocab

HERE = Path(__file__).parent
RIGHT = (HERE / "right.ttl").read_text(encoding="utf-8")
PREFIXES = "".join(line for line in RIGHT.splitlines(keepends=True) if line.startswith("@prefix"))
BREACHES = [line.split("\t") for line in (HERE / "wrong.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
SHAPE = "https://w3id.org/tuzhi/shapes#"
CONSTRAINTS = (
    "class", "datatype", "hasValue", "in", "languageIn", "lessThan", "maxCount", "maxInclusive", "minCount", "minInclusive",
    "minLength", "node", "nodeKind", "pattern", "qualifiedMaxCount", "qualifiedMinCount", "uniqueLang",
)
"""The constraints that the shapes use; a test fails where they use another."""
BESIDE = ("path", "message", "property", "targetClass", "qualifiedValueShape", "or", "inversePath")
PARTS = ("IsDate", "Below")
"""Shapes that other shapes call; their breaches are reported by the caller."""


def name(term: rdflib.term.Node | None) -> str:
    return str(term).partition("#")[2]


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(vocab.ontology("shapes.ttl"), format="turtle")


def broken(data: str, shapes: rdflib.Graph) -> set[tuple[str, str, str]]:
    """(focus node, shape, constraint) of every breach of the Turtle text ``data``."""
    graph = rdflib.Graph().parse(data=data, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    return {
        (str(report.value(result, SH.focusNode)), name(report.value(result, SH.sourceShape)), constraint(report, result))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def constraint(report: rdflib.Graph, result: rdflib.term.Node) -> str:
    component = name(report.value(result, SH.sourceConstraintComponent)).removesuffix("ConstraintComponent")
    return component[0].lower() + component[1:]


@pytest.fixture(scope="module")
def found(shapes: rdflib.Graph) -> set[tuple[str, str, str]]:
    """What the shapes say of all wrong nodes together, each under a name of its own."""
    wrong = "\n".join(turtle.replace(":x ", f":x{number} ") for number, (_, _, turtle) in enumerate(BREACHES))
    return broken(RIGHT + wrong, shapes)


def test_right_graph_conforms(shapes: rdflib.Graph) -> None:
    assert broken(RIGHT, shapes) == set()


@pytest.mark.parametrize("number", range(len(BREACHES)), ids=[f"{shape}-{rule}" for shape, rule, _ in BREACHES])
def test_wrong_node_is_rejected(number: int, found: set[tuple[str, str, str]]) -> None:
    shape, rule, turtle = BREACHES[number]
    node = f"https://w3id.org/tuzhi/id/x{number}"
    blank = turtle.startswith("[]")
    assert any((shape, rule) == (where, what) and (blank or focus == node) for focus, where, what in found)


def test_every_constraint_is_seen_failing(shapes: rdflib.Graph) -> None:
    stated = {
        (name(shape), name(predicate))
        for shape, predicate in shapes.subject_predicates()
        if str(shape).startswith(SHAPE) and str(predicate).startswith(str(SH)) and not name(shape).startswith(PARTS)
    }
    assert {predicate for _, predicate in stated} <= {*CONSTRAINTS, *BESIDE}
    assert {pair for pair in stated if pair[1] in CONSTRAINTS} == {(shape, rule) for shape, rule, _ in BREACHES}


def test_untouched_nodes_stay_right(found: set[tuple[str, str, str]]) -> None:
    """Breaches are reported at the wrong nodes only."""
    nodes = {focus for focus, _, _ in found if focus.startswith("https:")}
    assert all(focus.startswith("https://w3id.org/tuzhi/id/x") for focus in nodes)


def test_shapes_need_nothing_beyond_the_core(shapes: rdflib.Graph) -> None:
    assert not {predicate for predicate in shapes.predicates() if predicate in (SH.sparql, SH.rule, SH.target, SH.js)}


def test_every_property_shape_says_what_it_wants(shapes: rdflib.Graph) -> None:
    silent = [name(shape) for shape in shapes.subjects(RDF.type, SH.PropertyShape) if not shapes.value(shape, SH.message)]
    assert silent == []
