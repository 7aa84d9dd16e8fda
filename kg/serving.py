"""A graph folder served: in, a folder; out, the site of it, and the server that runs until it is stopped."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import uvicorn

from kg import output
from kg.graph.store import MANIFEST, Store
from kg.query.explore import Explorer
from kg.serve import application
from kg.serve.site import Site

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
            held[now] = Explorer(Store.open(graph))
        return held[now]

    return Site(partial(Store.open, graph), version, explorer, lambda: output.picture(graph))


def serve(graph: Path, host: str = HOST, port: int = PORT) -> None:
    """Serves the graph folder ``graph`` until it is stopped."""
    uvicorn.run(application(site(graph)), host=host, port=port)
