"""What mentions are called: in, an article and a mention; out, a name without the white space of its line breaks."""

from __future__ import annotations

from kg.article import Article, Mention, Span


def name(article: Article, mention: Mention) -> str:
    """What the mention stands for: its name, else its words."""
    return closed(mention.name or article.printed(mention))


def original(article: Article, span: Span) -> str:
    """The words of ``span`` in the text as read."""
    origin = article.text.back(span)
    return closed(article.raw[origin.start:origin.end])


def closed(text: str) -> str:
    """``text`` without white space."""
    return "".join(text.split())
