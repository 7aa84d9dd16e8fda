"""The ontology holds every term of the contract and of the code, says what each means, and contradicts itself nowhere."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DC, DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, XSD, DefinedNamespace

from kg import vocab
from kg.errors import DataError
from kg.vocab import KG

REPOSITORY = Path(__file__).parents[2]
CONTRACT = tomllib.loads((Path(__file__).parent / "contract.toml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "zh-Hans")
HOME = rdflib.URIRef("https://w3id.org/tuzhi/ontology")
PUBLISHED: tuple[type[DefinedNamespace], ...] = (DC, DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, XSD)
"""Other vocabularies, whose terms rdflib lists."""

SPACES = (
    vocab.RDF, vocab.RDFS, vocab.OWL, vocab.XSD, vocab.SKOS, vocab.DCTERMS, vocab.PROV, vocab.ORG, vocab.FOAF, vocab.SCHEMA, vocab.GEO,
)  # fmt: skip


def terms(space: type) -> dict[str, str]:
    """Name → IRI of the terms of a namespace in code."""
    return {name: term for name, term in vars(space).items() if not name.startswith("_") and name != "base"}


CODE_TERMS = terms(KG)
FOREIGN_TERMS = [term for space in SPACES for term in terms(space).values()]
ENDS = [
    (kind, name, ends)
    for kind, key in ((OWL.ObjectProperty, "objects"), (OWL.DatatypeProperty, "literals"))
    for name, ends in CONTRACT[key].items()
]


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(vocab.ontology("kg.ttl"), format="turtle")


def iri(short: str) -> rdflib.URIRef:
    prefix, _, name = short.partition(":")
    return rdflib.URIRef(vocab.PREFIXES[prefix] + name)


def own(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    """The terms that the ontology defines."""
    return {term for term in graph.subjects() if isinstance(term, rdflib.URIRef) and term.startswith(KG.base)}


def words(graph: rdflib.Graph, term: rdflib.term.Node, predicate: rdflib.URIRef) -> dict[str, str]:
    """Language → text; fails where a language has two."""
    found = [value for value in graph.objects(term, predicate) if isinstance(value, rdflib.Literal)]
    assert len({value.language for value in found}) == len(found)
    return {str(value.language): str(value) for value in found}


def is_published(term: str) -> bool:
    """Whether one of the published vocabularies has this term; schema.org's listing has only some of its newer terms."""
    return any(term.startswith(str(space._NS)) and term in space for space in PUBLISHED)


@pytest.mark.parametrize(("name", "above"), CONTRACT["classes"].items())
def test_class_of_the_contract(ontology: rdflib.Graph, name: str, above: list[str]) -> None:
    term = rdflib.URIRef(KG.base + name)
    assert (term, RDF.type, OWL.Class) in ontology
    assert {iri(short) for short in above} <= set(ontology.transitive_objects(term, RDFS.subClassOf))


@pytest.mark.parametrize(("kind", "name", "ends"), ENDS)
def test_property_of_the_contract(ontology: rdflib.Graph, kind: rdflib.URIRef, name: str, ends: list[str]) -> None:
    term = rdflib.URIRef(KG.base + name)
    assert (term, RDF.type, kind) in ontology
    assert [ontology.value(term, RDFS.domain), ontology.value(term, RDFS.range)] == [iri(short) for short in ends]


@pytest.mark.parametrize(("name", "above"), CONTRACT["above"].items())
def test_alignment_of_properties(ontology: rdflib.Graph, name: str, above: str) -> None:
    assert (rdflib.URIRef(KG.base + name), RDFS.subPropertyOf, iri(above)) in ontology


def test_the_twenty_action_types_are_there() -> None:
    assert len(vocab.leaves("Action")) == 20


@pytest.mark.parametrize("name", CODE_TERMS)
def test_term_used_in_code(ontology: rdflib.Graph, name: str) -> None:
    assert CODE_TERMS[name] == KG.base + name
    kind = OWL.Class if name[0].isupper() else None
    types = set(ontology.objects(rdflib.URIRef(CODE_TERMS[name]), RDF.type))
    assert types & ({kind} if kind else {OWL.ObjectProperty, OWL.DatatypeProperty})


def test_code_takes_its_terms_from_the_vocabulary() -> None:
    """Every ``KG.x`` and ``kg:x`` in code and questions is a term of the ontology."""
    known = {vocab.local(str(term)) for term in own(rdflib.Graph().parse(vocab.ontology("kg.ttl")))}
    files = [*(REPOSITORY / "kg").rglob("*.py"), *(REPOSITORY / "ontology").rglob("*.rq"), REPOSITORY / "ontology" / "shapes.ttl"]
    used = {(path.name, name) for path in files for name in re.findall(r"\b(?:KG\.|kg:)(\w+)", path.read_text(encoding="utf-8"))}
    assert len(used) > 100
    assert {(path, name) for path, name in used if name not in known | {"base"}} == set()


@pytest.mark.parametrize("term", FOREIGN_TERMS)
def test_foreign_term_used_in_code_exists(term: str) -> None:
    assert is_published(term)


