"""Which persons of one name are the same, across articles.

A name is no evidence: two mentions are one person only where posts, organisations, places and dates, or people who were asked,
say so; the table of evidence is data (``kg/zh/identity.toml``, read by :mod:`kg.zh.identity`). What people have judged comes first,
the latest before the others; then pairs of claims are taken the surest first (:mod:`kg.fuse.parts`), and a pair joins two parts where
its score is high enough and nothing known of the parts speaks against it. Parts that stay two may yet be one: each is
joined by doubts to the few likest.

Articles are told apart by what they share (an organisation, a county), and among those with the same value, which may be
thousands, each is compared with the next few by date only: what is sure of neighbours holds of all by way of them.

The key of a person is the name with the least article that tells of it, so that the order of the articles makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.article import Article, Claim, Doubt, Entity, Verdict
from kg.fuse.likeness import BESIDE, DIGITS, ENDING, LEADS, NAMED, STORY, Likeness, Profile, compare, month_of
from kg.fuse.parts import Parts
from kg.fuse.tells import told
from kg.zh.identity import BETWEEN, rules

PERSON = "Person"
TYING = ("organization", ENDING, LEADS, "locality", "city", "country", "born", BESIDE, STORY)
"""What may by itself, or with a little more, make two claims one person: only claims that share such a value are compared."""
LIKENING = (*TYING, "title", "region")
"""What makes two persons liker than their name does."""
UNSURE = "unsure"
STEP = 0.001
"""How far below what is sure a doubt is at least."""
JUDGED, RENOWN = "judged", "renown"
SPREAD = ("region", "country")


def claims(article: Article) -> Iterator[Claim]:
    """What each person of the article is told by from others of the same name."""
    for entity, said in told(article, PERSON):
        yield Claim(f"person:{entity.label}", article.id, entity.key, said)


def decide(claims: Sequence[Claim]) -> Iterator[Verdict]:
    """The key of the person that each claim of one name is of, with the grounds; who else that may be, with score and grounds,
    told once for each person, at its first claim; and what people have judged of the articles."""
    found = _Name.of(claims)
    judged = [judgement for claim in claims if not claim.article for judgement in _judgement(claim, found)]
    parts = _united(found, judged)
    groups = parts.groups()
    keys = {member: found.key(group) for group in groups for member in group}
    grounds = _grounds(found, parts)
    for number, claim in enumerate(found.claims):
        yield Verdict(claim.block, claim.article, claim.key, "key", keys[number], grounds[number])
    for one, other, likeness in _doubts(found, parts, groups, judged):
        for here, there in ((one, other), (other, one)):
            claim = found.claims[here]
            yield Verdict(claim.block, claim.article, claim.key, "doubt", keys[there], (str(likeness.score), *likeness.grounds))
    for judgement in judged:
        for here, there in ((judgement.one, judgement.other), (judgement.other, judgement.one)):
            yield judgement.verdict(found.claims[here], found.claims[there], keys[there])


def apply(article: Article, verdicts: Sequence[Verdict]) -> Article:
    """The article with the persons under these keys, with the grounds, doubts and judgements."""
    by_key: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_key[verdict.key].append(verdict)
    return replace(article, entities=tuple(_settled(e, by_key[e.key]) if e.key in by_key else e for e in article.entities))


def _settled(entity: Entity, verdicts: Iterable[Verdict]) -> Entity:
    doubts, judgements = [], []
    for verdict in sorted(verdicts):
        match verdict.aspect:
            case "key":
                entity = replace(entity, key=verdict.value, grounds=verdict.grounds)
            case "doubt":
                doubts.append(Doubt(verdict.value, float(verdict.grounds[0]), verdict.grounds[1:]))
            case "judgement":
                judgements.append(verdict)
    return replace(entity, doubts=(*entity.doubts, *doubts), judgements=(*entity.judgements, *judgements))


# one name


@dataclass(frozen=True, slots=True)
class _Name:
    """The claims of articles on one name, in order, with what each of them says."""

    name: str
    claims: tuple[Claim, ...]
    profiles: tuple[Profile, ...]
    numbers: dict[str, int]     # the first claim of each article

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> _Name:
        own = tuple(sorted((claim for claim in claims if claim.article), key=lambda claim: (claim.article, claim.key)))
        numbers: dict[str, int] = {}
        for number, claim in enumerate(own):
            numbers.setdefault(claim.article, number)
        return cls(claims[0].block.partition(":")[2], own, tuple(Profile.of((claim,)) for claim in own), numbers)

    def key(self, group: Sequence[int]) -> str:
        """The key of the person with these claims, the first of which is the least."""
        claim = self.claims[group[0]]
        rank = group[0] - self.numbers[claim.article]   # an article may tell of two
        return f"{PERSON}:{self.name}#article:{claim.article}{f'/{rank + 1}' if rank else ''}"


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What somebody has judged of the name in two articles, by the numbers of the claims."""

    one: int
    other: int
    answer: str
    by: str
    on: str
    note: str
    id: str

    def ground(self, code: str) -> str:
        """The judgement as a ground."""
        return BETWEEN.join((code, self.by, self.on))

    def verdict(self, claim: Claim, other: Claim, key: str) -> Verdict:
        """What it says of ``claim``, whose counterpart is ``other``, a person with the key."""
        told = (other.article, self.by, self.on, self.note, key)
        return Verdict(claim.block, claim.article, claim.key, "judgement", self.answer, told)


