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
from typing import Final

from kg.article import START, Mention, Span, Word
from kg.zh.grammar import entry, listed, pattern

CODES: Final = {"Person": "R", "Organization": "O", "Place": "L", "Work": "K", "Measure": "M", "Quantity": "Q", "Date": "D", "Post": "P"}
RANK: Final = {kind: rank for rank, kind in enumerate(("Work", "Measure", "Person", "Organization", "Place", "Date", "Quantity", "Post"))}
NAMED: Final = frozenset("ROLKM")
NOMINAL: Final = frozenset("ROLKMPnjamr")
CLOSING: Final = frozenset(">)")
OTHER: Final = "x"


@dataclass(slots=True, init=False)
class Token:
    """One token of a sentence; ``depth`` counts the quotation marks and brackets it stands in. Only :func:`tokenize` changes it,
    which makes it."""

    start: int
    end: int
    code: str
    text: str
    mention: Mention | None
    depth: int

    # Every word becomes one; compiled, what dataclasses would write takes three times as long.
    def __init__(self, start: int, end: int, code: str, text: str, mention: Mention | None = None, depth: int = 0) -> None:
        self.start = start
        self.end = end
        self.code = code
        self.text = text
        self.mention = mention
        self.depth = depth

    def as_noun(self) -> Token:
        """The token as a noun."""
        return Token(self.start, self.end, "n", self.text, self.mention, self.depth)


def codes_of(tokens: Sequence[Token]) -> str:
    """The codes of the tokens in one string."""
    return "".join([token.code for token in tokens])


def nominal(tokens: Sequence[Token]) -> bool:
    """Whether one of the tokens is nominal."""
    return not NOMINAL.isdisjoint([token.code for token in tokens])


def last_of(tokens: Sequence[Token], codes: Collection[str]) -> int:
    """The index of the last token with one of these codes; -1 where there is none."""
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].code in codes:
            return index
    return -1


def tokenize(string: str, span: Span, words: Sequence[Word], mentions: Sequence[Mention], cuts: Sequence[Span] = ()) -> list[Token]:
    """The tokens of the sentence at ``span`` of ``string``, in which these words and mentions begin; ``cuts`` are spans that must be
    tokens of their own even across the tagger's words."""
    chosen = _outermost([m for m in mentions if m.end <= span.end])
    tokens = _words(string, span, words, chosen, cuts)
    tokens += [Token(m.start, m.end, CODES[m.kind], string[m.start:m.end], m) for m in chosen]
    if chosen:
        tokens.sort(key=START)
    _recode(tokens)
    _deepen(tokens)
    return tokens


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that do not lie in others; of the same span the one that says most."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, RANK.get(m.kind, 9), m.start)):
        if mention.kind in CODES and not any(mention.start < m.end and m.start < mention.end for m in kept):
            kept.append(mention)
    return kept


def _words(string: str, sentence: Span, words: Sequence[Word], chosen: Sequence[Span], cuts: Sequence[Span]) -> list[Token]:
    """What the mentions leave of the words, cut at the borders of ``cuts``; blanks are none."""
    borders = sorted({border for span in (*chosen, *cuts) for border in (span.start, span.end)})
    borders.append(sentence.end)
    taken = {offset for span in chosen for offset in range(span.start, span.end)}
    letters, fixed, unsure = entry("tokens.letters"), _fixed(), _unsure()
    tokens: list[Token] = []
    ahead = 0   # the first border behind the start of the word
    for start, end, tag in words:
        while borders[ahead] <= start:
            ahead += 1
        if borders[ahead] < end:
            tokens += _cut(string, Word(start, end, tag), taken, borders[ahead:], cuts)
        elif start not in taken:
            text = string[start:end]
            if not text.isspace():
                code = fixed.get(text) or (_letter(text, tag) if text in unsure or text.isascii() else letters.get(tag, OTHER))
                tokens.append(Token(start, end, code, text))
    return tokens


