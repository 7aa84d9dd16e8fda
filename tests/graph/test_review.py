"""The undecided pairs of a graph, with what people need to decide."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.article import Article
from kg.errors import QueryError
from kg.graph import Store
from kg.graph.review import Pair, pairs, present
from kg.vocab import KG, RDF, XSD


def person(store: Store, label: str, article: str) -> NamedNode:
    """The person of that name that the article mentions."""
    mentioned = f'kg:mentionedIn/dcterms:isPartOf/dcterms:identifier "{article}"'
    text = f'SELECT DISTINCT ?who {{ ?who a kg:Person ; rdfs:label "{label}"@zh-Hans ; {mentioned} }}'
    row, = store.select(text)
    assert isinstance(row["who"], NamedNode)
    return row["who"]


def alike(store: Store, name: str, one: NamedNode, other: NamedNode, score: str, *reasons: Literal) -> None:
    """Adds a pair, in the graph of either side."""
    pair = NamedNode(f"{store.base}resemblance/{name}")
    said = [
        (RDF.type, NamedNode(KG.Resemblance)), (KG.between, one), (KG.between, other),
        (KG.confidence, Literal(score, datatype=NamedNode(XSD.decimal))), *((KG.reason, reason) for reason in reasons),
    ]  # fmt: skip
    for graph in store.articles()[:2]:
        store.add(Quad(pair, NamedNode(predicate), value, NamedNode(graph)) for predicate, value in said)


@pytest.fixture
def doubtful(filled: object, donation: Article, volunteers: Article) -> Store:
    """Both articles name a 陈明, who are two; and one of them is a little like a third person, who has another name too."""
    other = replace(
        volunteers,
        entities=tuple(
            replace(e, key="person:陈明@beta", aliases=("老陈",)) if e.type == "Person" else e for e in volunteers.entities),
    )
    store: Store = filled([donation, other])  # type: ignore[operator]
    one, two = person(store, "陈明", "alpha"), person(store, "陈明", "beta/乙 2")
    alike(store, "one", one, two, "0.45", Literal("同姓名", language="zh-Hans"), Literal("same name", language="en"), Literal("x"))
    return store


def test_a_pair_with_its_sides(doubtful: Store) -> None:
    pair, = pairs(doubtful)
    assert (pair.name, pair.type, pair.score) == ("陈明", "Person", 0.45)
    assert pair.reasons == {"": ("x",), "en": ("same name",), "zh": ("同姓名",)}
    by_article = {side.articles: side for side in (pair.one, pair.other)}
    assert set(by_article) == {("alpha",), ("beta/乙 2",)}
    assert by_article["alpha",].posts == ("清河县委 书记 陈明",)
    assert by_article["beta/乙 2",].posts == ()
    assert "陳明" in by_article["beta/乙 2",].names
    assert [each.text for each in by_article["beta/乙 2",].sentences] == ["陳明部署工作,三百名黨員請戰。"]
    assert by_article["alpha",].node == pair.one.node or by_article["alpha",].node == pair.other.node


def test_the_side_told_of_first_comes_first(doubtful: Store) -> None:
    pair, = pairs(doubtful)
    assert [side.sentences[0].issued for side in (pair.one, pair.other)] == sorted(["2020-02", "2020-02-08"])


def test_the_likest_first_and_each_once(doubtful: Store) -> None:
    first, = pairs(doubtful)
    for name, score in (("two", "0.5"), ("three", "0.05")):
        alike(doubtful, name, NamedNode(first.one.node.iri), NamedNode(first.other.node.iri), score)
    assert [pair.score for pair in pairs(doubtful)] == [0.5, 0.45, 0.05]


def test_only_persons(doubtful: Store) -> None:
    """Answers on others are not known."""
    first, = pairs(doubtful)
    town = NamedNode(next(str(row["x"])[1:-1] for row in doubtful.select("SELECT ?x { ?x a kg:Township }")))
    alike(doubtful, "two", NamedNode(first.one.node.iri), town, "0.5")
    assert list(pairs(doubtful)) == [first]


@pytest.mark.parametrize(("name", "count"), [("陈明", 1), ("老陈", 1), ("陳明", 1), ("陈", 0), ("", 1)])
def test_by_name(doubtful: Store, name: str, count: int) -> None:
    assert len(list(pairs(doubtful, name))) == count


def test_without_pairs(store: Store) -> None:
    found: list[Pair] = list(pairs(store))
    assert found == []


def test_without_sentences_nobody_can_decide(doubtful: Store) -> None:
    there, = pairs(doubtful)
    nobody = NamedNode(f"{doubtful.base}person/nobody")
    doubtful.add([Quad(nobody, NamedNode(RDF.type), NamedNode(KG.Person), NamedNode(doubtful.articles()[0]))])
    alike(doubtful, "two", NamedNode(there.one.node.iri), nobody, "0.9")
    assert list(pairs(doubtful)) == [there]


def test_a_pair_without_a_score(doubtful: Store) -> None:
    there, = pairs(doubtful)
    for quad in list(doubtful.inner.quads_for_pattern(NamedNode(there.iri), NamedNode(KG.confidence), None, None)):
        doubtful.inner.remove(quad)
    assert list(pairs(doubtful)) == [replace(there, score=0.0)]


def test_who_is_there(store: Store) -> None:
    present(store, "陈明", "alpha")
    present(store, "陈明", "beta/乙 2")
    for name, article in (("陈明", "gamma"), ("青石镇", "alpha"), ("陈", "alpha")):
        with pytest.raises(QueryError, match="mentions no person"):
            present(store, name, article)


def test_scores_are_numbers(doubtful: Store) -> None:
    assert all(Decimal(repr(pair.score)) == Decimal("0.45") for pair in pairs(doubtful))
