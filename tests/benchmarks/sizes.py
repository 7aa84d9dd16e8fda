"""Bytes that an article takes on its way, and the largest blocks: what the README's reckoning for 100 million articles begins with.

Run ``python -m benchmarks.sizes [NUMBER]``, by default with 1,000 articles. Prints; asserts nothing. Each size is told as it is and
compressed by zlib, both in bytes for an article.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpus
from kg import pipeline
from kg.acquire import Fingerprint, fingerprint, read
from kg.clean import clean
from kg.fuse import by_article, decided
from kg.fuse.judgements import NONE
from kg.graph import BASE
from kg.packing import packed

LARGEST = 5
QUICK = 1   # level of zlib


def size(count: int, pieces: Iterable[bytes]) -> str:
    """How much the pieces are, for each of so many articles."""
    pack, whole, small = zlib.compressobj(QUICK), 0, 0
    for piece in pieces:
        whole += len(piece)
        small += len(pack.compress(piece))
    return f"{whole / count:10,.0f} {(small + len(pack.flush())) / count:10,.0f}"


def measured(source: Path) -> Iterator[str]:
    """The lines that tell it."""
    articles = [clean(article) for article in read([str(source)], on_problem=lambda problem: None)]
    count = len(articles)
    yield f"{sum(len(article.text.string) for article in articles) / count:,.0f} characters an article"
    yield f"articles as JSON lines  {size(count, [source.read_bytes()])}"
    yield f"fingerprints            {size(count, (packed(_values(fingerprint(article))) for article in articles))}"
    seen = list(pipeline.understood(sorted(articles, key=lambda article: article.id), NONE))
    yield f"understood articles     {size(count, (packed(each.article) for each in seen))}"
    claims = [claim for each in seen for claim in each.claims]
    yield f"claims, {len(claims) / count:6.1f}          {size(count, (packed(each.claims) for each in seen))}"
    verdicts = by_article(decided(claims))
    decisions = sum(map(len, verdicts.values()))
    yield f"verdicts, {decisions / count:6.1f}        {size(count, map(packed, verdicts.values()))}"
    lines = [pipeline.written(each.article, verdicts[each.article.id], BASE).lines for each in seen]
    yield f"statements, {sum(text.count(chr(10)) for text in lines) / count:5.0f}       {size(count, (text.encode() for text in lines))}"
    blocks = Counter(claim.block for claim in claims)
    for kind in sorted({block.partition(":")[0] for block in blocks}):
        largest = (f"{block.partition(':')[2]} {held}" for block, held in blocks.most_common() if block.startswith(f"{kind}:"))
        yield f"largest blocks: {kind}: {', '.join(next(largest, '') for _ in range(LARGEST))}"


def _values(print_: Fingerprint) -> tuple[object, ...]:
    return print_.id, print_.digest, tuple(print_.sketch)


def main(arguments: list[str]) -> None:
    """Prints the lines."""
    with TemporaryDirectory() as folder:
        for line in measured(corpus.written(Path(folder) / "articles.jsonl", int(next(iter(arguments), "1000")))):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
