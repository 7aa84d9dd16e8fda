"""The stages as one job of Spark: in, articles and problems under keys; out, lines for the places where they belong.

Articles are shuffled once, by their ids. From then on what is decided of an article (that it is a copy, what it has in common with
others) travels to the partition where it lies. Nothing is brought together on the machine that leads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyspark import RDD, StorageLevel

from kg.acquire import Fingerprint
from kg.engines import steps
from kg.engines.rows import COPIES, FINDINGS, PROBLEMS, USED, Line, spread
from kg.engines.steps import Copy, Problem, Read, Used, head, spot
from kg.fuse.judgements import Judgements
from kg.pipeline import Written

TASK: Final = 1 << 24
"""Bytes of articles that make a partition."""


def partitions(context: Any, size: int) -> int:
    """Into how many partitions articles of ``size`` bytes are shared out."""
    return max(int(context.defaultParallelism), -(-size // TASK))


def lines(read: RDD[Any], count: int, judgements: Judgements, base: str) -> RDD[Line]:
    """What is to be written of all articles in ``read``."""
    articles = sorted_by_key(read, count)
    ahead = copies(articles, count).map(lambda copy: ((head(copy.id),), copy))
    seen = _onto(ahead, articles, count).mapPartitions(lambda part: steps.understood_part(part, judgements), preservesPartitioning=True)
    seen.persist(StorageLevel.DISK_ONLY)
    asked = read.context.parallelize([()], 1).flatMap(lambda _: steps.claims_part((), judgements))
    claims = sorted_by_key(seen.mapPartitions(steps.claims_part).union(asked), count)
    verdicts = claims.mapPartitions(lambda part: steps.decided_part(part, judgements))
    settled = _onto(verdicts, seen, count)
    return settled.mapPartitions(lambda part: (line for item in steps.settled_part(part, base) for line in told(item, base)))


def told(item: Written | Copy | Used | Problem, base: str) -> Iterator[Line]:
    """What is to be written of an item."""
    if isinstance(item, Written):
        yield from spread(item, base)
        for finding in item.proof.findings:
            yield FINDINGS, json.dumps({"finding": str(finding)}, ensure_ascii=False)
    elif isinstance(item, Problem):
        yield PROBLEMS, json.dumps({"problem": item.text, "failed": item.failed}, ensure_ascii=False)
    elif isinstance(item, Copy):
        yield COPIES, json.dumps({"copy": item.id, "original": item.original}, ensure_ascii=False)
    else:
        yield USED, item.judgement


def _onto(ahead: RDD[Any], behind: RDD[Any], count: int) -> RDD[Any]:
    """What is ``ahead``, brought to where ``behind`` lies already, which does not move; in each partition it comes before it."""
    joined = ahead.partitionBy(count, spot).union(behind)
    if joined.getNumPartitions() != count:
        raise RuntimeError("what is decided does not meet the articles")
    return joined


def sorted_by_key(found: RDD[Any], count: int) -> RDD[Any]:
    """What is ``found``, sorted within partitions in which all of a kind are together."""
    return found.repartitionAndSortWithinPartitions(count, spot, keyfunc=_key)


def _key(key: steps.Key) -> Any:
    return key


# copies


def copies(articles: RDD[Any], count: int) -> RDD[Copy]:
    """The copies among the articles: the same as :func:`kg.acquire.originals` finds, by shuffles."""
    prints: RDD[Any] = sorted_by_key(articles.mapPartitions(_prints), count).mapPartitions(steps.same_texts)
    prints.persist(StorageLevel.DISK_ONLY)
    firsts = prints.filter(lambda each: isinstance(each, Fingerprint)).flatMap(steps.indexed)
    alike = sorted_by_key(firsts, count).mapPartitions(steps.pairs_alike).persist(StorageLevel.DISK_ONLY)
    same = prints.filter(lambda each: isinstance(each, Copy))
    if not alike.count():
        return same
    near = nearest(alike, count)
    farther = same.map(lambda copy: (copy.original, copy.id)).leftOuterJoin(near, count)
    return farther.map(lambda found: Copy(found[1][0], found[1][1] or found[0])).union(near.map(lambda pair: Copy(*pair)))


def _prints(part: Iterable[Any]) -> Iterator[tuple[steps.Key, Fingerprint]]:
    """The fingerprints under what makes equal texts equal."""
    for _, item in steps.named(part):
        if isinstance(item, Read):
            yield (item.print.digest.hex(), item.print.id), item.print


def nearest(pairs: RDD[tuple[str, str]], count: int) -> RDD[tuple[str, str]]:
    """Of pairs that are alike, a later id and an earlier one: each later id that is a copy, with the first id that it is a copy of.

    As :func:`kg.acquire.originals` goes through the ids in order, so that a copy of a copy may stay, here all those are told at once
    before which nothing is left; then their copies go, and so on. So many rounds as such chains are long: two or three.
    """
    left, kept = pairs, pairs.context.emptyRDD()
    while left.count():
        later = left.mapValues(lambda _: None)
        firsts = left.map(_turned).mapValues(lambda _: None).subtractByKey(later, count).distinct(count)
        gone = left.map(_turned).join(firsts, count).map(lambda found: (found[1][0], None))
        left = left.subtractByKey(gone, count).map(_turned).subtractByKey(gone.union(firsts), count).map(_turned)
        left.persist(StorageLevel.DISK_ONLY)
        kept = kept.union(firsts)
    return pairs.map(_turned).join(kept, count).map(lambda found: (found[1][0], found[0])).reduceByKey(min, count)


def _turned(pair: tuple[str, Any]) -> tuple[Any, str]:
    return pair[1], pair[0]
