"""Looking things up: in, a store and a name or an IRI; out, everything that the graph says about it, with the sentences.

What comes out is plain data (frozen dataclasses of strings), for the command line to print or to turn into JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocab
from kg.errors import QueryError
from kg.graph.statements import HANS, HANT, TAGS
from kg.graph.store import Store
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS

NAMES: Final = (RDFS.label, SKOS.altLabel)
ALIKE: Final = 0.5
"""From which share of common characters on one name may be meant by another: one of two."""
TOLD_APART: Final = (
    RDF.type, *NAMES, KG.mentionedIn, KG.evidence, KG.refersTo, KG.participation, KG.sign, KG.possiblySame, KG.identityReason, KG.between,
)
"""Properties that a card tells in fields of their own."""

LIKE: Final = f"""
SELECT DISTINCT ?node ?part WHERE {{
  VALUES ?name {{ <{RDFS.label}> <{SKOS.altLabel}> }}
  VALUES ?class {{ <{KG.Entity}> <{KG.Fact}> <{KG.Article}> }}
  ?node ?name ?label ; a ?class
  FILTER(CONTAINS(LCASE(STR(?label)), LCASE(?part)))
}}
"""

LABELS: Final = f"""
SELECT DISTINCT ?label WHERE {{ ?node a <{KG.Entity}> ; <{RDFS.label}> ?label }}
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A node in short: ``type`` is the local name of its most specific class (empty where it has none of the ontology's
    own), ``label`` falls back to the IRI."""

    iri: str
    type: str
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the article prints it; ``start`` and ``end`` are offsets into the text as read, ``article`` and
    ``issued`` are identifier and date (or empty) of the article."""

    text: str
    start: int
    end: int
    article: str
    title: str
    issued: str


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: the property in short form (``kg:within``), the value as text, and the node that it is, if it is."""

    property: str
    value: str
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A node that may be the same as the one shown: how much speaks for it, and what, by language (``zh`` ``en``)."""

    node: Node
    score: float
    reasons: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody has judged of the node's name in two ``articles``: the ``answer`` (``same`` ``different`` ``unsure``), who,
    when and a note."""

    answer: str
    articles: tuple[str, ...]
    by: str
    on: str
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about a node. ``names`` are its other names; ``lines`` what is said of it; ``mentions`` the statements
    that have it as their value, told from the other end (the action that it is the ``kg:agent`` of); ``sentences`` where
    it is mentioned, or what a fact comes from, in the order of the articles. ``grounds`` say, by language, why several articles
    tell of it; ``resemblances`` are what may be the same, the likest first; ``judgements`` what people have said of that."""

    node: Node
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    mentions: tuple[Line, ...]
    sentences: tuple[Sentence, ...]
    grounds: Mapping[str, tuple[str, ...]]
    resemblances: tuple[Resemblance, ...]
    judgements: tuple[Judgement, ...]


def show(store: Store, name: str) -> Card | tuple[Node, ...]:
    """The card of what ``name`` names, or the candidates, best first, where it may be several things.

    ``name`` is an IRI (in full, in angle brackets or short: ``person:…``), or else a name exactly as the graph has it in
    simplified or traditional characters, or else a part of names. Raises QueryError where nothing is found.
    """
    found = find(store, name)
    if not found:
        raise QueryError(f"nothing in the graph is called {name!r}", _cure(store, name))
    return card(store, found[0].iri) if len(found) == 1 else found


def find(store: Store, name: str) -> tuple[Node, ...]:
    """The nodes that ``name`` may mean, as :func:`show` reads it; those with the shortest labels first."""
    name = readable(name)
    iri = as_iri(store, name)
    if iri:
        return (node_of(store, iri),)
    found = _called(store, name) or _like(store, name)
    return shortest_first(store, found)


def card(store: Store, iri: str) -> Card:
    """Everything that the graph says about the node ``iri``; raises QueryError where it says nothing."""
    triples = store.about(iri)
    if not triples:
        raise QueryError(f"the graph says nothing about {iri}", "look for it by name")
    passages = [triple for triple in triples if triple.predicate.value in (KG.mentionedIn, KG.evidence)]
    return Card(
        node=node_of(store, iri),
        names=values(triples, SKOS.altLabel),
        lines=tuple(_line(store, triple, triple.object) for triple in triples if triple.predicate.value not in TOLD_APART),
        mentions=tuple(
            _line(store, triple, triple.subject) for triple in store.into(iri) if triple.predicate.value not in TOLD_APART
        ),
        sentences=_sentences(store, [triple.object.value for triple in passages if isinstance(triple.object, NamedNode)]),
        grounds=_by_language(triples, KG.identityReason),
        resemblances=_resemblances(store, iri),
        judgements=_judgements(store, iri),
    )


def specific(types: Iterable[str]) -> str:
    """The most specific of the classes with these IRIs, as a local name: the one with the most classes above it. Empty
    where none is of the ontology."""
    own = [vocab.local(type_) for type_ in types if type_.startswith(KG.base)]
    return max(sorted(own), key=lambda name: len(vocab.superclasses(name)), default="")


# finding


def readable(name: str) -> str:
    """``name`` with a question mark for each byte that is no character, which a terminal may pass on."""
    return name.encode("utf-8", "replace").decode("utf-8")


