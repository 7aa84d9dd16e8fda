"""Explorers of three graphs: the sample articles, the hand-written articles of the browser's tests, and gifts told in TriG."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from kg.cli import run
from kg.graph import Store
from kg.query.explore import Explorer
from kg.serve.site import Site
from kg.serving import site

HERE = Path(__file__).parent
Ask = Callable[..., Any]


def _module(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"query_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module   # dataclasses look their module up by its name
    spec.loader.exec_module(module)
    return module


SAMPLES = _module(HERE.parent / "browser" / "samples.py")


class Asked:
    """An explorer, asked in keyword arguments (``from_`` for ``from``), and looked things up in by name."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer

    def __call__(self, page: str, /, **values: object) -> Any:
        return self.explorer.answer(page, self._values(values))

    def table(self, page: str, /, **values: object) -> Any:
        return self.explorer.table(page, self._values(values))

    def iri(self, name: str, kind: str = "") -> str:
        """The IRI of what is exactly so called."""
        hits = self("search", q=name, kind=kind, limit=500)["hits"]
        (iri,) = {hit["ref"]["iri"] for hit in hits if hit["ref"]["label"] == name}
        return str(iri)

    @staticmethod
    def _values(values: dict[str, object]) -> dict[str, str]:
        return {name.rstrip("_"): str(value) for name, value in values.items()}


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the sample articles' graph."""
    graph = tmp_path_factory.mktemp("explore") / "demo"
    assert run(["build", "--samples", "-o", str(graph)]) == 0
    return site(graph)


@pytest.fixture(scope="session")
def demo(demo_site: Site) -> Asked:
    """The sample articles."""
    explorer = demo_site.explorer()
    assert isinstance(explorer, Explorer)
    return Asked(explorer)


@pytest.fixture(scope="session")
def county() -> Asked:
    """The hand-written articles."""
    return Asked(Explorer(SAMPLES.store(SAMPLES.PIECES, SAMPLES.THINGS)))


@pytest.fixture(scope="session")
def hostile() -> Asked:
    """The hand-written article whose names would do harm."""
    return Asked(Explorer(SAMPLES.store(SAMPLES.HOSTILE_PIECES, SAMPLES.HOSTILE)))


@pytest.fixture(scope="session")
def gifts() -> Asked:
    """Gifts told in TriG: events, totals, bounds, places."""
    store = Store.memory()
    store.add(parse(path=HERE / "gifts.trig", format=RdfFormat.TRIG))
    return Asked(Explorer(store))


@pytest.fixture(scope="session")
def nothing() -> Asked:
    """An empty graph."""
    return Asked(Explorer(Store.memory()))
