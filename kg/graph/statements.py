"""In: a resolved Article. Out: its RDF statements, all in the named graph that bears the article's IRI.

Every node gets its most specific class, all classes above it, and a label; facts point to the sentences they come from
(:data:`KG.evidence`) and to where each of their roles comes from, entities to the sentences that mention them. Offsets of
passages, triggers and mentions lead into the text as read. There are no blank nodes and nothing depends on anything but
the article and the base.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg import vocab
from kg.article import Article, Correction, Doubt, Entity, Fact, Mention, Period, Quantity, Role, Span, Verdict, starting_in
from kg.graph import iris
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS, XSD
from kg.zh.identity import known, reason

Statement = tuple[NamedNode, str, NamedNode | Literal]

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


def statements(article: Article, base: str = iris.BASE) -> Iterator[Quad]:
    """The statements of one article, in the graph with its IRI; a statement may come more than once.

    Raises GraphError for a base that cannot begin IRIs, DataError for a class that the ontology does not have, and
    ValueError for an article that contradicts itself (a filler that is no entity's, a mention outside all sentences, a
    date that is none): that is a mistake in an earlier stage.
    """
    index = _Index.of(article, iris.checked(base))
    graph = index.article_node
    for subject, predicate, value in _all(index):
        yield Quad(subject, _node(predicate), value, graph)


def told(article: Article, base: str = iris.BASE) -> str:
    """The statements of one article as lines of N-Triples, each once. Raises as :func:`statements` does."""
    return "".join(dict.fromkeys(f"{quad.triple} .\n" for quad in statements(article, base)))


@dataclass(frozen=True, slots=True)
class _Index:
    """An article with what its statements look up again and again."""

    article: Article
    base: str
    article_node: NamedNode
    nodes: Mapping[str, NamedNode]       # by the key of an entity
    owners: Mapping[Mention, Entity]     # the entity that a mention was resolved to
    officials: frozenset[str]            # keys of the entities that hold a post
    starts: tuple[int, ...]              # of the sentences
    passages: tuple[NamedNode, ...]      # the nodes of the sentences
    mentions: Mapping[Mention, NamedNode]   # the nodes of mentions of entities, and of what else facts take their roles from

    @classmethod
    def of(cls, article: Article, base: str) -> _Index:
        owners = {mention: entity for entity in article.entities for mention in entity.mentions}
        holders = [holder for fact in article.facts if vocab.is_a(fact.type, "Tenure") for holder in fact.fillers("holder")]
        others = (role.filler for fact in article.facts for role in _told(fact) if role.filler.kind in LITERAL_KINDS)
        return cls(
            article=article,
            base=base,
            article_node=NamedNode(iris.article(base, article.id)),
            nodes={entity.key: NamedNode(iris.hashed(base, entity.type, entity.key)) for entity in article.entities},
            owners=owners,
            officials=frozenset(owners[holder].key for holder in holders if holder in owners),
            starts=tuple(sentence.start for sentence in article.sentences),
            passages=tuple(NamedNode(iris.passage(base, article.id, article.text.back(each))) for each in article.sentences),
            mentions={each: _mention_node(article, base, each, owners) for each in (*owners, *dict.fromkeys(others))},
        )

    def node(self, key: str) -> NamedNode:
        """The entity with this key."""
        if key not in self.nodes:
            raise ValueError(f"article {self.article.id}: no entity has the key {key!r}")
        return self.nodes[key]

    def owner(self, mention: Mention) -> Entity:
        """The entity that ``mention`` was resolved to."""
        if mention not in self.owners:
            words = self.article.printed(mention)
            raise ValueError(f"article {self.article.id}: {words!r} at {mention.start} ({mention.kind}) belongs to no entity")
        return self.owners[mention]

    def sentence(self, span: Span) -> int:
        """The number of the sentence that ``span`` begins in."""
        number = bisect_right(self.starts, span.start) - 1
        if number < 0 or span.start >= self.article.sentences[number].end:
            raise ValueError(f"article {self.article.id}: {self.article.printed(span)!r} at {span.start} lies in no sentence")
        return number

    def mention(self, mention: Mention) -> NamedNode:
        """The node of a mention."""
        return self.mentions[mention]

    def passage(self, number: int) -> NamedNode:
        """The node of a sentence."""
        return self.passages[number]


def _mention_node(article: Article, base: str, mention: Mention, owners: Mapping[Mention, Entity]) -> NamedNode:
    owner = owners[mention].key if mention in owners else ""
    return NamedNode(iris.mention(base, article.id, article.text.back(mention), mention.kind, owner))


def _all(index: _Index) -> Iterator[Statement]:
    yield from _article(index)
    for number in sorted(_carrying(index)):
        yield from _passage(index, number)
    for entity in index.article.entities:
        yield from _entity(index, entity)
    for node, mention in _mentions(index).items():
        yield from _mention(index, node, mention)
    for node, fact in _facts(index).items():
        yield from _fact(index, node, fact)
        yield from (statement for role in _told(fact) for statement in _participation(index, node, role))


# articles and passages


def _article(index: _Index) -> Iterator[Statement]:
    article, node = index.article, index.article_node
    yield from _typed(node, "Article")
    yield node, RDFS.label, _worded(article.title, article.language) if article.title else _worded(article.id)
    yield node, DCTERMS.identifier, Literal(article.id)
    if article.title:
        yield node, DCTERMS.title, _worded(article.title, article.language)
    if article.published:
        yield node, DCTERMS.issued, dated(article.published)
    yield from (
        (node, predicate, Literal(value))
        for predicate, values in (
            (DCTERMS.source, (article.source,)),
            (DCTERMS.publisher, (article.publisher,)),
            (DCTERMS.creator, article.authors),
            (DCTERMS.contributor, article.editors),
            (DCTERMS.language, (article.language,)),
        )
        for value in values
        if value
    )
    if article.home:
        yield node, KG.home, index.node(article.home)
    for correction in article.corrections:
        yield from _correction(index, correction)


def _correction(index: _Index, told: Correction) -> Iterator[Statement]:
    """What somebody has corrected of the article, and perhaps of others."""
    node = NamedNode(iris.correction(index.base, *told))
    yield from _typed(node, "Correction")
    yield node, RDFS.label, _worded(f"{vocab.label('Correction')}:{told.name}")
    yield node, KG.answer, Literal(told.answer)
    yield node, KG.corrected, Literal(f"{told.kind} {told.name}")
    if told.target:
        yield node, KG.inFavourOf, Literal(told.target)
    yield node, DCTERMS.references, index.article_node
    yield from _from_somebody(node, told.by, told.on, told.note)


def _from_somebody(node: NamedNode, by: str, on: str, note: str) -> Iterator[Statement]:
    """Who says so, when and why."""
    if by:
        yield node, DCTERMS.creator, Literal(by)
    if on:
        yield node, DCTERMS.date, dated(on)
    if note:
        yield node, RDFS.comment, Literal(note)


def _carrying(index: _Index) -> set[int]:
    """The numbers of the sentences that name an entity, carry a fact or date one."""
    mentions = {index.sentence(mention) for mention in index.mentions}
    return mentions.union(*(fact.sentences for fact in index.article.facts))


def _passage(index: _Index, number: int) -> Iterator[Statement]:
    article, node = index.article, index.passage(number)
    sentence = article.sentences[number]
    read = article.text.back(sentence)
    words = " ".join(article.printed(sentence).split())
    yield from _typed(node, "Passage")
    yield node, RDFS.label, _worded(words if len(words) <= LABEL else words[: LABEL - 1] + "…")
    yield node, KG.text, Literal(article.raw[read.start : read.end])
    yield from _offsets(node, KG.start, KG.end, read)
    yield node, DCTERMS.isPartOf, index.article_node


# entities


def _entity(index: _Index, entity: Entity) -> Iterator[Statement]:
    node = index.node(entity.key)
    yield from _typed(node, entity.type)
    if entity.key in index.officials and vocab.is_a(entity.type, "Person"):
        yield from _typed(node, "Official")
    yield node, RDFS.label, _worded(entity.label)
    yield from ((node, SKOS.altLabel, _worded(alias)) for alias in entity.aliases if alias != entity.label)
    yield from ((node, SKOS.altLabel, _worded(original, HANT)) for original in entity.originals if original != entity.label)
    if entity.code:
        yield node, KG.divisionCode, Literal(entity.code)
    yield from ((node, vocab.iri(name), index.node(key)) for name, key in entity.links)
    for number in sorted({index.sentence(mention) for mention in entity.mentions if not mention.implied}):
        yield node, KG.mentionedIn, index.passage(number)
    yield from _members(index, node, entity)
    yield from _reasons(node, KG.identityReason, entity.grounds)
    for doubt in entity.doubts:
        yield from _resemblance(index, node, entity, doubt)
    for judgement in entity.judgements:
        yield from _judgement(index, node, entity, judgement)
    yield from _former(index, node, entity)


def _former(index: _Index, node: NamedNode, entity: Entity) -> Iterator[Statement]:
    """What a place was once called, until when, and where it then lay."""
    for each in entity.former:
        name = NamedNode(iris.former(index.base, node.value, each.name, each.until))
        yield node, KG.formerName, name
        yield from _typed(name, "FormerName")
        yield name, RDFS.label, _worded(f"{each.name} [{each.until}]")   # who looks for the name finds the place
        yield name, KG.name, _worded(each.name)
        yield name, KG.formerArea, _worded(each.area)
        yield name, KG.until, dated(each.until)


def _members(index: _Index, node: NamedNode, entity: Entity) -> Iterator[Statement]:
    """How many belong to a group whose words say it (45家企业)."""
    for group in (mention for mention in entity.mentions if mention.kind == "Group"):
        for figure in starting_in(index.article.mentions, group):
            if isinstance(figure.value, Quantity) and figure.end <= group.end:
                count = NamedNode(iris.quantity(index.base, node.value, figure))
                yield from _counted(count, index.article.printed(figure), figure.value, node)
                return


# what is the same, and what may be


def _resemblance(index: _Index, node: NamedNode, entity: Entity, doubt: Doubt) -> Iterator[Statement]:
    """Another entity, perhaps of other articles, that may be the same, how much speaks for it, and what."""
    other = NamedNode(iris.keyed(index.base, doubt.other))
    pair = NamedNode(iris.resemblance(index.base, entity.key, doubt.other))
    names = sorted({key.partition(":")[2].partition("#")[0] for key in (entity.key, doubt.other)})
    yield node, KG.possiblySame, other
    yield from _typed(pair, "Resemblance")
    yield pair, RDFS.label, _worded(f"{vocab.label('possiblySame')}:{' / '.join(names)}")
    yield from ((pair, KG.between, each) for each in (node, other))
    yield pair, KG.confidence, _share(doubt.score)
    yield from _reasons(pair, KG.reason, doubt.reasons)


def _reasons(node: NamedNode, predicate: str, grounds: Iterable[str]) -> Iterator[Statement]:
    """The grounds in words, in each language; those that the table of evidence does not have are words already."""
    for ground in grounds:
        for tag, language in TAGS if known(ground) else TAGS[:1]:
            yield node, predicate, _worded(reason(ground, language), tag)


def _judgement(index: _Index, node: NamedNode, entity: Entity, verdict: Verdict) -> Iterator[Statement]:
    """What somebody has judged of the name in this article and another."""
    article, by, on, note, key = verdict.grounds
    articles = sorted((index.article.id, article))
    judgement = NamedNode(iris.judgement(index.base, entity.label, *articles, verdict.value, by, on, note))
    yield from _typed(judgement, "Judgement")
    yield judgement, RDFS.label, _worded(f"{vocab.label('Judgement')}:{entity.label}")
    yield judgement, KG.answer, Literal(verdict.value)
    yield from ((judgement, KG.between, each) for each in (node, NamedNode(iris.keyed(index.base, key))))
    yield from ((judgement, DCTERMS.references, NamedNode(iris.article(index.base, each))) for each in articles)
    yield from _from_somebody(judgement, by, on, note)


# mentions


def _mentions(index: _Index) -> dict[NamedNode, Mention]:
    """The mentions of entities, and the posts, figures and dates in facts, by their nodes. Where two rules found the same one, the
    first of them has it."""
    mentions: dict[NamedNode, Mention] = {}
    for mention, node in sorted(index.mentions.items(), key=lambda pair: (pair[0].start, pair[0].end, pair[0].kind, pair[0].rule)):
        mentions.setdefault(node, mention)
    return mentions


def _mention(index: _Index, node: NamedNode, mention: Mention) -> Iterator[Statement]:
    yield from _typed(node, "Mention")
    read = index.article.text.back(mention)
    yield node, RDFS.label, _worded(f"{index.article.printed(mention)} [{read.start}-{read.end}]")
    yield from _offsets(node, KG.mentionStart, KG.mentionEnd, read)
    yield node, KG.rule, Literal(mention.rule)
    yield node, DCTERMS.isPartOf, index.passage(index.sentence(mention))
    if mention in index.owners:
        yield node, KG.refersTo, index.node(index.owners[mention].key)


# facts


def _facts(index: _Index) -> dict[NamedNode, Fact]:
    """The facts by their nodes. Where two rules found the same one, the first of them has it."""
    facts: dict[NamedNode, Fact] = {}
    for fact in index.article.facts:
        facts.setdefault(NamedNode(iris.hashed(index.base, fact.type, index.article.id, *fact.identity)), fact)
    return facts


def _fact(index: _Index, node: NamedNode, fact: Fact) -> Iterator[Statement]:
    yield from _typed(node, fact.type)
    yield node, RDFS.label, _worded(_fact_label(index, fact))
    if vocab.is_a(fact.type, "Action"):
        yield node, KG.trigger, Literal(_trigger(index, fact))
    yield from _offsets(node, KG.triggerStart, KG.triggerEnd, index.article.text.back(fact))
    yield from _period(node, fact.period)
    yield from ((node, KG.status, Literal(how)) for how in fact.status)
    yield node, KG.rule, Literal(fact.rule)
    yield node, KG.confidence, _share(fact.confidence)
    yield from ((node, KG.sign, Literal(sign)) for sign in fact.signs)
    yield from ((node, KG.evidence, index.passage(number)) for number in fact.sentences)
    for role in fact.roles:
        yield from _role(index, node, role)
    if fact.event:
        yield from _event(index, node, fact.event)


def _event(index: _Index, fact: NamedNode, key: str) -> Iterator[Statement]:
    """The event that other articles tell of too; each of them states the same of it."""
    label, _, own = key.rpartition("#")
    node = NamedNode(iris.hashed(index.base, "Event", own))
    yield fact, KG.sameEvent, node
    yield from _typed(node, "Event")
    yield node, RDFS.label, _worded(label)


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


def _role(index: _Index, fact: NamedNode, role: Role) -> Iterator[Statement]:
    predicate = vocab.iri(role.name)
    if role.filler.kind == "Post":
        yield fact, predicate, Literal(_filler_label(index, role.filler))
    elif role.filler.kind == "Quantity":
        yield from _quantity(index, fact, predicate, role)
    else:
        yield fact, predicate, index.node(index.owner(role.filler).key)


def _participation(index: _Index, fact: NamedNode, role: Role) -> Iterator[Statement]:
    mention = index.mention(role.filler)
    node = NamedNode(iris.participation(index.base, fact.value, role.name, mention.value))
    yield fact, KG.participation, node
    yield from _typed(node, "Participation")
    yield node, RDFS.label, _worded(f"{vocab.label(role.name)}:{_filler_label(index, role.filler)}")
    yield node, KG.inRole, Literal(role.name)
    yield node, KG.mention, mention
    yield node, KG.confidence, _share(role.confidence)
    if role.rule:
        yield node, KG.rule, Literal(role.rule)


def _quantity(index: _Index, fact: NamedNode, predicate: str, role: Role) -> Iterator[Statement]:
    figure = role.filler.value
    words = index.article.printed(role.filler)
    if not isinstance(figure, Quantity):
        raise ValueError(f"article {index.article.id}: the quantity {words!r} at {role.filler.start} has no value")
    node = NamedNode(iris.quantity(index.base, fact.value, role.filler))
    yield fact, predicate, node
    yield from _counted(node, words, figure, index.node(index.owner(role.of).key) if role.of else None)


def _counted(node: NamedNode, words: str, figure: Quantity, of: NamedNode | None) -> Iterator[Statement]:
    """A quantity, and what it counts."""
    yield from _typed(node, "Quantity")
    yield node, RDFS.label, _worded(words)
    yield node, KG.value, _decimal(figure.value)
    yield node, KG.bound, Literal(figure.bound)
    if figure.total:
        yield node, KG.total, Literal(True)
    if figure.unit:
        yield node, KG.unit, Literal(figure.unit)
    if of is not None:
        yield node, KG.of, of


def _period(node: NamedNode, period: Period | None) -> Iterator[Statement]:
    if period and period.start:
        yield node, KG.startDate, dated(period.start)
    if period and period.end:
        yield node, KG.endDate, dated(period.end)


# terms


def _typed(node: NamedNode, name: str) -> Iterator[Statement]:
    """The class ``name`` and all above it, of this vocabulary and of others."""
    return ((node, RDF.type, class_) for class_ in _class_nodes(name))


@cache
def _class_nodes(name: str) -> tuple[NamedNode, ...]:
    own: Iterable[str] = (vocab.iri(above) for above in vocab.superclasses(name))
    return tuple(NamedNode(class_) for class_ in (*own, *vocab.foreign(name)))


@cache
def _node(iri: str) -> NamedNode:
    """Terms of the vocabularies, which are few, made once."""
    return NamedNode(iri)


def _offsets(node: NamedNode, start: str, end: str, span: Span) -> Iterator[Statement]:
    yield node, start, Literal(span.start)
    yield node, end, Literal(span.end)


def _worded(text: str, language: str = HANS) -> Literal:
    return Literal(text, language=language or HANS)


def _share(value: float) -> Literal:
    return _decimal(Decimal(repr(value)))


def _decimal(value: Decimal) -> Literal:
    """The canonical form of XML Schema 1.1: no exponent, no trailing zeros, no sign on zero."""
    return Literal(format((value + 0).normalize(), "f"), datatype=_node(XSD.decimal))


def dated(text: str) -> Literal:
    """An ISO 8601 date of a day, a month or a year as a literal of the datatype of that precision. Raises ValueError for
    anything else."""
    datatype = next((datatype for form, datatype in DATE_FORMS if form.fullmatch(text)), None)
    if datatype is None:
        raise ValueError(f"{text!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    date.fromisoformat(text + "0000-01-01"[len(text):])
    return Literal(text, datatype=_node(datatype))
