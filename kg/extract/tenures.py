"""Tenures: who holds which post where, from the words before a name and around verbs of appointment.

Before a name stand one or more posts, each with the organisation, place or level word before it (区委副书记、区长王宝雨).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.article import Article, Fact, Mention, Role, starting_in
from kg.extract.phrases import is_people
from kg.extract.tokens import Token, tokenize
from kg.zh import rows
from kg.zh.grammar import entry, listed, pattern

CONCERNED = frozenset({"Person", "Post"})
"""Without a mention of these kinds, a sentence tells of no tenure and of nobody who could hold one."""


@lru_cache(maxsize=1)
def seats() -> dict[str, str]:
    """Post → where it sits: see ``posts.tsv``."""
    return {row.cells[0]: row.cells[1] for row in rows("posts.tsv", 2)}


@lru_cache(maxsize=1)
def offices() -> dict[str, tuple[str, str]]:
    """Posts that only one body has (特首) → the body's name and class."""
    return {row.cells[0]: (row.cells[1], row.cells[2]) for row in rows("offices.tsv", 3)}


def find_tenures(article: Article) -> Iterator[Fact]:
    """The tenures of the article."""
    persons: list[Token] = []
    for number, sentence in enumerate(article.sentences):
        if not any(m.kind in CONCERNED for m in starting_in(article.mentions, sentence)):
            continue
        tokens = tokenize(article, sentence)
        for index, token in enumerate(tokens):
            if token.code == "R" and token.mention is not None:
                yield from _before(article, number, tokens, index, _first_of_list(tokens, index))
                yield from _behind(article, number, tokens, index)
        found, persons = _appointed(article, number, tokens, persons)
        yield from found


def _first_of_list(tokens: Sequence[Token], index: int) -> int:
    """The first of the names that stand in one list with the name at ``index``: they share the posts before it."""
    while index >= 2 and tokens[index - 1].code == "e" and tokens[index - 2].code == "R":
        index -= 2
    return index


def _before(article: Article, number: int, tokens: Sequence[Token], index: int, first: int) -> Iterator[Fact]:
    """The posts that stand before the name at ``index``, or before the list of names that begins at ``first``; a post in a
    list may lend its organisation to the next."""
    start = first
    while start > 0 and (_belongs(tokens[start - 1]) or tokens[start - 1].text in listed("tenures.behind")):
        start -= 1
    yield from _posts(article, number, tokens[start:first], tokens[index])


def _belongs(token: Token) -> bool:
    """Whether a token may stand between the first post and the name."""
    return token.code in "POLRemt" or token.text in listed("tenures.between") or token.code in "naMjfQ(<>)"


def _posts(article: Article, number: int, region: Sequence[Token], person: Token) -> Iterator[Fact]:
    last = max((i for i, t in enumerate(region) if t.code == "P"), default=-1)
    holder = _shared(region, last)
    behind = region[last + 1:]
    if last < 0 or not _reaches(behind):
        return
    first = _first(region, last)
    for token in region[first:]:
        if token.code in "OL":
            holder = token
        elif token.code == "R":
            holder = None
        elif token.code == "P" and token.text not in listed("tenures.no_posts"):
            fact = _tenure(article, number, token, holder, person, "post-before-name")
            if fact is not None:
                yield fact


def _reaches(behind: Sequence[Token]) -> bool:
    """Whether the posts before ``behind`` are those of the name behind it: a further description (主席、抗疫模范|张三), the
    holder's own party or firm (主席、某联盟|李四), or only what joins."""
    if behind and behind[-1].code == "O" and (len(behind) == 1 or behind[-2].code in "eu"):
        behind = behind[:-1]
    short = 0 < len(behind) <= int(entry("tenures.appended"))
    described = short and behind[0].code == "e" and all(t.code in "enaj" for t in behind)
    return described or all(_joins(t) for t in behind)


def _shared(region: Sequence[Token], last: int) -> Token | None:
    """The organisation that a post shares with the one before it, of another person (某局局长甲、副局长|乙)."""
    first = _first(region, last)
    own = region[first:max(last, 0)]
    if first < 2 or any(t.code in "OL" for t in own) or (region[first:first + 1] and region[first].code not in "ecP"):
        return None
    before = [t for t in region[:first - 1] if t.code in "OL"]
    return before[-1] if before else None


def _first(region: Sequence[Token], last: int) -> int:
    """Where the run of posts that belongs to the name begins: behind the last other person."""
    return max((i + 1 for i, t in enumerate(region[:last]) if t.code == "R"), default=0)


def _joins(token: Token) -> bool:
    """Whether a token may stand between the last post and the name."""
    return token.code in "e" or token.text in listed("tenures.between") or (token.code == "n" and token.text in listed("tenures.standing"))


def _tenure(article: Article, number: int, post: Token, holder: Token | None, person: Token, rule: str) -> Fact | None:
    assert post.mention is not None
    assert person.mention is not None
    organization = _organization(article, post, holder)
    apart = holder is None or holder.end != post.start
    if organization is None or (apart and post.text in listed("tenures.direct") and post.text not in offices()):
        return None
    where = organization.rule if organization.rule in {"seat", "host"} else "apart-from-post" if apart else "with-post"
    roles = (
        Role("holder", person.mention, rule=rule), Role("organization", organization, rule=where), Role("post", post.mention, rule="post"),
    )  # fmt: skip
    return Fact(post.start, post.end, type="Tenure", sentences=(number,), roles=roles, rule=rule, trigger=post.text)


