"""The ontology's terms in code, and the questions that code asks of the class tree.

In: ``ontology/kg.ttl``, read once. Out: IRIs as plain strings (``KG.agent``) for every root and role that code names, and
the tree below the roots: :func:`superclasses`, :func:`is_a`, :func:`leaves`, :func:`label`. Leaf classes (kinds of
organisations, types of actions) are data: code never names them, it carries their local names as it found them.
``tests/ontology`` holds every term here against the ontology; a type checker catches a misspelt one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph

from kg.errors import DataError

DATA: Final = "https://w3id.org/tuzhi/id/"
"""The base of the graph's own IRIs, unless the user gives another."""


class KG:
    """The project's own ontology: roots, roles and other properties."""

    base: Final = "https://w3id.org/tuzhi/ontology#"

    # classes
    Article: Final = base + "Article"
    Passage: Final = base + "Passage"
    Entity: Final = base + "Entity"
    Person: Final = base + "Person"
    Official: Final = base + "Official"
    Organization: Final = base + "Organization"
    Group: Final = base + "Group"
    Place: Final = base + "Place"
    Work: Final = base + "Work"
    Measure: Final = base + "Measure"
    Item: Final = base + "Item"
    Matter: Final = base + "Matter"
    Fact: Final = base + "Fact"
    Tenure: Final = base + "Tenure"
    Action: Final = base + "Action"
    Event: Final = base + "Event"
    Quantity: Final = base + "Quantity"
    Mention: Final = base + "Mention"
    Participation: Final = base + "Participation"
    Resemblance: Final = base + "Resemblance"
    Judgement: Final = base + "Judgement"
    Correction: Final = base + "Correction"
    FormerName: Final = base + "FormerName"

    # of articles and passages
    home: Final = base + "home"
    text: Final = base + "text"
    start: Final = base + "start"
    end: Final = base + "end"

    # of mentions
    refersTo: Final = base + "refersTo"
    mentionStart: Final = base + "mentionStart"
    mentionEnd: Final = base + "mentionEnd"

    # of entities
    mentionedIn: Final = base + "mentionedIn"
    within: Final = base + "within"
    divisionCode: Final = base + "divisionCode"
    locatedIn: Final = base + "locatedIn"
    partOf: Final = base + "partOf"
    possiblySame: Final = base + "possiblySame"
    identityReason: Final = base + "identityReason"

    # of resemblances and judgements
    between: Final = base + "between"
    reason: Final = base + "reason"
    answer: Final = base + "answer"

    # of corrections
    corrected: Final = base + "corrected"
    inFavourOf: Final = base + "inFavourOf"
    formerName: Final = base + "formerName"

    # of former names
    name: Final = base + "name"
    formerArea: Final = base + "formerArea"
    until: Final = base + "until"

    # of facts
    evidence: Final = base + "evidence"
    rule: Final = base + "rule"
    confidence: Final = base + "confidence"
    sign: Final = base + "sign"
    participation: Final = base + "participation"
    startDate: Final = base + "startDate"
    endDate: Final = base + "endDate"
    triggerStart: Final = base + "triggerStart"
    triggerEnd: Final = base + "triggerEnd"
    sameEvent: Final = base + "sameEvent"

    # of participations
    inRole: Final = base + "inRole"
    mention: Final = base + "mention"

    # of tenures
    holder: Final = base + "holder"
    organization: Final = base + "organization"
    post: Final = base + "post"
    status: Final = base + "status"

    # of actions
    trigger: Final = base + "trigger"
    agent: Final = base + "agent"
    recipient: Final = base + "recipient"
    object: Final = base + "object"
    origin: Final = base + "origin"
    destination: Final = base + "destination"
    place: Final = base + "place"
    quantity: Final = base + "quantity"

    # of quantities
    value: Final = base + "value"
    unit: Final = base + "unit"
    bound: Final = base + "bound"
    total: Final = base + "total"
    of: Final = base + "of"


class RDF:
    """RDF."""

    base: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    type: Final = base + "type"


