"""The proof of one article: in, the article and what the graph says of it, as lines; out, what is wrong, and what leads elsewhere.

What is proved, each by what stands in the lines and in the text, not by how it was made:

- a sentence is the article's, at its offsets;
- a mention has the words that it says, at its offsets, in a sentence of the article; these are a name of what it refers to, unless its
  rule is one by which words stand for something (:data:`STANDING`); what is mentioned in a sentence has a mention there;
- a fact has its trigger at its offsets, in a sentence that is its evidence; what plays a role in it is what a participation has found in
  the text, and the other way round; a date that has been found is told;
- a quantity has the value and the unit that its words give, and they are those of a mention;
- what something leads to is there, but for what only other articles may tell of (:data:`ABROAD`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final, NamedTuple

from kg.article import Article, Quantity, Text
from kg.verify.findings import Finding, short
from kg.verify.reading import LABEL, Gap, Said, local, plain
from kg.vocab import DCTERMS, KG, SKOS
from kg.zh.grammar import entry

Reread = Callable[[str], "Quantity | None"]
"""Reads a figure again from its words alone; None where they are no figure."""


def _term(iri: str) -> str:
    return f"<{iri}>"


TEXT, START, END, PART_OF = map(_term, (KG.text, KG.start, KG.end, DCTERMS.isPartOf))
MENTION_START, MENTION_END, REFERS, RULE = map(_term, (KG.mentionStart, KG.mentionEnd, KG.refersTo, KG.rule))
TRIGGER, TRIGGER_START, TRIGGER_END, EVIDENCE = map(_term, (KG.trigger, KG.triggerStart, KG.triggerEnd, KG.evidence))
PARTICIPATION, IN_ROLE, MENTION, MENTIONED_IN = map(_term, (KG.participation, KG.inRole, KG.mention, KG.mentionedIn))
VALUE, UNIT, BOUND, OF, ALIAS = map(_term, (KG.value, KG.unit, KG.bound, KG.of, SKOS.altLabel))
POST, QUANTITY = map(_term, (KG.post, KG.quantity))
DATES: Final = tuple(map(_term, (KG.startDate, KG.endDate)))
ROLES: Final = (POST, QUANTITY, *map(_term, (
    KG.agent, KG.recipient, KG.object, KG.origin, KG.destination, KG.place, KG.holder, KG.organization)))

ABROAD: Final = frozenset(map(_term, (KG.possiblySame, KG.between, DCTERMS.references)))
"""Properties that lead to what perhaps only another article tells of."""
STANDING: Final = frozenset({
    "declared", "deictic", "deputy", "employer", "given-name", "inner", "joint", "list", "nickname", "seat", "surname",
})
"""Rules of mentions whose words stand for something that has another name."""
SHORT: Final = "suffix:bare"
"""The rule of mentions whose words are a part of the name."""
NOTHING: Final[frozenset[str]] = frozenset()


class Proof(NamedTuple):
    """What is wrong with an article's statements, and the nodes (IRIs, sorted) that only those of other articles can tell of."""

    findings: tuple[Finding, ...]
    abroad: tuple[str, ...]


def proved(article: Article, lines: str, base: str, node: str, reread: Reread) -> Proof:
    """Proves ``lines``, all that the graph of the article ``node`` (its IRI) says, by its text; figures are read by ``reread``."""
    proof = _Proof(article, Said(lines), base, _term(node), reread)
    findings = tuple(sorted(chain(
        proof.each(KG.Passage, proof.passage), proof.each(KG.Mention, proof.mention), proof.each(KG.Entity, proof.entity),
        proof.each(KG.Participation, proof.participation), proof.each(KG.Fact, proof.fact), proof.each(KG.Quantity, proof.quantity),
        proof.rest(),
    )))
    return Proof(findings, tuple(sorted(proof.abroad)))


class _Words:
    """The words of the cleaned text behind stretches of the text as read."""

    def __init__(self, text: Text) -> None:
        self._string = text.string
        self._runs = text.runs or ((0, 0),)
        self._read = [there for _, there in self._runs]

    def at(self, start: int, end: int) -> str:
        return self._string[self._place(start):self._place(end - 1) + 1]

    def _place(self, offset: int) -> int:
        here, there = self._runs[max(bisect_right(self._read, offset) - 1, 0)]
        return here + offset - there