def _cut(string: str, word: Word, taken: Collection[int], borders: Sequence[int], cuts: Sequence[Span]) -> Iterator[Token]:
    """What is left of a word that is cut at those of ``borders`` that lie in it."""
    edges = [word.start, *(border for border in borders if border < word.end), word.end]
    for start, end in pairwise(edges):
        text = string[start:end]
        if start not in taken and not text.isspace():   # then no other of its characters is, since it is cut where mentions begin
            triggers = any(span.start <= start and end <= span.end for span in cuts)
            if start - 1 in taken and not triggers and (led := _led(string, start, end)):
                yield led
                start, text = led.end, string[led.end:end]
            code = "v" if triggers else _letter(text, word.tag, "end" if start > word.start else "start")
            yield Token(start, end, code, text)


def _led(string: str, start: int, end: int) -> Token | None:
    """The word behind a name by which another is introduced (某工会|向|基金会) or acted on (某协会|组织|物业公司), where the tagger has
    taken it all for one."""
    for name, code in (("organizations.introducing", "p"), ("organizations.acting", "v")):
        match = pattern(name).match(string, start, end)
        if match and match.end() < end:
            return Token(start, match.end(), code, match.group())
    return None


def _letter(text: str, tag: str, part: str = "") -> str:
    """The code of a word with this tag, or of the ``start`` or ``end`` of one."""
    if text in _fixed():
        return _fixed()[text]
    if text.isascii() and text.isalnum():
        return "n"
    if text in prepositions() and tag in {"p", "v", "d", "ad", "c", "xc", "u"}:
        return "p"
    if text in listed("clause.motions") and tag in {"v", "p", "ad", "d", "f"}:
        return "o"
    if part and tag in {"v", "ad", "d"}:
        return "n" if part == "end" else "v"
    return str(entry("tokens.letters").get(tag, OTHER))


@lru_cache(maxsize=1)
def _fixed() -> dict[str, str]:
    """Words and marks → their code, whatever the tag."""
    return {**entry("tokens.marks"), **entry("tokens.words")}


@lru_cache(maxsize=1)
def _unsure() -> frozenset[str]:
    """Other words whose code the tag alone does not tell."""
    return prepositions() | listed("clause.motions")


@lru_cache(maxsize=1)
def prepositions() -> frozenset[str]:
    """Words that put a participant before the verb."""
    return listed("clause.prepositions")


def _recode(tokens: list[Token]) -> None:
    """Corrects the codes of new tokens by what stands beside them."""
    about, adverbial = entry("tokens.about"), entry("tokens.adverbial")
    for i in range(len(tokens) - 1):
        token, following = tokens[i], tokens[i + 1]
        if token.code == "o" or token.text == about or following.text == adverbial:
            token.code = _beside(token.code, token.text, following.text, following.code)
        if token.text == entry("tokens.together") and following.code in "OR" and i and tokens[i - 1].code in "ORn":   # 某局|联合|某公司
            token.code = "p"
        # 某县|外|建|党组织
        if token.code == "f" and len(token.text) == len(following.text) == 1 and codes_of(tokens[i - 1:i + 3]) in {"Lfvn", "rfvn"}:
            token.code = following.code = "n"


def _beside(code: str, text: str, following: str, next_code: str) -> str:
    """The code of a word before ``following``: before the adverbial particle an adverb; some verbs of motion before a
    verb, too (深入开展); before a noun a preposition where it may be one (就|防汛工作)."""
    if text == entry("tokens.about") and next_code in "njROLKM<":
        return "p"
    if following == entry("tokens.adverbial") and code in "andjv":
        return "d"
    return "d" if code == "o" and next_code in "vj" and text in listed("tokens.adverbs") else code


def _deepen(tokens: Sequence[Token]) -> None:
    """Tells new tokens in how many pairs of quotation marks and brackets they stand, the marks included; a mark without a
    partner makes none."""
    if last_of(tokens, CLOSING) < 0:
        return
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if token.code in "<(":
            opened.append(i)
        elif token.code in ">)" and opened:
            begin = opened.pop()  # not in the slice: compiled, it would be popped twice
            for inner in tokens[begin:i + 1]:
                inner.depth += 1


def clauses(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens between commas, colons and stops that stand outside quotation marks and brackets."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.code in ",;:." and token.depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [clause for clause in found if clause]
