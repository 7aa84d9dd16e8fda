"""Files become articles: the first stage.

In: what the user names (files, folders, globs, ``-``). Out: :class:`~kg.article.Article` with ``id``, ``source``, ``raw``,
``body``, ``title``, ``published``, ``publisher``, ``authors``, ``editors`` and ``language``. What cannot be read is told,
one :class:`~kg.errors.InputError` each, and the rest goes on.

Articles come in the order of their paths as written, whatever the order they were named in. Ids are unique: where two
articles bring the same one (the same file name in two folders), the first in that order keeps it and any other gets
``ID~HASH``, the hash made of its text; a third with the same text too gets ``ID~HASH~2``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.acquire.duplicates import Duplicates, Fingerprint, copies, fingerprint, originals
from kg.acquire.parts import Desk, Found, Part, found, parts, unique
from kg.acquire.readers import READERS, Reader
from kg.acquire.sources import LIMIT, PassedOver
from kg.article import Article
from kg.errors import InputError

__all__ = [
    "LIMIT", "READERS", "Desk", "Duplicates", "Fingerprint", "Found", "Part", "PassedOver", "Reader", "copies", "fingerprint", "found",
    "originals", "parts", "raise_it", "read", "unique",
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
    taken: set[str] = set()
    desk = Desk(fields, on_problem, taken.__contains__)
    for part in parts(sources, fields):
        for article, identifier in desk.admit(part if isinstance(part, InputError) else found(part, fields)):
            taken.add(identifier)
            yield article if identifier == article.id else replace(article, id=identifier)
    desk.close()
