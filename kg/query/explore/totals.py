"""How much in all: in, the facts of a filter; out, exact sums by unit and thing counted, each with its parts.

What several articles tell of one event is added once; a figure told as a total is never added, but listed beside. Money is added by
its unit whatever it is said to count (cash, nothing, the goods that it is worth), which each part tells; other figures by unit and
thing counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from typing import Final

from kg import zh
from kg.query.explore.filters import Filter
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, fact_rows, maybe, number, quantity, when
from kg.query.explore.snapshot import Fact, Quantity

EXACT, ABOUT, AT_LEAST, AT_MOST = "exact", "about", "atLeast", "atMost"
SUMMING: Final = Context(prec=200)
"""Wide enough that no figure of an article is rounded."""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of a fact."""

    fact: Fact
    figure: Quantity


def totals(graph: Graph, values: Values) -> Plain:
    """The sums, those with most parts first."""
    groups: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for part in told_once(graph.chooser.facts(Filter.of(values))):
        groups[part.figure.unit, "" if part.figure.unit in money() else part.figure.of].append(part)
    rows = _rows(graph, [part.fact for parts in groups.values() for part in parts])
    found = [_total(graph, unit, of, parts, rows) for (unit, of), parts in groups.items()]
    return {"totals": sorted(found, key=lambda each: (each["unit"] not in money(), -len(each["parts"]), each["unit"], str(each["of"])))}


def told_once(facts: Iterable[Fact]) -> list[Part]:
    """The figures of the facts. Of one event those of one unit are taken from one fact: that which tells most of them, most exactly,
    most surely."""
    told: dict[tuple[str, str, bool], list[tuple[Fact, list[Quantity]]]] = defaultdict(list)
    for fact in facts:
        by_unit: dict[tuple[str, bool], list[Quantity]] = defaultdict(list)
        for figure in fact.quantities:
            by_unit[figure.unit, figure.total].append(figure)
        for (unit, total), figures in by_unit.items():
            told[fact.happening, unit, total].append((fact, figures))
    return [Part(fact, figure) for tellers in told.values() for fact, figures in [min(tellers, key=_best)] for figure in figures]


def _best(teller: tuple[Fact, Sequence[Quantity]]) -> tuple[int, int, float, str]:
    fact, figures = teller
    return -len(figures), sum(figure.bound != EXACT for figure in figures), -float(fact.confidence or 0), fact.iri


def combined(bounds: Iterable[str]) -> str:
    """What bounds a sum of figures with these bounds: of one that is only about right, or of one that is at least and one that is
    at most so much, the sum is only about right."""
    weak = set(bounds) - {EXACT}
    return weak.pop() if len(weak) == 1 else ABOUT if weak else EXACT


@cache
def money() -> frozenset[str]:
    """The units that are money."""
    return frozenset(row.cells[0] for row in zh.rows("units.tsv", 2) if row.cells[1] == "money")


def _rows(graph: Graph, facts: Iterable[Fact]) -> dict[str, Plain]:
    unique = list({fact.iri: fact for fact in facts}.values())
    return {row["iri"]: row for row in fact_rows(graph, unique)}


def _total(graph: Graph, unit: str, of: str, parts: Sequence[Part], rows: Mapping[str, Plain]) -> Plain:
    added = [part for part in parts if not part.figure.total]
    value = Decimal(0)
    for part in added:
        value = SUMMING.add(value, part.figure.value)
    return {
        "unit": unit, "of": maybe(graph, of), "value": number(value), "bound": combined(part.figure.bound for part in added),
        "events": len({part.fact.happening for part in added}),
        "parts": [_part(graph, part, rows) for part in _by_date(added)],
        "cumulative": [_part(graph, part, rows) for part in _by_date(part for part in parts if part.figure.total)],
    }


def _by_date(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (part.fact.time.start or "~", part.fact.iri, part.figure.iri))


def _part(graph: Graph, part: Part, rows: Mapping[str, Plain]) -> Plain:
    row = rows[part.fact.iri]
    figure = quantity(graph, part.figure)
    return {
        "fact": part.fact.iri, "label": part.fact.label, "value": figure["value"], "words": figure["words"], "bound": figure["bound"],
        "of": figure["of"], "time": when(part.fact.time), "roles": row["roles"], "sentence": row["sentence"],
    }
