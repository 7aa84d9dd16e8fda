"""A graph that grows: articles added, replaced and removed, with the result that building all of them anew would give.

In: a graph folder and what is to change. Out: the graph in its place, changed, and a report of it. The work is by the size of the
change: what comes is understood; what has a claim in the same block as an article that came or went is decided again; an
article of which something else was decided is written again; of the database and the Turtle file the rest stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg.acquire import Fingerprint, PassedOver, fingerprint, originals, read
from kg.article import Article, Claim, Verdict
from kg.clean import clean
from kg.errors import GraphError, InputError
from kg.fuse import applied, by_article, decided
from kg.fuse.judgements import NONE, Judgements, claims_of, concerned, of_texts, texts
from kg.graph import Held, Ledger, Store, changing, keep_pictures, statements
from kg.graph.iris import article as article_iri
from kg.output import export, mend
from kg.pipeline import (
    NO_FIELDS,
    READING,
    REPORT,
    TURTLE,
    UNDERSTANDING,
    OnProblem,
    OnProgress,
    Report,
    Seen,
    counted,
    counts,
    kept,
    reported,
    understood,
    untold,
)
from kg.verifying import reproved


@dataclass
class Change:
    """Articles that come and go, by id; one that is replaced does both."""

    come: dict[str, Article] = field(default_factory=dict)
    go: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Growth:
    """What a change did: the ids of the articles that came into the graph and went out of it, of the others that were written
    again since something else is decided of them, and the report of the graph as it is now."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    again: tuple[str, ...]
    report: Report

    def json(self) -> str:
        """All of it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


Plan = Callable[[Ledger, OnProblem], Change]


def add(
    graph: Path, sources: Sequence[str], *, fields: Mapping[str, str] = NO_FIELDS,
    judgements: Judgements = NONE, on_problem: OnProblem = untold, on_progress: OnProgress = untold,
) -> Growth:
    """Adds the articles in ``sources``, read as :func:`kg.pipeline.build` reads them. One that is there already is passed over; one
    that has the id of another is told to ``on_problem`` and left out.

    Raises GraphError where ``graph`` is none or cannot grow, InputError where no article could be read.
    """
    def plan(ledger: Ledger, problem: OnProblem) -> Change:
        change = Change()
        for article in _read(sources, fields, problem, on_progress):
            held = ledger.held(article.id)
            if held is None:
                change.come[article.id] = article
            elif held.read.raw != article.raw:
                cause = f"{article.source}: the graph has another article with the id {article.id}"
                problem(InputError(cause, "put it in the place of that with kg replace, or give it an id of its own"))
        return change

    return _changed(graph, plan, judgements, on_problem, on_progress)


def replace(
    graph: Path, sources: Sequence[str], *, fields: Mapping[str, str] = NO_FIELDS,
    judgements: Judgements = NONE, on_problem: OnProblem = untold, on_progress: OnProgress = untold,
) -> Growth:
    """Puts the articles in ``sources`` in the place of those with the same ids; one with an id that the graph does not have is told
    to ``on_problem`` and left out. Raises as :func:`add` does."""
    def plan(ledger: Ledger, problem: OnProblem) -> Change:
        change = Change()
        for article in _read(sources, fields, problem, on_progress):
            if ledger.held(article.id) is None:
                cause = f"{article.source}: the graph has no article with the id {article.id}"
                problem(InputError(cause, "add it with kg add, or give it the id of the one that it is to replace"))
            else:
                change.come[article.id] = article
                change.go.add(article.id)
        return change

    return _changed(graph, plan, judgements, on_problem, on_progress)


def remove(
    graph: Path, articles: Collection[str], *, judgements: Judgements = NONE, on_progress: OnProgress = untold,
) -> Growth:
    """Takes away the articles with these ids; a copy of one that goes takes its place. Raises GraphError where ``graph`` is none,
    cannot grow or lacks one of them."""
    def plan(ledger: Ledger, problem: OnProblem) -> Change:
        for identifier in articles:
            if ledger.held(identifier) is None:
                raise GraphError(f"the graph has no article {identifier}", "see its articles with: kg ask articles")
        return Change(go=set(articles))

    return _changed(graph, plan, judgements, untold, on_progress)


def judge(graph: Path, judgements: Judgements, *, on_progress: OnProgress = untold) -> Growth:
    """Makes the graph what it would be if it had been built with these judgements. Raises GraphError where ``graph`` is none or
    cannot grow."""
    return _changed(graph, lambda ledger, problem: Change(), judgements, untold, on_progress)


def _read(sources: Sequence[str], fields: Mapping[str, str], problem: OnProblem, on_progress: OnProgress) -> Iterator[Article]:
    none = True
    for article in counted(map(clean, read(sources, fields, problem)), None, READING, on_progress):
        none = False
        yield article
    if none:
        raise InputError("no article could be read", "name files or folders of articles")


def _changed(graph: Path, plan: Plan, judgements: Judgements, on_problem: OnProblem, on_progress: OnProgress) -> Growth:
    problems: list[str] = []

    def problem(error: InputError) -> None:
        if not isinstance(error, PassedOver):
            problems.append(str(error))
        on_problem(error)

    with changing(graph) as folder, Store.open(folder, write=True) as store, Ledger.open(folder) as ledger:
        change = plan(ledger, problem)
        come, go = _admitted(ledger, change)
        again, blocks = _judged_otherwise(ledger, judgements, {article.id for article in come} | go)
        ahead = [*come, *again]
        seen = list(counted(understood(ahead, judgements), len(ahead), UNDERSTANDING, on_progress))
        written = _decided_anew(ledger, seen, {*go, *(article.id for article in again)}, blocks, judgements)
        ledger.drop(change.go - change.come.keys())
        mendable = store.is_in(graph / TURTLE)
        subjects = store.rewrite({
            article_iri(store.base, each): tuple(statements(written[each], store.base)) if each in written else ()
            for each in sorted(written.keys() | go)
        })
        if mendable:
            mend(store, graph / TURTLE, folder / TURTLE, subjects)
        else:
            export(store, "turtle", folder / TURTLE)
        store.wrote(folder / TURTLE)
        found = reproved(store, ledger, written.keys(), _sound(graph))
        report = reported(ledger, len(store), found, problems, judgements)
        (folder / REPORT).write_text(report.json() + "\n", encoding="utf-8")
        if not (written or go):
            keep_pictures(graph, folder)
    came = {article.id for article in come}
    return Growth(tuple(sorted(came)), tuple(sorted(go)), tuple(sorted(written.keys() - came)), report)


def _sound(graph: Path) -> bool:
    """Whether the graph's report says that nothing was found to be wrong with it."""
    try:
        report = json.loads((graph / REPORT).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(report, dict) and report.get("wrong") == 0


# which articles are copies


def _admitted(ledger: Ledger, change: Change) -> tuple[list[Article], set[str]]:
    """The articles that come into the graph and the ids of those that go out of it, once it is told again what is a copy among
    those that are like one that comes or goes; written down in the ledger."""
    prints = {each: fingerprint(article) for each, article in change.come.items()}
    near = _alike(ledger, [*prints.values(), *(_print(held) for each in sorted(change.go) if (held := ledger.held(each)))])
    after = {each: _print(held) for each, held in near.items() if each not in change.go} | prints
    copies = originals(after.values())
    before = {each for each, held in near.items() if not held.original}
    stay = after.keys() - copies.keys()
    ledger.hold(kept(change.come[each] if each in change.come else near[each].read, print_, copies) for each, print_ in after.items())
    come = [change.come[each] if each in change.come else clean(near[each].read) for each in sorted(stay - (before - change.go))]
    return come, before - (stay - change.go)


def _alike(ledger: Ledger, start: Iterable[Fingerprint]) -> dict[str, Held]:
    """The articles of the ledger that are copies of these, of their copies, and so on."""
    found: dict[str, Held] = {}
    ahead = list(start)
    while ahead:
        one = ahead.pop()
        for each in ledger.sharing(one.keys):
            held = ledger.held(each) if each not in found else None
            if held is not None and one.alike(_print(held)):
                found[each] = held
                ahead.append(_print(held))
    return found


def _print(held: Held) -> Fingerprint:
    return Fingerprint(held.read.id, held.digest, held.sketch)


# what is decided anew


def _judged_otherwise(ledger: Ledger, judgements: Judgements, besides: Collection[str]) -> tuple[list[Article], set[str]]:
    """The articles, ``besides`` those, that other judgements than before may correct, and the blocks that they concern; the
    judgements are written down in the ledger."""
    articles, names, blocks = concerned(of_texts(ledger.judgements()), judgements)
    ledger.judge(texts(judgements))
    found = articles.union(article for name in names for article in ledger.naming(name)) - set(besides)
    return [clean(held.read) for each in sorted(found) if (held := ledger.held(each)) and not held.original], blocks


def _decided_anew(
    ledger: Ledger, seen: Iterable[Seen], go: Collection[str], blocks: Collection[str], judgements: Judgements,
) -> dict[str, Article]:
    """The articles whose statements are to be written, settled: those that were seen, and those of which something else is decided
    than before, since claims or judgements in ``blocks`` or in those of ``go`` are others. Written down in the ledger."""
    told = {each.article.id: each for each in seen}
    claimed = {each: one.claims for each, one in told.items()}
    coming = [claim for found in claimed.values() for claim in found]
    touched = {*blocks, *(block for each in go for block in ledger.blocks(each)), *(claim.block for claim in coming)}
    ledger.forget(go)
    new, others = _verdicts(ledger, touched, [*coming, *(claim for claim in claims_of(judgements) if claim.block in touched)])
    again = [clean(held.read) for each in sorted(others - claimed.keys()) if (held := ledger.held(each))]
    for one in understood(again, judgements):
        each = one.article.id
        told[each], claimed[each] = one, tuple(ledger.claims_of(each))
        new[each] += [verdict for verdict in ledger.verdicts("article", each) if verdict.block not in touched]
        ledger.forget([each])
    written = {each: applied(one.article, new[each]) for each, one in told.items()}
    for each, article in written.items():
        ledger.tell(each, told[each].told, claimed[each])
        ledger.settle(each, counts(article))
        ledger.decide(new[each])
    return written


def _verdicts(ledger: Ledger, blocks: Iterable[str], coming: Iterable[Claim]) -> tuple[dict[str, list[Verdict]], set[str]]:
    """The verdicts on these blocks by article, and the articles that were judged otherwise before."""
    by_block: dict[str, list[Claim]] = {block: list(ledger.claims(block)) for block in blocks}
    for claim in coming:
        by_block[claim.block].append(claim)
    new = list(decided(claim for held in by_block.values() for claim in held))
    old = [verdict for block in by_block for verdict in ledger.verdicts("block", block)]
    return by_article(new), {verdict.article for verdict in set(new) ^ set(old)}
