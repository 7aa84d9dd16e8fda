"""The statements of one named graph as text: in, a store and the graph's name; out, N-Triples.

The lines are sorted, so that the same statements are always the same bytes, in whichever order the store keeps them.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat

from kg.graph.store import Store


def lines(store: Store, name: str) -> bytes:
    """What the graph with this IRI says, a statement a line, each once, as UTF-8; nothing where there is none. Raises GraphError
    once the store is closed."""
    found = store.inner.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(name)) or b""
    return b"".join(sorted(found.splitlines(keepends=True)))
