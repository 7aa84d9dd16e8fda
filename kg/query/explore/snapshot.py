"""What the explorer keeps of a graph in memory: in, an open graph; out, a :class:`Snapshot`.

Names, facts, links and articles, without the texts: some hundred bytes a statement of them, read once in about two seconds for
2,000 articles. Every list and count that a page shows is made of it; the words of sentences are read when they are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from kg import vocab
from kg.query.explore.reading import Row, date, figure, many, offset, one, pairs, rows
from kg.query.explore.times import UNKNOWN, Time, Times
from kg.query.tables import Source
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS

ROLES: Final = ("agent", "object", "recipient", "origin", "destination", "place", "holder", "organization")
LINKS: Final = ("within", "locatedIn", "partOf")
KINDS: Final = ("Person", "Organization", "Place", "Group", "Item", "Work", "Measure", "Matter", "Action", "Tenure", "Article")
"""The root classes that things are sorted under."""


@dataclass(frozen=True, slots=True)
class Node:
    """An entity: ``type`` is its most specific class, ``names`` its other names, ``former`` pairs of an earlier name and the day
    until which it was called so."""

    iri: str
    type: str
    label: str
    names: tuple[str, ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of a fact: ``words`` as printed, ``of`` the IRI of what is counted, or empty; ``total`` where it tells a sum."""

    iri: str
    words: str
    value: Decimal
    unit: str
    bound: str
    of: str
    total: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """An action (``word`` is its trigger) or a tenure (``word`` is the post). ``roles`` are pairs of a role and the IRI of who fills
    it; ``passage`` is the sentence with the trigger, ``evidence`` all its sentences; ``span`` is where the trigger stands. ``start`` and
    ``end`` are what its own text says; ``time`` is when it counts as having happened."""

    iri: str
    kind: str
    type: str
    word: str
    label: str
    start: str
    end: str
    roles: tuple[tuple[str, str], ...]
    quantities: tuple[Quantity, ...]
    status: tuple[str, ...]
    passage: str
    evidence: tuple[str, ...]
    article: str
    span: tuple[int, int]
    confidence: str
    event: str
    time: Time = UNKNOWN

    def fillers(self, *roles: str) -> Iterator[str]:
        """Who fills one of these roles."""
        return (filler for role, filler in self.roles if role in roles)

    @property
    def happening(self) -> str:
        """What several facts may tell of: the event, or else the fact itself."""
        return self.event or self.iri


