"""The picture of the whole graph: columns that agree, made once, made anew with the graph; and the layout of large graphs."""

from __future__ import annotations

import gzip
import json
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import kg
from kg import output
from kg.errors import GraphError
from kg.graph import Store, changing
from kg.graph.store import FILES
from kg.output import whole
from kg.output.layout import Box, Link
from kg.output.spread import push, spread


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """The folder of a graph that can grow."""
    article = next(path for path in sorted(resources.files("kg").joinpath("samples").iterdir(), key=str) if path.name.endswith(".txt"))
    kg.build([str(article)], tmp_path / "graph")
    return tmp_path / "graph"


def read(path: Path) -> dict[str, Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def test_the_columns_agree(store: Store) -> None:
    picture = whole.columns(store)
    nodes = {name: len(picture[name]) for name in ("iris", "labels", "kind", "type", "when", "reported", "x", "y", "size", "community")}
    assert set(nodes.values()) == {picture["nodes"]} == {picture["all"]}
    assert len({len(picture[name]) for name in ("from", "to", "edge_kind", "name")}) == 1
    assert all(0 <= end < picture["nodes"] for name in ("from", "to") for end in picture[name])
    kinds = {picture["kinds"][kind] for kind in picture["kind"]}
    assert {"Person", "Organization", "Action"} <= kinds
    assert len(set(picture["iris"])) == picture["nodes"]
    assert not any(said and reported for said, reported in zip(picture["when"], picture["reported"], strict=True))


def test_above_the_limit_the_best_connected_are_kept_and_it_says_so(store: Store) -> None:
    everything, part = whole.columns(store), whole.columns(store, limit=6)
    assert part["nodes"] <= 6 < part["all"] == everything["nodes"]
    assert set(part["iris"]) <= set(everything["iris"])


def test_the_file_is_made_once_and_has_the_same_bytes(store: Store, tmp_path: Path) -> None:
    path = output.picture(store, tmp_path)
    assert path.name in FILES
    assert read(path) == json.loads(json.dumps(whole.columns(store)))
    made = path.stat().st_mtime_ns
    assert output.picture(store, tmp_path).stat().st_mtime_ns == made
    assert path.read_bytes() == whole.packed(store)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "rest", [b"", b"\x1f\x8b", gzip.compress(b'{"format":0,'), gzip.compress(b"\xff")], ids=("empty", "cut", "format", "text"),
)
def test_what_is_no_picture_of_today_is_made_anew(store: Store, tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / whole.PICTURE
    path.write_bytes(rest)
    assert read(output.picture(store, tmp_path))["format"] == whole.FORMAT


def test_a_place_that_cannot_be_written_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="cannot be written"):
        output.picture(store, tmp_path / "missing")


def test_a_graph_that_changes_keeps_no_old_picture(graph: Path) -> None:
    with Store.open(graph) as store:
        output.picture(store, graph)
    with changing(graph) as new:
        assert not (new / whole.PICTURE).exists()
    assert not (graph / whole.PICTURE).exists()


# the layout


def network(nodes: int, groups: int) -> tuple[list[Box], list[Link]]:
    """Communities with hubs, some links between them, some nodes alone."""
    draw = Random(5)
    links = []
    for node in range(nodes):
        if draw.random() < 0.95:
            group = range(node % groups, nodes, groups)
            links += [(node, group[int(len(group) * draw.random() ** 3)]) for _ in range(3)]
        if draw.random() < 0.05:
            links.append((node, draw.randrange(nodes)))
    return [(30.0, 24.0)] * nodes, links


def test_the_same_links_in_any_order_give_the_same_places() -> None:
    boxes, links = network(600, 8)
    assert spread(boxes, links) == spread(boxes, [(b, a) for a, b in reversed(links)])


def test_communities_stand_apart() -> None:
    boxes, links = network(900, 6)
    found = spread(boxes, links)
    spots, home = np.asarray(found.spots, dtype=float), np.asarray(found.communities)
    linked = np.unique(np.asarray(links).ravel())
    large = [name for name in range(int(home.max()) + 1) if (home[linked] == name).sum() > 40]
    assert len(large) >= 5
    centre = spots[linked].mean(axis=0)
    members = [spots[linked][home[linked] == name] for name in large]
    inside = [float(np.hypot(*(group - group.mean(axis=0)).T).mean()) for group in members]
    assert max(inside) < 0.8 * float(np.hypot(*(spots[linked] - centre).T).mean())


def test_few_boxes_overlap() -> None:
    boxes, links = network(900, 6)
    spots = np.asarray(spread(boxes, links).spots, dtype=float)
    apart = np.abs(spots[:, None] - spots[None, :]) / np.asarray(boxes[0])
    near = ((apart**2).sum(axis=2) < 0.8).sum() - len(spots)
    assert near / 2 < 0.05 * len(spots)


def test_the_push_read_off_the_grid_is_that_of_all_pairs() -> None:
    draw = np.random.default_rng(1)
    spot, mass = draw.normal(size=(300, 2)) * 100, draw.uniform(1, 5, 300)
    between = spot[:, None] - spot[None, :]
    far = (between**2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    exact = (between / far[:, :, None] * mass[None, :, None]).sum(axis=1)
    error = np.hypot(*(push(spot, mass) - exact).T) / np.hypot(*exact.T)
    assert float(np.median(error)) < 0.05


@pytest.mark.parametrize(("count", "links"), [(0, []), (1, []), (3, []), (2, [(0, 1)]), (3, [(0, 1), (1, 1)])])
def test_little_is_laid_out_too(count: int, links: list[Link]) -> None:
    spots = spread([(30.0, 24.0)] * count, links).spots
    assert len(set(spots)) == count
