"""The processes that answer queries (:mod:`kg.serve.worker`), seen from the server: in, a job; out, its answer piece by piece.

A worker whose job is not answered to the end, since it took too long or nobody waits for it any more, is killed, and another takes
its place. Answers come through a pipe, so a worker waits where the client is slow.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeVar

from kg.errors import GraphError
from kg.serve.refusals import Refused
from kg.serve.settings import Limits
from kg.serve.site import Graph
from kg.serve.tasks import Job
from kg.serve.worker import END, ERROR, FRAME, HEAD, LENGTH, PIECE

COMMAND: Final = (sys.executable, "-P", "-c", "from kg.serve.worker import main; main()")
Result = TypeVar("Result")
RETRY: Final = {"Retry-After": "5"}
PATIENCE: Final = 5
"""Seconds that those who use a worker have to let go of it when the pool is closed."""


def stopping() -> Refused:
    """What is told while the server ends."""
    return Refused(503, "the server is stopping: ask again later", RETRY)


class Worker:
    """One process. ``idle`` tells whether it has answered all that it was asked."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._jobs = process.stdin
        self._answers = process.stdout
        self.idle = True

    @classmethod
    async def start(cls, memory: int, opened: Callable[[], Graph], version: str) -> Self:
        """A new process, which takes so much memory at most and opens the graph of that version. In a session of its own: an interrupt
        from the keyboard is for the server, which lets workers finish."""
        path = {"PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)}
        worker = cls(await asyncio.create_subprocess_exec(
            *COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2 * PIECE, env={**os.environ, **path}, start_new_session=True,
        ))
        worker._send((memory, opened, version))
        return worker

    async def ready(self) -> None:
        """Waits until it has opened the graph. Raises Refused where it ended instead."""
        await self._frame()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.returncode is None and not self._jobs.is_closing()

    def _send(self, what: object) -> None:
        data = pickle.dumps(what)
        self._jobs.write(LENGTH.pack(len(data)) + data)

    async def answer(self, job: Job) -> AsyncGenerator[tuple[bytes, bytes], None]:
        """The frames of the answer but for the last. Raises Refused where there is none, or no more of it."""
        self.idle = False
        self._send(job)
        while True:
            letter, data = await self._frame()
            self.idle = letter in (END, ERROR)
            if letter == END:
                return
            if letter == ERROR:
                raise Refused(*json.loads(data))
            yield letter, data

    async def _frame(self) -> tuple[bytes, bytes]:
        try:
            letter, length = FRAME.unpack(await self._answers.readexactly(FRAME.size))
            return letter, await self._answers.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise await self._broken() from error

    async def _broken(self) -> Refused:
        if await self._process.wait() == -signal.SIGABRT:   # what Oxigraph does without memory
            return Refused(503, "the query needs more memory than it may have: ask for less")
        return Refused(500, "the query broke off: ask in another way, or for less")

    def kill(self) -> None:
        """Ends it at once."""
        if self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> None:
        """Waits until it is gone. What it wrote is read first: asyncio sees no end of a process before the end of its pipes."""
        self._jobs.close()
        while await self._answers.read(PIECE):
            pass
        await self._process.wait()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on its way: its content type (empty: none), what has come of it, whether that is all, and the pieces to come."""

    type: str
    first: bytes
    whole: bool
    rest: AsyncIterator[bytes]


class Pool:
    """As many workers as the limits say: each is free or in use, or another is on its way to take its place."""

    def __init__(self, opened: Callable[[], Graph], version: Callable[[], str], limits: Limits) -> None:
        self._opened = opened
        self._version = version
        self._limits = limits
        self._free: asyncio.Queue[Worker | None] = asyncio.Queue()   # None is one that is still to be started
        self._writing = asyncio.Semaphore(1)
        self._waiting = 0
        self._all: set[Worker] = set()
        self._coming: set[asyncio.Task[None]] = set()
        self._closed = False
        for _ in range(limits.workers):
            self._free.put_nowait(None)

    async def fill(self) -> None:
        """Starts the workers ahead of the first query."""
        for worker in await asyncio.gather(*(self._new() for _ in range(self._limits.workers))):
            self._free.get_nowait()
            self._free.put_nowait(worker)

    async def close(self) -> None:
        """Ends all workers, whatever they are doing; no more are started."""
        self._closed = True
        for worker in self._all:
            worker.kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for _ in range(self._limits.workers):
                    free = await self._free.get()   # once nobody uses it
                    if free is not None:
                        await free.ended()

    @asynccontextmanager
    async def answered(self, job: Job) -> AsyncIterator[Answer]:
        """The answer to a job, once its first :data:`PIECE` bytes or all of it is there. Raises Refused where there is none, or no
        more of it, and where the block takes longer than the job may."""
        try:
            async with self._turn(job), self._worker() as worker, asyncio.timeout(job.seconds), aclosing(worker.answer(job)) as frames:
                yield await _begun(frames)
        except TimeoutError as error:
            raise Refused(504, f"the query took longer than {job.seconds:g} seconds: ask for less") from error

    @asynccontextmanager
    async def _turn(self, job: Job) -> AsyncIterator[None]:
        """The time in which the job may be done: updates are done one after another."""
        if not job.writes:
            yield
            return
        await self._waited(self._writing.acquire(), self._writing.locked())
        try:
            yield
        finally:
            self._writing.release()

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Worker]:
        """The time in which a worker is in use."""
        worker = await self._waited(self._free.get(), self._free.empty())
        try:
            if self._closed:
                raise stopping()
            if worker is not None and not worker.alive:   # killed by somebody else
                self._all.discard(worker)
                worker = None
            worker = worker or await self._new()
            yield worker
        finally:
            self._back(worker)

    async def _waited(self, coming: Awaitable[Result], wait: bool) -> Result:
        """What is ``coming``. Raises Refused where one would have to ``wait`` and too many do, or where it takes too long."""
        busy = Refused(503, "the server is busy with other queries: ask again in a few seconds", RETRY)
        self._waiting += 1
        try:
            async with asyncio.timeout(0 if wait and self._waiting > self._limits.waiting else self._limits.seconds):
                return await coming
        except TimeoutError as error:
            raise busy from error
        finally:
            self._waiting -= 1

    async def _new(self) -> Worker:
        version = ""
        with suppress(GraphError):   # a query will tell it
            version = self._version()
        try:
            worker = await Worker.start(self._limits.memory, self._opened, version)
        except OSError as error:   # of the system, which has no more files, memory or processes to give
            raise Refused(503, f"nothing can be started that would answer ({error.strerror}): ask again later", RETRY) from error
        self._all.add(worker)
        if self._closed:
            worker.kill()
        try:
            await worker.ready()
        except BaseException:
            worker.kill()
            self._all.discard(worker)
            raise
        return worker

    def _back(self, worker: Worker | None) -> None:
        """Makes the place of a worker free again."""
        if worker is None or (worker.idle and worker.alive):
            self._free.put_nowait(worker)
            return
        worker.kill()
        task = asyncio.get_running_loop().create_task(self._replace(worker))
        self._coming.add(task)   # the loop alone would not keep it
        task.add_done_callback(self._coming.discard)

    async def _replace(self, worker: Worker) -> None:
        await worker.ended()
        self._all.discard(worker)
        new = None
        with suppress(Refused):   # the next query will try again, and tell it
            if not self._closed:
                new = await self._new()
        self._free.put_nowait(new)


async def _begun(frames: AsyncIterator[tuple[bytes, bytes]]) -> Answer:
    type_, first = "", b""
    async for letter, data in frames:
        if letter == HEAD:
            type_ = data.decode()
        else:
            first += data
        if len(first) >= PIECE:
            return Answer(type_, first, False, (data async for _, data in frames))
    return Answer(type_, first, True, (data async for _, data in frames))