@dataclass(frozen=True, slots=True)
class Document:
    """An article's particulars; ``home`` is the place that it is about, or empty."""

    iri: str
    id: str
    title: str
    issued: str
    publisher: str
    creator: str
    source: str
    home: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``facts`` are in reading order: by the day of the article, the article and the place in it. ``links`` are triples of an IRI,
    a property and an IRI, sorted; ``passages`` the sentences (IRI → article and offset)."""

    nodes: Mapping[str, Node]
    facts: Mapping[str, Fact]
    articles: Mapping[str, Document]
    links: tuple[tuple[str, str, str], ...]
    passages: Mapping[str, tuple[str, int]]

    def type_of(self, iri: str) -> str:
        """The most specific class of what has this IRI."""
        found = self.nodes.get(iri) or self.facts.get(iri)
        return found.type if found else "Article" if iri in self.articles else "Entity"

    def label_of(self, iri: str) -> str:
        """What it is called; an article by its title."""
        if iri in self.articles:
            return self.articles[iri].title or self.articles[iri].id
        found = self.nodes.get(iri) or self.facts.get(iri)
        return found.label if found else iri


@cache
def kind_of(type_: str) -> str:
    """The root class above ``type_``."""
    return next((above for above in vocab.superclasses(type_) if above in KINDS), type_)


def snapshot(store: Source) -> Snapshot:
    """All that is kept of the graph in ``store``."""
    passages = _passages(store)
    articles = _articles(store)
    facts = _facts(store, passages, articles)
    nodes = _nodes(store)
    links = ((subject, name, value) for name in LINKS for subject, value in pairs(store, vocab.iri(name)))
    return Snapshot(nodes, facts, articles, tuple(sorted(link for link in links if link[0] in nodes and link[2] in nodes)), passages)


@cache
def classes(root: str) -> tuple[str, ...]:
    """``root`` and all classes under it, general ones first."""
    found = {above for leaf in vocab.leaves(root) for above in vocab.superclasses(leaf) if vocab.is_a(above, root)}
    return tuple(sorted(found, key=lambda name: (len(vocab.superclasses(name)), name)))


def _types(store: Source, root: str) -> dict[str, str]:
    """The most specific class of everything under ``root``."""
    found: dict[str, str] = {}
    for name in classes(root):
        found.update((iri, name) for iri, in rows(store, f"SELECT ?s WHERE {{ ?s <{RDF.type}> <{vocab.iri(name)}> }}"))
    return dict(sorted(found.items()))


def _nodes(store: Source) -> dict[str, Node]:
    labels = one(pairs(store, RDFS.label, KG.Entity))
    names = many(pairs(store, SKOS.altLabel))
    codes = one(pairs(store, KG.divisionCode))
    former = _former(store)
    return {
        iri: Node(iri, type_, labels.get(iri, iri), tuple(name for name in names.get(iri, ()) if name != labels.get(iri)),
                  former.get(iri, ()), codes.get(iri, ""))
        for iri, type_ in _types(store, "Entity").items()
    }


def _former(store: Source) -> dict[str, tuple[tuple[str, str], ...]]:
    query = f"SELECT ?s ?name ?until WHERE {{ ?s <{KG.formerName}> ?f . ?f <{KG.name}> ?name ; <{KG.until}> ?until }}"
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for iri, name, until in rows(store, query):
        found[iri].add((name, until))
    return {iri: tuple(sorted(each, key=lambda pair: (pair[1], pair[0]))) for iri, each in found.items()}


def _passages(store: Source) -> dict[str, tuple[str, int]]:
    query = f"SELECT ?s ?article ?start WHERE {{ ?s <{KG.start}> ?start ; <{DCTERMS.isPartOf}> ?article }}"
    return {iri: (article, offset(start)) for iri, article, start in sorted(rows(store, query), reverse=True)}


def _articles(store: Source) -> dict[str, Document]:
    names = (DCTERMS.identifier, DCTERMS.title, DCTERMS.issued, DCTERMS.publisher, DCTERMS.creator, DCTERMS.source, KG.home)
    columns = [many(pairs(store, name, KG.Article)) for name in names]
    days = columns[names.index(DCTERMS.issued)]
    days.update({iri: tuple(map(date, values)) for iri, values in days.items()})
    iris = (iri for iri, in sorted(rows(store, f"SELECT ?s WHERE {{ ?s a <{KG.Article}> }}")))
    return {iri: Document(iri, *(" ".join(column.get(iri, ())) for column in columns)) for iri in iris}


# facts


def _facts(
    store: Source, passages: Mapping[str, tuple[str, int]], articles: Mapping[str, Document]
) -> dict[str, Fact]:
    columns = _Columns(store, passages, articles)
    found = [columns.fact(iri, type_) for iri, type_ in _types(store, "Fact").items()]

    def reading(fact: Fact) -> tuple[str, str, tuple[int, int], str]:
        article = articles.get(fact.article)
        return article.issued if article else "", fact.article, fact.span, fact.iri

    return {fact.iri: fact for fact in sorted(found, key=reading)}


class _Columns:
    """The properties of all facts, by fact."""

    def __init__(self, store: Source, passages: Mapping[str, tuple[str, int]], articles: Mapping[str, Document]) -> None:
        self.passages, self.articles = passages, articles
        self.labels = one(pairs(store, RDFS.label, KG.Fact))
        self.literals = {name: one(pairs(store, vocab.iri(name))) for name in LITERALS}
        for name in DATES:
            self.literals[name] = {iri: date(value) for iri, value in self.literals[name].items()}
        self.confidence = one(pairs(store, KG.confidence, KG.Fact))
        self.status = many(pairs(store, KG.status))
        self.evidence = many(pairs(store, KG.evidence))
        self.events = one(pairs(store, KG.sameEvent))
        self.times = Times(self.literals["startDate"], self.literals["endDate"], self.events)
        self.roles = _roles(store)
        self.quantities = _quantities(store)

    def fact(self, iri: str, type_: str) -> Fact:
        """The fact with this IRI."""
        said = {name: column.get(iri, "") for name, column in self.literals.items()}
        span = offset(said["triggerStart"]), offset(said["triggerEnd"])
        evidence = sorted((each for each in self.evidence.get(iri, ()) if each in self.passages), key=lambda each: self.passages[each])
        # the sentence with the trigger: the last that begins before it
        passage = next((each for each in reversed(evidence) if self.passages[each][1] <= span[0]), evidence[0] if evidence else "")
        article = self.passages[passage][0] if passage else ""
        issued = self.articles[article].issued if article in self.articles else ""
        return Fact(
            iri, kind_of(type_), type_, said["trigger"] or said["post"], self.labels.get(iri, iri),
            said["startDate"], said["endDate"],
            self.roles.get(iri, ()), self.quantities.get(iri, ()), self.status.get(iri, ()), passage, tuple(evidence),
            article, span, figure(self.confidence.get(iri, "")), self.events.get(iri, ""), self.times.of(iri, issued),
        )


DATES: Final = ("startDate", "endDate")
LITERALS: Final = ("trigger", "post", *DATES, "triggerStart", "triggerEnd")


def _roles(store: Source) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for role in ROLES:
        for fact, filler in pairs(store, vocab.iri(role)):
            found[fact].append((role, filler))
    return {fact: tuple(each) for fact, each in found.items()}


def _quantities(store: Source) -> dict[str, tuple[Quantity, ...]]:
    words = one(pairs(store, RDFS.label, KG.Quantity))
    values, units, bounds, of, totals = (
        one(_known(pairs(store, name), words)) for name in (KG.value, KG.unit, KG.bound, KG.of, KG.total))
    found: dict[str, list[Quantity]] = defaultdict(list)
    for fact, iri in pairs(store, KG.quantity):
        if figure(values.get(iri, "")):
            total = totals.get(iri) == "true"
            found[fact].append(Quantity(
                iri, words.get(iri, ""), Decimal(values[iri]), units.get(iri, ""), bounds.get(iri, "exact"), of.get(iri, ""), total))
    return {fact: tuple(each) for fact, each in found.items()}


def _known(found: Iterable[Row], subjects: Mapping[str, str]) -> Iterator[Row]:
    return (row for row in found if row[0] in subjects)