def _organization(article: Article, post: Token, holder: Token | None) -> Mention | None:
    """The organisation behind a post: the one named before it; for a head of government or of a village the body that
    ``[tenures.seats]`` puts there, of the place before it or of the division that the level word in the title means."""
    seat = seats().get(post.text, "body")
    if post.text in offices() and (holder is None or holder.end != post.start):
        return _seat(post, *offices()[post.text])
    if holder is not None and holder.code == "O" and (host := _host(article, post, holder)) is not None:
        return host
    if holder is not None and holder.code == "O" and (seat != "government" or holder.end == post.start):
        return holder.mention
    body = entry("tenures.seats").get(seat)
    if body is None:
        return None
    if holder is not None and holder.mention is not None and holder.code == "L":
        return _seat(holder, (holder.mention.name or article.printed(holder.mention)) + body["name"], body["class"])
    level = pattern("tenures.level").search(post.text)
    return _seat(post, level.group() + body["name"], body["class"]) if level and seat == "government" else None


def _host(article: Article, post: Token, holder: Token) -> Mention | None:
    """The body behind its party committee, where the post is none of the party's (某局党委副书记、局长)."""
    suffix = pattern("tenures.party_suffix").search(holder.text)
    if suffix is None or holder.end == post.start or pattern("tenures.party_post").search(post.text) or suffix.start() < 3:
        return None
    end = holder.start + suffix.start()
    if pattern("organizations.levels").fullmatch(article.text.string[end - 1]):
        return None
    return Mention(holder.start, end, "Organization", "host", type=str(entry("tenures.host_class")))


def _seat(token: Token, name: str, type_: str) -> Mention:
    return Mention(token.start, token.end, "Organization", "seat", type=type_, name=name, implied=True)


def _behind(article: Article, number: int, tokens: Sequence[Token], index: int) -> Iterator[Fact]:
    """A post directly behind the name (省委王书记 is none; 陈伊芬秘书长 is), with the organisation before the name."""
    if index + 1 >= len(tokens) or tokens[index + 1].code != "P":
        return
    if index + 2 < len(tokens) and tokens[index + 2].code == "R":
        return
    holder = tokens[index - 1] if index and tokens[index - 1].code in "OL" else None
    fact = _tenure(article, number, tokens[index + 1], holder, tokens[index], "post-behind-name")
    if fact is not None:
        yield fact


def _appointed(article: Article, number: int, tokens: Sequence[Token], persons: list[Token]) -> tuple[list[Fact], list[Token]]:
    """甲任乙局局长、丙处处长: the posts behind a verb of appointment, or behind a date alone, held by the persons before
    it, those of the sentence before where there are none. Returns the facts and the persons that hold on."""
    facts: list[Fact] = []
    fresh = False
    first: list[Token] = []
    for index, token in enumerate(tokens):
        if token.code == "R" and token.depth == 0:
            persons = [*persons, token] if fresh and _joined(tokens, index) else [token]
            fresh = True
            first = first or persons
        elif token.text in listed("tenures.removing") and [t.code for t in tokens[index + 1:index + 3]] == ["R", "u"]:
            facts += _posts_behind(article, number, _region(tokens, index + 3), tokens[index + 1], "released")
        elif persons and _takes(tokens, index) and not _others(tokens, index):
            region = _region(tokens, index + 1)
            rule = "appointed" if fresh else "appointed-before"
            facts += [fact for person in persons for fact in _posts_behind(article, number, region, person, rule)]
    return facts, first or persons


def _takes(tokens: Sequence[Token], index: int) -> bool:
    """Whether posts of a person named before follow: behind a verb of holding or taking one, behind a date alone, or behind
    是 between a name and nothing but the post."""
    if tokens[index].text in listed("tenures.being"):
        region = _region(tokens, index + 1)
        return index > 0 and tokens[index - 1].code == "R" and bool(region) and region[-1].code == "P"
    return tokens[index].text in listed("tenures.verbs") or _dated(tokens, index)


def _others(tokens: Sequence[Token], index: int) -> bool:
    """Whether people without a name stand right before the verb: then it is they who hold the posts."""
    named = index > 1 and tokens[index - 2].code == "R"   # 张三|同志|当选
    return index > 0 and not named and tokens[index - 1].code in "nP" and is_people(tokens[index - 1].text)


def _joined(tokens: Sequence[Token], index: int) -> bool:
    """Whether the person at ``index`` is joined to the one before by 以及, 和 or a list comma alone."""
    before = [t for t in tokens[max(index - 2, 0):index] if t.code not in ",P"]
    return bool(before) and before[-1].code in "ce"


def _dated(tokens: Sequence[Token], index: int) -> bool:
    """Whether an organisation or place and a post follow a date at once (2011年8月浙江省代省长)."""
    if tokens[index].code != "D":
        return False
    codes = [t.code for t in tokens[index + 1:index + 5]]
    return codes[:2] in (["L", "P"], ["O", "P"]) and "R" not in codes


def _region(tokens: Sequence[Token], start: int) -> list[Token]:
    """The tokens from ``start`` on that may belong to a list of posts."""
    end = start
    while end < len(tokens) and ((_belongs(tokens[end]) and tokens[end].code != "R") or tokens[end].text in listed("tenures.behind")):
        end += 1
    if end < len(tokens) and tokens[end].code == "R":   # 时任…书记习近平: the posts belong to the name behind them
        cut = max((i for i, t in enumerate(tokens[start:end], start) if t.code == ","), default=start)
        return list(tokens[start:cut])
    return list(tokens[start:end])


def _posts_behind(article: Article, number: int, region: Sequence[Token], person: Token, rule: str) -> Iterator[Fact]:
    holder: Token | None = None
    for token in region:
        if token.code in "OL":
            holder = token
        elif token.code == "P":
            fact = _tenure(article, number, token, holder, person, rule)
            if fact is not None:
                yield fact

