"""Stray characters out, blanks single, width folded.

In: a text and the stretches of it that count. Out: :func:`tidy`, those stretches without invisible characters and with
single blanks, and the runs that lead back; :func:`fold`, every character put for another one, length unchanged. Which
character is put for which is data: ``kg/zh/folding.tsv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kg import zh
from kg.article import Span

FILE = "folding.tsv"
# Controls, invisible marks, variation selectors, private use, tags: nothing that a reader sees. Blanks and line breaks
# are not among them.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\\ud800-\\udfff\ue000-\uf8ff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
# Whatever is more than one blank or one line break between visible characters: several, an invisible one, one at an end.
GAP = re.compile(rf"[\s{INVISIBLE}](?:[\s{INVISIBLE}]+|(?<=[{INVISIBLE}])|(?<=\A\s)|\Z)")
BREAK = re.compile(r"[\n\x0b-\x0d\x1c-\x1f\x85\u2028\u2029]")
INDENT = re.compile("\u3000{2}|\\s{4}")   # as wide as a paragraph's: pages lose their line breaks and keep these
BLANK = re.compile(r"\s")
CODE = re.compile(r"U\+([0-9A-F]{4,6})(?:\.\.U\+([0-9A-F]{4,6}))?")
COMPATIBLE: Final = "NFKC"

Runs = tuple[tuple[int, int], ...]


def tidy(raw: str, body: Sequence[Span]) -> tuple[str, Runs]:
    """The stretches ``body`` of ``raw``, a line feed between each two, and the runs that lead back to ``raw`` (see
    :class:`kg.article.Text`). A gap of blanks and invisible characters becomes a line feed where it has a line break or
    is as wide as a paragraph's indent, else a blank where it has a blank, else nothing; at the ends of the text,
    nothing."""
    joined = _joined(raw, body)
    pieces, runs = [], []
    done = 0
    for start, end, sign, origin in _gaps(joined):
        pieces += [joined[done:start], sign]
        runs += [(done, start - done), (origin, len(sign))]
        done = end
    pieces.append(joined[done:])
    runs.append((done, len(joined) - done))
    return "".join(pieces), _back(runs, body)


def _joined(raw: str, body: Sequence[Span]) -> str:
    """The stretches of the body, one sign between each two: a line feed where a line ends between them, else a blank, as
    where only a by-line was cut out of a sentence."""
    pieces = [raw[span.start:span.end] for span in body]
    signs = ["\n" if "\n" in raw[a.end:b.start] else "\N{ZERO WIDTH SPACE}" for a, b in pairwise(body)]
    return "".join(part for pair in zip(pieces, [*signs, ""], strict=True) for part in pair)


def _gaps(joined: str) -> Iterator[tuple[int, int, str, int]]:
    """Where to put what: start and end of a gap, the sign put there, and the offset that the sign comes from."""
    for match in GAP.finditer(joined):
        start, end = match.span()
        found = BREAK.search(joined, start, end) or INDENT.search(joined, start, end)
        sign = "\n" if found else " "
        found = found or BLANK.search(joined, start, end)
        if not found or start == 0 or end == len(joined):
            yield start, end, "", start
        else:
            yield start, end, sign, found.start()


def _back(stretches: Sequence[tuple[int, int]], body: Sequence[Span]) -> Runs:
    """Runs that lead from the tidy text to the text as read; ``stretches`` are (offset in the joined body, length)."""
    runs: list[tuple[int, int]] = []
    starts, here = [], 0
    for span in body:
        starts.append((here, span.start))
        here += len(span) + 1
    index = here = 0
    for offset, length in stretches:
        end = offset + length
        while offset < end:
            while index + 1 < len(starts) and starts[index + 1][0] <= offset:
                index += 1
            until = min(end, starts[index + 1][0]) if index + 1 < len(starts) else end
            there = starts[index][1] + offset - starts[index][0]
            if not runs or runs[-1][1] - runs[-1][0] != there - here:
                runs.append((here, there))
            here += until - offset
            offset = until
    return () if runs == [(0, 0)] else tuple(runs)


def fold(text: str) -> str:
    """``text`` with every character of the table put for another; the length stays."""
    signs, table = _table()
    return signs.sub(lambda match: table[match[0]], text)


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """An expression for the characters of the table, and what is put for each. Raises DataError for an entry that is not a
    character, or not put for a single one."""
    table: dict[str, str] = {}
    for row in zh.rows(FILE, 2):
        first, last = _codes(row, row.cells[0])
        for code in range(first, last + 1):
            to = unicodedata.normalize(COMPATIBLE, chr(code)) if row.cells[1] == COMPATIBLE else chr(_codes(row, row.cells[1])[0])
            if len(to) == 1 and to != chr(code):
                table[chr(code)] = to
    return re.compile(f"[{''.join(map(re.escape, table))}]"), table


def _codes(row: zh.Row, cell: str) -> tuple[int, int]:
    if len(cell) == 1:
        return ord(cell), ord(cell)
    match = CODE.fullmatch(cell)
    if not match:
        raise row.bad(f"{cell!r} is neither a character nor U+ and a number")
    return int(match[1], 16), int(match[2] or match[1], 16)
