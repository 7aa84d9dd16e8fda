"""A graph folder served: in, a folder; out, the site of it, and the server that runs until it is stopped."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from threading import Lock, Thread
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg import output
from kg.errors import GraphError
from kg.graph import updating
from kg.graph.endpoint import Endpoint
from kg.graph.ledger import LEDGER, Ledger
from kg.graph.store import MANIFEST, Manifest, Store
from kg.graph.why import explain
from kg.query import services, updates
from kg.query.explore import Explorer
from kg.serve import application
from kg.serve.settings import Limits, Settings, untold
from kg.serve.site import Counts, Site

HOST: Final = "127.0.0.1"
PORT: Final = 8765
PORTS: Final = 1 << 16
GRACE: Final = 5
"""Seconds that answers have left when the server is stopped."""
LONGEST_HEAD: Final = 1 << 17
"""Bytes of a request line and its headers: long queries come by GET, too."""
LOOPBACK_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")
LOOPBACK_ORIGINS: Final = (r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?",)
ANY_ORIGIN: Final = (".*",)


def site(graph: Path, writable: bool = False) -> Site:
    """The site of the graph folder ``graph``; to be read only, unless ``writable``."""
    held: dict[str, Explorer] = {}
    lock = Lock()
    version = partial(_version, graph)

    def explorer() -> Explorer:
        now = version()
        with lock:
            if now not in held:
                held.clear()
                held[now] = _explorer(graph)
            return held[now]

    return Site(
        open=partial(Endpoint.open, graph), version=version, counts=partial(_counts, graph), explorer=explorer,
        picture=partial(_picture, graph), pictured=partial(output.pictured, graph), check=services.refuse,
        update=partial(_update, graph) if writable else None,
    )


def _picture(graph: Path) -> Path:
    with Store.open(graph) as store:
        return output.picture(store, graph)


def _version(graph: Path) -> str:
    """Another string once the graph is another: its manifest is written with it."""
    try:
        status = (graph / MANIFEST).stat()
    except OSError as error:
        raise GraphError(f"the graph {graph} is gone ({error.strerror})", "build it again") from error
    return f"{status.st_ino}-{status.st_mtime_ns}"


def _counts(graph: Path) -> Counts:
    manifest = Manifest.read(graph)
    return Counts(manifest.articles, manifest.statements)


def _update(graph: Path, text: str, base: str, default: Collection[str], named: Collection[str]) -> None:
    updates.refuse(text)
    updating.update(graph, updates.over(text, default, named), base, lambda store, path: output.export(store, "turtle", path))


def _explorer(graph: Path) -> Explorer:
    """The explorer of the graph as it is now, which reads itself in beside what is asked of it."""
    store = Store.open(graph)
    found = Explorer(store, why=lambda iri: asdict(explain(store, iri)), text=partial(_paragraphs, graph))
    Thread(target=found.warm, daemon=True).start()
    return found


def _paragraphs(graph: Path, identifier: str) -> list[tuple[int, str]]:
    """The running text of an article as it was read, and where each part of it begins; none where the graph does not keep it."""
    if not (graph / LEDGER).is_file():
        return []
    with Ledger.open(graph) as ledger:
        held = ledger.held(identifier)
    return [(span.start, held.read.raw[span.start:span.end]) for span in held.read.body] if held else []


def serve(
    graph: Path, host: str = HOST, port: int | None = None, *, token: str = "", limits: Limits | None = None,
    origins: Sequence[str] | None = None, on_ready: Callable[[str], None] = untold, on_request: Callable[[str], None] = untold,
) -> None:
    """Serves the graph folder ``graph`` until SIGINT or SIGTERM stops it. Port 0 is any that is free; without a port it is :data:`PORT`,
    or any that is free if that is taken. ``on_ready`` is told the address once it answers, ``on_request`` a line for each request.
    Whoever shows ``token`` may write; without one nobody may.

    ``origins`` are the sites whose pages may read it from a browser, such as ``https://example.org``, or ``*``. Unless told,
    these are all where everybody can reach the server, and those on this computer where only this computer can: else any page
    of the web that somebody looks at here could read a graph that is not public.

    Raises GraphError where there is no graph, or where the port cannot be had.
    """
    Manifest.read(graph)
    listening = _listening(host, port)
    loopback = ip_address(listening.getsockname()[0]).is_loopback
    settings = Settings(
        limits or Limits(), LOOPBACK_HOSTS if loopback else (), _origins(origins, loopback), token, on_request,
    )
    config = Config(
        application(site(graph, writable=bool(token)), settings), http=Connection, ws="none", lifespan="on", log_config=None,
        log_level="critical", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )
    config.patience = settings.limits.patience
    server = Server(config, partial(on_ready, _url(host, listening)))
    with _stopping():
        server.run([listening])
    if not server.started:
        raise GraphError("the server did not start", "see what is told above")


class Config(uvicorn.Config):
    """Knows how many seconds a client has to say what it asks for, and may go without reading its answer."""

    patience: float


class Connection(H11Protocol):
    """Ends where the client does not say in time what it asks for, or reads nothing more of its answer: nobody holds it for long who
    does nothing with it."""

    _asking: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins."""
        super().connection_made(transport)
        self._wait_for_request()

    def data_received(self, data: bytes) -> None:
        """Reads on."""
        super().data_received(data)
        self._wait_for_request()

    def pause_writing(self) -> None:
        """More is to be sent than the client reads."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """The client has read on."""
        super().resume_writing()
        self._reading = _stopped(self._reading)

    def timeout_keep_alive_handler(self) -> None:
        """Ends it, once the client has read what is still to be sent."""
        super().timeout_keep_alive_handler()
        self._wait_for_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends."""
        super().connection_lost(exc)
        self._asking, self._reading = _stopped(self._asking), _stopped(self._reading)

    def _wait_for_request(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._asking = _stopped(self._asking)
        elif self._asking is None:
            self._asking = self._later(self.timeout_keep_alive_handler)

    def _wait_for_reader(self, before: int = 0) -> None:
        left = self.transport.get_write_buffer_size()   # nothing is added to it meanwhile
        self._reading = _stopped(self._reading)
        if left and left == before:
            self.transport.abort()
        elif left:
            self._reading = self._later(partial(self._wait_for_reader, left))

    def _later(self, work: Callable[[], None]) -> asyncio.TimerHandle:
        assert isinstance(self.config, Config)
        return self.loop.call_later(self.config.patience, work)


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """What stands in its place: none."""
    if timer is not None:
        timer.cancel()
    return None


class Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket at the port, or without one at :data:`PORT` or else at any that is free."""
    if port is not None:
        return _bound(host, port)
    try:
        return _bound(host, PORT)
    except GraphError:
        return _bound(host, 0)


def _bound(host: str, port: int) -> socket.socket:
    if not 0 <= port < PORTS:
        raise GraphError(f"there is no port {port}", f"choose one below {PORTS}")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server((str(address[0]), port), family=family)
    except socket.gaierror as error:
        raise GraphError(f"{host!r} is no address of this computer ({error.strerror})", f"serve on {HOST}, or on 0.0.0.0") from error
    except OSError as error:
        cause = f"{host}:{port} cannot be served ({os.strerror(error.errno or 0)})"
        raise GraphError(cause, "choose another port, or stop what uses it") from error
    except UnicodeError as error:
        raise GraphError(f"{host!r} is no address ({error})", f"serve on {HOST}, or on 0.0.0.0") from error
    # Connections take this over: else the body of an answer waits, up to 40 ms, until the client has acknowledged its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _url(host: str, listening: socket.socket) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/"


def _origins(origins: Sequence[str] | None, loopback: bool) -> tuple[str, ...]:
    """As regular expressions."""
    if origins is None:
        return LOOPBACK_ORIGINS if loopback else ANY_ORIGIN
    return ANY_ORIGIN if "*" in origins else tuple(re.escape(origin) for origin in origins)


@contextmanager
def _stopping() -> Iterator[None]:
    """SIGTERM and SIGINT stop the server, not the program: uvicorn raises them again when it has ended."""
    handlers = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
