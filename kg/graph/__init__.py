"""Facts → RDF statements → a graph on disk.

In: resolved articles (:class:`kg.article.Article` with entities and facts). Out: :func:`statements` about each, and a
:class:`Store` of them that answers SPARQL; :func:`building` makes the folder that holds it. ``kg.graph.shapes`` validates,
``kg.graph.show`` and ``kg.graph.stats`` look things up, ``kg.graph.interop`` opens a graph for rdflib.
"""

from __future__ import annotations

from kg.graph.iris import BASE
from kg.graph.ledger import Held, Ledger, Told
from kg.graph.statements import statements
from kg.graph.store import Manifest, Store, building, changing, replaceable

__all__ = ["BASE", "Held", "Ledger", "Manifest", "Store", "Told", "building", "changing", "replaceable", "statements"]
