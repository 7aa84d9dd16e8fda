"""SPARQL updates: in, the text of one; out, the same text over the graphs that a request names, or a refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import QueryError
from kg.query import services

DATASET: Final = frozenset(("WITH", "USING"))
"""The words by which an update says itself which graphs it is about."""
LOAD: Final = ("LOAD", r";|INTO|\Z")
"""As :data:`kg.query.services.SERVICE`."""


def refuse(update: str) -> None:
    """Raises QueryError where ``update`` would ask another computer."""
    services.refuse(update)
    if services.calls(update, *LOAD):
        raise QueryError("the update loads a file (LOAD), and kg works without a network", "read files with kg add")


def over(update: str, default: Collection[str], named: Collection[str]) -> str:
    """``update`` with its patterns matched against these graphs, as the SPARQL protocol has it. Raises QueryError where it names
    graphs itself, or where one of these is no IRI."""
    if not default and not named:
        return update
    clauses = " ".join((*(f"USING {_node(name)}" for name in default), *(f"USING NAMED {_node(name)}" for name in named), ""))
    pieces, done = [], 0
    for word, before, start in _words(update):
        if word in DATASET:
            raise QueryError(f"the update says {word}, and the request names graphs, too", "name them in one of the two")
        if word == "WHERE":
            pattern = _group(update, start) if before == "DELETE" else ""   # DELETE WHERE takes no USING
            pieces += [update[done:start], pattern, " ", clauses]
            done = start
    return "".join((*pieces, update[done:]))


def _node(name: str) -> str:
    try:
        return str(NamedNode(name))
    except ValueError as error:
        raise QueryError(f"{name!r} is no IRI ({error})", "name graphs by their absolute IRIs") from error


def _words(text: str) -> Iterator[tuple[str, str, int]]:
    """The words outside of all braces, in capitals; with each, the word or brace before it and where it begins."""
    depth, before = 0, ""
    for found in services.TOKEN.finditer(text):
        if found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
            before = found["brace"]
        elif found["word"] and depth == 0:
            yield found["word"].upper(), before, found.start()
            before = found["word"].upper()


def _group(text: str, start: int) -> str:
    """The first group in braces behind ``start``."""
    depth, first = 0, start
    for found in services.TOKEN.finditer(text, start):
        if found["brace"] == "{":
            first = first if depth else found.start()
            depth += 1
        elif found["brace"] == "}":
            depth -= 1
            if depth == 0:
                return text[first:found.end()]
    return ""   # it does not parse, which will be told
