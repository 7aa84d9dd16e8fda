"""Two persons of one name in one article.

In: an article and its mentions of one name. Out: one list for each person. Nearly always that is one; but a list in which a name
comes twice, right behind each other and each with a post of another organisation (甲医院护士王芳、乙局民警王芳), has two. What the
article says of the name further on is said of whom it named last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from kg.article import Article, Fact, Mention
from kg.fuse.names import name
from kg.zh.grammar import pattern


def parted(article: Article, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, ...]]:
    """The mentions of one name by the persons that bear it, those who are named first before the others."""
    in_order = sorted(mentions)
    posts = {holder: fact for fact in article.facts for holder in fact.fillers("holder") if holder in mentions}
    cuts = [at for at, (one, other) in enumerate(pairwise(in_order), 1) if _listed(article, one, other, posts)]
    for start, end in pairwise((0, *cuts, len(in_order))):
        yield tuple(in_order[start:end])


def _listed(article: Article, one: Mention, other: Mention, posts: Mapping[Mention, Fact]) -> bool:
    """Whether the two stand in a list right behind each other, with posts of two organisations."""
    if one not in posts or other not in posts:
        return False
    here, there = (tuple(posts[each].fillers("organization")) for each in (one, other))
    named = {name(article, body) for body in here} & {name(article, body) for body in there}
    behind = article.text.string[one.end:min((body.start for body in there), default=one.end)]
    return not named and bool(pattern("persons.listed").fullmatch(behind))
