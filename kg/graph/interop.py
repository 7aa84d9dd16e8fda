"""The door to rdflib: in, a graph folder or a store; out, the same statements as rdflib's own objects."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import rdflib
from oxrdflib import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.graph.store import Store


def as_rdflib(folder: Path | str) -> rdflib.Graph:
    """The graph in ``folder``, opened for reading: what all articles say, each statement once. SPARQL runs in Oxigraph, and
    ``GRAPH`` reaches a single article. Raises GraphError as :meth:`Store.open` does.

    >>> graph = as_rdflib("outputs/mygraph")                                                  # doctest: +SKIP
    >>> for row in graph.query("SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name }"):   # doctest: +SKIP
    ...     print(row.name)
    """
    with Store.open(folder) as store:
        graph = rdflib.Graph(OxigraphStore(store=store.inner), identifier=DATASET_DEFAULT_GRAPH_ID)
        _bind(graph, store)
    return graph


def in_memory(store: Store) -> rdflib.Graph:
    """All statements of ``store``, each once, as a graph in rdflib's own memory store."""
    graph = rdflib.Graph()
    data = pyoxigraph.serialize(store.triples(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    graph.parse(data=data, format="ox-nt")
    _bind(graph, store)
    return graph


def _bind(graph: rdflib.Graph, store: Store) -> None:
    for prefix, namespace in store.prefixes.items():
        graph.bind(prefix, namespace, replace=True)
