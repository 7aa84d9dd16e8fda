"""Where the articles lie: in, what the user names; out, the files there, on whatever file system Hadoop reaches.

Plain names on this machine's own file system are found as one machine finds them (:func:`kg.acquire.sources.find`). All others
(``hdfs://``, ``s3a://``, ``file:///``, and plain names where another file system is the default) are listed by Hadoop: folders
with all below them, globs as Hadoop has them; names that begin with a dot or an underscore are passed over, as Hadoop does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from kg.acquire import PassedOver
from kg.acquire.readers import SUFFIXES
from kg.acquire.sources import STDIN, Source, find, printable
from kg.errors import InputError

LINES: Final = (".jsonl", ".ndjson")
PARQUET: Final = ".parquet"
KNOWN: Final = (*SUFFIXES, PARQUET)
MAGIC: Final = re.compile(r"[\\{}\[\]*?,]")
SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")


class Place(NamedTuple):
    """A file: its name as written, its path as Hadoop has it, the same as an address, its size in bytes, and whether the workers
    open it themselves."""

    name: str
    path: str
    address: str
    size: int
    plain: bool

    @property
    def suffix(self) -> str:
        """In lower case, with its dot."""
        return Path(self.name).suffix.lower()

    @property
    def escaped(self) -> str:
        """The path for Spark's readers, which take a name for a pattern."""
        return MAGIC.sub(r"\\\g<0>", self.path)


@dataclass(frozen=True, slots=True)
class Shared(Source):
    """A file that every machine has at the same place: ``where``, for workers stand elsewhere than the program was started."""

    where: str = ""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes as a stream. Raises InputError where the system refuses."""
        with Source(self.where).open() as stream:
            yield stream


@dataclass(frozen=True, slots=True)
class Fetched(Source):
    """A file whose bytes somebody else has read."""

    content: bytes = b""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes as a stream."""
        yield BytesIO(self.content)


class Hadoop:
    """Hadoop's file systems, as a running Spark reaches them through its ``context``."""

    def __init__(self, context: Any) -> None:
        self._java = context._jvm.org.apache.hadoop.fs
        self._set = context._jsc.hadoopConfiguration()

    def path(self, name: str) -> Any:
        """The whole path of a name."""
        path = self._java.Path(name)
        return self.system(path).makeQualified(path)

    def system(self, path: Any) -> Any:
        """The file system that a path is on."""
        return path.getFileSystem(self._set)

    def is_plain(self, name: str) -> bool:
        """Whether a name is that of a file of this machine, as any program has them."""
        return not SCHEME.match(name) and str(self._set.get("fs.defaultFS", "file:/")).startswith("file:")

    def names(self, folder: str) -> list[str] | None:
        """What is in a folder, sorted; None where there is none."""
        path = self.path(folder)
        system = self.system(path)
        return sorted(each.getPath().getName() for each in system.listStatus(path)) if system.exists(path) else None

    def remove(self, name: str) -> None:
        """Takes away a file or folder, if it is there."""
        path = self.path(name)
        self.system(path).delete(path, True)

    def move(self, old: str, new: str) -> None:
        """Renames a file; its new folder is made."""
        path = self.path(new)
        self.system(path).mkdirs(path.getParent())
        self.system(path).rename(self.path(old), path)

    def write(self, name: str, text: str) -> None:
        """Writes a small file, in the place of one that is there."""
        path = self.path(name)
        stream = self.system(path).create(path, True)
        stream.write(bytearray(text.encode("utf-8")))
        stream.close()

    # finding

    def find(self, names: Sequence[str]) -> Iterator[Place | InputError]:
        """The files that ``names`` stand for, each once, and an InputError for each that stands for nothing."""
        if STDIN in names:
            yield InputError("standard input cannot be read by many machines", "name files or folders")
        plain = [name for name in names if name != STDIN and self.is_plain(name)]
        for source in find(plain, KNOWN) if plain else ():
            yield self._place(source.path) if isinstance(source, Source) else source
        seen: set[str] = set()
        for name in sorted(set(names) - set(plain) - {STDIN}):
            for place in self._listed(name):
                if isinstance(place, InputError):
                    yield place
                elif place.address not in seen:
                    seen.add(place.address)
                    yield place

    def _place(self, name: str) -> Place:
        path = self.path(str(Path(name).absolute()))
        return Place(name, path.toString(), _address(path), Path(name).stat().st_size, plain=True)

    def _listed(self, name: str) -> Iterator[Place | InputError]:
        root = self.path(name)
        found = self.system(root).globStatus(root)
        if not found:
            yield InputError(f"{printable(name)}: does not exist", "mend the path")
        others: Counter[str] = Counter()
        for each in found or ():
            written = each.getPath().toString() if MAGIC.search(name) else name
            if each.isFile():
                yield Place(written, each.getPath().toString(), _address(each.getPath()), each.getLen(), plain=False)
                continue
            for file, inside in self._below(each.getPath()):
                path, size = file.getPath(), file.getLen()
                place = Place(f"{written.rstrip('/')}/{inside}", path.toString(), _address(path), size, plain=False)
                if place.suffix in KNOWN:
                    yield place
                else:
                    others[place.suffix or Path(inside).name] += 1
        if others:
            kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(others.items()))
            yield PassedOver(f"{printable(name)}: passed over {others.total()} files of other kinds ({kinds})",
                             "convert what is an article to " + ", ".join(sorted(KNOWN)))

    def _below(self, folder: Any) -> Iterator[tuple[Any, str]]:
        """All files below a folder, and where they lie in it."""
        files = self.system(folder).listFiles(folder, True)
        length = len(folder.toString().rstrip("/")) + 1
        while files.hasNext():
            file = files.next()
            inside = file.getPath().toString()[length:]
            if not any(part.startswith((".", "_")) for part in inside.split("/")):
                yield file, inside


def _address(path: Any) -> str:
    """The path as Spark tells it of rows."""
    return addressed(str(path.toUri().toString()))


def addressed(address: str) -> str:
    """``address`` with as many slashes as there need be: Hadoop writes file:/ and file:///."""
    return re.sub(r"^file:/+", "file:/", address)


def by_kind(places: Iterable[Place]) -> tuple[list[Place], list[Place], list[Place], list[Place]]:
    """Files of lines, of Parquet, those that workers open themselves, and those that Spark reads whole for them."""
    kinds: tuple[list[Place], ...] = ([], [], [], [])
    for place in places:
        kinds[0 if place.suffix in LINES else 1 if place.suffix == PARQUET else 2 if place.plain else 3].append(place)
    return kinds[0], kinds[1], kinds[2], kinds[3]
