"""The graph on disk and in memory: in, statements; out, answers to SPARQL and statements in a fixed order.

This is the door to Oxigraph: of the other rooms, only ``output`` names pyoxigraph, to serialise. A graph folder holds

    store/        the Oxigraph database: one named graph an article, and all of them together in the default graph
    graph.json    what this is: format, base of the IRIs, counts
    ledger.sqlite what it was made of, so that it can grow (:mod:`kg.graph.ledger`)
    …             what else the program adds (:data:`WRITTEN`)

and is written beside its place and then renamed (:func:`building`), so that it is always a whole one.

The default graph is written out, not asked of Oxigraph as ``union``: that yields a statement as often as articles make it,
so a sum over it comes out too high.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, Variable

from kg.errors import GraphError, QueryError
from kg.graph import iris
from kg.graph.ledger import LEDGER, Ledger, taken
from kg.graph.sorting import Sorting
from kg.vocab import KG, RDF, RDFS

Term = NamedNode | Literal
Bindings = dict[Variable, NamedNode | pyoxigraph.BlankNode | Literal | Triple]
Answer = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples

FORMAT: Final = 1
"""The version of what a graph folder holds; raised when an older program could not read it."""

STORE: Final = "store"
TURTLE: Final = "graph.ttl"
MANIFEST: Final = "graph.json"
RESUMED: Final = "work.sqlite"
"""What an interrupted build leaves beside the graph, if it can go on."""
PICTURES: Final = ("index.html", "picture.json.gz")
"""What commands put into the folder that show the graph as it is."""
FILES: Final = (STORE, MANIFEST, LEDGER, TURTLE, "report.json", *PICTURES)
WRITTEN: Final = frozenset((*FILES, ".DS_Store", "Thumbs.db", "desktop.ini"))
"""What may lie in a graph folder and be lost when it is built anew: what the program writes there, and the marks that file
managers leave. Anything else is the user's own."""


