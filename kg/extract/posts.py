"""One tenure, and the lists of posts that several are read from.

In: the tokens of a sentence, and who holds the posts. Out: a tenure for each post whose organisation is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.article import Article, Fact, Role
from kg.extract.seats import offices, organization, touches
from kg.extract.spells import Verb, status
from kg.extract.tokens import Token
from kg.zh.grammar import entry, listed

NO_VERB = Verb()


def within(token: Token) -> bool:
    """Whether a token may stand between the first post and the name."""
    return belongs(token) or token.text in listed("tenures.behind")


def belongs(token: Token) -> bool:
    """Whether a token may stand in a list of posts."""
    return token.code in "POLRemt" or token.text in listed("tenures.between") or token.code in "naMjfQ(<>)"


def tenure(
    article: Article, number: int, before: Sequence[Token], post: Token, holder: Token | None, person: Token, rule: str,
    by: Verb = NO_VERB,
) -> Fact | None:
    """That ``person`` holds ``post`` of ``holder``; nothing where no organisation is told. ``before`` are the words before the
    post that belong to the same person, ``by`` the verb of appointment."""
    assert post.mention is not None
    assert person.mention is not None
    body = organization(article, before, post, holder)
    apart = holder is None or not touches(article, holder, post)
    inferred = holder is None or body != holder.mention
    loose = apart and not inferred and post.text in listed("tenures.direct") and post.text not in offices()
    if body is None or loose:
        return None
    named = "plain-words" if inferred else "apart-from-post" if apart else "with-post"
    where = body.rule if body.rule in {"seat", "host", "part", "inner", "plain-words"} else named
    title = replace(post.mention, name=str(entry("tenures.titles").get(post.text, "")))
    roles = (Role("holder", person.mention, rule=rule), Role("organization", body, rule=where), Role("post", title, rule="post"))
    return Fact(
        post.start, post.end, type="Tenure", sentences=(number,), roles=roles, rule=rule, trigger=post.text, period=by.period,
        dated=_dating(by), status=status(before, post, by),
    )


def _dating(by: Verb) -> Role | None:
    """The mention that the period of a tenure was taken from."""
    if by.period is None or by.date is None:
        return None
    return Role("startDate" if by.period.start else "endDate", by.date, rule="date")


def posts_behind(
    article: Article, number: int, region: Sequence[Token], person: Token, rule: str, place: Token | None, by: Verb
) -> Iterator[Fact]:
    """The tenures of the posts in ``region``; ``place`` is the organisation or place that the first are held at."""
    holder: Token | None = place
    for index, token in enumerate(region):
        if token.code in "OL":
            holder = token
        elif token.code == "P" and not any(t.text in listed("tenures.not_titles") for t in region[index + 1:index + 2]):
            fact = tenure(article, number, region[:index], token, holder, person, rule, by)
            if fact is not None:
                yield fact


def held_at(tokens: Sequence[Token], index: int) -> Token | None:
    """The organisation or place that stands before the verb at ``index`` behind 在 (在某村|任第一书记)."""
    before = tokens[max(index - 2, 0):index]
    there = len(before) > 1 and before[1].code in "OL" and before[0].text in listed("tenures.at")
    return before[1] if there else None
