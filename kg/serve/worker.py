"""The process that answers queries: in, jobs on standard input; out, answers in frames on standard output.

Oxigraph cannot be told to stop, so a query is stopped by killing its process. The process ends itself as soon as standard input is
closed, whatever it is doing: however the server ends, none is left behind.

A frame is a letter, four bytes of length, and so many bytes: ``H`` the content type, once; ``D`` a piece of the answer; ``E`` the
end; or ``X`` what went wrong, a status and a line as JSON. A job is four bytes of length and a pickle, which the server made.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from struct import Struct
from typing import IO, Any, Final, cast

from kg.errors import KgError
from kg.serve import negotiation
from kg.serve.refusals import Refused, refused
from kg.serve.site import Graph
from kg.serve.tasks import Job

HEAD: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
ERROR: Final = b"X"
FRAME: Final = Struct("!cI")
LENGTH: Final = Struct("!I")
PIECE: Final = 1 << 16
"""So many bytes of an answer are sent together."""


def main() -> None:
    """Serves until standard input is closed. First of all it is told how much memory it may take, how to open the graph, and the
    graph's version."""
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)   # what anything may print must not get among the frames
    waiting: SimpleQueue[Job] = SimpleQueue()
    memory, opened, version = _read(jobs)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    desk = Desk(opened, version)
    threading.Thread(target=_listen, args=(jobs, waiting), daemon=True).start()
    desk.prepare()
    Sink(answers, 0).frame(END)   # ready
    while True:
        answer(desk, waiting.get(), answers)


def _listen(jobs: IO[bytes], waiting: SimpleQueue[Job]) -> None:
    """Waits for jobs, and ends the process with the server."""
    while True:
        try:
            waiting.put(_read(jobs))
        except EOFError:
            os._exit(0)


def _read(jobs: IO[bytes]) -> Any:
    head = jobs.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    return pickle.loads(jobs.read(*LENGTH.unpack(head)))


class Desk:
    """The graph, opened again when it has become another."""

    def __init__(self, opened: Callable[[], Graph], version: str) -> None:
        self._opened = opened
        self._version = version
        self._graph: Graph | None = None

    def graph(self, version: str) -> Graph:
        """The graph of this version, or a later one. Raises GraphError where there is none."""
        if self._graph is None or version != self._version:
            self._graph = None   # lets go of the files of the old one first
            self._graph, self._version = self._opened(), version
        return self._graph

    def prepare(self) -> None:
        """Opens the graph ahead of the first job; if that fails, the job will tell it."""
        with suppress(KgError):
            self.graph(self._version)

    def forget(self) -> None:
        """Opens the graph again for the next job."""
        self._graph = None


def answer(desk: Desk, job: Job, out: IO[bytes]) -> None:
    """Does a job and writes the frames of its answer."""
    sink = Sink(out, job.limit)
    try:
        _do(desk, job, sink)
    except Refused as error:
        _fail(out, error)
    except KgError as error:
        _fail(out, refused(error))
    except OSError as error:   # of the database: its files may have been replaced
        desk.forget()
        _fail(out, Refused(503, f"the graph could not be read ({error}): ask again"))
    except RuntimeError as error:   # of the evaluation
        _fail(out, Refused(400, f"the query cannot be run ({error}): mend it"))
    out.flush()


def _do(desk: Desk, job: Job, sink: Sink) -> None:
    reply = job.task(desk.graph(job.version))
    if reply is None:
        sink.frame(END)
        return
    type_ = negotiation.chosen(job.wanted, reply.kind)
    if type_ is None:
        raise Refused(406, f"there is no answer in the format that you take; offered are {negotiation.offered(reply.kind)}")
    sink.frame(HEAD, type_.encode())
    reply.write(cast("IO[bytes]", sink), type_)   # of a file, Oxigraph needs no more
    sink.finish()


def _fail(out: IO[bytes], error: Refused) -> None:
    Sink(out, 0).frame(ERROR, json.dumps([error.status, error.line]).encode())


class Sink:
    """What can be written to: it sends what is written to it as frames, and no more than ``limit`` bytes."""

    def __init__(self, out: IO[bytes], limit: int) -> None:
        self._out = out
        self._limit = limit
        self._held = bytearray()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Sends it, sooner or later. Raises Refused beyond the limit."""
        self._size += len(data)
        if self._size > self._limit:
            raise Refused(422, f"the answer has more than {self._limit:,} bytes: ask for less, with LIMIT")
        self._held += data
        if len(self._held) >= PIECE:
            self._send()
        return len(data)

    def _send(self) -> None:
        self.frame(DATA, bytes(self._held))
        self._held.clear()

    def flush(self) -> None:
        """Sends what is held back."""
        if self._held:
            self._send()

    def finish(self) -> None:
        """Sends the rest and the end."""
        self.flush()
        self.frame(END)

    def frame(self, letter: bytes, data: bytes = b"") -> None:
        """Sends one frame."""
        self._out.write(FRAME.pack(letter, len(data)) + data)
        self._out.flush()
