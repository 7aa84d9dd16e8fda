"""Queries that would ask another computer: in, the text of a query; out, whether it holds a ``SERVICE`` clause.

Oxigraph would carry such a clause out over HTTP, and the program works without a network. It parses more than the grammar of SPARQL
allows: ``?a<?b)SERVICE#>`` is a comparison to it where the grammar has an IRI, and ``1SERVICE`` is a number and a keyword. So a text
is read in every way in which it can be read, and one that asks another computer in any of them is refused.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import QueryError

GAP: Final = r"(?:\s|\#[^\r\n]*+)*+"
IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*+>"
LOCAL: Final = r":(?:[\w:.-]|\\.|%[0-9A-Fa-f]{2})*+"
TOKEN: Final = re.compile(
    rf"""
      \#[^\r\n]*+                                                                      # a comment
    | \"{{3}}(?:[^"\\]|\\.|\"{{1,2}}(?!\"))*+\"{{3}} | '{{3}}(?:[^'\\]|\\.|'{{1,2}}(?!'))*+'{{3}}   # long strings
    | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+'                              # short strings
    | {IRI}
    | [?$@][\w-]+                                                                    # a variable, a language
    | (?P<prefix>\w[\w.-]*+)?+{LOCAL}                                                # a name with a prefix
    | (?P<word>\w[\w.-]*+)
    | (?P<brace>[{{}}])
    """,
    re.VERBOSE | re.DOTALL,
)
"""What of SPARQL may hold the letters of a keyword or braces without meaning them, words, and braces. It never gives back what it
has taken, so that no text takes longer than its length."""

NOTHING: Final = frozenset("\"'\\")
"""What nothing can begin with that is no string: a text does not parse on from there."""

SERVICE: Final = ("SERVICE", r"\{")
"""A keyword that is followed by the name of another computer, and what comes behind that name."""


def refuse(sparql: str) -> None:
    """Raises QueryError where ``sparql`` would ask another computer."""
    if calls(sparql, *SERVICE):
        raise QueryError("the query asks another computer (SERVICE), and kg works without a network", "ask this graph only")


def calls(text: str, keyword: str, end: str) -> bool:
    """Whether ``text`` can be read so that ``keyword`` stands in it as such: before an IRI, a variable or a name with a prefix, behind
    which comes the pattern ``end``."""
    if keyword not in text.upper():
        return False
    call = _Call(text, keyword, end)
    seen, ways = bytearray(len(text)), [0]
    while ways:
        at = ways.pop()
        while at < len(text) and not seen[at]:
            seen[at] = 1
            found = TOKEN.match(text, at)
            if found is None:
                at = len(text) if text[at] in NOTHING else at + 1
            elif call.by(found):
                return True
            else:
                ways += [at + 1] if text[at] == "<" else []   # less than, instead of the beginning of an IRI
                at = found.end()
    return False


class _Call:
    """Tells whether a token of ``text`` is the keyword, or ends or begins with it: Oxigraph wants nothing between words."""

    def __init__(self, text: str, keyword: str, end: str) -> None:
        self._text, self._keyword = text, keyword
        self._words = (keyword, f"{keyword}SILENT")
        self._name = re.compile(rf"{GAP}(?:SILENT{GAP})?(?:{IRI}|[?$]\w+|(?:\w[\w.-]*+)?+{LOCAL}){GAP}(?:{end})", re.IGNORECASE | re.DOTALL)
        self._end = re.compile(rf"{GAP}(?:{end})", re.IGNORECASE)

    def by(self, found: re.Match[str]) -> bool:
        """Whether it is."""
        if found["prefix"]:
            return self._keyword in found["prefix"].upper() and bool(self._end.match(self._text, found.end()))
        if found["word"]:
            return found["word"].upper().endswith(self._words) and bool(self._name.match(self._text, found.end()))
        return False
