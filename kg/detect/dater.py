"""The year that the words of a text speak for, by a model of weights learned from dated articles.

In: a text and the years that are possible. Out: the year, or nothing where none is likely enough. The weights are
``dater.tsv``: for each stretch of two to four characters how much it speaks for each year. ``training/dater.py`` makes
them, ``training/dater.md`` says from what and how well they do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import NamedTuple

from kg.zh import path, rows

FILE = "dater.tsv"
LENGTHS = (2, 3, 4)
FEW = 4             # a text with fewer known stretches speaks more softly
SURE = 0.75         # the probability from which a year is taken; what that means is measured in training/dater.md
HAN = re.compile(r"[\u4e00-\u9fff]+")


class Model(NamedTuple):
    """The years it tells apart, and for each stretch of characters a weight for each year."""

    years: tuple[int, ...]
    weights: Mapping[str, tuple[float, ...]]


@cache
def model() -> Model:
    """The model that is part of the package; its first line names the years."""
    head = path(FILE).read_text(encoding="utf-8").split("\n", 1)[0].split("\t")
    years = tuple(int(year) for year in head[1:])
    return Model(years, {row.cells[0]: tuple(map(float, row.cells[1:])) for row in rows(FILE, len(head))})


def stretches(text: str, wanted: Callable[[str], bool]) -> set[str]:
    """The ``wanted`` stretches of Chinese characters in ``text``, each once: what a text is about, not how often it says
    it; figures and Latin letters are left out."""
    runs = [match[0] for match in HAN.finditer(text)]
    parts = (run[start:start + length] for run in runs for length in LENGTHS for start in range(len(run) - length + 1))
    return {part for part in parts if wanted(part)}


def probabilities(text: str, known: Model) -> dict[int, float]:
    """How likely each year of the model is, if it is one of them."""
    found = sorted(stretches(text, known.weights.__contains__))
    scale = math.sqrt(max(len(found), FEW))
    scores = [math.exp(sum(known.weights[part][n] for part in found) / scale) for n in range(len(known.years))]
    return {year: score / sum(scores) for year, score in zip(known.years, scores, strict=True)}


def likely_year(text: str, possible: Collection[int]) -> int | None:
    """The one of the ``possible`` years that the words speak for. The model knows nothing of other years than its own: it
    weighs only the possible ones against each other where it knows them all."""
    known = model()
    found = probabilities(text, known)
    allowed = {year: found[year] for year in known.years if year in possible}
    whole = sum(allowed.values()) if set(possible) <= set(known.years) else 1.0
    best = max(allowed, key=lambda year: (allowed[year], year), default=None)
    return best if best is not None and allowed[best] >= SURE * whole else None