class Store:
    """Statements in named graphs, one an article. Queries see all of them, each once, in the default graph.

    Made by :meth:`memory`, :meth:`create` or :meth:`open`; a context manager that closes at its end. Every method raises
    GraphError once it is closed.
    """

    def __init__(self, inner: pyoxigraph.Store, base: str, folder: Path | None = None, write: bool = True) -> None:
        self.base = iris.checked(base)
        self.folder = folder
        self._write = write
        self._open: pyoxigraph.Store | None = inner
        self._size: int | None = None   # where it is known without counting
        self._turtle = ""               # the digest of a file that says what the store does, where there is one
        self._written = False           # whether that was written since the store was opened

    @classmethod
    def memory(cls, base: str = iris.BASE) -> Self:
        """An empty store that is never written to disk."""
        return cls(pyoxigraph.Store(), base)

    @classmethod
    def create(cls, folder: Path, base: str = iris.BASE) -> Self:
        """An empty store in ``folder``, which :func:`building` gave; closing it writes the manifest. Raises GraphError
        where there is one already, or for a base that cannot begin IRIs."""
        iris.checked(base)
        if (folder / STORE).exists():
            raise GraphError(f"{folder} holds a graph already", "choose another folder")
        return cls(pyoxigraph.Store(folder / STORE), base, folder)

    @classmethod
    def open(cls, folder: Path | str, write: bool = False) -> Self:
        """The store of the graph folder ``folder``, as it is now; for reading only, unless ``write``.

        Raises GraphError where there is none, where it is of another version, where another process writes to it, or
        where it is damaged.
        """
        folder = Path(folder)
        _recover(folder.resolve())
        manifest = Manifest.read(folder)
        store = cls(_opened(folder, write), manifest.base, folder, write)
        store._size = manifest.statements
        store._turtle = manifest.turtle
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.close()
        else:
            self._open = None

    def close(self) -> None:
        """Lets go of the files; where they were open for writing, everything is on disk then, and the manifest right."""
        if self._open is not None and self.folder and self._write:
            self._open.flush()
            turtle = self._turtle if self._written else ""   # whoever opens a store to write is not asked what has been done to it
            Manifest(FORMAT, self.base, len(self.articles()), len(self), turtle).write(self.folder)
        self._open = None

    @property
    def inner(self) -> pyoxigraph.Store:
        """Oxigraph's own object. Raises GraphError once the store is closed."""
        if self._open is None:
            raise GraphError("the graph has been closed", "open it again")
        return self._open

    # writing

    def add(self, quads: Iterable[Quad]) -> None:
        """Adds statements of articles, read as a stream; best called once, with all of them. On an exception from
        ``quads`` nothing is added."""
        self._change()
        self.inner.bulk_extend(chain.from_iterable((quad, Quad(quad.subject, quad.predicate, quad.object)) for quad in quads))

    def load(self, lines: str) -> None:
        """Adds statements as they are: lines of N-Quads, each with the graph it goes to, those without into the default graph."""
        self._change()
        self.inner.bulk_load(lines.encode(), RdfFormat.N_QUADS, lenient=True)

    def rewrite(self, articles: Mapping[str, Collection[Quad]]) -> set[str]:
        """Puts these statements in the place of those that the articles with these IRIs made; without any, the article is gone.
        Gives the IRIs of the subjects of which the graph says something else than before."""
        size = len(self)
        self._change()
        gone: list[Quad] = []
        come: list[Quad] = []
        for iri, quads in articles.items():
            before, now = set(self.inner.quads_for_pattern(None, None, None, NamedNode(iri))), set(quads)
            gone += before - now
            come += now - before
        for quad in gone:
            self.inner.remove(quad)
        for iri, quads in articles.items():
            if not quads:
                self.inner.remove_graph(NamedNode(iri))
        self.inner.extend(come)
        lost = {quad.triple for quad in gone if not self._said(quad.triple)}
        new = {triple for triple in {quad.triple for quad in come} if Quad(*triple) not in self.inner}
        for triple in lost:
            self.inner.remove(Quad(*triple))
        self.inner.extend(Quad(*triple) for triple in new)
        self._size = size - len(lost) + len(new)
        return {_text(triple.subject) for triple in lost | new}

    def _said(self, triple: Triple) -> bool:
        """Whether an article says it."""
        found = self.inner.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name != DefaultGraph() for quad in found)

    def update(self, text: str, base: str) -> None:
        """Carries out a SPARQL update, whole or not at all; relative IRIs are resolved against ``base``. What it does to one graph it
        does to no other: :mod:`kg.graph.updating` brings them together. Raises QueryError where it cannot be run."""
        self._change()
        try:
            self.inner.update(text, base_iri=base, prefixes=self.prefixes)
        except SyntaxError as error:
            raise unparsed(text, str(error), self.prefixes) from error
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"the update cannot be run ({error})", "mend it") from error

    def wrote(self, turtle: Path, statements: int | None = None) -> None:
        """Tells that this file says what is in the store now, and in how many statements, if that is known. While that is so, and the
        file lies in the graph folder unchanged, :meth:`triples` reads it: looking all terms up in the database takes several times
        as long."""
        self._turtle = digest(turtle)
        self._written = True
        self._size = self._size if statements is None else statements

    def is_in(self, turtle: Path) -> bool:
        """Whether this file is one that says what is in the store, as far as is known."""
        return bool(self._turtle) and turtle.is_file() and digest(turtle) == self._turtle

    def _change(self) -> None:
        self._size = None
        self._turtle = ""

    # reading

    def __len__(self) -> int:
        """The number of statements; one that several articles make counts once."""
        if self._size is None:
            self._size = sum(int(_text(row["count"])) for row in self.select(COUNT))
        return self._size

    def articles(self) -> list[str]:
        """The IRIs of the articles, sorted."""
        return [name for name in self.graphs() if iris.is_article(self.base, name)]

    def graphs(self) -> list[str]:
        """The names of all named graphs, sorted: the articles, and what people have put in beside them."""
        return sorted(name.value for name in self.inner.named_graphs() if isinstance(name, NamedNode))

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix → namespace, for the terms and the data of this graph."""
        return iris.prefixes(self.base)

    def query(self, text: str, substitutions: Mapping[str, Term] | None = None, **dataset: Any) -> Answer:
        """The answer to a SPARQL query over all articles (``GRAPH`` reaches a single one). The prefixes of
        :attr:`prefixes` need no declaration; ``substitutions`` gives values to variables, named without ``?``, which a
        SELECT must list; ``dataset`` is what else Oxigraph takes: ``base_iri``, ``default_graph``, ``named_graphs``.
        Raises QueryError where the query does not parse or does not list them."""
        values: Bindings = {Variable(name): term for name, term in (substitutions or {}).items()}
        try:
            return self.inner.query(text, prefixes=self.prefixes, substitutions=values, **dataset)
        except SyntaxError as error:
            raise unparsed(text, str(error), self.prefixes) from error
        except RuntimeError as error:
            raise QueryError(f"the query cannot be run ({error})", "mend it") from error

    def select(self, text: str, substitutions: Mapping[str, Term] | None = None) -> pyoxigraph.QuerySolutions:
        """The rows of a SELECT query; otherwise as :meth:`query`. Raises QueryError for a query of another form."""
        answer = self.query(text, substitutions)
        if not isinstance(answer, pyoxigraph.QuerySolutions):
            raise QueryError("the query asks for no rows", "write a SELECT query")
        return answer

    def quads(self) -> Iterator[Quad]:
        """All statements with the graphs that they stand in, graph by graph, in a fixed order."""
        for name in self.graphs():
            yield from sorted(self.inner.quads_for_pattern(None, None, None, NamedNode(name)), key=lambda quad: place(quad.triple))

    def triples(self) -> Iterator[Triple]:
        """All statements without their articles, each once, subject by subject, in a fixed order. Holds few of them in memory."""
        if self.folder and self.is_in(self.folder / TURTLE):
            yield from (quad.triple for quad in pyoxigraph.parse(path=self.folder / TURTLE, format=RdfFormat.TURTLE, lenient=True))
            return
        with TemporaryDirectory() as name:
            found = self._sorted(Path(name))
            yield from (quad.triple for quad in found.quads())

    def _sorted(self, folder: Path) -> Sorting:
        """All statements in order, with a folder to sort them in."""
        found, lines = Sorting(folder), folder / "all.nt"
        self.inner.dump(lines, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        with lines.open(encoding="utf-8", newline="\n") as file:
            while some := file.readlines(CHUNK):
                found.add("".join(some))
        return found

    def about(self, iri: str) -> list[Triple]:
        """The statements with this subject: class, label, then by property and value."""
        found = self.inner.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
        return sorted((quad.triple for quad in found), key=order)

    def having(self, predicate: str, value: Term) -> list[Triple]:
        """The statements with this property and value, in a fixed order."""
        return self._matching(None, NamedNode(predicate), value)

    def into(self, iri: str) -> list[Triple]:
        """The statements with this object, in a fixed order."""
        return self._matching(None, None, NamedNode(iri))

    def has(self, iri: str) -> bool:
        """Whether anything is said of the node with this IRI."""
        return next(self.inner.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()), None) is not None

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """The IRIs that this property joins, as a stream in no order."""
        for quad in self.inner.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
            yield _text(quad.subject), _text(quad.object)

    def labelled_twice(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """The IRIs of entities with two labels, and these; several times where there are more."""
        for row in self.select(TWO_LABELS):
            yield _text(row["entity"]), (_text(row["label"]), _text(row["other"]))

    def apart(self) -> Iterator[tuple[Triple, bool]]:
        """Statements in which the default graph and the named graphs differ, and whether it is the default graph that has them."""
        for query, whole in ((NAMED_ONLY, False), (DEFAULT_ONLY, True)):
            for row in self.select(query):
                yield Triple(row["s"], row["p"], row["o"]), whole

    def _matching(self, subject: NamedNode | None, predicate: NamedNode | None, value: Term | None) -> list[Triple]:
        found = self.inner.quads_for_pattern(subject, predicate, value, DefaultGraph())
        return sorted((quad.triple for quad in found), key=place)


NAMED_ONLY: Final = "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
DEFAULT_ONLY: Final = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
TWO_LABELS: Final = f"""SELECT ?entity ?label ?other WHERE {{
  ?entity a <{KG.Entity}> ; <{RDFS.label}> ?label . ?entity <{RDFS.label}> ?other FILTER(?label < ?other)
}} ORDER BY ?entity ?label ?other"""
COUNT: Final = "SELECT (COUNT(*) AS ?count) WHERE { ?subject ?property ?value }"
CHUNK: Final = 1 << 20
"""Characters that are read at once."""


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def unparsed(text: str, message: str, known: Iterable[str]) -> QueryError:
    """The error of a text that Oxigraph does not parse: the parser's message, which lists all that the grammar would take, in one line."""
    at = PARSE_ERROR.match(message)
    if at is None:
        return QueryError(f"the query does not parse ({message.splitlines()[0]})", "mend it")
    line, column = int(at[1]), int(at[2])
    words = "".join(text.splitlines()[line - 1 : line])
    near = words[max(column - 1 - NEAR, 0) : column - 1 + NEAR].strip()
    cause = f"the query does not parse at line {line}, column {column}, near {near!r}"
    if "Prefix not found" in message:
        return QueryError(f"{cause} (unknown prefix)", f"declare it; known without declaration: {', '.join(sorted(known))}")
    return QueryError(cause, "mend it there")


