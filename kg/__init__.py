"""Tuzhi 图治: Chinese public-affairs news in, an RDF knowledge graph out.

The public names are in ``__all__``; each is loaded when it is first asked for, so that ``import kg`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.article import Article
    from kg.errors import KgError
    from kg.graph import Store
    from kg.pipeline import Report, build

__version__ = "0.1.0"
__all__ = ["Article", "KgError", "Report", "Store", "__version__", "build"]

HOMES = {
    "Article": "kg.article",
    "KgError": "kg.errors",
    "Report": "kg.pipeline",
    "Store": "kg.graph",
    "build": "kg.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
