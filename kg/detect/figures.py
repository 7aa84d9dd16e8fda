"""Figures: numbers with their unit, multiplied out, with the bound that the words set (4600余万元, 近300台, 182台次).

In: the reading with its dates. Out: mentions of kind ``Quantity`` with a :class:`kg.article.Quantity`; the rule says the
sort of the unit (``figure:money``). A figure that the words before it in its clause tell as a sum (累计捐款5万元) is marked as a
total; after a plain 共 it is one only where a figure of the same unit stands before it in the text, as its parts would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import lru_cache

import cn2an

from kg.article import Mention, Quantity, Span
from kg.detect.reading import Reading
from kg.zh import rows
from kg.zh.grammar import any_of, entry, listed, pattern

BOUNDS = ("atMost", "atLeast", "about")  # the first that the words give
DIGITS = 36  # of the largest number that is told: what is longer is no figure


@lru_cache(maxsize=1)
def units() -> dict[str, str]:
    """Unit → its sort (``money``, ``person``, ``thing``, ``measure``, ``ratio``, ``time``)."""
    return {row.cells[0]: row.cells[1] for row in rows("units.tsv", 2)}


@lru_cache(maxsize=1)
def scales() -> dict[str, Decimal]:
    """Scale word → its factor."""
    return {scale: Decimal(int(factor)) for scale, factor in entry("figures.scales").items()}


@lru_cache(maxsize=1)
def _figure() -> re.Pattern[str]:
    return pattern("figures.pattern", unit=any_of(units()))


def find_figures(reading: Reading) -> Reading:
    """Adds the figures."""
    return reading.plus(_figures(reading))


def _figures(reading: Reading) -> Iterator[Mention]:
    seen: set[str] = set()   # the units of the figures before
    for match in _figure().finditer(reading.string):
        if not match["unit"] or _ordinal(reading, match) or not _stands_alone(reading, match):
            continue
        value = number(match["digits"], match["scale"])
        if value is None or not reading.free(Span(*match.span()), "Date"):
            continue
        start = match.start("digits") if match["bound"] in listed("figures.loose") else match.start()
        rule = "figure:" + units()[match["unit"]]
        figure = Quantity(value, match["unit"], _bound(match), _total(reading, match, match["unit"] in seen))
        seen.add(match["unit"])
        yield Mention(start, match.end(), "Quantity", rule, value=figure)


@lru_cache(maxsize=1 << 12)
def reread(words: str) -> Quantity | None:
    """The figure that ``words`` alone are, or None where they are none: by this a figure that was written is proved. Only the words
    before it tell whether it is a total."""
    match = _figure().fullmatch(words)
    value = number(match["digits"], match["scale"]) if match and match["unit"] else None
    return None if value is None or match is None else Quantity(value, match["unit"], _bound(match))


def _total(reading: Reading, match: re.Match[str], again: bool) -> bool:
    """Whether the words before the figure say that it is a sum; ``again`` tells whether its unit has counted before."""
    end = match.start("digits")
    begin = reading.sentence_at(end).start
    names = ("figures.total", "figures.summed") if again else ("figures.total",)
    return any(pattern(name).search(reading.string, begin, end) for name in names)


def _ordinal(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the number says which one, or one for each (一对一, 一户一策), not how many."""
    if pattern("figures.ordinal").search(reading.string, max(match.start() - 1, 0), match.start()):
        return True
    each = pattern("figures.each").finditer(reading.string, max(match.start() - 2, 0), match.end() + 2)
    return any(found.start() <= match.start() and match.end() <= found.end() for found in each)


def _stands_alone(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the unit is not the beginning of a longer word (3名 in 3名单), as far as the tagger knows, and a number in
    characters is not part of a word (一方面)."""
    unit = match.start("unit")
    holder = reading.word_at(unit)
    if holder is None:
        return True
    whole, counting = holder.end <= match.end(), holder.tag in {"m", "q"}
    if match["digits"][0].isdigit():
        return whole or counting or (holder.start < unit and holder.tag != "n")
    again = reading.string.startswith(match["unit"], match.end("unit"))   # 一份|份
    if again or f"{match['digits']}{match['unit']}" in listed("figures.some"):
        return False
    return (whole and (counting or holder.start == unit)) or (holder.tag == "m" and holder.start <= match.start("digits"))


def _bound(match: re.Match[str]) -> str:
    said = set(match.group("bound", "more", "after", "tail"))
    vague = "about" if pattern("figures.vague").search(match["digits"]) else "exact"
    return next((bound for bound in BOUNDS if said & listed(f"figures.{bound}")), vague)


@lru_cache(maxsize=1 << 12)
def number(digits: str, scale: str = "") -> Decimal | None:
    """The value of digits or a number in characters, times the scale words: ``number("2.5", "万")`` is 25000; None where
    the characters make no number, or one too large to be meant. Characters are read by cn2an."""
    if len(digits) + len(scale) > DIGITS:
        return None
    value = Decimal(digits.replace(",", "")) if digits[0].isdigit() else _spelled(digits)
    if value is None or value.adjusted() + sum(scales()[each].adjusted() for each in scale) >= DIGITS:
        return None
    with localcontext(prec=2 * DIGITS):  # exact
        for each in scale:
            value *= scales()[each]
        return value.normalize() if value % 1 else value.quantize(Decimal(1))


def _spelled(digits: str) -> Decimal | None:
    """The value of a number in characters; characters that leave it open (数十) count for nothing."""
    plain = pattern("figures.vague").sub("", digits)
    if not plain or any(each not in scales() for each in plain):
        return _by_cn2an(plain)
    return number("1", plain)


@lru_cache(maxsize=1 << 12)
def _by_cn2an(text: str) -> Decimal | None:
    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, KeyError):  # KeyError: 万亿一, a bug of cn2an 0.5
        return None
