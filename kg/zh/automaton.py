"""Finding the words of a lexicon in a text, all at once (Aho-Corasick, by ahocorasick-rs).

In: the words, then a text. Out: spans with the word that stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.article import Span


class Automaton:
    """A set of words; immutable. What a way of searching needs is built at its first use."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(sorted(set(words)))
        self._all: AhoCorasick | None = None
        self._widest: AhoCorasick | None = None

    def every(self, text: str) -> Iterator[tuple[Span, str]]:
        """Each occurrence of each word, overlapping ones too, in order of their ends."""
        for start, end, word in self.places(text):
            yield Span(start, end), word

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """As :meth:`every`, a span as its start and end, for those who look at many and keep few."""
        words = self.words
        if self._all is None:
            self._all = AhoCorasick(words)
        return [(start, end, words[index]) for index, start, end in self._all.find_matches_as_indexes(text, overlapping=True)]

    def longest(self, text: str) -> Iterator[tuple[Span, str]]:
        """From the left, the longest word at each place, without overlap."""
        if self._widest is None:
            self._widest = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)
        for index, start, end in self._widest.find_matches_as_indexes(text):
            yield Span(start, end), self.words[index]
