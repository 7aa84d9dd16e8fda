"""All Chinese data, and the one way to it.

In: a file name inside this folder. Out: rows of a TSV lexicon or the tree of a TOML file. Lexicons are TSV with a
header line that starts with ``#``; empty lines and lines that start with ``#`` are passed over. A bad entry stops the
load with :class:`kg.errors.DataError`, which names file and line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import DataError

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a lexicon: where it stands, and its cells."""

    file: str
    line: int
    cells: tuple[str, ...]

    def bad(self, why: str) -> DataError:
        """The error that this line is wrong, to be raised by the caller."""
        return DataError(f"kg/zh/{self.file}:{self.line}: {why}", "mend the line and start again")


def path(name: str) -> Path:
    """The file ``name`` of this folder. Raises DataError where there is none."""
    found = HERE / name
    if not found.is_file():
        raise DataError(f"kg/zh/{name} is missing", "reinstall the package")
    return found


def rows(name: str, width: int) -> Iterator[Row]:
    """The entries of the TSV file ``name``, each padded to ``width`` cells. Raises DataError for a longer line, an
    empty first cell or a repeated entry."""
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(path(name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        row = Row(name, number, cells + ("",) * (width - len(cells)))
        if len(cells) > width:
            raise row.bad(f"{len(cells)} cells where at most {width} are known")
        if not cells[0]:
            raise row.bad("the first cell is empty")
        if cells in seen:
            raise row.bad(f"the same entry as in line {seen[cells]}")
        seen[cells] = number
        yield row


@lru_cache
def words(*names: str) -> frozenset[str]:
    """The first cells of the lexicons ``names``."""
    return frozenset(row.cells[0] for name in names for row in rows(name, 4))


@lru_cache
def table(name: str) -> dict[str, Any]:
    """The tree of the TOML file ``name``. Raises DataError, with the line, where it does not parse."""
    try:
        return tomllib.loads(path(name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"kg/zh/{name}: {error}", "mend the file and start again") from error
