"""Rows of figures → a table in each README, between the marks; the same figures in both."""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kg
from benchmarks.line import code
from kg.working import task

READMES = {"en": "README.md", "zh": "README.zh.md"}
BEGIN, END = "<!-- bench -->", "<!-- end of bench -->"
SCALE = {"s": 1.0, "ms": 1000.0, "MB": 1.0}
PACKAGES = ("jieba", "rdflib", "pyvis", "numpy", "pyoxigraph")


@dataclass(frozen=True)
class Row:
    """A figure of the program and, where there is one, that of what somebody would otherwise take; seconds or megabytes of something
    of a size. ``name`` is an entry of ``rows.toml``."""

    name: str
    size: int
    ours: float
    other: float | None = None

    @classmethod
    def of(cls, told: dict[str, Any]) -> Row:
        """The row that :meth:`json` made this of."""
        return cls(told["name"], told["size"], told["ours"], told["other"])

    @property
    def ratio(self) -> float | None:
        """How many times better than the other."""
        return self.other / self.ours if self.other is not None else None

    def json(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {"name": self.name, "size": self.size, "unit": "MB" if entry(self.name)["unit"] == "MB" else "s", "ours": self.ours,
                "other": self.other, "ratio": self.ratio}


@cache
def words() -> dict[str, Any]:
    """What the rows are called."""
    return tomllib.loads(Path(__file__).with_name("rows.toml").read_text(encoding="utf-8"))


def entry(name: str) -> dict[str, Any]:
    """What a row is called."""
    found: dict[str, Any] = words()[name]
    return found


def markdown(rows: Iterable[Row], language: str) -> str:
    """The table."""
    order = list(words())
    head = words()["words"][language]
    lines = [head[:5], ["---"] * 5, *(_cells(row, language) for row in sorted(rows, key=lambda row: (order.index(row.name), row.size)))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines).replace("| --- |", "|---|").replace(" --- |", "---|")


def _cells(row: Row, language: str) -> list[str]:
    told, head = entry(row.name), words()["words"][language]
    size = f"{row.size:,} {head[5]}"
    other = figure(row.other, told["unit"]) if row.other is not None else "–"
    return [told[language], size, figure(row.ours, told["unit"]), other, f"{significant(row.ratio)} ×" if row.ratio is not None else "–"]


def figure(value: float, unit: str) -> str:
    """A figure with its unit, to two or three digits."""
    return f"{significant(value * SCALE[unit])} {unit}"


def significant(value: float) -> str:
    """Two or three digits of a number that count: 0.34, 2.5, 41, 1,280."""
    for least, digits in ((100, 0), (10, 1), (0, 2)):
        if value >= least:
            return f"{value:,.{digits}f}"
    return f"{value:.3f}"


def machine() -> dict[str, Any]:
    """Where and when this is measured, and with what."""
    versions = {"python": platform.python_version(), "tuzhi": f"{kg.__version__} ({code()})"} | {name: version(name) for name in PACKAGES}
    program = task((), {}, "", ())["version of the program"]
    return {"date": date.today().isoformat(), "processor": processor(), **versions, "program": program}


def processor() -> str:
    """The name of the processor."""
    listed = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", listed.read_text(encoding="utf-8")) if listed.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def head(told: dict[str, Any], began: Sequence[str]) -> str:
    """The line above the table, in no language: day, times at which runs began, processor, versions."""
    versions = ", ".join(f"{name} {told[name]}" for name in ("tuzhi", "python", *PACKAGES))
    return f"{told['date']}, {' + '.join(began)}; {told['processor']}; {versions}"


def replaced(text: str, table: str) -> str:
    """The text with the table between its marks. Raises ValueError where it does not have both, once."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"the text needs {BEGIN} and {END} once each")
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    return f"{text[:before]}\n{table}\n{text[after:]}"


def write(folder: Path, head: str, rows: Sequence[Row]) -> None:
    """Writes the table, below its head, into both READMEs in ``folder``."""
    for language, name in READMES.items():
        path = folder / name
        table = f"{head}\n\n{markdown(rows, language)}"
        path.write_text(replaced(path.read_text(encoding="utf-8"), table), encoding="utf-8")
