"""Facts, their totals and their times: three views of the facts that one filter lets through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from kg.query.explore.filters import Chosen, Filter
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, counted, fact_rows, ref
from kg.query.explore.snapshot import Fact
from kg.query.explore.times import REPORTED, Time

LATE: Final = "~"
"""Comes behind every date."""
SORTS: Final = ("date", "-date", "type", "confidence")
PLACES: Final = 40


def facts(graph: Graph, values: Values) -> Plain:
    """A page of the facts that pass the filter, how many there are, and how many with each value of each facet."""
    filter_ = Filter.of(values)
    chosen = graph.chooser.choose(filter_)
    found = ordered(chosen.facts, values.text("sort"), filter_.time)
    first = values.number("offset")
    return {
        "total": len(found), "events": len({fact.happening for fact in found}),
        "rows": fact_rows(graph, found[first:first + values.number("limit")]),
        "facets": _facets(graph, filter_, chosen),
    }


def ordered(found: Sequence[Fact], sort: str, time: Callable[[Fact], Time]) -> list[Fact]:
    """The facts by date, the latest first (``-date``), type, or confidence, the least first; those without a date come last."""
    if sort == "type":
        return sorted(found, key=lambda fact: (fact.kind, fact.type, time(fact).start or LATE))
    if sort == "confidence":
        return sorted(found, key=lambda fact: float(fact.confidence or 0))
    latest = sort == "-date"
    dated = sorted((fact for fact in found if time(fact).start), key=lambda fact: time(fact).start, reverse=latest)
    return dated + [fact for fact in found if not time(fact).start]


def _facets(graph: Graph, filter_: Filter, chosen: Chosen) -> Plain:
    facets = chosen.facets
    return {
        "type": counted(facets["type"]), "role": counted(facets["role"]),
        "year": sorted(counted(facets["year"]), key=lambda each: str(each["name"])),
        "place": _places(graph, filter_.place or filter_.iri, facets["place"]), "agent_kind": counted(facets["agent_kind"]),
    }


def _places(graph: Graph, at: str, found: Counter[str]) -> list[Plain]:
    """The places below ``at`` (or below none) that facts are in, down to the first level that has several."""
    level = _level(graph, graph.places.children(at) if at and graph.places.is_place(at) else graph.places.roots(), found)
    seen: set[str] = set()   # a graph may have places in a circle
    while len(level) == 1 and level[0] not in seen and (below := _level(graph, graph.places.children(level[0]), found)):
        seen.add(level[0])
        level = below
    return [{"ref": ref(graph, place), "count": found[place]} for place in level[:PLACES]]


def _level(graph: Graph, places: Sequence[str], found: Counter[str]) -> list[str]:
    return sorted((place for place in places if found[place]), key=lambda place: (-found[place], graph.data.label_of(place), place))


# times

STEPS: Final = (("day", 10, 92), ("month", 7, 3660), ("year", 4, 0))
"""A step, the characters of a date that tell it, and up to how many days the facts may lie apart for it."""


def timeline(graph: Graph, values: Values) -> Plain:
    """How many facts of each class there are in each day, month or year, and how many of these are only dated by the day of their article
    (``reported``). What is dated less finely than the step is in a bin of its own, ``coarse``, whose period is as fine as the date."""
    filter_ = Filter.of(values)
    found = graph.chooser.facts(filter_)
    dated = [(time, fact.type) for fact in found if (time := filter_.time(fact)).start]
    step, width = _step(sorted(time.start for time, _ in dated), values.text("step"))
    bins: dict[str, list[tuple[Time, str]]] = defaultdict(list)
    for time, type_ in dated:
        bins[time.start[:width]].append((time, type_))
    told = [_bin(period, bins[period]) for period in sorted(bins)]
    return {
        "step": step, "bins": [each for each in told if len(str(each["period"])) == width],
        "coarse": [each for each in told if len(str(each["period"])) < width], "undated": len(found) - len(dated),
    }


def _bin(period: str, facts: Sequence[tuple[Time, str]]) -> Plain:
    counts = Counter(type_ for _, type_ in facts)
    reported = Counter(type_ for time, type_ in facts if time.basis == REPORTED)
    return {"period": period, "counts": dict(sorted(counts.items())), "reported": dict(sorted(reported.items()))}


def _step(dates: Sequence[str], asked: str) -> tuple[str, int]:
    """The step, and how much of a date tells it: the finest that does not make too many bins and that most dates are fine enough for."""
    apart = _days(dates[-1]) - _days(dates[0]) if dates else 0
    for step, width, most in STEPS:
        fine = sum(len(date) >= width for date in dates) * 2 >= len(dates)
        if step == asked or (not asked and ((apart <= most and fine) or step == STEPS[-1][0])):
            return step, width
    raise ValueError(asked)


def _days(date: str) -> int:
    """About how many days a date is from the beginning."""
    year, month, day = (int(part) for part in (date + "-01-01")[:10].split("-"))
    return year * 366 + month * 31 + day


