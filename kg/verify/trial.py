"""The proof of a whole graph, article by article: in, the proofs of articles and the graph; out, what is wrong, bounded in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Final, TextIO

from kg.verify.article import Proof
from kg.verify.circles import circles
from kg.verify.findings import Finding, short

LISTED: Final = 1000
"""Findings that are kept; the others are counted."""


class Trial:
    """What has been proved so far of a graph with this base; ``abroad`` keeps what only the whole can tell of."""

    def __init__(self, base: str, abroad: TextIO) -> None:
        self._base = base
        self._abroad = abroad
        self._found: list[Finding] = []
        self.count = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first thousand of what is wrong, in the order in which it was found; :attr:`count` says how much there is."""
        return tuple(self._found)

    def add(self, findings: Iterable[Finding]) -> None:
        """Takes down what is wrong."""
        for each in findings:
            self.count += 1
            if self.count <= LISTED:
                self._found.append(each)

    def take(self, article: str, proof: Proof) -> None:
        """Takes down the proof of the article with this id."""
        self.add(proof.findings)
        self._abroad.writelines(f"{iri} {json.dumps(article)}\n" for iri in proof.abroad)

    def whole(self, has: Callable[[str], bool], within: Iterable[tuple[str, str]], twice: Iterable[tuple[str, tuple[str, str]]]) -> None:
        """Proves what only the whole graph shows: that something is said of what articles lead to (``has`` tells of an IRI), that
        nothing lies ``within`` itself, by pairs of IRIs, and that no entity is labelled ``twice``, by its IRI and the labels."""
        self.add(self._lost(has))
        self.add(Finding("", short(self._base, iri), one, f"has another label in another article, {other}") for iri, (one, other) in twice)
        for circle in circles(within):
            way = " → ".join(short(self._base, iri) for iri in (*circle, circle[0]))
            self.add([Finding("", short(self._base, circle[0]), "", f"lies within itself: {way}")])

    def _lost(self, has: Callable[[str], bool]) -> Iterator[Finding]:
        self._abroad.seek(0)
        for line in self._abroad:
            iri, _, article = line.partition(" ")
            if not has(iri):
                cause = "is what the article leads to, but nothing is said of it anywhere"
                yield Finding(json.loads(article), short(self._base, iri), "", cause)


@contextmanager
def trial(base: str) -> Iterator[Trial]:
    """The beginning of a proof, for as long as the block lasts."""
    with TemporaryFile("w+", encoding="utf-8") as abroad:
        yield Trial(base, abroad)
