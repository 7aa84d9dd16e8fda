"""The small graph of ``tests/graph``, for the writers."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain, permutations
from pathlib import Path
from types import ModuleType

import pytest

from kg.graph import Store, statements


def _articles() -> ModuleType:
    spec = spec_from_file_location("graph_articles", Path(__file__).parents[1] / "graph" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by its name
    spec.loader.exec_module(module)
    return module


ARTICLES = _articles()


@pytest.fixture
def store() -> Store:
    return ARTICLES.store_of([ARTICLES.make_donation(), ARTICLES.make_volunteers()])


@pytest.fixture
def shuffled() -> list[Store]:
    """The same graph built in every order of articles and, besides, of single statements."""
    articles = [ARTICLES.make_donation(), ARTICLES.make_volunteers()]
    stores = [ARTICLES.store_of(order) for order in permutations(articles)]
    quads = sorted(chain.from_iterable(statements(article) for article in articles), key=lambda quad: str(quad)[::-1])
    for order in (quads, quads[::-1]):
        store = Store.memory()
        store.add(order)
        stores.append(store)
    return stores
