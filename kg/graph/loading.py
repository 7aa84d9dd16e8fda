"""Statements that were made elsewhere become a graph: in, files of N-Quads; out, a graph folder that can be asked and looked at.

The files are such as ``kg build --engine spark`` and ``kg export -f nquads`` write: each article's statements are in its graph and
stand together. Such a graph has no ledger: it can be asked, but it cannot grow.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import unquote

from kg.errors import GraphError, InputError
from kg.graph import iris
from kg.graph.bulk import Bulk
from kg.graph.store import Manifest, Store, building

ENDINGS: Final = (".nq", ".nquads", ".nq.gz", ".nquads.gz")
TURTLE: Final = "graph.ttl"


def load(names: Sequence[Path], out: Path) -> Manifest:
    """Makes the graph ``out`` of the statements in files, and in the files of these kinds in folders. Raises InputError where there are
    none or they do not parse, GraphError where ``out`` holds something that is not a graph."""
    files = [file for name in names for file in _files(name)]
    base = _base(files)
    with building(out) as folder:
        with Store.create(folder, base) as store, Bulk(store, folder) as bulk:
            try:
                for file in files:
                    for article, lines in _articles(file, base):
                        bulk.add(article, lines)
                bulk.finish()
            except (SyntaxError, UnicodeDecodeError) as error:
                raise InputError(f"{file}: is not N-Quads ({error})", "make it anew") from error
            bulk.turtle(folder / TURTLE)
        return Manifest.read(folder)


def _files(name: Path) -> Iterator[Path]:
    if name.is_dir():
        found = sorted(file for file in name.iterdir() if file.name.endswith(ENDINGS))
        if not found:
            raise InputError(f"{name}: holds no file of statements ({', '.join(ENDINGS)})", "name the folder nquads of a build by Spark")
        yield from found
    elif name.is_file():
        yield name
    else:
        raise InputError(f"{name}: does not exist", "mend the path")


def _base(files: Sequence[Path]) -> str:
    """What the IRIs begin with: the name of the first article's graph says it."""
    for file in files:
        for graph, _ in _parted(file):
            base, article, _ = graph.rpartition("article/")
            if not article:
                break
            return iris.checked(base)
    raise InputError(f"{files[0]}: holds no statements of an article", "name files that kg build --engine spark or kg export has written")


def _articles(file: Path, base: str) -> Iterator[tuple[str, str]]:
    """The ids of articles and their statements, as lines of N-Triples."""
    for graph, lines in groupby(_parted(file), key=lambda part: part[0]):
        if not iris.is_article(base, graph):
            raise InputError(f"{file}: holds statements in the graph {graph or '(none)'}, which is no article's of this base",
                             "load articles only, and those of one base")
        yield unquote(graph.removeprefix(iris.article(base, ""))), "".join(f"{triple} .\n" for _, triple in lines)


def _parted(file: Path) -> Iterator[tuple[str, str]]:
    """Of each statement the name of its graph, empty where it has none, and the rest."""
    with _opened(file) as stream:
        for line in stream:
            statement = line.rstrip().removesuffix(".").rstrip()
            triple, _, graph = statement.rpartition(" ")
            if statement and graph.startswith("<") and graph.endswith(">") and triple.count(" ") >= 2:
                yield graph[1:-1], triple
            elif statement:
                yield "", statement


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            yield TextIOWrapper(stream, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GraphError(f"{file} cannot be read ({error.strerror or error})", "mend its permissions") from error
