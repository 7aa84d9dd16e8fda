"""Reading in parts, so that several processes or machines can share it, and one desk where all parts come together.

In: sources. :func:`parts` takes them apart without reading more than it must; :func:`found` reads one part, wherever that is done;
the :class:`Desk` sees what was found in the order of the parts: it gives the articles ids that no other has and tells problems. So the
outcome is the same whoever reads which part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from kg.acquire.page import Draft, understand
from kg.acquire.readers import SINGLE, SUFFIXES, drafts
from kg.acquire.records import plain, wanted
from kg.acquire.sources import PassedOver, Source, find
from kg.article import Article
from kg.errors import InputError

WINDOW = 32   # records of a part
SHOWN = 40    # characters of what a field says, in a problem

Problem = Callable[[InputError], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the input: a ``source`` that is yet to be opened or, where ``drafts`` are given, these of its records, an error in the
    place of each that is none."""

    source: Source
    drafts: tuple[Draft | InputError, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a part holds: ``articles``, under ids that others may have too, an error in the place of each that cannot be had; of
    its records the plain names of the ``fields`` and what the date fields say that are ``undated``."""

    source: Source
    articles: tuple[Article | InputError, ...]
    fields: frozenset[str] = frozenset()
    undated: tuple[str, ...] = ()


def parts(sources: Sequence[str], fields: Mapping[str, str]) -> Iterator[Part | InputError]:
    """The parts of ``sources`` in their order, and an error for each source that is not there. A file of one article is a part by
    itself; one that holds records is opened here, as is standard input, and comes in several. Raises InputError for an unknown
    field."""
    wanted(fields)
    for source in find(sources, SUFFIXES):
        if isinstance(source, InputError):
            yield source
        elif source.suffix in SINGLE:
            yield Part(source)
        else:
            coming = drafts(source, fields)
            while window := tuple(islice(coming, WINDOW)):
                yield Part(source, window)


def found(part: Part, fields: Mapping[str, str]) -> Found:
    """What ``part`` holds. A pure function of the part and, where that is not opened yet, the file."""
    drafted = drafts(part.source, fields) if part.drafts is None else part.drafts
    articles: list[Article | InputError] = []
    names: set[str] = set()
    undated: list[str] = []
    for draft in drafted:
        articles.append(draft if isinstance(draft, InputError) else _article(draft, part.source))
        if isinstance(draft, Draft):
            names |= draft.fields
            undated += filter(None, [draft.undated])
    return Found(part.source, tuple(articles), frozenset(names), tuple(undated))


def _article(draft: Draft, source: Source) -> Article | InputError:
    try:
        return understand(draft)
    except InputError as error:
        return source.error(error, draft.line)


class Desk:
    """Where what was found comes by, part after part in their order. ``taken`` says whether an id is that of an article which has
    come by; ``on_problem`` is told what cannot be had, and when all is done (:meth:`close`) what else is to be said."""

    def __init__(self, fields: Mapping[str, str], on_problem: Problem, taken: Callable[[str], bool]) -> None:
        self._fields = fields
        self._tell = on_problem
        self._taken = taken
        self._seen: set[str] = set()           # names of fields of records
        self._source: Source | None = None     # of which records are coming by
        self._undated: tuple[int, str] = 0, ""

    def admit(self, found: Found | InputError) -> Iterator[tuple[Article, str]]:
        """The articles found, each with the id that it is to have; whoever takes one lets :data:`taken` know before the next."""
        if isinstance(found, InputError):
            self._tell(found)
            return
        if found.source != self._source:
            self._finish(found.source)
        for article in found.articles:
            if isinstance(article, InputError):
                self._tell(article)
            else:
                yield article, unique(article, self._taken)
        if self._fields:
            self._seen |= found.fields
        if found.undated:
            count, first = self._undated
            self._undated = count + len(found.undated), first or found.undated[0]

    def close(self) -> None:
        """Tells what could not be told before all had come by."""
        self._finish(None)
        for ours, theirs in self._fields.items():
            if self._seen and plain(theirs) not in self._seen:
                self._tell(PassedOver(f"no record has a field {theirs}", f"mend its name: --field {ours}=FIELD"))

    def _finish(self, following: Source | None) -> None:
        count, first = self._undated
        if self._source is not None and count:
            such = repr(first if len(first) <= SHOWN else first[:SHOWN] + "…")
            told = InputError(f"{count} of its records have a date that is none (such as {such})", "write it as 2020-02-14")
            placed = self._source.error(told)
            self._tell(PassedOver(placed.cause, placed.cure))
        self._source, self._undated = following, (0, "")


def unique(article: Article, taken: Callable[[str], bool]) -> str:
    """The article's id, or one made of it that is not ``taken``: behind the id comes ``~``."""
    if not taken(article.id):
        return article.id
    other = base = f"{article.id}~{sha256(article.raw.encode()).hexdigest()[:8]}"
    count = 1
    while taken(other):
        count += 1
        other = f"{base}~{count}"
    return other
