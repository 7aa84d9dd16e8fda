"""Who or what the subject of a clause is: those who act, a meeting or a document that speaks.

In: the tokens of a subject. Out: items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from kg.article import Article, Mention
from kg.extract.phrases import Item, items
from kg.extract.tokens import NAMED, Token
from kg.zh import levels, words
from kg.zh.grammar import any_of, listed, pattern

ACTORS: Final = frozenset({"Person", "Organization", "Place", "Group"})
TELLING: Final = NAMED | {"Q"}


def actors(article: Article, subject: Sequence[Token]) -> list[Item]:
    """Who the subject names: entities, groups, people."""
    if not _somebody(article, subject) or subject[-1].text in listed("clause.pronouns"):
        return []
    found = [_collective(article, counted_people(i)) for i in items(article, subject, "Matter")]
    return [i for i in found if i.filler is not None and i.filler.kind in ACTORS and not _nature(article, i.filler)]


def _somebody(article: Article, subject: Sequence[Token]) -> bool:
    """Whether a subject may be somebody: there is a name, a figure or a word for people in it."""
    if not TELLING.isdisjoint([t.code for t in subject]):
        return True
    return bool(subject) and _people().search(article.text.string, subject[0].start, subject[-1].end) is not None


@cache
def _people() -> re.Pattern[str]:
    """An expression for the words for people."""
    return re.compile(any_of(words("people.tsv")))


def _nature(article: Article, mention: Mention) -> bool:
    """Whether a place is a river, a mountain or a road, which does nothing."""
    registered = mention.type in levels.ranks()
    return mention.kind == "Place" and not registered and bool(pattern("clause.nature").search(article.printed(mention)))


def counted_people(item: Item) -> Item:
    """The item as a group where only its figure says that it is people (全校500多人, 12人)."""
    people = [f for f in item.figures if f.rule == "figure:person"]
    if not people or (item.filler is not None and (item.filler.kind in ACTORS or item.filler.end > people[-1].start)):
        return item
    start = item.filler.start if item.filler is not None else people[-1].start
    return Item(Mention(start, people[-1].end, "Group", "group", type="Group"), item.figures, item.rule)


def _collective(article: Article, item: Item) -> Item:
    """The item as a group where it is all bodies of one kind in a place (某市卫生系统)."""
    if item.filler is None or item.filler.rule != "of-name":
        return item
    found = pattern("clause.collective").search(article.printed(item.filler))
    if found is None:
        return item
    return Item(Mention(item.filler.start, item.filler.start + found.end("all"), "Group", "member", type="Group"), item.figures, item.rule)


def meeting(article: Article, subject: Sequence[Token]) -> list[Item]:
    """The meeting that speaks or decides (会议指出)."""
    if not subject or not pattern("needs.meeting").search(subject[-1].text):
        return []
    return [i for i in items(article, subject, "Matter") if i.filler is not None and is_meeting(article, i.filler)]


def document(article: Article, subject: Sequence[Token]) -> list[Item]:
    """The document that speaks (通知指出)."""
    return [i for i in items(article, subject, "Matter") if i.filler is not None and is_document(article, i.filler)]


def is_document(article: Article, mention: Mention) -> bool:
    """Whether a mention is of a document."""
    return mention.kind == "Work" or bool(pattern("needs.speaking").search(article.printed(mention)))


def is_meeting(article: Article, mention: Mention) -> bool:
    """Whether a mention is of a meeting."""
    return bool(pattern("needs.meeting").search(article.printed(mention)))
