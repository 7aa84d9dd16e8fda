"""A query's whole life as a response: in, a job; out, its answer as it comes, or why there is none.

Up to its first 64 KiB an answer is held back, so that what goes wrong until then has a status of its own. What goes wrong
later ends the answer with a line that says so and breaks the connection: nothing that is cut looks whole.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.serve.failures import response
from kg.serve.refusals import Refused
from kg.serve.tasks import Job
from kg.serve.workers import Answer, Pool, stopping

VARY: Final = {"Vary": "Accept"}
LAST: Final = 5
"""Seconds in which a client must have read so much that the last line finds room."""


class Answering(Response):
    """The response to ``job``, worked out while it is sent, as long as the client is there."""

    def __init__(self, pool: Pool, job: Job) -> None:
        super().__init__()
        self._pool = pool
        self._job = job
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        work = asyncio.create_task(self._work(scope, receive, send))
        gone = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if not self._started:
                await response(stopping())(scope, receive, send)
            raise
        finally:
            work.cancel()
            gone.cancel()
            await asyncio.wait((work, gone))
        if not work.cancelled():
            work.result()

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._pool.answered(self._job) as answer:
                if answer.whole:
                    await _whole(answer)(scope, receive, send)
                else:
                    await self._stream(answer, send, scope["method"] != "HEAD")
        except Refused as error:
            if self._started:
                await self._cut(error, send)
            else:
                await response(Refused(error.status, error.line, {**VARY, **error.headers}))(scope, receive, send)

    async def _cut(self, error: Refused, send: Send) -> None:
        """Says why the answer ends here, to a client that reads, and does not complete it: the server then breaks the connection."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST):
                await send({"type": "http.response.body", "body": f"\n# cut off: {error.line}\n".encode(), "more_body": True})

    async def _stream(self, answer: Answer, send: Send, body: bool) -> None:
        start = Response(headers={**VARY, "Content-Type": answer.type})
        del start.headers["content-length"]   # nobody knows it yet
        await send({"type": "http.response.start", "status": start.status_code, "headers": start.raw_headers})
        self._started = True
        await send({"type": "http.response.body", "body": answer.first if body else b"", "more_body": True})
        async for piece in answer.rest:
            await send({"type": "http.response.body", "body": piece if body else b"", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _whole(answer: Answer) -> Response:
    if not answer.type:
        return Response(status_code=204)
    return Response(answer.first, headers={**VARY, "Content-Type": answer.type})


async def _disconnected(receive: Receive) -> None:
    """Waits until the client has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass
