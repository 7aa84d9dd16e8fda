"""What the workers of a cluster do, as plain functions from items to items: no more than one partition is ever in sight.

In: drafts of articles, then articles, claims and verdicts, each under a key. Out: items under keys that :func:`spot` spreads over
the partitions. Keys begin with the head of an article's id (:func:`head`), so that all that concerns an article meets it where it
lies, or with the block of a claim. What goes wrong with one article or block becomes a :class:`Problem` and travels on to the
report, so that it is counted once however often a task is tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from kg.acquire import Fingerprint, Part, unique
from kg.acquire.page import Draft
from kg.acquire.readers import drafts
from kg.acquire.records import json_lines
from kg.acquire.sources import Source
from kg.article import Article, Claim, Verdict
from kg.detect import WINDOW
from kg.errors import InputError
from kg.fuse import decided
from kg.fuse.judgements import Judgements, answered, claims_of, text
from kg.packing import packed, unpacked
from kg.pipeline import FAULTS, Learnt, Written, gathered, learnt, written

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What had to be left out, in one line; ``failed`` where a stage of the program could not take it."""

    text: str
    failed: bool = False


class Read(NamedTuple):
    """A cleaned article as bytes, for it is carried; its id, and what tells whether it is a copy."""

    id: str
    article: bytes
    print: Fingerprint


class Copy(NamedTuple):
    """An article that is a copy of another, both by their ids."""

    id: str
    original: str


class Seen(NamedTuple):
    """An understood article as bytes, its id, its claims, and the judgements that corrected it."""

    id: str
    article: bytes
    claims: tuple[Claim, ...]
    corrections: tuple[str, ...]


class Used(NamedTuple):
    """A judgement that had an effect."""

    judgement: str


Item = Read | Copy | Seen | Used | Problem | Verdict
Items = Iterable[tuple[Key, Item]]
Keyed = Iterator[tuple[Key, Item]]
Given = TypeVar("Given")


def head(identifier: str) -> str:
    """What an id has in common with those that are made of it where several articles bring it."""
    return identifier.partition("~")[0]


def spot(key: Key) -> int:
    """Where an item belongs: the same for the same beginning of a key, on every machine."""
    return crc32(str(key[0]).encode("utf-8", "surrogatepass"))


def tried(step: Callable[[], Iterable[Given]], what: str) -> Iterator[Given | Problem]:
    """What ``step`` gives, or else the problem that ``what`` could not be done."""
    try:
        yield from tuple(step())
    except FAULTS as error:
        yield Problem(f"{what} ({type(error).__name__}: {error})", failed=True)


# reading


def whole_files(sources: Iterable[Source], fields: Mapping[str, str]) -> Keyed:
    """The articles of sources that are read from their beginning to their end."""
    for source in sources:
        yield from _articles(source, enumerate(drafts(source, fields)))


def record_lines(lines: Iterable[tuple[Source, int, bytes]], encodings: Mapping[str, str], fields: Mapping[str, str]) -> Keyed:
    """The articles of lines of JSON, each with its source and its number there."""
    for source, number, line in lines:
        found = json_lines(source, [(number, line)], encodings.get(source.path, "utf-8"), fields)
        yield from _articles(source, ((number, each) for each in found))


def _articles(source: Source, found: Iterable[tuple[int, Draft | InputError]]) -> Keyed:
    for number, each in found:
        if isinstance(each, InputError):
            yield ("", source.path, number), Problem(str(each))
            continue
        for item in tried(lambda draft=each: _read(source, draft), f"{source.name}: {each.id} could not be read"):  # type: ignore[misc]
            yield (head(each.id) if isinstance(item, Read) else "", source.path, number), item


def _read(source: Source, draft: Draft) -> Iterator[Read | Problem]:
    what = gathered(Part(source, (draft,)), {})
    if isinstance(what.found, InputError):
        yield Problem(str(what.found))
        return
    errors = (Problem(str(each)) for each in what.found.articles if isinstance(each, InputError))
    articles = (each for each in what.found.articles if isinstance(each, Article))
    yield from chain(errors, (Read(each.id, packed(each), print_) for each, print_ in zip(articles, what.prints, strict=True)))


def named(items: Items) -> Keyed:
    """The same items, sorted by key, with an id of its own for each article."""
    for _, group in groupby(items, key=lambda item: item[0][0]):
        taken: set[str] = set()
        for key, item in group:
            if isinstance(item, Read):
                item = _renamed(item, taken) if item.id in taken else item
                taken.add(item.id)
            yield key, item


def _renamed(item: Read, taken: set[str]) -> Read:
    article: Article = unpacked(item.article)
    identifier = unique(article, taken.__contains__)
    return Read(identifier, packed(replace(article, id=identifier)), replace(item.print, id=identifier))


