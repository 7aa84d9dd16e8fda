"""How graphs are put into a store and taken out: in, graphs or names; out, requests of one of two protocols.

Each brings the record (:mod:`kg.publish.record`) along, in such an order that a store which loses its connection at any point is
known to hold no more than the record says: a graph is on its way there before any of it is sent, and there once all of it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from kg.publish.client import Client, Refused
from kg.publish.finding import GSP, SPARQL_UPDATE, UPDATE, Addresses
from kg.publish.graph import Graph, as_sparql
from kg.publish.record import GONE, Record, statement

TURTLE: Final = {"Content-Type": "text/turtle; charset=utf-8"}
"""N-Triples is Turtle, which is the one of the two that every store must take."""
SPARQL: Final = {"Content-Type": f"{SPARQL_UPDATE}; charset=utf-8"}
TOGETHER: Final = 5_000
"""Rows that are sent at a time."""


class Writer(Protocol):
    """One of the protocols. ``connections`` and ``most`` are how many requests at a time and how many graphs in each batch it is best
    spoken with."""

    connections: int
    most: int

    def begin(self, names: Collection[str]) -> None:
        """Graphs of these names will be put."""

    def put(self, batch: Sequence[Graph], size: int) -> Sequence[Graph]:
        """Puts the graphs, in requests of about this many bytes at most, in the place of what the store has under their names. Gives
        those that are there: fewer, once the client is stopped."""

    def remove(self, names: Sequence[str]) -> None:
        """Takes the graphs out."""

    def end(self, size: int) -> None:
        """Leaves no row in the record that does not count, in requests as those of :meth:`put`."""


class Updates:
    """SPARQL 1.1 Update: a batch is one request, which most stores carry out as one transaction."""

    connections = 1
    most = 1_000

    def __init__(self, client: Client, url: str, record: Record) -> None:
        self._client = client
        self._url = url
        self._record = record

    def begin(self, names: Collection[str]) -> None:
        """Nothing: each batch says so of its own."""

    def put(self, batch: Sequence[Graph], size: int) -> Sequence[Graph]:
        """As :class:`Writer` has it."""
        states = {graph.name: graph.digest for graph in batch}
        parts = [batch] if len(batch) > 1 else [[Graph(batch[0].name, piece)] for piece in batch[0].pieces(size)]
        requests = [b"".join(_insertion(part)) for part in parts]
        requests[0] = self._begun(states) + requests[0]
        requests[-1] += self._done(states)
        for request in requests:
            self._send(request)
        self._record.replaced(states)
        return batch

    def remove(self, names: Sequence[str]) -> None:
        """As :class:`Writer` has it."""
        states = dict.fromkeys(names, GONE)
        self._send(self._begun(states) + self._data("DELETE", (self._record.next(name, "") for name in names)))
        self._record.replaced(states)

    def end(self, size: int) -> None:
        """As :class:`Writer` has it."""
        for rows in _some(sorted(self._record.stale)):
            self._send(self._data("DELETE", rows))
        self._record.tidied()

    def _begun(self, names: Collection[str]) -> bytes:
        old = [row for row in map(self._record.row, names) if row is not None]
        claims = [self._record.next(name, "") for name in names]
        drops = "".join(f"DROP SILENT GRAPH <{name}> ;\n" for name in names)
        return self._data("DELETE", old) + self._data("INSERT", claims) + drops.encode()

    def _done(self, states: dict[str, str]) -> bytes:
        claims = (self._record.next(name, "") for name in states)
        return self._data("DELETE", claims) + self._data("INSERT", (self._record.next(*each) for each in states.items()))

    def _data(self, word: str, rows: Iterable[str]) -> bytes:
        said = "".join(statement(self._record.name, row) for row in rows)
        return f"{word} DATA {{ GRAPH <{self._record.name}> {{\n{said}}} }} ;\n".encode() if said else b""

    def _send(self, request: bytes) -> None:
        self._client.send("POST", self._url, SPARQL, content=request.removesuffix(b" ;\n"))


def _insertion(batch: Iterable[Graph]) -> Iterator[bytes]:
    yield b"INSERT DATA {\n"
    for graph in batch:
        yield f"GRAPH <{graph.name}> {{\n".encode()
        yield as_sparql(graph.name, graph.lines)
        yield b"}\n"
    yield b"} ;\n"


class Graphs:
    """The SPARQL 1.1 Graph Store HTTP Protocol: a graph is one request or, where it is larger than a request may be, several."""

    connections = 4
    most = 32

    def __init__(self, client: Client, url: str, record: Record) -> None:
        self._client = client
        self._url = url
        self._record = record

    def begin(self, names: Collection[str]) -> None:
        """As :class:`Writer` has it."""
        known = self._record.graphs
        self._note({name: "" for name in names if known.get(name) != ""})

    def put(self, batch: Sequence[Graph], size: int) -> Sequence[Graph]:
        """As :class:`Writer` has it."""
        there = []
        for graph in batch:
            if self._client.stopped:
                break
            self._put(graph.name, graph.pieces(size))
            there.append(graph)
        self._note({graph.name: graph.digest for graph in there})
        return there

    def remove(self, names: Sequence[str]) -> None:
        """As :class:`Writer` has it."""
        for name in names:
            self._delete(name)
        self._note(dict.fromkeys(names, GONE))

    def end(self, size: int) -> None:
        """As :class:`Writer` has it."""
        if self._record.tidy:
            return
        rows = "".join(statement(self._record.name, row) for row in self._record.rows)
        if rows:
            self._put(self._record.name, Graph(self._record.name, rows.encode()).pieces(size))
        else:
            self._delete(self._record.name)
        self._record.tidied()

    def _delete(self, name: str) -> None:
        try:
            self._client.send("DELETE", self._url, {}, params={"graph": name})
        except Refused as error:
            if error.status != 404:   # it is gone already
                raise

    def _put(self, name: str, pieces: Iterable[bytes]) -> None:
        for number, piece in enumerate(pieces):
            self._client.send("POST" if number else "PUT", self._url, TURTLE, params={"graph": name}, content=piece)

    def _note(self, states: dict[str, str]) -> None:
        for names in _some(list(states)):
            rows = "".join(statement(self._record.name, self._record.next(name, states[name])) for name in names)
            self._client.send("POST", self._url, TURTLE, params={"graph": self._record.name}, content=rows.encode())
            self._record.added({name: states[name] for name in names})


def _some(rows: Sequence[str]) -> Iterator[Sequence[str]]:
    return (rows[start:start + TOGETHER] for start in range(0, len(rows), TOGETHER))


WRITERS: Final[Mapping[str, Callable[[Client, str, Record], Writer]]] = {UPDATE: Updates, GSP: Graphs}


def writer(client: Client, addresses: Addresses, record: Record) -> Writer:
    """The one for this store."""
    return WRITERS[addresses.protocol](client, addresses.write, record)
