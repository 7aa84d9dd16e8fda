"""In: a resolved Article. Out: its RDF statements, as lines of N-Triples or as quads in the named graph with the article's IRI.

Every node gets its most specific class, all classes above it, and a label; facts point to the sentences they come from
(:data:`KG.evidence`) and to where each of their roles comes from, entities to the sentences that mention them. Offsets of
passages, triggers and mentions lead into the text as read. There are no blank nodes and nothing depends on anything but
the article and the base.

Terms are text here from the beginning, as N-Triples writes them: a node is its IRI in angle brackets. Making objects of them takes
longer than all the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import vocab
from kg.article import Article, Correction, Doubt, Entity, Fact, Former, Mention, Period, Quantity, Role, Span, Verdict, starting_in
from kg.graph import iris
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS, XSD
from kg.zh.identity import known, reason

HANS: Final = "zh-Hans"
HANT: Final = "zh-Hant"
TAGS: Final = ((HANS, "zh"), ("en", "en"))
"""Languages that reasons are told in: the tag, and the word for it in the data."""
LABEL: Final = 40
"""A passage's label shows this many characters of its sentence."""

LITERAL_KINDS: Final = ("Post", "Quantity", "Date")
"""Kinds of mentions that are no entities."""

DATE_FORMS: Final = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), XSD.date),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), XSD.gYearMonth),
    (re.compile(r"[0-9]{4}"), XSD.gYear),
)

ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff\ufffe\uffff]')
"""What a literal may not hold as it is, so that lines are those that Oxigraph writes."""
ESCAPES: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


TRUE: Final = f'"true"^^<{XSD.boolean}>'


def statements(article: Article, base: str = iris.BASE) -> Iterator[Quad]:
    """The statements of one article, each once, in the graph with its IRI. Raises as :func:`told` does."""
    graph = NamedNode(iris.article(iris.checked(base), article.id))
    for quad in parse(told(article, base).encode(), RdfFormat.N_TRIPLES, lenient=True):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def told(article: Article, base: str = iris.BASE) -> str:
    """The statements of one article as lines of N-Triples, each once.

    Raises GraphError for a base that cannot begin IRIs, DataError for a class that the ontology does not have, and
    ValueError for an article that contradicts itself (a filler that is no entity's, a mention outside all sentences, a
    date that is none, half a character): that is a mistake in an earlier stage.
    """
    index = _Index(article, iris.checked(base))
    _article(index)
    for number in index.passages:
        _passage(index, number)
    for entity in article.entities:
        _entity(index, entity)
    for node, mention in _mentions(index).items():
        _mention(index, node, mention)
    for node, fact in _facts(index).items():
        _fact(index, node, fact)
        for role in _told(fact):
            _participation(index, node, role)
    return "".join(dict.fromkeys(index.lines))


