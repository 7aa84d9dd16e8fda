"""GraphML and GEXF, for network tools (Gephi, yEd, Cytoscape): in, an open graph; out, a file, by networkx.

Nodes are entities, facts and quantities; a fact is a node because it has more than two ends. Edges bear the name of their
property (``agent`` ``within``). What is said of a node by literals becomes its attributes, the sentences of a fact too;
passages and articles are no nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import networkx
from networkx.readwrite.gexf import GEXFWriter
from pyoxigraph import Literal

from kg.output.source import Record, Source, records
from kg.vocab import DCTERMS, KG, RDFS, SKOS, XSD, local

NODES: Final = (KG.Entity, KG.Fact, KG.Quantity)
JOIN: Final = "; "
"""Stands between several values of one attribute."""

NAMES: Final = {SKOS.altLabel: "names"}
NUMBERS: Final = {XSD.integer: int, XSD.decimal: float}
NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""

Attributes = dict[str, str | int | float]


def write_graphml(source: Source, path: Path) -> None:
    """GraphML."""
    networkx.write_graphml_xml(network(source), path, named_key_ids=False)


def write_gexf(source: Source, path: Path) -> None:
    """GEXF 1.2, without the date of writing that networkx puts in."""
    writer = GEXFWriter(version="1.2draft")
    meta = writer.xml.find("meta")
    del meta.attrib["lastmodifieddate"]
    writer.add_graph(network(source))
    with path.open("wb") as file:
        writer.write(file)


def network(source: Source) -> networkx.MultiDiGraph[str]:
    """The graph as networkx has it: nodes by IRI with ``label``, ``type`` and further attributes; edges with ``label``, the
    property's local name."""
    found = list(records(source))
    chosen = {record.iri: record for record in found if record.is_a(*NODES)}
    sentences = {record.iri: record for record in found if record.is_a(KG.Passage)}
    articles = {record.iri: record.text(DCTERMS.identifier) for record in found if record.is_a(KG.Article)}
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for iri, record in chosen.items():
        graph.add_node(iri, **_attributes(record), **_evidence(record, sentences, articles))
    for number, (start, end, name) in enumerate(_edges(chosen)):
        graph.add_edge(start, end, key=number, label=name)
    return graph


def _attributes(record: Record) -> Attributes:
    told: Attributes = {"label": _xml(record.label), "type": record.type}
    for property_, literals in record.values.items():
        if property_ != RDFS.label:
            told[NAMES.get(property_, local(property_))] = _attribute(literals)
    return told


def _attribute(literals: Sequence[Literal]) -> str | int | float:
    number = NUMBERS.get(literals[0].datatype.value) if len(literals) == 1 else None
    text = JOIN.join(literal.value for literal in literals)
    return number(text) if number else _xml(text)


def _evidence(record: Record, sentences: Mapping[str, Record], articles: Mapping[str, str]) -> Attributes:
    """The sentences of a fact and the identifiers of their articles."""
    passages = [sentences[iri] for iri in record.links.get(KG.evidence, ()) if iri in sentences]
    if not passages:
        return {}
    homes = sorted({articles[iri] for passage in passages for iri in passage.links.get(DCTERMS.isPartOf, ()) if iri in articles})
    return {"evidence": _xml(JOIN.join(passage.text(KG.text) for passage in passages)), "article": _xml(JOIN.join(homes))}


def _edges(chosen: Mapping[str, Record]) -> Iterator[tuple[str, str, str]]:
    for iri, record in chosen.items():
        for property_, ends in record.links.items():
            yield from ((iri, end, local(property_)) for end in ends if end in chosen)


def _xml(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
