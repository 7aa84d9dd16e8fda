"""Where the nodes of a picture stand, worked out beforehand.

In: the box that each node takes (with its label), the links between nodes, and what belongs together besides. Out:
whole-number coordinates, the same for the same input. Communities (Louvain) are laid out apart and then opened, springs
pull links together while every node pushes the others away (the forces of ForceAtlas2, Jacomy et al. 2014, with far nodes
taken together cell by cell), boxes that overlap are pushed asunder, and pieces that are not linked are packed around the
largest one. 3,000 nodes take a few seconds. Positions are rounded in every step, so that a processor that adds in another
order does not lead to another picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float]                # width and height, in pixels of the unscaled picture
Link = tuple[int, int]                   # indices of two nodes
Array = NDArray[np.float64]
Whole = NDArray[np.int64]

SEED = 2                                 # any constant will do
GOLDEN = 2.399963229728653               # radians between neighbours of a sunflower's seeds
ASPECT = 1.1                             # width of the whole picture to its height; cards at both sides take their share
CELL = 40                                # pixels of a square of the packing grid
GAP = 14                                 # pixels kept free around each box
CELLS = 26                               # squares a side, when far nodes are taken together
ROOM = 2.2                               # area of a piece to the area of its boxes, before overlaps are resolved


def place(boxes: Sequence[Box], links: Sequence[Link], groups: Sequence[Sequence[int]] = ()) -> list[tuple[int, int]]:
    """The centre of each node's box, in pixels, y downwards; as many as ``boxes``.

    Pieces that are not linked, but have nodes in one of the ``groups``, stand near one another. Nodes without any link
    come last, in rows below everything else.
    """
    if not boxes:
        return []
    size = np.asarray(boxes, dtype=float) + GAP
    graph = nx.Graph()
    graph.add_nodes_from(range(len(boxes)))
    graph.add_edges_from(sorted({(min(link), max(link)) for link in links if link[0] != link[1]}))
    graph.add_edges_from(moorings(graph, groups))
    pieces = sorted((sorted(piece) for piece in nx.connected_components(graph)), key=lambda piece: (-len(piece), piece))
    spot = np.zeros((len(boxes), 2))
    joined = [piece for piece in pieces if len(piece) > 1]
    for piece in joined:
        spot[piece] = _piece(graph.subgraph(piece), size[piece])
    _pack(spot, size, joined)
    _rows(spot, size, list(chain.from_iterable(joined)), [piece[0] for piece in pieces if len(piece) == 1])
    return [(int(x), int(y)) for x, y in np.rint(spot)]


def moorings(graph: nx.Graph, groups: Sequence[Sequence[int]]) -> list[Link]:
    """Links that nobody sees, from the best-linked node of each group to the best-linked one of every piece that has
    nodes in the group too."""
    pieces = nx.utils.UnionFind(graph)
    for a, b in graph.edges:
        pieces.union(a, b)
    found = []
    for group in groups:
        ranked = sorted((node for node in group if graph.degree[node]), key=lambda node: (-graph.degree[node], node))
        for node in ranked[1:]:
            if pieces[node] != pieces[ranked[0]]:
                pieces.union(node, ranked[0])
                found.append((ranked[0], node))
    return found


def _piece(graph: nx.Graph, size: Array) -> Array:
    """The nodes of one linked piece, in ascending order, around the origin."""
    number = {node: index for index, node in enumerate(sorted(graph))}
    links = np.asarray(sorted((number[a], number[b]) if a < b else (number[b], number[a]) for a, b in graph.edges), dtype=np.int64)
    spot = turned(_settled(_opening(len(number), links), links, 120))
    area = float(np.prod(size, axis=1).sum()) * ROOM
    extent = np.ptp(spot, axis=0)
    extent = np.maximum(extent, extent.max() / 4)
    spot = spot * np.sqrt(area / float(extent[0] * extent[1]))
    return apart(spot - spot.mean(axis=0), size)


def _opening(count: int, links: Whole) -> Array:
    """Starting positions: communities stand where springs between them put them, their members around them."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(links.tolist())
    groups = sorted((sorted(group) for group in nx.community.louvain_communities(graph, seed=SEED)), key=lambda group: (-len(group), group))
    home = np.zeros(count, dtype=np.int64)
    for index, group in enumerate(groups):
        home[group] = index
    between = np.unique(np.sort(home[links], axis=1), axis=0)
    weight = np.asarray([len(group) for group in groups], dtype=float)
    centre = _settled(sunflower(len(groups)) * 30, between[between[:, 0] != between[:, 1]], 150, weight)
    spot = np.zeros((count, 2))
    for index, group in enumerate(groups):
        spot[group] = centre[index] + sunflower(len(group)) * 0.5
    return spot


