"""A sentence as tokens: words, with the mentions laid over them, each with a one-letter code.

Codes: ``R`` person, ``O`` organisation, ``L`` place, ``K`` work, ``M`` measure, ``Q`` figure, ``D`` date, ``P`` post; of
the words ``n`` noun, ``j`` verbal noun, ``a`` adjective, ``v`` verb, ``d`` adverb, ``p`` preposition, ``o`` verb of motion,
``c`` conjunction, ``u`` attributive particle, ``g`` the word that ends a list, ``f`` localizer, ``r`` pronoun, ``t`` time,
``m`` numeral, ``y`` "and" between verbs, ``x`` other; punctuation ``e`` (list comma) ``,`` ``;`` ``:`` ``.`` ``<`` ``>``
``(`` ``)``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from kg.article import Article, Mention, Span, Word
from kg.extract.sentences import Sentence
from kg.zh.grammar import entry, listed

CODES = {"Person": "R", "Organization": "O", "Place": "L", "Work": "K", "Measure": "M", "Quantity": "Q", "Date": "D", "Post": "P"}
RANK = {kind: rank for rank, kind in enumerate(("Work", "Measure", "Person", "Organization", "Place", "Date", "Quantity", "Post"))}
NAMED = frozenset("ROLKM")
NOMINAL = frozenset("ROLKMPnjamr")
CLOSING = frozenset(">)")


@dataclass(slots=True)
class Token:
    """One token of a sentence; ``depth`` counts the quotation marks and brackets it stands in. Never changed: it is not frozen
    since a frozen one takes three times as long to make."""

    start: int
    end: int
    code: str
    text: str
    mention: Mention | None
    depth: int

    def as_noun(self) -> Token:
        """The token as a noun."""
        return Token(self.start, self.end, "n", self.text, self.mention, self.depth)


def codes_of(tokens: Sequence[Token]) -> str:
    """The codes of the tokens in one string."""
    return "".join([token.code for token in tokens])


def nominal(tokens: Sequence[Token]) -> bool:
    """Whether one of the tokens is nominal."""
    return not NOMINAL.isdisjoint([token.code for token in tokens])


Piece = tuple[int, int, str, Mention | None]
"""What becomes a token: start, end, code and the mention, if it is one."""


def tokenize(article: Article, sentence: Sentence, cuts: Sequence[Span] = ()) -> list[Token]:
    """The tokens of ``sentence``; ``cuts`` are spans that must be tokens of their own even across the tagger's words."""
    chosen = _outermost([m for m in sentence.mentions if m.end <= sentence.span.end])
    pieces = _words(article, sentence, chosen, cuts)
    pieces += [(mention.start, mention.end, CODES[mention.kind], mention) for mention in chosen]
    return _coded(article, sorted(pieces, key=itemgetter(0)))


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that do not lie in others; of the same span the one that says most."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, RANK.get(m.kind, 9), m.start)):
        if mention.kind in CODES and not any(mention.start < m.end and m.start < mention.end for m in kept):
            kept.append(mention)
    return kept


def _words(article: Article, sentence: Sentence, chosen: Sequence[Span], cuts: Sequence[Span]) -> list[Piece]:
    """What the mentions leave of the words, cut at the borders of ``cuts``."""
    borders = sorted({border for span in (*chosen, *cuts) for border in (span.start, span.end)})
    borders.append(sentence.span.end)
    taken = {offset for span in chosen for offset in range(span.start, span.end)}
    string = article.text.string
    pieces: list[Piece] = []
    ahead = 0   # the first border behind the start of the word
    for start, end, tag in sentence.words:
        while borders[ahead] <= start:
            ahead += 1
        if borders[ahead] < end:
            pieces += _cut(string, Word(start, end, tag), taken, borders[ahead:], cuts)
        elif start not in taken:
            pieces.append((start, end, _letter(string[start:end], tag), None))
    return pieces


def _cut(string: str, word: Word, taken: Collection[int], borders: Sequence[int], cuts: Sequence[Span]) -> Iterator[Piece]:
    """What is left of a word that is cut at those of ``borders`` that lie in it."""
    edges = [word.start, *(border for border in borders if border < word.end), word.end]
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
    texts = [string[start:end] for start, end, _, _ in pieces]
    if any(map(str.isspace, texts)):
        return _coded(article, [piece for piece, text in zip(pieces, texts, strict=True) if not text.isspace()])
    codes = [code for _, _, code, _ in pieces]
    about, adverbial = entry("tokens.about"), entry("tokens.adverbial")
    for i, (text, following) in enumerate(pairwise(texts)):
        if codes[i] == "o" or text == about or following == adverbial:
            codes[i] = _beside(codes[i], text, following, codes[i + 1])
        # 某县|外|建|党组织
        if codes[i] == "f" and "".join(codes[i - 1:i + 3]) in {"Lfvn", "rfvn"} and len(text) == len(following) == 1:
            codes[i:i + 2] = "nn"
    depths = _depths(codes)
    return [Token(start, end, codes[i], texts[i], mention, depths[i]) for i, (start, end, _, mention) in enumerate(pieces)]


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
    if not CLOSING.intersection(codes):
        return [0] * len(codes)
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


def clauses(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens between commas, colons and stops that stand outside quotation marks and brackets."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.code in ",;:." and token.depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [clause for clause in found if clause]
