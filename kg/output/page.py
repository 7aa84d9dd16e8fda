"""The interactive page: in, an open store; out, one HTML file that needs nothing else, and no network.

A graph of few nodes is drawn by vis-network, which pyvis carries into the page; a larger one, which vis-network could not move at ease,
by our own drawing (``kg/web/drawing``). The frame around either is our own (``page_view.html``, ``page_style.css``, ``script/``),
because pyvis's own template asks a content delivery network for Bootstrap. Whatever an article says is data: it goes into the page
as JSON in which no tag can begin, the script sets it as text, and a content security policy lets no other script run and nothing be
fetched.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pyvis.network import Network

from kg import web, zh
from kg.output import MAP, VIS, Drawn, by_vis, drawn
from kg.output.scene import Queryable, scene
from kg.output.told import told, words_of
from kg.output.whole import places

HERE: Final = Path(__file__).parent

PLEASANT: Final = 1000
"""Nodes up to which vis-network draws the picture: with 1,500 nodes and 4,500 lines a frame takes it three times as long as the map."""

LIMIT: Final = 20_000
"""Nodes in a picture, unless the caller wants more or fewer."""

SCRIPTS: Final = {VIS: ("plain", "vis", "vis_names"), MAP: ("packed", "map")}
"""The parts of the page's script that differ: the first reads what the page carries, the others draw it."""


def write(store: Queryable, path: Path, *, limit: int = LIMIT, pleasant: int = PLEASANT) -> Drawn:
    """Write the page of the graph in ``store`` to ``path``, in UTF-8; of a graph that takes more than ``limit`` nodes,
    the best-connected part, and the page says so. Raises OSError where ``path`` cannot be written."""
    text, made = page(store, limit=limit, pleasant=pleasant)
    path.write_text(text, encoding="utf-8", newline="\n")
    return made


def html(store: Queryable, *, limit: int = LIMIT, pleasant: int = PLEASANT) -> str:
    """The page as :func:`write` writes it."""
    return page(store, limit=limit, pleasant=pleasant)[0]


def page(store: Queryable, *, limit: int = LIMIT, pleasant: int = PLEASANT) -> tuple[str, Drawn]:
    """The page, and what it shows."""
    words = zh.table("page.toml")
    shown = scene(store, [kind for kind in words["kinds"] if kind != "Action"], limit)
    picture = drawn.picture(shown)
    by = VIS if len(picture.nodes) <= pleasant else MAP
    data = {**told(shown, picture, brief=by == MAP), "by": by}
    carried = {"scene": data, "words": words_of(words, shown)}
    if by == VIS:
        text = _rendered(by_vis.network(picture, words), [by_vis.script(), _script(by)], carried)
    else:
        packed = _packed({**carried, "map": places(picture, words["kinds"])})
        text = _rendered(_blank(), [*map(_web, web.DRAWING), _script(by)], {"words": words, "packed": packed})
    return text, Drawn(by, len(picture.nodes), shown.nodes_in_all)


# the file


def _blank() -> Network:
    """A network of nothing: pyvis renders the frame then, and no more."""
    return Network(directed=True, cdn_resources="in_line")


def _rendered(network: Network, scripts: Sequence[str], data: Mapping[str, Any]) -> str:
    """The page, drawn up by pyvis from our own frame."""
    style = _asset("page_style.css")
    network.set_template_dir(str(HERE), "page_view.html")
    network.templateEnv.autoescape = True
    network.templateEnv.filters["data"] = _json
    network.templateEnv.globals.update(**data, style=style, scripts=scripts, policy=_policy([style], scripts))
    return str(network.generate_html()) + "\n"


def _script(by: str) -> str:
    """The page's own script: its parts in one scope, which nothing else sees."""
    reading, *drawing = SCRIPTS[by]
    names = (reading, "words", "graph", "frame", *drawing, "choose", "panel", "legend", "search", "start")
    parts = [_asset(f"script/{name}.js").removeprefix('"use strict";\n') for name in names]
    return '"use strict";\n(async () => {\n' + "\n".join(parts) + "})();\n"


def _packed(data: Mapping[str, Any]) -> str:
    """What the page of a large graph carries, compressed, in letters in which no tag can begin."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 6, mtime=0)).decode("ascii")


def _web(name: str) -> str:
    return web.asset(name).read_text(encoding="utf-8")


def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """A content security policy under which these very styles and scripts run, and nothing else is run or fetched."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_digests(styles)}; script-src {_digests(scripts)}; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digests(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


ESCAPES: Sequence[tuple[str, str]] = [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")]


def _json(value: Any) -> str:
    """``value`` as JSON in which no tag, comment or entity can begin, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in ESCAPES:
        text = text.replace(char, escape)
    return text