class _Index:
    """An article with what its statements look up again and again, and the lines told so far."""

    def __init__(self, article: Article, base: str) -> None:
        self.article = article
        self.base = base
        self.lines: list[str] = []
        self.node = f"<{iris.article(base, article.id)}>"
        self.entities = {entity.key: f"<{iris.hashed(base, entity.type, entity.key)}>" for entity in article.entities}
        self.owners: dict[Mention, Entity] = {}                  # the entity that a mention was resolved to
        for entity in article.entities:
            for mention in entity.mentions:
                self.owners[mention] = entity
        self.officials = self._officials()                       # keys of the entities that hold a post
        self.starts = [sentence.start for sentence in article.sentences]
        self.read: dict[Mention, Span] = {}                      # where each mention stands in the text as read
        self.mentions = {mention: self._node_of(mention, owner.key) for mention, owner in self.owners.items()}
        for fact in article.facts:                               # and what else facts take their roles from
            for role in _told(fact):
                if role.filler.kind in LITERAL_KINDS and role.filler not in self.mentions:
                    self.mentions[role.filler] = self._node_of(role.filler, "")
        self.passages = {number: self._passage(article.sentences[number]) for number in sorted(self._carrying())}

    def _officials(self) -> set[str]:
        holders = [holder for fact in self.article.facts if vocab.is_a(fact.type, "Tenure") for holder in fact.fillers("holder")]
        return {self.owners[holder].key for holder in holders if holder in self.owners}

    def _node_of(self, mention: Mention, owner: str) -> str:
        read = self.read[mention] = self.article.text.back(mention)
        return f"<{iris.mention(self.base, self.article.id, read, mention.kind, owner)}>"

    def _carrying(self) -> set[int]:
        """The numbers of the sentences that name an entity, carry a fact or date one."""
        numbers = {self.sentence(mention) for mention in self.mentions}
        for fact in self.article.facts:
            numbers.update(fact.sentences)
        return numbers

    def _passage(self, sentence: Span) -> str:
        return f"<{iris.passage(self.base, self.article.id, self.article.text.back(sentence))}>"

    def entity(self, key: str) -> str:
        """The entity with this key."""
        if key not in self.entities:
            raise ValueError(f"article {self.article.id}: no entity has the key {key!r}")
        return self.entities[key]

    def owner(self, mention: Mention) -> Entity:
        """The entity that ``mention`` was resolved to."""
        owner = self.owners.get(mention)
        if owner is None:
            words = self.article.printed(mention)
            raise ValueError(f"article {self.article.id}: {words!r} at {mention.start} ({mention.kind}) belongs to no entity")
        return owner

    def sentence(self, span: Span) -> int:
        """The number of the sentence that ``span`` begins in."""
        number = bisect_right(self.starts, span.start) - 1
        if number < 0 or span.start >= self.article.sentences[number].end:
            raise ValueError(f"article {self.article.id}: {self.article.printed(span)!r} at {span.start} lies in no sentence")
        return number

    def say(self, subject: str, property_: str, value: str) -> None:
        """Adds a statement: of a subject and value as terms, and the IRI of a property."""
        self.lines.append(f"{subject} <{property_}> {value} .\n")

    def typed(self, subject: str, name: str) -> None:
        """Says that ``subject`` has the class ``name`` and all above it, of this vocabulary and of others."""
        self.lines += [subject + line for line in _classes(name)]


# articles and passages


def _article(index: _Index) -> None:
    article, node = index.article, index.node
    index.typed(node, "Article")
    index.say(node, RDFS.label, worded(article.title, article.language) if article.title else worded(article.id))
    index.say(node, DCTERMS.identifier, text(article.id))
    if article.title:
        index.say(node, DCTERMS.title, worded(article.title, article.language))
    if article.published:
        index.say(node, DCTERMS.issued, dated(article.published))
    for property_, value in (
        (DCTERMS.source, article.source),
        (DCTERMS.publisher, article.publisher),
        *((DCTERMS.creator, author) for author in article.authors),
        *((DCTERMS.contributor, editor) for editor in article.editors),
        (DCTERMS.language, article.language),
    ):
        if value:
            index.say(node, property_, text(value))
    if article.home:
        index.say(node, KG.home, index.entity(article.home))
    for correction in article.corrections:
        _correction(index, correction)


def _correction(index: _Index, told: Correction) -> None:
    """What somebody has corrected of the article, and perhaps of others."""
    node = f"<{iris.correction(index.base, *told)}>"
    index.typed(node, "Correction")
    index.say(node, RDFS.label, worded(f"{vocab.label('Correction')}:{told.name}"))
    index.say(node, KG.answer, text(told.answer))
    index.say(node, KG.corrected, text(f"{told.kind} {told.name}"))
    if told.target:
        index.say(node, KG.inFavourOf, text(told.target))
    index.say(node, DCTERMS.references, index.node)
    _from_somebody(index, node, told.by, told.on, told.note)


def _from_somebody(index: _Index, node: str, by: str, on: str, note: str) -> None:
    """Who says so, when and why."""
    if by:
        index.say(node, DCTERMS.creator, text(by))
    if on:
        index.say(node, DCTERMS.date, dated(on))
    if note:
        index.say(node, RDFS.comment, text(note))


