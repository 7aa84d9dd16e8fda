"""Which organisation a post belongs to.

In: the post, the words before it, and the organisation or place that stands before it. Out: the organisation, named or implied:
the body behind a head of government, the committee within a court, the ministry behind a minister.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from kg.article import Article, Mention
from kg.extract.tokens import Token
from kg.zh import rows, words
from kg.zh.grammar import entry, listed, pattern, word

PLAIN: Final = "njam"
"""Codes of the words that the name of a body may be made of where nothing found it to be one."""


@lru_cache(maxsize=1)
def seats() -> dict[str, str]:
    """Post → where it sits: see ``posts.tsv``."""
    return {row.cells[0]: row.cells[1] for row in rows("posts.tsv", 2)}


@lru_cache(maxsize=1)
def offices() -> dict[str, tuple[str, str]]:
    """Posts that only one body has (特首) → the body's name and class."""
    return {row.cells[0]: (row.cells[1], row.cells[2]) for row in rows("offices.tsv", 3)}


@lru_cache(maxsize=1)
def _suffixes() -> dict[str, str]:
    """End of the name of an organisation → its class."""
    return {row.cells[0]: row.cells[1] for row in rows("organizations.tsv", 3)}


def touches(article: Article, holder: Token, post: Token) -> bool:
    """Whether nothing stands between the organisation and the post, or only 原 and the like."""
    between = article.text.string[holder.end:post.start]
    return not between or between in listed("tenures.past")


def organization(article: Article, before: Sequence[Token], post: Token, holder: Token | None) -> Mention | None:
    """The organisation behind ``post``: the one that the words right before it name; the one named before it, ``holder``; for
    a head of government or of a village the body that ``[tenures.seats]`` puts there, of the place before it or of the division
    that the level word in the title means."""
    described = _described(article, before, post, holder)
    if described is not None:
        return described
    if post.text in offices() and _only_one(article, before, post, holder):
        return _seat(post, *offices()[post.text])
    if holder is not None and holder.code == "O":
        named = _named(article, post, holder)
        if named is not None:
            return named
    return _implied(article, before, post, holder)


def _named(article: Article, post: Token, holder: Token) -> Mention | None:
    """The organisation itself, or the one behind its party committee; none where the post is a government's and apart."""
    host = _host(article, post, holder)
    if host is not None:
        return host
    return holder.mention if seats().get(post.text, "body") not in entry("tenures.placed") or touches(article, holder, post) else None


def _only_one(article: Article, before: Sequence[Token], post: Token, holder: Token | None) -> bool:
    """Whether the only body in the world with such a post is meant: no other one, and no other country, stands before it, nor
    anything else that could name its body (某某党|总书记)."""
    if holder is not None and (holder.text in listed("tenures.home_country") or holder.code == "O"):
        return holder.code == "L" or not touches(article, holder, post)
    country = holder is not None and holder.mention is not None and holder.mention.type == word("tenures.country")
    if country or (holder is not None and touches(article, holder, post)):
        return False
    named = before and before[-1].code in PLAIN and before[-1].end == post.start
    return not named or before[-1].text in listed("tenures.between")


