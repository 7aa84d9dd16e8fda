"""Graphs cut into requests, texts that SPARQL takes, rows of the record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.errors import RemoteError
from kg.publish import Graph, Record, record
from kg.publish.client import Access, Refused, _told
from kg.publish.graph import as_sparql, batches

G = "https://example.org/g"
HOSTILE = ("\\u0041", "\\\\u0041", "\\\\\\u0041", "\\U0001F600", "a\\u", "\\\x01u", "\x01\x7f\\", '\\"u0022', "} } ; DROP ALL ; {", "\n")


def lines(text: str) -> bytes:
    node = NamedNode("https://example.org/x")
    return serialize([Quad(node, node, Literal(text)).triple], format=RdfFormat.N_TRIPLES) or b""


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("early", [True, False])
def test_sparql_says_what_the_lines_say(text: str, early: bool) -> None:
    """To a store that looks for the numbers of characters before all else, too."""
    said = as_sparql(G, lines(text)).decode()
    if early:
        said = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), said)
    store = Store()
    store.update(f"INSERT DATA {{ GRAPH <{G}> {{ {said} }} }}")
    assert [quad.object.value for quad in store] == [text]


@pytest.mark.parametrize(
    "line",
    ["<a:b> <a:c> <a:d> . } ; DROP ALL ; {\n", "<a:b> <a:c> <a:\\u003Ed> .\n", '<a:b> <a:c> "d" <a:g> .\n', "_:b <a:c> <a:d> .\n", "x\n"],
)
def test_nothing_but_statements_is_carried_out(line: str) -> None:
    with pytest.raises(Refused, match="holds what no SPARQL update can say"):
        as_sparql(G, lines("x") + line.encode())


def test_pieces_are_whole_lines() -> None:
    graph = Graph(G, b"one\ntwo\nthree and more\nfour\n")
    assert list(graph.pieces(8)) == [b"one\ntwo\n", b"three and more\n", b"four\n"]
    assert list(graph.pieces(100)) == [graph.lines]
    assert b"".join(graph.pieces(1)) == graph.lines
    assert list(Graph(G, b"").pieces(8)) == []
    assert graph.statements == 4


def test_batches() -> None:
    graphs = [Graph(f"{G}{n}", b"x" * n) for n in (3, 3, 9, 1, 1, 1, 1)]
    assert [[len(graph.lines) for graph in batch] for batch in batches(graphs, 6, 3)] == [[3, 3], [9], [1, 1, 1], [1]]
    assert list(batches([], 6, 3)) == []


def test_the_last_row_counts() -> None:
    said = ("1 {}1 aa", "2 {}1 ", "2 {}1 bb", "1 {}2 aa", "2 {}2 ", "2 {}3 aa", "3 {}3 -")
    rows = ["0000000" + each.format(G) for each in said]
    for order in (rows, rows[::-1], rows[3:] + rows[:3]):
        found = Record(G, order)
        assert found.graphs == {f"{G}1": "bb", f"{G}2": ""}
        assert found.stale == {rows[0], rows[1], rows[3], rows[5]}
        assert found.rows == sorted([rows[2], rows[4]])
        assert found.next(f"{G}4", "cc") == f"00000004 {G}4 cc"
    assert not found.tidy


@pytest.mark.parametrize("row", ["", "x", f"1 {G} aa", f"00000001 {G}", f"00000001 {G} AA", f"00000001  {G} aa", f"00000001 {G} aa "])
def test_what_is_no_row(row: str) -> None:
    with pytest.raises(RemoteError, match="is not what kg publish keeps there"):
        Record(G, [row])


def test_a_record_of_many_pages(monkeypatch: pytest.MonkeyPatch, servers: Any, tmp_path: Path, helpers: Any) -> None:
    remote = servers("oxigraph-update")
    remote.update("DROP ALL")
    graph = helpers.make(tmp_path / "graph", helpers.numbers(20))
    assert helpers.publish(remote.url, "-g", graph).code == 0
    monkeypatch.setattr(record, "PAGE", 3)
    with helpers.client() as client:
        assert len(record.read(client, remote.sparql, "https://example.org/id/published/graph").graphs) == 20


@pytest.mark.parametrize(
    ("header", "seconds"), [("", 1), ("7", 7), ("86400", 60), ("Wed, 21 Oct 2026 07:28:00 GMT", 1), ("-3", 1), ("²", 1)])
def test_how_long_to_wait(header: str, seconds: float) -> None:
    assert _told(header, 1) == seconds


def test_secrets_are_hidden_where_they_stand_alone() -> None:
    access = Access(token="t", user="anna:secret")
    assert access.hide("the token t, the password secret, secretly") == "the token ***, the password ***, secretly"
    assert "secret" not in repr(access)
