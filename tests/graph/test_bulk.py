"""A graph filled in bulk is the one filled statement by statement, in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.article import Article
from kg.graph import Bulk, Store, bulk, told
from kg.graph.sorting import Sorting
from kg.graph.store import TURTLE, order
from kg.output import export
from kg.vocab import DCTERMS, RDF, RDFS

Filled = Callable[[Iterable[Article]], Store]

NAMES = ("a:b", "a:bc", "a:b-c", "a:b/", "a:é", "a:𠮷", RDF.type, RDFS.label, RDFS.label + "x", DCTERMS.title)
IRIS = st.sampled_from(NAMES).map(NamedNode)
TRIPLES = st.builds(Triple, IRIS, IRIS, IRIS | st.text(st.characters(codec="utf-8")).map(Literal))


def place(triple: Triple) -> tuple[object, ...]:
    return (getattr(triple.subject, "value", ""), *order(triple))


def fill(store: Store, folder: Path, articles: Iterable[Article], threads: int = 1) -> bytes:
    with Bulk(store, folder, threads) as filling:
        for article in articles:
            filling.add(article.id, told(article, store.base))
        filling.finish()
        filling.turtle(folder / TURTLE)
    return (folder / TURTLE).read_bytes()


@pytest.mark.parametrize(("chunk", "run", "threads"), [(1 << 24, 1 << 18, 1), (1, 1, 1), (1, 7, 3)])
def test_bulk_is_the_same_as_one_by_one(
    donation: Article, volunteers: Article, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    chunk: int, run: int, threads: int,
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", chunk)
    monkeypatch.setattr(bulk, "RUN", run)
    plain = filled([donation, volunteers])
    export(plain, "turtle", tmp_path / "plain.ttl")
    for number, articles in enumerate(([donation, volunteers], [volunteers, donation])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Store.create(folder) as store:
            assert fill(store, folder, articles, threads) == (tmp_path / "plain.ttl").read_bytes()
            assert list(store.quads()) == list(plain.quads())
            assert list(store.triples()) == list(plain.triples())
        assert sorted(path.name for path in folder.iterdir()) == ["graph.json", "graph.ttl", "store"]


def test_a_graph_is_read_from_its_turtle_while_that_says_the_same(
    donation: Article, volunteers: Article, filled: Filled, tmp_path: Path,
) -> None:
    with Store.create(tmp_path) as store:
        turtle = fill(store, tmp_path, [donation, volunteers])
    plain = list(filled([donation, volunteers]).triples())
    with Store.open(tmp_path) as store:
        assert store.is_in(tmp_path / TURTLE)
        assert list(store.triples()) == plain
    (tmp_path / TURTLE).write_bytes(turtle + b"<a:b> <a:b> <a:b> .\n")   # somebody writes into it
    with Store.open(tmp_path) as store:
        assert not store.is_in(tmp_path / TURTLE)
        assert list(store.triples()) == plain
    (tmp_path / TURTLE).write_bytes(turtle)
    with Store.open(tmp_path, write=True) as store:
        assert list(store.triples()) == plain
        store.rewrite({store.articles()[1]: ()})
        assert list(store.triples()) == list(filled([donation]).triples())
    with Store.open(tmp_path) as store:   # the file is of before
        assert list(store.triples()) == list(filled([donation]).triples())


def test_a_bulk_of_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        assert fill(store, tmp_path, []) == b""
        assert len(store) == 0


def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, Bulk(store, tmp_path) as filling:
        filling.add("a", "<a:b> <a:b> nonsense .\n")
        with pytest.raises(SyntaxError):
            filling.finish()


@settings(deadline=None, derandomize=True, database=None)
@given(triples=st.lists(TRIPLES), size=st.integers(1, 9), fan=st.integers(1, 3))
def test_lines_are_sorted_as_triples_are(
    tmp_path_factory: pytest.TempPathFactory, triples: list[Triple], size: int, fan: int,
) -> None:
    found = Sorting(tmp_path_factory.mktemp("runs"), size, fan)
    for triple in triples:
        found.add(f"{triple} .\n")
    lines = "".join(found.blocks())
    assert lines == "".join(found.blocks())
    back = [Triple(*quad.triple) for quad in parse(lines, RdfFormat.N_TRIPLES)]
    assert back == sorted(set(triples), key=place)


def test_each_subject_is_a_block(donation: Article, tmp_path: Path) -> None:
    found = Sorting(tmp_path / "runs", 10)
    found.add(told(donation))
    blocks = [{line.split(" ")[0] for line in block.split("\n")[:-1]} for block in found.blocks()]
    assert all(len(block) == 1 for block in blocks)
    assert len(set().union(*blocks)) == len(blocks)


def test_runs_are_merged_before_there_are_too_many_files(tmp_path: Path) -> None:
    found = Sorting(tmp_path, 1, 4)
    for number in range(50):
        found.add(f'<a:{number:02}> <a:b> "x" .\n')
        assert len(list(tmp_path.iterdir())) <= 4
    assert [block[3:5] for block in found.blocks()] == [f"{number:02}" for number in range(50)]


def test_a_store_takes_lines_as_they_are() -> None:
    store = Store.memory()
    store.load('<a:b> <a:c> "x" .\n<a:b> <a:c> "x" <a:g> .\n')
    assert set(store.inner) == {Quad(NamedNode("a:b"), NamedNode("a:c"), Literal("x"), *graph) for graph in ((), (NamedNode("a:g"),))}