def _passage(index: _Index, number: int) -> None:
    article, node = index.article, index.passages[number]
    sentence = article.sentences[number]
    read = article.text.back(sentence)
    words = " ".join(article.printed(sentence).split())
    index.typed(node, "Passage")
    index.say(node, RDFS.label, worded(words if len(words) <= LABEL else words[: LABEL - 1] + "…"))
    index.say(node, KG.text, text(article.raw[read.start : read.end]))
    index.say(node, KG.start, integer(read.start))
    index.say(node, KG.end, integer(read.end))
    index.say(node, DCTERMS.isPartOf, index.node)


# entities


def _entity(index: _Index, entity: Entity) -> None:
    node = index.entity(entity.key)
    index.typed(node, entity.type)
    if entity.key in index.officials and vocab.is_a(entity.type, "Person"):
        index.typed(node, "Official")
    index.say(node, RDFS.label, worded(entity.label))
    for alias in entity.aliases:
        if alias != entity.label:
            index.say(node, SKOS.altLabel, worded(alias))
    for original in entity.originals:
        if original != entity.label:
            index.say(node, SKOS.altLabel, worded(original, HANT))
    if entity.code:
        index.say(node, KG.divisionCode, text(entity.code))
    for name, key in entity.links:
        index.say(node, vocab.iri(name), index.entity(key))
    for number in sorted({index.sentence(mention) for mention in entity.mentions if not mention.implied}):
        index.say(node, KG.mentionedIn, index.passages[number])
    _members(index, node, entity)
    _reasons(index, node, KG.identityReason, entity.grounds)
    for doubt in entity.doubts:
        _resemblance(index, node, entity, doubt)
    for judgement in entity.judgements:
        _judgement(index, node, entity, judgement)
    for former in entity.former:
        _former(index, node, former)


def _former(index: _Index, place: str, former: Former) -> None:
    """What a place was once called, until when, and where it then lay."""
    node = f"<{iris.former(index.base, place[1:-1], former.name, former.until)}>"
    index.say(place, KG.formerName, node)
    index.typed(node, "FormerName")
    index.say(node, RDFS.label, worded(f"{former.name} [{former.until}]"))   # who looks for the name finds the place
    index.say(node, KG.name, worded(former.name))
    index.say(node, KG.formerArea, worded(former.area))
    index.say(node, KG.until, dated(former.until))


def _members(index: _Index, node: str, entity: Entity) -> None:
    """How many belong to a group whose words say it (45家企业)."""
    for group in entity.mentions:
        if group.kind == "Group":
            for figure in starting_in(index.article.mentions, group):
                if isinstance(figure.value, Quantity) and figure.end <= group.end:
                    count = f"<{iris.quantity(index.base, node[1:-1], figure)}>"
                    _counted(index, count, index.article.printed(figure), figure.value, node)
                    return


# what is the same, and what may be


def _resemblance(index: _Index, node: str, entity: Entity, doubt: Doubt) -> None:
    """Another entity, perhaps of other articles, that may be the same, how much speaks for it, and what."""
    other = f"<{iris.keyed(index.base, doubt.other)}>"
    pair = f"<{iris.resemblance(index.base, entity.key, doubt.other)}>"
    names = sorted({key.partition(":")[2].partition("#")[0] for key in (entity.key, doubt.other)})
    index.say(node, KG.possiblySame, other)
    index.typed(pair, "Resemblance")
    index.say(pair, RDFS.label, worded(f"{vocab.label('possiblySame')}:{' / '.join(names)}"))
    index.say(pair, KG.between, node)
    index.say(pair, KG.between, other)
    index.say(pair, KG.confidence, share(doubt.score))
    _reasons(index, pair, KG.reason, doubt.reasons)


def _reasons(index: _Index, node: str, property_: str, grounds: Iterable[str]) -> None:
    """The grounds in words, in each language; those that the table of evidence does not have are words already."""
    for ground in grounds:
        for tag, language in TAGS if known(ground) else TAGS[:1]:
            index.say(node, property_, worded(reason(ground, language), tag))