def _described(article: Article, before: Sequence[Token], post: Token, holder: Token | None) -> Mention | None:
    """The body that plain words right before the post name: a part of the one that they follow (某局|政工科|科长), a committee
    of the one named in the list before (某法院院长、审判委员会|委员), or one by itself (环境局|局长)."""
    run = _run(before, post)
    if not run:
        return None
    start, end = run[0].start, run[-1].end
    text = article.text.string[start:end]
    if pattern("tenures.heads").match(text):
        return Mention(start, end, "Organization", "host", type=str(entry("tenures.host_class")))
    suffix = max((text[i:] for i in range(len(text)) if text[i:] in _suffixes()), key=len, default="")
    inner = pattern("tenures.inner").search(text)
    if not suffix and not inner:
        return None
    type_ = _suffixes().get(suffix, word("tenures.host_class"))
    if holder is not None and holder.code == "O" and holder.end == start:
        return Mention(holder.start, end, "Organization", "part", type=type_)
    if holder is not None and holder.mention is not None and holder.code == "O" and inner:
        host = _host(article, post, holder) or holder.mention
        return Mention(start, end, "Organization", "inner", type=type_, name=(host.name or article.printed(host)) + text)
    if holder is not None and holder.code == "O" and text in listed("tenures.beside"):
        place = pattern("tenures.committee").sub("", holder.text)
        return Mention(start, end, "Organization", "inner", type=type_, name=place + text) if place != holder.text else None
    if not suffix or len(text) == len(suffix) or text in words("generic.tsv"):
        return None
    if holder is not None and holder.code == "L" and holder.end == start:
        return Mention(holder.start, end, "Organization", "plain-words", type=type_)
    return Mention(start, end, "Organization", "suffix:bare" if pattern("tenures.of_home").search(text) else "plain-words", type=type_)


def _run(before: Sequence[Token], post: Token) -> Sequence[Token]:
    """The plain words that stand right before the post; of a committee those before 和 too (宪法和法律委员会)."""
    start, edge = len(before), post.start
    while start and before[start - 1].end == edge and _plain(before, start - 1):
        start -= 1
        edge = before[start].start
    return before[start:]


def _plain(before: Sequence[Token], index: int) -> bool:
    if before[index].code == "c":
        named = before[-1].text == word("tenures.joint") and index > 0 and before[index - 1].code == "n"
        return named and before[index].text in listed("tenures.between")
    return before[index].code in PLAIN and before[index].text not in listed("tenures.apart")


def _host(article: Article, post: Token, holder: Token) -> Mention | None:
    """The body behind its party committee, where the post is none of the party's (某局党委副书记、局长)."""
    suffix = pattern("tenures.party_suffix").search(holder.text)
    if pattern("tenures.heads").search(holder.text) and not pattern("tenures.party_post").search(post.text) and suffix is not None:
        return Mention(holder.start, holder.start + suffix.start(), "Organization", "host", type=str(entry("tenures.host_class")))
    if suffix is None or holder.end == post.start or pattern("tenures.party_post").search(post.text) or suffix.start() < 3:
        return None
    end = holder.start + suffix.start()
    if pattern("organizations.levels").fullmatch(article.text.string[end - 1]):
        return None
    return Mention(holder.start, end, "Organization", "host", type=str(entry("tenures.host_class")))


def _implied(article: Article, before: Sequence[Token], post: Token, holder: Token | None) -> Mention | None:
    """The body that a post says by itself, of the place before it, of the division that its level word means or of the region
    that the article is about; of a minister who is a state councillor of China, too, the country's own ministry."""
    seat = seats().get(post.text, "body")
    body = entry("tenures.seats").get(seat)
    if body is None:
        return None
    name = body["name"].format(ministry=_ministry(post.text))
    if holder is not None and holder.mention is not None and holder.code == "L":
        return _seat(holder, (holder.mention.name or article.printed(holder.mention)) + name, body["class"])
    if seat in listed("tenures.of_village"):
        return _seat(post, name, body["class"])
    if seat == word("tenures.ministry") and any(t.text in listed("tenures.cabinet") for t in before):
        return _seat(post, name, body["class"])
    if holder is None and post.text in entry("tenures.regional"):
        return _seat(post, entry("tenures.regional")[post.text], body["class"])
    level = pattern("tenures.level").search(post.text)
    return _seat(post, level.group() + name, body["class"]) if level and seat == word("tenures.levelled") else None


def _ministry(title: str) -> str:
    """The ministry whose head has this title: 国防部 of 国防部长 and of 防长."""
    return str(entry("tenures.ministries").get(title, title[:-1]))


def _seat(token: Token, name: str, type_: str) -> Mention:
    return Mention(token.start, token.end, "Organization", "seat", type=type_, name=name, implied=True)
