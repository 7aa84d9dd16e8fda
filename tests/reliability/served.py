"""A real server for trials, as ``kg serve`` starts it: in, a graph folder; out, its address and its processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

KG = (sys.executable, "-P", "-m", "kg")
TOKEN = "open-sesame"
ADDRESS = re.compile(r"http://\S+/")
PATIENCE = 60   # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Served:
    """A server that runs: ``url`` ends with a slash, ``process`` is its number."""

    url: str
    process: int

    def memory(self) -> int:
        """Bytes that the server and its workers hold, each with all that it shares with others."""
        return sum(_resident(each) for each in (self.process, *_children(self.process)))


def environment(**more: str) -> Mapping[str, str]:
    """For processes that import the program and these trials."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[up]) for up in (1, 2)), **more}


def samples(folder: Path) -> Path:
    """Builds the graph of the sample articles there."""
    built(["--samples"], folder)
    return folder


def built(what: Sequence[str], folder: Path) -> None:
    """Builds a graph."""
    subprocess.run([*KG, "build", *what, "-o", str(folder)], check=True, env=environment(), capture_output=True)


@contextmanager
def serving(graph: Path, *options: str) -> Iterator[Served]:
    """A server of the graph, with these options, until the block ends."""
    command = [*KG, "serve", str(graph), "--no-open", "--port", "0", *options]
    told = environment(KG_TOKEN=TOKEN)
    with subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            url = ADDRESS.search(process.stdout.readline())
            assert url is not None, "the server did not start"
            Thread(target=process.stdout.read, daemon=True).start()
            yield Served(url[0], process.pid)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _children(parent: int) -> list[int]:
    path = Path("/proc", str(parent), "task", str(parent), "children")
    return [int(each) for each in path.read_text().split()]


def _resident(process: int) -> int:
    try:
        return int(Path("/proc", str(process), "statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):   # it has ended meanwhile
        return 0
