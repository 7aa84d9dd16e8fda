"""A graph folder served: in, a folder; out, the site of it, and the server that runs until it is stopped."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import uvicorn

from kg import output
from kg.graph.ledger import LEDGER, Ledger
from kg.graph.store import MANIFEST, Store
from kg.graph.why import explain
from kg.query.explore import Explorer
from kg.serve import Site, application

HOST = "127.0.0.1"
PORT = 8765


def site(graph: Path) -> Site:
    """The site of the graph folder ``graph``."""
    held: dict[str, Explorer] = {}

    def version() -> str:
        status = (graph / MANIFEST).stat()
        return f"{status.st_ino}-{status.st_mtime_ns}"

    def explorer() -> Explorer:
        now = version()
        if now not in held:
            held.clear()
            store = Store.open(graph)
            held[now] = Explorer(store, why=lambda iri: asdict(explain(store, iri)), text=partial(_paragraphs, graph))
        return held[now]

    return Site(partial(Store.open, graph), version, explorer, lambda: output.picture(graph))


def _paragraphs(graph: Path, identifier: str) -> list[tuple[int, str]]:
    """The running text of an article as it was read, and where each part of it begins; none where the graph does not keep it."""
    if not (graph / LEDGER).is_file():
        return []
    with Ledger.open(graph) as ledger:
        held = ledger.held(identifier)
    return [(span.start, held.read.raw[span.start:span.end]) for span in held.read.body] if held else []


def serve(graph: Path, host: str = HOST, port: int = PORT) -> None:
    """Serves the graph folder ``graph`` until it is stopped."""
    uvicorn.run(application(site(graph)), host=host, port=port)