def sunflower(count: int) -> Array:
    """Points spread evenly over a disk."""
    step = np.arange(count, dtype=float)
    return np.stack([np.sqrt(step) * np.cos(step * GOLDEN), np.sqrt(step) * np.sin(step * GOLDEN)], axis=1)


def _settled(spot: Array, links: Whole, rounds: int, weight: Array | None = None) -> Array:
    """The points after ``rounds`` steps under springs, repulsion and a pull to the middle, each step shorter."""
    count = len(spot)
    degree = np.bincount(links.ravel(), minlength=count).astype(float)
    mass = np.sqrt(degree + 1) if weight is None else weight
    heat = 0.25 * (float(np.ptp(spot, axis=0).max()) + 1)
    for step in range(rounds):
        force = _repulsion(spot, mass) + _springs(spot, links, degree) - 0.08 * mass[:, None] * spot
        length = np.sqrt((force**2).sum(axis=1)) + 1e-9
        reach = np.minimum(length, heat * (1 - step / rounds) ** 2 + 0.02)
        spot = np.rint((spot + force / length[:, None] * reach[:, None]) * 4096) / 4096
        spot = spot - np.rint(spot.mean(axis=0) * 4096) / 4096
    return spot


def _springs(spot: Array, links: Whole, degree: Array) -> Array:
    """The pull along the links; a leaf is pulled fully, two hubs hardly."""
    force = np.zeros_like(spot)
    if len(links):
        a, b = links[:, 0], links[:, 1]
        pull = (spot[b] - spot[a]) / np.sqrt(np.minimum(degree[a], degree[b]))[:, None]
        np.add.at(force, a, pull)
        np.add.at(force, b, -pull)
    return force


def _repulsion(spot: Array, mass: Array) -> Array:
    """The push that each point gets from all others, falling off with distance."""
    centre, load, own = _cells(spot, mass)
    square = (spot[:, :1] - centre[:, 0]) ** 2 + (spot[:, 1:] - centre[:, 1]) ** 2 + 0.05
    push = load / square
    here = np.arange(len(spot))
    push[here, own] -= mass / square[here, own]
    force: Array = mass[:, None] * (spot * push.sum(axis=1)[:, None] - push @ centre)
    return force


def _cells(spot: Array, mass: Array) -> tuple[Array, Array, Whole]:
    """Points taken together: centre and mass of each occupied square, and the square that each point is in.

    Few points stay by themselves, so that the push between them is exact.
    """
    if len(spot) <= CELLS * CELLS:
        return spot, mass, np.arange(len(spot))
    low = spot.min(axis=0)
    square = np.minimum((spot - low) / (np.ptp(spot, axis=0) + 1e-9) * CELLS, CELLS - 1).astype(np.int64)
    _, own = np.unique(square[:, 0] * CELLS + square[:, 1], return_inverse=True)
    load = np.bincount(own, weights=mass).astype(float)
    centre: Array = np.stack([np.bincount(own, weights=mass * spot[:, axis]) / load for axis in (0, 1)], axis=1)
    return centre, load, own.astype(np.int64)


def turned(spot: Array) -> Array:
    """The points turned so that they spread most from left to right, and stretched a little that way."""
    spot = spot - spot.mean(axis=0)
    x, y = spot[:, 0], spot[:, 1]
    angle = 0.5 * np.arctan2(2 * float((x * y).sum()), float((x * x).sum() - (y * y).sum()))
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Array = np.stack([(x * cos + y * sin) * np.sqrt(ASPECT), y * cos - x * sin], axis=1)
    return turned


def apart(spot: Array, size: Array, rounds: int = 120) -> Array:
    """The points moved until hardly any two boxes overlap: each pair gives way along the shorter side."""
    spot = spot.copy()
    for _ in range(rounds):
        a, b = overlapping(spot, size)
        if not len(a):
            break
        between = spot[b] - spot[a]
        over = (size[a] + size[b]) / 2 - np.abs(between)
        sideways = over[:, 0] < over[:, 1]
        axis = np.where(sideways, 0, 1)
        pick = np.arange(len(a))
        sign = np.where(between[pick, axis] < 0, -1.0, 1.0)
        shift = np.zeros_like(between)
        shift[pick, axis] = sign * (over[pick, axis] / 2 + 0.5) * 0.6
        np.add.at(spot, a, -shift)
        np.add.at(spot, b, shift)
        spot = np.rint(spot * 64) / 64
    return spot


