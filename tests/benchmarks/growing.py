"""What it takes to add ten articles to graphs of growing size, beside building these anew. Prints; asserts nothing.

Run ``python tests/benchmarks/growing.py [SIZE ...]`` from the repository (by default 500 and 2,000 articles). The articles are put
together from the sentences of ``../shared/text`` or, where that is missing, of the samples, each from others, so that none is a
copy. Times are of the processor.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[2]))

from kg import growing, pipeline
from kg.acquire import read
from kg.clean import clean

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
CORPUS = Path(__file__).parents[3] / "shared" / "text" / "articles.jsonl"
SIZES = (500, 2000)
ADDED, LEADS, SENTENCES = 10, 3, 6


def records(count: int) -> list[str]:
    """So many articles as JSON lines: the beginning of one, which says where it is from, and sentences of others."""
    sources = [str(CORPUS if CORPUS.exists() else SAMPLES)]
    articles = [clean(article) for article in read(sources, on_problem=lambda problem: None)]
    told = [[article.printed(span).strip() for span in article.sentences] for article in articles]
    others = [sentence for sentences in told for sentence in sentences[LEADS:]]
    draw = random.Random(0)
    lines = []
    for number in range(count):
        at = number % len(articles)
        text = "\n".join((*told[at][:LEADS], *draw.sample(others, min(SENTENCES, len(others)))))
        record = {"id": f"made-{number:06}", "title": articles[at].title, "published": articles[at].published, "text": text}
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return lines


def measured(lines: Sequence[str], folder: Path) -> tuple[float, float, growing.Growth]:
    """Seconds to build a graph of all but the last few, to add these, and what that did."""
    base, more = folder / "base.jsonl", folder / "more.jsonl"
    base.write_text("".join(lines[:-ADDED]), encoding="utf-8")
    more.write_text("".join(lines[-ADDED:]), encoding="utf-8")
    start = process_time()
    pipeline.build([str(base)], folder / "graph")
    built = process_time()
    growth = growing.add(folder / "graph", [str(more)])
    return built - start, process_time() - built, growth


def main(sizes: Sequence[int]) -> None:
    lines = records(max(sizes) + ADDED)
    draw = random.Random(1)
    draw.shuffle(lines)
    for size in sizes:
        with TemporaryDirectory() as folder:
            build, add, growth = measured(lines[:size + ADDED], Path(folder))
            before = growth.report.articles - len(growth.came)
            print(f"{before:>7,} articles built in {build:7.1f} s, {growth.report.statements:,} statements; {len(growth.came)} added in "
                  f"{add:5.2f} s (1/{build / add:,.0f}), {len(growth.again)} others written again", flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