# copies


def same_texts(prints: Iterable[tuple[Key, Fingerprint]]) -> Iterator[Fingerprint | Copy]:
    """Fingerprints under their digests, sorted by digest and id: the first of each, and copies of it."""
    first: Fingerprint | None = None
    for _, each in prints:
        if first is None or first.digest != each.digest:
            first = each
            yield first
        else:
            yield Copy(each.id, first.id)


def indexed(print_: Fingerprint) -> Iterator[tuple[Key, Fingerprint]]:
    """A fingerprint under each of the keys that another may share with it, those of equal texts aside."""
    for key in print_.keys[1:]:
        yield (key, print_.id), print_


def pairs_alike(prints: Iterable[tuple[Key, Fingerprint]]) -> Iterator[tuple[str, str]]:
    """Fingerprints under one of their keys, sorted by key and id: of two that are alike the later id and the earlier one. A pair is
    told under the first of the keys that it shares only."""
    for (key, *_), group in groupby(prints, key=lambda item: (item[0][0],)):
        held: list[Fingerprint] = []
        for _, each in group:
            own = set(each.keys)
            for other in held:
                if key == next(common for common in other.keys if common in own) and each.alike(other):
                    yield each.id, other.id
            held.append(each)


# understanding and settling


def understood_part(items: Items, judgements: Judgements) -> Keyed:
    """Copies, then articles as :func:`named` takes them: the articles that are no copies understood, the copies, the problems."""
    known, rest = _ahead(items, Copy)
    copies = {copy.id: copy for copy in known}
    read = named(rest)
    while window := list(islice(read, WINDOW)):
        ahead = [item for _, item in window if isinstance(item, Read) and item.id not in copies]
        seen = iter(learnt([(each.id, each.article) for each in ahead], judgements, pack=True))
        for key, item in window:
            if isinstance(item, Read):
                yield key, copies[item.id] if item.id in copies else _seen(next(seen))
            else:
                yield key, item


def _seen(each: Learnt) -> Seen | Problem:
    if isinstance(each.outcome, InputError):
        return Problem(each.outcome.cause, failed=True)
    return Seen(each.id, each.outcome if isinstance(each.outcome, bytes) else packed(each.outcome), each.claims, each.told.corrections)


def claims_part(items: Items, judgements: Judgements | None = None) -> Iterator[tuple[Key, Claim]]:
    """The claims of understood articles under their blocks, and those of ``judgements``."""
    found = (claim for _, item in items if isinstance(item, Seen) for claim in item.claims)
    for claim in chain(claims_of(judgements) if judgements else (), found):
        yield (claim.block,), claim


def decided_part(items: Iterable[tuple[Key, Claim]], judgements: Judgements) -> Keyed:
    """Claims, sorted by block: the verdicts on them, and the judgements on pairs that are there."""
    for key, group in groupby(items, key=itemgetter(0)):
        held = [claim for _, claim in group]
        for item in tried(lambda: decided(held), f"the block {key[0]} could not be decided"):  # noqa: B023 (called before the next turn)
            yield (head(item.article) if isinstance(item, Verdict) else "",), item
        if any(not claim.article for claim in held):
            tellers = {claim.article for claim in held}
            for row in answered(judgements, lambda block: tellers if block == key[0] else ()):  # noqa: B023
                yield ("",), Used(text(row))


def settled_part(items: Items, base: str) -> Iterator[Written | Copy | Used | Problem]:
    """Verdicts, then understood articles: what is written of these with the verdicts on them, and all other items."""
    ahead, rest = _ahead(items, Verdict, Used, Problem)
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    for item in ahead:
        if isinstance(item, Verdict):
            verdicts[item.article].append(item)
        else:
            yield item
    for _, item in rest:
        if isinstance(item, Seen):
            yield from map(Used, item.corrections)
            yield from tried(lambda it=item: [written(unpacked(it.article), verdicts[it.id], base)], f"{item.id} could not be written")  # type: ignore[misc]
        elif isinstance(item, Copy | Used | Problem):
            yield item


def _ahead(items: Items, *kinds: type) -> tuple[list[Any], Iterator[tuple[Key, Item]]]:
    """The items of these kinds at the beginning, and the others behind them. Problems stand on both sides."""
    waiting = iter(items)
    ahead: list[Item] = []
    for key, item in waiting:
        if not isinstance(item, kinds):
            return ahead, _behind(chain([(key, item)], waiting), kinds)
        ahead.append(item)
    return ahead, iter(())


def _behind(items: Keyed, kinds: tuple[type, ...]) -> Keyed:
    for key, item in items:
        if isinstance(item, kinds) and isinstance(item, Copy | Verdict):
            raise RuntimeError("what is decided came behind the articles")
        yield key, item
