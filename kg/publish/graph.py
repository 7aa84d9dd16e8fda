"""What is sent: in, the statements of a graph as lines; out, the same in pieces that a request can hold, and as SPARQL takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final

from kg.publish.client import Refused

DIGEST: Final = 16
UNSAYABLE: Final = 422
IRI: Final = rb'<[^<>"{}|^`\\\x00-\x20]+>'
LITERAL: Final = rb'"(?:[^"\\\n\r]|\\[^\n\r])*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^' + IRI + rb")?"
LINES: Final = re.compile(rb"(?:" + IRI + rb" " + IRI + rb" (?:" + IRI + rb"|" + LITERAL + rb") \.\n)*+")
"""What may be put between the braces of an update: no line can close them."""
ESCAPED: Final = re.compile(rb"\\\\[uU]?|\\.")
AFTER_BACKSLASH: Final = {rb"\\u": rb"\\\u0075", rb"\\U": rb"\\\u0055"}


@dataclass(frozen=True)
class Graph:
    """A named graph: its statements are ``lines`` of N-Triples."""

    name: str
    lines: bytes

    @cached_property
    def digest(self) -> str:
        """What tells these statements from any others."""
        return blake2b(self.lines, digest_size=DIGEST).hexdigest()

    @property
    def statements(self) -> int:
        """How many there are."""
        return self.lines.count(b"\n")

    def pieces(self, size: int) -> Iterator[bytes]:
        """The lines, in pieces of so many bytes at most, or of one line."""
        start = 0
        while len(self.lines) - start > size:
            end = self.lines.rfind(b"\n", start, start + size) + 1 or self.lines.index(b"\n", start) + 1
            yield self.lines[start:end]
            start = end
        if start < len(self.lines):
            yield self.lines[start:]


def batches(graphs: Iterable[Graph], size: int, number: int) -> Iterator[list[Graph]]:
    """The graphs, some at a time: so many at most, with so many bytes of lines at most, or a single one."""
    batch: list[Graph] = []
    held = 0
    for graph in graphs:
        if batch and (held + len(graph.lines) > size or len(batch) == number):
            yield batch
            batch, held = [], 0
        batch.append(graph)
        held += len(graph.lines)
    if batch:
        yield batch


def as_sparql(name: str, lines: bytes) -> bytes:
    r"""Lines of N-Triples as SPARQL takes them. ``\u`` behind an escaped backslash is written in another way: some stores, as the
    grammar lets them, take it for a character's number before they look at anything else.

    Raises Refused where a line holds what SPARQL 1.1 cannot say, so that nothing but statements is ever carried out.
    """
    if LINES.fullmatch(lines) is None:
        raise Refused(UNSAYABLE, f"the graph {name} holds what no SPARQL update can say", "say --protocol gsp, with the address of graphs")
    if rb"\\u" not in lines and rb"\\U" not in lines:
        return lines
    return ESCAPED.sub(lambda found: AFTER_BACKSLASH.get(found[0], found[0]), lines)
