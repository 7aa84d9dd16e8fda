"""A graph folder served by the real server, in a thread: in, a folder; out, the address it answers at."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from kg import pipeline
from kg.serve import application
from kg.serving import site

REPOSITORY = Path(__file__).parents[2]
SOURCES = (str(REPOSITORY / "kg" / "samples" / "*"), str(Path(__file__).with_name("articles.jsonl")))
PATIENCE = 30.0


def built(folder: Path) -> Path:
    """The graph of the samples that come with the program, and of ``articles.jsonl`` beside this file."""
    pipeline.build(SOURCES, folder)
    return folder


@contextmanager
def serving(graph: Path) -> Iterator[str]:
    """The address of a server of the graph folder ``graph``, for as long as it is needed."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(site(graph)), log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        _wait(server, thread)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE)


def _wait(server: uvicorn.Server, thread: Thread) -> None:
    end = time.monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.02)
