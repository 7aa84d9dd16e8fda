"""Mentions → facts: tenures, and actions with their roles.

In: an article with ``words`` and ``mentions``. Out: the same with ``facts``, in the order of the text, each with how sure
it is.
"""

from __future__ import annotations

from dataclasses import replace

from kg.article import Article
from kg.extract.actions import find_actions
from kg.extract.confidence import with_confidence
from kg.extract.sentences import sentences
from kg.extract.tenures import find_tenures

EXTRACTORS = (find_tenures, find_actions)


def extract(article: Article) -> Article:
    """The article with ``facts`` filled."""
    told = sentences(article)
    found = dict.fromkeys(fact for find in EXTRACTORS for fact in find(article, told))
    facts = map(with_confidence, found)
    return replace(article, facts=tuple(sorted(facts, key=lambda f: (f.start, f.end, f.type, f.rule))))
