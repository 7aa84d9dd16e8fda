"""One label for each entity in all articles.

Registers and newspapers spell a village in two ways, and of a measure one article prints the marks where another does not: the
longest label stands for all, of several the last in order, and an article's own becomes another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.article import Article, Claim, Entity, Verdict

LABEL = "label"
FIXED = ("Person", "Organization", "Group", "Matter")
"""Beginnings of the keys that hold the label, so that it cannot be another one elsewhere."""


def claims(article: Article) -> Iterator[Claim]:
    """The labels of what may have others elsewhere."""
    for entity in article.entities:
        if entity.key.partition(":")[0] not in FIXED:
            yield Claim(f"{LABEL}:{entity.key}", article.id, entity.key, ((LABEL, entity.label),))


def decide(claims: Sequence[Claim]) -> Iterator[Verdict]:
    """The label for those that have another."""
    labels = [value for claim in claims for _, value in claim.said]
    best = max(labels, key=lambda label: (len(label), label))
    for claim, label in zip(claims, labels, strict=True):
        if label != best:
            yield Verdict(claim.block, claim.article, claim.key, LABEL, best)


def apply(article: Article, verdicts: Sequence[Verdict]) -> Article:
    """The article with these labels."""
    settled = {verdict.key: verdict.value for verdict in verdicts}
    return replace(article, entities=tuple(_labelled(e, settled.get(e.key, e.label)) for e in article.entities))


def _labelled(entity: Entity, label: str) -> Entity:
    if entity.label == label:
        return entity
    return replace(entity, label=label, aliases=tuple(dict.fromkeys((entity.label, *(a for a in entity.aliases if a != label)))))
