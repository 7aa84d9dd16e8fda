"""``kg build`` as it is called: with one job on one core, with several on as many, and by Spark. Times are of the clock on the wall."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

from benchmarks.running import Took, environment, in_turns, pinned


class Way(NamedTuple):
    """Options of ``kg build``, and whether it is kept to one core: a lone job loads the store in threads, which would use others."""

    options: Sequence[str]
    pinned: bool = False


ONE, TWO, SPARK = Way(("--jobs", "1"), pinned=True), Way(("--jobs", "2")), Way(("--engine", "spark"))


def built(source: Path, way: Way) -> Took:
    """A build of the graph of ``source``."""
    with TemporaryDirectory() as folder:
        start = monotonic()
        subprocess.run([sys.executable, "-m", "kg", "build", str(source), "-o", f"{folder}/graph", *way.options],
                       capture_output=True, check=True, env=environment(), preexec_fn=pinned if way.pinned else None)
        return Took(monotonic() - start)


def compared(source: Path, times: int, *ways: Way) -> list[Took]:
    """What the build takes in each of these ways."""
    return in_turns(times, *(partial(built, source, way) for way in ways))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spark() -> bool:
    """Whether Spark can run here."""
    return find_spec("pyspark") is not None and bool(os.environ.get("JAVA_HOME") or shutil.which("java"))
