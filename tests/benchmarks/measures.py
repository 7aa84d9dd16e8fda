"""What is measured: each of :data:`MEASURES` takes the setting of a run and a number of articles and gives rows, as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from benchmarks import commands, corpus, line, triples
from benchmarks.running import alone
from benchmarks.table import Row

FEW = 100     # articles at most with which competitors take two turns, and with which the slowest are measured at all
MANY = 1000   # articles at most on whose graph more is measured than building it: rdflib holds and writes all in memory


@dataclass
class Setting:
    """A run: its folder and, if it runs compiled, the Python of an environment where it runs from source."""

    folder: Path
    source: str = ""
    memory: dict[int, float] = field(default_factory=dict)

    def articles(self, size: int) -> Path:
        """A file with so many articles."""
        path = self.folder / f"articles-{size}.jsonl"
        return path if path.exists() else corpus.written(path, size)

    def out(self, size: int) -> Path:
        """Where the graph folder of these is made."""
        return self.folder / f"graph-{size}"

    def graph(self, size: int) -> Path:
        """The graph folder of these: made, unless it was when building was measured."""
        if size not in self.memory:
            self.memory[size] = alone(line.built, str(self.articles(size)), str(self.out(size))).memory
        return self.out(size) / "graph"


def turns(size: int) -> int:
    """How often competitors take turns with so many articles."""
    return 2 if size <= FEW else 1


def whole_line(setting: Setting, size: int) -> Iterator[Row]:
    """One core, text → graph, beside jieba.posseg, and from source; the memory that it takes."""
    source = setting.source if size <= FEW else ""
    jieba, own, *rest = line.compared(setting.articles(size), turns(size), setting.out(size), source)
    setting.memory[size] = own.memory
    yield Row("line", size, own.seconds, jieba.seconds)
    yield Row("memory", size, own.memory)
    for took in rest:
        yield Row("source", size, took.seconds, jieba.seconds)


def jobs(setting: Setting, size: int) -> Iterator[Row]:
    """Two jobs on all cores beside one on one; Spark beside two."""
    if commands.cores() < 2:
        return
    one, two = commands.compared(setting.articles(size), turns(size), commands.ONE, commands.TWO)
    yield Row("jobs", size, two.seconds, one.seconds)
    if size <= FEW and commands.spark():
        yield Row("spark", size, commands.built(setting.articles(size), commands.SPARK).seconds, two.seconds)


def graph(setting: Setting, size: int) -> Iterator[Row]:
    """Memory, loading, Turtle and questions, beside rdflib."""
    if size > MANY:
        return
    folder = setting.folder / f"triples-{size}"
    folder.mkdir()
    made = setting.graph(size)
    theirs, own = triples.compared(made, folder, turns(size), ask=size <= FEW)
    yield Row("memory", size, setting.memory[size], theirs.memory)
    for part in (triples.LOAD, triples.TURTLE, triples.EXPORT):
        yield Row(part, size, own.told[part], theirs.told[part])
    asked = own.told[triples.ASK]
    if size <= FEW:
        yield Row("ask", size, sum(asked.values()), sum(theirs.told[triples.ASK].values()))
    yield Row("open", size, own.told[triples.OPEN])
    yield Row("slowest", size, max(asked.values()))


def pages(setting: Setting, size: int) -> Iterator[Row]:
    """The page beside plain pyvis, where there is a browser to open them in."""
    if size > MANY or find_spec("playwright") is None:
        return
    from benchmarks import drawing

    theirs, ours, _ = drawing.written(setting.graph(size), setting.folder)
    with drawing.browsing() as browser:
        other, own = drawing.measured(browser, theirs.as_uri(), "pyvis"), drawing.measured(browser, ours.as_uri(), "page")
    yield Row("ready", size, own.ready, other.ready)
    yield Row("frame", size, own.slow / 1000, other.slow / 1000)


MEASURES: Mapping[str, Callable[[Setting, int], Iterator[Row]]] = {"line": whole_line, "jobs": jobs, "graph": graph, "pages": pages}
"""By the name that ``--only`` takes."""
