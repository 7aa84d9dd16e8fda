"""Tenures: who holds which post where, from the words before a name and around verbs of appointment.

Before a name stand one or more posts, each with the organisation, place or level word before it (区委副书记、区长王宝雨).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kg.article import Article, Fact
from kg.extract.appointed import appointed
from kg.extract.posts import NO_VERB, belongs, held_at, posts_behind, tenure, within
from kg.extract.sentences import Sentence
from kg.extract.spells import Verb, verb
from kg.extract.tokens import Token
from kg.zh.grammar import entry, listed, pattern

CONCERNED: Final = frozenset({"Person", "Post"})
"""Without a mention of these kinds, a sentence tells of no tenure and of nobody who could hold one."""


def find_tenures(article: Article, sentences: Sequence[Sentence]) -> Iterator[Fact]:
    """The tenures of the article with these sentences."""
    persons: list[Token] = []
    for sentence in sentences:
        if CONCERNED.isdisjoint([m.kind for m in sentence.mentions]):
            continue
        number, tokens = sentence.number, sentence.tokens()
        for index, token in enumerate(tokens):
            if token.code == "R" and token.mention is not None:
                yield from _before(article, number, tokens, index, _first_of_list(tokens, index))
                yield from _behind(article, number, tokens, index)
                yield from _entered(article, number, tokens, index)
        found, persons = appointed(article, number, tokens, persons)
        yield from found


def _first_of_list(tokens: Sequence[Token], index: int) -> int:
    """The first of the names that stand in one list with the name at ``index``: they share the posts before it."""
    while index >= 2 and tokens[index - 1].code == "e" and tokens[index - 2].code == "R":
        index -= 2
    return index


# before a name


def _before(article: Article, number: int, tokens: Sequence[Token], index: int, first: int) -> Iterator[Fact]:
    """The posts that stand before the name at ``index``, or before the list of names that begins at ``first``; a post in a
    list may lend its organisation to the next."""
    role = first > 1 and tokens[first - 1].code == "," and tokens[first - 2].code == "P"   # 作为某村书记,|张三
    start = first - role
    region: list[Token] = []
    while start > 0:
        opening = _opening(tokens, start - 1)
        if opening and opening > 1 and tokens[opening - 1].code in "PR":   # 局长(主持工作)|张三
            start = opening
        elif within(tokens[start - 1]) or _goes_back(tokens, start - 1):
            start -= 1
            region.insert(0, tokens[start])
        else:
            break
    if role and (start == 0 or tokens[start - 1].text not in listed("tenures.as")):
        return
    held = start > 0 and tokens[start - 1].text in listed("tenures.verbs")   # 在某村任队长的|张三
    place = held_at(tokens, start - 1) if held else None
    yield from _posts(article, number, region, tokens[index], place, verb(tokens, start - 1) if held else NO_VERB)


def _opening(tokens: Sequence[Token], closing: int) -> int:
    """The bracket that the one at ``closing`` closes; 0 where there is none."""
    if tokens[closing].code != ")":
        return 0
    return next((i for i in range(closing, 0, -1) if tokens[i].code == "("), 0)


def _goes_back(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the posts before a name go on before this comma: behind the name of another, whose organisation they may share
    (主席甲,秘书长|乙), or behind a clause of posts alone (某省原省长,原某部部长|甲)."""
    if tokens[comma].code != "," or comma == 0:
        return False
    if tokens[comma - 1].code == "R":
        return True
    start = comma
    while start > 0 and within(tokens[start - 1]) and tokens[start - 1].code != "R":
        start -= 1
    return tokens[comma - 1].code == "P" and (start == 0 or tokens[start - 1].code in ",;:.")


def _posts(
    article: Article, number: int, region: Sequence[Token], person: Token, place: Token | None, by: Verb
) -> Iterator[Fact]:
    last = max((i for i, t in enumerate(region) if t.code == "P" and not _of_name(region, i)), default=-1)
    if last < 0 or not _reaches(region[last + 1:]):
        return
    first = _first(region, last)
    holder = _shared(region, first) if first else place
    by = NO_VERB if first else by
    for index, token in enumerate(region[first:], first):
        if token.code in "OL":
            holder = token
        elif token.code == "u":
            by = NO_VERB
            holder = None if index > first and region[index - 1].code == "P" else holder   # 某政协委员的|前会长
        elif token.code == "P" and token.text not in listed("tenures.no_posts"):
            fact = tenure(article, number, region[first:index], token, holder, person, "post-before-name", by)
            if fact is not None:
                yield fact


