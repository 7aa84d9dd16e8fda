"""What kind of line a line of a page is.

In: one line (or, of a page that is one long line, a stretch between blanks), without blanks at its ends. Out: its
:class:`Kind` and, of meta lines, what they say. The words and patterns are data: ``kg/zh/boilerplate.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from kg.acquire import bylines, dates
from kg.errors import DataError
from kg.zh import table

FILE = "boilerplate.toml"
LETTER = re.compile(r"[^\W\d_]")
RULE = re.compile(r"[-*_=—─━～~\s]{3,}")
ENDS = re.compile(r"[。！？!?；;…：:][”」』’\"）)】》]*$")
SPLIT = re.compile(r"[\s|｜·•>»›＞→/\\\[\]【】（）()《》〈〉<:：,，、!！×✕+＋&\-–—_~*#.]+")
COLON = re.compile(r"[：:]")
BEFORE, BEHIND = re.compile(r"[\s（(【\[]"), re.compile(r"[\s）)】\]|｜]")
LONGEST = 400        # characters; a longer line is never navigation
LONGEST_META = 200
SPARE = 8            # characters that may be left of a labelled meta line beside its labels, dates and navigation
MEDIUM = (2, 20)     # least and greatest length of the name of a medium
STRAY = re.compile(r"^[^\w(（【“「『《]+|[^\w)）】”」』》]+$")


class Kind(Enum):
    """What a line is."""

    SIGNS = "no letter in it"
    RULE = "a ruled line"
    NOISE = "navigation, sharing, licences"
    TAIL = "opens what belongs to other articles"
    META = "source, date, editors"
    CREDIT = "a by-line"
    RUNNING = "running text"
    HEADING = "anything else: a headline or a heading"


@dataclass(frozen=True, slots=True)
class Meta:
    """What a meta line says: pairs of a role (``publisher`` ``published`` ``editors`` ``authors`` ``other``) and its
    words; ``open`` is the role whose words stand on the next line; ``spare`` counts the characters left unexplained, of a
    line that says anything."""

    pairs: tuple[tuple[str, str], ...]
    open: str = ""
    spare: int = 0
    labelled: bool = False


@lru_cache
def patterns(key: str) -> tuple[re.Pattern[str], ...]:
    """The compiled patterns of the list ``key``. Raises DataError for one that does not compile."""
    return tuple(_compiled(pattern) for pattern in table(FILE)[key])


@lru_cache
def _any_of(key: str) -> re.Pattern[str]:
    """One pattern for all of the list ``key``."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns(key)))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise DataError(f"kg/zh/{FILE}: {pattern!r}: {error}", "mend the pattern and start again") from error


