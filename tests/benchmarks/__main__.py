"""Measures, keeps each row as it comes and prints the table; ``--write`` puts it into the READMEs. ``make bench`` calls it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import table
from benchmarks.corpus import REPOSITORY
from benchmarks.measures import MEASURES, Setting
from benchmarks.results import Results

QUICK = (100, 1000)
RESULTS = REPOSITORY / "outputs" / "bench.json"


def main(arguments: Sequence[str]) -> None:
    """See ``--help``."""
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=QUICK, help="numbers of articles")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), default=list(MEASURES), help="what to measure")
    parser.add_argument("--source", default="", metavar="PYTHON", help="a Python whose program runs from source, to measure beside ours")
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FILE", help="where the rows are kept (outputs/bench.json)")
    parser.add_argument("--resume", action="store_true", help="go on with what is kept there of today, measuring only the rest")
    parser.add_argument("--write", action="store_true", help="write the table into the READMEs")
    chosen = parser.parse_args(arguments)
    try:
        results = Results(chosen.results, table.machine(), f"{datetime.now():%H:%M}", chosen.resume)
    except ValueError as error:
        parser.error(f"{error}: measure without --resume")
    with TemporaryDirectory() as folder:
        measure(results, Setting(Path(folder), chosen.source), sorted(chosen.sizes), chosen.only)
    head = table.head(results.told, results.began)
    print(head, table.markdown(results.rows, "en"), sep="\n\n")
    if chosen.write:
        table.write(REPOSITORY, head, results.rows)


def measure(results: Results, setting: Setting, sizes: Sequence[int], names: Sequence[str]) -> None:
    """Measures what is not done, the smaller sizes first."""
    for size in sizes:
        for name in names:
            step = f"{name} {size}"
            if step not in results.done:
                for row in MEASURES[name](setting, size):
                    print(row, file=sys.stderr, flush=True)
                    results.keep(row)
                results.finish(step)


if __name__ == "__main__":
    main(sys.argv[1:])
