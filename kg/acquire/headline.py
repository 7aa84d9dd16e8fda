"""The headline of a page.

In: the lines before the first running text. Out: the headline, and which of these lines it was taken from.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.acquire.boilerplate import FILE, Kind
from kg.acquire.lines import Line
from kg.zh import table

SHORTEST = 6        # characters of a line that repeats to be the headline for that
MOST = 3            # lines (of a page in one line: parts) of a headline
LONGEST = 200       # characters of a line of it
ECHO = 0.6          # share of a part's pairs of characters that stand before, from which it says the same again
DASHES = re.compile(r"(?<=[—–\-])\s+(?=[—–\-])")
MARKUP = re.compile(r"^#{1,6}\s*|\*\*|__")
GLUED = re.compile(r"[—–：:]$")
SIGNS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """``text`` without blanks, punctuation and markup: what is compared to find one headline in two places."""
    return SIGNS.sub("", text)


def headline(head: list[Line], given: str) -> tuple[str, set[int]]:
    """The headline and the numbers of the lines of ``head`` that hold it. ``given`` is the headline known from elsewhere
    (a record's field, an HTML page's title), or empty."""
    may = [n for n, line in enumerate(head) if line.kind in (Kind.HEADING, Kind.RUNNING) and len(line.text) <= LONGEST]
    if given:
        wanted = bare(tidy(given.split("\n")))
        same = {n for n in may if len(bare(head[n].text)) >= 2 and bare(head[n].text) in bare(given)}
        site = [n for n in same if wanted.startswith(bare(head[n].text)) and len(head[n].text) >= SHORTEST]
        shorter = head[site[0]].text if len(site) == 1 and _is_site(given, head[site[0]].text) else ""
        return tidy([shorter] if shorter else given.split("\n")), same
    chosen = _repeated(head, may) or _block(head, may)
    texts = [head[n].text for n in chosen]
    return tidy(texts), {n for n in may if n in chosen or bare(head[n].text) in map(bare, texts)}


def _is_site(given: str, text: str) -> bool:
    """Whether ``given`` is ``text`` with the name of a site behind it."""
    rest = given.strip()[len(text.strip()):]
    return bool(rest) and bool(re.search(r"[_|｜]|\s[-—–]", rest))


def _repeated(head: list[Line], may: list[int]) -> list[int]:
    """The line that repeats an earlier one, which may go on with the name of the site; where it goes on with words of
    its own, that earlier one."""
    for n in reversed(may):
        text = bare(head[n].text)
        if len(text) < SHORTEST or head[n].flow:
            continue
        for m in may:
            if m < n and bare(head[m].text).startswith(text):
                return [n if bare(head[m].text) == text or _is_site(head[m].text, head[n].text) else m]
    return []


def _block(head: list[Line], may: list[int]) -> list[int]:
    """The lines just before the line with date and source, or the first ones where there is no such line."""
    blocks: list[list[int]] = []
    for n in may:
        if blocks and blocks[-1][-1] == n - 1 and not head[n].gap:
            blocks[-1].append(n)
        else:
            blocks.append([n])
    if not blocks:
        return []
    meta = next((n for n, line in enumerate(head) if line.kind is Kind.META), None)
    before = [block for block in blocks if meta is not None and block[-1] < meta]
    block = before[-1] if before else blocks[0]
    if head[block[0]].flow or any(head[n].flow for n in block):
        return _until_repeated(head, block)
    return block if len(block) <= MOST else [max(block, key=lambda n: (len(head[n].text), -n))]


def _until_repeated(head: list[Line], block: list[int]) -> list[int]:
    """Of a page in one line the first parts: all up to where the headline is printed a second time, else a few."""
    for count, n in enumerate(block[1:], 1):
        if _echo(bare(head[n].text), bare("".join(head[m].text for m in block[:count]))):
            return block[:count]
    return block[:MOST]


def _echo(text: str, before: str) -> bool:
    """Whether most pairs of characters of ``text`` stand in ``before``."""
    pairs = {text[i:i + 2] for i in range(len(text) - 1)}
    return len(pairs) >= 4 and sum(pair in before for pair in pairs) >= ECHO * len(pairs)


@lru_cache
def _column() -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = table(FILE)["headline"]
    return re.compile(found["column"] + "$"), re.compile(found["keep"])


@lru_cache
def _site() -> re.Pattern[str]:
    return re.compile(table(FILE)["headline"]["site"])


def tidy(texts: list[str]) -> str:
    """The headline of one or more printed lines: markup, the name of the column in brackets and of the site taken off,
    lines joined by a blank, or by nothing after a dash or a colon."""
    whole = ""
    for text in texts:
        text = _site().sub("", _without_column(DASHES.sub("", MARKUP.sub("", text.strip())))).strip()
        joint = "" if not whole or GLUED.search(whole) or text.startswith(("—", "–")) else " "
        whole += joint + text if text else ""
    return re.sub(r"\s+", " ", whole)


def _without_column(text: str) -> str:
    column, keep = _column()
    match = column.search(text)
    if match and not keep.fullmatch(match[0]) and len(text) - len(match[0]) >= 2:
        return text[:match.start()].rstrip()
    return text
