"""Learns the weights of kg/zh/dater.tsv from dated articles, and measures them.

In: files of articles as ``kg build`` reads them, with a source and a date each; texts to keep out. Out: the weights, and a
table of how they do on articles that they were not made from. Run::

    python -m training.dater ARTICLES.jsonl --learn-from SOURCE --without FOLDER... [--write]

Only ONE source is learned from, one that spans all the years: a source of one year teaches how it writes, not when. The
others are for measuring. An article that shares much text with one of the folders is left out everywhere.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.acquire import read
from kg.clean import clean
from kg.detect.dater import FEW, FILE, HAN, SURE, Model, stretches
from kg.zh import HERE

YEARS = (2019, 2020, 2021, 2022, 2023)
FEATURES, ARTICLES, MONTHS = 1000, 8, 4   # stretches kept; each in at least so many articles of so many months
RIDGE, STEPS, RATE, MOMENTUM = 0.5, 300, 2.0, 0.9
FOLDS = 5
SHINGLE, SHARED = 12, 0.15                # an article is left out if so much of its runs of twelve characters are in others
THRESHOLDS = (0.6, 0.7, SURE, 0.8, 0.9)


class Dated(NamedTuple):
    """What the model sees of an article, and the answer."""

    source: str
    month: str
    year: int
    parts: frozenset[str]


def main() -> None:
    """Reads, measures, learns, writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("articles")
    parser.add_argument("--learn-from", required=True, help="the source that the weights come from")
    parser.add_argument("--without", action="append", default=[], help="a folder of texts to keep out")
    parser.add_argument("--undated", type=int, default=0, help="the year of the articles without a date, for measuring")
    parser.add_argument("--write", action="store_true", help=f"write kg/zh/{FILE}")
    options = parser.parse_args()
    found = articles(options.articles, kept_out(options.without), options.undated)
    own = [one for one in found if one.source == options.learn_from]
    print(f"{len(found)} articles, {len(own)} to learn from, years {sorted(Counter(one.year for one in own).items())}")
    measure(own, [one for one in found if one.source != options.learn_from])
    if options.write:
        write(learned(own))


def articles(path: str, shingles: set[str], undated: int) -> list[Dated]:
    """The articles that have a year and are not kept out."""
    found = []
    for one in map(clean, read([path], {}, _stop)):
        text = f"{one.title}\n{one.text.string}"
        own = runs(text)
        if own and len(own & shingles) > SHARED * len(own):
            continue
        if one.published or undated:
            year = int(one.published[:4]) if one.published else undated
            source = one.publisher if one.published else "undated"
            found.append(Dated(source, one.published[:7], year, frozenset(stretches(text, bool))))
    return found


def _stop(problem: Exception) -> None:
    raise problem


def kept_out(folders: Sequence[str]) -> set[str]:
    """The runs of the texts in ``folders``."""
    return {run for one in map(clean, read(folders, {}, _stop)) for run in runs(f"{one.title}\n{one.text.string}")} if folders else set()


def runs(text: str) -> set[str]:
    """All runs of twelve Chinese characters."""
    string = "".join(match[0] for match in HAN.finditer(text))
    return {string[start:start + SHINGLE] for start in range(len(string) - SHINGLE + 1)}


# learning


def telling(found: Sequence[Dated]) -> list[str]:
    """The stretches whose articles are spread over the years least as by chance (log-likelihood ratio)."""
    in_all: Counter[str] = Counter(part for one in found for part in one.parts)
    by_year, months = defaultdict[str, Counter[int]](Counter), defaultdict[str, set[str]](set)
    for one in found:
        for part in one.parts:
            if in_all[part] >= ARTICLES:
                by_year[part][one.year] += 1
                months[part].add(one.month)
    sizes = Counter(one.year for one in found)
    scores = {part: _ratio(counts, sizes) for part, counts in by_year.items() if len(months[part]) >= MONTHS}
    return sorted(sorted(scores, key=lambda part: (-scores[part], part))[:FEATURES])


