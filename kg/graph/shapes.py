"""The graph's contract, checked: in, a store; out, what in it breaks ``ontology/shapes.ttl`` (SHACL, by pyshacl)."""

from __future__ import annotations

from dataclasses import dataclass

import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from kg import vocab
from kg.errors import ConformanceError
from kg.graph.interop import in_memory
from kg.graph.store import Store


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One breach: the node and its label, the property that it is about, the value that breaks it (both may be empty),
    and what the shape says. Nodes and properties are in short form (``person:…``, ``kg:within``)."""

    node: str
    label: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        what = " ".join(part for part in (self.path, self.value) if part)
        return f"{self.node} ({self.label}): {what + ': ' if what else ''}{self.message}"


def validate(store: Store) -> list[Violation]:
    """All breaches of the shapes, sorted; an empty list for a graph that conforms. Raises DataError where the shapes are
    missing."""
    data = in_memory(store)
    # The same parser as for the data: rdflib's own makes strings that are not equal to those of Oxigraph's.
    shapes = rdflib.Graph().parse(vocab.ontology("shapes.ttl"), format="ox-ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False, allow_warnings=True)
    if not isinstance(report, rdflib.Graph):
        raise ConformanceError("the shapes could not be applied", "reinstall the package")
    return sorted({_violation(data, report, result) for result in report.subjects(RDF.type, SH.ValidationResult)})


def conform(store: Store) -> None:
    """Raises ConformanceError, naming the first breach and the number of them, unless ``store`` conforms to the shapes."""
    found = validate(store)
    if found:
        cause = f"the graph breaks its shapes {len(found)} times, first: {found[0]}"
        raise ConformanceError(cause, "report it as a mistake of the program")


def _violation(data: rdflib.Graph, report: rdflib.Graph, result: rdflib.term.Node) -> Violation:
    def short(predicate: rdflib.URIRef) -> str:
        value = report.value(result, predicate)
        return "" if value is None else value.n3(data.namespace_manager)

    node = report.value(result, SH.focusNode)
    messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
    return Violation(
        node=short(SH.focusNode),
        label=min((str(label) for label in data.objects(node, RDFS.label)), default="no label"),
        path=short(SH.resultPath),
        value=short(SH.value),
        message="; ".join(messages),
    )