def _of_name(region: Sequence[Token], index: int) -> bool:
    """Whether a post stands behind the name of its holder and ahead of something else (张三局长|、)."""
    return index > 0 and region[index - 1].code == "R" and index + 1 < len(region) and region[index + 1].code in "ec,"


def _reaches(behind: Sequence[Token]) -> bool:
    """Whether the posts before ``behind`` are those of the name behind it: a further description (主席、抗疫模范|张三), the
    holder's own party or firm (主席、某联盟|李四), or only what joins."""
    if behind and behind[-1].code == "O" and (len(behind) == 1 or behind[-2].code in "eu"):
        behind = behind[:-1]
    short = 0 < len(behind) <= int(entry("tenures.appended"))
    described = short and behind[0].code == "e" and all(t.code in "enajc" for t in behind)
    return described or all(_joins(t) for t in behind)


def _shared(region: Sequence[Token], first: int) -> Token | None:
    """The organisation that the post at or behind ``first`` shares with one of another person (某局局长甲、副局长|乙): of the
    post with the same head, or of the last one; behind a comma only where one organisation is named."""
    leading = next(i for i in range(first, len(region)) if region[i].code == "P")
    lead = region[first:leading]
    if not all(_joins(t) or t.code in ",c" for t in lead):
        return None
    earlier = [*_housed(region[:first])]
    if any(t.code == "," for t in lead) and len({holder.text for _, holder in earlier}) > 1:
        head = pattern("tenures.deputy").sub("", region[leading].text)
        earlier = [(post, holder) for post, holder in earlier if post.endswith(head)]
    found = earlier[-1][1] if earlier else None
    party = found is not None and found.code == "O" and pattern("tenures.committee").search(found.text)
    return None if party and not pattern("tenures.party_shared").search(region[leading].text) else found


def _housed(tokens: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """The posts with the organisation before each."""
    holder: Token | None = None
    for token in tokens:
        if token.code in "OL":
            holder = token
        elif token.code == "P" and holder is not None:
            yield token.text, holder


def _first(region: Sequence[Token], last: int) -> int:
    """Where the run of posts that belongs to the name begins: behind the last other person."""
    return max((i + 1 for i, t in enumerate(region[:last]) if t.code == "R"), default=0)


def _joins(token: Token) -> bool:
    """Whether a token may stand between the last post and the name."""
    return token.code in "e" or token.text in listed("tenures.between") or (token.code == "n" and token.text in listed("tenures.standing"))


# behind a name


def _behind(article: Article, number: int, tokens: Sequence[Token], index: int) -> Iterator[Fact]:
    """A post directly behind the name (省委王书记 is none; 陈伊芬秘书长 is), with the organisation before the name."""
    if index + 1 >= len(tokens) or tokens[index + 1].code != "P":
        return
    if index + 2 < len(tokens) and tokens[index + 2].code == "R":
        return
    holder = tokens[index - 1] if index and tokens[index - 1].code in "OL" else None
    fact = tenure(article, number, (), tokens[index + 1], holder, tokens[index], "post-behind-name")
    if fact is not None:
        yield fact


def _entered(article: Article, number: int, tokens: Sequence[Token], index: int) -> Iterator[Fact]:
    """The posts of an organisation behind a name and a blank, as in lists of people (张三 某局局长), or behind it in brackets or
    between commas: nothing but posts."""
    start = index + 2 if tokens[index + 1:index + 2] and tokens[index + 1].code in ",(" else index + 1
    end = start
    while end < len(tokens) and tokens[end].code not in ",;.)":
        end += 1
    region = tokens[start:end]
    if not region or region[0].code not in "OL" or region[-1].code != "P" or not all(belongs(t) and t.code != "R" for t in region):
        return
    apart = tokens[index + 1].code == "(" or index == 0 or tokens[index - 1].code in ",;:.>"
    blank = article.text.string[tokens[index].end:region[0].start].isspace()
    if (blank and end == len(tokens)) or (start > index + 1 and apart):
        yield from posts_behind(article, number, region, tokens[index], "entered", None, NO_VERB)
