"""What a graph was made of, so that it can grow: a SQLite file in its folder.

In and out: for each article, copies included, the article as read, what tells whether it is a copy, what it claims and what was
decided of that. Nothing in it is needed to ask the graph. What is looked up when an article comes or goes has an index, so that
the work is by the size of the change.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from kg.article import Article, Claim, Span, Verdict
from kg.errors import GraphError

LEDGER: Final = "ledger.sqlite"
FIELDS: Final = ("id", "source", "raw", "title", "published", "publisher", "authors", "editors", "language")
"""What an article has when it has been read, its body aside."""

SCHEMA: Final = """
CREATE TABLE article (
  id TEXT PRIMARY KEY, record TEXT NOT NULL, digest BLOB NOT NULL, sketch TEXT NOT NULL,
  original TEXT NOT NULL, facts INTEGER NOT NULL, characters INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE likeness (key INTEGER, article TEXT, PRIMARY KEY (key, article)) WITHOUT ROWID;
CREATE TABLE entity (key TEXT, article TEXT, PRIMARY KEY (key, article)) WITHOUT ROWID;
CREATE TABLE name (name TEXT, article TEXT, PRIMARY KEY (name, article)) WITHOUT ROWID;
CREATE TABLE correction (judgement TEXT, article TEXT);
CREATE TABLE judgement (place INTEGER PRIMARY KEY, judgement TEXT);
CREATE TABLE claim (block TEXT, article TEXT, key TEXT, said TEXT);
CREATE TABLE verdict (block TEXT, article TEXT, key TEXT, aspect TEXT, value TEXT, grounds TEXT);
"""
VERSION: Final = 2
"""Of what is written down: it rises when articles claim something else, or are told apart by other rules, since old and new do not go
together."""
HOLD: Final = """
INSERT INTO article VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO UPDATE
SET record = excluded.record, digest = excluded.digest, sketch = excluded.sketch, original = excluded.original
"""
SHARERS: Final = """
SELECT id, digest, sketch FROM article WHERE id IN (
  SELECT article FROM likeness WHERE key IN (SELECT key FROM likeness GROUP BY key HAVING COUNT(*) > 1)
) ORDER BY id
"""
INDEXES: Final = {
    "likeness": ("article",), "name": ("article",), "correction": ("article",), "claim": ("block", "article"),
    "verdict": ("block", "article"), "entity": ("article",),
}
"""Table → the columns that it is looked up by, beside its key."""


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the ledger: ``read`` as it was read (what later stages fill in does not matter), ``digest`` and ``sketch`` by
    which copies are told, ``keys`` of which copies share one, ``original`` the id of the article that it is a copy of, or empty."""

    read: Article
    digest: bytes
    sketch: tuple[int, ...]
    keys: tuple[int, ...]
    original: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an article by itself calls things, before people's corrections, and the corrections that concerned it, each as text."""

    names: frozenset[str]
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is in an article: the keys of its entities, and how many facts and characters."""

    entities: tuple[str, ...]
    facts: int
    characters: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is in the articles of the graph."""

    articles: int
    entities: int
    facts: int
    characters: int


class Ledger:
    """The ledger of the graph in a folder. A context manager: what was written stays if the block ends well."""

    def __init__(self, connection: sqlite3.Connection, building: bool = False) -> None:
        self._db = connection
        self._building = building

    @classmethod
    def create(cls, folder: Path) -> Self:
        """An empty ledger in ``folder``; the graph's writer is its only reader until it is closed. What is committed (:meth:`commit`)
        outlives the process, not the power."""
        for name in (LEDGER, f"{LEDGER}-wal"):
            (folder / name).unlink(missing_ok=True)
        ledger = cls(_alone(folder), building=True)
        ledger._db.executescript(f"{SCHEMA}PRAGMA user_version = {VERSION};")
        return ledger

    @classmethod
    def resume(cls, folder: Path) -> Self:
        """The ledger that :meth:`create` made and a writer left before it was closed. Raises GraphError as :meth:`open` does."""
        connection = _alone(folder)
        _check_version(connection, folder, "build it without --resume")
        return cls(connection, building=True)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The ledger of the graph ``folder``. Raises GraphError where it has none, it is damaged or of another version."""
        if not (folder / LEDGER).is_file():
            raise GraphError(f"{folder} does not keep what it was made of", "build the graph again, then it can grow")
        connection = sqlite3.connect(folder / LEDGER)
        try:
            connection.execute("SELECT id FROM article LIMIT 1").fetchall()
            _check_version(connection, folder, "build the graph again")
        except sqlite3.DatabaseError as error:
            raise GraphError(f"{folder / LEDGER} is damaged ({error})", "build the graph again") from error
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self._db.commit()
            if self._building:
                self._db.execute("PRAGMA journal_mode = DELETE")   # one file
        self.close()

    def close(self) -> None:
        """Lets go of the file; what was written outside a block is lost."""
        self._db.close()

    def commit(self) -> None:
        """What was written up to here stays."""
        self._db.commit()

    def index(self, *tables: str) -> None:
        """Makes the indexes of these tables, once the articles of a new graph are in: quicker than with each."""
        for table in tables:
            for column in INDEXES[table]:
                self._db.execute(f"CREATE INDEX IF NOT EXISTS {table}_{column} ON {table} ({column})")

    # articles

    def hold(self, found: Iterable[Held]) -> None:
        """Adds articles; those with ids that are there take their place."""
        for held in found:
            identifier = held.read.id
            self._db.execute(HOLD, (identifier, _record(held.read), held.digest, json.dumps(held.sketch), held.original))
            self._db.execute("DELETE FROM likeness WHERE article = ?", (identifier,))
            self._db.executemany("INSERT OR IGNORE INTO likeness VALUES (?, ?)", [(key, identifier) for key in held.keys])

    def tell(self, identifier: str, told: Told, claims: Iterable[Claim]) -> None:
        """Writes down what an article that comes into the graph calls things and claims."""
        self._db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?)", [(name, identifier) for name in sorted(told.names)])
        self._db.executemany("INSERT INTO correction VALUES (?, ?)", [(text, identifier) for text in told.corrections])
        self._db.executemany(
            "INSERT INTO claim VALUES (?, ?, ?, ?)",
            [(c.block, c.article, c.key, json.dumps(c.said, ensure_ascii=False)) for c in claims])

    def decide(self, verdicts: Iterable[Verdict]) -> None:
        """Writes down what has been decided of claims."""
        self._db.executemany(
            "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?)",
            ((v.block, v.article, v.key, v.aspect, v.value, json.dumps(v.grounds, ensure_ascii=False)) for v in verdicts))

    def settle(self, identifier: str, counts: Counts) -> None:
        """Writes down what there is in an article once its verdicts are applied."""
        self._db.executemany("INSERT OR IGNORE INTO entity VALUES (?, ?)", [(key, identifier) for key in counts.entities])
        self._db.execute(
            "UPDATE article SET facts = ?, characters = ? WHERE id = ?", (counts.facts, counts.characters, identifier))

    def cut(self, last: str) -> None:
        """Takes back what :meth:`tell` wrote of articles behind the id ``last``, and all that :meth:`decide` and :meth:`settle` wrote."""
        for table in ("name", "correction", "claim"):
            self._db.execute(f"DELETE FROM {table} WHERE article > ?", (last,))
        for table in ("verdict", "entity"):
            self._db.execute(f"DELETE FROM {table}")

    def forget(self, articles: Iterable[str]) -> None:
        """Takes back what :meth:`tell`, :meth:`decide` and :meth:`settle` wrote of these articles."""
        for identifier in articles:
            for name in ("name", "correction", "entity", "claim", "verdict"):
                self._db.execute(f"DELETE FROM {name} WHERE article = ?", (identifier,))
            self._db.execute("UPDATE article SET facts = 0, characters = 0 WHERE id = ?", (identifier,))

    def drop(self, articles: Iterable[str]) -> None:
        """Takes articles out altogether."""
        for identifier in articles:
            self.forget([identifier])
            self._db.execute("DELETE FROM likeness WHERE article = ?", (identifier,))
            self._db.execute("DELETE FROM article WHERE id = ?", (identifier,))

    def held(self, identifier: str) -> Held | None:
        """The article with this id, if it is there."""
        query = "SELECT record, digest, sketch, original FROM article WHERE id = ?"
        row = self._db.execute(query, (identifier,)).fetchone()
        if row is None:
            return None
        keys = self._db.execute("SELECT key FROM likeness WHERE article = ? ORDER BY key", (identifier,))
        return Held(_article(row[0]), row[1], tuple(json.loads(row[2])), tuple(key for key, in keys), row[3])

    def readings(self) -> Iterator[Article]:
        """The articles as they were read, without the copies, by their ids."""
        for record, in self._db.execute("SELECT record FROM article WHERE original = '' ORDER BY id"):
            yield _article(record)

    def sharing(self, keys: Sequence[int]) -> list[str]:
        """The ids of the articles that share one of these keys, sorted."""
        rows = (self._db.execute("SELECT article FROM likeness WHERE key = ?", (key,)) for key in keys)
        return sorted({article for found in rows for article, in found})

    def has(self, identifier: str) -> bool:
        """Whether there is an article with this id."""
        return self._db.execute("SELECT 1 FROM article WHERE id = ?", (identifier,)).fetchone() is not None

    def sharers(self) -> Iterator[tuple[str, bytes, tuple[int, ...]]]:
        """Id, digest and sketch of the articles that share a key with another, by their ids."""
        for identifier, digest, sketch in self._db.execute(SHARERS):
            yield identifier, digest, tuple(json.loads(sketch))

    def copy(self, identifier: str, original: str) -> None:
        """Says of which other an article is a copy."""
        self._db.execute("UPDATE article SET original = ? WHERE id = ?", (original, identifier))

    # what people have judged

    def judge(self, judgements: Sequence[str]) -> None:
        """Writes down the judgements that the graph is made with, each as text, in the place of those before."""
        self._db.execute("DELETE FROM judgement")
        self._db.executemany("INSERT INTO judgement (judgement) VALUES (?)", [(text,) for text in judgements])

    def judgements(self) -> list[str]:
        """The judgements that the graph is made with, in their order."""
        return [text for text, in self._db.execute("SELECT judgement FROM judgement ORDER BY place")]

    def corrections(self) -> set[str]:
        """The judgements that corrected an article."""
        return {text for text, in self._db.execute("SELECT DISTINCT judgement FROM correction")}

    def naming(self, name: str) -> list[str]:
        """The ids of the articles that by themselves call something so, sorted."""
        rows = self._db.execute("SELECT article FROM name WHERE name = ? ORDER BY article", (name,))
        return [article for article, in rows]

    # claims and verdicts

    def claims(self, block: str) -> Iterator[Claim]:
        """The claims of a block."""
        for article, key, said in self._db.execute("SELECT article, key, said FROM claim WHERE block = ?", (block,)):
            yield Claim(block, article, key, tuple((what, value) for what, value in json.loads(said)))

    def all_claims(self) -> Iterator[Claim]:
        """All claims, block by block; what is written meanwhile is not among them."""
        for block, article, key, said in self._db.execute("SELECT block, article, key, said FROM claim ORDER BY block"):
            yield Claim(block, article, key, tuple((what, value) for what, value in json.loads(said)))

    def tellers(self, block: str) -> list[str]:
        """The ids of the articles that claim something in a block."""
        return [article for article, in self._db.execute("SELECT DISTINCT article FROM claim WHERE block = ?", (block,))]

    def blocks(self, article: str) -> list[str]:
        """The blocks that an article has claims in, sorted."""
        rows = self._db.execute("SELECT DISTINCT block FROM claim WHERE article = ? ORDER BY block", (article,))
        return [block for block, in rows]

    def claims_of(self, article: str) -> Iterator[Claim]:
        """The claims of an article."""
        for block, key, said in self._db.execute("SELECT block, key, said FROM claim WHERE article = ?", (article,)):
            yield Claim(block, article, key, tuple((what, value) for what, value in json.loads(said)))

    def verdicts(self, column: str, value: str) -> Iterator[Verdict]:
        """The verdicts of a ``block`` or on an ``article``, whichever ``column`` says."""
        query = f"SELECT block, article, key, aspect, value, grounds FROM verdict WHERE {column} = ?"
        for block, article, key, aspect, decided, grounds in self._db.execute(query, (value,)):
            yield Verdict(block, article, key, aspect, decided, tuple(json.loads(grounds)))

    # the whole

    def copies(self) -> dict[str, str]:
        """The id of each copy → that of the article which stays, sorted."""
        return dict(self._db.execute("SELECT id, original FROM article WHERE original != '' ORDER BY id"))

    def totals(self) -> Totals:
        """How much there is."""
        query = "SELECT COUNT(*), COALESCE(SUM(facts), 0), COALESCE(SUM(characters), 0) FROM article WHERE original = ''"
        articles, facts, characters = self._db.execute(query).fetchone()
        entities, = self._db.execute("SELECT COUNT(DISTINCT key) FROM entity").fetchone()
        return Totals(articles, entities, facts, characters)


def _record(article: Article) -> str:
    body = [(span.start, span.end) for span in article.body]
    return json.dumps({**{name: getattr(article, name) for name in FIELDS}, "body": body}, ensure_ascii=False)


def _article(record: str) -> Article:
    fields = json.loads(record)
    spans = tuple(Span(start, end) for start, end in fields.pop("body"))
    for name in ("authors", "editors"):
        fields[name] = tuple(fields[name])
    return Article(body=spans, **fields)


def _check_version(connection: sqlite3.Connection, folder: Path, cure: str) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        connection.close()
        raise GraphError(f"{folder} was built by another version of the program, and can be asked, but not grow", cure)


def _alone(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / LEDGER)
    connection.executescript(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000")
    return connection


def taken(folder: Path) -> bool:
    """Whether a process builds the ledger in ``folder``."""
    if not (folder / LEDGER).exists():
        return False
    try:
        with closing(sqlite3.connect(folder / LEDGER, timeout=0)) as connection:
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:   # damaged by a crash: nobody's
        return False
    return False
