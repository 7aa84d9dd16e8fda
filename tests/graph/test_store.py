"""The store and the folder it lives in."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.article import Article
from kg.errors import GraphError, QueryError
from kg.graph import Manifest, Store, building, statements
from kg.vocab import KG

Filled = Callable[[Iterable[Article]], Store]
ROOT = Path(__file__).parents[2]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?x a kg:Fact }"


def facts(store: Store) -> int:
    return int(next(store.select(COUNT))["n"].value)


def build(path: Path, *articles: Article) -> Path:
    with building(path) as folder, Store.create(folder) as store:
        store.add(chain.from_iterable(statements(article) for article in articles))
    return path


def listing(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


# what is in it


def test_queries_see_all_articles(store: Store) -> None:
    assert facts(store) == 4
    assert [row["g"].value for row in store.select("SELECT ?g WHERE { GRAPH ?g { ?x a kg:Volunteer } }")] == [store.articles()[1]]


def test_queries_take_values_and_know_the_prefixes(store: Store) -> None:
    query = "SELECT ?x ?name WHERE { ?x rdfs:label ?name }"
    (row,) = store.select(query, {"name": Literal("陈明", language="zh-Hans")})
    short = row["x"].value.removeprefix(store.prefixes["person"])
    assert bool(store.query(f"ASK {{ person:{short} a kg:Official }}"))
    with pytest.raises(QueryError, match="cannot be run"):
        store.select("SELECT ?x WHERE { ?x a kg:Fact }", {"name": Literal("陈明")})


def test_a_statement_of_several_articles_counts_once(store: Store) -> None:
    rows = list(store.select('SELECT ?place WHERE { ?place kg:divisionCode "130534" }'))
    assert len(rows) == 1
    assert len(store) == len(list(store.triples())) == len(set(store.triples())) < len(list(store.quads()))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x WHERE { ?x a nowhere:Fact }", "column 36, near '.* a nowhere:Fact }' .unknown prefix.: declare it; known .* kg, "),
        ("SELECT ?x\nWHERE { ?x a }", "line 2, column 15, near 'WHERE { .x a }': mend it"),
        ("SELECT", "does not parse at line 1, column 7, near 'SELECT'"),
        ("", "does not parse"),
    ],
)
def test_a_query_that_does_not_parse(store: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        store.query(query)


def test_rows_come_of_select_only(store: Store) -> None:
    with pytest.raises(QueryError, match="asks for no rows"):
        store.select("ASK { ?x a kg:Fact }")


def test_the_order_of_statements_does_not_depend_on_the_order_of_articles(donation: Article, volunteers: Article, filled: Filled) -> None:
    one, other = filled([donation, volunteers]), filled([volunteers, donation])
    assert list(one.triples()) == list(other.triples())
    assert list(one.quads()) == list(other.quads())


def test_statements_of_one_node_stand_together_class_and_label_first(store: Store) -> None:
    triples = store.triples()
    seen: list[str] = []
    for triple in triples:
        if not seen or seen[-1] != triple.subject.value:
            seen.append(triple.subject.value)
    assert len(seen) == len(set(seen)) > 20
    names = [triple.predicate.value for triple in store.about(seen[-1])]
    assert names[0].endswith("#type")
    assert names.index("http://www.w3.org/2000/01/rdf-schema#label") == names.count(names[0])


def test_one_article_can_be_taken_away(donation: Article, volunteers: Article, filled: Filled) -> None:
    store = filled([donation, volunteers])
    size = len(store)
    gone = store.articles()[1]
    changed = store.rewrite({gone: ()})
    assert list(store.quads()) == list(filled([donation]).quads())
    assert list(store.triples()) == list(filled([donation]).triples())
    assert len(store) == len(filled([donation])) < size
    assert gone in changed
    assert store.rewrite({gone: ()}) == set()


def test_a_stream_that_breaks_leaves_nothing(donation: Article) -> None:
    def broken() -> Iterator[Quad]:
        yield from statements(donation)
        raise KeyError("broken")

    store = Store.memory()
    with pytest.raises(KeyError):
        store.add(broken())
    assert len(store) == 0


def test_what_is_said_and_where(store: Store) -> None:
    (mask,) = store.having("http://www.w3.org/2000/01/rdf-schema#label", Literal("口罩", language="zh-Hans"))
    assert {triple.predicate.value for triple in store.into(mask.subject.value)} == {KG.object, KG.of, KG.refersTo}
    assert store.about("https://w3id.org/tuzhi/id/person/nobody") == []


# the folder


def test_a_graph_is_built_and_opened(tmp_path: Path, donation: Article, volunteers: Article) -> None:
    path = build(tmp_path / "out" / "graph", donation, volunteers)
    with Store.open(path) as store:
        assert facts(store) == 4
        assert Manifest.read(path) == Manifest(1, "https://w3id.org/tuzhi/id/", 2, len(store))
    assert listing(tmp_path / "out") == ["graph"]


def test_a_graph_keeps_its_base(tmp_path: Path, donation: Article) -> None:
    base = "https://example.org/data/"
    with building(tmp_path / "g") as folder, Store.create(folder, base) as store:
        store.add(statements(donation, base))
    with Store.open(tmp_path / "g") as store:
        assert store.base == base
        assert store.articles() == [f"{base}article/alpha"]
        assert bool(store.query("ASK { article:alpha a kg:Article }"))


def test_a_new_graph_takes_the_place_of_the_old(tmp_path: Path, donation: Article, volunteers: Article) -> None:
    build(tmp_path / "g", donation)
    build(tmp_path / "g", volunteers)
    assert Store.open(tmp_path / "g").articles() == ["https://w3id.org/tuzhi/id/article/beta%2F乙%202"]
    assert listing(tmp_path) == ["g"]


def test_a_failed_build_leaves_the_old_graph(tmp_path: Path, donation: Article) -> None:
    build(tmp_path / "g", donation)
    with pytest.raises(RuntimeError), building(tmp_path / "g") as folder, Store.create(folder):
        raise RuntimeError
    assert facts(Store.open(tmp_path / "g")) == 3
    assert listing(tmp_path) == ["g"]


def test_a_build_that_makes_no_graph_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no graph folder"), building(tmp_path / "g"):
        pass
    assert listing(tmp_path) == []


def test_a_crashed_build_is_cleared_away(tmp_path: Path, donation: Article) -> None:
    """Another process dies in the middle of a build, of a first one and of a later one."""
    code = "import os, sys; from kg.graph import *\nwith building(sys.argv[1]) as f, Store.create(f): os._exit(9)"
    for before in ([], ["g"]):
        result = subprocess.run([sys.executable, "-c", code, str(tmp_path / "g")], cwd=ROOT, check=False)
        assert result.returncode == 9
        assert listing(tmp_path) == [".g.partial", *before]
        build(tmp_path / "g", donation)
        assert listing(tmp_path) == ["g"]


def test_a_crash_between_the_renames_loses_nothing(tmp_path: Path, donation: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path / "g", donation)
    (tmp_path / "g").rename(tmp_path / ".g.replaced")
    assert facts(Store.open(tmp_path / "g")) == 3
    assert listing(tmp_path) == ["g"]


def test_two_builds_of_one_graph(tmp_path: Path, donation: Article) -> None:
    with building(tmp_path / "g") as folder, Store.create(folder) as store:
        with pytest.raises(GraphError, match="another process is building"), building(tmp_path / "g"):
            pass
        store.add(statements(donation))
    assert facts(Store.open(tmp_path / "g")) == 3


@pytest.mark.parametrize("inside", [True, False])
def test_what_is_no_graph_is_never_overwritten(tmp_path: Path, inside: bool) -> None:
    file = tmp_path / "g" / "thesis.txt" if inside else tmp_path / "g"
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(GraphError, match="is no graph"), building(tmp_path / "g"):
        pass
    assert file.read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_may_become_a_graph(tmp_path: Path, donation: Article) -> None:
    (tmp_path / "g").mkdir()
    assert facts(Store.open(build(tmp_path / "g", donation))) == 3


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(GraphError, match="cannot be written"), building(tmp_path / "file" / "g"):
        pass


def test_what_cannot_be_opened(tmp_path: Path, donation: Article) -> None:
    with pytest.raises(GraphError, match=r"there is no graph .*: build it"):
        Store.open(tmp_path / "missing")
    with pytest.raises(GraphError, match="is no graph folder"):
        Store.open(tmp_path)
    manifest = build(tmp_path / "g", donation) / "graph.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    for text, message in (
        (json.dumps(said | {"format": 99}), "has format 99, this program reads format 1"),
        (json.dumps({"format": 1}), "is damaged"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
    ):
        manifest.write_text(text, encoding="utf-8")
        with pytest.raises(GraphError, match=message):
            Store.open(tmp_path / "g")
    manifest.write_text(json.dumps(said), encoding="utf-8")
    os.truncate(tmp_path / "g" / "store" / "CURRENT", 0)
    with pytest.raises(GraphError, match="cannot be opened"):
        Store.open(tmp_path / "g")


def test_one_writer_and_many_readers(tmp_path: Path, donation: Article, volunteers: Article) -> None:
    build(tmp_path / "g", donation, volunteers)
    with Store.open(tmp_path / "g", write=True) as store:
        with pytest.raises(GraphError, match="another process is writing"):
            Store.open(tmp_path / "g", write=True)
        store.rewrite({store.articles()[0]: ()})
    with Store.open(tmp_path / "g") as one, Store.open(tmp_path / "g") as other:
        assert facts(one) == facts(other) == 1
        assert Manifest.read(tmp_path / "g").articles == 1


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(GraphError, match="has been closed"):
        len(store)


def test_a_store_is_made_once(tmp_path: Path, donation: Article) -> None:
    build(tmp_path / "g", donation)
    with pytest.raises(GraphError, match="holds a graph already"):
        Store.create(tmp_path / "g")
    with pytest.raises(GraphError, match="cannot begin IRIs"):
        Store.create(tmp_path / "h", "nowhere")
    assert not (tmp_path / "h").exists()


def test_only_named_nodes_are_graphs(store: Store) -> None:
    assert all(isinstance(quad.graph_name, NamedNode) for quad in store.quads())


# what is the user's own


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path, donation: Article) -> None:
    graph = build(tmp_path / "g", donation)
    (graph / "mine").mkdir()
    (graph / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(GraphError, match="also holds mine, which no build wrote: move it away, or choose another folder"):
        build(graph, donation)
    (graph / "notes.txt").write_text("", encoding="utf-8")
    with pytest.raises(GraphError, match="also holds mine and 1 more, which"):
        build(graph, donation)
    assert (graph / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    assert listing(tmp_path) == ["g"]


def test_what_comes_while_a_graph_is_built_is_not_lost(tmp_path: Path, donation: Article) -> None:
    graph = build(tmp_path / "g", donation)
    with pytest.raises(GraphError, match="also holds late"), building(graph) as folder, Store.create(folder):
        (graph / "late").mkdir()
    assert "late" in listing(graph)
    assert listing(tmp_path) == ["g"]


def test_what_the_program_wrote_is_replaced(tmp_path: Path, donation: Article) -> None:
    graph = build(tmp_path / "g", donation)
    for name in ("index.html", ".index.html.partial", "graph.ttl", "report.json", ".DS_Store"):
        (graph / name).write_text("", encoding="utf-8")
    assert listing(build(graph, donation)) == ["graph.json", "store"]


def test_a_full_disk_is_told(tmp_path: Path, donation: Article) -> None:
    graph = build(tmp_path / "g", donation)
    before = listing(graph)
    with pytest.raises(GraphError, match=r"cannot be written .No space left on device.: make room on the disk"), building(graph):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert listing(graph) == before
    assert listing(tmp_path) == ["g"]
