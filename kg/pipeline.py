"""The stages in order, on one screen: files → articles → text → mentions → facts → identities → statements → a graph.

In: sources (files, folders, globs, ``-``). Out: a graph folder, and a :class:`Report` of what was built and what was left
out. The result depends on the articles only, not on the order in which they come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType

from kg.acquire import PassedOver, read
from kg.acquire.duplicates import distinct
from kg.article import Article
from kg.clean import clean
from kg.detect import detect, tagged
from kg.errors import InputError
from kg.extract import extract
from kg.fuse import resolve, settle
from kg.graph import BASE, Store, building, replaceable, statements
from kg.output import export

STAGES: tuple[Callable[[Article], Article], ...] = (detect, extract, resolve)
"""What is done to each cleaned article by itself."""

TURTLE, REPORT = "graph.ttl", "report.json"
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
READING, UNDERSTANDING, WRITING = "reading", "understanding", "writing"

OnProblem = Callable[[InputError], None]
OnProgress = Callable[[int, "int | None", str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made: articles read, left out as unreadable or as copies (each copy's id → the one kept), and what is
    in the graph; ``characters`` is the length of all texts after cleaning."""

    articles: int
    skipped: int
    duplicates: int
    entities: int
    facts: int
    statements: int
    characters: int
    problems: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()

    def json(self) -> str:
        """The report as JSON, the same bytes for the same build."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def understand(article: Article) -> Article:
    """A cleaned article with its mentions, facts and entities."""
    for stage in STAGES:
        article = stage(article)
    return article


def build(
    sources: Sequence[str], out: Path, *, fields: Mapping[str, str] = NO_FIELDS, base: str = BASE,
    on_problem: OnProblem = lambda problem: None, on_progress: OnProgress = lambda done, total, what: None,
) -> Report:
    """Builds the graph of ``sources`` in the folder ``out``, beside it first and moved there when it is whole.

    ``fields`` maps our names of a record's fields to theirs; ``on_problem`` is told what had to be left out,
    ``on_progress`` how many articles are done, of how many, in which step. Raises InputError where nothing could be read,
    GraphError where ``out`` holds something that is not a graph.
    """
    replaceable(out)
    problems: list[str] = []

    def problem(error: InputError) -> None:
        if not isinstance(error, PassedOver):  # files of other kinds in a folder are no failure
            problems.append(str(error))
        on_problem(error)

    counted = _counted((clean(a) for a in read(sources, fields, problem)), None, READING, on_progress)
    articles, copies = distinct(counted)
    if not articles:
        raise InputError("no article could be read", "name files or folders of articles")
    # Nothing behind asks for the words, and they are much of what an article takes in memory until all are settled.
    understood = (replace(understand(article), words=()) for article in tagged(articles))
    settled = list(settle(_counted(understood, len(articles), UNDERSTANDING, on_progress)))
    with building(out) as folder, Store.create(folder, base) as store:
        store.add(quad for a in _counted(settled, len(settled), WRITING, on_progress) for quad in statements(a, base))
        export(store, "turtle", folder / TURTLE)
        report = _report(settled, len(store), problems, copies)
        (folder / REPORT).write_text(report.json() + "\n", encoding="utf-8")
    return report


def _counted(articles: Iterable[Article], total: int | None, what: str, on_progress: OnProgress) -> Iterator[Article]:
    on_progress(0, total, what)
    for done, article in enumerate(articles, 1):
        yield article
        on_progress(done, total, what)


def _report(articles: Sequence[Article], size: int, problems: Sequence[str], copies: Mapping[str, str]) -> Report:
    return Report(
        articles=len(articles), skipped=len(problems), duplicates=len(copies),
        entities=len({entity.key for a in articles for entity in a.entities}), facts=sum(len(a.facts) for a in articles),
        statements=size, characters=sum(len(a.text.string) for a in articles),
        problems=tuple(problems), copies=tuple(sorted(copies.items())),
    )
