"""Facts → RDF statements → a graph on disk.

In: resolved articles (:class:`kg.article.Article` with entities and facts). Out: what is :func:`told` of each, as lines, or as
:func:`statements`; and a :class:`Store` of it that answers SPARQL. :class:`Bulk` fills a new one, :func:`building` makes the folder
that holds it. ``kg.graph.shapes`` validates, ``kg.graph.show`` and ``kg.graph.stats`` look things up, ``kg.graph.interop`` opens a
graph for rdflib.
"""

from __future__ import annotations

from kg.graph.bulk import Bulk
from kg.graph.iris import BASE
from kg.graph.ledger import Counts, Held, Ledger, Told
from kg.graph.statements import statements, told
from kg.graph.store import RESUMED, Manifest, Store, building, changing, keep_pictures, replaceable, resumable

__all__ = [
    "BASE", "RESUMED", "Bulk", "Counts", "Held", "Ledger", "Manifest", "Store", "Told", "building", "changing", "keep_pictures",
    "replaceable", "resumable", "statements", "told",
]
