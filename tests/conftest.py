"""Examples as data, and articles made of a sentence, for the tests of the understanding rooms.

A test marked ``examples("file.toml")`` runs once for each ``[[case]]`` of that file, which lies beside it; the case, a
dict, is its argument ``case``. A case with a ``known_failure`` (why the program cannot do it yet) must fail: once it
passes, the mark is out of date and the run is red until it is taken away.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sysconfig
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kg.article import Article, Mention, Span
from kg.clean import clean
from kg.pipeline import understand

Case = dict[str, Any]
PUBLISHED = "2020-02-20"


def pytest_configure(config: pytest.Config) -> None:
    what = "run once for each [[case]] of these TOML files beside the test, as its argument case"
    config.addinivalue_line("markers", f"examples(*files): {what}")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:   # in the background of a script: the programs that tests start would inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    mark = metafunc.definition.get_closest_marker("examples")
    if mark is not None:
        folder = metafunc.definition.path.parent
        metafunc.parametrize("case", [_parameter(where, case) for file in mark.args for where, case in load(folder / file)])


def load(path: Path) -> list[tuple[str, Case]]:
    """The cases of one file, each with where it stands (``figures.toml:12``)."""
    text = path.read_text(encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line == "[[case]]"]
    return [(f"{path.name}:{line}", case) for line, case in zip(lines, tomllib.loads(text)["case"], strict=True)]


def _parameter(where: str, case: Case) -> Any:
    known = case.get("known_failure", "")
    reason = f"{known} ({case['sentence']})"
    return pytest.param(case, id=where, marks=[pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True)] if known else [])


def article(text: str, *, title: str = "", published: str = PUBLISHED, name: str = "example", **fields: str) -> Article:
    """An article whose body is all of ``text``, as the reading room would give it, cleaned."""
    return clean(Article(id=name, source=f"{name}.txt", raw=text, body=(Span(0, len(text)),), title=title, published=published, **fields))


@pytest.fixture(scope="session")
def written() -> Callable[..., Article]:
    """Text → cleaned article: :func:`article`."""
    return article


@pytest.fixture(scope="session")
def understood() -> Callable[..., Article]:
    """Text → article with mentions, facts and entities."""
    return lambda text, **fields: understand(article(text, **fields))


@pytest.fixture(scope="session")
def names() -> Callable[[Article, Mention], set[str]]:
    """What a mention may be called: as printed, by its own name, and by the label and other names of its entity."""

    def called(article: Article, mention: Mention) -> set[str]:
        entity = next((e for e in article.entities if mention in e.mentions), None)
        own = {article.printed(mention), mention.name} - {""}
        return own if entity is None else own | {entity.label}

    return called


@contextmanager
def oxigraph(*options: str, port: int = 0) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Oxigraph's own server, of a database in memory unless an option says where: its port, any that is free unless told, and its
    process."""
    port = port or free_port()
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not listens(port):
                assert process.poll() is None, "the server did not start"
                time.sleep(0.02)
            yield port, process
        finally:
            process.kill()


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def listens(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def oxigraph_server() -> Callable[..., Any]:
    """:func:`oxigraph`, for tests, which are no package that could import it."""
    return oxigraph
