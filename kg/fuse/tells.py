"""What an article says of each person by which others of the same name can be told apart from it.

In: a resolved article. Out: for each person pairs (what, value), with keys of organisations and places in the values: ``held`` and
``past`` posts, or of a person without any the organisations ``named`` in the same sentences; the place that one of full rank
``leads``, and the region of one now of ``full rank``; the ``locality`` ``city`` ``region`` ``country`` of the article and of these
posts; the ``date`` of the article, and its ``story``, day and headline; the names ``beside`` the person's; and what is told behind
the name: ``born`` ``sex`` ``people``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.article import START, Article, Entity, Fact, Mention
from kg.fuse.likeness import BESIDE, DATE, HELD, LEADS, NAMED, PAST, RANKED, STORY
from kg.fuse.names import closed, name
from kg.zh.identity import BETWEEN, TOLD, rules
from kg.zh.levels import ranks

Said = tuple[tuple[str, str], ...]
CITY = "city"
LEVELS = ("country", "region", CITY, "locality")
"""What a place of each rank is to a person; those below the last are within one."""
ENDS = frozenset("。！？；\n!?;")


def told(article: Article, type_: str) -> Iterator[tuple[Entity, Said]]:
    """The entities of the class with what is said of each."""
    facts = _Facts(article)
    persons = [entity for entity in article.entities if entity.type == type_]
    named = sorted((entity.mentions[0].start, entity.label) for entity in persons if entity.mentions)
    for entity in persons:
        yield entity, tuple(sorted({*facts.of(entity), *_behind(article, entity), *_beside(entity, named)}))


@dataclass(frozen=True)
class _Facts:
    """An article with what is looked up again and again."""

    article: Article

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        return {entity.key: entity for entity in self.article.entities}

    @cached_property
    def bodies(self) -> Mapping[Mention, Entity]:
        return {mention: entity for entity in self.article.entities for mention in entity.mentions}

    @cached_property
    def posts(self) -> Mapping[str, list[Fact]]:
        """The facts of who holds a post, by the key of the holder."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.article.facts:
            for holder in fact.fillers("holder"):
                if holder in self.bodies:
                    found[self.bodies[holder].key].append(fact)
        return found

    @cached_property
    def organizations(self) -> Mapping[int, set[str]]:
        """The keys of the organisations that a sentence names, by its number."""
        found: dict[int, set[str]] = defaultdict(set)
        for mention, body in self.bodies.items():
            if mention.kind == "Organization" and body.label not in rules().everywhere:
                found[self.sentence(mention)].add(body.key)
        return found

    def sentence(self, mention: Mention) -> int:
        """The number of the sentence that a mention begins in."""
        return bisect_right(self.article.sentences, mention.start, key=START) - 1

    def of(self, person: Entity) -> Iterator[tuple[str, str]]:
        """What the facts and the article as a whole say of a person."""
        if self.article.published:
            yield DATE, self.article.published
            headline = closed(self.article.title)
            if len(headline) >= rules().limits["headline"]:
                yield STORY, f"{self.article.published} {headline}"
        yield from self.places(self.article.home)
        for fact in self.posts.get(person.key, ()):
            yield from self.held(fact)
        if person.key not in self.posts:
            sentences = {self.sentence(mention) for mention in person.mentions}
            yield from ((NAMED, body) for number in sentences for body in self.organizations.get(number, ()))

    def held(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """A post, where its organisation is, and whether it is of full rank."""
        posts = [name(self.article, post) for post in fact.fillers("post")]
        for body in (self.bodies[mention] for mention in fact.fillers("organization") if mention in self.bodies):
            places = [place for link, seat in body.links if link == "locatedIn" for place in self.places(seat)]
            yield from places
            seats = [seat for link, seat in body.links if link == "locatedIn" and seat in self.entities]
            for post in posts:
                yield PAST if PAST in fact.status else HELD, f"{post.replace(BETWEEN, '/')}{BETWEEN}{body.key}"
                if post in rules().full_rank:
                    yield from ((LEADS, f"{seat}{BETWEEN}{self.entities[seat].label}") for seat in seats)
                if PAST not in fact.status and post in rules().full_rank:
                    yield from ((RANKED, place) for level, place in places if level == "region")

    def places(self, key: str) -> Iterator[tuple[str, str]]:
        """A place and what it is within, by level."""
        while key in self.entities:
            place = self.entities[key]
            rank = ranks().get(place.type)
            if rank is not None and rank < len(LEVELS) and place.label not in rules().everywhere:
                yield LEVELS[rank], f"{key}{BETWEEN}{place.label}"
                if place.label in rules().cities:
                    yield CITY, f"{key}{BETWEEN}{place.label}"
            key = next((above for link, above in place.links if link == "within"), "")


def _beside(person: Entity, named: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """The names that the article has right before and behind the person's first, each name where it comes first."""
    if person.mentions:
        at, reach = bisect_left(named, (person.mentions[0].start, person.label)), rules().limits["beside"]
        for _, label in (*named[max(at - reach, 0):at], *named[at + 1:at + 1 + reach]):
            yield BESIDE, label


def _behind(article: Article, person: Entity) -> Iterator[tuple[str, str]]:
    """What is told right behind the name."""
    table = rules()
    for mention in person.mentions:
        words = article.text.string[mention.end:mention.end + table.reach]
        words = words[:next((at for at, char in enumerate(words) if char in ENDS), len(words))]
        for kind in TOLD:
            found = table.told[kind].search(words)
            if found:
                yield kind, "-".join(part.lstrip("0") for part in found.groups())
