"""The table of readers: which suffix is read by which function.

In: a :class:`~kg.acquire.sources.Source`. Out: drafts, and an InputError in the place of each article that cannot be
had. A reader raises InputError (without the place) where the whole source cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from kg.acquire import records, web
from kg.acquire.encoding import decode
from kg.acquire.page import Draft
from kg.acquire.sources import Source, whole
from kg.errors import InputError

Read = Callable[[Source, Mapping[str, str]], Iterator[Draft | InputError]]


def read_text(source: Source, fields: Mapping[str, str]) -> Iterator[Draft | InputError]:
    """A page saved as text: one article."""
    with source.open() as stream:
        yield Draft(id=source.stem, source=source.name, raw=decode(whole(stream)))


def read_page(source: Source, fields: Mapping[str, str]) -> Iterator[Draft | InputError]:
    """An HTML page: one article."""
    with source.open() as stream:
        yield web.page(source, decode(whole(stream)))


def read_unknown(source: Source, fields: Mapping[str, str]) -> Iterator[Draft | InputError]:
    """Standard input, or a file without a known suffix: JSON lines, JSON, HTML or a page saved as text, told by how it
    begins."""
    with source.open() as stream:
        first = stream.readline(records.HEAD)
        if _is_record(first):
            yield from records.lines_of(source, stream, chain([first], records.byte_lines(stream)), fields)
            return
        text = decode(whole(stream, first))
    if text.lstrip()[:1] in ("{", "["):
        yield from records.json_text(source, text, fields)
    elif web.is_page(text):
        yield web.page(source, text)
    else:
        yield Draft(id=source.stem, source=source.name, raw=text)


def _is_record(line: bytes) -> bool:
    """Whether ``line`` is a JSON record in UTF-8, complete on this line."""
    line = line.strip()
    return line.startswith(b"{") and line.endswith(b"}")


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: its name, the suffixes of its files, and what reads one; ``single`` says that a file is one article."""

    name: str
    suffixes: tuple[str, ...]
    read: Read
    single: bool = False


READERS = (
    Reader("text page", (".txt", ".text"), read_text, single=True),
    Reader("HTML page", (".html", ".htm", ".xhtml", ".shtml"), read_page, single=True),
    Reader("JSON lines", (".jsonl", ".ndjson"), records.read_json_lines),
    Reader("JSON", (".json",), records.read_json),
    Reader("table", (".csv", ".tsv"), records.read_table),
)
SUFFIXES: dict[str, Read] = {suffix: reader.read for reader in READERS for suffix in reader.suffixes}
SINGLE = frozenset(suffix for reader in READERS if reader.single for suffix in reader.suffixes)
"""The suffixes of files of one article, which may be opened anywhere; the others hold records, or it shows what they hold."""


def drafts(source: Source, fields: Mapping[str, str]) -> Iterator[Draft | InputError]:
    """The drafts of ``source``; whatever goes wrong with it is told with its place, and once."""
    empty = True
    try:
        for each in SUFFIXES.get(source.suffix, read_unknown)(source, fields):
            empty = False
            yield each
        if empty:   # a table of a heading, a list of nothing
            raise InputError("holds no record", "leave it out, or save it again")
    except InputError as error:
        yield source.error(error)
