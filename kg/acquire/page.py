"""A page as read becomes an article: headline, dates, names, and the stretches of it that are its own running text.

In: a :class:`Draft`, what a reader made of a file or a record. Out: an :class:`~kg.article.Article` with the fields of
the acquire stage. What the reader knew (a record's fields) stands before what the text says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.acquire import boilerplate, bylines, dates
from kg.acquire.boilerplate import Kind
from kg.acquire.bylines import Credit
from kg.acquire.headline import GLUED, LONGEST, bare, headline
from kg.acquire.lines import BLANK, Line, lines
from kg.acquire.scripts import language
from kg.article import Article, Span
from kg.errors import InputError
from kg.zh import table

KEPT = (Kind.RUNNING, Kind.HEADING)
OFTEN = 3              # a heading that stands so often is decoration
PART = 6               # characters of a part of the headline
TWICE = 20             # characters from which a repeated paragraph is a copy
MOST = 200_000         # characters of an article; the longest of 6,000 has 16,000
MANY = 8               # so many lines without a full stop after the headline are a list, not decks of the headline
MARKDOWN = re.compile(r"^\s*#{1,6}\s+|\*\*\S|^>\s|^---$", re.MULTILINE)
MARKUP = re.compile(r"^(?:#{1,6}\s+|>\s*|[-*+]\s+)+|\*\*|__")
CLOSED = re.compile(r"[。！？!?；;：:…”」』）)]$")
LOOSE = re.compile(rf"[\s|｜{BLANK}]")
WORD = re.compile(r"\w")
# What follows the end of the article is not more than this share of what stands before, else it is no end:
END_SHARE = 0.5        # after a line with source and editors
RULE_SHARE = 0.9       # after a ruled line
TAIL_SHARE = 2.0       # after a line that announces other articles


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader knows of one article: what a record's fields say; ``line`` where in its file it stands. ``hint`` is
    further text of the page (all that an HTML page shows), searched for source, date and editors only; ``day`` and
    ``site`` are what its metadata say of date and medium. These three count where the text says nothing. ``fields`` are the
    plain names of a record's fields, ``undated`` is what its date field says where that is no date."""

    id: str
    source: str
    raw: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    line: int | None = None
    hint: str = ""
    day: str = ""
    site: str = ""
    fields: frozenset[str] = frozenset()
    undated: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """A page taken apart: ``first`` and ``stop`` are the numbers of the first line of running text and of the first line
    after the article, ``kept`` those of the lines that are its text."""

    lines: list[Line]
    title: str
    first: int
    stop: int
    kept: list[int]
    own: frozenset[int]   # the same, to be asked


def understand(draft: Draft) -> Article:
    """The article that ``draft`` holds. Raises InputError where it has no running text, or more than an article may have."""
    if len(draft.raw) > MOST:
        raise InputError(f"has {len(draft.raw):,} characters, where an article may have {MOST:,}", "part it into its articles")
    found = lines(draft.raw, titled=bool(draft.title))
    layout = _layout(found, draft.title)
    if not layout.kept:
        raise InputError("has no running text", "leave it out, or save the page with its article")
    credits = {n: _credits(layout, n) for n in range(len(found))}
    body = tuple(_body(layout, credits, draft.raw))
    if not body:
        raise InputError("has no running text beside by-lines", "leave it out, or save the page with its article")
    said = _said(layout, credits, draft)
    return Article(
        id=draft.id, source=draft.source, raw=draft.raw, body=body, title=layout.title,
        published=draft.published or said["published"], publisher=draft.publisher or said["publisher"],
        authors=draft.authors or _people(said["authors"]), editors=draft.editors or _people(said["editors"]),
        language=language("".join(draft.raw[span.start:span.end] for span in body)),
    )


def _people(enumeration: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, enumeration.split("、"))))


# ---- which lines are the article's


def _layout(found: list[Line], given: str) -> _Layout:
    first = _first(found)
    title, used = headline(found[:first], given)
    stop = _stop(found, first)
    shown = set(range(len(found))) - used - _repeats(found, title)
    opening = _opening(found, first, used)
    kept = [n for n in range(opening, stop) if n in shown and (found[n].kind in KEPT or _sign_in_flow(found, n))]
    last = max((n for n in kept if found[n].kind is Kind.RUNNING), default=stop)
    known = set(kept)
    loose = next((n for n in range(last + 1, stop) if n not in known and not found[n].flow), stop)
    kept = [n for n in kept if n < loose]
    if not any(found[n].kind in KEPT for n in kept):          # a page of headings only: a list
        kept = [n for n in range(len(found)) if n in shown and found[n].kind in KEPT]
    return _Layout(found, title, first, stop, kept, frozenset(kept))


