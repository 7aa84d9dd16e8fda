"""What a build has done so far, in a SQLite file beside what it has written: from this an interrupted build goes on, and it keeps
what does not fit into memory.

In: the articles as they come out of each step, the problems on the way, the task. Out: the articles that wait for a step, a bounded
number at a time, in the order of their ids. A few articles stay in memory and are written down when the build is interrupted only.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg import __version__
from kg.acquire import Fingerprint, PassedOver
from kg.article import Article
from kg.errors import GraphError, InputError, KgError
from kg.graph import RESUMED
from kg.packing import packed, unpacked

FEW: Final = 256   # articles that are not worth writing down
PARTS: Final = ("py", "so", "tsv", "toml", "txt")   # of the program and its data, by suffix

Parcel = Article | bytes
"""An article, or what it is packed into."""

SCHEMA: Final = """
CREATE TABLE task (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE article (id TEXT PRIMARY KEY, cleaned BLOB, seen BLOB);
CREATE TABLE problem (place INTEGER PRIMARY KEY, passed INTEGER, cause TEXT, cure TEXT);
CREATE TABLE print (id TEXT PRIMARY KEY, digest BLOB, sketch BLOB) WITHOUT ROWID;
CREATE TABLE likeness (key INTEGER, id TEXT, PRIMARY KEY (key, id)) WITHOUT ROWID;
"""
ALONE: Final = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
"""Nobody else reads the file until it is closed; what is committed outlives the process, not the power."""
READ: Final = "read"   # set in the table of the task when all has been read
KEPT: Final = (KeyboardInterrupt, KgError, OSError, sqlite3.OperationalError, MemoryError)
"""What ends a build but not what it has done: by another exception the program is wrong, and no other program goes on from there."""


def task(sources: Sequence[str], fields: Mapping[str, str], base: str, judgements: Sequence[str]) -> dict[str, str]:
    """What a build must have in common with an interrupted one to go on from it."""
    said = {"sources": sorted(set(sources)), "fields": sorted(fields.items()), "judgements": judgements}
    return {"version of the program": _program(), "base": base, **{name: json.dumps(value) for name, value in said.items()}}


def _program() -> str:
    """What this program is, its data included."""
    digest = blake2b(__version__.encode(), digest_size=16)
    for path in sorted(_inside(files("kg")), key=str):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _inside(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _inside(entry)
        elif entry.name.rpartition(".")[2] in PARTS:
            yield entry


def opened(parcel: Parcel) -> Article:
    """The article in a parcel."""
    article: Article = unpacked(parcel) if isinstance(parcel, bytes) else parcel
    return article


class Work:
    """The work on a graph. A context manager: when the block ends well the file goes; where
    it is interrupted or fails for a reason outside, it stays if there is something in it to go on from."""

    def __init__(self, connection: sqlite3.Connection, file: Path, few: int) -> None:
        self._db = connection
        self._file = file
        self._few = few
        self._near: dict[str, tuple[bool, Article]] | None = {} if few else None   # whether it is understood, and the article
        self._fresh: dict[str, Article | None] = {}   # what has become of some of these, or that they go, since the last commit
        self._read = False

    @classmethod
    def on(cls, folder: Path, task: Mapping[str, str], few: int = FEW) -> Self:
        """The work in ``folder``: what an interrupted build has left there where it had all read, else its beginning; as long as there
        are no more than ``few`` articles, they stay in memory. Raises GraphError where what is left was done for another task."""
        file = folder / RESUMED
        if file.exists():
            left = cls(sqlite3.connect(file), file, 0)
            try:
                left._check(task)
            except BaseException:
                left._db.close()
                raise
            if left.read:
                return left
            left._close()
        work = cls(sqlite3.connect(file), file, few)
        try:
            work._db.executescript(ALONE + SCHEMA)
            work._db.executemany("INSERT INTO task VALUES (?, ?)", task.items())
            work._db.commit()
        except BaseException:
            work._close()
            raise
        return work

    def _check(self, task: Mapping[str, str]) -> None:
        try:
            self._db.executescript(ALONE)
            before = dict(self._db.execute("SELECT name, value FROM task"))
        except sqlite3.DatabaseError as error:
            raise GraphError(f"what is left of the interrupted build is damaged ({error})", "build without --resume") from error
        other = [name for name, value in task.items() if before.get(name) != value]
        if other:
            raise GraphError(f"the interrupted build had other {' and '.join(other)}", "give it the same, or build without --resume")
        self._read = READ in before

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        kept = KeyboardInterrupt if self._near is not None else KEPT   # for a few articles nobody clears a disk
        keep = kind is not None and issubclass(kind, kept) and self.read
        try:
            if keep:
                self._db.rollback()
                self._spill()
                self._db.commit()
        except sqlite3.OperationalError:
            keep = False
            raise
        finally:
            self._db.close()
            if not keep:
                self._file.unlink()

    def _close(self) -> None:
        self._db.close()
        self._file.unlink()

    def commit(self) -> None:
        """Writes down what has been done up to here: what comes after it is undone by an interruption."""
        if self._near is not None:
            for identifier, article in self._fresh.items():
                if article is None:
                    del self._near[identifier]
                else:
                    self._near[identifier] = True, article
            self._fresh.clear()
        self._db.commit()

    @property
    def read(self) -> bool:
        """Whether all has been read."""
        return self._read

    def finish_reading(self, none: str) -> None:
        """Says that all has been read and that the copies are out. Raises InputError, with ``none`` as the cause, where no article is
        there."""
        self.commit()
        if not self.count():
            raise InputError(none, "name files or folders of articles")
        self._read = True
        if self._near is None:   # of what only memory holds, a build that is killed leaves nothing to go on from
            self._write_read()
        self._db.commit()

    def _write_read(self) -> None:
        self._db.execute("INSERT OR IGNORE INTO task VALUES (?, '')", (READ,))

    # articles

    def add(self, article: Article) -> None:
        """A cleaned article that has come."""
        if self._near is not None:
            self._near[article.id] = False, article
            if len(self._near) > self._few:
                self._spill()
        else:
            self._db.execute("INSERT INTO article VALUES (?, ?, NULL)", (article.id, packed(article)))

    def leave_out(self, identifier: str) -> None:
        """The article is to be worked on no more."""
        if self._near is not None:
            self._fresh[identifier] = None
        else:
            self._db.execute("DELETE FROM article WHERE id = ?", (identifier,))

    def see(self, identifier: str, article: Parcel) -> None:
        """The article as it is once it is understood."""
        if self._near is not None:
            self._fresh[identifier] = opened(article)
        else:
            data = packed(article) if isinstance(article, Article) else article
            self._db.execute("UPDATE article SET cleaned = NULL, seen = ? WHERE id = ?", (data, identifier))

    def count(self, seen: bool = False) -> int:
        """How many articles there are, or are understood."""
        if self._near is not None:
            return sum(done or not seen for done, _ in self._near.values())
        found: int = self._db.execute(f"SELECT COUNT({'seen' if seen else 'id'}) FROM article").fetchone()[0]
        return found

    def last(self) -> str:
        """The greatest id of an article that is understood, or nothing. They are understood in the order of their ids."""
        if self._near is not None:
            return max((each for each, (done, _) in self._near.items() if done), default="")
        found: str | None = self._db.execute("SELECT MAX(id) FROM article WHERE seen IS NOT NULL").fetchone()[0]
        return found or ""

    @property
    def packs(self) -> bool:
        """Whether articles are best packed by whoever makes them."""
        return self._near is None

    def waiting(self) -> Iterator[tuple[str, Parcel]]:
        """The cleaned articles that are not understood yet, by their ids; more may be understood meanwhile."""
        return self._each(False)

    def understood(self) -> Iterator[tuple[str, Parcel]]:
        """The understood articles by their ids."""
        return self._each(True)

    def _each(self, seen: bool) -> Iterator[tuple[str, Parcel]]:
        if self._near is not None:
            near = sorted(self._near.items())
            yield from ((identifier, article) for identifier, (done, article) in near if done == seen)
            return
        column, last, behind = "seen" if seen else "cleaned", "", ">="
        while True:
            query = f"SELECT id, {column} FROM article WHERE id {behind} ? AND {column} IS NOT NULL ORDER BY id LIMIT 16"
            rows = self._db.execute(query, (last,)).fetchall()
            if not rows:
                return
            yield from rows
            last, behind = rows[-1][0], ">"

    def _spill(self) -> None:
        for identifier, (done, article) in (self._near or {}).items():
            row = (identifier, None, packed(article)) if done else (identifier, packed(article), None)
            self._db.execute("INSERT INTO article VALUES (?, ?, ?)", row)
        if self._read:
            self._write_read()
        self._near = None
        self._fresh.clear()

    # problems

    def tell(self, problem: InputError) -> None:
        """Keeps a problem."""
        row = isinstance(problem, PassedOver), problem.cause, problem.cure
        self._db.execute("INSERT INTO problem (passed, cause, cure) VALUES (?, ?, ?)", row)

    def problems(self) -> Iterator[InputError]:
        """The problems in their order."""
        for passed, cause, cure in self._db.execute("SELECT passed, cause, cure FROM problem ORDER BY place").fetchall():
            yield (PassedOver if passed else InputError)(cause, cure)


class Index:
    """The originals among articles, found by what they share with a copy: for :class:`kg.acquire.Duplicates`, without holding them in
    memory."""

    def __init__(self, work: Work) -> None:
        self._db = work._db

    def add(self, one: Fingerprint) -> None:
        """One more."""
        self._db.execute("INSERT INTO print VALUES (?, ?, ?)", (one.id, one.digest, array("L", one.sketch).tobytes()))
        self._db.executemany("INSERT OR IGNORE INTO likeness VALUES (?, ?)", [(key, one.id) for key in one.keys])

    def like(self, one: Fingerprint) -> Iterator[Fingerprint]:
        """Those that share a key with ``one``, in the order of their ids."""
        marks = ", ".join("?" * len(one.keys))
        query = (f"SELECT id, digest, sketch FROM print WHERE id IN (SELECT id FROM likeness WHERE key IN ({marks})) ORDER BY id")
        for identifier, digest, sketch in self._db.execute(query, one.keys).fetchall():
            yield Fingerprint(identifier, digest, tuple(array("L", sketch)))
