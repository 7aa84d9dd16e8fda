"""CSV for spreadsheets: in, an open graph; out, a folder with ``nodes.csv``, ``edges.csv`` and ``facts.csv``.

UTF-8 with a byte order mark, which spreadsheet programs need to show Chinese, and line ends as RFC 4180 has them; to read
the tables in Python, ``open(…, encoding="utf-8-sig", newline="")``. Several values in one cell stand on lines of their own
within it. IRIs are short (``person:…``): ``graph.ttl`` lists the prefixes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.output.source import Record, Shortened, Source, records
from kg.vocab import DCTERMS, KG, SKOS, local

NODES: Final = ("id", "type", "label", "names", "code")
EDGES: Final = ("source", "source_label", "property", "target", "target_label")
ROLES: Final = (
    KG.holder, KG.organization, KG.agent, KG.recipient, KG.object, KG.origin, KG.destination, KG.place, KG.quantity,
)
LITERALS: Final = (KG.trigger, KG.post, KG.startDate, KG.endDate, KG.confidence, KG.rule)
FACTS: Final = ("id", "type", "label", *map(local, LITERALS), *map(local, ROLES), "evidence", "article", "title", "issued")

Row = tuple[str, ...]
Found = Mapping[str, Record]
"""Nodes by their IRIs."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns, and the rows that nodes give."""

    name: str
    columns: Row
    rows: Callable[[Found, Shortened], Iterator[Row]]


def write_tables(source: Source, path: Path) -> None:
    """Makes the folder ``path`` and the three tables in it."""
    found = {record.iri: record for record in records(source)}
    path.mkdir()
    for table in TABLES:
        _write(path / f"{table.name}.csv", table.columns, table.rows(found, Shortened(source.prefixes)))


def _write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _nodes(found: Found, shortened: Shortened) -> Iterator[Row]:
    for record in found.values():
        yield shortened[record.iri], record.type, record.label, _cell(record.texts(SKOS.altLabel)), record.text(KG.divisionCode)


def _edges(found: Found, shortened: Shortened) -> Iterator[Row]:
    for record in found.values():
        for property_, ends in record.links.items():
            for end in ends:
                yield shortened[record.iri], record.label, shortened[property_], shortened[end], _label(found, end)


def _facts(found: Found, shortened: Shortened) -> Iterator[Row]:
    for record in found.values():
        if record.is_a(KG.Fact):
            yield (
                shortened[record.iri],
                record.type,
                record.label,
                *(_cell(record.texts(property_)) for property_ in LITERALS),
                *(_cell(_label(found, iri) for iri in record.links.get(role, ())) for role in ROLES),
                *_origin(found, record),
            )


def _origin(found: Found, fact: Record) -> Row:
    """The sentences of a fact; identifier, title and date of its article."""
    passages = [found[iri] for iri in fact.links.get(KG.evidence, ()) if iri in found]
    homes = dict.fromkeys(iri for passage in passages for iri in passage.links.get(DCTERMS.isPartOf, ()) if iri in found)
    told = (DCTERMS.identifier, DCTERMS.title, DCTERMS.issued)
    return (
        _cell(passage.text(KG.text) for passage in passages),
        *(_cell(found[home].text(property_) for home in homes) for property_ in told),
    )


def _label(found: Found, iri: str) -> str:
    return found[iri].label if iri in found else iri


def _cell(values: Iterable[str]) -> str:
    return "\n".join(values)


TABLES: Final = (Table("nodes", NODES, _nodes), Table("edges", EDGES, _edges), Table("facts", FACTS, _facts))
