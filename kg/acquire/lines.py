"""The lines of a page.

In: the text as read. Out: its lines with their offsets and kinds. A page that was saved as one long line is cut at the
blanks between its parts; such parts are in *flow*: running text goes on from one to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kg.acquire import boilerplate, bylines
from kg.acquire.boilerplate import Kind
from kg.article import Span

LONG = 120                     # a first line of so many characters is no headline
VALUE = 30                     # what follows a label on a line of its own is not longer
BLANK = " \t\u3000\xa0\u2002\u2003\u200b\ufeff\f\v"
WORD = re.compile(rf"[^\s{BLANK}]+")
HELD = re.compile(r"“[^“”]{1,160}”|「[^「」]{1,160}」|《[^《》]{1,160}》|[（(][^（）()]{1,160}[）)]|[【\[][^【】\[\]]{1,60}[】\]]")
ARROWS = re.compile(r"[>»›＞→]+")


@dataclass(init=False, eq=False)
class Line(Span):
    """A line without the blanks at its ends: ``gap`` says that an empty line stands before it, ``flow`` that it goes on
    in the same line of the page as the one before."""

    text: Final[str]
    kind: Final[Kind]
    gap: Final[bool]
    flow: Final[bool]

    def __init__(self, start: int, end: int, text: str, kind: Kind, gap: bool = False, flow: bool = False) -> None:
        super().__init__(start, end)
        self.text = text
        self.kind = kind
        self.gap = gap
        self.flow = flow


def lines(raw: str, titled: bool) -> list[Line]:
    """The lines of ``raw`` that are not empty. ``titled``: the headline is known from elsewhere, so that a long first
    line need not be searched for it."""
    found: list[Line] = []
    gap, start = False, 0
    for printed in raw.split("\n"):
        parts = list(_parts(printed, whole=titled or bool(found)))
        for number, part in enumerate(parts):
            text = printed[part.start:part.end]
            found.append(Line(start + part.start, start + part.end, text, boilerplate.kind(text), gap and not number, number > 0))
        gap = not parts
        start += len(printed) + 1
    return _breadcrumbs(_answered(found))


def _parts(printed: str, whole: bool) -> Iterator[Span]:
    """The stretches of one printed line: all of it, or, of a long first line, what stands between blanks."""
    text = printed.strip(BLANK)
    if not text:
        return
    start = printed.index(text)
    breaks = [] if whole or len(text) < LONG else list(_breaks(text))
    for begin, end in zip([0, *(b.end for b in breaks)], [*(b.start for b in breaks), len(text)], strict=True):
        yield Span(start + begin, start + end)


def _breaks(text: str) -> Iterator[Span]:
    """The blanks in ``text`` that part it: not within brackets, quotations and titles, not before a by-line in
    brackets, not beside a word without a Chinese character (达到 50 万元)."""
    held = [match.span() for match in HELD.finditer(text)]
    words = list(WORD.finditer(text))
    for left, right in pairwise(words):
        gap = Span(left.end(), right.start())
        inside = any(start < gap.start < end for start, end in held)
        credit = bylines.BRACKET.match(text, right.start())
        chinese = all(re.search(rf"[{bylines.HAN}]", word[0]) for word in (left, right))
        if chinese and not inside and not (credit and bylines.bracketed(credit[1])):
            yield gap


def _answered(found: list[Line]) -> list[Line]:
    """The same lines, with what follows a label that ends its line (来源于： / 东区办事处) drawn to the label: its text
    stands behind the label's and is no line of its own any more."""
    result: list[Line] = []
    for line in found:
        last = result[-1] if result else None
        if last and last.kind is Kind.META and boilerplate.read(last.text).open and _fills(line):
            result[-1] = replace(last, end=line.end, text=f"{last.text} {line.text}")
        else:
            result.append(line)
    return result


def _fills(line: Line) -> bool:
    if line.kind is Kind.META:
        return not boilerplate.read(line.text).labelled
    return line.kind in (Kind.HEADING, Kind.CREDIT) and len(line.text) <= VALUE


def _breadcrumbs(found: list[Line]) -> list[Line]:
    """The same lines, with short ones beside an arrow on a line of its own (首页 / >> / 要闻) as noise."""
    arrows = [bool(ARROWS.fullmatch(line.text)) or bool(ARROWS.match(line.text)) for line in found]

    def beside(number: int) -> bool:
        return any(arrows[other] for other in (number - 1, number + 1) if 0 <= other < len(found))

    return [
        replace(line, kind=Kind.NOISE) if line.kind is Kind.HEADING and len(line.text) <= 12 and (arrows[n] or beside(n)) else line
        for n, line in enumerate(found)
    ]
