"""The whole line, from files to the finished graph, on one core, beside jieba's own tagging of the words of the same text.

Not measured, of either: starting Python, and loading models and lexicons, which a run does once, however long.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba

from benchmarks.corpus import SAMPLES
from benchmarks.running import Took, alone, clock, in_turns
from kg import article, pipeline
from kg.acquire import read
from kg.clean import clean

SAMPLE = 1000   # articles, about, that jieba tags of many


def built(source: str, out: str = "") -> Took:
    """A build of the graph of ``source``, left in ``out`` if that is given. The memory includes starting up."""
    jieba.setLogLevel(logging.WARNING)
    with TemporaryDirectory() as folder:
        pipeline.build([str(SAMPLES)], Path(folder) / "warm")
        return timed(source, Path(out or folder))


def timed(source: str, folder: Path) -> Took:
    """The same with all loaded before."""
    with clock() as took:
        pipeline.build([source], folder / "graph")
    return took


def tagged(source: str) -> Took:
    """jieba's tagging of the words of the articles in ``source``. Of many it tags a sample, drawn evenly, since it does each sentence
    apart from all others, and the time is reckoned up by the characters."""
    from jieba import posseg  # here, so that a build is not charged for its memory

    jieba.setLogLevel(logging.WARNING)
    cleaned = map(clean, read([source], on_problem=lambda problem: None))
    texts = [[each.printed(span) for span in each.sentences] for each in cleaned]
    drawn = texts[::max(len(texts) // SAMPLE, 1)]
    posseg.lcut("词")
    with clock() as took:
        for text in chain(*drawn):
            posseg.lcut(text)
    took.seconds *= characters(texts) / characters(drawn)
    return took


def characters(texts: Iterable[Iterable[str]]) -> int:
    """How long the sentences of these articles are."""
    return sum(map(len, chain(*texts)))


def code() -> str:
    """What the program runs as: ``compiled`` or from ``source``."""
    return "compiled" if Path(str(article.__file__)).suffix in {".so", ".pyd"} else "source"


def compared(source: Path, times: int, out: Path, python: str = "") -> list[Took]:
    """jieba; the program, which leaves the graph in ``out``; and the program as another Python runs it, if one is given."""
    works = [partial(alone, tagged, str(source)), partial(alone, built, str(source), str(out))]
    return in_turns(times, *works, *([partial(alone, built, str(source), python=python)] if python else []))