def _judgement(index: _Index, node: str, entity: Entity, verdict: Verdict) -> None:
    """What somebody has judged of the name in this article and another."""
    article, by, on, note, key = verdict.grounds
    articles = sorted((index.article.id, article))
    judgement = f"<{iris.judgement(index.base, entity.label, *articles, verdict.value, by, on, note)}>"
    index.typed(judgement, "Judgement")
    index.say(judgement, RDFS.label, worded(f"{vocab.label('Judgement')}:{entity.label}"))
    index.say(judgement, KG.answer, text(verdict.value))
    index.say(judgement, KG.between, node)
    index.say(judgement, KG.between, f"<{iris.keyed(index.base, key)}>")
    for each in articles:
        index.say(judgement, DCTERMS.references, f"<{iris.article(index.base, each)}>")
    _from_somebody(index, judgement, by, on, note)


# mentions


def _mentions(index: _Index) -> dict[str, Mention]:
    """The mentions of entities, and the posts, figures and dates in facts, by their nodes. Where two rules found the same one, the
    first of them has it."""
    mentions: dict[str, Mention] = {}
    for mention in sorted(index.mentions, key=lambda mention: (mention.start, mention.end, mention.kind, mention.rule)):
        mentions.setdefault(index.mentions[mention], mention)
    return mentions


def _mention(index: _Index, node: str, mention: Mention) -> None:
    read = index.read[mention]
    index.typed(node, "Mention")
    index.say(node, RDFS.label, worded(f"{index.article.printed(mention)} [{read.start}-{read.end}]"))
    index.say(node, KG.mentionStart, integer(read.start))
    index.say(node, KG.mentionEnd, integer(read.end))
    index.say(node, KG.rule, text(mention.rule))
    index.say(node, DCTERMS.isPartOf, index.passages[index.sentence(mention)])
    owner = index.owners.get(mention)
    if owner is not None:
        index.say(node, KG.refersTo, index.entity(owner.key))


# facts


def _facts(index: _Index) -> dict[str, Fact]:
    """The facts by their nodes. Where two rules found the same one, the first of them has it."""
    facts: dict[str, Fact] = {}
    for fact in index.article.facts:
        facts.setdefault(f"<{iris.hashed(index.base, fact.type, index.article.id, *fact.identity)}>", fact)
    return facts


def _fact(index: _Index, node: str, fact: Fact) -> None:
    index.typed(node, fact.type)
    index.say(node, RDFS.label, worded(_fact_label(index, fact)))
    if vocab.is_a(fact.type, "Action"):
        index.say(node, KG.trigger, text(_trigger(index, fact)))
    read = index.article.text.back(fact)
    index.say(node, KG.triggerStart, integer(read.start))
    index.say(node, KG.triggerEnd, integer(read.end))
    _period(index, node, fact.period)
    for how in fact.status:
        index.say(node, KG.status, text(how))
    index.say(node, KG.rule, text(fact.rule))
    index.say(node, KG.confidence, share(fact.confidence))
    for sign in fact.signs:
        index.say(node, KG.sign, text(sign))
    for number in fact.sentences:
        index.say(node, KG.evidence, index.passages[number])
    for role in fact.roles:
        _role(index, node, role)
    if fact.event:
        _event(index, node, fact.event)


def _event(index: _Index, fact: str, key: str) -> None:
    """The event that other articles tell of too; each of them states the same of it."""
    label, _, own = key.rpartition("#")
    node = f"<{iris.hashed(index.base, 'Event', own)}>"
    index.say(fact, KG.sameEvent, node)
    index.typed(node, "Event")
    index.say(node, RDFS.label, worded(label))


def _told(fact: Fact) -> tuple[Role, ...]:
    """The roles whose origin is told: who and what takes part, and the date."""
    return (*fact.roles, fact.dated) if fact.dated is not None else fact.roles


def _trigger(index: _Index, fact: Fact) -> str:
    return fact.trigger or index.article.printed(fact)


def _fact_label(index: _Index, fact: Fact) -> str:
    """The participants and the trigger, each once, in the order of the text."""
    words = [(fact.start, _trigger(index, fact))] if vocab.is_a(fact.type, "Action") else []
    words += [(role.filler.start, _filler_label(index, role.filler)) for role in fact.roles]
    return " ".join(dict.fromkeys(word for _, word in sorted(words) if word)) or vocab.label(fact.type)


def _filler_label(index: _Index, filler: Mention) -> str:
    if filler.kind in LITERAL_KINDS:
        return filler.name or index.article.printed(filler)
    return index.owner(filler).label


