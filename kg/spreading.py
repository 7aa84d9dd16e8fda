"""Work spread over processes of this machine: in, a function and its units; out, what it makes of each, in their order.

The processes are forked, so that they share what is loaded already and nothing is sent but units and what is made of them. A unit
goes only to a process that waits for one, and no process is further ahead of the slowest than :data:`AHEAD` rounds: what is held
in memory does not grow with the work.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from kg.errors import KgError
from kg.packing import packed, unpacked

AHEAD: Final = 4
LAST: Final = 5.0   # seconds that a process has to end, once it has closed its pipe

Unit = TypeVar("Unit")
Made = TypeVar("Made")


class Crew(Generic[Unit, Made]):
    """``jobs`` processes that do ``work``; with one, this process does it. ``naming`` names a unit for people, to say at which of
    them a process has died. A context manager; the processes end with it, whatever they are at."""

    def __init__(self, work: Callable[[Unit], Made], jobs: int, naming: Callable[[Unit], str]) -> None:
        self._work = work
        self._jobs = jobs
        self._naming = naming
        self._hands: list[_Hand] = []
        self._frozen = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for hand in self._hands:
            hand.end()
        if self._frozen:
            gc.unfreeze()

    def start(self) -> None:
        """Starts the processes now. Otherwise they start when the first unit has been done here, with all that had to be loaded for
        it, and only if there are more."""
        self._freeze()
        for _ in range(self._jobs if self._jobs > 1 else 0):
            self._hands.append(_Hand(self._work, [hand.pipe for hand in self._hands]))

    def __call__(self, units: Iterable[Unit]) -> Iterator[Made]:
        """What is made of the units, in their order. Raises what ``work`` raises as KgError, and KgError where a process has died."""
        coming = iter(units)
        if not self._hands:
            yield from map(self._work, islice(coming, 1))
            second = list(islice(coming, 1))
            if not second:
                return
            coming = chain(second, coming)
            self.start()
        yield from self._spread(coming) if self._hands else map(self._work, coming)

    def _freeze(self) -> None:
        """Nobody looks for garbage again in what has been loaded up to here, which takes a tenth of the time; unchanged, it stays
        shared."""
        if gc.get_freeze_count() == 0:
            gc.freeze()
            self._frozen = True

    def _spread(self, units: Iterator[Unit]) -> Iterator[Made]:
        coming = enumerate(units)
        following = next(coming, None)
        turn = 0   # the number of the unit to be given next
        made: dict[int, Made] = {}
        idle, busy = list(self._hands), dict[Any, tuple[_Hand, int, Unit]]()
        while busy or following is not None:
            while idle and following is not None and following[0] < turn + AHEAD * len(self._hands):
                hand = idle.pop()
                hand.give(following[1])
                busy[hand.pipe] = hand, *following
                following = next(coming, None)
            while turn in made:
                yield made.pop(turn)
                turn += 1
            for pipe in wait(list(busy)) if busy else ():
                hand, number, unit = busy.pop(pipe)
                made[number] = hand.take(lambda unit=unit: self._naming(unit))   # type: ignore[misc]
                idle.append(hand)
        while turn in made:
            yield made.pop(turn)
            turn += 1


class _Hand:
    """One process, and the pipe to it."""

    def __init__(self, work: Callable[[Any], Any], others: list[Connection]) -> None:
        context = get_context("fork")
        self.pipe, far = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(work, far, [*others, self.pipe]), daemon=True)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})   # until the process has learned to ignore it
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        far.close()

    def give(self, unit: object) -> None:
        with suppress(ConnectionError):   # it has died, which take tells
            self.pipe.send_bytes(packed(unit))

    def take(self, naming: Callable[[], str]) -> Any:
        try:
            made = unpacked(self.pipe.recv_bytes())
        except (EOFError, ConnectionError) as error:
            self._process.join(LAST)
            code = self._process.exitcode
            how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            cause = f"a process has died ({how}) at {naming()}"
            raise KgError(cause, "where memory ran out, take fewer --jobs; --resume goes on from here") from error
        if isinstance(made, KgError):
            raise made
        return made

    def end(self) -> None:
        self._process.kill()   # it holds nothing that could be left half-written
        self._process.join()
        self.pipe.close()


def _serve(work: Callable[[Any], Any], pipe: Connection, others: list[Connection]) -> None:
    """The life of a process: unit after unit, until the other end of the pipe is closed. An interrupt is for the parent to obey."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for other in others:   # as long as any process held the parent's end, none would see it closed
        other.close()
    while True:
        try:
            unit = unpacked(pipe.recv_bytes())
            pipe.send_bytes(packed(_made(work, unit)))
        except (EOFError, ConnectionError):
            return


def _made(work: Callable[[Any], Any], unit: Any) -> Any:
    try:
        return work(unit)
    except KgError as error:
        return error
