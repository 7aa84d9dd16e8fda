"""Mentions → facts: tenures, and actions with their roles.

In: an article with ``words`` and ``mentions``. Out: the same with ``facts``, in the order of the text.
"""

from __future__ import annotations

from dataclasses import replace

from kg.article import Article
from kg.extract.actions import find_actions
from kg.extract.tenures import find_tenures

EXTRACTORS = (find_tenures, find_actions)


def extract(article: Article) -> Article:
    """The article with ``facts`` filled."""
    facts = dict.fromkeys(fact for find in EXTRACTORS for fact in find(article))
    return replace(article, facts=tuple(sorted(facts, key=lambda f: (f.start, f.end, f.type, f.rule))))
