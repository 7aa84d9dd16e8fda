"""What a proof finds: in, a node, what it says and the cause; out, one line."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is wrong: in the statements of which ``article`` (its id; empty for the graph as a whole), of which ``node`` (short:
    ``mention:…``), called what, and the cause."""

    article: str
    node: str
    label: str
    cause: str

    def __str__(self) -> str:
        called = f" ({self.label})" if self.label else ""
        where = f" in {self.article}" if self.article else ""
        return " ".join(f"{self.node}{called}{where}: {self.cause}".split())


def short(base: str, iri: str) -> str:
    """The IRI of a node of ours, in angle brackets or not, as the prefixes of a graph write it."""
    return iri.strip("<>").removeprefix(base).replace("/", ":", 1)
