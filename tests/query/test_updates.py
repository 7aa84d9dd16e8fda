"""Updates over the graphs that a request names: text in, text out."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.query import updates

G, H = "http://a/g", "http://a/h"
USING = f"USING <{G}> USING NAMED <{H}>"


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", f"INSERT {{ ?s ?p 1 }} {USING} WHERE {{ ?s ?p 2 }}"),
        ("delete {} insert {} where {}", f"delete {{}} insert {{}} {USING} where {{}}"),
        ("DELETE WHERE { ?s ?p '}' }", f"DELETE {{ ?s ?p '}}' }} {USING} WHERE {{ ?s ?p '}}' }}"),
        ("DELETE WHERE { GRAPH ?g { ?s ?p 1 } }", f"DELETE {{ GRAPH ?g {{ ?s ?p 1 }} }} {USING} WHERE {{ GRAPH ?g {{ ?s ?p 1 }} }}"),
        ("DELETE DATA { <a:a> <a:b> 1 } ; CLEAR ALL", "DELETE DATA { <a:a> <a:b> 1 } ; CLEAR ALL"),
        ("INSERT {} WHERE { { SELECT * WHERE {} } } ; DELETE WHERE {}",
         f"INSERT {{}} {USING} WHERE {{ {{ SELECT * WHERE {{}} }} }} ; DELETE {{}} {USING} WHERE {{}}"),
        ("INSERT { ?where <a:WHERE> 'WHERE' } # WHERE {\nWHERE {}", f"INSERT {{ ?where <a:WHERE> 'WHERE' }} # WHERE {{ {USING} WHERE {{}}"),
    ],
)
def test_the_graphs_are_written_into_each_operation(update: str, expected: str) -> None:
    assert words(updates.over(update, [G], [H])) == expected


def test_without_graphs_it_stays_as_it_is() -> None:
    assert updates.over("WITH <a:b> DELETE {} WHERE {}", [], []) == "WITH <a:b> DELETE {} WHERE {}"


@pytest.mark.parametrize(
    "update", ["WITH <a:b> DELETE {} WHERE {}", "DELETE {} USING <a:b> WHERE {}", "insert {} using named <a:b> where {}"],
)
def test_graphs_in_both_places_are_refused(update: str) -> None:
    with pytest.raises(QueryError, match="names graphs, too"):
        updates.over(update, [G], [])


@pytest.mark.parametrize("name", ["http://a/> WHERE {} ; CLEAR ALL #", "relative", "", "http://a/ b"])
def test_a_name_that_is_no_iri_is_refused(name: str) -> None:
    with pytest.raises(QueryError, match="is no IRI"):
        updates.over("DELETE WHERE {}", [name], [])


@pytest.mark.parametrize("update", [
    "LOAD <http://a/>", "load silent <file:///etc/passwd> INTO GRAPH <a:b>", "CLEAR ALL ; LOAD <a:b>",
    "LOADSILENT<a:b>INTO GRAPH<a:c>", "PREFIX a: <a:> LOADa:b", "DELETE {} WHERE { FILTER(?o<'>{') } ; LOAD <a:b> #'",
    "INSERT {} WHERE { SERVICE <a:b> {} }", "INSERT {} WHERE { { service silent ?s {} } }",
])
def test_an_update_that_asks_another_computer_is_refused(update: str) -> None:
    with pytest.raises(QueryError, match="without a network"):
        updates.refuse(update)


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <a:LOAD> <a:b> 'LOAD <x>' ; <a:load> 1 }", "DELETE WHERE { ?LOAD load:LOAD \"\"\"\nLOAD\"\"\" } # LOAD"],
)
def test_the_word_alone_is_no_request(update: str) -> None:
    updates.refuse(update)


@pytest.mark.parametrize("update", ["DELETE WHERE", "DELETE WHERE {", "}} WHERE {", "WHERE", "DELETE WHERE { '"])
def test_what_does_not_parse_stays_what_does_not_parse(update: str) -> None:
    assert "USING" in updates.over(update, [G], []) or "WHERE" in update
