"""Why the graph says something: in, a store and a fact; out, where it stands, how it and its roles were found, how sure it is.

What comes out is plain data (frozen dataclasses), for the command line to print or to turn into JSON. Words are English and
Chinese (``reasons.toml``); all offsets lead into the text as read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocab
from kg.errors import QueryError
from kg.graph.show import Node, Sentence, as_iri, first, node_of, readable, sentence_of, shortest_first, values
from kg.graph.store import Store
from kg.vocab import DCTERMS, KG, RDF, RDFS
from kg.zh import table
from kg.zh.reasons import FACTS, LANGUAGES, MENTIONS, ROLES, SIGNS, reason

CONFIDENCE: Final = "confidence.toml"
TRIGGER: Final = "trigger"
LOWERING: Final = -0.1
"""The weight from which on a sign is said to lower the confidence: above it, by less than a hundredth."""
WORDS: Final = f"""
SELECT DISTINCT ?fact ?part WHERE {{ ?fact a <{KG.Fact}> ; <{RDFS.label}> ?label FILTER(CONTAINS(LCASE(STR(?label)), LCASE(?part))) }}
"""
STARTS: Final = f"""
SELECT DISTINCT ?fact ?part WHERE {{ ?fact a <{KG.Fact}> FILTER(STRSTARTS(REPLACE(STR(?fact), "^.*/", ""), ?part)) }}
"""
ORDER: Final = ("holder", "organization", "post", "agent", "object", "quantity", "recipient", "origin", "destination", "place",
               "startDate", "endDate")
Words = Mapping[str, str]
"""Language (``zh`` ``en``) → words."""


@dataclass(frozen=True, slots=True)
class Part:
    """One participant: the words that fill the role, where they stand, how they were found, how sure that is if the fact is
    right; the entity that they were resolved to (posts and figures are none) and how they were recognised; whether they only
    stand for the entity, whose name is another."""

    role: str
    label: Words
    words: str
    start: int
    end: int
    rule: str
    how: Words
    confidence: float
    entity: Node | None
    recognised: str
    recognised_how: Words
    stands_for: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A circumstance that lowers a fact's confidence: ``right`` of ``of`` facts that had it, where that was measured."""

    name: str
    words: Words
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Why:
    """A fact explained. ``sentences`` begin with the one that has the trigger; further ones are those that roles were carried
    over from, of a tenure those that say it again. ``start`` and ``end`` are those of the trigger, of a tenure those of the
    post; ``status`` says how the post is held."""

    fact: Node
    type: Words
    definition: Words
    trigger: str
    start: int
    end: int
    period: tuple[str, ...]
    status: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    parts: tuple[Part, ...]
    rule: str
    how: Words
    confidence: float
    lowered_by: tuple[Sign, ...]


def why(store: Store, name: str) -> Why | tuple[Node, ...]:
    """The fact that ``name`` means, explained, or the candidates where it may be several.

    ``name`` is a fact's IRI (in full, in angle brackets or short: ``action:…``), the last part of one or its beginning, or
    words of its label. Raises QueryError where no fact is found.
    """
    found = facts(store, name)
    if not found:
        raise QueryError(f"no fact in the graph is {name!r}", "give words of one (who, what) or its IRI; kg show NAME lists facts")
    return explain(store, found[0].iri) if len(found) == 1 else found


def facts(store: Store, name: str) -> tuple[Node, ...]:
    """The facts that ``name`` may mean, those with the shortest labels first."""
    name = readable(name)
    iri = as_iri(store, name)
    if iri:
        return (_only_fact(store, iri),)
    words = name.split()
    starting = _found(store, STARTS, name) if name.isascii() and name.isalnum() else set()
    found = starting or (set.intersection(*(_found(store, WORDS, word) for word in words)) if words else set())
    nodes = shortest_first(store, found)
    return tuple(node for node in nodes if node.label == name) or nodes


def explain(store: Store, iri: str) -> Why:
    """The fact with this IRI, explained."""
    said = store.about(iri)
    fact = node_of(store, iri)
    signs = values(said, KG.sign)
    parts = tuple(sorted(_parts(store, said), key=lambda part: (ORDER.index(part.role), part.start, part.end, part.words)))
    label = {language: vocab.label(fact.type, tag) for language, tag in zip(LANGUAGES, ("zh-Hans", "en"), strict=True)}
    start, end = (int(first(said, offset) or 0) for offset in (KG.triggerStart, KG.triggerEnd))
    rule = first(said, KG.rule)
    return Why(
        fact=fact,
        type=label,
        definition=_definition(fact.type),
        trigger=first(said, KG.trigger) or first(said, KG.post),
        start=start,
        end=end,
        period=tuple(value for value in (first(said, KG.startDate), first(said, KG.endDate)) if value),
        status=tuple(sorted(values(said, KG.status))),
        sentences=tuple(_sentences(store, said, start)),
        parts=parts,
        rule=rule,
        how={language: reason(FACTS, rule, language, label[language]) for language in LANGUAGES},
        confidence=float(first(said, KG.confidence) or 0),
        lowered_by=tuple(_lowering("tenures" if first(said, KG.post) else "actions", signs)),
    )


