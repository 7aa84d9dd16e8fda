"""By-lines and datelines: who wrote and sent the article, so that they are never taken for persons in it.

In: one line of text. Out: the stretches of it that are by-lines or datelines, with the names they give. The words are
data: ``kg/zh/bylines.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from kg.acquire.scripts import characters
from kg.article import Span
from kg.errors import DataError
from kg.zh import table
from kg.zh import words as lexicon

HAN = "\u3400-\u9fff"
OPEN, CLOSE = "（(【\\[〔", "）)】\\]〕"
SIGNS = r"\s、，,；;/／|｜：:&"
BRACKET = re.compile(rf"[{OPEN}]([^{OPEN}{CLOSE}]{{1,200}})[{CLOSE}]")
WHOLE = re.compile(rf"^[{OPEN}](.*)[{CLOSE}]$")
PERSON = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}[·•‧][{HAN}·•‧]{{1,12}}|[{HAN}]{{5,6}}|[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){{0,3}}")
ASKS = re.compile(r"[。？！?!]")
AT_END = re.compile(rf"(?<=[。！？!?…”」』])\s*[（(]\s*([{HAN}·]+(?:[\s、]+[{HAN}·]+){{0,6}})\s*[)）]\s*$")
LONGEST = 60     # characters of a line that is nothing but a by-line without brackets


class Credit(Span):
    """A stretch of a line that is a by-line or dateline, and what it says. ``day`` is (month, day) of a dateline, the
    month 0 where it is not printed."""

    def __init__(
        self, start: int, end: int, authors: tuple[str, ...] = (), editors: tuple[str, ...] = (), medium: str = "",
        day: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(start, end)
        self.authors: Final = authors
        self.editors: Final = editors
        self.medium: Final = medium
        self.day: Final = day


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns made of ``kg/zh/bylines.toml``."""

    role: re.Pattern[str]        # a role, with the medium before it, where names follow
    role_line: re.Pattern[str]   # the same, so that a line without brackets can be nothing else
    roles: re.Pattern[str]       # a role between names
    editor: re.Pattern[str]
    verb: re.Pattern[str]        # what ends a by-line after its names
    dateline: re.Pattern[str]
    cite: re.Pattern[str]
    others: re.Pattern[str]      # what stands behind the last of several names
    credits: tuple[re.Pattern[str], ...]
    ours: frozenset[str]
    notnames: frozenset[str]
    organisation: re.Pattern[str]


@lru_cache
def _words() -> _Words:
    data = table("bylines.toml")
    reporter, writer, never = (_any(data[key]) for key in ("reporters", "writers", "never"))
    ours, cite, cable = (_any(data[key]) for key in ("ours", "citing", "cables"))
    kinds = _any(data["media"])
    medium = rf"(?:{ours}|[{HAN}A-Za-z]{{1,10}}?(?:{kinds})(?!{kinds}))"
    sent_by = rf"(?:(?:{cite})?{medium}[{HAN}]{{0,6}}?\s*)"
    written = rf"(?:{writer})(?:\s*[：:／/]\s*|\s+)"
    verbs = rf"(?:{_any(data['verbs'])}|\s(?:{_any(data['apart'])}))+"
    return _Words(
        role=re.compile(rf"(?:{sent_by}?(?:{reporter})(?!{never})\s*[：:]?\s*|(?P<writer>{written}))"),
        role_line=re.compile(rf"(?:{sent_by}(?:{reporter})(?!{never})\s*[：:]?\s*|(?:{reporter})(?:\s*[：:]\s*|\s+)|(?P<writer>{written}))"),
        roles=re.compile(rf"(?:{medium}[{HAN}]{{0,4}}?)?(?:{reporter})\s*[：:]?|{written}"),
        editor=re.compile(rf"(?:{_any(data['editors'])})\s*[：:]?\s*(?P<names>.+)"),
        verb=re.compile(rf"(?P<names>.+?)\s*{verbs}"),
        dateline=re.compile(rf"(?:{cite})?(?P<medium>{medium})(?P<place>[{HAN}、·\s]{{0,40}}?)(?P<date>{_short()})?"
                            rf"(?:(?P<cable>{cable})(?!{_any(data['words'])})|{_any(data['notices'])})"),
        cite=re.compile(rf"^(?:{cite})"),
        others=re.compile(rf"(?<=..)(?:{_any(data['others'])})$"),
        credits=tuple(_compiled(pattern) for pattern in data["credits"]),
        ours=frozenset(data["ours"]),
        notnames=frozenset(data["notnames"]) | frozenset(data["never"]),
        organisation=re.compile(rf".*(?:{_any(data['organisations'])})"),
    )


