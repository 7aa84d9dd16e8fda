"""What people have to decide: in, a store; out, the pairs of persons that may be one and that the program could not decide on,
the likest first, each side with the sentences that mention it.

A pair is a node of its own (:data:`KG.Resemblance`, :data:`KG.between` two persons) with its confidence and the reasons for it. What comes
out is plain data, as in :mod:`kg.graph.show`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import QueryError
from kg.graph.show import Node, Sentence, first, node_of, sentence_of, specific, values
from kg.graph.statements import HANS
from kg.graph.store import Store
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS

PAIRS: Final = f"""
SELECT ?pair ?one ?other ?score WHERE {{
  ?pair a <{KG.Resemblance}> ; <{KG.between}> ?one, ?other .
  ?one a <{KG.Person}> . ?other a <{KG.Person}> .
  OPTIONAL {{ ?pair <{KG.confidence}> ?score }}
  FILTER(STR(?one) < STR(?other))
}} ORDER BY DESC(?score) STR(?pair)
"""

NAMED: Final = f"""
SELECT ?article ?label WHERE {{
  ?who a <{KG.Person}> ; <{RDFS.label}> ?label ; <{KG.mentionedIn}>/<{DCTERMS.isPartOf}>/<{DCTERMS.identifier}> ?article
}} LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One person of a pair: its other names, the labels of its posts, the sentences that mention it, in the order of the articles,
    and the identifiers of these articles."""

    node: Node
    names: tuple[str, ...]
    posts: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons who may be one: the name of the first, the class that both are of, how like they are (0 to 1), and why, by
    language (``zh`` ``en``); the side that is told of first comes first."""

    iri: str
    name: str
    type: str
    score: float
    reasons: Mapping[str, tuple[str, ...]]
    one: Side
    other: Side


def pairs(store: Store, name: str = "") -> Iterator[Pair]:
    """The undecided pairs, the likest first; only those of this name, if one is given. Each is read when it is asked for. One
    that no article mentions a side of is passed over: nobody could decide on it."""
    wanted = [(row["pair"], row["one"], row["other"]) for row in store.select(PAIRS)]
    for nodes in dict.fromkeys(wanted):
        iri, *sides = (node.value for node in nodes if isinstance(node, NamedNode))
        if not name or any(name in _called(store, side) for side in sides):
            found = _pair(store, iri, *sides)
            if found.one.articles and found.other.articles:
                yield found


def present(store: Store, name: str, article: str) -> None:
    """Raises QueryError unless the article with this identifier mentions a person with this label."""
    given = {"article": Literal(article), "label": Literal(name, language=HANS)}
    if not list(store.select(NAMED, given)):
        raise QueryError(f"the article {article!r} mentions no person {name!r}", "see who is undecided with: kg review")


def _by_language(triples: Iterable[Triple]) -> Mapping[str, tuple[str, ...]]:
    """The reasons in each language, sorted; those in none are under an empty one."""
    found: dict[str, list[str]] = {}
    for triple in triples:
        if triple.predicate.value == KG.reason and isinstance(triple.object, Literal):
            found.setdefault((triple.object.language or "")[:2], []).append(triple.object.value)
    return {language: tuple(sorted(words)) for language, words in sorted(found.items())}


def _types(store: Store, iri: str) -> set[str]:
    return set(values(store.about(iri), RDF.type))


def _called(store: Store, iri: str) -> tuple[str, ...]:
    triples = store.about(iri)
    return (*values(triples, RDFS.label), *values(triples, SKOS.altLabel))


def _pair(store: Store, iri: str, one: str, other: str) -> Pair:
    triples = store.about(iri)
    sides = sorted((_side(store, one), _side(store, other)), key=_place)
    return Pair(
        iri=iri, name=sides[0].node.label, type=specific(_types(store, one) & _types(store, other)),
        score=float(first(triples, KG.confidence) or 0), reasons=_by_language(triples), one=sides[0], other=sides[1],
    )


def _place(side: Side) -> tuple[str, str, int, str]:
    """Where a side is told of first."""
    there = side.sentences[0] if side.sentences else None
    return (there.issued, there.article, there.start, side.node.iri) if there else ("", "", 0, side.node.iri)


def _side(store: Store, iri: str) -> Side:
    triples = store.about(iri)
    passages = (sentence_of(store, passage) for passage in values(triples, KG.mentionedIn))
    sentences = tuple(sorted(passages, key=lambda sentence: (sentence.issued, sentence.article, sentence.start)))
    held = (triple.subject for triple in store.into(iri) if triple.predicate.value == KG.holder)
    tenures = [tenure.value for tenure in held if isinstance(tenure, NamedNode)]
    return Side(
        node=node_of(store, iri), names=values(triples, SKOS.altLabel), sentences=sentences,
        posts=tuple(sorted({first(store.about(tenure), RDFS.label) for tenure in tenures})),
        articles=tuple(dict.fromkeys(sentence.article for sentence in sentences)),
    )
