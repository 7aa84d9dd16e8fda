"""A sentence as tokens: words, with the mentions laid over them, each with a one-letter code.

Codes: ``R`` person, ``O`` organisation, ``L`` place, ``K`` work, ``M`` measure, ``Q`` figure, ``D`` date, ``P`` post; of
the words ``n`` noun, ``j`` verbal noun, ``a`` adjective, ``v`` verb, ``d`` adverb, ``p`` preposition, ``o`` verb of motion,
``c`` conjunction, ``u`` attributive particle, ``g`` the word that ends a list, ``f`` localizer, ``r`` pronoun, ``t`` time,
``m`` numeral, ``y`` "and" between verbs, ``x`` other; punctuation ``e`` (list comma) ``,`` ``;`` ``:`` ``.`` ``<`` ``>``
``(`` ``)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from kg.article import Article, Mention, Span, starting_in
from kg.zh.grammar import entry, listed

CODES = {"Person": "R", "Organization": "O", "Place": "L", "Work": "K", "Measure": "M", "Quantity": "Q", "Date": "D", "Post": "P"}
RANK = {kind: rank for rank, kind in enumerate(("Work", "Measure", "Person", "Organization", "Place", "Date", "Quantity", "Post"))}
NAMED = frozenset("ROLKM")
NOMINAL = frozenset("ROLKMPnjamr")


class Token(NamedTuple):
    """One token of a sentence; ``depth`` counts the quotation marks and brackets it stands in."""

    start: int
    end: int
    code: str
    text: str
    mention: Mention | None
    depth: int


Piece = tuple[int, int, str, Mention | None]
"""What becomes a token: start, end, code and the mention, if it is one."""


def tokenize(article: Article, sentence: Span, cuts: Sequence[Span] = ()) -> list[Token]:
    """The tokens of ``sentence``; ``cuts`` are spans that must be tokens of their own even across the tagger's words."""
    chosen = _outermost([m for m in starting_in(article.mentions, sentence) if m.end <= sentence.end])
    pieces: list[Piece] = [(mention.start, mention.end, CODES[mention.kind], mention) for mention in chosen]
    pieces += _words(article, sentence, chosen, cuts)
    return _coded(article, sorted(pieces, key=itemgetter(0)))


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that do not lie in others; of the same span the one that says most."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (-len(m), RANK.get(m.kind, 9), m.start)):
        if mention.kind in CODES and not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return kept


def _words(article: Article, sentence: Span, chosen: Sequence[Span], cuts: Sequence[Span]) -> Iterator[Piece]:
    """What the mentions leave of the words, cut at the borders of ``cuts``."""
    borders = {border for span in (*chosen, *cuts) for border in (span.start, span.end)}
    taken = {offset for span in chosen for offset in range(span.start, span.end)}
    string = article.text.string
    for word in starting_in(article.words, sentence):
        if borders.isdisjoint(range(word.start + 1, word.end)):
            if word.start not in taken:
                yield word.start, word.end, _letter(string[word.start:word.end], word.tag), None
            continue
        edges = [word.start, *(offset for offset in range(word.start + 1, word.end) if offset in borders), word.end]
        for start, end in pairwise(edges):
            if start not in taken:   # then no other of its characters is, since it is cut where mentions begin
                triggers = any(span.start <= start and end <= span.end for span in cuts)
                code = "v" if triggers else _letter(string[start:end], word.tag, "end" if start > word.start else "start")
                yield start, end, code, None


@lru_cache(maxsize=1 << 16)
def _letter(text: str, tag: str, part: str = "") -> str:
    """The code of a word with this tag, or of the ``start`` or ``end`` of one."""
    special = entry("tokens.words").get(text) or entry("tokens.marks").get(text)
    if special:
        return str(special)
    if text.isascii() and text.isalnum():
        return "n"
    if text in prepositions() and tag in {"p", "v", "d", "ad", "c", "xc", "u"}:
        return "p"
    if text in listed("clause.motions") and tag in {"v", "p", "ad", "d", "f"}:
        return "o"
    if part and tag in {"v", "ad", "d"}:
        return "n" if part == "end" else "v"
    return str(entry("tokens.letters").get(tag, "x"))


@lru_cache(maxsize=1)
def prepositions() -> frozenset[str]:
    """Words that put a participant before the verb."""
    return listed("clause.prepositions")


def _coded(article: Article, pieces: Sequence[Piece]) -> list[Token]:
    string = article.text.string
    kept = [(piece, text) for piece in pieces if not (text := string[piece[0]:piece[1]]).isspace()]
    if not kept:
        return []
    starts, ends, first, mentions = zip(*(piece for piece, _ in kept), strict=True)
    texts, codes = [text for _, text in kept], list(first)
    for i, (text, following) in enumerate(pairwise(texts)):
        codes[i] = _beside(codes[i], text, following, codes[i + 1])
        # 某县|外|建|党组织
        if codes[i] == "f" and "".join(codes[i - 1:i + 3]) in {"Lfvn", "rfvn"} and len(text) == len(following) == 1:
            codes[i:i + 2] = "nn"
    return list(map(Token._make, zip(starts, ends, codes, texts, mentions, _depths(codes), strict=True)))


def _beside(code: str, text: str, following: str, next_code: str) -> str:
    """The code of a word before ``following``: before the adverbial particle an adverb; some verbs of motion before a
    verb, too (深入开展); before a noun a preposition where it may be one (就|防汛工作)."""
    if text == entry("tokens.about") and next_code in "njROLKM<":
        return "p"
    if following == entry("tokens.adverbial") and code in "andjv":
        return "d"
    return "d" if code == "o" and next_code in "vj" and text in listed("tokens.adverbs") else code


def _depths(codes: Sequence[str]) -> list[int]:
    """How many pairs of quotation marks and brackets each token stands in, the marks included; a mark without a partner
    makes none."""
    steps = [0] * (len(codes) + 1)
    opened: list[int] = []
    for i, code in enumerate(codes):
        if code in "<(":
            opened.append(i)
        elif code in ">)" and opened:
            steps[opened.pop()] += 1
            steps[i + 1] -= 1
    depth, depths = 0, []
    for step in steps[:-1]:
        depth += step
        depths.append(depth)
    return depths


def clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between commas, colons and stops that stand outside quotation marks and brackets."""
    clause: list[Token] = []
    for token in tokens:
        if token.code in ",;:." and token.depth == 0:
            if clause:
                yield clause
            clause = []
        else:
            clause.append(token)
    if clause:
        yield clause
