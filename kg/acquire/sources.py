"""What the user names becomes files to read.

In: files, folders, globs and ``-`` for standard input. Out: :class:`Source` objects, each file once, ordered by the path
as written, so that the order in which they are named changes nothing; and InputErrors for what is not there.

In folders (searched all the way down, symbolic links followed, loops not) only files with a known suffix are read.
Files and folders whose name begins with a dot are passed over by name; files with other suffixes are counted, as are pipes
and devices (which could make the program wait for ever), and :class:`PassedOver` says how many, once for each folder named.
A file that is named itself is read whatever its suffix, a pipe too.
"""

from __future__ import annotations

import glob
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError

STDIN = "-"
PIPES = "pipes and devices"
LIMIT = 50 * 2**20      # bytes of a file that is read whole, and of one line of a file that is read by lines


class PassedOver(InputError):
    """What is told, but is no failure: files in a folder that are of no known kind, fields of records that say nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input: ``path`` is the path as written."""

    path: str

    @property
    def name(self) -> str:
        """The path in characters that can be printed and stored."""
        return printable(self.path)

    @property
    def stem(self) -> str:
        """The identifier of an article that brings none."""
        return "stdin" if self.path == STDIN else Path(self.name).stem

    @property
    def suffix(self) -> str:
        """In lower case, with its dot; empty for standard input."""
        return "" if self.path == STDIN else Path(self.path).suffix.lower()

    def error(self, cause: InputError, line: int | None = None) -> InputError:
        """``cause`` with the place put before it: file, and line where there is one."""
        place = "standard input" if self.path == STDIN else self.name
        return InputError(f"{place}{'' if line is None else f':{line}'}: {cause.cause}", cause.cure)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes as a stream. Raises InputError (without place) where the system refuses."""
        try:
            if self.path == STDIN:
                yield sys.stdin.buffer
            else:
                with Path(self.path).open("rb") as stream:
                    yield stream
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror or error})", "mend its permissions or leave it out") from error


def printable(path: str) -> str:
    """``path`` itself where its bytes are characters. Otherwise each name on it that is not: as GB 18030, which Chinese
    archives often hold, or else with the bytes written out (``\\xce``)."""
    return "/".join(map(_printable, path.split("/")))


def _printable(name: str) -> str:
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def whole(stream: BinaryIO, head: bytes = b"") -> bytes:
    """All that is left of ``stream``, after ``head``. Raises InputError beyond the limit."""
    data = head + stream.read(LIMIT + 1 - len(head))
    if len(data) > LIMIT:
        raise too_big("is")
    return data


def too_big(what: str) -> InputError:
    """The error for more than the limit."""
    cure = "split it; of many articles make JSON lines (.jsonl), which are read one by one"
    return InputError(f"{what} bigger than {LIMIT // 2**20} MB", cure)


def find(names: Sequence[str], suffixes: Collection[str]) -> Iterator[Source | InputError]:
    """The sources that ``names`` stand for, sorted; before them an InputError for each that stands for nothing."""
    problems: list[InputError] = []
    paths: set[str] = set()
    for name in names:
        if name == STDIN or _is_file(name):
            paths.add(name)
        elif Path(name).is_dir():
            paths.update(_in_folder(name, suffixes, problems))
        elif glob.has_magic(name):
            paths.update(_matching(name, suffixes, problems))
        else:
            problems.append(InputError(f"{printable(name)}: does not exist", "mend the path"))
    yield from sorted(problems, key=str)
    yield from map(Source, _distinct(paths))


def _is_file(name: str) -> bool:
    """Whether ``name`` can be opened as a file; pipes count."""
    path = Path(name)
    return path.exists() and not path.is_dir()


def _distinct(paths: set[str]) -> Iterator[str]:
    """``paths`` in order, those that lead to the same file once."""
    seen: set[str] = set()
    for path in sorted(paths):
        real = path if path == STDIN else os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            yield path


def _matching(pattern: str, suffixes: Collection[str], problems: list[InputError]) -> Iterator[str]:
    """What a glob matches: files of a known kind, and what is in the folders."""
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    if not found:
        cure = "mend the pattern; quote it so that the shell leaves it alone"
        problems.append(InputError(f"{printable(pattern)}: matches nothing", cure))
    folders = [name for name in found if Path(name).is_dir()]
    files = [name for name in found if Path(name).suffix.lower() in suffixes and name not in folders]
    yield from (name for name in files if not _is_special(Path(name)))
    problems += _passed_over(pattern, Counter(PIPES for name in files if _is_special(Path(name))), suffixes)
    if "**" not in pattern:
        for folder in folders:
            yield from _in_folder(folder, suffixes, problems)


def _in_folder(folder: str, suffixes: Collection[str], problems: list[InputError]) -> Iterator[str]:
    """The files of a known kind under ``folder``."""
    others: Counter[str] = Counter()
    refused: list[OSError] = []
    visited = {os.path.realpath(folder)}
    for here, folders, files in os.walk(folder, onerror=refused.append, followlinks=True):
        folders[:] = [name for name in sorted(folders) if not name.startswith(".") and _first_visit(Path(here, name), visited)]
        for name in sorted(files):
            path = Path(here, name)
            if name.startswith("."):
                continue
            if path.suffix.lower() in suffixes and path.is_file():
                yield os.path.join(here, name)  # noqa: PTH118 (a Path would drop the ./ that the user wrote)
            else:
                others[_kind(path)] += 1
    problems += [InputError(f"{printable(error.filename)}: cannot be read ({error.strerror})", "mend its permissions") for error in refused]
    problems += _passed_over(folder, others, suffixes)


def _kind(path: Path) -> str:
    """What a file that is not read is told as: by its suffix, or its name where it has none."""
    if not path.exists():
        return "broken links"
    return PIPES if _is_special(path) else printable(path.suffix.lower() or path.name)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _passed_over(where: str, others: Counter[str], suffixes: Collection[str]) -> Iterator[PassedOver]:
    if others:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(others.items()))
        yield PassedOver(f"{printable(where)}: passed over {others.total()} files of other kinds ({kinds})",
                         "convert what is an article to " + ", ".join(sorted(suffixes)))


def _first_visit(folder: Path, visited: set[str]) -> bool:
    real = os.path.realpath(folder)
    if real in visited:
        return False
    visited.add(real)
    return True
