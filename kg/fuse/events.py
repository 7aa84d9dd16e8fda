"""Which facts of several articles tell of one event.

The county's bulletin and the city's paper tell of the same donation, inspection or meeting. What must agree is data
(:mod:`kg.fuse.alike`). Each fact is claimed once for each of its named participants with the month it happened in, and with
each of its figures, so that it meets only facts which share two of these. Within a block the surest pairs are joined first,
and never two that contradict each other, or two of one article that say different things: an article that tells of two
donations tells of two.

A fact that is in several blocks takes the event that most facts tell of, the least of several. The key of an event is its
label, ``#``, and a digest of the block and the least of its facts, so that it does not depend on the order of the articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain, combinations
from types import MappingProxyType
from typing import Final

from kg import vocab
from kg.article import Article, Claim, Entity, Fact, Mention, Quantity, Verdict
from kg.fuse.alike import (
    ABOVE,
    DATE,
    DESCRIBED,
    LABEL,
    PUBLISHED,
    QUANTITY,
    ROLES,
    TOTAL,
    Agreement,
    Measure,
    Told,
    agreement,
    counting,
    measure,
    same,
    telling,
    window,
)

EVENT: Final = "event"
MEETING: Final = MappingProxyType({"agent": "agent", f"agent:{ABOVE}": "agent", "recipient": "recipient", "object": "object"})
"""What makes the blocks: named participants in these roles, and what those who act belong to (the committee of its secretary)."""
NAMELESS: Final = ("Group", "Matter", "Item")
"""Beginnings of the keys of what is described and not named, or is a kind of goods."""
PAST: Final = "past"
DIGEST: Final = 10
MONTH: Final = len("YYYY-MM")

Said = tuple[str, str]


def claims(article: Article) -> Iterator[Claim]:
    """What the article says of each action that others may tell of too, once for each block."""
    around = _Around.of(article)
    for fact in article.facts:
        if not vocab.is_a(fact.type, "Action") or measure(fact.type) is None:
            continue
        said = tuple(sorted(set(_said(around, fact))))
        figures = (value for what, value in said if what == QUANTITY and counting(value))
        beside = (*_months(article, fact), *figures)
        meeting = sorted({(MEETING[what], name) for what, name in said if what in MEETING})
        for role, name in meeting:
            yield from (Claim(f"{EVENT}:{fact.type}|{role}|{name}|{each}", article.id, _key(fact), said) for each in beside)


def decide(claims: Sequence[Claim]) -> Iterator[Verdict]:
    """The event of each fact of a block that tells of one with facts of other articles."""
    type_, role, rest = claims[0].block.partition(":")[2].split("|", 2)
    counts = measure(type_)
    if counts is None or len({claim.article for claim in claims}) < 2:
        return
    told = [Told.of(claim) for claim in claims]
    for cluster in _clusters(told, counts, (role, rest.rpartition("|")[0])):
        if len({each.claim.article for each in cluster.members}) > 1:
            key = _event(cluster.members)
            grounds = (str(len(cluster.members)), *sorted(cluster.on))
            yield from (Verdict(each.claim.block, each.claim.article, each.claim.key, EVENT, key, grounds) for each in cluster.members)


def apply(article: Article, verdicts: Sequence[Verdict]) -> Article:
    """The article with the events on its facts."""
    best: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda each: (-int(each.grounds[0]), each.value)):
        best.setdefault(verdict.key, verdict)
    return replace(article, facts=tuple(replace(f, event=best[_key(f)].value) if _key(f) in best else f for f in article.facts))


# what an article says


def _key(fact: Fact) -> str:
    """The fact's own name within its article."""
    return ":".join(map(str, fact.identity))


def _months(article: Article, fact: Fact) -> tuple[str, ...]:
    """When it happened, to the month; where the text does not tell, all months in which it may have. A year alone is none."""
    if fact.period is not None and fact.period.start:
        return (fact.period.start[:MONTH],) if len(fact.period.start) >= MONTH else ()
    return tuple(dict.fromkeys(day[:MONTH] for day in window(article.published)))


@dataclass(frozen=True, slots=True)
class _Around:
    """An article with what its facts are read by: the entity of each mention, and what is directly above an entity, by key."""

    article: Article
    owners: Mapping[Mention, Entity]
    above: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, article: Article) -> _Around:
        owners = {mention: entity for entity in article.entities for mention in entity.mentions}
        above: dict[str, set[str]] = {entity.key: {key for _, key in entity.links} for entity in article.entities}
        for fact in article.facts:
            if PAST not in fact.status:
                bodies = {owners[m].key for m in fact.fillers("organization") if m in owners}
                for holder in fact.fillers("holder"):
                    if holder in owners:
                        above[owners[holder].key] |= bodies
        return cls(article, owners, {key: frozenset(keys) for key, keys in above.items()})

    def labels(self, fact: Fact, *roles: str) -> list[str]:
        """What those in these roles are called."""
        return [self.owners[m].label for role in roles for m in fact.fillers(role) if m in self.owners]


