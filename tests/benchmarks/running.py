"""Work in processes of its own, and who of several competitors takes how long.

A piece of work is a function of a module beside this one that takes what JSON can say and returns :class:`Took`. In a process of
its own, kept to one core, it finds no caches warm, and the most memory that the process had is what the work took. Competitors take
turns (A B A B), so that other work on the machine hits both; of several turns the least counts. Time is of the processor, that of
further processes included, unless a piece of work says otherwise.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

import kg

TESTS = Path(__file__).parents[1]
FAILED = 400   # characters of what a failed process says at the end


@dataclass
class Took:
    """What a piece of work took: seconds, the most memory of its process (MB), and what else it tells."""

    seconds: float = 0.0
    memory: float = 0.0
    told: dict[str, Any] = field(default_factory=dict)


Work = Callable[..., Took]


@contextmanager
def clock() -> Iterator[Took]:
    """Measures what is done in the block."""
    took, start = Took(), spent()
    yield took
    took.seconds = spent() - start


def spent() -> float:
    """Seconds of the processor so far, those of ended child processes included."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def alone(work: Work, *arguments: object, python: str = sys.executable) -> Took:
    """What the work takes in a process of its own, run by ``python``: another than ours takes ``kg`` from its own packages.
    Raises RuntimeError, with the end of what it says, where it fails."""
    called = [python, "-P", "-m", __name__, work.__module__, work.__name__, json.dumps(arguments)]
    run = subprocess.run(called, env=environment(python), capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{work.__name__} failed: {run.stderr[-FAILED:]}")
    return Took(**json.loads(run.stdout.splitlines()[-1]))


def environment(python: str = sys.executable) -> dict[str, str]:
    """The environment for a process of this Python: ours takes ``kg`` from where it comes from here."""
    path = [str(TESTS), *([str(Path(kg.__file__).parents[1])] if python == sys.executable else [])]
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(path)}


def in_turns(times: int, *works: Callable[[], Took]) -> list[Took]:
    """What each of the competitors takes at least, of so many turns."""
    turns = [[work() for work in works] for _ in range(times)]
    return [least(each) for each in zip(*turns, strict=True)]


def least(turns: Sequence[Took]) -> Took:
    """The quickest, with the least memory of all."""
    return replace(min(turns, key=lambda took: took.seconds), memory=min(took.memory for took in turns))


def pinned() -> None:
    """Keeps this process to one core where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def peak() -> float:
    """The most memory that this process has had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():   # what getrusage says of a new process counts the memory of the one that started it
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(module: str, name: str, arguments: str) -> None:
    """Does the work and prints what it took."""
    pinned()
    took = getattr(import_module(module), name)(*json.loads(arguments))
    took.memory = took.memory or peak()
    print(json.dumps({"seconds": took.seconds, "memory": took.memory, "told": took.told}))


if __name__ == "__main__":
    main(*sys.argv[1:])
