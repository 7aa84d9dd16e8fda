"""What a store is known to have: in, the rows of a small graph that it keeps for this; out, the digest of each graph put there.

That graph, the record, lies in the store itself, so that any computer can go on with what another began, and an emptied store is
known to be empty. A row is a text, ``RUN GRAPH STATE``: the number of the publication, the graph's name, and

    (nothing)   it is on its way: some of it may be there, some not
    a digest    it is there, whole
    -           it is gone

Of several rows about a graph the last counts, which is the greatest; a store written to by the Graph Store Protocol takes no single
row away. Only graphs in the record are ever replaced or removed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from kg.errors import RemoteError
from kg.publish.client import Client
from kg.publish.finding import RESULTS
from kg.vocab import RDF

GONE: Final = "-"
VALUE: Final = f"{RDF.base}value"
"""The property whose values are the rows; their subject is the record itself."""
WRITTEN: Final = re.compile(r"(?P<run>[0-9]{8}) (?P<graph>[^ ]+) (?P<state>|-|[0-9a-f]+)")
PAGE: Final = 5_000
"""Rows that are asked for at a time: some stores give no more than 10,000, and do not say so."""
PROBED: Final = 200
ROWS: Final = """SELECT ?row {{ GRAPH <{name}> {{ <{name}> <{value}> ?row }} {after} }} ORDER BY ?row LIMIT {page}"""
THERE: Final = """SELECT ?g {{ VALUES ?g {{ {names} }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"""
COUNTED: Final = """SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"""


class Record:
    """The record with this ``name``, as it is in the store now; threads may tell it of different graphs at a time.

    ``stale`` are rows that the store has and that no longer count.
    """

    def __init__(self, name: str, rows: Iterable[str] = ()) -> None:
        self.name = name
        self.stale: set[str] = set()
        self._last: dict[str, tuple[str, str]] = {}
        for row in rows:
            self._take(row)
        self._run = f"{1 + max((int(run) for run, _ in self._last.values()), default=0):08d}"

    def _take(self, row: str) -> None:
        found = WRITTEN.fullmatch(row)
        if found is None:
            raise RemoteError(f"the store's graph {self.name} is not what kg publish keeps there ({row[:40]!r})", "give another --name")
        graph, said = found["graph"], (found["run"], found["state"])
        last = self._last.setdefault(graph, said)
        self._last[graph] = max(last, said)
        if last != said:
            self.stale.add(_row(graph, min(last, said)))

    @property
    def graphs(self) -> dict[str, str]:
        """Graph → digest, or nothing where it is on its way; of all that may be there."""
        return {graph: state for graph, (_, state) in self._last.items() if state != GONE}

    @property
    def rows(self) -> list[str]:
        """The rows that count, sorted; what is gone needs none."""
        return sorted(_row(graph, said) for graph, said in self._last.items() if said[1] != GONE)

    @property
    def tidy(self) -> bool:
        """Whether the store has no other rows than :attr:`rows`."""
        return not self.stale and all(state != GONE for _, state in self._last.values())

    def row(self, graph: str) -> str | None:
        """The row about this graph that counts, if there is one."""
        return _row(graph, self._last[graph]) if graph in self._last else None

    def next(self, graph: str, state: str) -> str:
        """The row that says this from now on."""
        return _row(graph, (self._run, state))

    def replaced(self, states: Mapping[str, str]) -> None:
        """The store has the rows of :meth:`next` in the place of those before."""
        self._last |= {graph: (self._run, state) for graph, state in states.items()}

    def added(self, states: Mapping[str, str]) -> None:
        """The store has the rows of :meth:`next` beside those before."""
        self.stale |= {row for row in map(self.row, states) if row is not None}
        self.replaced(states)

    def tidied(self) -> None:
        """The store has :attr:`rows` and no others."""
        self.stale.clear()
        self._last = {graph: said for graph, said in self._last.items() if said[1] != GONE}


def _row(graph: str, said: tuple[str, str]) -> str:
    return " ".join((said[0], graph, said[1]))


def read(client: Client, query: str, name: str) -> Record:
    """The record as the store has it, empty where there is none; ``query`` is the address of its queries. Raises RemoteError."""
    rows: dict[str, None] = {}
    after = ""
    while True:
        found = [each["row"] for each in _select(client, query, ROWS.format(name=name, value=VALUE, after=after, page=PAGE))]
        if all(row in rows for row in found):
            return Record(name, rows)
        rows |= dict.fromkeys(found)
        after = f"FILTER (?row > {literal(found[-1])})"


def there(client: Client, query: str, graphs: Collection[str]) -> set[str]:
    """Those of the graphs that the store has something in."""
    return {each["g"] for part in _parts(graphs) for each in _select(client, query, THERE.format(names=part))}


def counted(client: Client, query: str, graphs: Collection[str]) -> dict[str, int]:
    """How many statements the store has in each of the graphs; those with none are left out."""
    rows = (row for part in _parts(graphs) for row in _select(client, query, COUNTED.format(names=part)))
    return {row["g"]: int(row["n"]) for row in rows if "g" in row}   # of nothing, the store counts nothing, in no graph


def shown(client: Client, query: str, graph: str) -> bool:
    """Whether a query that names no graph sees what this graph says: whether the store's default graph is the union of all."""
    return bool(_select(client, query, f"SELECT ?s {{ GRAPH <{graph}> {{ ?s ?p ?o }} ?s ?p ?o }} LIMIT 1"))


def _parts(graphs: Collection[str]) -> Iterable[str]:
    names = sorted(graphs)
    return (" ".join(f"<{name}>" for name in names[start:start + PROBED]) for start in range(0, len(names), PROBED))


def _select(client: Client, address: str, query: str) -> list[dict[str, str]]:
    """The rows of a query, as texts."""
    answer = client.send("POST", address, {"Accept": RESULTS}, data={"query": query})
    try:
        found = answer.json()["results"]["bindings"]
        return [{name: str(term["value"]) for name, term in row.items()} for row in found]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RemoteError(f"{address} does not answer a query as SPARQL has it", "say --query with the address of queries") from error


def statement(name: str, row: str) -> str:
    """A row of the record ``name`` as N-Triples and SPARQL write it."""
    return f"<{name}> <{VALUE}> {literal(row)} .\n"


def literal(text: str) -> str:
    """A text without quotation marks, backslashes and line breaks, as SPARQL and N-Triples write it."""
    return f'"{text}"'
