"""Across articles: what each of them claims, and what is decided of it in sight of all.

In: resolved articles. Out: their claims (:class:`~kg.article.Claim`), the verdicts (:class:`~kg.article.Verdict`) on these, and
the articles with the verdicts applied. A claim carries the block that it belongs to, and a block is decided by its own claims alone,
whatever their order: so blocks can be decided apart from each other, by many machines, or again when an article comes or goes.

A kind of decision is one entry of :data:`RULES`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from kg.article import Article, Claim, Verdict
from kg.fuse import events, labels, persons


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of decision: ``claims`` gives what an article claims, ``decide`` the verdicts on the claims of one block, sorted,
    ``apply`` the article with the verdicts on its own claims."""

    claims: Callable[[Article], Iterable[Claim]]
    decide: Callable[[Sequence[Claim]], Iterable[Verdict]]
    apply: Callable[[Article, Sequence[Verdict]], Article]


RULES: Mapping[str, Rule] = MappingProxyType({
    "label": Rule(labels.claims, labels.decide, labels.apply),
    "event": Rule(events.claims, events.decide, events.apply),
    "person": Rule(persons.claims, persons.decide, persons.apply),
})
"""By the beginning of the block, up to the colon, in the order in which they are applied. Those that change keys come last."""


def claims(article: Article) -> Iterator[Claim]:
    """All that a resolved article claims."""
    return chain.from_iterable(rule.claims(article) for rule in RULES.values())


def decided(found: Iterable[Claim]) -> Iterator[Verdict]:
    """The verdicts on whole blocks of claims."""
    blocks: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        blocks[claim.block].append(claim)
    for block, held in sorted(blocks.items()):
        yield from RULES[_kind(block)].decide(sorted(held))


def by_article(verdicts: Iterable[Verdict]) -> defaultdict[str, list[Verdict]]:
    """The verdicts by the articles that they are on."""
    found: defaultdict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        found[verdict.article].append(verdict)
    return found


def applied(article: Article, verdicts: Iterable[Verdict]) -> Article:
    """The article with all verdicts on its claims."""
    by_kind: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_kind[_kind(verdict.block)].append(verdict)
    for kind, rule in RULES.items():
        if by_kind[kind]:
            article = rule.apply(article, by_kind[kind])
    return article


def _kind(block: str) -> str:
    return block.partition(":")[0]
