"""What the detectors work on: an article's text with its words, and what was found so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from typing import Final

from kg.article import Article, Mention, Span, Word
from kg.detect.tags import LOCAL, PERSON

NAMED = PERSON | LOCAL
WORD = 6  # characters of the longest word that names nothing


class Reading:
    """An article under detection; each detector returns a new one with its own mentions added.

    Mentions are in :func:`order`, so that those at a place are found by bisection: whoever asks for every word or
    candidate of an article must not look at all its mentions each time. Nothing of it is changed later.
    """

    def __init__(self, article: Article, mentions: tuple[Mention, ...] = (), words: Words | None = None) -> None:
        """A reading of ``article``; ``words`` is where its words start, for those who know it already."""
        self.article: Final = article
        self.mentions: Final = mentions
        self.string: Final = article.text.string   # the cleaned text
        self.words: Final = article.words          # the tagger's words, in order
        self._places: Final = words or Words(article)
        self._mention_starts: Final = [mention.start for mention in mentions]
        # the length of the longest mention: one that starts further to the left ends before
        self._reach: Final = max([mention.end - mention.start for mention in mentions], default=0)

    def printed(self, part: Span | Word) -> str:
        """The text of a span or a word."""
        return self.string[part.start:part.end]

    # mentions

    def plus(self, found: Iterable[Mention]) -> Reading:
        """This reading with the mentions ``found`` added, none twice."""
        coming = list(found)
        if not coming:
            return self
        mentions, starts = list(self.mentions), list(self._mention_starts)
        for mention in coming:
            at = bisect_left(starts, mention.start)
            behind = bisect_right(starts, mention.start, at)
            if mention in mentions[at:behind]:
                continue
            while at < behind and order(mentions[at]) < order(mention):
                at += 1
            mentions.insert(at, mention)
            starts.insert(at, mention.start)
        return Reading(self.article, tuple(mentions), self._places) if len(mentions) > len(self.mentions) else self

    def without(self, dropped: Iterable[Mention]) -> Reading:
        """This reading without those of its mentions that are ``dropped``."""
        gone = {id(mention) for mention in dropped}
        return Reading(self.article, tuple([m for m in self.mentions if id(m) not in gone]), self._places) if gone else self

    def of(self, *kinds: str) -> list[Mention]:
        """The mentions of these kinds, in order."""
        return [mention for mention in self.mentions if mention.kind in kinds]

    def over(self, part: Span | Word, *kinds: str) -> list[Mention]:
        """The mentions of these kinds (of any kind, without them) that share a character with ``part``, in order."""
        start = part.start
        first = bisect_right(self._mention_starts, start - self._reach)
        last = bisect_left(self._mention_starts, part.end, first)
        return [m for m in self.mentions[first:last] if start < m.end and (not kinds or m.kind in kinds)]

    def free(self, part: Span | Word, *kinds: str) -> bool:
        """Whether no mention of these kinds (of any kind, without them) shares a character with ``part``."""
        return not self.over(part, *kinds)

    # words and sentences

    def named(self, tags: Collection[str]) -> list[Word]:
        """The words that the tagger takes for names of persons, places or bodies, of these tags."""
        return [word for word in self._places.names if word.tag in tags]

    def word_at(self, offset: int) -> Word | None:
        """The word that holds the character at ``offset``."""
        index = bisect_right(self._places.starts, offset) - 1
        if index < 0 or self.words[index].end <= offset:
            return None
        return self.words[index]

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words that share a character with ``span``."""
        first = max(bisect_right(self._places.starts, span.start) - 1, 0)
        last = bisect_left(self._places.starts, span.end, first)
        return tuple([word for word in self.words[first:last] if word.end > span.start]) if len(span) else ()

    def border(self, offset: int) -> bool:
        """Whether no word goes over the border before the character at ``offset``."""
        word = self.word_at(offset)
        return word is None or word.start == offset

    def sentence_at(self, offset: int) -> Span:
        """The sentence around ``offset``, or an empty span there."""
        index = bisect_right(self._places.sentences, offset) - 1
        if index >= 0 and offset < self.article.sentences[index].end:
            return self.article.sentences[index]
        return Span(offset, offset)


class Words:
    """Where the words and sentences of an article start, and its names: the same for all its readings."""

    def __init__(self, article: Article) -> None:
        self.starts: Final = [word[0] for word in article.words]
        self.sentences: Final = [sentence.start for sentence in article.sentences]
        self.names: Final = [word for word in article.words if word[2] in NAMED]


def order(mention: Mention) -> tuple[int, int, str, str, str, str]:
    """Sorting key of mentions: by place in the text, the longer first; no two that differ are told apart by chance."""
    return (mention.start, -mention.end, mention.kind, mention.type, mention.rule, mention.name)


def longest(found: Iterable[Mention]) -> list[Mention]:
    """Of mentions that overlap the longest, then the first in the text, then the first in ``found``; sorted by place."""
    starts: list[int] = []
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.start, m.kind)):
        at = bisect_left(starts, mention.start)
        # what is kept does not overlap, so that only the neighbours can be in the way
        if (at == 0 or kept[at - 1].end <= mention.start) and (at == len(kept) or mention.end <= kept[at].start):
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
