"""What the detectors work on: an article's text with its words, and what was found so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from kg.article import START, Article, Mention, Span, Word

WORD = 6  # characters of the longest word that names nothing


class Reading:
    """An article under detection; each detector returns a new one with its own mentions added.

    Mentions are in :func:`order`, so that those at a place are found by bisection: whoever asks for every word or
    candidate of an article must not look at all its mentions each time. Nothing of it is changed later.
    """

    def __init__(self, article: Article, mentions: tuple[Mention, ...] = (), words: list[int] | None = None) -> None:
        """A reading of ``article``; ``words`` is where its words start, for those who know it already."""
        self.article: Final = article
        self.mentions: Final = mentions
        self._mention_starts: Final = [mention.start for mention in mentions]
        # the length of the longest mention: one that starts further to the left ends before
        self._reach: Final = max([len(mention) for mention in mentions], default=0)
        self._word_starts: Final = [word.start for word in article.words] if words is None else words

    @property
    def string(self) -> str:
        """The cleaned text."""
        return self.article.text.string

    @property
    def words(self) -> tuple[Word, ...]:
        """The tagger's words, in order."""
        return self.article.words

    def printed(self, part: Span | Word) -> str:
        """The text of a span or a word."""
        return self.string[part.start:part.end]

    # mentions

    def plus(self, found: Iterable[Mention]) -> Reading:
        """This reading with the mentions ``found`` added, none twice."""
        mentions = list(self.mentions)
        for mention in found:
            at = bisect_left(mentions, order(mention), key=order)
            if mention not in mentions[at:bisect_right(mentions, order(mention), lo=at, key=order)]:
                mentions.insert(at, mention)
        return self._with(mentions) if len(mentions) > len(self.mentions) else self

    def without(self, dropped: Iterable[Mention]) -> Reading:
        """This reading without the mentions ``dropped``."""
        gone = set(dropped)
        return self._with(m for m in self.mentions if m not in gone)

    def of(self, *kinds: str) -> Iterator[Mention]:
        """The mentions of these kinds, in order."""
        return (mention for mention in self.mentions if mention.kind in kinds)

    def over(self, part: Span | Word, *kinds: str) -> Iterator[Mention]:
        """The mentions of these kinds (of any kind, without them) that share a character with ``part``, in order."""
        first = bisect_right(self._mention_starts, part.start - self._reach)
        last = bisect_left(self._mention_starts, part.end)
        return (m for m in self.mentions[first:last] if part.start < m.end and (not kinds or m.kind in kinds))

    def free(self, part: Span | Word, *kinds: str) -> bool:
        """Whether no mention of these kinds (of any kind, without them) shares a character with ``part``."""
        return next(self.over(part, *kinds), None) is None

    def _with(self, mentions: Iterable[Mention]) -> Reading:
        return Reading(self.article, tuple(mentions), self._word_starts)

    # words and sentences

    def word_at(self, offset: int) -> Word | None:
        """The word that holds the character at ``offset``."""
        index = bisect_right(self._word_starts, offset) - 1
        if index < 0 or self.words[index].end <= offset:
            return None
        return self.words[index]

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words that share a character with ``span``."""
        first = max(bisect_right(self._word_starts, span.start) - 1, 0)
        last = bisect_left(self._word_starts, span.end)
        return tuple(word for word in self.words[first:last] if word.end > span.start) if len(span) else ()

    def border(self, offset: int) -> bool:
        """Whether no word goes over the border before the character at ``offset``."""
        word = self.word_at(offset)
        return word is None or word.start == offset

    def sentence_at(self, offset: int) -> Span:
        """The sentence around ``offset``, or an empty span there."""
        index = bisect_right(self.article.sentences, offset, key=START) - 1
        if index >= 0 and offset < self.article.sentences[index].end:
            return self.article.sentences[index]
        return Span(offset, offset)


def order(mention: Mention) -> tuple[int, int, str, str, str, str]:
    """Sorting key of mentions: by place in the text, the longer first; no two that differ are told apart by chance."""
    return (mention.start, -mention.end, mention.kind, mention.type, mention.rule, mention.name)


def longest(found: Iterable[Mention]) -> list[Mention]:
    """Of mentions that overlap the longest, then the first in the text, then the first in ``found``; sorted by place."""
    starts: list[int] = []
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (-len(m), m.start, m.kind)):
        at = bisect_left(starts, mention.start)
        # what is kept does not overlap, so that only the neighbours can be in the way
        if not any(mention.overlaps(neighbour) for neighbour in kept[max(at - 1, 0):at + 1]):
            starts.insert(at, mention.start)
            kept.insert(at, mention)
    return kept


def composed(text: str, lexicon: frozenset[str]) -> bool:
    """Whether ``text`` can be cut into words of ``lexicon``, however the tagger cut it."""
    reached = {0}
    for end in range(1, len(text) + 1):
        if any(start in reached and text[start:end] in lexicon for start in range(max(end - WORD, 0), end)):
            reached.add(end)
    return len(text) in reached
