"""The cheap ratios, within a minute, against pinned ones: fails where one has fallen by more than a fifth.

In: ``tests/ratios.toml``. Out: a line for each ratio, with its pin; exit code 1 and one line more where one is too low. With
``--raise``, pins are raised to what is measured; none is ever lowered.

Each ratio is that of two times of the processor in one process: what somebody would otherwise take, by the program. The two take
turns, each turn with other articles, and of several turns the middle ratio counts, so that a busy machine does not matter; what is
still too low is measured again, twice at most. The articles are put together of the samples: the same everywhere.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from math import floor, log10
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import jieba

from benchmarks import corpus, line, triples
from kg import pipeline

PINS = Path(__file__).parents[1] / "ratios.toml"
LEAST = 0.8
TURNS, ARTICLES = 5, 40
AGAIN = 2
QUESTIONS = ("donations", "evidence", "goods", "holders")
DIGITS = 3

Ratios = dict[str, float]


def measured(turns: int = TURNS, articles: int = ARTICLES) -> Ratios:
    """The ratios now: text → graph by jieba.posseg alone, and loading, Turtle and questions by rdflib."""
    jieba.setLogLevel(logging.WARNING)
    with TemporaryDirectory() as name:
        pipeline.build([str(corpus.SAMPLES)], Path(name) / "warm")
        found = [_turn(Path(name), range(turn * articles, (turn + 1) * articles)) for turn in range(turns)]
    return {key: median(turn[key] for turn in found) for key in found[0]}


def _turn(folder: Path, numbers: range) -> Ratios:
    """The ratios with articles of these numbers."""
    source, out = corpus.from_samples(folder / f"{numbers[0]}.jsonl", numbers), folder / f"{numbers[0]}"
    out.mkdir()
    ours = line.timed(str(source), out)
    ratios = {"line": line.tagged(str(source)).seconds / ours.seconds}
    triples.told(out / "graph", out)
    own = triples.ours(str(out / "graph"), str(out)).told
    theirs = triples.rdflibs(str(out / "graph"), str(out), QUESTIONS).told
    asked = [sum(told[triples.ASK][name] for name in QUESTIONS) for told in (theirs, own)]
    ratios |= {part: theirs[part] / own[part] for part in (triples.LOAD, triples.TURTLE, triples.EXPORT)}
    return {**ratios, triples.ASK: asked[0] / asked[1]}


def too_low(ratios: Mapping[str, float], pins: Mapping[str, float]) -> list[str]:
    """The ratios that have fallen by more than a fifth."""
    return [name for name, pin in pins.items() if ratios[name] < LEAST * pin]


def raised(text: str, kind: str, ratios: Mapping[str, float]) -> str:
    """The text of the pins' file with those of ``kind`` raised to what was measured, cut to three digits; none is lowered."""
    pins = tomllib.loads(text).get(kind, {})
    lines = [f"{name} = {max(pins.get(name, 0.0), _cut(value))}" for name, value in ratios.items()]
    section = "\n".join((f"[{kind}]", *lines)) + "\n"
    found = re.compile(rf"^\[{re.escape(kind)}\]\n[^\[]*", re.MULTILINE)
    if found.search(text):
        return found.sub(lambda old: section + ("\n" if old[0].endswith("\n\n") else ""), text)
    return f"{text.rstrip()}\n\n{section}"


def _cut(value: float) -> float:
    """The number cut to three digits."""
    scale = 10.0 ** (DIGITS - 1 - floor(log10(value)))
    return floor(value * scale) / scale


def main(arguments: Sequence[str]) -> int:
    """Measures, compares and tells."""
    text = PINS.read_text(encoding="utf-8")
    ratios, kind = measured(), line.code()
    pins = tomllib.loads(text).get(kind, {})
    for _ in range(AGAIN):
        if not too_low(ratios, pins):
            break
        again = measured()
        ratios = {name: max(ratio, again[name]) for name, ratio in ratios.items()}
    for name, ratio in ratios.items():
        print(f"{kind}, {name:8}{ratio:9.3g} × as fast, pinned {pins.get(name, 0):.3g}")
    if "--raise" in arguments:
        PINS.write_text(raised(text, kind, ratios), encoding="utf-8")
    low = too_low(ratios, pins)
    if low:
        told = ", ".join(f"{name} is {ratios[name]:.3g}, pinned {pins[name]:.3g}" for name in low)
        print(f"ratios: slower than four fifths of what is pinned in tests/ratios.toml: {told}", file=sys.stderr)
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
