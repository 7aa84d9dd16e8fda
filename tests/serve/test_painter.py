"""The picture of the whole graph: made ahead in a process of its own, once for all who ask, and ended with the server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kg import serving
from kg.errors import GraphError
from kg.output.whole import PICTURE
from kg.serve import painter
from kg.serve.painter import LARGE, Painter
from kg.serve.site import Counts, Site
from kg.serving import site

SLOW: Callable[[], Any] = partial(time.sleep, 600)
"""A picture that takes longer than any test."""


def of(picture: Callable[[], Any], statements: int = LARGE, pictured: bool = False) -> Site:
    """A site with this picture and nothing else."""
    def none() -> Any:
        raise AssertionError("nobody asks for this")

    return Site(open=none, version=none, counts=lambda: Counts(1, statements), explorer=none, picture=picture, pictured=lambda: pictured,
                check=none)


async def until(condition: Callable[[], Any]) -> Any:
    """What ``condition`` gives, once that is true."""
    async with asyncio.timeout(60):
        while not (found := condition()):
            await asyncio.sleep(0.05)
    return found


def started() -> set[int]:
    """The processes that draw for this one."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
    processes = [row.split(maxsplit=3) for row in rows]
    return {int(each) for each, parent, state, line in processes
            if int(parent) == os.getpid() and not state.startswith("Z") and "kg.serve.painter" in line}


def test_it_is_ended_with_the_server(in_a_loop: Callable[..., Any]) -> None:
    async def run() -> None:
        painter = Painter(of(SLOW))
        await painter.begin()
        await until(started)
        await painter.close()
        assert not started()

    in_a_loop(run())


def test_all_who_wait_wait_for_one_and_may_go_away(in_a_loop: Callable[..., Any]) -> None:
    async def run() -> None:
        painter = Painter(of(SLOW))
        waiting = [asyncio.create_task(painter.picture()) for _ in range(3)]
        (process,) = await until(started)
        waiting[0].cancel()
        await asyncio.wait(waiting[:1])
        assert started() == {process}
        await painter.close()
        assert not started()
        await asyncio.wait(waiting)
        assert all(each.cancelled() for each in waiting)

    in_a_loop(run())


@pytest.mark.parametrize(("statements", "pictured"), [(LARGE - 1, False), (LARGE, True)])
def test_what_is_small_or_there_needs_no_process(statements: int, pictured: bool, in_a_loop: Callable[..., Any]) -> None:
    async def run() -> None:
        painter = Painter(of(lambda: Path("made"), statements, pictured))
        await painter.begin()
        assert await painter.picture() == Path("made")
        await painter.close()

    in_a_loop(run())
    assert not started()


def test_without_a_process_to_have_it_is_made_here(in_a_loop: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter, "COMMAND", ("/nowhere",))
    assert in_a_loop(Painter(of(lambda: Path("made"))).picture()) == Path("made")


def test_what_goes_wrong_is_told(tmp_path: Path, in_a_loop: Callable[..., Any]) -> None:
    with pytest.raises(GraphError, match="no graph"):
        in_a_loop(Painter(of(partial(serving._picture, tmp_path / "missing"))).picture())


def test_a_server_has_it_made_ahead(tmp_path: Path, helpers: Any) -> None:
    folder = helpers.make(tmp_path / "graph")
    assert not site(folder).pictured()
    manifest = folder / "graph.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"statements": 403', f'"statements": {LARGE}'), encoding="utf-8")
    with helpers.serving(folder) as running:
        helpers.until((folder / PICTURE).exists)
        assert site(folder).pictured()
        with running.client() as client:
            assert client.get("picture").json()["nodes"] == 0
        assert running.stop() == 0
