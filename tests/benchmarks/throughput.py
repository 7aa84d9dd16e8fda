"""How fast ``kg build`` is on one core, where its time goes and what memory it takes, beside jieba's own tagging of the same
text. Prints; asserts nothing.

Run ``python tests/benchmarks/throughput.py [SOURCE ...]`` from the repository. Without sources it reads every 24th article of
``../shared/text`` or, where that is missing, articles made of the sentences of the samples, which say much more to the line than
most articles do. Characters are those left after cleaning.
Times are of the processor, so that other work on the machine counts little. Starting Python and loading the models and lexicons,
which a run does once, however long, are not in them, of either program.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[2]))

import jieba
from jieba import posseg

from kg import pipeline
from kg.acquire import read
from kg.clean import clean

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
CORPUS = Path(__file__).parents[3] / "shared" / "text" / "articles.jsonl"
EACH = 24
ARTICLES, SENTENCES = 200, 25
STAGES = ("found", "clean", "fingerprint", "copies", "tagged", "claims", "decided", "applied", "told")
REST = "store and the rest"


class Clock:
    """Processor time by stage; a stage that calls another is not charged for what that does."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._running = [REST]
        self._since = process_time()

    def charged(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function`` with its time, and that of the iterator that it may return, charged to ``stage``."""
        def watched(*args: Any, **kwargs: Any) -> Any:
            result = self._call(stage, lambda: function(*args, **kwargs))
            return self._each(stage, result) if isinstance(result, Iterator) else result
        return watched

    def _each(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        while (item := self._call(stage, lambda: next(items, self))) is not self:
            yield item

    def _call(self, stage: str, what: Callable[[], Any]) -> Any:
        self._charge()
        self._running.append(stage)
        try:
            return what()
        finally:
            self._charge()
            self._running.pop()

    def _charge(self) -> None:
        now = process_time()
        self.spent[self._running[-1]] += now - self._since
        self._since = now


def drawn(folder: Path) -> str:
    """A file with one in :data:`EACH` articles of :data:`CORPUS`."""
    path = folder / "drawn.jsonl"
    with CORPUS.open(encoding="utf-8") as articles, path.open("w", encoding="utf-8") as file:
        file.writelines(islice(articles, 0, None, EACH))
    return str(path)


def made(folder: Path) -> str:
    """A file of articles put together from the sentences of the samples, each from others, so that none is a copy."""
    samples = [clean(article) for article in read([str(SAMPLES)])]
    sentences = [article.printed(span).strip() for article in samples for span in article.sentences]
    draw = random.Random(0)
    path = folder / "made.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(ARTICLES):
            sample = draw.choice(samples)
            record = {"id": f"made-{number}", "title": sample.title, "published": sample.published, "publisher": sample.publisher,
                      "text": "\n".join(draw.sample(sentences, SENTENCES))}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return str(path)


def built(sources: Sequence[str], out: Path) -> tuple[pipeline.Report, float]:
    """The report of a build and the seconds that it took."""
    start = process_time()
    report = pipeline.build(sources, out)
    return report, process_time() - start


def by_stage(sources: Sequence[str], out: Path) -> dict[str, float]:
    """The seconds that each stage of a build takes. Watching takes some too, so the sum is more than a build's."""
    clock = Clock()
    for stage in STAGES:
        setattr(pipeline, stage, clock.charged(stage, getattr(pipeline, stage)))
    pipeline.STAGES = tuple(clock.charged(stage.__name__, stage) for stage in pipeline.STAGES)
    clock.charged(REST, pipeline.build)(sources, out)
    return clock.spent


def tagged_by_jieba(sources: Sequence[str]) -> float:
    """The seconds that jieba takes to tag the words of the same texts, its dictionary loaded before."""
    texts = [article.printed(span) for article in map(clean, read(sources, on_problem=lambda problem: None)) for span in article.sentences]
    posseg.lcut("词")
    start = process_time()
    for text in texts:
        posseg.lcut(text)
    return process_time() - start


def main(sources: Sequence[str]) -> None:
    if hasattr(os, "sched_setaffinity"):   # not everywhere
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    jieba.setLogLevel("WARNING")
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = sources or [drawn(folder) if CORPUS.exists() else made(folder)]
        pipeline.build([str(SAMPLES)], folder / "warm")
        report, whole = built(sources, folder / "graph")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{report.articles:,} articles, {report.characters:,} characters in {whole:.1f} s: {report.characters / whole:,.0f} a second")
        spent = by_stage(sources, folder / "watched")
        for stage, seconds in sorted(spent.items(), key=lambda each: -each[1]):
            print(f"  {stage:20}{seconds:8.2f} s {seconds / sum(spent.values()):6.1%}")
        print(f"peak memory {memory:,.0f} MB")
        print(f"the whole build takes {whole / tagged_by_jieba(sources):.2f} times as long as tagging the words with jieba.posseg")


if __name__ == "__main__":
    main(sys.argv[1:])
