"""SPARQL updates of a graph folder: in, an update; out, the folder with the graph as it is then.

A change is made in a copy that then takes the folder's place (:func:`kg.graph.store.changing`), so that a reader finds the graph of
before or that of after, and an update that cannot be carried out changes nothing.

The default graph stays what all named graphs say, each statement once:

- a statement put in without naming a graph stands in the graph ``edits`` under the graph's base;
- a statement taken out without naming a graph is taken out of every graph;
- a statement that no graph makes any more is gone from the default graph.

What is put in or taken out here is no reading of an article. When an article is written again (``kg replace``, ``kg add`` that
decides something else of it, ``kg review --apply``) its graph says what is read of it, and edits in it are gone; a graph built
anew has no edits at all. A correction that lasts is one of ``kg review``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from kg.errors import QueryError
from kg.graph import iris
from kg.graph.store import TURTLE, Store, changing

BLANK: Final = "ASK { { ?s ?p ?o FILTER (ISBLANK(?s) || ISBLANK(?o)) } UNION { GRAPH ?g { } FILTER ISBLANK(?g) } }"
REPORT: Final = "report.json"


def update(folder: Path, text: str, base: str, write: Callable[[Store, Path], None]) -> None:
    """Carries out a SPARQL update on the graph folder ``folder``; relative IRIs are resolved against ``base``. ``write`` writes the graph
    as Turtle.

    Raises QueryError where it cannot be carried out or would leave blank nodes, GraphError where the folder cannot be changed.
    """
    with changing(folder) as new, Store.open(folder) as old, Store.open(new, write=True) as store:
        store.update(text, base)
        _bring_together(store, old)
        if bool(store.query(BLANK)):
            raise QueryError("the update makes blank nodes, which no later one could name", "give them IRIs")
        write(store, new / TURTLE)
        store.wrote(new / TURTLE)
        _report(folder / REPORT, new / REPORT, len(store))


def _bring_together(store: Store, old: Store) -> None:
    """Makes the default graph what the named graphs say; ``old`` is the graph before the update."""
    edits = NamedNode(iris.edits(store.base))
    apart = list(store.apart())
    named, default = ([triple for triple, whole in apart if whole is wanted] for wanted in (False, True))
    come: list[Quad] = []   # put in together, which is quicker
    for triple in named:
        if _said(old, triple):   # taken out of the default graph
            for quad in list(store.inner.quads_for_pattern(triple.subject, triple.predicate, triple.object)):
                store.inner.remove(quad)
        else:
            come.append(Quad(*triple))
    for triple in default:
        if _said(old, triple):   # taken out of the last graph that made it
            store.inner.remove(Quad(*triple))
        else:
            come.append(Quad(triple.subject, triple.predicate, triple.object, edits))
    store.inner.extend(come)


def _said(store: Store, triple: Triple) -> bool:
    return Quad(*triple) in store.inner


def _report(old: Path, new: Path, statements: int) -> None:
    """The report of what was read stays; the graph has become larger or smaller."""
    if old.is_file():
        report = json.loads(old.read_text(encoding="utf-8")) | {"statements": statements}
        new.write_text(json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
