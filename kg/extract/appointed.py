"""Tenures around a verb of appointment, or behind a date: 甲任乙局局长, 免去甲的乙局局长职务.

In: the tokens of a sentence, and the persons of the sentence before. Out: the tenures, and the persons that hold on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.article import Article, Fact
from kg.extract.phrases import is_people
from kg.extract.posts import held_at, posts_behind, within
from kg.extract.spells import verb
from kg.extract.tokens import Token
from kg.zh.grammar import listed


def appointed(article: Article, number: int, tokens: Sequence[Token], persons: list[Token]) -> tuple[list[Fact], list[Token]]:
    """甲任乙局局长、丙处处长: the posts behind a verb of appointment, or behind a date alone, held by the persons before
    it, those of the sentence before where there are none. Returns the facts and the persons that hold on."""
    facts: list[Fact] = []
    fresh = False
    first: list[Token] = []
    removing, taking = listed("tenures.removing"), listed("tenures.being") | listed("tenures.verbs")
    for index, token in enumerate(tokens):
        if token.code == "R" and token.depth == 0:
            if not _appoints(tokens, index):
                persons = [*persons, token] if fresh and _joined(tokens, index) else [token]
                fresh = True
                first = first or persons
        elif token.text in removing:
            facts += _released(article, number, tokens, index, persons)
        elif persons and (token.code == "D" or token.text in taking) and _takes(tokens, index) and not _others(tokens, index, fresh):
            region, place, by = _region(tokens, index + 1), held_at(tokens, index), verb(tokens, index)
            rule = "appointed" if fresh else "appointed-before"
            facts += [fact for person in persons for fact in posts_behind(article, number, region, person, rule, place, by)]
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
        yield from posts_behind(article, number, region, person, "released", None, verb(tokens, index))


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


def _region(tokens: Sequence[Token], start: int) -> list[Token]:
    """The tokens from ``start`` on that may belong to a list of posts, without what stands in brackets; behind a comma too,
    where nothing but further posts follows."""
    found: list[Token] = []
    end = start + (start < len(tokens) and tokens[start].text in listed("tenures.particles"))
    while end < len(tokens):
        if tokens[end].code == "(" and found and (closing := _closing(tokens, end)):
            end = closing + 1
        elif (within(tokens[end]) and tokens[end].code != "R") or _goes_on(tokens, end):
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
    return bool(clause) and all(within(t) and t.code != "R" for t in clause) and clause[-1].code == "P" and clause[0].code in "OLPa"
