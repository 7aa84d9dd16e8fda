"""The RDF formats: in, an open graph; out, a file. The same graph gives the same bytes, whatever order it was built in.

Turtle, N-Triples and JSON-LD write the union of the articles, each statement once; TriG and N-Quads keep the articles
apart as named graphs. Language tags are in lower case (``@zh-hans``), which is their canonical form in RDF.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, RdfFormat, serialize

from kg.output.source import Record, Source, records, short
from kg.vocab import XSD

Json = dict[str, Any]


def write_turtle(source: Source, path: Path) -> None:
    """Turtle, grouped by subject, with prefixes."""
    serialize(source.triples(), path, RdfFormat.TURTLE, prefixes=dict(source.prefixes))


def write_ntriples(source: Source, path: Path) -> None:
    """N-Triples, one statement a line."""
    serialize(source.triples(), path, RdfFormat.N_TRIPLES)


def write_trig(source: Source, path: Path) -> None:
    """TriG, one block an article, with prefixes."""
    serialize(source.quads(), path, RdfFormat.TRIG, prefixes=dict(source.prefixes))


def write_nquads(source: Source, path: Path) -> None:
    """N-Quads, one statement a line with the article that makes it."""
    serialize(source.quads(), path, RdfFormat.N_QUADS)


def write_jsonld(source: Source, path: Path) -> None:
    """JSON-LD 1.1, compact: one object a node and line, names shortened by the context's prefixes."""
    prefixes = source.prefixes
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"@context": ' + _dumps(dict(sorted(prefixes.items()))) + ',\n "@graph": [')
        for number, record in enumerate(records(source)):
            file.write((",\n  " if number else "\n  ") + _dumps(_node(record, prefixes)))
        file.write("\n]}\n")


def _node(record: Record, prefixes: Mapping[str, str]) -> Json:
    node: Json = {"@id": short(prefixes, record.iri)}
    if record.types:
        node["@type"] = [short(prefixes, type_) for type_ in record.types]
    for property_, literals in record.values.items():
        node[short(prefixes, property_)] = _one_or_all([_value(literal, prefixes) for literal in literals])
    for property_, iris in record.links.items():
        # A property may have literals and nodes as values: none of ours has, but nothing may get lost.
        said = node.get(short(prefixes, property_), [])
        nodes = [{"@id": short(prefixes, iri)} for iri in iris]
        node[short(prefixes, property_)] = _one_or_all([*(said if isinstance(said, list) else [said]), *nodes])
    return node


def _value(literal: Literal, prefixes: Mapping[str, str]) -> str | int | Json:
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    datatype = literal.datatype.value
    if datatype == XSD.string:
        return literal.value
    if datatype == XSD.integer and str(int(literal.value)) == literal.value:
        return int(literal.value)
    return {"@value": literal.value, "@type": short(prefixes, datatype)}


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
