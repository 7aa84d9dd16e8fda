"""The stages in order, on one screen: files → articles → text → mentions → facts → identities → statements → a graph.

In: sources (files, folders, globs, ``-``). Out: a graph folder, and a :class:`Report` of what was built and what was left
out. The result depends on the articles only, not on the order in which they come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from kg.acquire import Fingerprint, PassedOver, fingerprint, originals, read
from kg.article import Article, Claim, Verdict
from kg.clean import clean
from kg.detect import detect, tagged
from kg.errors import InputError
from kg.extract import extract
from kg.fuse import applied, by_article, claims, decided, resolve
from kg.fuse.corrections import traced
from kg.fuse.judgements import NONE, Judgements, answered, claims_of, text, texts
from kg.graph import BASE, Bulk, Counts, Held, Ledger, Store, Told, building, replaceable, told

STAGES: tuple[Callable[[Article], Article], ...] = (detect, extract, resolve)
"""What is done to each cleaned article by itself."""

TURTLE, REPORT = "graph.ttl", "report.json"
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
READING, UNDERSTANDING, WRITING = "reading", "understanding", "writing"

Thing = TypeVar("Thing")
OnProblem = Callable[[InputError], None]
OnProgress = Callable[[int, "int | None", str], None]


def untold(*told: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made: articles read, left out as unreadable or as copies (each copy's id → the one kept), and what is
    in the graph; ``characters`` is the length of all texts after cleaning. ``judgements`` is how many of people's answers were
    used, ``idle`` are those that concern nothing in the graph."""

    articles: int
    skipped: int
    duplicates: int
    entities: int
    facts: int
    statements: int
    characters: int
    problems: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    judgements: int = 0
    idle: tuple[str, ...] = ()

    def json(self) -> str:
        """The report as JSON, the same bytes for the same build."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def understand(article: Article) -> Article:
    """A cleaned article with its mentions, facts and entities."""
    for stage in STAGES:
        article = stage(article)
    return article


def build(
    sources: Sequence[str], out: Path, *, fields: Mapping[str, str] = NO_FIELDS, base: str = BASE, judgements: Judgements = NONE,
    on_problem: OnProblem = untold, on_progress: OnProgress = untold,
) -> Report:
    """Builds the graph of ``sources`` in the folder ``out``, beside it first and moved there when it is whole.

    ``fields`` maps our names of a record's fields to theirs; ``judgements`` are what people have decided and corrected;
    ``on_problem`` is told what had to be left out, ``on_progress`` how many articles are done, of how many, in which step.
    Raises InputError where nothing could be read, GraphError where ``out`` holds something that is not a graph.
    """
    replaceable(out)
    problems: list[str] = []

    def problem(error: InputError) -> None:
        if not isinstance(error, PassedOver):  # files of other kinds in a folder are no failure
            problems.append(str(error))
        on_problem(error)

    found = list(counted(map(prepared, read(sources, fields, problem)), None, READING, on_progress))
    copies = originals(each.print for each in found)
    articles = sorted((each.article for each in found if each.article.id not in copies), key=lambda article: article.id)
    if not articles:
        raise InputError("no article could be read", "name files or folders of articles")
    seen = list(counted(understood(articles, judgements), len(articles), UNDERSTANDING, on_progress))
    verdicts = by_article(decided(chain(claims_of(judgements), *(each.claims for each in seen))))
    with building(out) as folder, Store.create(folder, base) as store, Bulk(store, folder) as bulk, Ledger.create(folder) as ledger:
        ledger.hold(kept(*each, copies) for each in found)
        for each in counted(seen, len(seen), WRITING, on_progress):
            identifier, counted_, lines = written(each.article, verdicts[each.article.id], base)
            bulk.add(identifier, lines)
            ledger.tell(identifier, each.told, each.claims)
            ledger.settle(identifier, counted_)
            ledger.decide(verdicts[identifier])
        bulk.finish()
        ledger.judge(texts(judgements))
        ledger.index()
        bulk.turtle(folder / TURTLE)
        report = reported(ledger, len(store), problems, judgements)
        (folder / REPORT).write_text(report.json() + "\n", encoding="utf-8")
    return report


# the steps: plain functions of plain values, which whatever runs them (this process, others, other machines) may spread


class Prepared(NamedTuple):
    """An article as read and cleaned, and what tells whether it is a copy."""

    article: Article
    print: Fingerprint


def prepared(article: Article) -> Prepared:
    """An article that has been read, cleaned, with its fingerprint."""
    cleaned = clean(article)
    return Prepared(cleaned, fingerprint(cleaned))


class Seen(NamedTuple):
    """An article that is understood and corrected, without its words; what the ledger keeps of that; and what it claims, of which
    those that are in a block with others' are decided."""

    article: Article
    told: Told
    claims: tuple[Claim, ...]


def understood(articles: Iterable[Article], judgements: Judgements) -> Iterator[Seen]:
    """Cleaned articles with their mentions, facts and entities, as people have corrected them. Each for itself, but quicker for some
    dozens at once. Without their words: nothing behind asks for these, and they are much of what an article takes in memory."""
    for article in tagged(articles):
        whole = replace(understand(article), words=())
        mended, rows = traced(whole, judgements)
        names = {name for e in whole.entities for name in (e.label, *e.aliases, *e.originals)}
        yield Seen(mended, Told(frozenset(names), tuple(map(text, rows))), tuple(claims(mended)))


class Written(NamedTuple):
    """What the graph holds of an article: its id, what the ledger counts, and its statements, as lines of N-Triples."""

    id: str
    counts: Counts
    lines: str


def written(article: Article, verdicts: Iterable[Verdict], base: str) -> Written:
    """A seen article as the verdicts on its claims have it."""
    settled = applied(article, verdicts)
    return Written(settled.id, counts(settled), told(settled, base))


def counts(article: Article) -> Counts:
    """What the ledger counts of a settled article."""
    return Counts(tuple(dict.fromkeys(entity.key for entity in article.entities)), len(article.facts), len(article.text.string))


def kept(article: Article, print_: Fingerprint, copies: Mapping[str, str]) -> Held:
    """The article as the ledger keeps it."""
    return Held(article, print_.digest, print_.sketch, print_.keys, copies.get(article.id, ""))


def counted(things: Iterable[Thing], total: int | None, what: str, on_progress: OnProgress) -> Iterator[Thing]:
    """The things, each told to ``on_progress`` when it has gone by."""
    on_progress(0, total, what)
    for done, thing in enumerate(things, 1):
        yield thing
        on_progress(done, total, what)


def reported(ledger: Ledger, statements: int, problems: Sequence[str], judgements: Judgements) -> Report:
    """What there is now, the problems on the way to it, and which judgements were used: those on pairs that are there, and those
    that corrected an article."""
    totals, copies, corrections = ledger.totals(), ledger.copies(), ledger.corrections()
    used = answered(judgements, ledger.tellers)
    idle = tuple(str(row) for row in judgements.held if row not in used and text(row) not in corrections)
    return Report(
        articles=totals.articles, skipped=len(problems), duplicates=len(copies), entities=totals.entities, facts=totals.facts,
        statements=statements, characters=totals.characters, problems=tuple(problems), copies=tuple(sorted(copies.items())),
        judgements=len(judgements.held) - len(idle), idle=idle,
    )