class RDFS:
    """RDF Schema."""

    base: Final = "http://www.w3.org/2000/01/rdf-schema#"
    label: Final = base + "label"
    comment: Final = base + "comment"
    subClassOf: Final = base + "subClassOf"
    subPropertyOf: Final = base + "subPropertyOf"
    domain: Final = base + "domain"
    range: Final = base + "range"


class OWL:
    """OWL 2."""

    base: Final = "http://www.w3.org/2002/07/owl#"
    Class: Final = base + "Class"
    ObjectProperty: Final = base + "ObjectProperty"
    DatatypeProperty: Final = base + "DatatypeProperty"
    sameAs: Final = base + "sameAs"
    versionInfo: Final = base + "versionInfo"


class XSD:
    """Datatypes of XML Schema."""

    base: Final = "http://www.w3.org/2001/XMLSchema#"
    string: Final = base + "string"
    integer: Final = base + "integer"
    nonNegativeInteger: Final = base + "nonNegativeInteger"
    decimal: Final = base + "decimal"
    boolean: Final = base + "boolean"
    date: Final = base + "date"
    gYearMonth: Final = base + "gYearMonth"
    gYear: Final = base + "gYear"


class SKOS:
    """Simple Knowledge Organization System."""

    base: Final = "http://www.w3.org/2004/02/skos/core#"
    Concept: Final = base + "Concept"
    altLabel: Final = base + "altLabel"
    definition: Final = base + "definition"
    example: Final = base + "example"


class DCTERMS:
    """Dublin Core terms."""

    base: Final = "http://purl.org/dc/terms/"
    identifier: Final = base + "identifier"
    title: Final = base + "title"
    issued: Final = base + "issued"
    publisher: Final = base + "publisher"
    creator: Final = base + "creator"
    contributor: Final = base + "contributor"
    language: Final = base + "language"
    source: Final = base + "source"
    isPartOf: Final = base + "isPartOf"
    references: Final = base + "references"
    date: Final = base + "date"


class PROV:
    """The provenance ontology."""

    base: Final = "http://www.w3.org/ns/prov#"
    Entity: Final = base + "Entity"
    Activity: Final = base + "Activity"


class ORG:
    """The W3C organization ontology."""

    base: Final = "http://www.w3.org/ns/org#"
    Organization: Final = base + "Organization"
    Membership: Final = base + "Membership"


class FOAF:
    """Friend of a friend."""

    base: Final = "http://xmlns.com/foaf/0.1/"
    Agent: Final = base + "Agent"
    Person: Final = base + "Person"


class SCHEMA:
    """schema.org."""

    base: Final = "https://schema.org/"
    NewsArticle: Final = base + "NewsArticle"
    CreativeWork: Final = base + "CreativeWork"


class GEO:
    """GeoSPARQL."""

    base: Final = "http://www.opengis.net/ont/geosparql#"
    Feature: Final = base + "Feature"
    sfWithin: Final = base + "sfWithin"


PREFIXES: Final[Mapping[str, str]] = MappingProxyType({
    "kg": KG.base,
    "dcterms": DCTERMS.base,
    "foaf": FOAF.base,
    "geo": GEO.base,
    "org": ORG.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "schema": SCHEMA.base,
    "skos": SKOS.base,
    "xsd": XSD.base,
})
"""Prefix → namespace, for writers and for queries."""


LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"zh-hans": "zh-Hans", "en": "en"})
"""Language tags of the ontology's labels, as the parser folds them → as they are written."""


def ontology(name: str) -> Path:
    """The file or folder ``name`` of the ontology, whether the package is installed (``kg/ontology``) or runs from a
    checkout (``ontology`` beside ``kg``). Raises DataError where there is none."""
    here = Path(__file__).parent
    for folder in (here / "ontology", here.parent / "ontology"):
        if (folder / "kg.ttl").is_file() and (folder / name).exists():
            return folder / name
    raise DataError(f"ontology/{name} is missing", "reinstall the package")


