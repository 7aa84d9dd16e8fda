"""Which format an answer has: in, what a request says that it takes; out, one of :data:`FORMATS`, or none.

A format is one entry of the table. What is taken for it: its media types, with the weights of ``Accept`` (RFC 9110), or a
``format=`` (as Virtuoso and Blazegraph have it) or ``output=`` (as Fuseki has it) with one of its names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

ROWS: Final = "rows"
GRAPH: Final = "graph"
KINDS: Final = (ROWS, GRAPH)
"""Rows (or yes and no), and statements."""


@dataclass(frozen=True, slots=True)
class Format:
    """``names`` are what ``format=`` may call it, ``types`` the media types that it goes by, the registered one first; ``iri`` is
    its name at the W3C; ``text`` tells that the encoding must be told."""

    kind: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    iri: str
    text: bool = False


EXACTLY: Final = 3
W3C: Final = "http://www.w3.org/ns/formats/"
FORMATS: Final = (
    Format(ROWS, ("json",), ("application/sparql-results+json", "application/json"), f"{W3C}SPARQL_Results_JSON"),
    Format(ROWS, ("xml",), ("application/sparql-results+xml", "application/xml", "text/xml"), f"{W3C}SPARQL_Results_XML"),
    Format(ROWS, ("csv",), ("text/csv",), f"{W3C}SPARQL_Results_CSV", text=True),
    Format(ROWS, ("tsv",), ("text/tab-separated-values",), f"{W3C}SPARQL_Results_TSV", text=True),
    Format(GRAPH, ("turtle", "ttl", "n3"), ("text/turtle", "application/x-turtle", "application/turtle"), f"{W3C}Turtle", text=True),
    Format(GRAPH, ("ntriples", "nt"), ("application/n-triples", "text/plain"), f"{W3C}N-Triples", text=True),
    Format(GRAPH, ("jsonld", "json-ld", "json"), ("application/ld+json", "application/json"), f"{W3C}JSON-LD"),
    Format(GRAPH, ("rdfxml", "rdf+xml", "xml"), ("application/rdf+xml", "application/xml", "text/xml"), f"{W3C}RDF_XML"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request takes: the values of ``Accept`` (empty: anything), and the names in ``format=``, which go first."""

    accept: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    weight: float
    place: int

    def match(self, type_: str) -> int:
        """How closely it names ``type_``: 0 not at all."""
        main = type_.partition("/")[0]
        return {type_: EXACTLY, f"{main}/*": 2, "*/*": 1}.get(self.type, 0)


def chosen(wanted: Wanted, kind: str) -> str | None:
    """The content type for an answer of this kind; None where the request takes none of those that there are."""
    formats = [format_ for format_ in FORMATS if format_.kind == kind]
    for name in wanted.names:
        for format_ in formats:
            if name.lower() in (*format_.names, *format_.types):
                return _content(format_, format_.types[0])
    best = preferred(wanted.accept, kind)
    return next((_content(format_, best) for format_ in formats if best in format_.types), None)


def preferred(accept: str, kind: str, *others: str) -> str | None:
    """The media type that ``accept`` likes best, of the formats of this kind and of ``others``; of those that it likes equally the one
    that it names most closely, then first, then the first that there is."""
    offers = [(type_, place == 0) for format_ in FORMATS if format_.kind == kind for place, type_ in enumerate(format_.types)]
    offers += [(type_, True) for type_ in others]
    ranges = list(_ranges(accept or "*/*"))
    liked = [(*_liking(ranges, type_, registered), -place, type_) for place, (type_, registered) in enumerate(offers)]
    weight, *_, best = max(liked)
    return best if weight > 0 else None


def offered(kind: str) -> str:
    """The registered media types for answers of this kind, as a list for people."""
    return ", ".join(format_.types[0] for format_ in FORMATS if format_.kind == kind)


def _liking(ranges: Iterable[_Range], type_: str, registered: bool) -> tuple[float, int, int]:
    """Weight, closeness and order: of the range that names the type most closely. A type that is not ``registered`` is an answer
    only to its own name."""
    matches = ((each.match(type_), -each.place, each.weight) for each in ranges)
    close = [match for match in matches if match[0] >= (1 if registered else EXACTLY)]
    closeness, place, weight = max(close, default=(0, 0, 0.0))
    return weight, closeness, place


def _ranges(accept: str) -> Iterator[_Range]:
    for place, item in enumerate(accept.split(",")):
        type_, *parameters = (part.strip().lower() for part in item.split(";"))
        if type_:
            yield _Range("*/*" if type_ == "*" else type_, _weight(parameters), place)


def _weight(parameters: Iterable[str]) -> float:
    """The ``q`` of a range: 1 where there is none, 0 where it is no number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            number = value.strip()
            return float(number) if number.replace(".", "", 1).isdecimal() and number.isascii() else 0.0
    return 1.0


def _content(format_: Format, type_: str) -> str:
    return f"{type_}; charset=utf-8" if format_.text else type_
