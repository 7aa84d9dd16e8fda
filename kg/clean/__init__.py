"""raw → text and sentences: width, script, stray characters; with the way back to the text as read.

In: an article with ``raw`` and ``body``. Out: the same with ``text`` and ``sentences``. ``text.string`` is the body, its
stretches separated by a line feed each, in half width and simplified script, without invisible characters; blanks are
single, and there are none at the ends of lines and no empty lines. Cleaning what is clean changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from kg.article import Article, Span, Text
from kg.clean import chinese, folding, quotes, sentences

__all__ = ["clean"]


def clean(article: Article) -> Article:
    """``article`` with ``text`` and ``sentences``; where ``body`` is empty, the whole of ``raw`` counts as body."""
    string, runs = folding.tidy(article.raw, article.body or (Span(0, len(article.raw)),))
    string = chinese.simplified(quotes.paired(folding.fold(string)), article.language)
    return replace(article, text=Text(string, runs), sentences=sentences.split(string))
