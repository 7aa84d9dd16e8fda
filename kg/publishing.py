"""A graph folder published: in, a folder and the address of another SPARQL 1.1 store; out, the store with its graphs, and a report.

Each article is a named graph there as it is here; so are the graphs that people have put in beside them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from kg.errors import RemoteError, StoppedError
from kg.graph import iris
from kg.graph.lines import lines
from kg.graph.store import Store
from kg.publish import Access, Client, Done, Graph, Plan, Sending, find, plan, read, shown, writer

MIB: Final = 1 << 20
LOOKING: Final = "looking"
CONNECTIONS: Final = 32
"""More requests at a time than anybody wants."""
AGAIN: Final = "the same command goes on"
UNION: Final = (
    "queries there that name no graph do not see what was put there",
    "let the default graph of the store be the union of all; the README says how (Other stores)",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What its user knows of a store and wants of it: the ``protocol`` spoken at the address and the address of its queries, both
    unless empty; the ``name`` under which the graph is published, that of its folder unless told; MiB of a ``batch``, ``seconds`` that
    a request may take, how many requests at a time (the protocol's own number, unless told). ``verify``, ``adopt``: as
    :func:`kg.publish.plan` has them; ``dry_run`` sends nothing."""

    protocol: str = ""
    query: str = ""
    name: str = ""
    batch: float = 3
    seconds: float = 600
    connections: int = 0
    verify: bool = False
    adopt: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was done, or in a dry run would be: numbers of graphs, statements and bytes; ``failed`` names graphs with why."""

    url: str
    protocol: str
    record: str
    dry_run: bool
    sent: int
    unchanged: int
    removed: int
    failed: dict[str, str] = field(default_factory=dict)
    statements: int = 0
    bytes: int = 0
    seconds: float = 0


class Held:
    """The graphs of a store here, read as they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self) -> Sequence[str]:
        """All but records of what others have put in, should this store be one that is published to."""
        return [name for name in self._store.graphs() if not iris.is_published(self._store.base, name)]

    def graph(self, name: str) -> Graph:
        """One of them."""
        return Graph(name, lines(self._store, name))


def publish(
    graph: Path, url: str, access: Access, options: Options, on_progress: Callable[[int, int | None, str], None],
    on_problem: Callable[[RemoteError], None],
) -> Report:
    """Brings the store at ``url`` to what the graph folder ``graph`` says. ``on_progress`` is told how many graphs of how many are
    done, ``on_problem`` what was tried again or failed.

    Raises GraphError for the folder, RemoteError for the store; the next call goes on where such a one ended.
    """
    url, access = _apart(url, access)
    if access.headers and _readable_by_others(url):
        on_problem(RemoteError("what you are known by goes unencrypted through the network", "use https where the store has it"))
    started = time.monotonic()
    with Store.open(graph) as store, Client(access, options.seconds, lambda line: on_problem(RemoteError(line)), CONNECTIONS) as client:
        on_progress(0, None, LOOKING)
        addresses = find(client, url, options.protocol, options.query)
        record = read(client, addresses.query, iris.published(store.base, options.name or graph.resolve().name))
        source = Held(store)
        todo = plan(
            client, addresses.query, record, source, options.verify, options.adopt,
            on_looked=lambda done, total: on_progress(done, total, LOOKING))
        if options.dry_run:
            done = _would(todo, source)
        else:
            sending = Sending(client, writer(client, addresses, record), int(options.batch * MIB), _teller(todo, on_progress))
            done = _carried_out(sending, todo, source, options.connections, on_problem)
            _look(client, addresses.query, source, done, on_problem)
        return Report(
            addresses.write, addresses.protocol, record.name, options.dry_run, done.sent, todo.unchanged, done.removed, done.failed,
            done.statements, 0 if options.dry_run else client.sent, round(time.monotonic() - started, 3))


def _would(todo: Plan, source: Held) -> Done:
    return Done(len(todo.send), len(todo.remove), sum(source.graph(name).statements for name in todo.send))


def _carried_out(sending: Sending, todo: Plan, source: Held, connections: int, on_problem: Callable[[RemoteError], None]) -> Done:
    """Carries it out, or tells how far it came."""
    done = sending.done
    try:
        sending.run(todo, source, connections)
    except RemoteError as error:
        if not done.sent + done.removed:
            raise
        raise RemoteError(error.cause, f"{error.cure or 'see what its log says'} ({_far(done, todo)}; {AGAIN})") from error
    except KeyboardInterrupt as error:
        raise StoppedError(f"interrupted ({_far(done, todo)})", AGAIN) from error
    for name, why in done.failed.items():
        on_problem(RemoteError(f"{name} is not sent", why))
    return done


def _far(done: Done, todo: Plan) -> str:
    return f"{done.sent:,} of {len(todo.send):,} graphs are sent and {done.removed:,} of {len(todo.remove):,} removed"


def _teller(todo: Plan, on_progress: Callable[[int, int | None, str], None]) -> Callable[[Done], None]:
    total = len(todo.send) + len(todo.remove)
    on_progress(0, total, "publishing")
    return lambda done: on_progress(done.sent + done.removed + len(done.failed), total, "publishing")


def _look(client: Client, query: str, source: Held, done: Done, on_problem: Callable[[RemoteError], None]) -> None:
    """Tells where the named questions would find nothing."""
    first = next((name for name in source.names() if name not in done.failed), None)
    if done.sent and first is not None and not shown(client, query, first):
        on_problem(RemoteError(*UNION))


def _apart(url: str, access: Access) -> tuple[str, Access]:
    """The address without the name and password that it may hold, which then count unless something else is given."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:   # its port, or the brackets of its host
        whole = False
    if not whole:
        raise RemoteError(f"{access.hide(url)!r} is no address of a store", "write http://… or https://…")
    who, _, host = parts.netloc.rpartition("@")
    user = access.user or ("" if access.token else unquote(who))
    return urlunsplit((parts.scheme, host, parts.path, parts.query, "")), Access(access.token, user)


def _readable_by_others(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")
