"""What stands in quotation marks or title marks: works (《…》), named measures (“五包一”责任体系), teams (“先锋队”).

A measure without quotation marks is found by its head behind a name of its own (爱国卫生运动, 三色工作法).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kg.article import Mention, Span, Word
from kg.detect.reading import Reading, longest
from kg.zh import rows, words
from kg.zh.grammar import entry, listed, pattern

NOMINAL = frozenset({"n", "nz", "nw", "vn", "a", "an", "s", "LOC", "ORG", "nt", "nr", "ns", "m", "f", "b"})


@lru_cache(maxsize=1)
def heads() -> dict[str, str]:
    """Head of a measure → its use, ``quoted`` or ``free``."""
    return {row.cells[0]: row.cells[1] for row in rows("measures.tsv", 2)}


@cache
def ending(file: str, use: str = "") -> re.Pattern[str]:
    """An expression for the words of a lexicon (those with this use) at the end of a text, the longest first."""
    chosen = [row.cells[0] for row in rows(file, 4) if not use or use in row.cells]
    return re.compile("(?:" + "|".join(re.escape(w) for w in sorted(chosen, key=lambda w: (-len(w), w))) + ")$")


def find_quotes(reading: Reading) -> Reading:
    """Adds works and measures."""
    reading = reading.plus(_titles(reading))
    reading = reading.plus(m for m in _quoted(reading) if reading.free(m, "Work"))
    return reading.plus(m for m in longest(_unquoted(reading)) if reading.free(m))


def is_speech(quotation: str) -> bool:
    """Whether a quotation is something said rather than a name."""
    return len(quotation) > int(entry("quotes.speech_length")) or pattern("quotes.speech").search(quotation) is not None


def _titles(reading: Reading) -> Iterator[Mention]:
    for match in pattern("quotes.title").finditer(reading.string):
        yield Mention(match.start(), match.end(), "Work", "title-marks", type="Work", name=match["name"])


def _quoted(reading: Reading) -> Iterator[Mention]:
    for match in pattern("quotes.quoted").finditer(reading.string):
        name = match["name"]
        if name in listed("quotes.not_names") or pattern("quotes.speech").search(name):
            continue
        end = _head_end(reading, match.end())
        if end == match.end() and ending("works.tsv").search(name) and len(name) > 2:
            yield Mention(match.start(), match.end(), "Work", "quoted-work", type="Work", name=name)
            continue
        if end == match.end() and pattern("quotes.way").match(reading.string, end):
            yield Mention(match.start(), end, "Measure", "quoted-way", type="Measure", name=name)
            continue
        if ending("organizations.tsv", "team").search(name):
            continue
        if end > match.end() or (_shaped(name) and len(name) <= 12) or ending("measures.tsv").search(name):
            yield Mention(match.start(), end, "Measure", "quoted-measure", type="Measure", name=name + reading.string[match.end():end])


def _shaped(name: str) -> bool:
    return bool(pattern("quotes.measure").search(name)) and not pattern("quotes.not_measure").search(name)


def _head_end(reading: Reading, start: int) -> int:
    """Where the head of a measure ends that follows a quotation at ``start``; ``start`` itself where none follows."""
    end, last = start, start
    while (word := reading.word_at(end)) is not None and word.start >= end and _may_lead(word) and word.end - start <= 10:
        end = word.end
        if ending("measures.tsv").search(reading.string[start:end]):
            last = end
    return last


def _may_lead(word: Word) -> bool:
    """Whether a word may stand between a quotation and its head."""
    return word.tag in NOMINAL | {"TIME", "t"} or (word.tag == "v" and word.end - word.start > 1)


def _unquoted(reading: Reading) -> Iterator[Mention]:
    free = [head for head, use in heads().items() if use == "free"]
    expression = re.compile("|".join(re.escape(h) for h in sorted(free, key=lambda h: (-len(h), h))))
    for match in expression.finditer(reading.string):
        start = _name_start(reading, match.start())
        name = reading.string[start:match.end()]
        before = reading.words_in(Span(start, match.start())) if start < match.start() else ()
        own = any(w.tag not in {"LOC", "ns"} and reading.string[w.start:w.end] not in words("generic.tsv") for w in before)
        if own or name in words("named_measures.tsv"):
            yield Mention(start, match.end(), "Measure", "measure-head", type="Measure")


def _name_start(reading: Reading, start: int) -> int:
    """How far to the left the name before a head reaches."""
    begin = start
    while begin > 0 and start - begin < 16:
        word = reading.word_at(begin - 1)
        if word is None or not reading.free(Span(word.start, word.end)) or not (word.tag in NOMINAL or _verb_inside(reading, word)):
            break
        begin = word.start
    return begin


def _verb_inside(reading: Reading, word: Word) -> bool:
    """Whether a verb stands in the middle of a name (心理|关爱|援助计划): a noun is before it, and it is not one that takes
    a measure for its object."""
    before = reading.word_at(word.start - 1) if word.start else None
    return (
        word.tag == "v" and reading.string[word.start:word.end] not in listed("clause.light") | listed("quotes.taking")
        and before is not None and before.tag in {"n", "nz", "an"}
    )


