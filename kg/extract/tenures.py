"""Tenures: who holds which post where, from the words before a name and around verbs of appointment.

Before a name stand one or more posts, each with the organisation, place or level word before it (区委副书记、区长王宝雨).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.article import Article, Fact, Role, starting_in
from kg.extract.phrases import is_people
from kg.extract.seats import offices, organization, touches
from kg.extract.spells import Verb, status, verb
from kg.extract.tokens import Token, tokenize
from kg.zh.grammar import entry, listed, pattern

CONCERNED = frozenset({"Person", "Post"})
"""Without a mention of these kinds, a sentence tells of no tenure and of nobody who could hold one."""
NO_VERB = Verb()


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
                yield from _entered(article, number, tokens, index)
        found, persons = _appointed(article, number, tokens, persons)
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
        elif _within(tokens[start - 1]) or _goes_back(tokens, start - 1):
            start -= 1
            region.insert(0, tokens[start])
        else:
            break
    if role and (start == 0 or tokens[start - 1].text not in listed("tenures.as")):
        return
    held = start > 0 and tokens[start - 1].text in listed("tenures.verbs")   # 在某村任队长的|张三
    where = _where(tokens, start - 1) if held else None
    yield from _posts(article, number, region, tokens[index], where, verb(tokens, start - 1) if held else NO_VERB)


def _opening(tokens: Sequence[Token], closing: int) -> int:
    """The bracket that the one at ``closing`` closes; 0 where there is none."""
    if tokens[closing].code != ")":
        return 0
    return next((i for i in range(closing, 0, -1) if tokens[i].code == "("), 0)


def _within(token: Token) -> bool:
    """Whether a token may stand between the first post and the name."""
    return _belongs(token) or token.text in listed("tenures.behind")


def _belongs(token: Token) -> bool:
    return token.code in "POLRemt" or token.text in listed("tenures.between") or token.code in "naMjfQ(<>)"


def _goes_back(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the posts before a name go on before this comma: behind the name of another, whose organisation they may share
    (主席甲,秘书长|乙), or behind a clause of posts alone (某省原省长,原某部部长|甲)."""
    if tokens[comma].code != "," or comma == 0:
        return False
    if tokens[comma - 1].code == "R":
        return True
    start = comma
    while start > 0 and _within(tokens[start - 1]) and tokens[start - 1].code != "R":
        start -= 1
    return tokens[comma - 1].code == "P" and (start == 0 or tokens[start - 1].code in ",;:.")


def _posts(
    article: Article, number: int, region: Sequence[Token], person: Token, where: Token | None, by: Verb
) -> Iterator[Fact]:
    last = max((i for i, t in enumerate(region) if t.code == "P" and not _of_name(region, i)), default=-1)
    if last < 0 or not _reaches(region[last + 1:]):
        return
    first = _first(region, last)
    holder = _shared(region, first) if first else where
    by = NO_VERB if first else by
    for index, token in enumerate(region[first:], first):
        if token.code in "OL":
            holder = token
        elif token.code == "u":
            by = NO_VERB
            holder = None if index > first and region[index - 1].code == "P" else holder   # 某政协委员的|前会长
        elif token.code == "P" and token.text not in listed("tenures.no_posts"):
            fact = _tenure(article, number, region[first:index], token, holder, person, "post-before-name", by)
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


# one tenure


def _tenure(
    article: Article, number: int, before: Sequence[Token], post: Token, holder: Token | None, person: Token, rule: str,
    by: Verb = NO_VERB,
) -> Fact | None:
    assert post.mention is not None
    assert person.mention is not None
    body = organization(article, before, post, holder)
    apart = holder is None or not touches(article, holder, post)
    inferred = holder is None or body != holder.mention
    loose = apart and not inferred and post.text in listed("tenures.direct") and post.text not in offices()
    if body is None or loose:
        return None
    named = "described" if inferred else "apart-from-post" if apart else "with-post"
    where = body.rule if body.rule in {"seat", "host", "part", "inner", "described"} else named
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