def _judgement(claim: Claim, found: _Name) -> Iterator[_Judgement]:
    """The judgement that a claim of no article is; none where either article does not have the name."""
    said = dict(claim.said)
    one, other = (found.numbers.get(said[side]) for side in ("one", "other"))
    if one is not None and other is not None and one != other:
        yield _Judgement(one, other, said["answer"], said.get("by", ""), said.get("on", ""), said.get("note", ""), claim.key)


# what is one


def _united(found: _Name, judged: Sequence[_Judgement]) -> Parts:
    """The persons: first those that one article tells apart, then what people have judged, then what evidence says."""
    parts = Parts([profile.exclusive for profile in found.profiles])
    for number, claim in enumerate(found.claims):
        for other in range(found.numbers[claim.article], number):
            parts.part(other, number)
    latest: dict[tuple[int, int], _Judgement] = {}
    for judgement in sorted(judged, key=lambda each: (each.on, each.id)):
        pair = _ordered(judgement.one, judgement.other)
        latest.pop(pair, None)
        latest[pair] = judgement
    for judgement in reversed(latest.values()):   # of those that contradict each other by way of others, the later hold too
        match judgement.answer:
            case "same":
                parts.join(judgement.one, judgement.other, (judgement.ground(JUDGED),))
            case "different":
                parts.part(judgement.one, judgement.other)
            case "unsure":
                parts.doubt(judgement.one, judgement.other)
    table = rules().thresholds
    for score, one, other, grounds in _pairs(found, table["same"]):
        enough = score >= table["unsure"] or not parts.undecided(one, other)
        if enough and not parts.excluded(one, other):
            parts.join(one, other, grounds)
    _join_renowned(found, parts)
    return parts


def _join_renowned(found: _Name, parts: Parts) -> None:
    """Joins those of whom no post is told to the one person whom the name is known for, if there is one: see the table."""
    groups = parts.groups()
    seated = {group[0]: sum(bool(found.profiles[number].has("organization")) for number in group) for group in groups}
    if not groups:
        return
    known = max(groups, key=lambda group: (seated[group[0]], -group[0]))
    places = {value for number in known for kind in SPREAD for value in found.profiles[number].has(kind)}
    table, same, told = rules(), seated[known[0]], sum(seated.values())
    score = table.kinds[RENOWN].weighs(found.name) * (same + 1) / (told + 2)
    if same < table.limits["renown"] or len(places) < table.limits["spread"] or score < table.thresholds["same"]:
        return
    for group in groups:
        if not seated[group[0]] and not parts.undecided(known[0], group[0]) and not parts.excluded(known[0], group[0]):
            # in full percents, so that one article more does not change what is said of all
            parts.join(known[0], group[0], (f"{RENOWN}{BETWEEN}{100 * same // told}%",))


