"""Publishing to real servers of two makes, by both protocols: what they have in the end, and what is sent for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.cli import run
from kg.graph import Store

BASE = "https://example.org/id/"
HOSTILE = (
    "", " ", "\n\r\t",
    '"', "\\", '\\"', "'''", '"""', "\\u0041", "\\\\u0041", "\\U0001F600", "\\\\\\u005C", "} } ; DROP ALL ; {", "\x01\x1f\x7f",
    "\ufffd\ufeff\u200e\u2028\u2029\u0085", "😷捐赠\U0002a6a5", "a\\", "\\n", "<http://x>", "# no remark", "?x $y %41", "é\u0301",
)
ARTICLES = {
    "one": "2月8日,青湖县委书记林长河主持召开会议。",
    "two": "2月9日,青湖县卫健局向县人民医院捐赠口罩500只。",
    "three": "2月10日,青湖县县长周远山到青湖镇检查工作。",
}


NUMBERS = (("007", "integer"), ("1.50", "decimal"), ("1e400", "double"), ("2020-02-30", "date"), ("yes", "boolean"), ("9" * 20, "integer"))


def literals() -> dict[str, list[str]]:
    """Graphs with every text that could go wrong, as a plain literal, with a language, with a type."""
    from pyoxigraph import Literal, NamedNode

    said = [f"<{BASE}s{n}> <{BASE}p>" for n in range(len(HOSTILE))]
    return {
        "plain": [f"{start} {Literal(text)}" for start, text in zip(said, HOSTILE, strict=True)],
        "tagged": [f"{start} {Literal(text, language='zh-hans')}" for start, text in zip(said, HOSTILE, strict=True)],
        "typed": [f"{start} {Literal(text, datatype=NamedNode(f'{BASE}type'))}" for start, text in zip(said, HOSTILE, strict=True)],
        "of.numbers~%2F": [f'<{BASE}s> <{BASE}p> "{text}"^^<http://www.w3.org/2001/XMLSchema#{type_}>' for text, type_ in NUMBERS],
        "名": [f"<{BASE}人/名> <{BASE}p> <{BASE}article/名>"],
    }


def test_first_and_second(remote: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(12) | literals())
    dry = helpers.publish(remote.url, "-g", graph, "--dry-run")
    assert (dry.counts, dry.report["statements"], dry.report["dry_run"], remote.graphs()) == ((17, 0, 0), 109, True, set())
    first = helpers.publish(remote.url, "-g", graph)
    assert (first.code, first.counts, first.err) == (0, (17, 0, 0), "")
    assert first.report["statements"] == 109
    assert remote.differs(graph) == []
    assert first.report["record"] == f"{BASE}published/graph"
    record = remote.record()
    assert [row.split()[:2] for row in record] == [["00000001", name] for name in sorted(remote.graphs())]
    second = helpers.publish(remote.url, "-g", graph)
    assert (second.code, second.counts, second.report["statements"]) == (0, (0, 17, 0), 0)
    assert remote.record() == record