def _said(around: _Around, fact: Fact) -> Iterator[Said]:
    if fact.period is not None and fact.period.start:
        yield DATE, "/".join(filter(None, (fact.period.start, fact.period.end)))
    yield PUBLISHED, around.article.published
    yield LABEL, _label(around, fact)
    for role in fact.roles:
        figure = role.filler.value
        if role.name == QUANTITY and isinstance(figure, Quantity):
            yield QUANTITY, f"{figure.value} {figure.unit}"
            if figure.total:
                yield TOTAL, TOTAL
        elif role.name in ROLES and role.filler in around.owners:
            yield from _participant(around, role.name, around.owners[role.filler])


def _participant(around: _Around, role: str, entity: Entity) -> Iterator[Said]:
    """Who takes part: named, with what is directly above, or described. Persons go by name, since which of one name are the same
    is decided later."""
    kind = entity.key.partition(":")[0]
    if kind in NAMELESS:
        yield f"{role}:{DESCRIBED}", entity.label
        return
    yield role, f"{kind}:{entity.label}" if vocab.is_a(entity.type, "Person") else entity.key
    yield from ((f"{role}:{ABOVE}", key) for key in around.above[entity.key])


def _label(around: _Around, fact: Fact) -> str:
    """The date, who did it, what was done to whom and how much."""
    date = fact.period.start if fact.period is not None else ""
    figures = [around.article.printed(m) for m in fact.fillers(QUANTITY)]
    to = around.labels(fact, "recipient", "object", "place")
    words = (date, *around.labels(fact, "agent"), vocab.label(fact.type), *to, *figures)
    return " ".join(dict.fromkeys(" ".join(word.split()) for word in words if word))


# what is one


@dataclass(slots=True)
class _Cluster:
    """Facts that are of one event, and what they were found to agree on."""

    members: list[Told]
    on: set[str]


def _clusters(told: Sequence[Told], counts: Measure, shared: Said) -> list[_Cluster]:
    """The facts of a block by event. ``shared`` is the participant that all of them have."""
    clusters = [_Cluster([each], set()) for each in told]
    for _, one, other, on in sorted(_pairs(told, counts, shared)):
        mine, theirs = clusters[one], clusters[other]
        if mine is not theirs and all(_together(a, b, counts) for a in mine.members for b in theirs.members):
            mine.members += theirs.members
            mine.on |= {*theirs.on, *on}
            clusters = [mine if cluster is theirs else cluster for cluster in clusters]
    return list({id(cluster): cluster for cluster in clusters if len(cluster.members) > 1}.values())


def _pairs(told: Sequence[Told], counts: Measure, shared: Said) -> Iterator[tuple[int, int, int, tuple[str, ...]]]:
    """The pairs that are surely of one event, by their numbers, the surest first when sorted; only those are looked at that
    have something in common besides ``shared``."""
    holding: dict[Said, list[int]] = defaultdict(list)
    for number, each in enumerate(told):
        for what, value in each.claim.said:
            if (what, value) != shared and _tells(what, value):
                holding[what, value].append(number)
    for one, other in sorted(set(chain.from_iterable(combinations(numbers, 2) for numbers in holding.values()))):
        found = _compared(told[one], told[other], counts)
        if found is not None and same(found, counts):
            yield -found.weight, one, other, found.on


def _tells(what: str, value: str) -> bool:
    """Whether it speaks for two facts that they have this in common."""
    if what.endswith(f":{DESCRIBED}"):
        return telling(value)
    if what == DATE:
        return len(value) > MONTH
    return what == QUANTITY or what in ROLES


def _compared(one: Told, other: Told, counts: Measure) -> Agreement | None:
    """What two facts agree on; those of one article are one only where they say the same."""
    if one.claim.article == other.claim.article and one.said != other.said:
        return None
    return agreement(one, other, counts)


def _together(one: Told, other: Told, counts: Measure) -> bool:
    return _compared(one, other, counts) is not None


def _event(members: Sequence[Told]) -> str:
    """The key of the event: the label that says most, and what tells it from others."""
    label = max((each.one(LABEL) for each in members), key=lambda label: (len(label), label))
    least = min((each.claim.block, each.claim.article, each.claim.key) for each in members)
    return f"{label}#{blake2b(repr(least).encode(), digest_size=DIGEST).hexdigest()}"
