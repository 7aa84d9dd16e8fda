"""The whole graph as a map: in, an open store; out, one compressed file with every node where it stands.

The file is JSON in columns: a list for each property of the nodes and the lines, which a script turns into typed arrays at once. It is
made once and kept in the folder of the graph; a graph that changes gets a new folder (``kg.graph.store.changing``) and with it a new
picture.

    kinds, types, names, edge_kinds     what the numbers below stand for
    iris labels kind type when          of each node; ``when`` is the day of what was done, or empty
    x y size community                  pixels, y downwards; radius; number of the community, largest first
    from to edge_kind name              of each line: two nodes, role, tenure or link, and which role or property
    nodes, all                          how many nodes are here, and how many the whole graph would have
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

from kg import zh
from kg.errors import GraphError
from kg.output import drawn
from kg.output.drawn import Picture
from kg.output.layout import place
from kg.output.scene import Entity, Fact, Queryable, scene
from kg.output.seen import visible
from kg.output.spread import Spread, communities_of, spread

PICTURE: Final = "picture.json.gz"
"""The file in the folder of the graph."""

LIMIT: Final = 20_000
"""Nodes in the picture; of a larger graph, the best-connected."""

FORMAT: Final = 1
"""Raised when pictures made before are to be made again."""

LARGE: Final = 3000
"""Nodes above which the picture is laid out as a large one."""

EDGE_KINDS: Final = ("role", "tenure", "link")
_MAKING: Final = Lock()


def picture(store: Queryable, folder: Path, *, limit: int = LIMIT) -> Path:
    """The file with the picture of the graph in ``store``, which ``folder`` holds; made if it is not there yet.

    Raises GraphError where it cannot be written.
    """
    path = folder / PICTURE
    with _MAKING:
        if not _kept(path, limit):
            _write(path, packed(store, limit=limit))
    return path


def packed(store: Queryable, *, limit: int = LIMIT) -> bytes:
    """The picture as :func:`picture` writes it: the same bytes for the same graph."""
    text = json.dumps(columns(store, limit=limit), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), 6, mtime=0)


def columns(store: Queryable, *, limit: int = LIMIT) -> dict[str, Any]:
    """The picture in columns."""
    kinds = zh.table("page.toml")["kinds"]
    shown = scene(store, [kind for kind in kinds if kind != "Action"], limit, told=False)
    made = drawn.picture(shown)
    return {"format": FORMAT, "limit": limit, **_nodes(made, list(kinds)), **places(made, kinds), **_lines(made), "nodes": len(made.nodes),
            "all": shown.nodes_in_all}


def spots(made: Picture, kinds: dict[str, Any]) -> tuple[list[float], Spread]:
    """The radius of each node, and where it stands."""
    named = {kind for kind, look in kinds.items() if look.get("named")}
    sizes = [drawn.radius(node, count, named) for node, count in zip(made.nodes, drawn.degrees(made), strict=True)]
    links = [(tie.source, tie.target) for tie in made.ties]
    if len(made.nodes) > LARGE:
        return sizes, spread([drawn.close(size) for size in sizes], links, made.groups)
    boxes = [drawn.box(drawn.short(node), size, 12) for node, size in zip(made.nodes, sizes, strict=True)]
    return sizes, Spread(place(boxes, links, made.groups), communities_of(len(boxes), links))


def _nodes(made: Picture, kinds: Sequence[str]) -> dict[str, Any]:
    types = sorted({node.type for node in made.nodes})
    return {
        "kinds": kinds, "types": types,
        "iris": [node.iri for node in made.nodes],
        "labels": [visible(_name(node)) for node in made.nodes],
        "kind": _numbers((node.kind for node in made.nodes), kinds),
        "type": _numbers((node.type for node in made.nodes), types),
        "when": [visible(node.start) if isinstance(node, Fact) else "" for node in made.nodes],
    }


def _name(node: Entity | Fact) -> str:
    return node.word if isinstance(node, Fact) else node.label


def places(made: Picture, kinds: dict[str, Any]) -> dict[str, Any]:
    """Where each node stands, how large it is, and to which community it belongs, in columns."""
    sizes, found = spots(made, kinds)
    return {
        "x": [x for x, _ in found.spots], "y": [y for _, y in found.spots],
        "size": [round(size, 1) for size in sizes], "community": found.communities,
    }


def _lines(made: Picture) -> dict[str, Any]:
    names = sorted({tie.name for tie in made.ties})
    return {
        "edge_kinds": EDGE_KINDS, "names": names,
        "from": [tie.source for tie in made.ties], "to": [tie.target for tie in made.ties],
        "edge_kind": _numbers((tie.kind for tie in made.ties), EDGE_KINDS), "name": _numbers((tie.name for tie in made.ties), names),
    }


def _numbers(values: Iterable[str], known: Sequence[str]) -> list[int]:
    number = {value: index for index, value in enumerate(known)}
    return [number[value] for value in values]


# the file


def _kept(path: Path, limit: int) -> bool:
    """Whether the file is there, made by this version of the program and with this limit."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return file.read(80).startswith(f'{{"format":{FORMAT},"limit":{limit},')
    except (OSError, EOFError, UnicodeDecodeError):
        return False


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        cure = "choose a graph in a folder that you may write to"
        raise GraphError(f"{path} cannot be written ({error.strerror or error})", cure) from error
