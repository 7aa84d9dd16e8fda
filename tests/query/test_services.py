"""No query reaches out over the network."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.query.services import refuse


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
    ],
)
def test_the_letters_alone_are_not(sparql: str) -> None:
    refuse(sparql)
