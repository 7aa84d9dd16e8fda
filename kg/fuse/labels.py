"""One label and one class for each entity in all articles.

Registers and newspapers spell a village in two ways, of a measure one article prints the marks where another does not, and a
headquarters against a disease may have it by its long name or its short one: the longest label stands for all, of several the last in
order, and an article's own becomes another name. Of the classes that articles take from its words (a village or a township) the one
that most of them say stands for all, of several the first in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.article import Article, Claim, Entity, Verdict

LABEL, CLASS = "label", "class"
FIXED = ("Person", "Group", "Matter")
"""Beginnings of the keys that hold the label and the class, so that they cannot be others elsewhere."""


def claims(article: Article) -> Iterator[Claim]:
    """The labels and classes of what may have others elsewhere."""
    for entity in article.entities:
        if entity.key.partition(":")[0] not in FIXED and not entity.key.endswith(f"@{article.id}"):   # no other article has that
            yield Claim(f"{LABEL}:{entity.key}", article.id, entity.key, ((LABEL, entity.label), (CLASS, entity.type)))


def decide(claims: Sequence[Claim]) -> Iterator[Verdict]:
    """The label and the class for those that have others."""
    labels, classes = (Counter(dict(claim.said)[aspect] for claim in claims) for aspect in (LABEL, CLASS))
    best = {LABEL: max(labels, key=lambda label: (len(label), label)), CLASS: min(classes, key=lambda name: (-classes[name], name))}
    for claim in claims:
        for aspect, value in claim.said:
            if value != best[aspect]:
                yield Verdict(claim.block, claim.article, claim.key, aspect, best[aspect])


def apply(article: Article, verdicts: Sequence[Verdict]) -> Article:
    """The article with these labels and classes."""
    settled = {(verdict.key, verdict.aspect): verdict.value for verdict in verdicts}
    return replace(article, entities=tuple(
        _named(e, settled.get((e.key, LABEL), e.label), settled.get((e.key, CLASS), e.type)) for e in article.entities))


def _named(entity: Entity, label: str, class_: str) -> Entity:
    if entity.label == label:
        return entity if entity.type == class_ else replace(entity, type=class_)
    aliases = dict.fromkeys((entity.label, *(a for a in entity.aliases if a != label)))
    return replace(entity, label=label, type=class_, aliases=tuple(aliases))