@lru_cache
def _navigation() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of navigation, and how names of sites end."""
    return frozenset(table(FILE)["words"]), tuple(table(FILE)["sites"])


@lru_cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    roles = {label: role for role, labels in table(FILE)["labels"].items() for label in labels}
    words = "|".join(re.escape(label) for label in sorted(roles, key=lambda label: (-len(label), label)))
    return re.compile(rf"(?<![{bylines.HAN}])({words})\s*[：:]\s*"), roles


def kind(line: str) -> Kind:
    """What ``line`` is."""
    if RULE.fullmatch(line):
        return Kind.RULE
    if len(line) <= LONGEST_META and is_meta(line):
        return Kind.META
    if not LETTER.search(line):
        return Kind.SIGNS
    if len(line) > LONGEST:
        return Kind.RUNNING
    if _any_of("tails").fullmatch(line):
        return Kind.TAIL
    if _any_of("lines").fullmatch(line) or navigation(line):
        return Kind.NOISE
    if bylines.whole(line):
        return Kind.CREDIT
    return Kind.RUNNING if running(line) else Kind.HEADING


def running(line: str) -> bool:
    """Whether ``line`` reads like a sentence: by how it ends, or by its length."""
    return bool("。" in line or ENDS.search(line)) or len(line) >= 80 or (len(line) >= 50 and ("，" in line or "," in line))


def navigation(line: str) -> bool:
    """Whether ``line`` is made of nothing but words of navigation, names of sites beside them, figures and signs."""
    words, sites = _navigation()
    if line in words:
        return True
    known = False
    for token in SPLIT.split(line):
        if token in words:
            known = known or LETTER.search(token) is not None
        elif LETTER.search(token) and not (token.endswith(sites) and len(token) <= 8):
            return False
    return known


def is_meta(line: str) -> bool:
    """Whether ``line`` says when and where the article appeared or who edited it, and little else."""
    meta = read(line)
    return bool(meta.pairs or meta.open) and meta.spare <= (SPARE if meta.labelled else 0)


def read(line: str) -> Meta:
    """What the labels and the dates of ``line`` say."""
    start, end = within(line, 0, len(line), BEFORE, BEHIND)
    line = line[start:end]
    pattern, roles = _labels()
    pieces = pattern.split(line) if COLON.search(line) else [line]
    early = dates.find(pieces[0])
    if len(pieces) == 1 and not early:
        return Meta(())
    pairs, spare, opened = [("published", early)] if early else [], _spare(pieces[0]), ""
    for label, words in zip(pieces[1::2], pieces[2::2], strict=True):
        role = roles[label]
        said, rest = _value(role, words)
        spare += _spare(rest)
        if said:
            pairs.append((role, said))
        if (late := dates.find(rest)) and role != "published":
            pairs.append(("published", late))
        opened = role if not words.strip() else ""
    return Meta(tuple(pairs), opened, spare, len(pieces) > 1)


def within(text: str, start: int, end: int, before: re.Pattern[str], behind: re.Pattern[str]) -> tuple[int, int]:
    """The stretch of ``text`` from ``start`` to ``end`` without the signs ``before`` and ``behind`` at its ends."""
    while start < end and before.match(text, start):
        start += 1
    while start < end and behind.match(text, end - 1):
        end -= 1
    return start, end


def labels(text: str) -> list[tuple[str, str]]:
    """What the labels in any ``text`` say: pairs as in :class:`Meta`, dates without a label left out."""
    pattern, roles = _labels()
    pieces = pattern.split(text)
    found = ((roles[label], _value(roles[label], words)[0]) for label, words in zip(pieces[1::2], pieces[2::2], strict=True))
    return [(role, said) for role, said in found if said]


def _value(role: str, words: str) -> tuple[str, str]:
    """What a label says, and what stands beside it."""
    if not words.strip():
        return "", ""
    if role == "published":
        found = dates.find(words)
        return found, words if found else f"{role} {words}"      # a label without a full date explains nothing
    if role in ("authors", "editors"):
        return _people(words)
    first, _, rest = words.strip().partition(" ")
    first, *others = re.split(r"[|｜【\[（(，,；;\s]", first, maxsplit=1)
    said = STRAY.sub("", first)
    nobody = said in _navigation()[0] or said in table("bylines.toml")["ours"]
    fits = role == "other" or (MEDIUM[0] <= len(said) <= MEDIUM[1] and not nobody)
    return said if fits else "", " ".join([*others, rest]) if len(said) <= MEDIUM[1] else words


def _people(words: str) -> tuple[str, str]:
    """The names that open ``words``, joined by 、, and what stands behind them."""
    people: list[str] = []
    words = words.lstrip()
    for match in re.finditer(r"[^\s、，,；;/|｜]+[\s、，,；;/|｜]*", words):
        token = re.split(r"[\s、，,；;/|｜]", match[0])[0]
        if token in _navigation()[0] or not bylines.names(token):
            return "、".join(people), words[match.start():]
        people += bylines.names(token)
    return "、".join(people), ""


def _spare(text: str) -> int:
    """How many characters of ``text`` are neither dates, nor navigation, nor names of sites, nor signs."""
    words, sites = _navigation()
    tokens = SPLIT.split(dates.without(text))
    return sum(len(token) for token in tokens if LETTER.search(token) and token not in words and not token.endswith(sites))
