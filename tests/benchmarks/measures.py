"""What is measured: each of :data:`MEASURES` takes the setting of a run and gives rows, as they come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from benchmarks import commands, corpus, line, triples
from benchmarks.running import alone
from benchmarks.table import Row

RDFLIB = 1000     # articles at most whose graph rdflib gets: it holds and writes all in memory, at a fiftieth of the speed
QUESTIONS = 100   # articles at most on whose graph it is asked the named questions
TURNS = {100: 3, 1000: 2}
NODES = {100: (500,), 6000: (5000, 20_000)}


@dataclass
class Setting:
    """A run: its folder, the numbers of articles, and, if it runs compiled, the Python of
    an environment where it runs from source."""

    folder: Path
    sizes: tuple[int, ...]
    source: str = ""
    memory: dict[int, float] = field(default_factory=dict)

    def articles(self, size: int) -> Path:
        """A file with so many articles."""
        path = self.folder / f"articles-{size}.jsonl"
        return path if path.exists() else corpus.written(path, size)

    def graph(self, size: int) -> Path:
        """The graph folder of these."""
        out = self.folder / f"graph-{size}"
        if not out.exists():
            self.memory[size] = alone(line.built, str(self.articles(size)), str(out)).memory
        return out / "graph"

    def turns(self, size: int) -> int:
        """How often competitors take turns at this size."""
        return next((turns for most, turns in TURNS.items() if size <= most), 1)


def whole_line(setting: Setting) -> Iterator[Row]:
    """One core, text → graph, beside jieba.posseg."""
    for size in setting.sizes:
        pythons = (sys.executable, *([setting.source] if setting.source else []))
        jieba, *ours = line.compared(setting.articles(size), setting.turns(size), pythons)
        for name, took in zip(("line", "source"), ours, strict=False):
            yield Row(name, size, took.seconds, jieba.seconds)


def jobs(setting: Setting) -> Iterator[Row]:
    """Two jobs beside one; Spark beside two."""
    if not commands.offered(commands.TWO) or commands.cores() < 2:
        return
    for size in setting.sizes:
        one, two = commands.compared(setting.articles(size), setting.turns(size), commands.ONE, commands.TWO)
        yield Row("jobs", size, two.seconds, one.seconds)
        if commands.offered(commands.SPARK):
            two, spark = commands.compared(setting.articles(size), 1, commands.TWO, commands.SPARK)
            yield Row("spark", size, spark.seconds, two.seconds)


def graph(setting: Setting) -> Iterator[Row]:
    """Memory, loading, Turtle and questions, beside rdflib as far as that comes."""
    for size in setting.sizes:
        folder = setting.folder / f"triples-{size}"
        folder.mkdir()
        made = setting.graph(size)
        theirs, own = triples.compared(made, folder, setting.turns(size), size <= RDFLIB, size <= QUESTIONS)
        yield Row("memory", size, setting.memory[size], theirs and theirs.memory)
        for part in (triples.LOAD, triples.TURTLE, triples.EXPORT):
            yield Row(part, size, own.told[part], theirs and theirs.told[part])
        asked = own.told[triples.ASK]
        if size <= QUESTIONS:
            yield Row("ask", size, sum(asked.values()), theirs and sum(theirs.told[triples.ASK].values()))
        yield Row("open", size, own.told[triples.OPEN])
        yield Row("slowest", size, max(asked.values()))


def pages(setting: Setting) -> Iterator[Row]:
    """The page beside plain pyvis, where there is a browser to open them in."""
    if find_spec("playwright") is None:
        return
    from benchmarks import drawing

    sizes = [size for least, listed in NODES.items() if max(setting.sizes) >= least for size in listed]
    with drawing.browsing() as browser:
        for size in sizes:
            found = drawing.of_size(browser, size, setting.folder, lambda told: None)
            ours, other = found[drawing.PAGE], found[drawing.PYVIS]
            yield Row("ready", size, ours.ready, other.ready)
            yield Row("frame", size, ours.slow / 1000, other.slow / 1000)


MEASURES: Mapping[str, Callable[[Setting], Iterator[Row]]] = {"line": whole_line, "jobs": jobs, "graph": graph, "pages": pages}
"""By the name that ``--only`` takes."""
