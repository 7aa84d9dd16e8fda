"""Files become articles: the first stage.

In: what the user names (files, folders, globs, ``-``). Out: :class:`~kg.article.Article` with ``id``, ``source``, ``raw``,
``body``, ``title``, ``published``, ``publisher``, ``authors``, ``editors`` and ``language``. What cannot be read is told,
one :class:`~kg.errors.InputError` each, and the rest goes on.

Articles come in the order of their paths as written, whatever the order they were named in. Ids are unique: where two
articles bring the same one (the same file name in two folders), the first in that order keeps it and any other gets
``ID~HASH``, the hash made of its text; a third with the same text too gets ``ID~HASH~2``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from kg.acquire.duplicates import Duplicates, Fingerprint, fingerprint, originals
from kg.acquire.page import Draft, understand, with_id
from kg.acquire.readers import READERS, SUFFIXES, Reader, drafts
from kg.acquire.records import plain, wanted
from kg.acquire.sources import LIMIT, PassedOver, Source, find
from kg.article import Article
from kg.errors import InputError

__all__ = [
    "LIMIT", "READERS", "Duplicates", "Fingerprint", "PassedOver", "Reader", "fingerprint", "originals", "raise_it", "read",
]

Problem = Callable[[InputError], None]


def raise_it(problem: InputError) -> None:
    """What is done with a problem where the caller says nothing else: it is raised, unless it is no failure."""
    if not isinstance(problem, PassedOver):
        raise problem


def read(sources: Sequence[str], fields: Mapping[str, str] | None = None, on_problem: Problem = raise_it) -> Iterator[Article]:
    """The articles in ``sources``: paths of files and folders, globs, ``-`` for standard input.

    ``fields`` maps fields of ours (``id`` ``title`` ``text`` ``published`` ``publisher`` ``authors`` ``editors``
    ``source``) to the names they have in JSON, CSV and TSV records; common names need no mapping. ``on_problem`` is
    called once for each source, record or article that cannot be had, with one line: place, cause, cure; also with a
    :class:`PassedOver` for each folder that holds files of other kinds, for each file whose records have dates that are
    none, and for each of ``fields`` that no record has. Raises InputError for an unknown field.
    """
    fields = fields or {}
    wanted(fields)
    taken: set[str] = set()
    seen: set[str] = set()
    for source in find(sources, SUFFIXES):
        if isinstance(source, InputError):
            on_problem(source)
            continue
        undated: list[str] = []
        for found in drafts(source, fields):
            article = found if isinstance(found, InputError) else _article(found, source, taken)
            if isinstance(found, Draft):
                seen |= found.fields
                undated += filter(None, [found.undated])
            if isinstance(article, InputError):
                on_problem(article)
            else:
                taken.add(article.id)
                yield article
        if undated:
            on_problem(_undated(source, undated))
    for problem in _unseen(fields, seen):
        on_problem(problem)


def _undated(source: Source, dates: Sequence[str]) -> PassedOver:
    told = PassedOver(f"{len(dates)} of its records have a date that is none (such as {dates[0]!r})", "write it as 2020-02-14")
    return PassedOver(source.error(told).cause, told.cure)


def _unseen(fields: Mapping[str, str], seen: Collection[str]) -> Iterator[PassedOver]:
    """What of ``fields`` is in no record, where there were records at all."""
    for ours, theirs in fields.items():
        if seen and plain(theirs) not in seen:
            yield PassedOver(f"no record has a field {theirs}", f"mend its name: --field {ours}=FIELD")


def _article(draft: Draft, source: Source, taken: set[str]) -> Article | InputError:
    try:
        return understand(with_id(draft, _unique(draft, taken)))
    except InputError as error:
        return source.error(error, draft.line)


def _unique(draft: Draft, taken: set[str]) -> str:
    """The draft's id, or one made of it that is not ``taken``."""
    if draft.id not in taken:
        return draft.id
    other = base = f"{draft.id}~{sha256(draft.raw.encode()).hexdigest()[:8]}"
    count = 1
    while other in taken:
        count += 1
        other = f"{base}~{count}"
    return other
