"""What the writers take: in, an open graph; out, its nodes as plain records.

``kg.graph.Store`` is such a graph. It comes as an argument, so this room needs to know no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import vocab
from kg.vocab import KG, RDF, RDFS


class Source(Protocol):
    """A graph that can be read in a fixed order."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix → namespace."""

    def triples(self) -> Iterator[Triple]:
        """All statements, each once, subject by subject."""

    def quads(self) -> Iterator[Quad]:
        """All statements with the graphs that they stand in, graph by graph."""

    def about(self, iri: str, /) -> Iterable[Triple]:
        """The statements with this subject, in the order in which they are written."""

    def query(self, text: str, /) -> Any:
        """What a SPARQL query over all statements gives."""


@dataclass(frozen=True, slots=True)
class Record:
    """A node with what is said of it. ``type`` is the local name of its most specific class (empty where it has none of
    the ontology's own), ``types`` the IRIs of all; ``values`` and ``links`` map properties (IRIs) to literals and to the
    IRIs of other nodes, without ``rdf:type``."""

    iri: str
    types: tuple[str, ...]
    values: Mapping[str, tuple[Literal, ...]]
    links: Mapping[str, tuple[str, ...]]

    @property
    def type(self) -> str:
        own = [vocab.local(type_) for type_ in self.types if type_.startswith(KG.base)]
        return max(sorted(own), key=lambda name: len(vocab.superclasses(name)), default="")

    @property
    def label(self) -> str:
        """Its first label, or else its IRI."""
        return self.text(RDFS.label) or self.iri

    def is_a(self, *classes: str) -> bool:
        """Whether it has one of the classes with these IRIs."""
        return any(class_ in self.types for class_ in classes)

    def text(self, property_: str) -> str:
        """The first literal of a property, or nothing."""
        return next((value.value for value in self.values.get(property_, ())), "")

    def texts(self, property_: str) -> tuple[str, ...]:
        """All literals of a property."""
        return tuple(value.value for value in self.values.get(property_, ()))


def records(source: Source) -> Iterator[Record]:
    """The nodes of ``source`` that something is said of, sorted by IRI."""
    for subject, triples in groupby(source.triples(), key=lambda triple: triple.subject):
        if isinstance(subject, NamedNode):
            yield _record(subject.value, triples)


def _record(iri: str, triples: Iterable[Triple]) -> Record:
    values: dict[str, tuple[Literal, ...]] = {}
    links: dict[str, tuple[str, ...]] = {}
    for triple in triples:
        property_ = triple.predicate.value
        if isinstance(triple.object, Literal):
            values[property_] = (*values.get(property_, ()), triple.object)
        elif isinstance(triple.object, NamedNode):
            links[property_] = (*links.get(property_, ()), triple.object.value)
    return Record(iri, links.pop(RDF.type, ()), values, links)


def short(prefixes: Mapping[str, str], iri: str) -> str:
    """``iri`` with a prefix (``kg:within``), where one of ``prefixes`` covers it."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
