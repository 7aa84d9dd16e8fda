"""A graph → accounts of its articles, through the ontology's public terms only.

In: a function that runs a SPARQL SELECT over the union of the graph. Out: an :class:`~kg.score.account.Account` for
each article, by its identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kg.score.account import ROLES, Account, Action, Tenure, Thing
from kg.vocab import KG, PREFIXES

Rows = Callable[[str], Iterable[Mapping[str, str]]]
"""Runs a query; each row leads from a variable's name to the value as a string."""

CLASSES = {
    "persons": KG.Person,
    "organizations": KG.Organization,
    "places": KG.Place,
    "works": KG.Work,
    "measures": KG.Measure,
}

PROPERTIES = {
    "title": "dcterms:title",
    "published": "dcterms:issued",
    "source": "dcterms:publisher",
    "authors": "dcterms:creator",
    "editors": "dcterms:contributor",
    "home": "kg:home",
}

NAMES = """SELECT ?node ?name {
  { ?node rdfs:label ?name BIND(0 AS ?rank) } UNION { ?node skos:altLabel ?name BIND(1 AS ?rank) } } ORDER BY ?rank ?name"""
KINDS = "SELECT DISTINCT ?node ?kind { ?node kg:mentionedIn ?passage ; a ?kind } ORDER BY ?kind"
AROUND = "SELECT DISTINCT ?node ?up { ?node kg:within+ ?up } ORDER BY ?up"
MENTIONED = "SELECT DISTINCT ?doc ?node { ?node kg:mentionedIn/dcterms:isPartOf/dcterms:identifier ?doc }"
TENURES = """SELECT DISTINCT ?doc ?person ?organization ?post {
  ?fact a kg:Tenure ; kg:holder ?person ; kg:organization ?organization ; kg:evidence/dcterms:isPartOf/dcterms:identifier ?doc
  OPTIONAL { ?fact kg:post ?post } } ORDER BY ?doc ?person ?organization ?post"""
ACTIONS = """SELECT ?doc ?fact ?type ?trigger ?text ?from ?to {
  ?fact a kg:Action, ?type ; kg:trigger ?trigger ; kg:evidence ?passage .
  ?passage kg:text ?text ; dcterms:isPartOf/dcterms:identifier ?doc
  OPTIONAL { ?fact kg:startDate ?from } OPTIONAL { ?fact kg:endDate ?to } } ORDER BY ?doc ?fact ?passage ?type"""
ROLE = "SELECT ?fact ?node ?value ?unit {{ ?fact kg:{} ?node OPTIONAL {{ ?node kg:value ?value ; kg:unit ?unit }} }} ORDER BY ?fact ?node"


class Reader:
    """Looks up in one graph what :func:`read` puts together."""

    def __init__(self, rows: Rows) -> None:
        prefixes = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
        self.rows: Rows = lambda query: rows(prefixes + query)
        self.names = self.group(NAMES)
        self.kinds = self.group(KINDS)
        self.around = self.group(AROUND)

    def group(self, query: str) -> dict[str, list[str]]:
        """The first column of a query of two → the values of the second."""
        found: dict[str, list[str]] = {}
        for row in self.rows(query):
            first, second = row.values()
            found.setdefault(first, []).append(second)
        return found

    def thing(self, node: str, *more: str) -> Thing:
        """The node as a thing with its names, or what is no node as its own name."""
        names = (*self.names.get(node, () if more else (node,)), *more)
        kinds = tuple(kind.removeprefix(KG.base) for kind in self.kinds.get(node, ()) if kind.startswith(KG.base))
        return Thing(names, kinds, tuple(name for up in self.around.get(node, ()) for name in self.names.get(up, ())))


def read(rows: Rows) -> dict[str, Account]:
    """Identifier → what the graph says of that article."""
    reader = Reader(rows)
    docs = [row["doc"] for row in reader.rows("SELECT ?doc { ?article a kg:Article ; dcterms:identifier ?doc } ORDER BY ?doc")]
    things = _things(reader)
    tenures: dict[str, list[Tenure]] = {}
    for row in reader.rows(TENURES):
        parts = (reader.thing(row["person"]), reader.thing(row["organization"]), Thing((row.get("post", ""),)))
        tenures.setdefault(row["doc"], []).append(Tenure(*parts))
    actions = _actions(reader)
    return {doc: Account(doc, things.get(doc, {}), tuple(tenures.get(doc, ())), tuple(actions.get(doc, ()))) for doc in docs}


def _things(reader: Reader) -> dict[str, dict[str, tuple[Thing, ...]]]:
    """Article → key → values of the article's own fields, and things mentioned in it."""
    found: dict[str, dict[str, tuple[Thing, ...]]] = {}
    for key, term in PROPERTIES.items():
        values = reader.group(f"SELECT ?doc ?value {{ ?article dcterms:identifier ?doc ; {term} ?value }} ORDER BY ?doc ?value")
        for doc, nodes in values.items():
            found.setdefault(doc, {})[key] = tuple(reader.thing(node) for node in nodes)
    for doc, nodes in reader.group(MENTIONED).items():
        for key, kind in CLASSES.items():
            members = sorted(node for node in nodes if kind in reader.kinds[node])
            found.setdefault(doc, {})[key] = tuple(reader.thing(node) for node in members)
    return found


def _actions(reader: Reader) -> dict[str, list[Action]]:
    roles = _roles(reader)
    facts: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in reader.rows(ACTIONS):
        if row["type"] not in (KG.Action, KG.Fact) and row["type"].startswith(KG.base):
            facts.setdefault((row["doc"], row["fact"]), []).append(row)
    found: dict[str, list[Action]] = {}
    for (doc, fact), rows in facts.items():
        first = rows[0]
        context = "".join(dict.fromkeys(row["text"] for row in rows))
        date = "/".join(first[side] for side in ("from", "to") if side in first)
        times = {"time": (Thing((date,)),) if date else ()}
        action = Action(first["type"].removeprefix(KG.base), first["trigger"], context, roles.get(fact, {}) | times)
        found.setdefault(doc, []).append(action)
    return found


def _roles(reader: Reader) -> dict[str, dict[str, tuple[Thing, ...]]]:
    """Action → role → participants; figures are named by label and by value with unit."""
    found: dict[str, dict[str, tuple[Thing, ...]]] = {}
    for role in ROLES[:-1]:
        for row in reader.rows(ROLE.format(role)):
            more = (row["value"] + row["unit"],) if "value" in row and "unit" in row else ()
            before = found.setdefault(row["fact"], {})
            before[role] = (*before.get(role, ()), reader.thing(row["node"], *more))
    return found
