"""Where a store answers what: in, the address that somebody gave; out, the addresses of its queries and of what is written.

The ending of an address mostly says what it is for (:data:`KNOWN`). Of another one the store itself is asked, by a query and an
update that do nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from kg.errors import RemoteError
from kg.publish.client import Client

GSP: Final = "gsp"
UPDATE: Final = "update"
PROTOCOLS: Final = (UPDATE, GSP)
KNOWN: Final = (
    ("/update", UPDATE, ("query", "sparql")),                        # Oxigraph, Fuseki, Stardog, kg serve
    ("/store", GSP, ("query", "sparql")),                            # Oxigraph
    ("/data", GSP, ("query", "sparql")),                             # Fuseki
    ("/rdf-graph-store", GSP, ("sparql",)),
    ("/statements", UPDATE, (".",)),                                 # RDF4J, GraphDB
    ("/rdf-graphs/service", GSP, ("..",)),                           # RDF4J, GraphDB
    ("/sparql-auth", UPDATE, ("sparql-auth",)),                      # Virtuoso
    ("/sparql-graph-crud-auth", GSP, ("sparql-auth", "sparql")),     # Virtuoso
    ("/sparql-graph-crud", GSP, ("sparql",)),                        # Virtuoso
)
"""Ending of an address → the protocol that is spoken there, and where queries may go, from there."""
QUERIES: Final = ("query", "sparql", "")
UPDATES: Final = ("", "update", "statements")
CHILDREN: Final = (("query", "update"), ("sparql", "update"), ("sparql", "sparql"))
"""Where a store whose root is given may take queries and updates."""
RESULTS: Final = "application/sparql-results+json"
SPARQL_UPDATE: Final = "application/sparql-update"
NO_STORE: Final = "give its address for updates (such as …/update) or of its graphs (such as …/store)"


@dataclass(frozen=True, slots=True)
class Addresses:
    """``write`` is spoken to in ``protocol``, ``query`` takes queries."""

    protocol: str
    write: str
    query: str


def find(client: Client, url: str, protocol: str = "", query: str = "") -> Addresses:
    """The addresses of the store at ``url``; ``protocol`` and ``query`` are what somebody knows of it. Raises RemoteError where no
    store answers there."""
    known = next(((spoken, queries) for ending, spoken, queries in KNOWN if url.endswith(ending)), None)
    spoken = protocol or (known[0] if known else "")
    if spoken:
        queries = known[1] if known else QUERIES
        return Addresses(spoken, url, _first(client, [query] if query else [_at(url, each) for each in queries], url))
    found = next(_asked(client, url, query), None)
    if found is None:
        raise RemoteError(f"{url} is no SPARQL store that takes updates", NO_STORE)
    return found


def _first(client: Client, addresses: Iterable[str], url: str) -> str:
    """The first that answers queries."""
    tried = list(dict.fromkeys(addresses))
    found = next((address for address in tried if answers(client, address)), None)
    if found is None:
        cause = f"{url} is no SPARQL store: no query is answered at {' or '.join(tried)}"
        raise RemoteError(cause, "say --query with the address of queries")
    return found


def _asked(client: Client, url: str, query: str) -> Iterator[Addresses]:
    """What the store says itself to which of its addresses do."""
    if answers(client, query or url):
        yield from (Addresses(UPDATE, address, query or url) for address in (_at(url, each) for each in UPDATES) if _takes(client, address))
    root = url if url.endswith("/") else f"{url}/"
    for asking, writing in CHILDREN:
        if answers(client, root + asking) and _takes(client, root + writing):
            yield Addresses(UPDATE, root + writing, root + asking)


def answers(client: Client, address: str) -> bool:
    """Whether SPARQL queries are answered there. Raises Refused where the store wants to know who asks, RemoteError where nobody
    answers at all."""
    answer = client.ask("POST", address, {"Accept": RESULTS}, data={"query": "ASK {}"})
    if answer.status_code in (401, 403):
        raise client.refused(answer)
    return answer.is_success and '"boolean"' in answer.text and "json" in answer.headers.get("Content-Type", "")


def _takes(client: Client, address: str) -> bool:
    """Whether it takes SPARQL updates."""
    answer = client.ask("POST", address, {"Content-Type": SPARQL_UPDATE}, content=b"INSERT DATA {}")
    if answer.status_code in (401, 403):
        raise client.refused(answer)
    return answer.is_success


def _at(url: str, relative: str) -> str:
    return urljoin(url, relative).removesuffix("/") if relative else url
