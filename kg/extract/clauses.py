"""Clauses: the tokens of a sentence cut at commas and stops, at list commas that join whole clauses, and joined again where
a comma stands inside what a preposition introduces."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.article import Span
from kg.extract.tokens import Token, clauses, codes_of
from kg.zh.grammar import listed


def whole_clauses(tokens: Sequence[Token], occurrences: Mapping[Span, str]) -> Iterator[list[Token]]:
    """The clauses, cut also at list commas that join whole clauses (甲联系镇街、乙联系村), and joined again where a comma
    stands inside what a preposition introduces (向3100个党组织,7.5万名党员发出…)."""
    starts, ends = {span.start for span in occurrences}, {span.end for span in occurrences}
    held: list[Token] = []
    for clause in clauses(tokens):
        for piece in _split(clause, starts, ends) if starts else [clause]:
            piece = held + piece
            held = []
            if _open(piece, starts):
                held = [*piece, Token(piece[-1].end, piece[-1].end, "e", "", None, 0)]
            else:
                yield _unframed(piece, starts) if starts else piece
    if held:
        yield held


def _split(clause: list[Token], starts: set[int], ends: set[int]) -> Iterator[list[Token]]:
    begin = 0
    codes = codes_of(clause)
    i = codes.find("e")
    while i >= 0:
        if not clause[i].depth and _parts_clauses(clause, codes, begin, i, starts, ends):
            yield clause[begin:i]
            begin = i + 1
        i = codes.find("e", i + 1)
    yield clause[begin:]


def _parts_clauses(clause: list[Token], codes: str, begin: int, comma: int, starts: set[int], ends: set[int]) -> bool:
    """Whether the list comma ends a clause that begins at ``begin``."""
    if not any(t.code == "v" and t.start in starts for t in clause[begin:comma]):
        return False
    parallel = codes[comma + 1:comma + 2] == "Q" and "Q" in codes[max(comma - 3, begin):comma]
    shares = comma > begin and clause[comma - 1].end in ends and codes[comma + 1:comma + 2] == "v"   # 清理、疏通|河道
    return not parallel and not shares and _new_clause(clause[comma + 1:], starts)


def _new_clause(rest: Sequence[Token], starts: set[int]) -> bool:
    """Whether a list comma is followed by a verb that is a trigger, or by a subject with a figure or a name and such a verb."""
    verb = next((i for i, t in enumerate(rest) if t.start in starts and t.code in "vj" and t.depth == 0), None)
    if verb is not None and rest[verb].code == "j":
        object_ = rest[verb + 1:verb + 2]
        if verb or not object_ or object_[0].code != "n" or object_[0].text in listed("clause.nominal_tail"):
            return False
    if verb is None or any(t.code in "e,pov" for t in rest[:verb]):
        return False
    if verb + 1 < len(rest) and rest[verb + 1].text in listed("clause.goods"):
        return False
    return verb == 0 or any(t.code in "QROL" for t in rest[:verb])


def _unframed(clause: list[Token], starts: set[int]) -> list[Token]:
    """What a clause tells that only sets the scene for the next (在|某局捐款3万元|的基础上), without its frame."""
    if clause[0].text not in listed("clause.locating"):
        return clause
    head = next((i for i, t in enumerate(clause) if i > 1 and clause[i - 1].code == "u" and t.text in listed("clause.scenes")), 0)
    inner = clause[1:head - 1]
    return inner if head >= len(clause) - 2 and any(t.start in starts for t in inner) else clause


def _open(clause: Sequence[Token], starts: set[int]) -> bool:
    """Whether the clause ends inside what a preposition of giving introduces."""
    giving = listed("clause.giving")
    for last in range(len(clause) - 1, -1, -1):
        token = clause[last]
        if token.code in "vf" or token.start in starts:
            return False
        if token.code == "p" and token.text in giving:
            return last < len(clause) - 1
    return False


def continues(clause: Sequence[Token], starts: Collection[int]) -> bool:
    """Whether a clause has no verb and only goes on counting (…200件,防护服200件), or says so (其中…); ``starts`` are those
    of triggers."""
    if clause[0].text in listed("clause.continuing"):
        return True
    if clause[0].start in starts:
        return False
    counted = next((i for i, t in enumerate(clause) if t.code == "Q"), len(clause))
    if counted <= 4 and all(t.code in "najc" for t in clause[:counted]):
        return not any(t.code in "po" or (t.code == "v" and clause[i - 1].code != "e") for i, t in enumerate(clause))
    return any(t.code == "Q" for t in clause) and all(t.code in "QnajecgudxmMKyr<>" for t in clause)
