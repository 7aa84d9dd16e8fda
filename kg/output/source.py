"""What the writers take: in, an open graph; out, its nodes as plain records.

``kg.graph.Store`` is such a graph. It comes as an argument, so this room needs to know no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

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
        return _most_specific(self.types)

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


@cache
def _most_specific(types: tuple[str, ...]) -> str:
    own = [vocab.local(type_) for type_ in types if type_.startswith(KG.base)]
    return max(sorted(own), key=lambda name: len(vocab.superclasses(name)), default="")


def records(source: Source) -> Iterator[Record]:
    """The nodes of ``source`` that something is said of, sorted by IRI."""
    for subject, triples in groupby(source.triples(), key=lambda triple: triple.subject):
        if isinstance(subject, NamedNode):
            yield _record(subject.value, triples)


def recorded(lines: str) -> dict[str, Record]:
    """The nodes that lines of N-Triples tell of, by IRI: the same as those of a graph with these statements."""
    found: dict[str, Record] = {}
    for subject, group in groupby(sorted(lines.split("\n")), key=lambda line: line.partition(" ")[0]):
        if subject:
            found[subject[1:-1]] = _of_lines(subject[1:-1], group)
    return found


def _of_lines(subject: str, lines: Iterable[str]) -> Record:
    """The same as :func:`_record`, in a third of the time."""
    values: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    for line in lines:
        _, property_, value = line.split(" ", 2)
        if value[0] == "<":
            links.setdefault(property_, []).append(value[1:-3])
        elif value[0] == '"':
            values.setdefault(property_, []).append(value)
    linked = {property_[1:-1]: tuple(found) for property_, found in links.items()}
    return Record(subject, linked.pop(RDF.type, ()), {p[1:-1]: tuple(map(_literal, found)) for p, found in values.items()}, linked)


def _literal(value: str) -> Literal:
    """Without its language and type, which a record does not tell."""
    if "\\" not in value:
        return Literal(value[1 : value.rindex('"')])
    literal = next(parse(f"<urn:x> <urn:x> {value}".encode(), RdfFormat.N_TRIPLES)).object
    assert isinstance(literal, Literal)
    return literal


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


class Shortened(dict[str, str]):
    """IRIs → the same as :func:`short` writes them, for those that come again and again; ``prefixes`` are prefix → namespace."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes
        self._of = {prefixes[prefix]: prefix for prefix in reversed(tuple(prefixes))}

    def __missing__(self, iri: str) -> str:
        end = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._of.get(iri[:end])
        self[iri] = made = short(self._prefixes, iri) if prefix is None else f"{prefix}:{iri[end:]}"
        return made


def short(prefixes: Mapping[str, str], iri: str) -> str:
    """``iri`` with a prefix (``kg:within``), where one of ``prefixes`` covers it."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