def _pairs(found: _Name, least: float) -> list[tuple[float, int, int, tuple[str, ...]]]:
    """The pairs of claims with at least this score, the surest first."""
    months = [(month_of(claim) or 0, number) for number, claim in enumerate(found.claims)]
    by_date = [number for _, number in sorted(months)]
    compared = _candidates(found.profiles, by_date, TYING, rules().limits["neighbours"])
    pairs = ((compare(found.profiles[one], found.profiles[other], found.name), one, other) for one, other in compared)
    return sorted(((like.score, one, other, like.grounds) for like, one, other in pairs if like.score >= least),
                  key=lambda pair: (-pair[0], pair[1], pair[2]))


def _candidates(profiles: Sequence[Profile], order: Iterable[int], kinds: Sequence[str], near: int) -> set[tuple[int, int]]:
    """The pairs of numbers that share a value of these kinds and are at most ``near`` apart in the order of those that do."""
    sharing: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in order:
        for kind in kinds:
            for value in _of_kind(profiles[number], kind):
                sharing[kind, value].append(number)
    return {_ordered(one, other) for held in sharing.values() for at, one in enumerate(held) for other in held[at + 1:at + 1 + near]}


def _of_kind(profile: Profile, kind: str) -> frozenset[str]:
    """The values of a kind; to organisations belong those that are only named, since others may tell a post of them."""
    return profile.has(kind) | profile.has(NAMED) if kind == "organization" else profile.has(kind)


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _grounds(found: _Name, parts: Parts) -> list[tuple[str, ...]]:
    """For each claim why it was joined to earlier ones, with their articles."""
    grounds: list[set[str]] = [set() for _ in found.claims]
    for one, other, reasons in parts.tree:
        earlier, later = _ordered(one, other)
        grounds[later] |= {_of_article(reason, found.claims[earlier].article) for reason in reasons}
    return [tuple(sorted(each)) for each in grounds]


def _of_article(ground: str, article: str) -> str:
    return BETWEEN.join((ground, article) if BETWEEN in ground else (ground, "", article))


# what may be one


def _doubts(
    found: _Name, parts: Parts, groups: Sequence[Sequence[int]], judged: Sequence[_Judgement],
) -> Iterator[tuple[int, int, Likeness]]:
    """The persons that may be one, by their first claims: the likest pairs, of each person only so many. Who shares nothing but
    the name with any is paired with the next in order."""
    limit, least, most = rules().limits["doubts"], rules().thresholds["least"], rules().thresholds["same"] - STEP
    profiles = [Profile.of(found.claims[number] for number in group) for group in groups]
    at = {number: place for place, group in enumerate(groups) for number in group}
    unsure = _unsure(parts, at, judged)
    candidates = _candidates(profiles, range(len(groups)), LIKENING, limit) | set(unsure) | {
        (one, one + step) for step in range(1, limit + 1) for one in range(len(groups) - step)}
    pairs = []
    for one, other in candidates:
        if not parts.kept_apart(groups[one][0], groups[other][0]):
            like = compare(profiles[one], profiles[other], found.name)
            if like.score >= least or (one, other) in unsure:
                pairs.append(((one, other) not in unsure, -min(like.score, most), other - one, one, other, like.grounds))
    degree = [0] * len(groups)
    for _, score, _, one, other, grounds in sorted(pairs):
        if max(degree[one], degree[other]) < limit:
            degree[one] += 1
            degree[other] += 1
            yield groups[one][0], groups[other][0], Likeness(round(-score, DIGITS), (*grounds, *unsure.get((one, other), ())))


def _unsure(parts: Parts, at: dict[int, int], judged: Sequence[_Judgement]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The pairs of persons between which somebody could not decide, with who and when."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for judgement in judged:
        if judgement.answer == UNSURE and parts.find(judgement.one) != parts.find(judgement.other):
            found[_ordered(at[judgement.one], at[judgement.other])].add(judgement.ground(UNSURE))
    return {pair: tuple(sorted(grounds)) for pair, grounds in found.items()}
