"""The whole line, from files to the finished graph, on one core, beside jieba's own tagging of the words of the same text.

Not measured, of either: starting Python, and loading models and lexicons, which a run does once, however long.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba

from benchmarks.corpus import SAMPLES
from benchmarks.running import Took, alone, clock, in_turns
from kg import article, pipeline
from kg.acquire import read
from kg.clean import clean


def built(source: str, out: str = "") -> Took:
    """A build of the graph of ``source``, left in ``out`` if that is given. The memory includes starting up."""
    jieba.setLogLevel(logging.WARNING)
    with TemporaryDirectory() as folder:
        pipeline.build([str(SAMPLES)], Path(folder) / "warm")
        return timed(source, Path(out or folder))


def timed(source: str, folder: Path) -> Took:
    """The same with all loaded before."""
    with clock() as took:
        report = pipeline.build([source], folder / "graph")
    took.told = {"articles": report.articles, "characters": report.characters, "statements": report.statements, "code": code()}
    return took


def tagged(source: str) -> Took:
    """jieba's tagging of the words of the articles in ``source``."""
    from jieba import posseg  # here, so that a build is not charged for its memory

    jieba.setLogLevel(logging.WARNING)
    cleaned = map(clean, read([source], on_problem=lambda problem: None))
    texts = [each.printed(span) for each in cleaned for span in each.sentences]
    posseg.lcut("词")
    with clock() as took:
        for text in texts:
            posseg.lcut(text)
    took.told = {"characters": sum(map(len, texts))}
    return took


def code() -> str:
    """What the program runs as: ``compiled`` or from ``source``."""
    return "compiled" if Path(str(article.__file__)).suffix in {".so", ".pyd"} else "source"


def compared(source: Path, times: int, pythons: tuple[str, ...]) -> list[Took]:
    """jieba, and the program in each of these environments."""
    ours = (partial(alone, built, str(source), python=python) for python in pythons)
    return in_turns(times, partial(alone, tagged, str(source)), *ours)
