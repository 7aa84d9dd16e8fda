"""Bodies that an article says got another name: within it both names are one body, the later one's (甲中学更名为乙中学).

In: an article and the body of each mention. Out: the same, the former names as the later ones. Other articles keep what they
call a body: they may be older than the new name, and another body may bear the old one since. All patterns are data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from kg.article import Article, Mention
from kg.fuse.organizations import Body
from kg.zh.grammar import pattern

STEPS = 3  # names that one body may have had, one behind the other


def renamed(article: Article, bodies: Mapping[Mention, Body]) -> dict[Mention, Body]:
    """The body of each mention, former ones as the later."""
    later: dict[str, Body] = {}
    for former, body in _told(article, bodies):
        later.setdefault(former.key, body)
    return {mention: _last(body, later) for mention, body in bodies.items()}


def _last(body: Body, later: Mapping[str, Body]) -> Body:
    """What the body is called last; a body that is its own later one stays."""
    found = body
    for _ in range(STEPS):
        found = later.get(found.key, found)
    circle = found.key in later
    return body if circle or found.key == body.key else replace(found, level=body.level, full=body.full or body.name)


def _told(article: Article, bodies: Mapping[Mention, Body]) -> Iterator[tuple[Body, Body]]:
    """Pairs of a former body and the later one, by the words between and around two of the same place."""
    text = article.text.string
    for first, second in pairwise(sorted((m for m in bodies if not m.implied), key=lambda m: (m.start, -m.end))):
        gap = text[first.end:second.start]
        one, other = bodies[first], bodies[second]
        if one.key == other.key or one.scope != other.scope:
            continue
        once = pattern("fuse.once").search(text, 0, first.start)
        if pattern("fuse.became").fullmatch(gap) or (once and pattern("fuse.now").fullmatch(gap)):
            yield one, other
        elif pattern("fuse.formerly").fullmatch(gap):
            yield other, one
