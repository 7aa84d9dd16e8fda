"""The picture of the whole graph, made in a process of its own: in, a site; out, the file.

A large graph takes many seconds to lay out. That is begun as soon as the server runs, at low priority, in a process that holds up
neither answers nor each other; whoever asks meanwhile waits for it. The process ends itself as soon as standard input is closed:
however the server ends, it is not left behind.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from starlette.concurrency import run_in_threadpool

from kg.errors import GraphError
from kg.serve.site import Site

COMMAND: Final = (sys.executable, "-P", "-c", "from kg.serve.painter import main; main()")
LARGE: Final = 5000
"""Statements of a graph whose picture takes longer than a process to start."""
NICE: Final = 10
"""How far the process stands back behind others."""
CALM: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""It takes no more than one processor."""


class Painter:
    """Has the picture made once, for all who ask for it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._drawing: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Has the picture made ahead, where it is not there yet and takes long. Raises GraphError where there is no graph."""
        if await run_in_threadpool(self._apart):
            self._begun()

    async def picture(self) -> Path:
        """The file. Raises GraphError where it cannot be made."""
        if await run_in_threadpool(self._apart):
            await asyncio.shield(self._begun())   # who goes away leaves it to the others
        return await run_in_threadpool(self._site.picture)

    async def close(self) -> None:
        """Ends what is being made."""
        if self._drawing is not None:
            self._drawing.cancel()
            with suppress(asyncio.CancelledError):
                await self._drawing

    def _apart(self) -> bool:
        return not self._site.pictured() and self._site.counts().statements >= LARGE

    def _begun(self) -> asyncio.Task[None]:
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.create_task(self._draw())
        return self._drawing

    async def _draw(self) -> None:
        path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
        try:
            process = await asyncio.create_subprocess_exec(
                *COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, **CALM, "PYTHONPATH": path},
            )
        except OSError:   # the system has no process to give: whoever asks has it made in this one
            return
        assert process.stdin is not None
        try:
            process.stdin.write(pickle.dumps(self._site.picture))
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def main() -> None:
    """Makes the picture as standard input tells. What goes wrong is told to whoever asks for the picture next."""
    os.nice(NICE)
    make = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_listen, args=(sys.stdin.buffer,), daemon=True).start()
    with suppress(GraphError):
        make()
    os._exit(0)   # a thread that still reads cannot be ended otherwise


def _listen(server: IO[bytes]) -> None:
    """Ends the process with the server."""
    server.read()
    os._exit(1)
