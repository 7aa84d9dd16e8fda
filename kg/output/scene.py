"""What a picture of the graph shows, taken out of the store by SPARQL.

In: a store that answers queries over the union of its articles. Out: a :class:`Scene`: the best-connected entities up
to a limit, every fact about them, the sentences behind the facts and the articles these stand in. All parts are sorted,
so the same graph gives the same scene whatever order the store answers in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kg import vocab
from kg.vocab import DCTERMS, KG, RDFS, SKOS

ROLES = ("agent", "object", "recipient", "origin", "destination", "place", "holder", "organization")
LINKS = ("within", "locatedIn", "partOf")
BATCH = 400                              # IRIs asked about in one query
MANY = 4000                              # IRIs of which so many are asked about that it is quicker to read of all


class Queryable(Protocol):
    """A store, as far as a scene needs it."""

    def query(self, text: str, /) -> Any:
        """The solutions of a SELECT query over the union of all graphs; of each, values by number."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A node: ``kind`` is its root class, ``type`` its most specific one; ``links`` are pairs of a property and an IRI."""

    iri: str
    kind: str
    type: str
    label: str
    aliases: tuple[str, ...]
    code: str
    links: tuple[tuple[str, str], ...]
    mentions: tuple[str, ...]            # IRIs of passages, in reading order


