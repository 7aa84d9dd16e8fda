"""Graphs → another SPARQL 1.1 store. In: named graphs as lines of N-Triples, and an address; out, a store that has them and none of
those that have left.

The store itself keeps a record of what was put there (:mod:`kg.publish.record`), so only what differs is sent, a run that broke off
is gone on with, from any computer, and nothing that something else put there is touched.
"""

from __future__ import annotations

from kg.publish.client import Access, Client
from kg.publish.finding import PROTOCOLS, find
from kg.publish.graph import Graph
from kg.publish.record import Record, read, shown
from kg.publish.sending import Done, Plan, Sending, Source, plan
from kg.publish.writers import writer

__all__ = [
    "PROTOCOLS", "Access", "Client", "Done", "Graph", "Plan", "Record", "Sending", "Source", "find", "plan", "read", "shown", "writer",
]