def test_growth(remote: Any, tmp_path: Path, helpers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    graph = tmp_path / "graph"

    def change(command: str, *identifiers: str, text: str = "{}") -> None:
        articles = [{"id": each, "text": text.format(ARTICLES[each]), "published": "2020-02-11"} for each in identifiers]
        (tmp_path / "news.jsonl").write_text("\n".join(json.dumps(each) for each in articles), encoding="utf-8")
        sources = list(identifiers) if command == "remove" else [str(tmp_path / "news.jsonl")]
        assert run([command, *sources, "-o" if command == "build" else "-g", str(graph)]) == 0

    change("build", "one", "two")
    assert helpers.publish(remote.url, "-g", graph).counts == (2, 0, 0)
    change("add", "three")
    change("replace", "one", text="{}2月9日,青湖县委书记林长河到县人民医院检查。")
    grown = helpers.publish(remote.url, "-g", graph)
    assert grown.report["sent"] + grown.report["unchanged"] == 3
    assert grown.report["sent"] >= 1
    assert remote.differs(graph) == []
    change("remove", "two")
    shrunk = helpers.publish(remote.url, "-g", graph)
    assert shrunk.report["removed"] == 1
    assert remote.differs(graph) == []
    assert len(remote.record()) == 2
    change("build", "one", "three", text="{}2月9日,青湖县委书记林长河到县人民医院检查。")   # anew: what is the same is not sent
    again = helpers.publish(remote.url, "-g", graph)
    assert again.report["unchanged"] == 1
    assert remote.differs(graph) == []


def test_two_graphs_in_one_store(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    """Each keeps to its own; what something else put there is not touched, unless it is asked for."""
    numbers = helpers.numbers(6)
    north = helpers.make(tmp_path / "north", {name: said for name, said in numbers.items() if name < "a3"})
    south = helpers.make(tmp_path / "south", {name: said for name, said in numbers.items() if name >= "a3"})
    foreign.update(f"INSERT DATA {{ GRAPH <{BASE}article/a4> {{ <{BASE}x> <{BASE}y> 1 }} GRAPH <{BASE}z> {{ <{BASE}x> <{BASE}y> 1 }} }}")
    assert helpers.publish(foreign.url, "-g", north).counts == (3, 0, 0)
    strange = helpers.publish(foreign.url, "-g", south)
    assert (strange.code, strange.out) == (8, "")
    assert strange.err == (
        f"kg: the store has 1 of these graphs from elsewhere, such as {BASE}article/a4: "
        "give --adopt to replace them, or --name as they were published under")
    assert len(foreign.lines(f"{BASE}article/a4")) == 1
    assert helpers.publish(foreign.url, "-g", south, "--adopt").counts == (3, 0, 0)
    assert helpers.publish(foreign.url, "-g", north).counts == (0, 3, 0)
    assert helpers.publish(foreign.url, "-g", helpers.make(tmp_path / "south", {}), "--name", "south").counts == (0, 0, 3)
    assert foreign.graphs() == {*(f"{BASE}article/{name}" for name in ("a0", "a1", "a2")), f"{BASE}z"}
    assert helpers.publish(foreign.url, "-g", helpers.make(tmp_path / "north", {})).counts == (0, 0, 3)
    assert (foreign.graphs(), foreign.record()) == ({f"{BASE}z"}, [])


def test_the_store_is_believed_not_a_memory(foreign: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(5))
    assert helpers.publish(foreign.url, "-g", graph).counts == (5, 0, 0)
    foreign.update(f"DROP GRAPH <{BASE}article/a1>")
    assert helpers.publish(foreign.url, "-g", graph).counts == (1, 4, 0)
    foreign.update(f'DELETE DATA {{ GRAPH <{BASE}article/a2> {{ <{BASE}n2> <{BASE}p0> "2-0" }} }}')
    assert helpers.publish(foreign.url, "-g", graph).counts == (0, 5, 0)
    assert helpers.publish(foreign.url, "-g", graph, "--verify").counts == (1, 4, 0)
    assert foreign.differs(graph) == []
    foreign.update("DROP ALL")
    assert helpers.publish(foreign.url, "-g", graph).counts == (5, 0, 0)
    assert foreign.differs(graph) == []


def test_one_protocol_after_the_other(servers: Callable[[str], Any], tmp_path: Path, helpers: Any) -> None:
    """The record is the same; rows that the Graph Store Protocol cannot take away are gone in the end."""
    remote, other = servers("oxigraph-update"), servers("oxigraph-store")
    remote.update("DROP ALL")
    graph = helpers.make(tmp_path / "graph", helpers.numbers(5))
    assert helpers.publish(remote.url, "-g", graph).counts == (5, 0, 0)
    helpers.make(graph, helpers.numbers(7, word="new"))
    assert helpers.publish(other.url, "-g", graph).counts == (7, 0, 0)
    assert len(remote.record()) == 7
    helpers.make(graph, helpers.numbers(3, word="new"))
    assert helpers.publish(remote.url, "-g", graph).counts == (0, 3, 4)
    assert remote.differs(graph) == []
    assert len(remote.record()) == 3


def test_many_small_graphs(remote: Any, tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(2_000))
    assert helpers.publish(remote.url, "-g", graph).counts == (2_000, 0, 0)
    assert len(remote.graphs()) == len(remote.record()) == 2_000
    assert helpers.publish(remote.url, "-g", graph).counts == (0, 2_000, 0)


@pytest.mark.parametrize("path", ["/", "", "/query", "/sparql"])
def test_the_store_tells_where_it_takes_updates(path: str, servers: Callable[[str], Any], tmp_path: Path, helpers: Any) -> None:
    graph = helpers.make(tmp_path / "graph", helpers.numbers(2))
    for kind in ("oxigraph-update", "tuzhi"):
        if path != "/query" or kind != "tuzhi":   # there that is a page
            remote = servers(kind)
            remote.update("DROP ALL")
            outcome = helpers.publish(remote.root + path, "-g", graph)
            assert (outcome.code, outcome.counts) == (0, (2, 0, 0)), outcome.err
            assert remote.differs(graph) == []


def test_edits_are_published_and_records_are_not(servers: Callable[[str], Any], tmp_path: Path, helpers: Any) -> None:
    remote = servers("oxigraph-update")
    remote.update("DROP ALL")
    graph = helpers.make(tmp_path / "graph", helpers.numbers(1))
    with Store.open(graph, write=True) as store:
        store.load(f"<{BASE}x> <{BASE}y> <{BASE}z> <{BASE}edits> .\n<{BASE}x> <{BASE}y> <{BASE}z> <{BASE}published/other> .\n")
    assert helpers.publish(remote.url, "-g", graph).counts == (2, 0, 0)
    assert remote.graphs() == {f"{BASE}article/a0", f"{BASE}edits"}
