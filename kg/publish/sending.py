"""What goes to a store, and its going: in, the graphs as they are to be; out, a store that has them, and a report.

Nothing is sent that the store has already, as its record says and as a look at its graphs confirms. What is done is noted there batch
by batch, so that the next run goes on wherever this one ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Protocol, TypeVar

from kg.errors import RemoteError
from kg.publish import record as records
from kg.publish.client import Client, Refused
from kg.publish.graph import Graph, batches
from kg.publish.record import Record
from kg.publish.writers import Writer

TOO_LARGE: Final = 413
NOT_THIS: Final = frozenset((400, 409, 422, 500, TOO_LARGE))
"""Statuses that are about what was sent, so that the rest may do better."""
LEAST: Final = 1 << 12
"""Bytes of a request that every store is believed to take."""
MOST_FAILURES: Final = 20

Batch = TypeVar("Batch")


class Source(Protocol):
    """The graphs as they are to be."""

    def names(self) -> Sequence[str]:
        """Their names, sorted."""

    def graph(self, name: str) -> Graph:
        """One of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The names of the graphs to be sent and removed, and how many are there as they should be."""

    send: list[str]
    remove: list[str]
    unchanged: int


def plan(
    client: Client, query: str, record: Record, source: Source, verify: bool = False, adopt: bool = False,
    on_looked: Callable[[int, int], None] = lambda done, total: None,
) -> Plan:
    """What is to be done. ``query`` is the address of queries; to ``verify`` is to count the statements of each graph there, not only
    to look whether there are any; to ``adopt`` is to replace graphs that something else has put there. ``on_looked`` is told how many
    graphs of how many have been looked at.

    Raises RemoteError where there are such graphs otherwise.
    """
    names = source.names()
    held = record.graphs
    whole = [name for name in names if held.get(name)]
    have = records.counted(client, query, whole) if verify else dict.fromkeys(records.there(client, query, whole), 0)
    send = []
    for number, name in enumerate(names, 1):
        if name not in have or not _same(source.graph(name), held[name], have[name] if verify else None):
            send.append(name)
        on_looked(number, len(names))
    strange = sorted(records.there(client, query, [name for name in send if name not in held]))
    if strange and not adopt:
        raise RemoteError(
            f"the store has {len(strange):,} of these graphs from elsewhere, such as {strange[0]}",
            "give --adopt to replace them, or --name as they were published under")
    mine = set(names)
    return Plan(send, sorted(name for name in held if name not in mine), len(names) - len(send))


def _same(graph: Graph, digest: str, statements: int | None) -> bool:
    return graph.digest == digest and statements in (None, graph.statements)


@dataclass
class Done:
    """What has been done so far: how many graphs and statements were sent, how many graphs removed, and which failed, with why."""

    sent: int = 0
    removed: int = 0
    statements: int = 0
    failed: dict[str, str] = field(default_factory=dict)


class Sending:
    """Carries out a plan. ``size`` is how many bytes a request may have, ``on_done`` is told after each batch."""

    def __init__(self, client: Client, writer: Writer, size: int, on_done: Callable[[Done], None]) -> None:
        self._client = client
        self._writer = writer
        self._size = size
        self._on_done = on_done
        self._lock = Lock()
        self.done = Done()

    def run(self, todo: Plan, source: Source, connections: int = 0) -> None:
        """Sends and removes, so many requests at a time (0: as the writer likes it). Raises RemoteError where the store does not take
        it; single graphs that it does not take are in :attr:`done`. On Ctrl-C what is under way comes to its end."""
        connections = connections or self._writer.connections
        self._writer.begin(todo.send)
        graphs = (source.graph(name) for name in todo.send)
        self._all(self._put, batches(graphs, self._size, self._writer.most), connections)
        most = self._writer.most
        removals = [todo.remove[start:start + most] for start in range(0, len(todo.remove), most)]
        self._all(self._remove, removals, connections)
        self._writer.end(self._size)

    def _all(self, work: Callable[[Batch], None], todo: Iterable[Batch], connections: int) -> None:
        """So many batches at a time; one more is got ready meanwhile."""
        waiting: set[Future[None]] = set()
        with ThreadPoolExecutor(connections) as pool:
            try:
                for batch in todo:
                    waiting.add(pool.submit(work, batch))
                    while len(waiting) > connections:
                        waiting = _one_less(waiting)
                while waiting:
                    waiting = _one_less(waiting)
            except BaseException:
                self._client.stop()
                for each in waiting:
                    each.cancel()
                raise

    def _put(self, batch: Sequence[Graph]) -> None:
        for part in batches(batch, self._size, self._writer.most):   # the size may have become smaller
            self._put_together(part)

    def _put_together(self, batch: Sequence[Graph]) -> None:
        size = self._size
        try:
            there = self._writer.put(batch, size)
        except Refused as error:
            self._put_otherwise(batch, size, error)
            return
        with self._lock:
            self.done.sent += len(there)
            self.done.statements += sum(graph.statements for graph in there)
            self._on_done(self.done)

    def _put_otherwise(self, batch: Sequence[Graph], size: int, error: Refused) -> None:
        if error.status == TOO_LARGE and size > LEAST:
            with self._lock:
                self._size = min(self._size, size // 2)
            self._put(batch)
        elif error.status in NOT_THIS and len(batch) > 1:
            for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
                self._put_together(half)
        elif error.status in NOT_THIS:
            self._fail(batch[0].name, error)
        else:
            raise error

    def _fail(self, name: str, error: Refused) -> None:
        with self._lock:
            self.done.failed[name] = str(error)
            self._on_done(self.done)
            if len(self.done.failed) >= MOST_FAILURES:
                raise error

    def _remove(self, names: Sequence[str]) -> None:
        self._writer.remove(names)
        with self._lock:
            self.done.removed += len(names)
            self._on_done(self.done)


def _one_less(waiting: set[Future[None]]) -> set[Future[None]]:
    """Those that still wait once one more has ended. Raises what it raised."""
    ended, rest = wait(waiting, return_when=FIRST_COMPLETED)
    for each in ended:
        each.result()
    return rest
