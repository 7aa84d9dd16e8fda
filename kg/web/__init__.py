"""What browsers get, whoever hands it to them: in, a name; out, a file.

Plain data, like :mod:`kg.zh`: the libraries that draw (``vendor/``, kept builds from the npm registry), and what the single-file
page and the server's pages share.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent

DRAWING: Final = tuple(f"drawing/{name}.js" for name in ("model", "camera", "force", "paint", "names", "gestures", "draw"))
"""The drawing of a graph, in the order in which pages load it: ``tuzhi.draw(container, graph, options)``."""


def asset(name: str) -> Path:
    """The file ``name`` (``vendor/sigma.min.js``). Raises KeyError where there is none."""
    path = HERE / name
    if not path.is_file():
        raise KeyError(name)
    return path