def _first(found: list[Line]) -> int:
    """The number of the first line of running text. A sentence on the first line is a headline where an empty line, or a
    line with date and source, follows."""
    running = [n for n, line in enumerate(found) if line.kind is Kind.RUNNING]
    if not running:
        return len(found)
    start = next((n for n, line in enumerate(found) if line.kind in KEPT), 0)
    if len(running) > 1 and start == running[0] and _like_headline(found, start):
        return running[1]
    end = start
    while end + 1 < len(found) and not found[end + 1].gap and found[end + 1].kind in KEPT and not found[end + 1].flow:
        end += 1
    if end - start < 4 and end + 1 < len(found) and all(_like_headline(found, n, within=n < end) for n in range(start, end + 1)):
        return next((n for n in running if n > end), running[0])
    return running[0]


def _like_headline(found: list[Line], n: int, within: bool = False) -> bool:
    """Whether line ``n`` can be a headline though it reads like a sentence; ``within``: more lines of it follow."""
    text = found[n].text
    if len(text) > LONGEST or ("。" in text and not GLUED.search(text)) or found[n].flow or bylines.dateline(text):
        return False
    return within or (n + 1 < len(found) and (found[n + 1].gap or found[n + 1].flow or found[n + 1].kind is Kind.META))


def _stop(found: list[Line], first: int) -> int:
    """The number of the line with which what does not belong to the article begins."""
    before = 0
    after = [0] * (len(found) + 1)
    for n in reversed(range(len(found))):
        after[n] = after[n + 1] + (len(found[n].text) if found[n].kind is Kind.RUNNING else 0)
    for n in range(first, len(found)):
        kind = found[n].kind
        if n > first and (
            (kind is Kind.TAIL and after[n] <= TAIL_SHARE * before)
            or (kind is Kind.RULE and after[n] <= RULE_SHARE * before)
            or (kind is Kind.META and boilerplate.read(found[n].text).labelled and after[n] <= END_SHARE * before)
        ):
            return n
        before += len(found[n].text) if kind is Kind.RUNNING else 0
    return len(found)


def _opening(found: list[Line], first: int, used: set[int]) -> int:
    """The number of the line with which the text opens: the first running one, or enumerated headings, or a list, before
    it. Other lines between headline and text are decks and kickers, which say what the text says again."""
    after = [n for n in range(max(used, default=-1) + 1, first) if found[n].kind is Kind.HEADING]
    if len(after) >= MANY and used:
        return after[0]
    enumerated = re.compile(table(boilerplate.FILE)["headline"]["enumerated"])
    return next((n for n in after if enumerated.match(found[n].text)), first)


def _repeats(found: list[Line], title: str) -> set[int]:
    """The numbers of the lines that are printed again and again, or are the headline or a part of it, or a copy of a
    paragraph."""
    texts = {n: bare(line.text) for n, line in enumerate(found) if line.kind in KEPT and not line.flow}
    heading = Counter([text for n, text in texts.items() if found[n].kind is Kind.HEADING])
    whole, seen, repeats = bare(title), set[str](), set[int]()
    for n, text in texts.items():
        if found[n].kind is Kind.HEADING and ((len(text) >= PART and text in whole) or heading[text] >= OFTEN):
            repeats.add(n)
        if found[n].kind is Kind.RUNNING and len(text) >= TWICE:
            if text in seen:
                repeats.add(n)
            seen.add(text)
    return repeats


def _sign_in_flow(found: list[Line], n: int) -> bool:
    """Whether line ``n`` is a figure or sign within a page that is one line, and so part of its text."""
    return found[n].kind in (Kind.SIGNS, Kind.RULE) and found[n].flow


# ---- what of these lines is text


def _credits(layout: _Layout, n: int) -> list[Credit]:
    """The by-lines in line ``n``: those that stand in it, and the names after the last sentence."""
    line = layout.lines[n]
    if line.kind is Kind.CREDIT:
        return [credit for credit in [bylines.whole(line.text)] if credit]
    if n not in layout.own:
        closing = bylines.signature_line(line.text) if layout.first < n <= layout.stop else None
        return [closing] if closing else []
    found = bylines.credits(line.text)
    if n >= layout.kept[-1] and not (found and found[-1].end == len(line.text)):
        found += [credit for credit in [bylines.signature(line.text) or bylines.signature_line(line.text)] if credit]
    return found