@dataclass(frozen=True, slots=True)
class Fact:
    """An action (``word`` is its trigger) or a tenure (``word`` is the post).

    ``roles`` are pairs of a role and the IRI of who fills it, ``figures`` pairs of words and the IRI of what is counted,
    or an empty string; ``span`` is where the trigger stands in the text as read, or (0, 0); ``event`` the IRI of what other
    articles may tell of, too.
    """

    iri: str
    kind: str
    type: str
    word: str
    roles: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    start: str
    end: str
    span: tuple[int, int]
    evidence: tuple[str, ...]            # IRIs of passages
    rule: str
    confidence: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence; ``start`` is its offset in the text as read."""

    text: str
    start: int
    article: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article's particulars."""

    iri: str
    identifier: str
    title: str
    issued: str
    publisher: str
    source: str


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a picture shows. ``labels`` names whoever takes part in a fact, drawn or not; the rest counts the whole
    graph: its nodes by root class (actions among them), those that a picture of all of it would draw, its facts and its articles."""

    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    labels: Mapping[str, str]
    passages: Mapping[str, Passage]
    documents: Mapping[str, Document]
    kinds_in_all: Mapping[str, int]
    nodes_in_all: int
    facts_in_all: int
    documents_in_all: int


def scene(store: Queryable, kinds: Sequence[str], limit: int, *, told: bool = True) -> Scene:
    """The scene of the graph in ``store``: entities of the root classes ``kinds``, best-connected first chosen, so many
    that they and the actions between them are at most ``limit`` nodes. Unless ``told``, without what only the panel of a page tells:
    other names, figures and all sentences but where they stand."""
    roots = _roots(store, kinds)
    roles = _triples(store, ROLES)
    links = [row for row in _triples(store, LINKS) if row[0] in roots and row[2] in roots and row[0] != row[2]]
    chosen = _chosen(roots, roles, links, limit)
    drawn = {fact for fact, _, filler in roles if filler in chosen}
    facts = _facts(store, sorted(drawn), roles, told)
    mentioned = _values(store, KG.mentionedIn, sorted(chosen))
    passages = _passages(store, sorted({*_flat(mentioned.values()), *_flat(fact.evidence for fact in facts)}), told)
    documents = _documents(store, sorted({passage.article for passage in passages.values()}))
    order = _reading_order(passages, documents)
    fillers = {filler for fact in facts for _, filler in (*fact.roles, *fact.figures) if filler} if told else set()
    labels = _first(_values(store, RDFS.label, sorted(chosen | fillers), KG.Entity))
    mentioned = {key: sorted(found, key=order) for key, found in mentioned.items()}
    return Scene(
        entities=tuple(_entities(store, chosen, roots, labels, links, told, mentioned)),
        facts=tuple(sorted(facts, key=lambda fact: (min(map(order, fact.evidence), default=("", "", 0)), fact.span, fact.iri))),
        labels=labels,
        passages=passages,
        documents=documents,
        kinds_in_all={**Counter(roots.values()), "Action": _count(store, KG.Action)},
        nodes_in_all=len(roots) + len(_second(roots, roles)),
        facts_in_all=_count(store, KG.Fact),
        documents_in_all=_count(store, KG.Article),
    )


def _count(store: Queryable, class_: str) -> int:
    """How many nodes of a class the whole graph has."""
    return int(next(_rows(store, f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a <{class_}> }}"))[0])


def _roots(store: Queryable, kinds: Sequence[str]) -> dict[str, str]:
    """Every entity and the first of ``kinds`` that it belongs to."""
    found: dict[str, str] = {}
    for kind in kinds:
        for (entity,) in _rows(store, f"SELECT DISTINCT ?s WHERE {{ ?s a <{vocab.iri(kind)}> }}"):
            found.setdefault(entity, kind)
    return found


def _triples(store: Queryable, properties: Sequence[str]) -> list[tuple[str, str, str]]:
    """Subject, local name of the property and object of all statements with these properties, sorted."""
    return sorted(
        (subject, name, value)
        for name in properties
        for subject, value in _rows(store, f"SELECT DISTINCT ?s ?o WHERE {{ ?s <{vocab.iri(name)}> ?o }}")
    )


def _chosen(
    roots: Mapping[str, str], roles: Iterable[tuple[str, str, str]], links: Iterable[tuple[str, str, str]], limit: int
) -> set[str]:
    """The entities with most facts and links, as many as fit into ``limit`` together with the actions that join them."""
    degree = Counter(filler for _, _, filler in roles if filler in roots)
    degree.update(end for source, _, target in links for end in (source, target))
    ranked = sorted(roots, key=lambda entity: (-degree[entity], entity))
    second = _second({entity: place for place, entity in enumerate(ranked)}, roles)
    count = bisect_right(range(len(ranked) + 1), limit, key=lambda size: size + bisect_right(second, size - 1)) - 1
    return set(ranked[:max(count, 0)])


def _second(rank: Mapping[str, Any], roles: Iterable[tuple[str, str, str]]) -> list[Any]:
    """Of every action with two or more participants among the ranked, the second best rank, sorted: an action is drawn from the
    moment that its second participant is."""
    fillers = defaultdict(set)
    for fact, role, filler in roles:
        if filler in rank and role not in ("holder", "organization"):
            fillers[fact].add((rank[filler], filler))
    return sorted(sorted(places)[1][0] for places in fillers.values() if len(places) > 1)


def _facts(store: Queryable, iris: Sequence[str], roles: Iterable[tuple[str, str, str]], told: bool) -> list[Fact]:
    """The facts with these IRIs."""
    fillers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for fact, role, filler in roles:
        fillers[fact].append((role, filler))
    types = _types(store, "Fact")
    asked = FACT_LITERALS if told else DRAWN_LITERALS
    one = {name: _first(_values(store, vocab.iri(name), iris)) if name in asked else {} for name in FACT_LITERALS}
    evidence = _values(store, KG.evidence, iris)
    figures = _figures(store, iris) if told else {}
    events = {} if told else _first(_values(store, KG.sameEvent, iris))
    return [
        Fact(
            iri=iri,
            kind="Tenure" if vocab.is_a(types[iri], "Tenure") else "Action",
            type=types[iri],
            word=one["trigger"].get(iri) or one["post"].get(iri, ""),
            roles=tuple(sorted(fillers[iri], key=lambda pair: (ROLES.index(pair[0]), pair[1]))),
            figures=tuple(figures.get(iri, ())),
            start=one["startDate"].get(iri, ""),
            end=one["endDate"].get(iri, ""),
            span=(int(one["triggerStart"].get(iri, 0)), int(one["triggerEnd"].get(iri, 0))),
            evidence=tuple(evidence.get(iri, ())),
            rule=one["rule"].get(iri, ""),
            confidence=one["confidence"].get(iri, ""),
            event=events.get(iri, ""),
        )
        for iri in iris
        if iri in types
    ]


FACT_LITERALS = ("trigger", "post", "startDate", "endDate", "triggerStart", "triggerEnd", "rule", "confidence")
DRAWN_LITERALS = ("trigger", "startDate", "endDate")


def _figures(store: Queryable, facts: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The figures of each fact: their words, and the IRI of what they count."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    pattern = f"?s <{KG.quantity}> ?q . ?q <{RDFS.label}> ?words OPTIONAL {{ ?q <{KG.of}> ?of }}"
    for fact, words, of in sorted(set(_about(store, "?s ?words ?of", pattern, facts))):
        found[fact].append((words, of))
    return found


def _entities(
    store: Queryable,
    chosen: set[str],
    roots: Mapping[str, str],
    labels: Mapping[str, str],
    links: Iterable[tuple[str, str, str]],
    told: bool,
    mentioned: Mapping[str, Sequence[str]],
) -> Iterator[Entity]:
    """The chosen entities, sorted by IRI."""
    iris = sorted(chosen)
    types = _types(store, "Entity")
    aliases = _values(store, SKOS.altLabel, iris) if told else {}
    codes = _first(_values(store, KG.divisionCode, iris)) if told else {}
    joined: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, name, target in links:
        joined[source].append((name, target))
    for iri in iris:
        label = labels.get(iri, iri)
        others = tuple(alias for alias in aliases.get(iri, ()) if alias != label)
        yield Entity(
            iri=iri, kind=roots[iri], type=types[iri], label=label, aliases=others, code=codes.get(iri, ""),
            links=tuple(joined[iri]), mentions=tuple(mentioned.get(iri, ())),
        )


def _types(store: Queryable, root: str) -> dict[str, str]:
    """The most specific class of everything under ``root``."""
    names = {above for leaf in vocab.leaves(root) for above in vocab.superclasses(leaf) if vocab.is_a(above, root)}
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (len(vocab.superclasses(name)), name)):
        found.update((iri, name) for iri, in _rows(store, f"SELECT ?s WHERE {{ ?s a <{vocab.iri(name)}> }}"))
    return found


def _passages(store: Queryable, iris: Sequence[str], told: bool) -> dict[str, Passage]:
    text = f"<{KG.text}> ?text ; " if told else ""
    pattern = f"?s {text}<{KG.start}> ?start ; <{DCTERMS.isPartOf}> ?article"
    rows = sorted(set(_about(store, "?s ?text ?start ?article", pattern, iris)))
    return {iri: Passage(text, int(start), article) for iri, text, start, article in rows}


def _documents(store: Queryable, iris: Sequence[str]) -> dict[str, Document]:
    names = (DCTERMS.identifier, DCTERMS.title, DCTERMS.issued, DCTERMS.publisher, DCTERMS.source)
    columns = [_first(_values(store, name, iris)) for name in names]
    return {iri: Document(iri, *(column.get(iri, "") for column in columns)) for iri in iris}


def _reading_order(passages: Mapping[str, Passage], documents: Mapping[str, Document]) -> Callable[[str], tuple[str, str, int]]:
    """A sort key for passages: article by article as they came out, each from its beginning."""

    def key(iri: str) -> tuple[str, str, int]:
        passage = passages[iri]
        return documents[passage.article].issued, passage.article, passage.start

    return key


# the way to the store


def _values(store: Queryable, predicate: str, subjects: Sequence[str], class_: str = "") -> dict[str, list[str]]:
    """All values of a property, sorted, by subject; ``class_`` is what all subjects are, where others have the property, too."""
    found: dict[str, list[str]] = defaultdict(list)
    of = f"?s a <{class_}> . " if class_ else ""
    for subject, value in sorted(set(_about(store, "?s ?o", f"{of}?s <{predicate}> ?o", subjects))):
        found[subject].append(value)
    return dict(found)


def _first(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {subject: found[0] for subject, found in values.items()}


def _flat(lists: Iterable[Iterable[str]]) -> Iterator[str]:
    return (item for items in lists for item in items)


def _about(store: Queryable, columns: str, pattern: str, subjects: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The rows of a query whose ``?s`` is one of ``subjects``; they are IRIs of the store, so they need no escaping."""
    if len(subjects) > MANY:
        wanted = frozenset(subjects)
        yield from (row for row in _rows(store, f"SELECT {columns} WHERE {{ {pattern} }}") if row[0] in wanted)
        return
    for first in range(0, len(subjects), BATCH):
        values = " ".join(f"<{subject}>" for subject in subjects[first:first + BATCH])
        yield from _rows(store, f"SELECT {columns} WHERE {{ VALUES ?s {{ {values} }} {pattern} }}")


def _rows(store: Queryable, text: str) -> Iterator[tuple[str, ...]]:
    """The solutions of a query as plain text, unbound values empty."""
    for solution in store.query(text):
        yield tuple(value.value if value is not None else "" for value in solution)
