"""How and when a post is held: in the past, for the time being, beside another; from when to when.

In: the words before the post, and the verb of appointment if there is one. Out: the words that the ontology has for it
(``past`` ``acting`` ``concurrent``), and the period with the mention that gave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.article import Mention, Period
from kg.extract.tokens import Token
from kg.zh.grammar import listed, pattern

PAST, ACTING, CONCURRENT = "past", "acting", "concurrent"


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb of appointment before posts: its words, and the date that it is told with, if any; ``was`` and ``denied`` say
    that 曾 or 不再 stands before it."""

    text: str = ""
    date: Mention | None = None
    was: bool = False
    denied: bool = False

    @property
    def ends(self) -> bool:
        """Whether the posts are given up (免去, 辞去)."""
        return self.denied or self.text in listed("tenures.leaving")

    @property
    def period(self) -> Period | None:
        """From when to when, as far as the date tells."""
        if self.date is None or not isinstance(self.date.value, Period):
            return None
        told = self.date.value
        return Period("", told.end or told.start) if self.ends else told

    @property
    def past(self) -> bool:
        """Whether the posts were held before the time that the article tells of."""
        return self.ends or self.was or self.text in listed("tenures.once") or bool(self.period and self.period.end)


def verb(tokens: Sequence[Token], index: int) -> Verb:
    """The verb at ``index``, or the date there that stands without one."""
    if tokens[index].code == "D":
        return Verb(date=tokens[index].mention)
    before = tokens[index - 1].text if index else ""
    return Verb(tokens[index].text, _date(tokens, index), before in listed("tenures.formerly"), before in listed("tenures.no_longer"))


def _date(tokens: Sequence[Token], index: int) -> Mention | None:
    """The last date before the verb, with no other verb of appointment and no end of a sentence between; for 历任, which sums
    up, with no other verb either."""
    summing = tokens[index].text in listed("tenures.once")
    for token in reversed(tokens[:index]):
        if token.code == "D":
            return token.mention
        if summing and token.code in "vo":
            return None
        if token.text in listed("tenures.verbs") or token.text in listed("tenures.removing") or token.code in ";.":
            return None
    return None


def status(before: Sequence[Token], post: Token, verb: Verb) -> tuple[str, ...]:
    """How the post is held; ``before`` are the words before it that belong to the same person."""
    return tuple(_status(before, post, verb))


def _status(before: Sequence[Token], post: Token, verb: Verb) -> Iterator[str]:
    near = before[max((i + 1 for i, t in enumerate(before) if t.code in "eP,"), default=0):]
    words = {token.text for token in near}
    if verb.past or _past(before):
        yield PAST
    if pattern("tenures.acting_title").match(post.text) or words & listed("tenures.acting"):
        yield ACTING
    if words & listed("tenures.concurrent") or (not near[:len(before) - 1] and verb.text in listed("tenures.concurrent")):
        yield CONCURRENT


def _past(before: Sequence[Token]) -> bool:
    """Whether a word such as 原 reaches the post: 原 holds for what follows until another organisation is named without it,
    时任 for the whole list, and 现任 or 的 ends either."""
    item = whole = fresh = False
    for token in before:
        if token.code in "e,":
            fresh = True
        elif token.text in listed("tenures.past"):
            item, fresh = True, False
        elif token.text in listed("tenures.once"):
            whole = True
        elif token.text in listed("tenures.now") or token.code == "u":   # 时任某局局长的|某县县长
            item = whole = False
        elif token.code in "OL" and fresh:
            item = fresh = False
    return item or whole