def test_foreign_terms_of_the_ontology_exist(ontology: rdflib.Graph) -> None:
    named = {str(term) for triple in ontology for term in triple if isinstance(term, rdflib.URIRef)}
    foreign = {term for term in named if not term.startswith((KG.base, str(HOME), "https://www.apache.org/"))}
    assert {term for term in foreign if not is_published(term)} == set()


def test_every_term_has_label_and_definition_in_both_languages(ontology: rdflib.Graph) -> None:
    for term, predicate in product(own(ontology), (RDFS.label, SKOS.definition)):
        said = words(ontology, term, predicate)
        assert sorted(said) == list(LANGUAGES), (term, predicate)
        assert all(text.strip() for text in said.values())
        assert (term, RDFS.isDefinedBy, HOME) in ontology


def test_labels_tell_classes_apart(ontology: rdflib.Graph) -> None:
    classes = set(ontology.subjects(RDF.type, OWL.Class)) & own(ontology)
    for language in LANGUAGES:
        labels = [words(ontology, term, RDFS.label)[language] for term in classes]
        assert len(labels) == len(set(labels))


def test_every_property_has_domain_and_range(ontology: rdflib.Graph) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in set(ontology.subjects(RDF.type, kind)) & own(ontology):
            assert ontology.value(term, RDFS.domain), term
            assert ontology.value(term, RDFS.range), term


def test_every_action_type_has_example_and_known_roles(ontology: rdflib.Graph) -> None:
    roles = set(ontology.subjects(RDFS.domain, rdflib.URIRef(KG.Action)))
    examples = [ontology.value(rdflib.URIRef(vocab.iri(name)), SKOS.example) for name in vocab.leaves("Action")]
    assert None not in examples
    assert len(set(examples)) == 20
    for name in vocab.leaves("Action"):
        assert set(ontology.objects(rdflib.URIRef(vocab.iri(name)), rdflib.URIRef(KG.base + "role"))) <= roles


def test_examples_are_our_own() -> None:
    """No example sentence is taken from the articles that the program was made with."""
    texts = REPOSITORY.parent / "shared" / "text" / "articles.jsonl"
    if not texts.exists():
        pytest.skip("the articles are not beside the repository")
    read = texts.read_text(encoding="utf-8")
    graph = rdflib.Graph().parse(vocab.ontology("kg.ttl"))
    assert [str(example) for example in graph.objects(None, SKOS.example) if str(example).rstrip("。") in read] == []


def test_ontology_says_what_it_is(ontology: rdflib.Graph) -> None:
    version = ontology.value(HOME, OWL.versionInfo)
    assert ontology.value(HOME, OWL.versionIRI) == rdflib.URIRef(f"{HOME}/{version}")
    assert "apache.org/licenses/LICENSE-2.0" in str(ontology.value(HOME, DCTERMS.license))
    assert str(ontology.value(HOME, VANN.preferredNamespacePrefix)) == "kg"
    assert str(ontology.value(HOME, VANN.preferredNamespaceUri)) == KG.base


def test_no_blank_nodes(ontology: rdflib.Graph) -> None:
    assert not [term for triple in ontology for term in triple if isinstance(term, rdflib.BNode)]


def test_no_class_is_under_two_that_are_disjoint(ontology: rdflib.Graph) -> None:
    apart = {frozenset(pair) for pair in ontology.subject_objects(OWL.disjointWith)}
    assert len(apart) > 50
    for term in ontology.subjects(RDF.type, OWL.Class):
        above = set(ontology.transitive_objects(term, RDFS.subClassOf))
        assert not [pair for pair in apart if pair <= above], term


def test_class_tree_in_code() -> None:
    assert vocab.superclasses("Village") == ("Village", "Place", "Entity")
    assert vocab.superclasses("Official") == ("Official", "Person", "Entity")
    assert vocab.foreign("Donate") == (vocab.PROV.Activity, vocab.PROV.Entity)
    assert vocab.foreign("Passage") == (vocab.PROV.Entity,)
    assert vocab.is_a("Donate", "Fact")
    assert vocab.is_a("Place", "Place")
    assert not vocab.is_a("Place", "Village")
    assert vocab.leaves("Person") == ("Official",)
    assert vocab.leaves("Item") == ("Item",)
    assert "Site" in vocab.leaves("Place")
    assert "Place" not in vocab.leaves("Place")
    assert vocab.label("Donate") == "捐赠"
    assert vocab.label("Donate", "en") == "Donation"
    assert vocab.local(vocab.iri("agent")) == "agent"
    assert not vocab.known("agent")


@pytest.mark.parametrize("question", [vocab.superclasses, vocab.foreign, vocab.leaves, vocab.label])
def test_unknown_class_is_one_clear_line(question: object) -> None:
    assert callable(question)
    with pytest.raises(DataError, match="no class kg:Donnate"):
        question("Donnate")


def test_missing_file_is_one_clear_line() -> None:
    with pytest.raises(DataError, match=r"nothing\.ttl is missing"):
        vocab.ontology("nothing.ttl")
