"""Measures and prints a table, or JSON; ``--write`` puts the table into the READMEs. ``make bench`` calls it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import table
from benchmarks.corpus import REPOSITORY
from benchmarks.measures import MEASURES, Setting

QUICK = (100, 1000)


def main(arguments: Sequence[str]) -> None:
    """See ``--help``."""
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=QUICK, help="numbers of articles")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), default=list(MEASURES), help="what to measure")
    parser.add_argument("--source", default="", metavar="PYTHON", help="a Python whose program runs from source, to measure beside ours")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write", action="store_true", help="write the table into the READMEs")
    chosen = parser.parse_args(arguments)
    rows = []
    with TemporaryDirectory() as folder:
        setting = Setting(Path(folder), tuple(sorted(chosen.sizes)), chosen.source)
        for name in chosen.only:
            for row in MEASURES[name](setting):
                print(row, file=sys.stderr, flush=True)
                rows.append(row)
    told = table.machine()
    if chosen.json:
        print(json.dumps({**told, "rows": [row.json() for row in rows]}, ensure_ascii=False, indent=1))
    else:
        print(table.head(told), table.markdown(rows, "en"), sep="\n\n")
    if chosen.write:
        table.write(REPOSITORY, rows, told)


if __name__ == "__main__":
    main(sys.argv[1:])
