"""Figures: numbers with their unit, multiplied out, with the bound that the words set (4600余万元, 近300台, 182台次)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import cn2an

from kg.article import Mention, Quantity, Span
from kg.detect.reading import Reading
from kg.zh import rows
from kg.zh.grammar import entry, listed, pattern


@lru_cache(maxsize=1)
def units() -> dict[str, str]:
    """Unit → its sort (``money``, ``person``, ``thing``, ``measure``, ``ratio``, ``time``)."""
    return {row.cells[0]: row.cells[1] for row in rows("units.tsv", 2)}


def scales() -> dict[str, Decimal]:
    """Scale word → its factor."""
    return {word: Decimal(int(factor)) for word, factor in entry("figures.scales").items()}


def find_figures(reading: Reading) -> Reading:
    """Adds the figures."""
    return reading.plus(_figures(reading))


def _figures(reading: Reading) -> Iterator[Mention]:
    alternation = "|".join(re.escape(u) for u in sorted(units(), key=lambda u: (-len(u), u)))
    ordinal = pattern("figures.ordinal")
    for match in pattern("figures.pattern", unit=alternation).finditer(reading.string):
        start, end = match.span()
        if ordinal.search(reading.string[max(start - 1, 0):start]) or not match["unit"]:
            continue
        if match["bound"] in listed("figures.loose"):
            start = match.start("digits")
        value = number(match["digits"], match["scale"])
        if value is None or not reading.free(Span(*match.span()), "Date") or not _stands_alone(reading, match):
            continue
        rule = "figure:" + units()[match["unit"]]
        yield Mention(start, end, kind="Quantity", rule=rule, value=Quantity(value, match["unit"], _bound(match)))


def _stands_alone(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the unit is not the beginning of a longer word (3名 in 3名单), as far as the tagger knows, and a number in
    characters is not part of a word (一方面)."""
    word = reading.word_at(match.start("unit"))
    spelled = not match["digits"][0].isdigit()
    if word is None:
        return True
    if spelled:
        return word.end <= match.end() and (word.tag in {"m", "q"} or word.start == match.start("unit"))
    return word.end <= match.end() or word.tag in {"m", "q"} or (word.start < match.start("unit") and word.tag != "n")


def _bound(match: re.Match[str]) -> str:
    said = {match["bound"] or "", match["more"] or "", match["after"] or "", match["tail"] or ""} - {""}
    vague = pattern("figures.vague").search(match["digits"])
    for bound in ("atMost", "atLeast", "about"):
        if said & set(listed(f"figures.{bound}")):
            return bound
    return "about" if vague else "exact"


def number(digits: str, scale: str = "") -> Decimal | None:
    """The value of digits or a number in characters, times the scale words: ``number("2.5", "万")`` is 25000; None where
    the characters make no number. Characters are read by cn2an."""
    plain = "".join(c for c in digits if c not in str(entry("figures.vague")))
    value = Decimal(digits.replace(",", "")) if digits[0].isdigit() else _spelled(plain)
    if value is None:
        return None
    for word in scale:
        value *= scales()[word]
    return value.normalize() if value % 1 else value.quantize(Decimal(1))


def _spelled(text: str) -> Decimal | None:
    if text and all(c in scales() for c in text):
        value = Decimal(1)
        for c in text:
            value *= scales()[c]
        return value
    try:
        return Decimal(str(cn2an.cn2an(text, "smart"))) if text else None
    except ValueError:
        return None
