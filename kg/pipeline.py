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

from kg.acquire import Fingerprint, PassedOver, fingerprint, originals, read
from kg.article import Article
from kg.clean import clean
from kg.detect import detect, tagged
from kg.errors import InputError
from kg.extract import extract
from kg.fuse import applied, by_article, claims, decided, resolve
from kg.fuse.corrections import traced
from kg.fuse.judgements import NONE, Judgement, Judgements, answered, claims_of
from kg.graph import BASE, Held, Ledger, Store, building, replaceable, statements
from kg.output import export

STAGES: tuple[Callable[[Article], Article], ...] = (detect, extract, resolve)
"""What is done to each cleaned article by itself."""

TURTLE, REPORT = "graph.ttl", "report.json"
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
READING, UNDERSTANDING, WRITING = "reading", "understanding", "writing"

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

    found = list(counted((clean(a) for a in read(sources, fields, problem)), None, READING, on_progress))
    prints = [fingerprint(article) for article in found]
    copies = originals(prints)
    articles = sorted((article for article in found if article.id not in copies), key=lambda article: article.id)
    if not articles:
        raise InputError("no article could be read", "name files or folders of articles")
    mended = [traced(a, judgements) for a in counted(understood(articles), len(articles), UNDERSTANDING, on_progress)]
    told = [article for article, _ in mended]
    claimed = {article.id: tuple(claims(article)) for article in told}
    verdicts = by_article(decided(chain(claims_of(judgements), *claimed.values())))
    settled = [applied(article, verdicts[article.id]) for article in told]
    with building(out) as folder, Store.create(folder, base) as store, Ledger.create(folder) as ledger:
        store.add(quad for a in counted(settled, len(settled), WRITING, on_progress) for quad in statements(a, base))
        ledger.hold(kept(*each, copies) for each in zip(found, prints, strict=True))
        for article in settled:
            ledger.tell(article, claimed[article.id], verdicts[article.id])
        ledger.index()
        export(store, "turtle", folder / TURTLE)
        report = judged(reported(ledger, len(store), problems), judgements, told, (row for _, rows in mended for row in rows))
        (folder / REPORT).write_text(report.json() + "\n", encoding="utf-8")
    return report


def judged(report: Report, judgements: Judgements, articles: Iterable[Article], corrections: Iterable[Judgement]) -> Report:
    """The report with how many judgements were used on the articles: those on pairs that are in them, and these corrections."""
    used = answered(judgements, articles) | set(corrections)
    idle = tuple(str(row) for row in judgements.held if row not in used)
    return replace(report, judgements=len(judgements.held) - len(idle), idle=idle)


def understood(articles: Iterable[Article]) -> Iterator[Article]:
    """Cleaned articles with their mentions, facts and entities, without their words: nothing behind asks for these, and they
    are much of what an article takes in memory until all are settled."""
    return (replace(understand(article), words=()) for article in tagged(articles))


def kept(article: Article, print_: Fingerprint, copies: Mapping[str, str]) -> Held:
    """The article as the ledger keeps it."""
    return Held(article, print_.digest, print_.sketch, print_.keys, copies.get(article.id, ""))


def counted(articles: Iterable[Article], total: int | None, what: str, on_progress: OnProgress) -> Iterator[Article]:
    """The articles, each told to ``on_progress`` when it has gone by."""
    on_progress(0, total, what)
    for done, article in enumerate(articles, 1):
        yield article
        on_progress(done, total, what)


def reported(ledger: Ledger, statements: int, problems: Sequence[str]) -> Report:
    """What there is now, and the problems on the way to it."""
    totals, copies = ledger.totals(), ledger.copies()
    return Report(
        articles=totals.articles, skipped=len(problems), duplicates=len(copies), entities=totals.entities, facts=totals.facts,
        statements=statements, characters=totals.characters, problems=tuple(problems), copies=tuple(sorted(copies.items())),
    )
