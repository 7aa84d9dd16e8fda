"""A fuzzer that looks which parts of the program an input reaches throws inputs at it: files of any bytes, texts of any words.

Needs atheris (``make fuzz`` installs it). Each input has a second's time many times over and the process a bound of memory, which
end it when they are passed. An input that breaks something is kept in a file, which belongs into ``cases`` once it is mended.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from reliability.showing import progress

HERE = Path(__file__).parent
TIME, MEMORY = 20, 3000   # seconds for an input, megabytes for the process
LONGEST = {"file": 4096, "text": 160}   # bytes
TAIL = 60   # lines of what a process has said last
ONE = "--one"
TRIED = re.compile(r"^(?:#|stat::number_of_executed_units: )(\d+)")
REACHED = re.compile(r"cov: (\d+)")


def fuzz(name: str, arguments: Sequence[str]) -> None:
    """Does not return: the fuzzer ends the process."""
    import atheris  # not installed where nobody fuzzes

    with atheris.instrument_imports(include=["kg"]):
        from reliability import inputs

    work = inputs.INPUTS[name]
    for each in inputs.seeds(name):
        work(each)
    atheris.Setup([sys.argv[0], *arguments], work)
    atheris.Fuzz()


def fuzzed(name: str, runs: int, seed: int, folder: Path) -> dict[str, object]:
    """What comes of so many inputs of a kind: how many were tried, how many places of the code they reached, and what broke."""
    from reliability import inputs  # only here: what fuzzes is another process, in which the program is not loaded yet

    corpus, broken = folder / name, folder / "broken"
    for each in (corpus, broken):
        each.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(inputs.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [f"-runs={runs}", f"-seed={seed}", f"-timeout={TIME}", f"-rss_limit_mb={MEMORY}", f"-max_len={LONGEST[name]}",
               f"-artifact_prefix={broken}/{name}-", "-print_final_stats=1", str(corpus)]
    called = [sys.executable, "-P", "-m", "reliability.fuzz", ONE, name, *options]
    with subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        tail = deque[str](maxlen=TAIL)
        reached = tried = 0
        for line in run.stdout or ():
            tail.append(line)
            reached = max([reached, *map(int, REACHED.findall(line))])
            tried = max([tried, *map(int, TRIED.findall(line))])
            progress(f"{name}: {tried:,} of {runs:,}")
    progress("")
    return {"input": name, "tried": tried, "reached": reached, "wrong": ["".join(tail)] if run.returncode else []}


def main(arguments: Sequence[str]) -> int:
    """See ``--help``."""
    parser = argparse.ArgumentParser("reliability.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000, help="inputs of each kind (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=list(LONGEST), default=list(LONGEST), help="kinds of input")
    parser.add_argument("--folder", type=Path, default=Path("outputs/fuzz"), help="where inputs are kept (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="what inputs are drawn by")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    found = [fuzzed(name, chosen.runs, chosen.seed, chosen.folder) for name in chosen.only]
    if chosen.json:
        print(json.dumps(found, indent=1))
    else:
        for each in found:
            print(f"{each['input']}: {each['tried']:,} inputs, {each['reached']:,} places of the code reached", *each["wrong"], sep="\n")
    return int(any(each["wrong"] for each in found))


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        fuzz(sys.argv[2], sys.argv[3:])
    sys.exit(main(sys.argv[1:]))
