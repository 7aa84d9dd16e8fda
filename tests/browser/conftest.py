"""Pages made of hand-written articles, a server of a graph, and a real Chromium, cut off from every network, to open them in.

Browser, server and the profile that the server's pages are opened in are made once: a fetched script is not fetched again.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kg.graph import Store
from kg.output import page as pages

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 10_000
WIDE = {"width": 1400, "height": 860}


def _load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"browser_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by its name
    spec.loader.exec_module(module)
    return module


SAMPLES = _load("samples")
SERVING = _load("serving")


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    """The hand-written articles."""
    return SAMPLES


@pytest.fixture(scope="session")
def serving() -> ModuleType:
    """What serves a graph folder."""
    return SERVING


@pytest.fixture(scope="session")
def store() -> Store:
    graph: Store = SAMPLES.store(SAMPLES.PIECES, SAMPLES.THINGS)
    return graph


@pytest.fixture(scope="session")
def hostile_store() -> Store:
    graph: Store = SAMPLES.store(SAMPLES.HOSTILE_PIECES, SAMPLES.HOSTILE)
    return graph


@pytest.fixture(scope="session")
def made(store: Store, hostile_store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages: of the articles, of the same cut down to few nodes, of one with two lines
    between the same nodes, of the hostile article, of nothing; three of them drawn as a map, too."""
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in ("whole", "part", "double", "hostile", "empty", "map", "part-map", "hostile-map")}
    pages.write(store, files["whole"])
    pages.write(store, files["part"], limit=20)
    pages.write(SAMPLES.store(SAMPLES.DOUBLE_PIECES, SAMPLES.THINGS), files["double"])
    pages.write(hostile_store, files["hostile"])
    pages.write(Store.memory(), files["empty"])
    pages.write(store, files["map"], pleasant=0)
    pages.write(store, files["part-map"], limit=20, pleasant=0)
    pages.write(hostile_store, files["hostile-map"], pleasant=0)
    return files


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as ``KG_CHROMIUM`` names it, or as it is found on the path."""
    found = os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("no Chromium is installed: run `make test`, which sets it up, or `apt-get install chromium fonts-noto-cjk`, "
                    "or name one in the variable KG_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, made: dict[str, Path]) -> Iterator[Open]:
    """Opens a page of :func:`made` by name, offline; further arguments go to the browser's context. At the end nothing
    may have been reported on the console, unless ``quiet`` was switched off, and nothing but the file asked for."""
    contexts, problems = [], []

    def opened(name: str, fragment: str = "", *, quiet: bool = True, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce", "offline": True, **options})
        contexts.append(context)
        context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        page = context.new_page()
        if quiet:
            page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: problems.append(request.url) if request.url.split("#")[0] != made[name].as_uri() else None)
        page.goto(made[name].as_uri() + fragment)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture(scope="session")
def served_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph folder that :func:`served` serves."""
    folder: Path = SERVING.built(tmp_path_factory.mktemp("served") / "graph")
    return folder


@pytest.fixture(scope="session")
def served(served_graph: Path) -> Iterator[str]:
    """The address of the real server, of the samples and the articles of ``articles.jsonl``."""
    with SERVING.serving(served_graph) as address:
        yield address


@pytest.fixture(scope="session")
def site(chromium: Browser, served: str) -> Iterator[BrowserContext]:
    """A browser's profile for :func:`served`, which keeps the scripts that it has fetched."""
    context = _profile(chromium, served)
    yield context
    context.close()


@pytest.fixture(scope="session")
def lax_site(chromium: Browser, served: str) -> Iterator[BrowserContext]:
    """Another, in which pages may be looked into by scripts that are not theirs."""
    context = _profile(chromium, served, bypass_csp=True)
    yield context
    context.close()


def _profile(chromium: Browser, served: str, **options: Any) -> BrowserContext:
    return chromium.new_context(**{"viewport": WIDE, "locale": "zh-CN", "reduced_motion": "reduce", "base_url": served, **options})


@pytest.fixture
def open_site(chromium: Browser, site: BrowserContext, served: str) -> Iterator[Open]:
    """Opens an address of :func:`served` (``/?view=facts``), in the profile ``within``, or where there are further arguments in one of
    its own that they go to. At the end nothing may have been reported on the console, unless ``quiet`` was switched off, and nothing
    but the server asked for."""
    opened_pages: list[tuple[Page, bool]] = []
    problems: list[str] = []

    def opened(path: str = "/", *, quiet: bool = True, within: BrowserContext = site, **options: Any) -> Page:
        page = (_profile(chromium, served, **options) if options else within).new_page()
        opened_pages.append((page, bool(options)))
        page.set_default_timeout(PATIENCE)
        if quiet:
            page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((served, "blob:", "data:")) else problems.append(request.url))
        page.goto(path)
        if path.startswith("/?") or path == "/":
            page.wait_for_selector("html[data-ready=true]", state="attached")
        return page

    yield opened
    for page, alone in opened_pages:
        if alone:
            page.context.close()
        else:
            _forget(page, served)
    assert not problems


def _forget(page: Page, served: str) -> None:
    """Closes a page and leaves the profile as new, but for the scripts that it has fetched."""
    page.context.set_offline(False)
    if page.url.startswith((f"{served}/?", f"{served}/query")) or page.url == f"{served}/":   # data are in a sandbox, without storage
        page.evaluate("() => localStorage.clear()")
    page.close()


def settle(page: Page) -> None:
    """Waits until the picture has been drawn as it is to stay."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))")
