"""Which names are forms of one name: short and long ones, spellings, the place before or within them.

In: a body's name and the spellings of its place. Out: the same name in the one form that stands for all (:func:`framed`,
:func:`folded`), what is left of it as identity without the place (:func:`core`), and the long names that a short one may
stand for where the article has one of them (:func:`tied`). All equivalences are data: ``body_forms.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.zh import rows, words
from kg.zh.grammar import entry, pattern

PLACE: Final = "{}"
"""Where the place stands in a frame."""

WHOLE, BEGIN, TIED = "whole", "begin", "tied"

STEPS: Final = 2  # 人民政府办 is 政府办 first, then 政府办公室


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a name and the one that stands for it; ``behind`` names the places that have it."""

    text: str
    canonical: str
    reach: str
    behind: str

    def fits(self, place: str) -> bool:
        """Whether a place, given as its name and its rank, has bodies of this form."""
        return not self.behind or pattern(f"fuse.areas.{self.behind}").search(place) is not None


@lru_cache(maxsize=1)
def _forms() -> dict[str, list[Form]]:
    """Frame → the forms with that frame."""
    found: dict[str, list[Form]] = {}
    for row in rows("body_forms.tsv", 4):
        canonical, forms, reach, behind = row.cells
        if reach not in {WHOLE, BEGIN, TIED} or PLACE not in canonical or behind not in {"", *entry("fuse.areas")}:
            raise row.bad("no such reach, no {} in the canonical form, or no such area")
        for text in forms.split():
            frame = text if PLACE in text else PLACE + text
            found.setdefault(frame, []).append(Form(frame, canonical, reach, behind))
    return found


@lru_cache(maxsize=1)
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(frame) for frame in _forms()}, reverse=True))


def framed(name: str, spellings: Sequence[str]) -> str:
    """The name with {} for its place, printed in one of ``spellings``, however often it stands at its beginning
    (香港特别行政区香港特区立法会); empty where the place does not stand in it."""
    rest = name
    while head := next((s for s in spellings if rest.startswith(s) and _goes_on(rest[len(s):], s == spellings[0])), ""):
        rest = rest[len(head):]
    if len(rest) < len(name):
        return PLACE + pattern("fuse.doubled").sub("", rest)
    head = next((s for s in spellings if s in name and s != name), "")
    return name.replace(head, PLACE, 1) if head else ""


def _goes_on(rest: str, full: bool) -> bool:
    """Whether the name of a body goes on behind its place: there is more, and no road is called after its short name."""
    return bool(rest) and (full or pattern("fuse.road").match(rest) is None)


def folded(frame: str, place: str) -> str:
    """The frame in the form that stands for all, behind a place given as its name and its rank."""
    for _ in range(STEPS):
        frame = _step(frame, place)
    return frame


def _step(frame: str, place: str) -> str:
    for length in _lengths():
        rest = frame[length:]
        for form in _forms().get(frame[:length], ()):
            begins = form.reach == BEGIN and pattern("fuse.same_word").match(rest) is None
            if form.fits(place) and (begins or (form.reach == WHOLE and not rest)):
                return form.canonical + rest
    return frame


def tied(frame: str, place: str) -> tuple[str, ...]:
    """The frames of the long names that a short one may stand for."""
    return tuple(form.canonical for form in _forms().get(frame, ()) if form.reach == TIED and form.fits(place))


def is_form(frame: str) -> bool:
    """Whether a frame is a form of some name, and not only what many bodies of the place may be called (医院)."""
    return any(form.reach != TIED or not general(frame.removeprefix(PLACE)) for form in _forms().get(frame, ()))


def spelled(name: str) -> str:
    """The name in the spelling that stands for all (天津市人民政府 is 天津市政府)."""
    for end, plain in _expressions("fuse.spellings"):
        name = end.sub(plain, name)
    return name


def core(frame: str) -> str:
    """What is left of a frame, or of a name without a place, as identity: without differences that tell no two bodies apart."""
    for part, plain in _expressions("fuse.cores"):
        frame = part.sub(plain, frame)
    return frame


def kind(name: str) -> str:
    """The class of a body by the longest end of its name that is known; empty for others."""
    return next((_types()[name[start:]] for start in range(len(name)) if name[start:] in _types()), "")


@lru_cache(maxsize=1)
def _types() -> dict[str, str]:
    return {row.cells[0]: row.cells[1] for row in rows("organizations.tsv", 3)}


def stem(name: str) -> str:
    """The name of a company without the words for its legal form; the name itself where it has none."""
    return pattern("fuse.legal_form").sub("", name)


@lru_cache(maxsize=4096)
def general(name: str) -> bool:
    """Whether a name is made of nothing but words that every body of its class has."""
    ends = {0}
    for end in range(1, len(name) + 1):
        if any(name[start:end] in _general_words() for start in ends):
            ends.add(end)
    return len(name) in ends


@lru_cache(maxsize=1)
def _general_words() -> frozenset[str]:
    ends = (row.cells[0] for row in rows("organizations.tsv", 3) if row.cells[2] not in {"name", "bare"})
    return words("generic.tsv") | words("body_words.tsv") | frozenset(ends)


@lru_cache
def _expressions(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(part), plain) for part, plain in entry(name).items())


def spellings(name: str, short: str, *others: str) -> tuple[str, ...]:
    """The ways to print a place, the full name first, then by length: its name, its short name, that with a word that says its kind,
    and ``others``."""
    kinds = [short + brief for end, brief in entry("fuse.kinds").items() if short and name.endswith(end)]
    bare = pattern("fuse.office").sub("", name)   # the register calls some streets by their offices
    return tuple(sorted({name, bare, short, *kinds, *others} - {""}, key=lambda s: (s != name, -len(s), s)))
