"""SPARQL updates of a graph folder: the default graph stays what all named graphs say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import GraphError, QueryError
from kg.graph import Ledger, Manifest, Store, building
from kg.graph.updating import update

BASE = "https://example.org/id/"
ALPHA, BETA, EDITS, OTHER = f"{BASE}article/alpha", f"{BASE}article/beta", f"{BASE}edits", "http://other/graph"
PREFIX = f"PREFIX : <{BASE}> "
BEFORE = {("a", ALPHA), ("both", ALPHA), ("both", BETA), ("b", BETA)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A graph of two articles, which say :a, :b and, both of them, :both."""
    with building(tmp_path / "graph") as new:
        with Store.create(new, BASE) as store:
            graphs = "".join(f"GRAPH <{graph}> {{ :{name} :is 1 }} " for name, graph in sorted(BEFORE))
            store.update(f"{PREFIX}INSERT DATA {{ {graphs} :a :is 1 . :b :is 1 . :both :is 1 }}", BASE)
        Ledger.create(new).close()
        (new / "report.json").write_text('{"articles": 2, "statements": 3}')
        (new / "index.html").write_text("a page")
    return tmp_path / "graph"


def run(folder: Path, text: str) -> set[tuple[str, str]]:
    """What is said after the update: names, and the graphs that they stand in. Sees to it that all of it stands in the default graph."""
    update(folder, PREFIX + text, BASE, lambda store, path: path.write_text(f"{len(store)}"))
    with Store.open(folder) as store:
        rows = list(store.select(f"{PREFIX}SELECT ?s ?g {{ GRAPH ?g {{ ?s :is ?x }} }}"))
        found = {(row["s"].value.removeprefix(BASE), row["g"].value) for row in rows}
        default = [row["s"].value.removeprefix(BASE) for row in store.select(f"{PREFIX}SELECT ?s {{ ?s :is ?x }}")]
    assert sorted(default) == sorted({name for name, _ in found})
    assert Manifest.read(folder).statements == len(default)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { :c :is 1 }", BEFORE | {("c", EDITS)}),
        (f"INSERT DATA {{ GRAPH <{ALPHA}> {{ :c :is 1 }} }}", BEFORE | {("c", ALPHA)}),
        (f"INSERT DATA {{ GRAPH <{OTHER}> {{ :c :is 1 }} }}", BEFORE | {("c", OTHER)}),
        (f"INSERT DATA {{ :c :is 1 . GRAPH <{ALPHA}> {{ :c :is 1 }} }}", BEFORE | {("c", ALPHA)}),
        ("INSERT DATA { :a :is 1 }", BEFORE),
        (f"INSERT DATA {{ GRAPH <{BETA}> {{ :a :is 1 }} }}", BEFORE | {("a", BETA)}),
        ("DELETE DATA { :a :is 1 }", BEFORE - {("a", ALPHA)}),
        ("DELETE DATA { :both :is 1 }", BEFORE - {("both", ALPHA), ("both", BETA)}),
        (f"DELETE DATA {{ GRAPH <{ALPHA}> {{ :both :is 1 }} }}", BEFORE - {("both", ALPHA)}),
        (f"DELETE DATA {{ GRAPH <{ALPHA}> {{ :a :is 1 }} }}", BEFORE - {("a", ALPHA)}),
        ("DELETE DATA { :nothing :is 1 }", BEFORE),
        ("DELETE WHERE { ?s ?p ?o }", set()),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", set()),
        ("CLEAR DEFAULT", set()),
        ("CLEAR NAMED", set()),
        ("DROP ALL", set()),
        (f"CLEAR GRAPH <{ALPHA}>", {("both", BETA), ("b", BETA)}),
        (f"MOVE <{ALPHA}> TO <{OTHER}>", {("a", OTHER), ("both", OTHER), ("both", BETA), ("b", BETA)}),
        (f"COPY <{ALPHA}> TO <{BETA}>", {("a", ALPHA), ("both", ALPHA), ("a", BETA), ("both", BETA)}),
        ("DELETE { ?s :is 1 } INSERT { ?s :is 2 } WHERE { ?s :is 1 }", {("a", EDITS), ("b", EDITS), ("both", EDITS)}),
        (f"WITH <{ALPHA}> DELETE {{ ?s :is 1 }} WHERE {{ ?s :is 1 }}", {("both", BETA), ("b", BETA)}),
        ("", BEFORE),
    ],
)
def test_the_default_graph_stays_what_the_named_graphs_say(folder: Path, text: str, expected: set[tuple[str, str]]) -> None:
    assert run(folder, text) == expected


def test_an_edit_can_be_taken_out_again(folder: Path) -> None:
    assert run(folder, "INSERT DATA { :c :is 1 }") != BEFORE
    assert run(folder, "DELETE DATA { :c :is 1 }") == BEFORE


def test_only_articles_count_as_articles(folder: Path) -> None:
    run(folder, f"INSERT DATA {{ :c :is 1 . GRAPH <{OTHER}> {{ :d :is 1 }} }}")
    with Store.open(folder) as store:
        assert store.articles() == [ALPHA, BETA]
        assert store.graphs() == [OTHER, ALPHA, BETA, EDITS]
        assert {quad.graph_name.value for quad in store.quads()} == {OTHER, ALPHA, BETA, EDITS}
    assert Manifest.read(folder).articles == 2


def test_the_folder_is_made_anew(folder: Path) -> None:
    run(folder, "INSERT DATA { :c :is 1 }")
    assert sorted(entry.name for entry in folder.iterdir()) == ["graph.json", "graph.ttl", "ledger.sqlite", "report.json", "store"]
    assert (folder / "graph.ttl").read_text() == "4"
    assert json.loads((folder / "report.json").read_text()) == {"articles": 2, "statements": 4}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("nonsense", "does not parse at line 1"),
        ("INSERT DATA { :c :is 1 } ; nonsense", "does not parse at line 1"),
        ("INSERT DATA { _:x :is 1 }", "blank nodes"),
        ("INSERT DATA { :c :is [] }", "blank nodes"),
        (f"INSERT DATA {{ GRAPH <{ALPHA}> {{ :c :is [] }} }}", "blank nodes"),
        ("INSERT { [] :is ?s } WHERE { ?s :is 1 }", "blank nodes"),
    ],
)
def test_what_cannot_be_carried_out_changes_nothing(folder: Path, text: str, error: str) -> None:
    before = (folder / "graph.json").stat()
    with pytest.raises(QueryError, match=error):
        run(folder, text)
    assert (folder / "graph.json").stat() == before
    assert [entry.name for entry in folder.parent.iterdir()] == ["graph"]
    assert run(folder, "") == BEFORE


def test_a_graph_that_cannot_grow_is_told(folder: Path) -> None:
    (folder / "ledger.sqlite").unlink()
    with pytest.raises(GraphError, match="build the graph again"):
        run(folder, "CLEAR ALL")
