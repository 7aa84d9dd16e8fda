"""Commands that change a graph or write a file are killed at random moments; what they leave is the old or the new, never between.

Each trial begins with a graph, and starts ``kg`` in a process of its own that gets SIGKILL after a random part of the time that the
command takes. Then the graph is read whole: it must be that of before or that of afterwards, to the byte. The same command must
then run to its end (a build with ``--resume``), and give what it gives otherwise, with nothing left beside it and no process alive.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from kg import cli, pipeline
from kg.acquire import read
from kg.clean import clean
from kg.fuse.judgements import NONE
from kg.graph import Store
from reliability.showing import progress

KILLS = 100
SENTENCES = 3
MOMENTS = (0, 1), (0.9, 1.1)   # parts of what a command takes: at any time, and about when it puts the new in the place of the old
ALIVE = 10.0   # seconds that processes have to end, when the one that they work for has died
GRAPH, EXPORT = "graph", "graph.nt"
SHOWN = 500    # characters of what a process has said last
SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
COMMANDS: dict[str, tuple[str, ...]] = {
    "build": ("build", "all.jsonl", "-o", GRAPH, "--jobs", "1"),
    "build, 2 jobs": ("build", "all.jsonl", "-o", GRAPH, "--jobs", "2"),
    "add": ("add", "more.jsonl", "-g", GRAPH),
    "remove": ("remove", "made-000", "made-007", "-g", GRAPH),
    "replace": ("replace", "changed.jsonl", "-g", GRAPH),
    "export": ("export", GRAPH, "-o", EXPORT),
    "view": ("view", GRAPH, "--no-open"),
}
"""What is killed: over the graph of some articles, and over an export of an older one."""
RESUMED = ("--resume",)


@dataclass
class Outcome:
    """What came of the kills of one command: how many found it at work and done, whether the old or the new was there, and what was
    not as it should be."""

    command: str
    kills: int = 0
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def row(self) -> str:
        """The outcome for people."""
        found = "  ".join(f"{self.found[name]:4} {name}" for name in ("old", "new", "done"))
        return f"{self.command:14} {self.kills:4} kills  {found}  {len(self.wrong):3} wrong"


def articles(folder: Path, count: int) -> None:
    """Writes the articles that the commands name: most of them, some more, all, and two that are changed."""
    samples = [clean(article) for article in read([str(SAMPLES)], on_problem=lambda problem: None)]
    told = [article.printed(span).strip() for article in samples for span in article.sentences]
    draw = random.Random(0)
    made = [
        {"id": f"made-{number:03}", "title": f"第{number}号", "published": "2020-02-02", "text": "\n".join(draw.sample(told, SENTENCES))}
        for number in range(count)
    ]
    most = count * 3 // 4
    changed = [{**each, "text": "\n".join(draw.sample(told, SENTENCES))} for each in made[:2]]
    for name, records in {"most": made[:most], "more": made[most:], "all": made, "changed": changed}.items():
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


def warm() -> None:
    """Loads what the commands need, so that forked processes have it. No database is opened: its threads would be missing in them."""
    read_ = [clean(article) for article in read([str(SAMPLES)], on_problem=lambda problem: None)]
    for _ in pipeline.understood(read_, NONE):
        pass


def state(folder: Path) -> str:
    """A digest of all that the graph, the export and the page say; it fails where they are not whole."""
    total = sha256()
    with Store.open(folder / GRAPH) as store:
        total.update("".join(f"{quad} .\n" for quad in store.quads()).encode())
        assert len(store) == sum(1 for _ in store.triples()), "the number of statements is not what the manifest says"
    names = [f"{GRAPH}/graph.ttl", f"{GRAPH}/report.json", f"{GRAPH}/index.html", EXPORT]
    for path in (folder / name for name in names):
        total.update(path.read_bytes() if path.exists() else b"-")
    return total.hexdigest()


def begin(folder: Path, count: int) -> None:
    """Makes the folder that trials begin with."""
    warm()
    folder.mkdir()
    articles(folder, count)
    for command in (("build", "changed.jsonl", "-o", GRAPH), COMMANDS["export"], ("build", "most.jsonl", "-o", GRAPH)):
        ran(partial(commanded, folder, command), folder.with_suffix(".log"))


def commanded(folder: Path, command: Sequence[str]) -> int:
    """The exit code of ``kg`` with these arguments, in the folder."""
    os.chdir(folder)
    return cli.run(command)


def forked(work: Callable[[], int | None], log: Path) -> BaseProcess:
    """A new process, at the head of a group of its own, that does the work, writes what it says into ``log``, and ends with the code
    that the work gives."""
    process: BaseProcess = get_context("fork").Process(target=_in_child, args=(work, log))
    process.start()
    return process


def _in_child(work: Callable[[], int | None], log: Path) -> None:
    os.setsid()
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(sink, stream.fileno())
    sys.exit(work())


def ended(process: BaseProcess) -> int:
    """The exit code of the process, negative where a signal ended it."""
    process.join()
    return process.exitcode or 0


def ran(work: Callable[[], int | None], log: Path) -> None:
    """Does the work in another process. Raises RuntimeError with what it said where it fails."""
    if code := ended(forked(work, log)):
        raise RuntimeError(f"code {code}: {log.read_text(encoding='utf-8', errors='replace').strip()[-SHOWN:]}")


def alive(group: int) -> bool:
    """Whether processes of the group go on although what they worked for has ended."""
    end = time.monotonic() + ALIVE
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    os.killpg(group, signal.SIGKILL)
    return True


class Trials:
    """Kills of one command: ``begin`` is the folder that each trial begins with, ``place`` where it happens."""

    def __init__(self, name: str, begin: Path, place: Path) -> None:
        self._command = COMMANDS[name]
        self._begin = begin
        self._place = place
        self._log = place.with_suffix(".log")
        self.outcome = Outcome(name)
        self._fresh()
        self._old = self._state()
        start = time.monotonic()
        self._run(self._command)
        self._takes = time.monotonic() - start
        self._new = self._state()
        self._names = self._listed()

    def moment(self, draw: random.Random) -> float:
        """Seconds after which to kill it: any time that it takes."""
        return self._takes * draw.uniform(*draw.choice(MOMENTS))

    def kill(self, wait: Callable[[], None]) -> None:
        """One trial: the command is killed when ``wait`` has come to its end."""
        self._fresh()
        process = forked(partial(commanded, self._place, self._command), self._log)
        wait()
        process.kill()
        code = ended(process)
        self.outcome.kills += 1
        for problem in self._problems(process.pid or 0, code):
            self.outcome.wrong.append(f"{self.outcome.command}: {problem}")

    def _problems(self, group: int, code: int) -> Iterator[str]:
        if alive(group):
            yield "processes that it had started go on"
        try:
            there = self._state()
            if there not in (self._old, self._new):
                yield "what is there is neither the old nor the new"
            self.outcome.found["done" if code == 0 else "new" if there == self._new else "old"] += 1
            if there != self._new or self._old == self._new:
                self._run((*self._command, *(RESUMED if self._command[0] == "build" else ())))
            if self._state() != self._new:
                yield "the next run does not give what it gives otherwise"
            if self._listed() != self._names:   # what is left beside a graph goes with the next one that takes its place
                self._run(COMMANDS["build"])
            if self._listed() != self._names:
                yield f"it leaves {', '.join(sorted(self._listed() - self._names))}"
        except RuntimeError as error:
            yield str(error)

    def _fresh(self) -> None:
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.copytree(self._begin, self._place)

    def _run(self, command: Sequence[str]) -> None:
        ran(partial(commanded, self._place, command), self._log)

    def _state(self) -> str:
        ran(lambda: print(state(self._place)), self._log)
        return self._log.read_text(encoding="utf-8")

    def _listed(self) -> set[str]:
        return {path.name for path in self._place.iterdir()}


def tried(kills: int, names: Sequence[str], seed: int, count: int, show: Callable[[str], None]) -> list[Outcome]:
    """What comes of so many kills, in turns of each of the commands, over graphs of about ``count`` articles."""
    draw = random.Random(seed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        begin(folder / "begin", count)
        trials = [Trials(each, folder / "begin", folder / "place") for each in names]
        for number in range(kills):
            each = trials[number % len(trials)]
            each.kill(partial(time.sleep, each.moment(draw)))
            show(f"{number + 1} of {kills} kills, {sum(len(each.outcome.wrong) for each in trials)} wrong")
    return [each.outcome for each in trials]


def main(arguments: Sequence[str]) -> int:
    """See ``--help``."""
    parser = argparse.ArgumentParser("reliability.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help="how many (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=list(COMMANDS), default=list(COMMANDS), help="commands to kill")
    parser.add_argument("--articles", type=int, default=60, help="articles in the graph (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="what the moments are drawn by")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    outcomes = tried(chosen.kills, chosen.only, chosen.seed, chosen.articles, progress)
    progress("")
    if chosen.json:
        print(json.dumps([{"command": o.command, "kills": o.kills, **o.found, "wrong": o.wrong} for o in outcomes], indent=1))
    else:
        print("\n".join([*(each.row() for each in outcomes), *(line for each in outcomes for line in each.wrong)]))
    return int(any(each.wrong for each in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
