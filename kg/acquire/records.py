"""Records (JSON, JSON lines, CSV, TSV) become drafts: one record is one article.

In: what a source holds. Out: a :class:`~kg.acquire.page.Draft` for each record, and an InputError in the place of each
record that is none. By which names the fields go is data (``kg/zh/fields.toml``); the user's names stand before these.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any, BinaryIO

from kg.acquire import bylines, dates
from kg.acquire.encoding import decode, detect, lines_normalised
from kg.acquire.page import Draft
from kg.acquire.sources import LIMIT, Source, too_big, whole
from kg.errors import InputError
from kg.zh import table

FILE = "fields.toml"
HEAD = 2**18       # bytes from which the encoding of a file of lines is told
SURROGATE = re.compile(r"[\ud800-\udfff]")
Found = Iterator[Draft | InputError]


@lru_cache(maxsize=1024)   # most records of a file have the same fields
def plain(name: str) -> str:
    """A field's name without case, blanks and signs."""
    return re.sub(r"[\s_\-.]", "", name).lower()


def wanted(fields: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each field of an article the names that it may go by in a record. ``fields`` maps fields of ours to names of
    the user's. Raises InputError for a field that there is none."""
    known: dict[str, list[str]] = table(FILE)
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise InputError(f"no field is called {unknown[0]}", f"map one of {', '.join(known)}")
    return {field: (*([plain(fields[field])] if field in fields else []), *map(plain, names)) for field, names in known.items()}


def json_lines(source: Source, lines: Iterable[tuple[int, bytes]], encoding: str, fields: Mapping[str, str]) -> Found:
    """One draft for each line that is not empty."""
    names = wanted(fields)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            if len(line) > LIMIT:
                raise too_big("the record is")
            record = _parsed(line.decode(encoding).lstrip("\ufeff"))
            yield draft(record, names, source, f"{source.stem}-{number}", number)
        except InputError as error:
            yield source.error(error, number)
        except UnicodeDecodeError:
            yield source.error(InputError(f"is not {encoding.upper()}", "save the whole file in one encoding, best UTF-8"), number)


def read_json_lines(source: Source, fields: Mapping[str, str]) -> Found:
    """The articles of a .jsonl file, line by line, so that its size does not matter."""
    with source.open() as stream:
        yield from lines_of(source, stream, byte_lines(stream), fields)


def lines_of(source: Source, stream: BinaryIO, lines: Iterator[bytes], fields: Mapping[str, str]) -> Found:
    """The articles of JSON ``lines`` of ``stream``."""
    head = _head(lines)
    mark, encoding = encoding_of(head)
    if encoding.startswith(("utf-16", "utf-32")):       # their line ends are not single bytes
        text = whole(stream, b"".join(head))[len(mark):].decode(encoding)
        lines, encoding = (line.encode() for line in text.splitlines()), "utf-8"
    else:
        lines = chain([head[0][len(mark):], *head[1:]], lines)
    yield from json_lines(source, enumerate(lines, 1), encoding, fields)


def byte_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of ``stream``; of a line beyond the limit no more than shows that it is."""
    while line := stream.readline(LIMIT + 1):
        yield line
        while len(line) > LIMIT and not line.endswith(b"\n"):
            line = stream.readline(LIMIT + 1)


def _head(lines: Iterator[bytes]) -> list[bytes]:
    """The first of ``lines``, as many as tell the encoding. Raises InputError where there is none."""
    head: list[bytes] = []
    while sum(map(len, head)) < HEAD and (line := next(lines, b"")):
        head.append(line)
    if not b"".join(head).strip():
        raise InputError("is empty", "leave it out")
    return head


def encoding_of(head: list[bytes]) -> tuple[bytes, str]:
    """Mark and encoding of the lines ``head``. A few lines in another encoding than most do not spoil the rest."""
    try:
        return detect(b"".join(head)[:2 * HEAD])
    except InputError:
        if sum(map(_is_utf8, head)) * 2 > len(head):
            return b"", "utf-8"
        raise


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_json(source: Source, fields: Mapping[str, str]) -> Found:
    """The articles of a .json file: a record, a list of records, or (often so named) JSON lines."""
    with source.open() as stream:
        yield from json_text(source, decode(whole(stream)), fields)


def json_text(source: Source, text: str, fields: Mapping[str, str]) -> Found:
    """The articles of JSON text."""
    try:
        tree = _loaded(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            yield from json_lines(source, enumerate((line.encode() for line in text.split("\n")), 1), "utf-8", fields)
            return
        raise _broken(error, f"line {error.lineno}, character {error.colno}") from error
    names = wanted(fields)
    several = isinstance(tree, list)
    for number, record in enumerate(tree if several else [tree], 1):
        try:
            yield draft(record, names, source, f"{source.stem}-{number}" if several else source.stem, number if several else None)
        except InputError as error:
            yield source.error(InputError(f"record {number} {error.cause}", error.cure) if several else error)


def _parsed(line: str) -> Any:
    """One line, whose number is told with the place of the error."""
    try:
        return _loaded(line)
    except json.JSONDecodeError as error:
        raise _broken(error, f"character {error.pos + 1}") from error


def _loaded(text: str) -> Any:
    """What JSON text says. Raises JSONDecodeError where it is none, InputError where it is none of ours."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError) as error:   # lists in lists without end, a figure of thousands of digits
        cause = f"is JSON that no article is written in ({str(error).partition(';')[0]})"
        raise InputError(cause, "leave it out, or save it again") from error


def _broken(error: json.JSONDecodeError, where: str) -> InputError:
    return InputError(f"is no JSON ({error.msg} at {where})", "mend it, or leave it out")


def read_table(source: Source, fields: Mapping[str, str]) -> Found:
    """The articles of a .csv file (separated by comma, semicolon or tab) or .tsv file, its first line naming the fields."""
    with source.open() as stream:
        text = decode(whole(stream))
    names = wanted(fields)
    separator = "\t" if source.suffix == ".tsv" else _separator(text, names)
    csv.field_size_limit(LIMIT)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        heading = rows.fieldnames or ()
    except csv.Error as error:
        raise InputError(f"has a broken heading ({error})", "mend its quotation marks") from error
    if not _pick(_by_name(dict.fromkeys(heading, "x")), names["text"]):
        raise _without_text(names)
    while True:
        start = rows.reader.line_num + 1
        try:
            record = next(rows, None)
            if record is None:
                return
            yield draft(record, names, source, f"{source.stem}-{start}", start)
        except csv.Error as error:
            yield source.error(InputError(f"is a broken row ({error})", "mend the quotation marks of the row"), start)
        except InputError as error:
            yield source.error(error, start)


def _separator(text: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """Of comma, semicolon and tab the one under which the first line names a text field; else the comma."""
    head = text.split("\n", 1)[0]
    return next((sign for sign in ",;\t" if any(plain(cell.strip(' "')) in names["text"] for cell in head.split(sign))), ",")


def draft(record: Any, names: Mapping[str, tuple[str, ...]], source: Source, identifier: str, number: int | None) -> Draft:
    """The draft of one record. Raises InputError where it is no record or has no text."""
    if not isinstance(record, dict):
        raise InputError("is no record", 'write {"title": …, "text": …}')
    said = _by_name(record)
    text = _pick(said, names["text"])
    if not text:
        raise _without_text(names)
    if "\0" in text:
        raise InputError("holds NUL characters", "take them out of the text")
    date = _pick(said, names["published"])
    published = dates.find(date)
    return Draft(
        id=_pick(said, names["id"]) or identifier,
        source=_pick(said, names["source"]) or (source.name if number is None else f"{source.name}#{number}"),
        raw=lines_normalised(text),
        title=_pick(said, names["title"]),
        published=published,
        publisher=_pick(said, names["publisher"]),
        authors=_people(_pick(said, names["authors"])),
        editors=_people(_pick(said, names["editors"])),
        line=number,
        fields=frozenset(said),
        undated="" if published else date.strip(),
    )


def _without_text(names: Mapping[str, tuple[str, ...]]) -> InputError:
    return InputError("has no text field", f"name it: --field text=FIELD (looked for {', '.join(names['text'][:4])}, …)")


def _by_name(record: Mapping[Any, Any]) -> dict[str, Any]:
    """What the fields of a record say, by their plain names; of several with the same the first."""
    return {plain(name): value for name, value in reversed(list(record.items())) if isinstance(name, str)}


def _pick(said: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """What the first of ``names`` says that says something, as a string."""
    for name in names:
        if text := _string(said.get(name)):
            return text
    return ""


def _string(value: Any) -> str:
    """A string, a number, or the strings of a list, one a line; empty for anything else."""
    if isinstance(value, str):
        return _sound(value) if value.strip("\ufeff \n\r\t\u3000") else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "\n".join(filter(None, map(_string, value)))
    return ""


def _sound(text: str) -> str:
    """``text`` with surrogates (which JSON can write) paired, or replaced where one stands alone."""
    if SURROGATE.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _people(said: str) -> tuple[str, ...]:
    """The persons of a field, with or without their roles."""
    credit = bylines.bracketed(said)
    found = (credit.authors or credit.editors) if credit else bylines.names(said)
    return found or tuple(filter(None, map(str.strip, said.split("\n"))))
