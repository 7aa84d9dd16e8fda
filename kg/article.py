"""The travelling type: what goes from room to room until identities are settled.

Each stage takes an :class:`Article` and returns a new one with its own fields filled; nothing is changed in place.
Which stage fills which fields is said at the fields. Text is never copied: mentions and facts are offsets into
``Article.text.string``; :meth:`Text.back` leads from there to the text as read, so evidence stays exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar


@dataclass(slots=True, init=False, eq=False)
class Span:
    """A stretch of text, in characters: ``start`` inclusive, ``end`` exclusive."""

    # Spans and mentions are made and compared more than all else: what dataclasses write for them takes three times as long.
    start: Final[int]
    end: Final[int]

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start == other.start and self.end == other.end and type(self) is type(other)

    def __hash__(self) -> int:
        return self.start << 16 ^ self.end   # of a tuple it would be one more object each time

    def __lt__(self, other: Span) -> bool:
        return self.start < other.start or (self.start == other.start and self.end < other.end)

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span, borders included."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Text:
    """The text that facts are taken from (simplified, half-width, without boilerplate), and the way back.

    ``runs`` are pairs (offset in ``string``, offset in the text as read), ascending: from one pair to the next both
    sides advance together. An empty ``runs`` means that the offsets are the same.
    """

    string: str
    runs: tuple[tuple[int, int], ...] = ()

    def back(self, span: Span) -> Span:
        """The stretch of the text as read behind ``span``; the span must not be empty."""
        return Span(self._origin(span.start), self._origin(span.end - 1) + 1)

    def _origin(self, offset: int) -> int:
        if not self.runs:
            return offset
        here, there = self.runs[max(bisect_left(self.runs, (offset + 1,)) - 1, 0)]
        return there + offset - here


class Word(NamedTuple):
    """One word of the cleaned text with its part of speech (``n`` ``v`` ``p`` …, or ``PER`` ``LOC`` ``ORG`` ``TIME``)."""

    start: int
    end: int
    tag: str


START = attrgetter("start")
Spanned = TypeVar("Spanned", "Word", "Mention")
"""What has a start."""


def starting_in(found: Sequence[Spanned], part: Span) -> Sequence[Spanned]:
    """Those of ``found``, ordered by where they start, that start inside ``part``."""
    first = bisect_left(found, part.start, key=START)
    return found[first:bisect_left(found, part.end, lo=first, key=START)]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit: ``value`` with 万 and 亿 multiplied out, ``unit`` as written, ``bound`` one of
    ``exact`` ``about`` ``atLeast`` ``atMost``; ``total`` says that the words tell it as a sum (累计, 共计, 截至…已), whose
    parts may be told as well."""

    value: Decimal
    unit: str
    bound: str = "exact"
    total: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """When: ISO 8601 dates of equal precision (``2020``, ``2020-02``, ``2020-02-07``); ``end`` is empty for a point in
    time, and either may be empty where the text leaves that side open."""

    start: str
    end: str = ""


@dataclass(slots=True, init=False, eq=False)
class Mention(Span):
    """A stretch of text that names or describes something.

    ``kind`` is a root class of the ontology (``Person`` ``Organization`` ``Place`` ``Work`` ``Measure`` ``Item``
    ``Group`` ``Matter``) or one of ``Post`` ``Quantity`` ``Date``; ``type`` is the most specific class, from data, or
    empty; ``name`` is what the words stand for where they do not say it in full (三里杨 in 三里杨、张各前等村 has the
    name 三里杨村); ``rule`` is the rule that found it; ``implied`` says that the words do not name it at all (the government
    behind 区长).
    """

    kind: Final[str]
    rule: Final[str]
    type: Final[str]
    name: Final[str]
    value: Final[Quantity | Period | None]
    implied: Final[bool]

    def __init__(
        self, start: int, end: int, kind: str, rule: str, type: str = "", name: str = "", value: Quantity | Period | None = None,
        implied: bool = False,
    ) -> None:
        self.start = start  # type: ignore[misc]  # super() knows no class that dataclasses have made anew for its slots
        self.end = end  # type: ignore[misc]
        self.kind = kind
        self.rule = rule
        self.type = type
        self.name = name
        self.value = value
        self.implied = implied

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Mention) and self.start == other.start and self.end == other.end and self.kind == other.kind
            and self.rule == other.rule and self.type == other.type and self.name == other.name
            and self.implied == other.implied and self.value == other.value
        )

    def __hash__(self) -> int:
        return self.start << 16 ^ self.end


@dataclass(slots=True, init=False, eq=False)
class Role:
    """One participant of a fact: ``name`` is a property of the ontology without prefix (``agent``, ``holder``,
    ``quantity``); ``of`` is the mention that a quantity counts, where there is one. ``rule`` says how it was found
    (``subject``, ``introduced:向``); like ``confidence`` it is no part of what the role is: two that differ in nothing else
    are equal."""

    name: Final[str]
    filler: Final[Mention]
    of: Final[Mention | None]
    rule: Final[str]
    confidence: Final[float]

    def __init__(self, name: str, filler: Mention, of: Mention | None = None, rule: str = "", confidence: float = 1.0) -> None:
        self.name = name
        self.filler = filler
        self.of = of
        self.rule = rule
        self.confidence = confidence

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Role) and self.name == other.name and self.filler == other.filler and self.of == other.of

    def __hash__(self) -> int:
        return hash((self.name, self.filler))