def shortest_first(store: Store, found: Iterable[str]) -> tuple[Node, ...]:
    """The nodes with these IRIs, those with the shortest labels first."""
    return tuple(sorted((node_of(store, iri) for iri in found), key=lambda node: (len(node.label), node.label, node.iri)))


def as_iri(store: Store, name: str) -> str:
    """The IRI that ``name`` is or abbreviates, if the graph knows it; else nothing."""
    prefix, colon, rest = name.partition(":")
    if not colon:
        return ""
    iri = store.prefixes[prefix] + rest if prefix in store.prefixes else name.removeprefix("<").removesuffix(">")
    try:
        return iri if store.about(iri) else ""
    except ValueError:
        return ""


def _called(store: Store, name: str) -> set[str]:
    """IRIs of the nodes that have exactly this name."""
    return {
        triple.subject.value
        for language in (HANS, HANT)
        for property_ in NAMES
        for triple in store.having(property_, Literal(name, language=language))
        if isinstance(triple.subject, NamedNode)
    }


def _like(store: Store, part: str) -> set[str]:
    """IRIs of the entities, facts and articles with this in a name."""
    return {row["node"].value for row in store.select(LIKE, {"part": Literal(part)}) if isinstance(row["node"], NamedNode)}


def _cure(store: Store, name: str) -> str:
    """What to try for a name that the graph does not know: the label most like it, if one is."""
    labels = sorted({row["label"].value for row in store.select(LABELS) if isinstance(row["label"], Literal)})
    near = get_close_matches(name, labels, 1, ALIKE)
    return f"did you mean {near[0]}?" if near else "try a shorter part of the name"


# describing


def node_of(store: Store, iri: str) -> Node:
    """The node ``iri`` in short."""
    triples = store.about(iri)
    return Node(iri, specific(values(triples, RDF.type)), first(triples, RDFS.label) or iri)


def _line(store: Store, triple: Triple, other: object) -> Line:
    property_ = _short(store, triple.predicate.value)
    if isinstance(other, NamedNode):
        node = node_of(store, other.value)
        return Line(property_, node.label, node)
    return Line(property_, other.value if isinstance(other, Literal) else str(other))


def _between(store: Store, iri: str, class_: str) -> Iterator[list[Triple]]:
    """What is said of the nodes of a class that are between this one and another."""
    for triple in store.into(iri):
        if triple.predicate.value == KG.between and isinstance(triple.subject, NamedNode):
            said = store.about(triple.subject.value)
            if class_ in values(said, RDF.type):
                yield said


def _resemblances(store: Store, iri: str) -> tuple[Resemblance, ...]:
    found = [
        Resemblance(node_of(store, other), float(first(said, KG.confidence)), _by_language(said, KG.reason))
        for said in _between(store, iri, KG.Resemblance) for other in values(said, KG.between) if other != iri
    ]
    return tuple(sorted(found, key=lambda each: (-each.score, each.node.label, each.node.iri)))


def _judgements(store: Store, iri: str) -> tuple[Judgement, ...]:
    """Those on the node, the earliest first."""
    found = [
        Judgement(
            first(said, KG.answer),
            tuple(sorted(first(store.about(each), DCTERMS.identifier) for each in values(said, DCTERMS.references))),
            first(said, DCTERMS.creator), first(said, DCTERMS.date), first(said, RDFS.comment),
        )
        for said in _between(store, iri, KG.Judgement)
    ]
    return tuple(sorted(found, key=lambda each: (each.on, each.articles, each.answer, each.by, each.note)))


def _by_language(triples: Iterable[Triple], property_: str) -> Mapping[str, tuple[str, ...]]:
    """The values of a property in each language, sorted."""
    found: dict[str, list[str]] = {short: [] for _, short in TAGS}
    for triple in triples:
        if triple.predicate.value == property_ and isinstance(triple.object, Literal):
            found.setdefault((triple.object.language or "")[:2], []).append(triple.object.value)
    return {short: tuple(sorted(words)) for short, words in found.items()}


def _sentences(store: Store, passages: Iterable[str]) -> tuple[Sentence, ...]:
    found = (sentence_of(store, passage) for passage in passages)
    return tuple(sorted(found, key=lambda sentence: (sentence.issued, sentence.article, sentence.start)))


def sentence_of(store: Store, passage: str) -> Sentence:
    """The sentence that the node ``passage`` is."""
    triples = store.about(passage)
    article = store.about(first(triples, DCTERMS.isPartOf))
    return Sentence(
        text=first(triples, KG.text),
        start=int(first(triples, KG.start)),
        end=int(first(triples, KG.end)),
        article=first(article, DCTERMS.identifier),
        title=first(article, DCTERMS.title),
        issued=first(article, DCTERMS.issued),
    )


def values(triples: Iterable[Triple], property_: str) -> tuple[str, ...]:
    """The values of a property among the statements of a node."""
    return tuple(
        triple.object.value
        for triple in triples
        if triple.predicate.value == property_ and isinstance(triple.object, NamedNode | Literal)
    )


def first(triples: Iterable[Triple], property_: str) -> str:
    """The first of them, or nothing."""
    return next(iter(values(triples, property_)), "")


def _short(store: Store, iri: str) -> str:
    return next((f"{prefix}:{iri.removeprefix(base)}" for prefix, base in store.prefixes.items() if iri.startswith(base)), iri)
