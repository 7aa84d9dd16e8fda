"""What the detectors work on: an article's text with its words, and what was found so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kg.article import Article, Mention, Span, Word


@dataclass(frozen=True)
class Reading:
    """An article under detection; each detector returns a new one with its own mentions added."""

    article: Article
    mentions: tuple[Mention, ...] = ()

    @property
    def string(self) -> str:
        """The cleaned text."""
        return self.article.text.string

    @property
    def words(self) -> tuple[Word, ...]:
        """The tagger's words, in order."""
        return self.article.words

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.article.words]

    def plus(self, found: Iterable[Mention]) -> Reading:
        """This reading with the mentions ``found`` added, sorted, none twice."""
        return replace(self, mentions=tuple(sorted({*self.mentions, *found}, key=order)))

    def of(self, *kinds: str) -> Iterator[Mention]:
        """The mentions of these kinds."""
        return (mention for mention in self.mentions if mention.kind in kinds)

    def word_at(self, offset: int) -> Word | None:
        """The word that holds the character at ``offset``."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self.words[index].end <= offset:
            return None
        return self.words[index]

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words that share a character with ``span``."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        last = bisect_left(self._starts, span.end)
        return tuple(word for word in self.words[first:last] if word.end > span.start)

    def sentence_at(self, offset: int) -> Span:
        """The sentence around ``offset``, or an empty span there."""
        index = bisect_right([s.start for s in self.article.sentences], offset) - 1
        if index >= 0 and offset < self.article.sentences[index].end:
            return self.article.sentences[index]
        return Span(offset, offset)

    def free(self, span: Span, *kinds: str) -> bool:
        """Whether no mention of these kinds (of any kind, without them) overlaps ``span``."""
        return not any(m.overlaps(span) for m in self.mentions if not kinds or m.kind in kinds)


def order(mention: Mention) -> tuple[int, int, str, str]:
    """Sorting key of mentions: by place in the text, the longer first."""
    return (mention.start, -mention.end, mention.kind, mention.type)


def longest(spans: Iterable[Mention]) -> list[Mention]:
    """Of overlapping mentions the longest, then the first."""
    kept: list[Mention] = []
    for mention in sorted(spans, key=lambda m: (m.start - m.end, m.start, m.kind)):
        if not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=order)
