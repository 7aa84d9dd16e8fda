"""Where the nodes of a large picture stand, worked out beforehand: :mod:`kg.output.layout` for thousands of nodes.

In: the box of each node, the links, what belongs together besides. Out: whole-number coordinates and the community of each node, the
same for the same input. What differs from the small picture: the push of all nodes on each is read off a grid, on which it is one
convolution (as in FIt-SNE, Linderman et al. 2019), so that a step takes the time of the nodes and not of their pairs; links inside a
community pull more than those between communities, so that these stand apart like islands; and all pieces share one ground.
20,000 nodes with 60,000 links take some ten seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.output.layout import ASPECT, SEED, Array, Box, Link, Whole, moorings, overlapping, sunflower, turned

GRID = 192                               # squares a side of the grid that the push is read off
SOFT = 0.3                               # softening of the push, in squares, squared
PULL = 0.05                              # of everything to the middle
BETWEEN = 0.22                           # strength of a link between communities, to one inside
ROUNDS = 140
ROOM = 2.6                               # area of the picture to that of its boxes
FINE = 4096                              # positions are whole multiples of 1 / FINE


@dataclass(frozen=True, slots=True)
class Spread:
    """The centre of each box, in pixels, y downwards, and the number of each node's community, largest first."""

    spots: list[tuple[int, int]]
    communities: list[int]


def spread(boxes: Sequence[Box], links: Sequence[Link], groups: Sequence[Sequence[int]] = ()) -> Spread:
    """Places and communities of as many nodes as there are ``boxes``; members of one of the ``groups`` that no link joins stand near
    each other."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(boxes)))
    graph.add_edges_from(sorted({(min(link), max(link)) for link in links if link[0] != link[1]}))
    linked = [node for node in graph if graph.degree[node]]
    graph.add_edges_from(moorings(graph, groups))
    home = communities(graph)
    size = np.asarray(boxes, dtype=float).reshape(-1, 2)
    spot = np.zeros((len(boxes), 2))
    if linked:
        spot[linked] = _settled(graph.subgraph(linked), home[linked], size[linked])
    _around(spot, size, linked)
    return Spread([(int(x), int(y)) for x, y in np.rint(spot)], [int(name) for name in home])


def communities(graph: nx.Graph) -> Whole:
    """The number of the community of each node, those with most members first (Louvain)."""
    groups = sorted((sorted(group) for group in nx.community.louvain_communities(graph, seed=SEED)), key=lambda group: (-len(group), group))
    home = np.zeros(len(graph), dtype=np.int64)
    for index, group in enumerate(groups):
        home[group] = index
    return home


def communities_of(count: int, links: Sequence[Link]) -> list[int]:
    """The number of the community of each of ``count`` nodes."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(sorted({(min(link), max(link)) for link in links if link[0] != link[1]}))
    return [int(name) for name in communities(graph)]


# the forces


def _settled(graph: nx.Graph, home: Whole, size: Array) -> Array:
    """The linked nodes, in ascending order, in pixels around the origin."""
    number = {node: index for index, node in enumerate(sorted(graph))}
    links = np.asarray(sorted((number[a], number[b]) if number[a] < number[b] else (number[b], number[a]) for a, b in graph.edges), dtype=np.int64)
    _, home = np.unique(home, return_inverse=True)
    strength = np.where(home[links[:, 0]] == home[links[:, 1]], 1.0, BETWEEN)
    spot = turned(_steps(_opening(home, links), links, strength, None, ROUNDS))
    extent = np.maximum(np.ptp(spot, axis=0), 1e-9)
    area = float(np.prod(size, axis=1).sum()) * ROOM
    spot = spot * np.sqrt(area / float(extent[0] * extent[1]))
    return _asunder(spot - spot.mean(axis=0), size)


def _opening(home: Whole, links: Whole) -> Array:
    """Starting positions: communities where springs between them put them, their members around them."""
    count = int(home.max()) + 1
    members = np.bincount(home, minlength=count).astype(float)
    between = np.sort(home[links], axis=1)
    between, weight = np.unique(between[between[:, 0] != between[:, 1]], axis=0, return_counts=True)
    centre = sunflower(count) * np.sqrt(len(home) / max(count, 1))
    if len(between):
        centre = _steps(centre, between, np.sqrt(weight.astype(float)), members, ROUNDS)
    spot = np.zeros((len(home), 2))
    order = np.argsort(home, kind="stable")
    first = np.searchsorted(home[order], np.arange(count))
    for index in range(count):
        group = order[first[index]: first[index] + int(members[index])]
        spot[group] = centre[index] + sunflower(len(group)) * 0.6
    return spot


