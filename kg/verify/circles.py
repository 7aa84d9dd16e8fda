"""Things that lie within themselves: in, what lies within what; out, the circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def circles(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Of pairs (inner, outer) the ways that lead back to where they began, each told once, from its least member on. The memory taken
    is by the number of pairs."""
    outer: dict[str, list[str]] = {}
    for inner, around in pairs:
        outer.setdefault(inner, []).append(around)
    done: set[str] = set()
    for start in sorted(outer):
        yield from _from(start, outer, done)


def _from(start: str, outer: dict[str, list[str]], done: set[str]) -> Iterator[tuple[str, ...]]:
    """The circles that are met on the ways out of ``start``, as far as these have not been gone."""
    way: dict[str, Iterator[str]] = {}   # each with what is left to try from there
    node: str | None = start
    while node is not None:
        if node in way:
            met = [*way][[*way].index(node):]
            least = met.index(min(met))
            yield (*met[least:], *met[:least])
        elif node not in done:
            way[node] = iter(sorted(outer.get(node, ())))
        node = _next(way, done)


def _next(way: dict[str, Iterator[str]], done: set[str]) -> str | None:
    """Where the way goes on; what leads nowhere any more is taken off its end."""
    while way:
        last = next(reversed(way))
        further = next(way[last], None)
        if further is not None:
            return further
        done.add(last)
        del way[last]
    return None
