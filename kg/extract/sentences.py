"""The sentences of an article, each with the words and the mentions that begin in it: found once, for all that read them.

In: an article with ``words`` and ``mentions``. Out: its sentences, in order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kg.article import Article, Mention, Span, Word
from kg.extract.tokens import Token, tokenize


class Sentence:
    """A sentence: its number in the article, its span, and what begins in it, in order."""

    def __init__(self, article: Article, number: int, words: Sequence[Word], mentions: Sequence[Mention]) -> None:
        self.number = number
        self.span = article.sentences[number]
        self.words = words
        self.mentions = mentions
        self._string = article.text.string
        self._plain: list[Token] | None = None

    def tokens(self, cuts: Sequence[Span] = ()) -> list[Token]:
        """Its tokens: see :func:`kg.extract.tokens.tokenize`. They are made once for those who ask without ``cuts``, or with such as
        cut no word."""
        if self._plain is not None and (not cuts or not any(map(self._cuts, (*cuts, *self.mentions)))):
            return self._plain
        tokens = tokenize(self._string, self.span, self.words, self.mentions, cuts)
        if not cuts:
            self._plain = tokens
        return tokens

    def _cuts(self, span: Span) -> bool:
        """Whether a word goes on over the beginning or the end of ``span``."""
        return self._within(span.start) or self._within(span.end)

    def _within(self, offset: int) -> bool:
        """Whether a word has characters before and behind ``offset``."""
        at = bisect_left(self.words, (offset,))
        return at > 0 and self.words[at - 1].end > offset


def sentences(article: Article) -> list[Sentence]:
    """The sentences of the article."""
    words, mentions = [word[0] for word in article.words], [mention.start for mention in article.mentions]
    found: list[Sentence] = []
    word = mention = 0   # the first behind the sentence before
    for number, span in enumerate(article.sentences):
        first, word = bisect_left(words, span.start, word), bisect_left(words, span.end, word)
        begun, mention = bisect_left(mentions, span.start, mention), bisect_left(mentions, span.end, mention)
        found.append(Sentence(article, number, article.words[first:word], article.mentions[begun:mention]))
    return found