def _body(layout: _Layout, credits: dict[int, list[Credit]], raw: str) -> Iterator[Span]:
    """The stretches of ``raw`` that are running text, by-lines and markup cut out, in order."""
    marked = bool(MARKDOWN.search(raw))
    open_: Span | None = None
    for n in layout.kept:
        line = layout.lines[n]
        cuts = [Span(c.start, c.end) for c in credits[n]] + (_markup(line.text) if marked else [])
        for piece in _pieces(line, cuts):
            if open_ and line.flow and piece.start == line.start and n - 1 in layout.own and open_.end == layout.lines[n - 1].end:
                open_ = Span(open_.start, piece.end)
                continue
            if open_:
                yield open_
            open_ = piece
    if open_:
        yield open_


def _markup(text: str) -> list[Span]:
    """The signs of Markdown in ``text`` at its ends and between sentences; elsewhere a cut would part a sentence."""
    matches = MARKUP.finditer(text)
    return [Span(*m.span()) for m in matches if not m.start() or m.end() == len(text) or CLOSED.search(text[:m.start()])]


def _pieces(line: Line, cuts: list[Span]) -> Iterator[Span]:
    """What is left of ``line`` between ``cuts``, without blanks and bars at the ends."""
    borders = [0]
    for cut in sorted(cuts):
        borders += [cut.start, max(cut.end, borders[-1])]
    borders.append(len(line.text))
    for start, end in zip(borders[::2], borders[1::2], strict=True):
        start, end = boilerplate.within(line.text, start, end, LOOSE, LOOSE)
        if WORD.search(line.text, start, end):
            yield Span(line.start + start, line.start + end)


# ---- what the page says of itself


def _said(layout: _Layout, credits: dict[int, list[Credit]], draft: Draft) -> dict[str, str]:
    """What the page says of itself, by role; names joined by 、. Meta lines before the text stand before those after it,
    and these before datelines and the address."""
    said: dict[str, str] = {"published": "", "publisher": "", "authors": "", "editors": "", "other": ""}
    for n, line in enumerate(layout.lines[:layout.stop + 1]):
        if line.kind is Kind.META and not layout.first < n < (layout.kept[-1] if layout.kept else 0):
            _add(said, boilerplate.read(line.text).pairs)
    for line in layout.lines[layout.stop + 1:]:
        if line.kind is Kind.META:
            _add(said, [pair for pair in boilerplate.read(line.text).pairs if pair[0] == "editors" and not said["editors"]])
    for credit in (credit for n in sorted(credits) for credit in credits[n]):
        _add(said, [("authors", "、".join(credit.authors)), ("editors", "、".join(credit.editors))])
    if not said["editors"] or not said["publisher"]:
        _add(said, [pair for pair in boilerplate.labels(draft.hint) if pair[0] not in ("authors", "other") and not said[pair[0]]])
    said["publisher"] = said["publisher"] or _publisher(layout, credits) or draft.site
    said["published"] = said["published"] or draft.day or _published(credits, draft)
    return said


def _add(said: dict[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    """Put ``pairs`` to what is said: names are added, of all else the first counts."""
    for role, words in pairs:
        if role in ("authors", "editors"):
            said[role] = "、".join(filter(None, (said[role], words)))
        elif not said[role]:
            said[role] = words


def _publisher(layout: _Layout, credits: dict[int, list[Credit]]) -> str:
    """The medium that a subscription appeal names, or that sends the dispatch."""
    for line in layout.lines:
        for pattern in boilerplate.patterns("publishers"):
            if match := pattern.fullmatch(line.text):
                return str(match["name"])
    return next((credit.medium for n in sorted(credits) for credit in credits[n] if credit.medium), "")


def _published(credits: dict[int, list[Credit]], draft: Draft) -> str:
    """The date of the dateline, its year lent by a full date in the text, or the date that the address carries."""
    days = [credit.day for n in sorted(credits) for credit in credits[n] if credit.day and credit.day[0]]
    sent = dates.completed(*days[0], draft.raw) if days else ""
    return sent or dates.in_address(draft.source)
