"""text → sentences.

In: cleaned text. Out: spans of its sentences, without blanks at their ends; between them they have every character that
is no blank.

A sentence ends at a stop (。 ! ? ; …… ...) with the closing marks behind it, and at the end of a line. Marks that pair
within the line protect what stands in them, up to :data:`LONGEST` characters: “……。……。”他说 is one sentence; a longer
quotation is split at its own stops. Behind a quotation that ends in a stop the sentence goes on where the quotation
began it (“……!”他说。) or has it as a part (喊出“……!”的口号), and ends where a colon or comma led to the quotation (他说:“……。”)
or where the next quotation follows at once. Behind a bracket it ends where the bracket held all of it.

What goes on for more than :data:`MOST` characters without an end is no sentence that anybody wrote (of 134,000 three have more); it
is cut at commas, or anywhere, so that no text costs more than its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain, pairwise

from kg.article import Span

LONGEST = 120
MOST = 1000                        # characters of a sentence
DEEPEST = 50                       # marks within marks: what opened before the last so many is never closed
PAIRS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "(": ")", "[": "]", "【": "】", "〔": "〕"}
QUOTES = "“‘"
CLOSERS = "”’》〉)]】〕"
BRACKETS = "([【"
LEADS = ":,、—"                    # what stands before a quotation that the sentence leads to
GOES_ON = ",、:。—"                # what never begins a sentence
MARK = re.compile(f"[{re.escape(''.join(PAIRS) + CLOSERS)}]")
HAN = "\u3400-\u9fff"
# A point ends a sentence only behind Chinese and before a blank; three are an ellipsis. (What begins with a set of signs is
# found much quicker than what begins in several ways.)
STOP = re.compile(
    rf"[。!?;….](?:(?<=[。!?;])|(?<=…)…+|(?<=\.)\.{{2,}}|(?<=[{HAN}]\.)(?=\s|$))[。!?;…]*[{re.escape(CLOSERS)}]*"
)
ENDS = "。!?…;"
WEAK = ",、:; "                    # behind what a sentence that is too long is cut
ADDRESS = re.compile(r"[A-Za-z0-9%=&_/-]")   # a stop between two of these stands in a web address
ENTITY = re.compile(r"&#?\w+;")              # an escape that was left in, as in &nbsp;

Pair = tuple[int, int]


def split(text: str) -> tuple[Span, ...]:
    """The sentences of ``text``, in order."""
    spans = []
    start = 0
    for line in text.split("\n"):
        bounds = [0, *_ends(line), len(line)]
        for begin, end in chain.from_iterable(_cut(line, *each) for each in pairwise(bounds)):
            if part := line[begin:end].strip():
                left = start + begin + line[begin:end].index(part[0])
                spans.append(Span(left, left + len(part)))
        start += len(line) + 1
    return tuple(spans)


def _ends(line: str) -> list[int]:
    """Where sentences end inside ``line``."""
    pairs = _pairs(line) if MARK.search(line) else {}
    opened = {close: begin for begin, close in pairs.items()}
    sheltered = _sheltered(pairs)
    starts = [begin for begin, _ in sheltered]
    begun, ends = 0, []
    for end in sorted({*_stops(line), *[close + 1 for close in pairs.values() if line[close - 1] in ENDS]}):
        at = bisect_right(starts, end - 1) - 1
        inside = at >= 0 and end <= sheltered[at][1]
        if begun < end < len(line) and not inside and _over(line, begun, end, opened.get(end - 1, -1)):
            ends.append(end)
            begun = end
    return ends


def _cut(line: str, begin: int, end: int) -> Iterator[Pair]:
    """A sentence in parts that are not too long: most are one."""
    while end - begin > MOST:
        middle = begin + MOST // 2
        at = max(line.rfind(mark, middle, begin + MOST) for mark in WEAK) + 1 or begin + MOST
        yield begin, at
        begin = at
    yield begin, end


def _stops(line: str) -> list[int]:
    """The ends of stops with their closing marks."""
    ends = []
    for match in STOP.finditer(line):
        start, end = match.span()
        address = ADDRESS.match(line, end) and ADDRESS.match(line[start - 1:start])
        if not address and not ENTITY.search(line, max(0, start - 8), start + 1):
            ends.append(end)
    return ends


def _pairs(line: str) -> dict[int, int]:
    """Offsets of the marks that open, each with that of the mark that closes; marks without a partner are left out."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in MARK.finditer(line):
        mark, offset = match[0], match.start()
        if mark in PAIRS:
            opened = [*opened[-DEEPEST:], offset]
            continue
        depth = next((depth for depth in range(len(opened) - 1, -1, -1) if PAIRS[line[opened[depth]]] == mark), -1)
        if depth >= 0:
            found[opened[depth]] = offset
            del opened[depth:]
    return found


def _sheltered(pairs: dict[int, int]) -> list[Pair]:
    """The outermost stretches that are not split, ascending: from behind the opening mark to before the closing one."""
    found: list[Pair] = []
    for begin, close in sorted(pairs.items()):
        if close - begin <= LONGEST and not (found and begin < found[-1][1]):
            found.append((begin + 1, close))
    return found


def _over(line: str, begun: int, end: int, opened: int) -> bool:
    """Whether the sentence begun at ``begun`` is over at ``end``, behind a stop and closing marks, the last of which was ``opened``
    there; -1 where it was not."""
    if line[end] in GOES_ON:
        return False
    if opened < 0:
        return True
    if line[opened] not in QUOTES:   # a sentence in brackets is over, a part in brackets and a title are not
        return line[opened] in BRACKETS and not line[begun:opened].strip()
    if line[end] in QUOTES:
        return True
    before = line[begun if begun <= opened else 0:opened].rstrip()
    return bool(before) and before[-1] in LEADS