def _any(words: list[Any]) -> str:
    """One of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _short() -> str:
    return str(table("boilerplate.toml")["dates"]["short"])


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise DataError(f"kg/zh/bylines.toml: {pattern!r}: {error}", "mend the pattern and start again") from error


def names(text: str) -> tuple[str, ...]:
    """The persons of an enumeration: separated by 、 or blanks, organisations left out, letters set apart (陈 玲) joined."""
    words = _words()
    found = (word for word in (words.others.sub("", token) for token in _tokens(text)) if PERSON.fullmatch(word))
    return tuple(dict.fromkeys(w for w in found if w not in words.notnames and not words.organisation.fullmatch(w)))


def _tokens(text: str) -> Iterator[str]:
    """The words of an enumeration; a single character is joined with the single character after it."""
    held = ""
    for part in re.split(rf"([{SIGNS}]+)", text):
        if re.fullmatch(rf"[{SIGNS}]*", part):
            if held and part.strip():
                yield held
                held = ""
        elif len(part) == 1 and held:
            yield held + part
            held = ""
        elif len(part) == 1:
            held = part
        else:
            if held:
                yield held
                held = ""
            yield part
    if held:
        yield held


def credits(line: str) -> list[Credit]:
    """The by-lines and datelines in ``line``, in order, not overlapping."""
    found: list[Credit] = []
    if opening := dateline(line):
        found.append(opening)
    for match in BRACKET.finditer(line):
        credit = bracketed(match[1])
        if credit and not any(credit_.end > match.start() for credit_ in found):
            found.append(Credit(match.start(), match.end(), credit.authors, credit.editors, credit.medium, credit.day))
    return found


def whole(line: str) -> Credit | None:
    """The by-line that the whole ``line`` is (本报记者 张三), with or without brackets around it, or None."""
    inner = WHOLE.match(line)
    if inner or len(line) <= LONGEST:
        credit = bracketed(inner[1] if inner else line, bare=not inner)
        return credit and Credit(0, len(line), credit.authors, credit.editors, credit.medium, credit.day)
    return None


def signature(line: str) -> Credit | None:
    """The names in brackets after the last sentence of an article, （杨洋）, or None."""
    match = AT_END.search(line)
    if not match:
        return None
    found = _nothing_but(match[1])
    return Credit(match.start(), match.end(), authors=found) if found else None


def signature_line(line: str) -> Credit | None:
    """The names in brackets that ``line`` consists of, or None."""
    inner = WHOLE.match(line)
    found = _nothing_but(inner[1]) if inner else ()
    return Credit(0, len(line), authors=found) if found else None


def _nothing_but(enumeration: str) -> tuple[str, ...]:
    """The persons of ``enumeration`` if it names nothing else, else none."""
    found = names(enumeration)
    credit = any(pattern.fullmatch(enumeration) for pattern in _words().credits)
    complete = "".join(found) == re.sub(r"[\s、]", "", enumeration)
    return found if complete and not credit and all(map(_likely, found)) else ()


def _likely(name: str) -> bool:
    """Whether ``name`` has a surname and a given name of one or two characters; a surname in traditional script is not
    looked up."""
    surnames = lexicon("surnames.tsv")
    double = name[:2] in surnames and 3 <= len(name) <= 4
    return double or (len(name) <= 3 and (name[0] in surnames or name[0] in characters("hant"))) or "·" in name


def bracketed(content: str, bare: bool = False) -> Credit | None:
    """The by-line that stands in brackets, ``content`` without them, or None where it is part of the text. ``bare``:
    there were no brackets, so only what names persons counts."""
    words, content = _words(), content.strip()
    if not bare and any(pattern.fullmatch(content) for pattern in words.credits):
        return Credit(0, len(content))
    sent = words.dateline.match(content)
    if sent and sent.end() == len(content) and not bare:
        return _dispatch(sent, len(content))
    if sent and content[sent.end():sent.end() + 1].isspace():
        tail = bracketed(content[sent.end():], bare=bare)
        return tail and Credit(0, len(content), tail.authors, tail.editors, _medium(sent), _day(sent))
    if match := words.editor.fullmatch(content):
        return _credit(match["names"], content, editors=True)
    if match := (words.role_line if bare else words.role).match(content):
        return _credit(words.roles.sub("、", content[match.end():]), content, named=bool(match["writer"]))
    if (match := words.verb.fullmatch(content)) and not bare:
        return _credit(words.roles.sub("、", words.cite.sub("", match["names"])), content, strict=True)
    return None


def _credit(enumeration: str, content: str, editors: bool = False, strict: bool = False, named: bool = False) -> Credit | None:
    """The by-line of an enumeration. At least half of its characters must be names (all, if ``strict``), unless what
    stands before it leaves no doubt (``named``: 撰文：註冊中醫師… names whom we cannot tell)."""
    verb = _words().verb.fullmatch(enumeration.strip())
    if verb and names(verb["names"]):
        enumeration = verb["names"]
    found = names(enumeration)
    size = len(re.sub(rf"[{SIGNS}]", "", enumeration))
    share = sum(map(len, found)) / size if size else 0.0
    told = (named and size <= LONGEST) or (bool(found) and share >= (1.0 if strict else 0.5))
    if not told or ASKS.search(content):
        return None
    return Credit(0, len(content), *((), found) if editors else (found, ()))


def dateline(line: str) -> Credit | None:
    """The dateline that opens ``line``, with the by-line in brackets and the colon that belong to it, or None."""
    sent = _words().dateline.match(line)
    if not sent or (sent["place"] and not sent["date"]):
        return None
    dispatch = _dispatch(sent, sent.end())
    bracket = re.compile(rf"\s*{BRACKET.pattern}\s*[：:]?\s*").match(line, sent.end())
    credit = bracket and bracketed(bracket[1])
    if bracket and credit:
        return Credit(0, bracket.end(), credit.authors, credit.editors, dispatch.medium, dispatch.day)
    if bracket and re.search(r"[：:]\s*$", bracket[0]):
        return Credit(0, bracket.end(), (), (), dispatch.medium, dispatch.day)
    if bracket and sent["date"] and (found := names(bracket[1])) and len(bracket[1]) <= LONGEST:
        return Credit(0, bracket.end(), found, (), dispatch.medium, dispatch.day)
    after = re.compile(r"\s*[：:]\s*|\s+|(?=\S)" if sent["date"] and sent["cable"] else r"\s*[：:]\s*|\s+").match(line, sent.end())
    return after and Credit(0, after.end(), (), (), dispatch.medium, dispatch.day)


def _dispatch(sent: re.Match[str], end: int) -> Credit:
    return Credit(0, end, (), (), _medium(sent), _day(sent))


def _medium(sent: re.Match[str]) -> str:
    return "" if sent["medium"] in _words().ours else str(sent["medium"])


def _day(sent: re.Match[str]) -> tuple[int, int] | None:
    return (int(sent["month"] or 0), int(sent["day"])) if sent["day"] else None
