"""No query reaches out over the network."""

from __future__ import annotations

import pyoxigraph
import pytest

from kg.errors import QueryError
from kg.query.services import refuse

LAX = (
    "SELECT * { ?a ?b ?c FILTER(?a<?c)SERVICE#>\n<http://localhost:1/>{ ?a ?b ?c } }",
    "SELECT * { ?a ?b ?c FILTER(?a<'>')SERVICE<http://localhost:1/>{ ?a ?b 'c' } }",
    "SELECT * { ?a ?b 1SERVICE <http://localhost:1/> { ?a ?b ?c } }",
    "SELECT * { ?a ?b 1.5e0SERVICE<http://localhost:1/>{ ?a ?b ?c } }",
    "SELECT * { ?a ?b trueSERVICE<http://localhost:1/>{ ?a ?b ?c } }",
    "SELECT * { SERVICESILENT<http://localhost:1/>{ ?a ?b ?c } }",
    "PREFIX x: <http://localhost:1/> SELECT * { SERVICEx:y { ?a ?b ?c } }",
    "PREFIX x: <http://localhost:1/> SELECT * { ?a ?b 1SERVICEx:y { ?a ?b ?c } }",
    "PREFIX x: <http://localhost:1/> SELECT * { SERVICE SILENTx:y#\n{ ?a ?b ?c } }",
    "PREFIX : <http://localhost:1/> SELECT * { SERVICE:y { ?a ?b ?c } }",
)
"""What Oxigraph takes for a service, although the grammar of SPARQL does not."""


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://localhost:1/> { ?a ?b ?c } }",
        "SELECT * { ?a ?b 'x'.service<http://localhost:1/>{ ?a ?b ?c } }",
        "SELECT * { ?a ?b ?c.Service SILENT ?d { ?a ?b ?c } }",
        "SELECT * { ?a ?b true.SERVICE x:y { ?a ?b ?c } }",
        "SELECT * { # a remark\n SERVICE ?x { ?a ?b ?c } }",
        """SELECT * { ?a ?b "a\\"b" . SERVICE ?x { ?a ?b "c" } }""",
        "SELECT * { ?a <x:#y> ?c . SERVICE ?x { ?a ?b ?c } }",
        *LAX,
    ],
)
def test_a_service_is_refused(sparql: str) -> None:
    with pytest.raises(QueryError, match=r"asks another computer .SERVICE., and kg works without a network: ask this graph only"):
        refuse(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service $SERVICE { ?service ?b ?c }",
        "SELECT * { ?a <http://x/SERVICE#SERVICE> ?c }",
        "SELECT * { ?a ?b ?c } # no SERVICE here",
        """SELECT * { ?a ?b "SERVICE <x:y>", 'a SERVICE', 'it\\'s SERVICE' }""",
        '''SELECT * { ?a ?b """a "quoted" SERVICE""" }''',
        "PREFIX service: <x:> SELECT * { ?a service:service service:a.SERVICE }",
        "SELECT * { ?a ?b 'x'@service }",
        "SELECT * { ?a ?b ?services_of }",
        "SELECT * { ?a <http://x/service?x=1> ?c ; <http://x/service/y> ?service { ?a ?b ?c } }",
    ],
)
def test_the_letters_alone_are_not(sparql: str) -> None:
    refuse(sparql)


@pytest.mark.parametrize("sparql", LAX)
def test_oxigraph_is_as_lax_as_that(sparql: str) -> None:
    """Else the check could be simpler."""
    pyoxigraph.Store().query(sparql)


@pytest.mark.parametrize("piece", ["a.", "'\\'", "SERVICE", "SERVICE ", "<x>", "<#>SERVICE\n", "?a<", "\"\"\"", "a:b SERVICE\n#"])
def test_no_text_keeps_the_program_busy(piece: str) -> None:
    """At the square of its length each would take hours."""
    refuse(f"SERVICE {piece * (1_000_000 // len(piece))}")
