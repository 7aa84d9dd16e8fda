"""Rows in a file as they come: a run that is interrupted leaves what it has, and one that resumes it measures only the rest.

The file is JSON: where, when and with what was measured, the times at which runs began, what is done, and the rows. Rows of another
day, machine or program are never put beside new ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.table import Row


class Results:
    """The rows of a run that begins ``now`` and, with ``resume``, of those before it. Raises ValueError where these were measured
    elsewhere, on another day or with another program than ``told`` says."""

    def __init__(self, path: Path, told: dict[str, Any], now: str, resume: bool) -> None:
        before: dict[str, Any] = {"told": told, "began": [], "done": [], "rows": []}
        if resume and path.exists():
            before = json.loads(path.read_text(encoding="utf-8"))
        if before["told"] != told:
            raise ValueError(f"{path} was measured elsewhere, on another day or with another program")
        self._path, self._now = path, now
        self.told = told
        self.began: list[str] = before["began"]
        self.done: list[str] = before["done"]
        self._rows = {(row.name, row.size): row for row in map(Row.of, before["rows"])}

    @property
    def rows(self) -> list[Row]:
        """All rows so far."""
        return list(self._rows.values())

    def keep(self, row: Row) -> None:
        """Takes a row, in the place of an earlier one of the same name and size."""
        if self._now not in self.began:
            self.began.append(self._now)
        self._rows[row.name, row.size] = row
        self._write()

    def finish(self, step: str) -> None:
        """Notes that all rows of this step are there."""
        self.done.append(step)
        self._write()

    def _write(self) -> None:
        said = {"told": self.told, "began": self.began, "done": self.done, "rows": [row.json() for row in self.rows]}
        self._path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
