"""IRIs: made of content, safe, distinct."""

from __future__ import annotations

import json
from base64 import b32encode
from hashlib import blake2b
from itertools import product

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.article import Span
from kg.errors import DataError, GraphError
from kg.graph import iris

CALM = settings(deadline=None, derandomize=True, database=None)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


def reads_back(iri: str) -> bool:
    line = f"<{iri}> <{iri}> <{iri}> ."
    triple = next(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES))
    return triple.subject == NamedNode(iri)


@CALM
@given(ANY_TEXT, ANY_TEXT)
def test_any_name_and_any_key_give_iris(name: str, key: str) -> None:
    assert reads_back(iris.article(iris.BASE, name))
    assert reads_back(iris.hashed(iris.BASE, "Person", key))


@CALM
@given(ANY_TEXT, ANY_TEXT)
def test_different_names_give_different_iris(one: str, other: str) -> None:
    assert (iris.escape(one) == iris.escape(other)) == (one == other)
    assert (iris.hashed(iris.BASE, "Person", one) == iris.hashed(iris.BASE, "Person", other)) == (one == other)


@CALM
@given(st.lists(ANY_TEXT), st.lists(ANY_TEXT))
def test_the_borders_within_a_key_count(one: list[str], other: list[str]) -> None:
    assert (iris.hashed(iris.BASE, "Fact", *one) == iris.hashed(iris.BASE, "Fact", *other)) == (one == other)


@CALM
@given(st.lists(st.one_of(ANY_TEXT, st.integers(0))))
def test_a_key_is_hashed_as_json(key: list[str | int]) -> None:
    digest = blake2b(json.dumps(["person", *key]).encode("ascii"), digest_size=10).digest()
    assert iris.hashed(iris.BASE, "Person", *key) == f"{iris.BASE}person/{b32encode(digest).decode('ascii').lower()}"


def test_a_thousand_chinese_names_give_a_thousand_iris() -> None:
    names = {"".join(name) for name in product("王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋", "一二三四五六七八九十")}
    assert len(names) == 1000
    assert len({iris.hashed(iris.BASE, "Person", name) for name in names}) == 1000


def test_escaping_keeps_what_an_iri_may_hold() -> None:
    assert iris.escape("000_10d52dc1-乙.x~") == "000_10d52dc1-乙.x~"
    assert iris.escape("a b/%<中>") == "a%20b%2F%25%3C中%3E"


def test_classes_under_one_root_share_the_iri() -> None:
    assert iris.hashed(iris.BASE, "Village", "k") == iris.hashed(iris.BASE, "Community", "k")
    assert iris.hashed(iris.BASE, "Village", "k").startswith("https://w3id.org/tuzhi/id/place/")
    assert iris.hashed(iris.BASE, "Donate", "k").startswith("https://w3id.org/tuzhi/id/action/")
    assert iris.hashed(iris.BASE, "Company", "k") != iris.hashed(iris.BASE, "Village", "k")


def test_the_same_key_gives_this_iri_for_ever() -> None:
    assert iris.hashed(iris.BASE, "Place", "130534") == "https://w3id.org/tuzhi/id/place/zcegmthathuhd6el"
    assert iris.passage(iris.BASE, "a", Span(3, 9)) == "https://w3id.org/tuzhi/id/passage/a.3-9"


@pytest.mark.parametrize("base", ["", "no iri/", "https://example.org", "https://example.org/<x>/"])
def test_a_base_that_cannot_begin_iris(base: str) -> None:
    with pytest.raises(GraphError):
        iris.checked(base)


def test_classes_that_are_neither_entities_nor_facts() -> None:
    with pytest.raises(ValueError, match="neither"):
        iris.kind("Passage")
    with pytest.raises(DataError, match="no class kg:Nonsense"):
        iris.kind("Nonsense")