def _steps(spot: Array, links: Whole, strength: Array, mass: Array | None, rounds: int) -> Array:
    """The points after ``rounds`` steps under springs, repulsion and a pull to the middle, each step shorter."""
    degree = np.bincount(links.ravel(), minlength=len(spot)).astype(float)
    mass = np.sqrt(degree + 1) if mass is None else mass
    slack = strength / np.sqrt(np.minimum(degree[links[:, 0]], degree[links[:, 1]]))
    # What many springs hold goes a part of the way that they pull it, or it would swing to and fro.
    stiff = np.bincount(links.ravel(), np.repeat(slack, 2), len(spot)) + PULL * mass
    ease = (1 / np.maximum(stiff, 1))[:, None]
    heat = 0.1 * (float(np.ptp(spot, axis=0).max()) + 1)
    for step in range(rounds):
        force = (mass[:, None] * (push(spot, mass) - PULL * spot) + _springs(spot, links, slack)) * ease
        length = np.sqrt((force**2).sum(axis=1)) + 1e-9
        reach = np.minimum(length, heat * (1 - step / rounds) ** 2 + 0.02)
        spot = np.rint((spot + force / length[:, None] * reach[:, None]) * FINE) / FINE
        spot = spot - np.rint(spot.mean(axis=0) * FINE) / FINE
    return spot


def _springs(spot: Array, links: Whole, slack: Array) -> Array:
    """The pull along the links."""
    a, b = links[:, 0], links[:, 1]
    pull = (spot[b] - spot[a]) * slack[:, None]
    sums = [np.bincount(a, pull[:, axis], len(spot)) - np.bincount(b, pull[:, axis], len(spot)) for axis in (0, 1)]
    force: Array = np.stack(sums, axis=1)
    return force


def push(spot: Array, mass: Array) -> Array:
    """The push that a point of mass 1 would get from all others at the place of each, falling off with distance."""
    low = spot.min(axis=0)
    square = float(np.ptp(spot, axis=0).max()) / (GRID - 2) + 1e-9
    corner = np.floor((spot - low) / square).astype(np.int64)
    part = (spot - low) / square - corner
    shares = [
        ((corner[:, 0] + dx) * GRID + corner[:, 1] + dy, np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1]))
        for dx in (0, 1) for dy in (0, 1)
    ]
    load = sum(np.bincount(at, mass * share, GRID * GRID) for at, share in shares)
    wave = np.fft.rfft2(np.asarray(load).reshape(GRID, GRID), (2 * GRID, 2 * GRID))
    field = [np.fft.irfft2(wave * kernel)[:GRID, :GRID].ravel() / square for kernel in _kernels()]
    found: Array = np.stack([sum(one[at] * share for at, share in shares) for one in field], axis=1)
    return found


@cache
def _kernels() -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """What one unit of mass does to the squares around it, sideways and upwards, ready to be convolved."""
    step = np.fft.fftfreq(2 * GRID, 1 / (2 * GRID))
    dx, dy = np.meshgrid(step, step, indexing="ij")
    far = dx**2 + dy**2 + SOFT
    return np.fft.rfft2(dx / far), np.fft.rfft2(dy / far)


# what stands apart


def _asunder(spot: Array, size: Array, rounds: int = 70) -> Array:
    """The points moved until few of the ellipses in their boxes overlap: each pair gives way along the line between them."""
    for _ in range(rounds):
        a, b = overlapping(spot, size)
        reach = (size[a] + size[b]) / 2
        between = (spot[b] - spot[a]) / reach
        far = np.sqrt((between**2).sum(axis=1))
        near = far < 1
        if not near.any():
            break
        a, b, between, far, reach = a[near], b[near], between[near], far[near], reach[near]
        shift = between / np.maximum(far, 0.05)[:, None] * (1.02 - far)[:, None] * reach * 0.35
        for axis in (0, 1):
            spot[:, axis] += np.bincount(b, shift[:, axis], len(spot)) - np.bincount(a, shift[:, axis], len(spot))
        spot = np.rint(spot * 64) / 64
    return spot


def _around(spot: Array, size: Array, linked: Sequence[int]) -> None:
    """Puts the nodes without any link into rows below the others."""
    single = np.setdiff1d(np.arange(len(spot)), np.asarray(linked, dtype=np.int64))
    if not len(single):
        return
    low = spot[linked].min(axis=0) if len(linked) else np.zeros(2)
    high = spot[linked].max(axis=0) if len(linked) else np.zeros(2)
    cell = size[single].mean(axis=0)
    wide = max(float(high[0] - low[0]), float(np.sqrt(len(single) * float(cell[0] * cell[1]) * ASPECT)))
    columns = max(1, int(wide / cell[0]))
    row, column = np.divmod(np.arange(len(single)), columns)
    left = (low[0] + high[0]) / 2 - columns * cell[0] / 2
    spot[single] = np.stack([left + (column + 0.5) * cell[0], high[1] + (row + 2) * cell[1]], axis=1)
