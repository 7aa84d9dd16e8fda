"""The stages in order, on one screen: files → articles → text → mentions → facts → identities → statements → a graph.

In: sources (files, folders, globs, ``-``). Out: a graph folder, and a :class:`Report` of what was built and what was left
out. The result depends on the articles only, not on the order in which they come, nor on how many processes work on them.

Articles cross each other twice only, where copies are told and where claims are decided. All else is done to each by itself, by the
plain functions in the middle of this module, which processes (:mod:`kg.spreading`) or machines may share.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from heapq import merge
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from kg.acquire import Desk, Fingerprint, Found, Part, PassedOver, copies, fingerprint, found, parts
from kg.article import Article, Claim, Verdict
from kg.clean import clean
from kg.detect import WINDOW, detect, tagged
from kg.detect.figures import reread
from kg.errors import InputError
from kg.extract import extract
from kg.fuse import applied, claims, decided, resolve
from kg.fuse.corrections import traced
from kg.fuse.judgements import NONE, Judgements, answered, claims_of, text, texts
from kg.graph import BASE, Bulk, Counts, Held, Ledger, Store, Told, building, replaceable, told
from kg.graph.iris import article as article_iri
from kg.packing import packed
from kg.spreading import Crew
from kg.verify import Proof, Trial, proved, trial
from kg.vocab import KG
from kg.working import FEW, Index, Parcel, Work, opened, task

STAGES: tuple[Callable[[Article], Article], ...] = (detect, extract, resolve)
"""What is done to each cleaned article by itself."""

TURTLE, REPORT = "graph.ttl", "report.json"
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
READING, UNDERSTANDING, WRITING = "reading", "understanding", "writing"
FILES = 16      # files of one article each that are read together
LEAST = 8       # articles that are worth sending to a process
LOADERS = 4     # threads at most that load the store; each takes some memory, and the disk is one
FAULTS = ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError
"""What a stage raises that meets an article such as its author did not think of."""

Thing = TypeVar("Thing")
OnProblem = Callable[[InputError], None]
OnProgress = Callable[[int, "int | None", str], None]
OnText = Callable[[int], None]


def untold(*told: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made: articles read, left out as unreadable or as copies (each copy's id → the one kept), and what is
    in the graph; ``characters`` is the length of all texts after cleaning. ``judgements`` is how many of people's answers were
    used, ``idle`` are those that concern nothing in the graph. ``wrong`` counts what could not be proved of the statements, each in one
    line, of which ``findings`` are the first thousand."""

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
    wrong: int = 0
    findings: tuple[str, ...] = ()

    def json(self) -> str:
        """The report as JSON, the same bytes for the same build."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def build(
    sources: Sequence[str], out: Path, *, fields: Mapping[str, str] = NO_FIELDS, base: str = BASE, judgements: Judgements = NONE,
    jobs: int = 1, resume: bool = False, on_problem: OnProblem = untold, on_progress: OnProgress = untold, on_text: OnText = untold,
) -> Report:
    """Builds the graph of ``sources`` in the folder ``out``, beside it first and moved there when it is whole.

    ``fields`` maps our names of a record's fields to theirs; ``judgements`` are what people have decided and corrected; ``jobs``
    processes share the work, whose outcome is the same for any number of them; ``resume`` goes on where an interrupted build of
    the same stopped, if one has left anything (:func:`kg.graph.resumable`). ``on_problem`` is told what had to be left out,
    ``on_progress`` how many articles are done, of how many, in which step, ``on_text`` before that how many characters these have.
    Raises InputError where nothing could be read, GraphError where ``out`` holds something that is not a graph or what is left of
    an interrupted build is of another, KgError where a process dies.
    """
    replaceable(out)
    wanted = task(sources, fields, base, texts(judgements))
    few = FEW if jobs == 1 else WINDOW   # more are sent to other processes, which is as much work as writing them down
    with building(out, resume) as folder, Work.on(folder, wanted, few) as work, _ledger(folder, work) as ledger:
        course = _Course(ledger, work, judgements, base, jobs, on_problem, on_progress, on_text)
        course.read(sources, fields)
        course.understand()
        course.decide()
        statements, found = course.write(folder)
        problems = [str(p) for p in work.problems() if not isinstance(p, PassedOver)]
        report = reported(ledger, statements, found, problems, judgements)
        (folder / REPORT).write_text(report.json() + "\n", encoding="utf-8")
    return report


def _ledger(folder: Path, work: Work) -> Ledger:
    return Ledger.resume(folder) if work.read else Ledger.create(folder)


# the steps: plain functions of plain values, which whatever runs them (this process, others, other machines) may spread


class Gathered(NamedTuple):
    """What was found in a part of the input, the articles cleaned, and the fingerprint of each."""

    found: Found | InputError
    prints: tuple[Fingerprint, ...] = ()


def gathered(part: Part | InputError, fields: Mapping[str, str]) -> Gathered:
    """The articles of a part of the input, cleaned, and what tells whether they are copies."""
    if isinstance(part, InputError):
        return Gathered(part)
    here = found(part, fields)
    articles = tuple(each if isinstance(each, InputError) else clean(each) for each in here.articles)
    return Gathered(replace(here, articles=articles), tuple(fingerprint(each) for each in articles if isinstance(each, Article)))


class Prepared(NamedTuple):
    """An article as read and cleaned, and what tells whether it is a copy."""

    article: Article
    print: Fingerprint


def admitted(desk: Desk, gathered: Gathered) -> Iterator[Prepared]:
    """The articles of a part as they pass the desk, under ids of their own."""
    for (article, identifier), print_ in zip(desk.admit(gathered.found), gathered.prints, strict=True):
        if identifier == article.id:
            yield Prepared(article, print_)
        else:
            yield Prepared(replace(article, id=identifier), replace(print_, id=identifier))


def understand(article: Article) -> Article:
    """A cleaned article with its mentions, facts and entities."""
    for stage in STAGES:
        article = stage(article)
    return article


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
    """What the graph holds of an article: its id, what the ledger counts, its statements, as lines of N-Triples, and their proof."""

    id: str
    counts: Counts
    lines: str
    proof: Proof


def written(article: Article, verdicts: Iterable[Verdict], base: str) -> Written:
    """A seen article as the verdicts on its claims have it."""
    settled = applied(article, verdicts)
    lines = told(settled, base)
    return Written(settled.id, counts(settled), lines, proved(settled, lines, base, article_iri(base, settled.id), reread))


def counts(article: Article) -> Counts:
    """What the ledger counts of a settled article."""
    return Counts(tuple(dict.fromkeys(entity.key for entity in article.entities)), len(article.facts), len(article.text.string))


def kept(article: Article, print_: Fingerprint, copies: Mapping[str, str]) -> Held:
    """The article as the ledger keeps it."""
    return Held(article, print_.digest, print_.sketch, print_.keys, copies.get(article.id, ""))


# the steps, one after the other, on this machine


@dataclass(frozen=True, slots=True)
class _Course:
    """A build on its way. Each step takes up what the one before has left in the ledger and in the work, and finds there how far it
    came before an interruption."""

    ledger: Ledger
    work: Work
    judgements: Judgements
    base: str
    jobs: int
    on_problem: OnProblem
    on_progress: OnProgress
    on_text: OnText

    def read(self, sources: Sequence[str], fields: Mapping[str, str]) -> None:
        """Files → cleaned articles, each under an id of its own, and of copies one."""
        if self.work.read:
            for problem in self.work.problems():
                self.on_problem(problem)
            return
        desk = Desk(fields, self._problem, self.ledger.has)
        with Crew(partial(_gathered, fields=fields), self.jobs, _sources) as crew:
            coming = (each for part in chain.from_iterable(crew(_portions(sources, fields))) for each in admitted(desk, part))
            for article, print_ in self._counted(coming, None, READING, lambda each: len(each.article.text.string)):
                self.ledger.hold([kept(article, print_, {})])
                self.work.add(article)
        desk.close()
        for copy, original in copies((Fingerprint(*row) for row in self.ledger.sharers()), Index(self.work)):
            self.ledger.copy(copy, original)
            self.work.leave_out(copy)
        self.ledger.commit()
        self.work.finish_reading("no article could be read")

    def understand(self) -> None:
        """Cleaned articles → mentions, facts, entities, claims."""
        total, done = self.work.count(), self.work.count(seen=True)
        jobs = self._jobs(total - done)
        self.ledger.cut(self.work.last())
        with Crew(partial(learnt, judgements=self.judgements, pack=self.work.packs), jobs, _articles) as crew:
            coming = self._saved(crew(_windows(self.work.waiting(), total - done, jobs)))
            for each in self._counted(coming, total, UNDERSTANDING, lambda each: each.size, done):
                if isinstance(each.outcome, InputError):
                    self._problem(each.outcome)
                    self.ledger.drop([each.id])
                    self.work.leave_out(each.id)
                else:
                    self.ledger.tell(each.id, each.told, each.claims)
                    self.work.see(each.id, each.outcome)
        self.work.finish_reading("no article could be understood")

    def decide(self) -> None:
        """Claims → verdicts, block by block."""
        self.ledger.index("likeness", "name", "correction", "claim")
        self.ledger.judge(texts(self.judgements))
        claimed = merge(self.ledger.all_claims(), sorted(claims_of(self.judgements)), key=attrgetter("block"))
        for _, block in groupby(claimed, key=attrgetter("block")):
            self.ledger.decide(decided(block))
        self.ledger.index("verdict")
        self.ledger.commit()

    def write(self, folder: Path) -> tuple[int, Trial]:
        """Articles and the verdicts on their claims → statements → the store and the Turtle file; gives the number of statements, and
        their proof."""
        total = self.work.count()
        jobs = self._jobs(total)
        with Crew(partial(_written, base=self.base), jobs, _articles) as crew:
            crew.start()   # before there is a store, which no other process may have
            with (
                Store.create(folder, self.base) as store, Bulk(store, folder, min(jobs, LOADERS)) as bulk, trial(self.base) as found,
            ):
                settling = ((each, seen, tuple(self.ledger.verdicts("article", each))) for each, seen in self.work.understood())
                lines = chain.from_iterable(crew(_windows(settling, total, jobs)))
                for each in self._counted(lines, total, WRITING, lambda each: each.counts.characters):
                    bulk.add(each.id, each.lines)
                    self.ledger.settle(each.id, each.counts)
                    found.take(each.id, each.proof)
                bulk.turtle(folder / TURTLE)
                self.ledger.index("entity")
                bulk.finish()
                found.whole(store.has, store.pairs(KG.within), store.labelled_twice())
                return len(store), found

    def _jobs(self, articles: int) -> int:
        """How many processes these articles are worth."""
        return self.jobs if articles > WINDOW else 1

    def _saved(self, units: Iterable[Iterable[Thing]]) -> Iterator[Thing]:
        """What is in the units; once one has gone by, what became of it is written down."""
        for unit in units:
            yield from unit
            self.ledger.commit()
            self.work.commit()

    def _counted(
        self, things: Iterable[Thing], total: int | None, what: str, size: Callable[[Thing], int], done: int = 0,
    ) -> Iterator[Thing]:
        return counted(things, total, what, self.on_progress, self.on_text, size, done)

    def _problem(self, problem: InputError) -> None:
        self.work.tell(problem)
        self.on_problem(problem)


class Learnt(NamedTuple):
    """What has become of an article of so many characters: it is understood, or there is a problem."""

    id: str
    size: int
    outcome: Parcel | InputError
    told: Told = Told(frozenset())
    claims: tuple[Claim, ...] = ()


def _portions(sources: Sequence[str], fields: Mapping[str, str]) -> Iterator[list[Part | InputError]]:
    """The parts of the input, some files at a time, or some records of one."""
    held: list[Part | InputError] = []
    for part in parts(sources, fields):
        held.append(part)
        if len(held) == FILES or (isinstance(part, Part) and part.drafts is not None):
            yield held
            held = []
    if held:
        yield held


def _windows(things: Iterable[Thing], count: int, jobs: int) -> Iterator[list[Thing]]:
    """The things, as many at a time as go well together; of several processes all are to be done at about the same time, and the first
    thing comes alone, since on it everything is loaded that the processes then share."""
    coming = iter(things)
    size = WINDOW if jobs == 1 else 1
    while window := list(islice(coming, size)):
        yield window
        count -= len(window)
        size = WINDOW if jobs == 1 else max(LEAST, min(WINDOW, count // (2 * jobs)))


def _gathered(portion: Sequence[Part | InputError], fields: Mapping[str, str]) -> list[Gathered]:
    return [gathered(part, fields) for part in portion]


def learnt(window: Sequence[tuple[str, Parcel]], judgements: Judgements, pack: bool) -> list[Learnt]:
    """What is understood of cleaned articles, as bytes where they are to be carried (``pack``). One that is too much for a stage does
    not take the others with it."""
    articles = [opened(parcel) for _, parcel in window]
    try:
        seen: list[Seen | InputError] = list(understood(articles, judgements))
    except FAULTS:
        seen = [_alone(article, judgements) for article in articles]
    return [_outcome(article, each, pack) for article, each in zip(articles, seen, strict=True)]


def _alone(article: Article, judgements: Judgements) -> Seen | InputError:
    try:
        return next(understood([article], judgements))
    except FAULTS as error:
        cause = f"{article.source}: the article {article.id} could not be understood ({type(error).__name__}: {error})"
        return InputError(cause, "report it, with the article; the others are not concerned")


def _outcome(article: Article, seen: Seen | InputError, pack: bool) -> Learnt:
    size = len(article.text.string)
    if isinstance(seen, InputError):
        return Learnt(article.id, size, seen)
    return Learnt(article.id, size, packed(seen.article) if pack else seen.article, seen.told, seen.claims)


def _written(window: Sequence[tuple[str, Parcel, Sequence[Verdict]]], base: str) -> list[Written]:
    return [written(opened(parcel), verdicts, base) for _, parcel, verdicts in window]


def _sources(portion: Sequence[Part | InputError]) -> str:
    names = [part.source.name for part in portion if isinstance(part, Part)]
    return f"reading {_span(names)}" if names else "reading"


def _articles(window: Sequence[tuple[str, *tuple[object, ...]]]) -> str:
    return f"the articles {_span([each[0] for each in window])}"


def _span(names: Sequence[str]) -> str:
    return names[0] if names[0] == names[-1] else f"{names[0]} … {names[-1]}"


def _same(thing: object) -> int:
    return 1


def counted(
    things: Iterable[Thing], total: int | None, what: str, on_progress: OnProgress, on_text: OnText = untold,
    size: Callable[[Thing], int] = _same, done: int = 0,
) -> Iterator[Thing]:
    """The things, each told to ``on_progress`` when it has gone by, and to ``on_text`` what their sizes come to; ``done`` are done
    already."""
    on_progress(done, total, what)
    text = 0
    for number, thing in enumerate(things, done + 1):
        yield thing
        text += size(thing)
        on_text(text)
        on_progress(number, total, what)


def reported(ledger: Ledger, statements: int, found: Trial, problems: Sequence[str], judgements: Judgements) -> Report:
    """What there is now, what was found to be wrong with it, the problems on the way to it, and which judgements were used: those on
    pairs that are there, and those that corrected an article."""
    totals, copies, corrections = ledger.totals(), ledger.copies(), ledger.corrections()
    used = answered(judgements, ledger.tellers)
    idle = tuple(str(row) for row in judgements.held if row not in used and text(row) not in corrections)
    return Report(
        articles=totals.articles, skipped=len(problems), duplicates=len(copies), entities=totals.entities, facts=totals.facts,
        statements=statements, characters=totals.characters, problems=tuple(problems), copies=tuple(sorted(copies.items())),
        judgements=len(judgements.held) - len(idle), idle=idle, wrong=found.count, findings=tuple(map(str, found.findings)),
    )
