"""Queries that would ask another computer: in, the text of a query; out, whether it holds a ``SERVICE`` clause.

Oxigraph would carry such a clause out over HTTP, and the program works without a network.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import QueryError

TOKEN: Final = re.compile(
    r"""
      \#[^\r\n]*                                                                    # a comment
    | \"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}   # long strings
    | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'                             # short strings
    | <[^<>"{}|^`\\\x00-\x20]*>                                                    # an IRI
    | [?$@][\w-]+                                                                 # a variable, a language
    | (?:\w[\w.-]*)?:(?:[\w:.-]|\\.|%[0-9A-Fa-f]{2})*                             # a name with a prefix
    | (?P<word>\w+)
    | (?P<brace>[{}])
    """,
    re.VERBOSE | re.DOTALL,
)
"""What of SPARQL may hold the letters of a keyword or braces without meaning them, words, and braces."""


def refuse(sparql: str) -> None:
    """Raises QueryError where ``sparql`` would ask another computer."""
    if any((found["word"] or "").upper() == "SERVICE" for found in TOKEN.finditer(sparql)):
        raise QueryError("the query asks another computer (SERVICE), and kg works without a network", "ask this graph only")
