"""The places of the nodes: the same every time, no box over another, pieces apart."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.output.layout import Box, Link, place


def network(nodes: int, groups: int) -> tuple[list[Box], list[Link]]:
    """Communities with hubs, a few ties between them, some nodes alone."""
    random = Random(7)
    boxes = [(random.choice((40.0, 70.0, 110.0)), 40.0) for _ in range(nodes)]
    links = []
    for node in range(nodes):
        if random.random() < 0.9:
            group = range(node % groups, nodes, groups)
            links += [(node, group[int(len(group) * random.random() ** 3)]) for _ in range(random.choice((1, 1, 2)))]
        if random.random() < 0.05:
            links.append((node, random.randrange(nodes)))
    return boxes, links


def overlaps(boxes: list[Box], spots: list[tuple[int, int]]) -> int:
    def meet(a: int, b: int) -> bool:
        return all(abs(spots[a][axis] - spots[b][axis]) < (boxes[a][axis] + boxes[b][axis]) / 2 for axis in (0, 1))

    return sum(meet(a, b) for a, b in combinations(range(len(boxes)), 2))


def test_no_box_covers_another() -> None:
    boxes, links = network(400, 9)
    assert overlaps(boxes, place(boxes, links)) == 0


def test_the_same_network_gives_the_same_places_in_whatever_order_its_links_come() -> None:
    boxes, links = network(150, 5)
    assert place(boxes, links) == place(boxes, [(b, a) for a, b in reversed(links)])


def test_neighbours_stand_nearer_than_others() -> None:
    boxes, links = network(200, 6)
    spots = place(boxes, links)

    def mean(pairs: list[Link]) -> float:
        return sum(((spots[a][0] - spots[b][0]) ** 2 + (spots[a][1] - spots[b][1]) ** 2) ** 0.5 for a, b in pairs) / len(pairs)

    assert mean(links) < 0.5 * mean(list(combinations(range(200), 2)))


def test_what_belongs_together_stands_together() -> None:
    links = [(node, node + 1) for node in range(0, 60, 2)]
    boxes = [(60.0, 30.0)] * 62
    groups = [range(31), range(31, 62)]

    def spread(spots: list[tuple[int, int]]) -> float:
        total = 0.0
        for group in groups:
            x, y = (sum(spots[node][axis] for node in group) / len(group) for axis in (0, 1))
            total += sum(((spots[node][0] - x) ** 2 + (spots[node][1] - y) ** 2) ** 0.5 for node in group)
        return total

    assert spread(place(boxes, links, groups)) < 0.8 * spread(place(boxes, links))


def test_nodes_without_links_stand_below_the_others() -> None:
    spots = place([(50.0, 30.0)] * 6, [(0, 1), (1, 2)])
    assert min(y for _, y in spots[3:]) > max(y for _, y in spots[:3])


ENDS = st.integers(0, 24)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 25), st.lists(st.tuples(ENDS, ENDS), max_size=60))
def test_any_network_has_places(nodes: int, links: list[Link]) -> None:
    boxes = [(60.0, 30.0)] * nodes
    spots = place(boxes, [(a, b) for a, b in links if max(a, b) < nodes])
    assert len(spots) == nodes
    assert overlaps(boxes, spots) == 0