def _role(index: _Index, fact: str, role: Role) -> None:
    property_ = vocab.iri(role.name)
    if role.filler.kind == "Post":
        index.say(fact, property_, text(_filler_label(index, role.filler)))
    elif role.filler.kind == "Quantity":
        _quantity(index, fact, property_, role)
    else:
        index.say(fact, property_, index.entity(index.owner(role.filler).key))


def _participation(index: _Index, fact: str, role: Role) -> None:
    mention = index.mentions[role.filler]
    node = f"<{iris.participation(index.base, fact[1:-1], role.name, mention[1:-1])}>"
    index.say(fact, KG.participation, node)
    index.typed(node, "Participation")
    index.say(node, RDFS.label, worded(f"{vocab.label(role.name)}:{_filler_label(index, role.filler)}"))
    index.say(node, KG.inRole, text(role.name))
    index.say(node, KG.mention, mention)
    index.say(node, KG.confidence, share(role.confidence))
    if role.rule:
        index.say(node, KG.rule, text(role.rule))


def _quantity(index: _Index, fact: str, property_: str, role: Role) -> None:
    figure = role.filler.value
    words = index.article.printed(role.filler)
    if not isinstance(figure, Quantity):
        raise ValueError(f"article {index.article.id}: the quantity {words!r} at {role.filler.start} has no value")
    node = f"<{iris.quantity(index.base, fact[1:-1], role.filler)}>"
    index.say(fact, property_, node)
    _counted(index, node, words, figure, index.entity(index.owner(role.of).key) if role.of else "")


def _counted(index: _Index, node: str, words: str, figure: Quantity, of: str) -> None:
    """A quantity, and what it counts, if anything."""
    index.typed(node, "Quantity")
    index.say(node, RDFS.label, worded(words))
    index.say(node, KG.value, decimal(figure.value))
    index.say(node, KG.bound, text(figure.bound))
    if figure.total:
        index.say(node, KG.total, TRUE)
    if figure.unit:
        index.say(node, KG.unit, text(figure.unit))
    if of:
        index.say(node, KG.of, of)


def _period(index: _Index, node: str, period: Period | None) -> None:
    if period and period.start:
        index.say(node, KG.startDate, dated(period.start))
    if period and period.end:
        index.say(node, KG.endDate, dated(period.end))


# terms


@cache
def _classes(name: str) -> tuple[str, ...]:
    """What follows the subject in the lines that type it with the class ``name``."""
    own = (vocab.iri(above) for above in vocab.superclasses(name))
    return tuple(f" <{RDF.type}> <{class_}> .\n" for class_ in (*own, *vocab.foreign(name)))


def text(words: str) -> str:
    """A plain literal. Raises ValueError where it holds half a character (a lone surrogate)."""
    return f'"{words if ESCAPED.search(words) is None else ESCAPED.sub(_escape, words)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if 0xD800 <= ord(character) <= 0xDFFF:
        raise ValueError(f"{character!r} is half a character")
    return ESCAPES.get(character) or f"\\u{ord(character):04X}"


def worded(words: str, language: str = HANS) -> str:
    """A literal in a language, whose tag is in lower case: so it is the same however it is written."""
    return f"{text(words)}@{(language or HANS).lower()}"


def integer(value: int) -> str:
    """A whole number."""
    return f'"{value}"^^<{XSD.integer}>'


@cache
def share(value: float) -> str:
    """A confidence, as a decimal."""
    return decimal(Decimal(repr(value)))


def decimal(value: Decimal) -> str:
    """A decimal in the canonical form of XML Schema 1.1: no exponent, no trailing zeros, no sign on zero."""
    return f'"{(value + 0).normalize():f}"^^<{XSD.decimal}>'


def dated(date_: str) -> str:
    """An ISO 8601 date of a day, a month or a year as a literal of the datatype of that precision. Raises ValueError for
    anything else."""
    datatype = next((datatype for form, datatype in DATE_FORMS if form.fullmatch(date_)), None)
    if datatype is None:
        raise ValueError(f"{date_!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    date.fromisoformat(date_ + "0000-01-01"[len(date_):])
    return f'"{date_}"^^<{datatype}>'
