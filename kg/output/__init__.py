"""A graph in other programs' formats: in, an open graph and a path; out, a file (of ``csv``: a folder).

:data:`FORMATS` is the one table that the command line, its help, the documentation and the tests go by.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from kg.errors import GraphError
from kg.output import rdf
from kg.output.source import Source

Said = TypeVar("Said")
Write = Callable[[Source, Path], None]


VIS: Final = "pyvis"
MAP: Final = "map"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page shows: ``by`` which drawing (:data:`VIS`, or for many nodes :data:`MAP`), how many nodes, of how many."""

    by: str
    nodes: int
    all: int


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a graph: the name that users choose it by, the usual ending of the file (empty for a folder), what
    it is good for, and the function that writes it to a path where nothing is yet."""

    name: str
    suffix: str
    purpose: str
    write: Write


# networkx and pyvis take long to load: the functions that need them wait until somebody asks for them.


def _graphml(source: Source, path: Path) -> None:
    from kg.output.network import write_graphml

    write_graphml(source, path)


def _gexf(source: Source, path: Path) -> None:
    from kg.output.network import write_gexf

    write_gexf(source, path)


def _csv(source: Source, path: Path) -> None:
    from kg.output.tables import write_tables

    write_tables(source, path)


def _html(source: Source, path: Path) -> None:
    _page(source, path)


def _page(source: Source, path: Path) -> Drawn:
    from kg.output.page import write

    return write(source, path)


FORMATS: Final = (
    Format("turtle", ".ttl", "RDF that people can read: every statement once", rdf.write_turtle),
    Format("ntriples", ".nt", "RDF for line tools: every statement once", rdf.write_ntriples),
    Format("trig", ".trig", "RDF that keeps the articles apart, readable", rdf.write_trig),
    Format("nquads", ".nq", "RDF that keeps the articles apart, for line tools", rdf.write_nquads),
    Format("jsonld", ".jsonld", "RDF as JSON", rdf.write_jsonld),
    Format("graphml", ".graphml", "network of entities and facts, for yEd, Cytoscape, igraph", _graphml),
    Format("gexf", ".gexf", "network of entities and facts, for Gephi", _gexf),
    Format("csv", "", "a folder of tables for spreadsheets: nodes, edges, facts", _csv),
    Format("html", ".html", "one interactive page that works without a network", _html),
)


def export(store: Source, name: str, path: Path) -> None:
    """Writes ``store`` to ``path`` in the format ``name``: beside it first, then renamed, so that nothing half-written
    stands under that name. A file that is there is replaced; tables go into the folder that is there, its other files stay.

    Raises GraphError for an unknown format and for a path that cannot be written.
    """
    chosen = next((format_ for format_ in FORMATS if format_.name == name), None)
    if chosen is None:
        raise GraphError(f"there is no format {name!r}", f"choose one of {', '.join(format_.name for format_ in FORMATS)}")
    _written(chosen.write, store, path)


def view(store: Source, path: Path) -> Drawn:
    """Writes the page of ``store`` to ``path`` as :func:`export` does, and says what it shows: which drawing, how many nodes of how
    many. Raises GraphError for a path that cannot be written."""
    return _written(_page, store, path)


def _written(write: Callable[[Source, Path], Said], store: Source, path: Path) -> Said:
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(partial)
        said = write(store, partial)
        _place(partial, path)
    except OSError as error:
        raise GraphError(f"{path} cannot be written ({error.strerror or error})", "choose another place") from error
    finally:
        _remove(partial)
    return said


def picture(store: Source, folder: Path) -> Path:
    """The file with the picture of the whole graph in ``store``, which the graph folder ``folder`` holds: made once, then kept there.
    Raises GraphError where it cannot be written."""
    from kg.output.whole import picture as make

    return make(store, folder)


def mend(store: Source, old: Path, path: Path, subjects: Collection[str]) -> None:
    """Writes ``store`` to ``path`` as Turtle, where ``old`` is what was written when it said something else of these subjects and
    of no others; the rest of ``old`` is copied. Where ``old`` is missing or empty, everything is written."""
    if old.exists() and old.stat().st_size:
        rdf.mend_turtle(store, old, path, subjects)
    else:
        export(store, "turtle", path)


def _place(partial: Path, path: Path) -> None:
    """Renames a finished file; of a finished folder, each file into the folder at its place."""
    if partial.is_dir():
        path.mkdir(exist_ok=True)
        for file in sorted(partial.iterdir()):
            file.replace(path / file.name)
    else:
        partial.replace(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