# behind a name


def _behind(article: Article, number: int, tokens: Sequence[Token], index: int) -> Iterator[Fact]:
    """A post directly behind the name (省委王书记 is none; 陈伊芬秘书长 is), with the organisation before the name."""
    if index + 1 >= len(tokens) or tokens[index + 1].code != "P":
        return
    if index + 2 < len(tokens) and tokens[index + 2].code == "R":
        return
    holder = tokens[index - 1] if index and tokens[index - 1].code in "OL" else None
    fact = _tenure(article, number, (), tokens[index + 1], holder, tokens[index], "post-behind-name")
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
    if not region or region[0].code not in "OL" or region[-1].code != "P" or not all(_belongs(t) and t.code != "R" for t in region):
        return
    apart = tokens[index + 1].code == "(" or index == 0 or tokens[index - 1].code in ",;:.>"
    blank = article.text.string[tokens[index].end:region[0].start].isspace()
    if (blank and end == len(tokens)) or (start > index + 1 and apart):
        yield from _posts_behind(article, number, region, tokens[index], "entered", None, NO_VERB)


# around a verb


def _appointed(article: Article, number: int, tokens: Sequence[Token], persons: list[Token]) -> tuple[list[Fact], list[Token]]:
    """甲任乙局局长、丙处处长: the posts behind a verb of appointment, or behind a date alone, held by the persons before
    it, those of the sentence before where there are none. Returns the facts and the persons that hold on."""
    facts: list[Fact] = []
    fresh = False
    first: list[Token] = []
    for index, token in enumerate(tokens):
        if token.code == "R" and token.depth == 0:
            if not _appoints(tokens, index):
                persons = [*persons, token] if fresh and _joined(tokens, index) else [token]
                fresh = True
                first = first or persons
        elif token.text in listed("tenures.removing"):
            facts += _released(article, number, tokens, index, persons)
        elif persons and _takes(tokens, index) and not _others(tokens, index, fresh):
            region, where, by = _region(tokens, index + 1), _where(tokens, index), verb(tokens, index)
            rule = "appointed" if fresh else "appointed-before"
            facts += [fact for person in persons for fact in _posts_behind(article, number, region, person, rule, where, by)]
    return facts, first or persons


def _appoints(tokens: Sequence[Token], index: int) -> bool:
    """Whether the person at ``index`` is the one who appoints (甲获|乙|委任为)."""
    passive = index > 0 and tokens[index - 1].text in listed("tenures.appointed_by")
    return passive and index + 1 < len(tokens) and tokens[index + 1].text in listed("tenures.appointing")


def _released(article: Article, number: int, tokens: Sequence[Token], index: int, persons: Sequence[Token]) -> Iterator[Fact]:
    """免去甲、乙的丙局副局长职务: the posts behind names behind the verb, or behind 其, which stands for the persons before;
    or, where these are released (被免去), right behind the verb."""
    end = index + 1
    while [t.code for t in tokens[end:end + 2]] == ["R", "e"]:
        end += 2
    if end + 1 >= len(tokens) or tokens[end + 1].code not in "uOLP":
        return
    if tokens[index - 1].text in listed("tenures.released_by") and tokens[end].code in "OL":   # 张三被免去|某县副县长职务
        end -= 1
    elif tokens[end].code == "R":
        persons = [t for t in tokens[index + 1:end + 1] if t.code == "R"]
    elif tokens[end].text not in listed("tenures.whose"):
        return
    region = _region(tokens, end + 1 + (tokens[end + 1].code == "u"))
    for person in persons:
        yield from _posts_behind(article, number, region, person, "released", None, verb(tokens, index))