def _only_fact(store: Store, iri: str) -> Node:
    if KG.Fact not in values(store.about(iri), RDF.type):
        node = node_of(store, iri)
        raise QueryError(f"{node.label} is no fact but {node.type}", "kg show it without --why: its facts are there")
    return node_of(store, iri)


def _found(store: Store, query: str, part: str) -> set[str]:
    return {row["fact"].value for row in store.select(query, {"part": Literal(part)}) if isinstance(row["fact"], NamedNode)}


def _definition(type_: str) -> Words:
    stanza = table("actions.toml").get(type_, {})
    return {language: str(stanza[f"definition_{language}"]) for language in LANGUAGES if f"definition_{language}" in stanza}


def _parts(store: Store, fact: list[Triple]) -> Iterator[Part]:
    for iri in values(fact, KG.participation):
        said = store.about(iri)
        mention = store.about(first(said, KG.mention))
        role, rule, recognised = first(said, KG.inRole), first(said, KG.rule), first(mention, KG.rule)
        entity = first(mention, KG.refersTo)
        yield Part(
            role=role,
            label={"zh": vocab.label(role), "en": vocab.label(role, "en")},
            words=_as_read(store, mention),
            start=int(first(mention, KG.mentionStart)),
            end=int(first(mention, KG.mentionEnd)),
            rule=rule,
            how={language: reason(ROLES, rule, language) for language in LANGUAGES},
            confidence=float(first(said, KG.confidence) or 0),
            entity=node_of(store, entity) if entity else None,
            recognised=recognised,
            recognised_how={language: reason(MENTIONS, recognised, language) for language in LANGUAGES},
            stands_for=bool(entity) and not first(mention, RDFS.label).startswith(f"{node_of(store, entity).label} ["),
        )


def _as_read(store: Store, mention: list[Triple]) -> str:
    """The words of a mention as the article prints them; what goes beyond its sentence is cut off."""
    passage = store.about(first(mention, DCTERMS.isPartOf))
    begin = int(first(passage, KG.start))
    return first(passage, KG.text)[int(first(mention, KG.mentionStart)) - begin:int(first(mention, KG.mentionEnd)) - begin]


def _sentences(store: Store, fact: list[Triple], start: int) -> Iterator[Sentence]:
    """The sentence with the trigger, then the others that say something of the fact or hold words that fill a role."""
    mentions = [store.about(first(store.about(iri), KG.mention)) for iri in values(fact, KG.participation)]
    passages = dict.fromkeys([*values(fact, KG.evidence), *(first(mention, DCTERMS.isPartOf) for mention in mentions)])
    found = [sentence_of(store, passage) for passage in passages]
    yield from sorted(found, key=lambda sentence: (not sentence.start <= start < sentence.end, sentence.start))


def _lowering(kind: str, signs: tuple[str, ...]) -> Iterator[Sign]:
    """The signs that lower the confidence of a fact, the weightiest first."""
    known: Mapping[str, Mapping[str, Any]] = table(CONFIDENCE)[kind]
    lowering = sorted((float(known[sign]["weight"]), sign) for sign in signs if sign in known)
    for weight, sign in lowering:
        if weight <= LOWERING:
            words = {language: reason(SIGNS, sign, language) for language in LANGUAGES}
            yield Sign(sign, words, int(known[sign]["right"]), int(known[sign]["of"]))


# showing where


def marked(why: Why, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """The sentence cut into pieces, each with the role that it fills: ``trigger`` for the trigger (of a tenure the post is the
    trigger), or nothing. Of words that overlap the trigger comes first, then the longer ones."""
    spans = [(why.start, why.end, TRIGGER), *sorted(
        ((part.start, part.end, part.role) for part in why.parts), key=lambda span: (span[0] - span[1], span))]
    kept: list[tuple[int, int, str]] = []
    for start, end, role in spans:
        if sentence.start <= start and end <= sentence.end and all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, role))
    offset = sentence.start
    for start, end, role in sorted(kept):
        yield sentence.text[offset - sentence.start:start - sentence.start], ""
        yield sentence.text[start - sentence.start:end - sentence.start], role
        offset = end
    yield sentence.text[offset - sentence.start:], ""
