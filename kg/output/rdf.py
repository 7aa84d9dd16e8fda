"""The RDF formats: in, an open graph; out, a file. The same graph gives the same bytes, whatever order it was built in.

Turtle, N-Triples and JSON-LD write the union of the articles, each statement once; TriG and N-Quads keep the articles
apart as named graphs. Language tags are in lower case (``@zh-hans``), which is their canonical form in RDF.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Any, Final

from pyoxigraph import Literal, RdfFormat, Triple, serialize

from kg.output.source import Record, Source, records, short
from kg.vocab import XSD

Json = dict[str, Any]
PREFIX: Final = b"@prefix "
CHUNK: Final = 1 << 24


def write_turtle(source: Source, path: Path) -> None:
    """Turtle, grouped by subject, with prefixes."""
    serialize(source.triples(), path, RdfFormat.TURTLE, prefixes=dict(source.prefixes))


def mend_turtle(source: Source, old: Path, path: Path, subjects: Collection[str]) -> None:
    """Writes to ``path`` what :func:`write_turtle` would, where ``old`` is what it wrote when the graph said something else of
    these subjects, and of no others. Their places in ``old`` are found by bisection and the rest is copied as it is, so that
    the work is by the number of subjects."""
    names = dict(source.prefixes)
    fresh = Blocks(serialize(_about(source, sorted(subjects)), None, RdfFormat.TURTLE, prefixes=names) or b"", names)
    with old.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data, path.open("wb") as out:
        blocks = Blocks(data, names)
        done = 0
        at = fresh.first
        for subject in sorted(subjects):
            start, end = blocks.find(subject)
            _copy(data, done, start, out)
            done = end
            if at < len(fresh.data) and fresh.subject(at) == subject:
                following = fresh.following(at)
                out.write(fresh.data[at:following])
                at = following
        _copy(data, done, len(data), out)
        if out.tell() == blocks.first:   # of nothing, not even the prefixes are written
            out.truncate(0)


def _about(source: Source, subjects: Iterable[str]) -> Iterator[Triple]:
    return chain.from_iterable(map(source.about, subjects))


def _copy(data: mmap, start: int, end: int, out: IO[bytes]) -> None:
    for place in range(start, end, CHUNK):
        out.write(data[place:min(place + CHUNK, end)])


class Blocks:
    """Turtle as :func:`write_turtle` writes it: prefixes, then one block a subject, sorted by IRI; the lines of a block but the
    first begin with a tab."""

    def __init__(self, data: mmap | bytes, prefixes: Mapping[str, str]) -> None:
        self.data = data
        self._prefixes = prefixes
        self.first = 0   # where the first block begins
        while data[self.first:self.first + len(PREFIX)] == PREFIX:
            self.first = data.find(b"\n", self.first) + 1

    def subject(self, start: int) -> str:
        """The IRI of the subject of the block that begins at ``start``."""
        name = self.data[start:self.data.find(b" ", start)].decode()
        if name.startswith("<"):
            return name[1:-1]
        prefix, _, rest = name.partition(":")
        return self._prefixes[prefix] + rest.replace("\\", "")

    def following(self, place: int) -> int:
        """Where the first block behind ``place`` begins, or the end."""
        end = self.data.find(b"\n", place) + 1
        while end and self.data[end:end + 1] == b"\t":
            end = self.data.find(b"\n", end) + 1
        return end or len(self.data)

    def find(self, subject: str) -> tuple[int, int]:
        """Where the block of this subject stands, or would stand: then both are the same."""
        low, high = self.first, len(self.data)   # the block begins at low or behind, and not behind high
        while low < high:
            middle = self._beginning((low + high) // 2, low)
            if self.subject(middle) < subject:
                low = self.following(middle)
            else:
                high = middle
        found = low < len(self.data) and self.subject(low) == subject
        return low, self.following(low) if found else low

    def _beginning(self, place: int, least: int) -> int:
        """Where the block around ``place`` begins, which is not before ``least``."""
        start = self.data.rfind(b"\n", least, place) + 1 or least
        while self.data[start:start + 1] == b"\t":
            start = self.data.rfind(b"\n", least, start - 1) + 1 or least
        return start


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