def _takes(tokens: Sequence[Token], index: int) -> bool:
    """Whether posts of a person named before follow: behind a verb of holding or taking one, behind a date alone, or behind
    是 between a name and nothing but the post."""
    if tokens[index].text in listed("tenures.being"):
        region = _region(tokens, index + 1)
        named = index > 0 and (tokens[index - 1].code == "R" or [t.code for t in tokens[max(index - 2, 0):index]] == ["R", ","])
        return named and bool(region) and region[-1].code == "P"
    return tokens[index].text in listed("tenures.verbs") or _dated(tokens, index)


def _others(tokens: Sequence[Token], index: int, fresh: bool) -> bool:
    """Whether people without a name, or an organisation, are the subject of the verb: then it is they who hold the posts. Where
    no name stands in the sentence before the verb (``fresh`` is false), anybody at the beginning of its clause is."""
    if not fresh and tokens[index].text in listed("tenures.of_name"):
        return True
    if index == 0 or (index > 1 and tokens[index - 2].code == "R"):   # 张三|同志|当选
        return False
    if tokens[index - 1].code in "nP" and is_people(tokens[index - 1].text):
        return True
    start = index
    while start > 0 and tokens[start - 1].code not in ",;:.":
        start -= 1
    if tokens[index - 1].code == "P":
        return all(t.code not in "Rpo" for t in tokens[start:index])
    subject = next((i for i in range(start, index) if tokens[i].code not in "Ddct"), index)
    if subject == index or tokens[subject].code not in "OPQ":
        return False
    return not fresh or all(t.code in "OLPnec" for t in tokens[subject:index])


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


def _where(tokens: Sequence[Token], index: int) -> Token | None:
    """The organisation or place that stands before the verb at ``index`` behind 在 (在某村|任第一书记)."""
    before = tokens[max(index - 2, 0):index]
    there = len(before) > 1 and before[1].code in "OL" and before[0].text in listed("tenures.at")
    return before[1] if there else None


def _region(tokens: Sequence[Token], start: int) -> list[Token]:
    """The tokens from ``start`` on that may belong to a list of posts, without what stands in brackets; behind a comma too,
    where nothing but further posts follows."""
    found: list[Token] = []
    end = start + (start < len(tokens) and tokens[start].text in listed("tenures.particles"))
    while end < len(tokens):
        if tokens[end].code == "(" and found and (closing := _closing(tokens, end)):
            end = closing + 1
        elif (_within(tokens[end]) and tokens[end].code != "R") or _goes_on(tokens, end):
            found.append(tokens[end])
            end += 1
        else:
            break
    if end < len(tokens) and tokens[end].code == "R":   # 时任…书记习近平: the posts belong to the name behind them
        return found[:max((i for i, t in enumerate(found) if t.code == ","), default=0)]
    return found


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The bracket that closes the one at ``opening``; 0 where none does."""
    return next((i for i in range(opening, len(tokens)) if tokens[i].code == ")"), 0)


def _goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the clause behind this comma is nothing but posts."""
    if tokens[comma].code != ",":
        return False
    end = comma + 1
    while end < len(tokens) and tokens[end].code not in ",;:.":
        end += 1
    while end > comma + 1 and (tokens[end - 1].code == "g" or tokens[end - 1].text in listed("tenures.closing")):
        end -= 1
    clause = tokens[comma + 1:end]
    return bool(clause) and all(_within(t) and t.code != "R" for t in clause) and clause[-1].code == "P" and clause[0].code in "OLPa"


def _posts_behind(
    article: Article, number: int, region: Sequence[Token], person: Token, rule: str, where: Token | None, by: Verb
) -> Iterator[Fact]:
    holder = where
    for index, token in enumerate(region):
        if token.code in "OL":
            holder = token
        elif token.code == "P" and not any(t.text in listed("tenures.not_titles") for t in region[index + 1:index + 2]):
            fact = _tenure(article, number, region[:index], token, holder, person, rule, by)
            if fact is not None:
                yield fact
