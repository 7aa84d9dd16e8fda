"""The sentences of an article, each with the words and the mentions that begin in it: found once, for all that read them.

In: an article with ``words`` and ``mentions``. Out: its sentences, in order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kg.article import Article, Mention, Span, Word


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its number in the article, its span, and what begins in it, in order."""

    number: int
    span: Span
    words: Sequence[Word]
    mentions: Sequence[Mention]


def sentences(article: Article) -> list[Sentence]:
    """The sentences of the article."""
    words, mentions = [word[0] for word in article.words], [mention.start for mention in article.mentions]
    found: list[Sentence] = []
    word = mention = 0   # the first behind the sentence before
    for number, span in enumerate(article.sentences):
        first, word = bisect_left(words, span.start, word), bisect_left(words, span.end, word)
        begun, mention = bisect_left(mentions, span.start, mention), bisect_left(mentions, span.end, mention)
        found.append(Sentence(number, span, article.words[first:word], article.mentions[begun:mention]))
    return found