@dataclass(frozen=True, slots=True)
class Term:
    """A class of the ontology: local names of the classes directly above it, IRIs of those of other vocabularies, and
    its label by language (``zh-Hans`` ``en``)."""

    name: str
    parents: tuple[str, ...]
    foreign: tuple[str, ...]
    labels: Mapping[str, str]


def iri(name: str) -> str:
    """The IRI of the term with the local name ``name``."""
    return KG.base + name


def local(term: str) -> str:
    """The local name of a term of the ontology, given its IRI."""
    return term.removeprefix(KG.base)


def superclasses(name: str) -> tuple[str, ...]:
    """``name`` and the classes of the ontology above it, as local names, most specific first: what a node of that class
    is typed with. Raises DataError for an unknown class."""
    return tuple(term.name for term in _upward(name))


def foreign(name: str) -> tuple[str, ...]:
    """IRIs of the classes of other vocabularies that hold every member of the class ``name``, most specific first.
    Raises DataError for an unknown class."""
    return tuple(dict.fromkeys(above for term in _upward(name) for above in term.foreign))


def is_a(name: str, root: str) -> bool:
    """Whether the class ``name`` is ``root`` or lies under it; both are local names. Raises DataError for an unknown
    ``name``."""
    return root in superclasses(name)


def leaves(root: str) -> tuple[str, ...]:
    """Local names of the classes under ``root`` that have none below them, sorted; ``root`` itself where it has none.
    Raises DataError for an unknown class."""
    inner = {parent for term in _classes().values() for parent in term.parents}
    _term(root)
    return tuple(name for name in sorted(_classes()) if name not in inner and is_a(name, root))


def known(name: str) -> bool:
    """Whether the ontology has a class with the local name ``name``."""
    return name in _classes()


def label(name: str, language: str = "zh-Hans") -> str:
    """The label of the class or property ``name`` in ``zh-Hans`` or ``en``. Raises DataError for an unknown one."""
    return (_labels().get(name) or _term(name).labels)[language]


def _term(name: str) -> Term:
    try:
        return _classes()[name]
    except KeyError:
        raise DataError(f"the ontology has no class kg:{name}", "mend the name, or add the class to kg/zh") from None


@cache
def _upward(name: str) -> tuple[Term, ...]:
    """The class and those above it, level by level."""
    found = {name: _term(name)}
    level = [name]
    while level:
        level = [parent for child in level for parent in _term(child).parents if parent not in found]
        found.update((parent, _term(parent)) for parent in level)
    return tuple(found.values())


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    """The labels of all terms of the ontology, by local name and language."""
    labels: dict[str, dict[str, str]] = {}
    for quad in pyoxigraph.parse(path=ontology("kg.ttl"), format=pyoxigraph.RdfFormat.TURTLE):
        if quad.predicate.value == RDFS.label and isinstance(quad.object, pyoxigraph.Literal):
            name = local(getattr(quad.subject, "value", ""))
            labels.setdefault(name, {})[LANGUAGES.get(quad.object.language or "", "")] = quad.object.value
    return labels


@cache
def _classes() -> Mapping[str, Term]:
    """All classes of the ontology, by local name."""
    parents: dict[str, list[str]] = {}
    classes = []
    for quad in pyoxigraph.parse(path=ontology("kg.ttl"), format=pyoxigraph.RdfFormat.TURTLE):
        name, predicate, value = local(getattr(quad.subject, "value", "")), quad.predicate.value, quad.object
        if predicate == RDF.type and value == pyoxigraph.NamedNode(OWL.Class):
            classes.append(name)
        elif predicate == RDFS.subClassOf and isinstance(value, pyoxigraph.NamedNode):
            parents.setdefault(name, []).append(value.value)
    return {name: _class(name, parents.get(name, []), _labels().get(name, {})) for name in classes if ":" not in name}


def _class(name: str, parents: list[str], labels: Mapping[str, str]) -> Term:
    ours = tuple(local(parent) for parent in parents if parent.startswith(KG.base))
    return Term(name, ours, tuple(parent for parent in parents if not parent.startswith(KG.base)), labels)