@dataclass(slots=True, init=False, eq=False)
class Fact(Span):
    """What the article asserts. The span is the trigger (of a tenure: the post).

    ``type`` is a class under ``kg:Fact``, from data; ``sentences`` are indices into ``Article.sentences``, the one with
    the trigger first; ``rule`` the rule or frame that made it; ``signs`` are the circumstances that its ``confidence``,
    between 0 and 1, was told from; ``dated`` is the mention that ``period`` was taken from, as the role ``startDate`` or
    ``endDate``; ``status`` says how a post is held (``past`` ``acting`` ``concurrent``); ``event`` is the key of the event that
    other articles tell of too, or empty: its label, ``#``, and what tells it from others. Two facts that differ in rule, signs
    or where the date was found only are equal.
    """

    type: Final[str]
    sentences: Final[tuple[int, ...]]
    roles: Final[tuple[Role, ...]]
    rule: Final[str]
    confidence: Final[float]
    period: Final[Period | None]
    trigger: Final[str]
    signs: Final[tuple[str, ...]]
    dated: Final[Role | None]
    status: Final[tuple[str, ...]]
    event: Final[str]

    def __init__(
        self, start: int, end: int, type: str, sentences: tuple[int, ...], roles: tuple[Role, ...], rule: str, confidence: float = 1.0,
        period: Period | None = None, trigger: str = "", signs: tuple[str, ...] = (), dated: Role | None = None,
        status: tuple[str, ...] = (), event: str = "",
    ) -> None:
        self.start = start  # type: ignore[misc]  # super() knows no class that dataclasses have made anew for its slots
        self.end = end  # type: ignore[misc]
        self.type = type
        self.sentences = sentences
        self.roles = roles
        self.rule = rule
        self.confidence = confidence
        self.period = period
        self.trigger = trigger
        self.signs = signs
        self.dated = dated
        self.status = status
        self.event = event

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Fact) and self.start == other.start and self.end == other.end and self.type == other.type
            and self.sentences == other.sentences and self.roles == other.roles and self.confidence == other.confidence
            and self.period == other.period and self.trigger == other.trigger and self.status == other.status
            and self.event == other.event
        )

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.type, self.trigger))

    @property
    def identity(self) -> tuple[str | int, ...]:
        """What makes it this one among the facts of its article: its class, its trigger, who takes part in it, and where."""
        roles = sorted({(role.name, role.filler.start, role.filler.end, role.filler.kind) for role in self.roles})
        return (self.type, self.start, self.end, *(part for role in roles for part in role))

    def fillers(self, name: str) -> tuple[Mention, ...]:
        """The mentions that fill the role ``name``, in the order of the text."""
        return tuple(role.filler for role in self.roles if role.name == name)


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Another thing that may be the same: its key, how much speaks for it (between 0 and 1), and why, in words."""

    other: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What one article by itself says of something that others may speak of too. Only claims with the same ``block`` are ever
    compared; ``key`` is the thing's own in the article, ``said`` what is compared, in pairs (what, value)."""

    block: str
    article: str
    key: str
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """What is decided of a claim in sight of all others of its block: of the thing with ``key`` in ``article``, that its
    ``aspect`` (``key`` ``label`` ``doubt`` ``event`` ``judgement``) is ``value``, and on what grounds."""

    block: str
    article: str
    key: str
    aspect: str
    value: str
    grounds: tuple[str, ...] = ()


class Correction(NamedTuple):
    """What a person has corrected of an article: by which ``answer`` (``not`` ``alias`` ``wrong``), of what ``kind`` and ``name``,
    in favour of which ``target``; ``by`` whom, ``on`` which day (ISO 8601), and why. All but the first three may be empty."""

    answer: str
    kind: str
    name: str
    target: str
    by: str
    on: str
    note: str


class Former(NamedTuple):
    """What a place was called ``until`` the day of a change (ISO 8601): its ``name`` in full and the ``area`` it then lay in."""

    until: str
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that mentions have been resolved to.

    ``key`` is its identity, the same in every article (IRIs are made of it and of nothing else); ``type`` the most
    specific class; ``label`` the canonical name in simplified Chinese; ``aliases`` other names as the article prints
    them, in simplified Chinese, ``originals`` the printed forms in traditional Chinese; ``links`` pairs of a property
    without prefix (``within`` ``locatedIn`` ``partOf`` ``possiblySame``) and the key of another entity of the same article;
    ``former`` what a place was called once. An entity without mentions is implied (the province above a town). ``grounds`` are
    those on which it was taken for the same as in other articles, ``judgements`` what people have judged of that.
    """

    key: str
    type: str
    label: str
    aliases: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    code: str = ""
    links: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    grounds: tuple[str, ...] = ()
    judgements: tuple[Verdict, ...] = ()
    former: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One document on its way."""

    # acquire
    id: str                              # the input file's stem, unless the input gives an id
    source: str                          # path or URL, as given
    raw: str                             # the text as read: all offsets of evidence lead here
    body: tuple[Span, ...] = ()          # stretches of raw that are the article's own running text, in order
    title: str = ""
    published: str = ""                  # ISO 8601 date, or empty
    publisher: str = ""
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    language: str = ""                   # zh-Hans or zh-Hant
    # clean
    text: Text = Text("")
    sentences: tuple[Span, ...] = ()     # of text.string, in order, not overlapping
    # detect
    words: tuple[Word, ...] = ()         # of the sentences, in order, not overlapping
    mentions: tuple[Mention, ...] = ()
    # extract
    facts: tuple[Fact, ...] = ()
    # fuse
    entities: tuple[Entity, ...] = ()
    home: str = ""                       # key of the division that the article is about
    corrections: tuple[Correction, ...] = ()   # what people have corrected of it

    def printed(self, span: Span) -> str:
        """The words of ``span`` in the cleaned text."""
        return self.text.string[span.start:span.end]