def overlapping(spot: Array, size: Array) -> tuple[Whole, Whole]:
    """Pairs of nodes whose boxes overlap, found by sweeping from left to right."""
    left = spot[:, 0] - size[:, 0] / 2
    order = np.argsort(left, kind="stable")
    left, right = left[order], (spot[:, 0] + size[:, 0] / 2)[order]
    y, height = spot[order, 1], size[order, 1]
    first, second = [], []
    for step in range(1, len(order)):
        beside = left[step:] < right[:-step]
        if not beside.any():
            # Boxes start further right with every step; but a wide one may reach over narrow ones.
            if left[step:].size and (left[step:] >= np.maximum.accumulate(right)[:-step]).all():
                break
            continue
        level = np.abs(y[step:] - y[:-step]) < (height[step:] + height[:-step]) / 2
        hit = np.flatnonzero(beside & level)
        first.append(order[hit])
        second.append(order[hit + step])
    empty = np.zeros(0, dtype=np.int64)
    return (np.concatenate(first), np.concatenate(second)) if first else (empty, empty)


def _pack(spot: Array, size: Array, pieces: list[list[int]]) -> None:
    """Move each piece, largest first, to the free ground nearest the middle."""
    ground, origin = np.zeros((1, 1), dtype=bool), np.zeros(2, dtype=np.int64)
    for piece in pieces:
        shape, corner = _footprint(spot[piece], size[piece])
        margin = np.asarray(shape.shape) + 1
        ground, origin = np.pad(ground, [(margin[0],) * 2, (margin[1],) * 2]), origin + margin
        at = _free(ground, shape, origin)
        ground[at[0]:at[0] + shape.shape[0], at[1]:at[1] + shape.shape[1]] |= shape
        spot[piece] += (np.asarray(at) - origin) * CELL - corner
        taken = np.argwhere(ground)
        low, high = taken.min(axis=0), taken.max(axis=0) + 1
        ground, origin = ground[low[0]:high[0], low[1]:high[1]], origin - low


def _footprint(spot: Array, size: Array) -> tuple[NDArray[np.bool_], Array]:
    """The squares of the grid that a piece covers, with a margin, and the piece's own corner."""
    corner = (spot - size / 2).min(axis=0) - CELL
    low = ((spot - size / 2 - corner) / CELL).astype(np.int64)
    high = ((spot + size / 2 - corner) / CELL).astype(np.int64) + 1
    shape = np.zeros(tuple(high.max(axis=0) + 2), dtype=bool)
    for (x, y), (u, v) in zip(low, high, strict=True):
        shape[x:u + 1, y:v + 1] = True
    return shape, corner


def _free(ground: NDArray[np.bool_], shape: NDArray[np.bool_], origin: Whole) -> tuple[int, int]:
    """The corner nearest the origin at which ``shape`` covers free ground only."""
    wide, high = ground.shape[0] - shape.shape[0], ground.shape[1] - shape.shape[1]
    x, y = np.meshgrid(np.arange(wide + 1), np.arange(high + 1), indexing="ij")
    far = (x + shape.shape[0] / 2 - origin[0]) ** 2 + ((y + shape.shape[1] / 2 - origin[1]) * ASPECT) ** 2
    for flat in np.argsort(far, axis=None, kind="stable"):
        at = (int(x.flat[flat]), int(y.flat[flat]))
        if not (ground[at[0]:at[0] + shape.shape[0], at[1]:at[1] + shape.shape[1]] & shape).any():
            return at
    raise AssertionError("a ground wider than the piece on all sides has room for it")


def _rows(spot: Array, size: Array, placed: list[int], single: list[int]) -> None:
    """Put the unlinked nodes into rows below the others."""
    if not single:
        return
    wide = float(size[single, 0].sum() * size[single, 1].mean() * ASPECT) ** 0.5
    left, right, top = -wide / 2, wide / 2, 0.0
    if placed:
        left = min(left, float((spot[placed, 0] - size[placed, 0] / 2).min()))
        right = max(right, float((spot[placed, 0] + size[placed, 0] / 2).max()))
        top = float((spot[placed, 1] + size[placed, 1] / 2).max()) + 2 * CELL
    x, height = left, float(size[single, 1].max())
    for node in single:
        if x > left and x + size[node, 0] > right:
            x, top = left, top + height
        spot[node] = (x + size[node, 0] / 2, top + height / 2)
        x += float(size[node, 0])