def _ratio(counts: Counter[int], sizes: Counter[int]) -> float:
    share = counts.total() / sizes.total()
    cells = [(counts[year], size * share) for year, size in sizes.items()]
    cells += [(size - counts[year], size * (1 - share)) for year, size in sizes.items()]
    return sum(seen * math.log(seen / expected) for seen, expected in cells if seen)


def table(found: Sequence[Dated], parts: Sequence[str]) -> NDArray[np.float64]:
    """One row an article, one column a stretch, scaled as the program does it."""
    column = {part: n for n, part in enumerate(parts)}
    filled = np.zeros((len(found), len(parts)))
    for row, one in enumerate(found):
        filled[row, [column[part] for part in one.parts if part in column]] = 1
    return filled / np.sqrt(np.maximum(filled.sum(1, keepdims=True), FEW))  # type: ignore[no-any-return]


def learned(found: Sequence[Dated]) -> Model:
    """Multinomial logistic regression without constants, each year of equal weight, by descent with momentum."""
    parts = telling(found)
    seen, answers = table(found, parts), np.array([[float(one.year == year) for year in YEARS] for one in found])
    share = (answers / answers.sum(0)).sum(1, keepdims=True) / len(YEARS)
    weights, step = np.zeros((len(parts), len(YEARS))), np.zeros((len(parts), len(YEARS)))
    ridge = RIDGE / len(found)
    for _ in range(STEPS):
        guess = np.exp(seen @ weights)
        guess /= guess.sum(1, keepdims=True)
        step = MOMENTUM * step - RATE * (seen.T @ ((guess - answers) * share) + ridge * weights)
        weights += step
    return Model(YEARS, {part: tuple(map(float, np.round(row, 2))) for part, row in zip(parts, weights, strict=True)})


def write(model: Model) -> None:
    """The weights, as the program reads them."""
    lines = ["\t".join(["#part", *map(str, model.years)])]
    lines += ["\t".join([part, *(f"{weight:.2f}" for weight in row)]) for part, row in sorted(model.weights.items())]
    (HERE / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


# measuring


def guesses(model: Model, found: Sequence[Dated]) -> NDArray[np.float64]:
    """The probability of each year for each article."""
    parts = sorted(model.weights)
    scores = np.exp(table(found, parts) @ np.array([model.weights[part] for part in parts]))
    return scores / scores.sum(1, keepdims=True)  # type: ignore[no-any-return]


def measure(own: Sequence[Dated], others: Sequence[Dated]) -> None:
    """Prints how often a year is given at each threshold, and how often rightly: the learned source by months held out, the
    other sources by a model of all of it."""
    print("source, year: articles; for each threshold the share that is given a year, and the share of these given rightly")
    held_out: list[Dated] = []
    given: list[NDArray[np.float64]] = []
    for fold in range(FOLDS):
        inside = [one for one in own if _fold(one) == fold]
        given.append(guesses(learned([one for one in own if _fold(one) != fold]), inside))
        held_out += inside
    _print("learned from, held out", held_out, np.vstack(given))
    for year in YEARS:
        _print(f"learned from, held out, {year}", held_out, np.vstack(given), year)
    model = learned(own)
    for source, year in sorted({(one.source, one.year) for one in others}):
        some = [one for one in others if (one.source, one.year) == (source, year)]
        _print(f"{source}, {year}", some, guesses(model, some))


def _fold(one: Dated) -> int:
    year, month = map(int, one.month.split("-"))
    return (year * 12 + month) % FOLDS


def _print(name: str, found: Sequence[Dated], given: NDArray[np.float64], only: int = 0) -> None:
    rows = [n for n, one in enumerate(found) if only in {0, one.year}]
    print(f"{name}: {len(rows)};", *_shares(found, given, rows))


def _shares(found: Sequence[Dated], given: NDArray[np.float64], rows: Sequence[int]) -> Iterable[str]:
    for threshold in THRESHOLDS:
        sure = [n for n in rows if given[n].max() >= threshold]
        right = sum(YEARS[int(given[n].argmax())] == found[n].year for n in sure)
        yield f"{threshold}: {len(sure) / len(rows):.3f} {right / len(sure) if sure else math.nan:.2f};"


if __name__ == "__main__":
    main()
