"""What stands in quotation marks or title marks: works (《…》), named measures (“五包一”责任体系).

In: the reading with its dates and figures. Out: mentions of kind ``Work`` and ``Measure``, the name without the marks. A
measure without quotation marks is found by its head behind a name of its own (爱国卫生运动, 三色工作法).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.article import Mention, Span, Word
from kg.detect.reading import Reading, longest
from kg.detect.tags import NOMINAL, PLACE
from kg.zh import rows, words
from kg.zh.grammar import any_of, listed, pattern

NAMING = NOMINAL | {"m"}
"""What the name of a measure is made of: also numerals (三色工作法)."""
LEADING = NAMING | {"TIME", "t"}
"""What stands between a quotation and its head."""
REACH = 16  # characters that a name before a head may have
HEAD = 10  # characters that a head and what leads to it may have
MARKED = 12  # characters of a quotation that may be a measure by its shape alone


@cache
def _lexicon(file: str, use: str = "") -> re.Pattern[str]:
    """An expression for the words of a lexicon, those with this use in the second or third cell if one is given."""
    return re.compile(f"(?:{any_of(row.cells[0] for row in rows(file, 4) if not use or use in row.cells[1:])})")


@cache
def _ending(file: str, use: str = "") -> re.Pattern[str]:
    """The same at the end of a text."""
    return re.compile(_lexicon(file, use).pattern + "$")


def find_quotes(reading: Reading) -> Reading:
    """Adds works and measures."""
    reading = reading.plus(_titles(reading))
    reading = reading.plus(m for m in _quoted(reading) if reading.free(m, "Work"))
    reading = reading.plus(m for m in longest(_unquoted(reading)) if reading.free(m))
    return reading.plus(m for m in _named(reading) if reading.free(m))


def _named(reading: Reading) -> Iterator[Mention]:
    """Measures that everybody knows by name."""
    for match in _lexicon("named_measures.tsv").finditer(reading.string):
        if reading.border(match.start()) or reading.border(match.end()):
            yield Mention(*match.span(), kind="Measure", rule="named-measure", type="Measure")


def _titles(reading: Reading) -> Iterator[Mention]:
    for match in pattern("quotes.title").finditer(reading.string):
        yield Mention(*match.span(), kind="Work", rule="title-marks", type="Work", name=match["name"])


def _quoted(reading: Reading) -> Iterator[Mention]:
    for match in pattern("quotes.quoted").finditer(reading.string):
        name = match["name"]
        if name in listed("quotes.not_names") or pattern("quotes.speech").search(name):
            continue
        headed = _head_end(reading, match.end())
        if headed > match.end():
            yield _measure(match, headed, "quoted-measure", name + reading.string[match.end():headed])
        else:
            yield from _unheaded(reading, match)


def _unheaded(reading: Reading, match: re.Match[str]) -> Iterator[Mention]:
    """The work or measure, if any, that a quotation names by itself."""
    name = match["name"]
    if _ending("works.tsv").search(name) and len(name) > 2:
        yield Mention(*match.span(), kind="Work", rule="quoted-work", type="Work", name=name)
    elif pattern("quotes.way").match(reading.string, match.end()):
        yield _measure(match, match.end(), "quoted-way", name)
    elif name in words("named_measures.tsv"):
        yield _measure(match, match.end(), "named-measure", name)
    elif not _ending("organizations.tsv", "team").search(name) and (_shaped(name) or _ending("measures.tsv").search(name)):
        yield _measure(match, match.end(), "quoted-measure", name)


def _measure(match: re.Match[str], end: int, rule: str, name: str) -> Mention:
    return Mention(match.start(), end, "Measure", rule, type="Measure", name=name)


def _shaped(name: str) -> bool:
    """Whether a quotation is a measure by its shape: a figure that counts its parts, or one thing for each."""
    if pattern("quotes.paired").search(name):
        return True
    return len(name) <= MARKED and bool(pattern("quotes.measure").search(name)) and not pattern("quotes.not_measure").search(name)


def _head_end(reading: Reading, start: int) -> int:
    """Where the head of a measure ends that follows a quotation at ``start``; ``start`` itself where none follows."""
    end, last = start, start
    while (word := reading.word_at(end)) is not None and word.start >= end and _leads(word) and word.end - start <= HEAD:
        end = word.end
        if _ending("measures.tsv").search(reading.string[start:end]):
            last = end
    return last


def _leads(word: Word) -> bool:
    """Whether a word may stand between a quotation and its head, or be it."""
    return word.tag in LEADING or (word.tag == "v" and word.end - word.start > 1)


def _unquoted(reading: Reading) -> Iterator[Mention]:
    for match in _lexicon("measures.tsv", "free").finditer(reading.string):
        start = _name_start(reading, match.start())
        name = Span(start, match.start())
        own = any(w.tag not in PLACE and reading.printed(w) not in words("generic.tsv") for w in reading.words_in(name))
        if own or reading.string[start:match.end()] in words("named_measures.tsv"):
            yield Mention(start, match.end(), "Measure", "measure-head", type="Measure")


def _name_start(reading: Reading, start: int) -> int:
    """How far to the left the name before a head reaches."""
    begin = start
    while begin > 0 and start - begin < REACH:
        word = reading.word_at(begin - 1)
        if word is None or not reading.free(word) or not (word.tag in NAMING or _verb_inside(reading, word)):
            break
        begin = word.start
    return begin


def _verb_inside(reading: Reading, word: Word) -> bool:
    """Whether a verb stands in the middle of a name (心理|关爱|援助计划): a noun is before it, and it is not one that takes
    a measure for its object."""
    before = reading.word_at(word.start - 1) if word.start else None
    taking = reading.printed(word) in listed("clause.light") | listed("quotes.taking")
    return word.tag == "v" and not taking and before is not None and before.tag in {"n", "nz", "an"}
