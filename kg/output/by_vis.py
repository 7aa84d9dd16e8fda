"""A picture drawn by vis-network, which pyvis brings: in, a picture; out, a pyvis network with preset places, and the script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyvis
from pyvis.network import Network

from kg.errors import DataError
from kg.output import drawn
from kg.output.drawn import Picture
from kg.output.layout import place

SCRIPT = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"

# No label is ever large enough for vis-network to draw it: the page's script does that, so that none covers another.
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False, "multiselect": False,
                    "hideEdgesOnZoom": False, "keyboard": False, "navigationButtons": False, "zoomSpeed": 0.7},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False, "scaling": {"label": {"drawThreshold": 10000}}},
    "edges": {"smooth": False, "chosen": False, "hoverWidth": 0, "selectionWidth": 0,
              "scaling": {"label": {"drawThreshold": 9}}, "arrows": {"to": {"scaleFactor": 0.45}}},
}


def network(picture: Picture, words: Mapping[str, Any]) -> Network:
    """The picture as a pyvis network with preset places."""
    made = Network(directed=True, cdn_resources="in_line")
    made.options = OPTIONS
    named = {kind for kind, look in words["kinds"].items() if look.get("named")}
    sizes = [drawn.radius(node, count, named) for node, count in zip(picture.nodes, drawn.degrees(picture), strict=True)]
    labels = [drawn.short(node) for node in picture.nodes]
    fonts = [round(12 + size / 4) if node.kind in named else 12 for node, size in zip(picture.nodes, sizes, strict=True)]
    boxes = [drawn.box(*look) for look in zip(labels, sizes, fonts, strict=True)]
    spots = place(boxes, [(tie.source, tie.target) for tie in picture.ties], picture.groups)
    for index, node in enumerate(picture.nodes):
        made.add_node(
            index, label=labels[index], shape=words["kinds"][node.kind]["shape"], group=node.kind, size=round(sizes[index], 1),
            x=spots[index][0], y=spots[index][1], font={"size": fonts[index]},
        )
    for index, tie in enumerate(picture.ties):
        made.add_edge(tie.source, tie.target, id=index)
    return made


def script() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map, which a browser might want to fetch."""
    if not SCRIPT.is_file():
        raise DataError(f"{SCRIPT} is missing", "reinstall pyvis: pip install 'pyvis>=0.3.2,<0.4'")
    return re.sub(r"\n//# sourceMappingURL=.*", "", SCRIPT.read_text(encoding="utf-8"))