class _Mentioned(NamedTuple):
    """A mention that is proved: its words, and what they refer to (nothing for posts, figures and dates)."""

    words: str
    entity: str


class _Proof:
    """The statements of an article on trial. What one step has proved, the next may use."""

    def __init__(self, article: Article, said: Said, base: str, node: str, reread: Reread) -> None:
        self._article, self._said, self._base, self._node, self._reread = article, said, base, node, reread
        self._words = _Words(article.text)
        self._passages: dict[str, tuple[int, int]] = {}
        self._mentions: dict[str, _Mentioned] = {}
        self._called: dict[str, set[str]] = {}   # the names of entities
        self._parts: dict[str, tuple[str, _Mentioned]] = {}   # of a participation the property and the mention
        self._used: set[str] = set()   # participations of facts
        self._figures: set[str] = set()   # words of mentions that refer to nothing
        self._places: set[tuple[str, str]] = set()   # what is mentioned, and the sentence
        self.abroad: set[str] = set()

    def each(self, class_: str, check: Callable[[str], Iterator[str]]) -> Iterator[Finding]:
        """What ``check`` finds wrong with each node of the class."""
        for node in self._said.nodes(class_):
            try:
                for cause in check(node):
                    yield self._finding(node, cause)
            except Gap as gap:
                yield self._finding(node, str(gap))

    def _finding(self, node: str, cause: str) -> Finding:
        return Finding(self._article.id, short(self._base, node), self._said.label(node), cause)

    def passage(self, node: str) -> Iterator[str]:
        """A sentence."""
        start, end = self._span(node, START, END)
        if self._said.text(node, TEXT) != self._article.raw[start:end]:
            yield f"the article has at {start}-{end} {self._article.raw[start:end]!r}, not {self._said.text(node, TEXT)!r}"
        if self._said.one(node, PART_OF) != self._node:
            yield f"is said to be a sentence of {short(self._base, self._said.one(node, PART_OF))}"
        self._passages[node] = start, end

    def mention(self, node: str) -> Iterator[str]:
        """Words that stand for something."""
        start, end = self._span(node, MENTION_START, MENTION_END)
        words = self._words.at(start, end)
        if self._said.text(node, LABEL) != f"{words} [{start}-{end}]":
            yield f"the article has at {start}-{end} {words!r}"
        passage = self._said.one(node, PART_OF)
        if not self._holds(passage, start):
            yield f"begins at {start}, outside its sentence"
        entity = self._said.one(node, REFERS) if node in self._said.properties[REFERS] else ""
        if entity and not self._names(words, entity, self._said.text(node, RULE)):
            yield f"refers to {self._said.label(entity)!r}, which the words {words!r} do not name"
        self._mentions[node] = _Mentioned(words, entity)
        if entity:
            self._places.add((entity, passage))
        else:
            self._figures.add(words)

    def _span(self, node: str, start: str, end: str) -> tuple[int, int]:
        """The two offsets of a node. Raises Gap where these are no stretch of the article."""
        span = self._said.number(node, start), self._said.number(node, end)
        if not span[0] < span[1] <= len(self._article.raw):
            raise Gap(f"has the offsets {span[0]}-{span[1]}, but the article goes from 0 to {len(self._article.raw)}")
        return span

    def _holds(self, passage: str, start: int) -> bool:
        """Whether the sentence is one of the article and has this offset in it."""
        first, end = self._passages.get(passage, (0, 0))
        return first <= start < end

    def _names(self, words: str, entity: str, rule: str) -> bool:
        """Whether the words, blanks and marks aside, are what the entity is called, or may stand for it by their rule."""
        known = self._called.get(entity)
        if known is None:
            known = self._called[entity] = set(map(plain, (*self._said.all(entity, LABEL), *self._said.all(entity, ALIAS))))
        if words in known or rule in STANDING:
            return True
        letters = [_letters(name) for name in known]
        return _letters(words) in letters or (rule == SHORT and any(words in name for name in letters))

    def entity(self, node: str) -> Iterator[str]:
        """Something that the article speaks of."""
        for passage in self._said.all(node, MENTIONED_IN):
            if (node, passage) not in self._places:
                yield f"is said to be mentioned in {short(self._base, passage)}, where no mention refers to it"

    def participation(self, node: str) -> Iterator[str]:
        """Words that play a role."""
        mention = self._mentions.get(self._said.one(node, MENTION))
        if mention is None:
            raise Gap(f"comes from {short(self._base, self._said.one(node, MENTION))}, which is no mention of the article in order")
        self._parts[node] = f"<{KG.base}{self._said.text(node, IN_ROLE)}>", mention
        yield from ()

    def fact(self, node: str) -> Iterator[str]:
        """What the article asserts."""
        start, end = self._span(node, TRIGGER_START, TRIGGER_END)
        words = self._words.at(start, end)
        for trigger in self._said.all(node, TRIGGER):
            if plain(trigger) != words:
                yield f"has the trigger {plain(trigger)!r}, but the article has at {start}-{end} {words!r}"
        if not any(self._holds(passage, start) for passage in self._said.all(node, EVIDENCE)):
            yield f"begins at {start}, which lies in no sentence that is its evidence"
        yield from self._roles(node)

    def _roles(self, node: str) -> Iterator[str]:
        """Roles that were not found, and what was found but plays no role."""
        found: dict[str, set[str]] = {}
        for part in self._said.all(node, PARTICIPATION):
            self._used.add(part)
            if part in self._parts:
                role, mention = self._parts[part]
                found.setdefault(role, set()).add(_filler(role, mention))
        for role in DATES:
            if role in found and not self._said.all(node, role):
                yield f"has no {local(role)}, although one was found in the text"
        for role in ROLES:
            told = {self._told(role, value) for value in self._said.all(node, role)}
            proved = found.get(role, NOTHING)
            if told != proved:
                yield from (f"has as {local(role)} {self._shown(each)}, which was not found in the text" for each in sorted(told - proved))
                yield from (f"has not as {local(role)} {self._shown(each)}, which was found in the text" for each in sorted(proved - told))

    def _told(self, role: str, value: str) -> str:
        """What fills a role, as :func:`_filler` has it."""
        return self._said.label(value) if role == QUANTITY else plain(value) if role == POST else value

    def _shown(self, filler: str) -> str:
        return repr(self._said.label(filler) or filler)

    def quantity(self, node: str) -> Iterator[str]:
        """A figure."""
        words = self._said.text(node, LABEL)
        if not self._stands(words, self._said.all(node, OF)):
            yield "is no figure that the article has there"
        figure = self._reread(words)
        told = f"{self._said.text(node, VALUE)} {self._said.text(node, UNIT)}"
        meant = f"{figure.value.normalize():f} {figure.unit}" if figure else "nothing"
        if told != meant:
            yield f"says {told}, but its words say {meant}"
        if figure and figure.bound not in ("exact", self._said.text(node, BOUND)):   # other words of the sentence may set a bound
            yield f"has the bound {self._said.text(node, BOUND)}, but its words say {figure.bound}"

    def _stands(self, words: str, counted: list[str]) -> bool:
        """Whether a mention has these words, or they are in one of those of what they count."""
        return words in self._figures or any(words in each.words for each in self._mentions.values() if each.entity in counted)

    def rest(self) -> Iterator[Finding]:
        """What leads nowhere, and what nothing leads to."""
        for property_, node in list(self._said.unsaid(self._base)):   # what is asked below may make new properties
            if property_ in ABROAD:
                self.abroad.add(node[1:-1])
            else:
                cause = f"leads by {local(property_)} to {short(self._base, node)}, of which nothing is said"
                yield from (self._finding(each, cause) for each in self._said.having(property_, node))
        yield from (self._finding(part, "belongs to no fact") for part in self._parts.keys() - self._used)


def _filler(role: str, mention: _Mentioned) -> str:
    """What the mention has to fill the role with: its entity, of figures and posts words."""
    if role == POST:
        return str(entry("tenures.titles").get(mention.words, mention.words))
    return mention.words if role == QUANTITY else mention.entity


def _letters(words: str) -> str:
    """The words without blanks and marks."""
    return "".join(filter(str.isalnum, words))
