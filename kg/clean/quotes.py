"""Quotation marks that pair.

In: a text in which every quotation mark is “ ” or the straight one. Out: the same, length unchanged, with straight marks
turned, and curly ones typed the wrong way round put right, line by line.
"""

from __future__ import annotations

import re
from itertools import cycle

STRAIGHT, OPEN, CLOSE = '"', "“", "”"
MARK = re.compile(f"[{STRAIGHT}{OPEN}{CLOSE}]")
# A mark that the next one repeats, or a straight one: only lines with such are looked at.
SUSPECT = re.compile(f"{STRAIGHT}|{OPEN}[^{CLOSE}\n]*{OPEN}|{CLOSE}[^{OPEN}\n]*{CLOSE}")


def paired(text: str) -> str:
    """``text`` with quotation marks that open and close by turns in every line where they do not yet, their number is
    even and the first one does not close. (A line may end a quotation that an earlier line began: those stay.)"""
    if not SUSPECT.search(text):
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    marks = MARK.findall(line)
    if not marks or len(marks) % 2 or marks[0] == CLOSE or not SUSPECT.search(line):
        return line
    turns = cycle(OPEN + CLOSE)
    return MARK.sub(lambda _: next(turns), line)