PARSE_ERROR: Final = re.compile(r"error at (\d+):(\d+): ")
NEAR: Final = 16
"""Characters before and after the place where a query does not parse that its error shows."""

FIRST: Final = {RDF.type: 0, RDFS.label: 1}


def place(triple: Triple) -> tuple[str, int, str, str]:
    """The sort key of all that is written: by subject; of one subject class and label first; the rest by property."""
    return str(triple.subject), *order(triple)


def order(triple: Triple) -> tuple[int, str, str]:
    """The sort key of what is said of one subject."""
    return FIRST.get(triple.predicate.value, len(FIRST)), str(triple.predicate), str(triple.object)


# the folder


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``graph.json`` says: the version of the folder's format, the base of the IRIs, two counts, and the digest of
    :data:`TURTLE` where that says what the database does, or nothing."""

    format: int
    base: str
    articles: int
    statements: int
    turtle: str = ""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises GraphError where the folder is missing, is no graph, is damaged or is of another version."""
        file = folder / MANIFEST
        if not folder.exists():
            raise GraphError(f"there is no graph {folder}", f"build it: kg build ARTICLES -o {folder}")
        if not file.is_file():
            raise GraphError(f"{folder} is no graph folder (it has no {MANIFEST})", "name a folder that kg build has written")
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            version = found["format"]
            if version == FORMAT:
                return cls(version, found["base"], found["articles"], found["statements"], found.get("turtle", ""))
        except (ValueError, KeyError, TypeError) as error:
            raise GraphError(f"{file} is damaged ({error!r})", "build the graph again") from error
        raise GraphError(f"{folder} has format {version}, this program reads format {FORMAT}", "build the graph again")

    def write(self, folder: Path) -> None:
        """Writes it into ``folder``."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def digest(file: Path) -> str:
    """A hash of what the file holds."""
    with file.open("rb") as data:
        return file_digest(data, "blake2b").hexdigest()


@contextmanager
def changing(path: Path | str) -> Iterator[Path]:
    """As :func:`building`, but the new folder begins with the database and the ledger of the graph ``path``. The files of the
    database are never changed once written, so that they are shared, not copied.

    Raises GraphError too where there is no graph, or one that does not keep what it was made of.
    """
    path = Path(path)
    Manifest.read(path)
    Ledger.open(path).close()
    with building(path) as folder:
        with Store.open(path) as old:
            old.inner.backup(str(folder / STORE))
        for name in (MANIFEST, LEDGER):
            shutil.copyfile(path / name, folder / name)
        yield folder


def keep_pictures(path: Path, folder: Path) -> None:
    """Copies what shows the graph ``path`` into ``folder``, which holds the same graph."""
    for name in PICTURES:
        if (path / name).is_file():
            shutil.copyfile(path / name, folder / name)


@contextmanager
def building(path: Path | str, resume: bool = False) -> Iterator[Path]:
    """A new, empty folder to build the graph ``path`` in. At the end of the block it takes the place of ``path``; on an
    exception it is removed and ``path`` stays as it was. At any moment a reader finds the old graph or the new one.

    A block that leaves :data:`RESUMED` in the folder as it ends in an exception, or is killed, can go on another time: with ``resume``
    the folder is as it was then, as far as it can be used.

    Raises GraphError where ``path`` is something else than a graph folder or holds something else too (nothing of the
    user's is ever overwritten), where it cannot be written, where another process is building it, or where the block left
    no graph.
    """
    path = Path(path).resolve()
    _recover(path)
    replaceable(path)
    folder = _beside(path, "partial")
    if resume and resumable(path):
        _make_ready(folder, path)
    else:
        _make_empty(folder, path)
    try:
        yield folder
        Manifest.read(folder)
        replaceable(path)   # building takes long: something may have been put there since
    except (OSError, sqlite3.OperationalError) as error:
        _clear(folder)
        cure = "make room on the disk, or choose a folder that you may write to"
        raise GraphError(f"{path} cannot be written ({getattr(error, 'strerror', None) or error})", cure) from error
    except BaseException:
        _clear(folder)
        raise
    _swap(folder, path)


def resumable(path: Path) -> bool:
    """Whether an interrupted build of ``path`` has left what another can go on from."""
    return (_beside(Path(path).resolve(), "partial") / RESUMED).is_file()


def _clear(folder: Path) -> None:
    """Removes a folder that nobody can go on from."""
    if not (folder / RESUMED).exists():
        shutil.rmtree(folder)


def replaceable(path: Path) -> None:
    """Raises GraphError where building ``path`` anew would lose something that no build wrote."""
    if not path.exists():
        return
    inside = sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []
    if not path.is_dir() or (inside and not (path / MANIFEST).is_file()):
        raise GraphError(f"{path} is there already and is no graph", "choose another folder for the graph")
    others = [name for name in inside if name.removeprefix(".").removesuffix(".partial") not in WRITTEN and name not in WRITTEN]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise GraphError(f"{path} also holds {others[0]}{more}, which no build wrote", "move it away, or choose another folder")


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}")


def _make_empty(folder: Path, path: Path) -> None:
    """An empty folder in the place of what a crashed build of ``path`` may have left there."""
    _check_free(folder, path)
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise GraphError(f"{path} cannot be written ({error.strerror})", "choose a folder that you may write to") from error


def _make_ready(folder: Path, path: Path) -> None:
    """The folder of an interrupted build without what the next one writes anew."""
    _check_free(folder, path)
    for entry in folder.iterdir():
        if not entry.name.startswith((LEDGER, RESUMED)):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _check_free(folder: Path, path: Path) -> None:
    """The databases' own locks tell what a crash has left from a build that is going on."""
    if ((folder / STORE).exists() and _locked(folder)) or taken(folder):
        raise GraphError(f"another process is building {path}", "wait until it is done, or stop it")


def _swap(new: Path, path: Path) -> None:
    """Puts ``new`` in the place of ``path``. Between the two renames the old graph stands under a name that
    :func:`_recover` knows."""
    old = _beside(path, "replaced")
    if old.exists():
        shutil.rmtree(old)
    if path.exists():
        path.rename(old)
    new.rename(path)
    if old.exists():
        shutil.rmtree(old)


def _recover(path: Path) -> None:
    """Brings the old graph back where a crash fell between the two renames of :func:`_swap`."""
    old = _beside(path, "replaced")
    if old.exists() and not path.exists():
        old.rename(path)


def _opened(folder: Path, write: bool) -> pyoxigraph.Store:
    place = folder / STORE
    try:
        return pyoxigraph.Store(place) if write else pyoxigraph.Store.read_only(str(place))
    except (OSError, RuntimeError) as error:
        if _is_lock(error):
            raise GraphError(f"another process is writing to {folder}", "wait until it is done, or stop it") from error
        raise GraphError(f"the database in {folder} cannot be opened ({error})", "build the graph again") from error


def _locked(folder: Path) -> bool:
    """Whether a process has the database open for writing."""
    try:
        pyoxigraph.Store(folder / STORE)
    except (OSError, RuntimeError) as error:
        return _is_lock(error)
    return False


def _is_lock(error: Exception) -> bool:
    return "lock" in str(error).lower()
