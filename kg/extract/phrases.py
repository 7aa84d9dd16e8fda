"""Noun phrases: a stretch of tokens → what it lists, each with its figures.

A list is cut at list commas and conjunctions; of each item the attributes are left out up to the last attributive
particle; a name stands for itself; a figure before people makes a group (45家非公企业党组织).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kg.article import Article, Mention
from kg.extract.tokens import NAMED, NOMINAL, Token, codes_of, last_of, nominal
from kg.zh import words
from kg.zh.grammar import listed, pattern

LONGEST: Final = 6  # characters of a word for people
COUNTING: Final = ("figure:money", "figure:person", "figure:thing", "figure:measure")


@dataclass(slots=True, init=False, eq=False)
class Item:
    """One item of a list: what it names or describes, if anything, and the figures that count it; ``rule`` says how it came
    to take part in an action, which is no part of what it is."""

    filler: Final[Mention | None]
    figures: Final[tuple[Mention, ...]]
    rule: Final[str]

    def __init__(self, filler: Mention | None, figures: tuple[Mention, ...] = (), rule: str = "") -> None:
        self.filler = filler
        self.figures = figures
        self.rule = rule

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and self.filler == other.filler and self.figures == other.figures

    def __hash__(self) -> int:
        return hash((self.filler, self.figures))

    @property
    def counted(self) -> bool:
        """Whether the item has a figure."""
        return bool(self.figures) or (self.filler is not None and self.filler.rule in {"group", "member"})


def found_by(rule: str, found: Iterable[Item]) -> list[Item]:
    """The same items, as found by ``rule``."""
    return [Item(item.filler, item.figures, rule) for item in found]


def items(article: Article, tokens: Sequence[Token], kind: str, groups: bool = True) -> list[Item]:
    """The items that ``tokens`` list; those without a name are of class ``kind``, people with or without figure ``Group``.
    ``groups`` tells whether a counted group that sums the list up is one of them (甲公司等5家企业)."""
    if not tokens:
        return []
    pieces = _merged(_pieces(_stationed(_open(tokens))))
    composed = max([i for i, piece in enumerate(pieces) if _composed(piece)], default=0)   # 甲局、乙局等组成的|代表团
    pieces = pieces[composed:]
    kept = [piece for i, piece in enumerate(pieces) if not _is_post(piece, pieces[i + 1:])]
    found = [item for i, piece in enumerate(kept) for item in _listed(article, kept[:i], piece, kind)]
    return _without_umbrella(found, tokens, groups)


def _open(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens without what is added in brackets (外来人员(车辆)), unless all of it is."""
    if "(" not in [t.code for t in tokens]:
        return tokens
    kept, opened = list[Token](), list[int]()
    for token in tokens:
        if token.code == "(":
            opened.append(len(kept))
        kept.append(token)
        if token.code == ")" and opened:
            del kept[opened.pop():]
    return kept if nominal(kept) else tokens


def _stationed(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with what says where a body of a place is (某县驻|甲市、乙市等地|党组织) as parts of its name."""
    stationed = listed("clause.stationed")
    if stationed.isdisjoint([t.text for t in tokens]):
        return tokens
    mark = next((i for i, t in enumerate(tokens) if t.text in stationed and i and tokens[i - 1].code in "LO"), 0)
    if mark == 0:
        return tokens
    end = _places_end(tokens, mark + 1)
    if end in (mark + 1, len(tokens)):
        return tokens
    return [*tokens[:mark], *(t.as_noun() for t in tokens[mark:end]), *tokens[end:]]


def _places_end(tokens: Sequence[Token], start: int) -> int:
    """Where a list of places ends that opens at ``start``: behind 等地, or with the last of them that is known for one."""
    last = next((i for i in range(start, len(tokens)) if tokens[i].code not in "Lecn"), len(tokens))
    if [t.code for t in tokens[last:last + 2]] == ["g", "x"]:
        return last + 2
    return next((i for i in range(start, len(tokens)) if tokens[i].code not in "Lec"), len(tokens))


def _listed(article: Article, earlier: Sequence[list[Token]], piece: list[Token], kind: str) -> Iterator[Item]:
    """The item of a piece; before it the place that its attribute lists with the piece before (甲区和乙区的|116个社区)."""
    if earlier and [t.code for t in piece[:2]] == ["L", "u"] and [t.code for t in earlier[-1]] == ["L"]:
        yield Item(piece[0].mention)
    item = _item(article, piece, kind)
    if item is not None:
        yield item


def _composed(piece: Sequence[Token]) -> bool:
    """Whether a piece ends a list of what the thing that it names is made of."""
    described = [one.text for one, two in pairwise(piece) if two.code == "u"]
    return not listed("clause.composing").isdisjoint(described) and piece[-1].code in NOMINAL


def _is_post(piece: Sequence[Token], later: Sequence[Sequence[Token]]) -> bool:
    """Whether an item is only a post of the person that a later one names (某局干部、退役军人张三)."""
    return piece[-1].code == "P" and any(t.code == "R" for other in later for t in other)


def _pieces(tokens: Sequence[Token]) -> list[list[Token]]:
    base = min([t.depth for t in tokens])
    pieces: list[list[Token]] = []
    piece: list[Token] = []
    for token in tokens:
        if token.code in "ecg" and token.depth == base:
            if piece:
                pieces.append(piece)
            piece = []
        elif token.code in "<KM" and piece and _next_name(piece[-1], token):
            pieces.append(piece)
            piece = [token]
        else:
            piece.append(token)
    return [*pieces, piece] if piece else pieces


def _next_name(last: Token, token: Token) -> bool:
    """Whether a name begins right behind another: a title behind a person, works and measures, quotations (“甲队”“乙队”)."""
    titled = last.code == "R" and token.code in "<M"
    return titled or (last.code in "KM" and token.code in "KM") or (last.code == ">" and token.code == "<")


def _merged(pieces: Sequence[list[Token]]) -> list[list[Token]]:
    """Items of verbal nouns only belong to the next item (消杀、巡查检查人员), and items that end in an adjective to the
    attribute that goes on with them (规模大、效益好的|企业)."""
    merged: list[list[Token]] = []
    held: list[Token] = []
    for piece in pieces:
        last = piece[-1].code
        if (last == "a" and len(piece) > 1) or (last == "j" and all(t.code == "j" for t in piece)):
            held += piece
            continue
        if not held or piece[0].text not in listed("clause.nominal_tail"):
            merged.append(held + piece)
        held = []
    return [*merged, held] if held else merged


def _without_umbrella(found: list[Item], tokens: Sequence[Token], groups: bool) -> list[Item]:
    """口罩、酒精等物资: the word behind the list that only sums it up goes, its figures stay with the list."""
    borders = [token.start for token in tokens if token.code == "g"] if len(found) > 1 else []
    if not borders:
        return found
    border = borders[-1]
    before = [item for item in found if item.filler is None or item.filler.start < border]
    after = [item for item in found if item not in before]
    if not before or (groups and any(item.filler is not None and item.filler.kind == "Group" and item.counted for item in after)):
        return found
    figures = tuple(f for item in after for f in item.figures)
    named_after = [item for item in after if item.filler is not None and item.filler.kind in {"Person", "Organization", "Place"}]
    return [*before[:-1], Item(before[-1].filler, before[-1].figures + figures, before[-1].rule), *named_after]


def _item(article: Article, piece: list[Token], kind: str) -> Item | None:
    piece = _sealed(piece)
    figures = tuple([t.mention for t in piece if t.code == "Q" and t.mention is not None and t.mention.rule in COUNTING])
    core = _core(piece)
    if not core:
        return Item(None, figures) if figures else None
    if len(core) > 1 and core[-2].code == "R" and (core[-1].code == "P" or core[-1].text in listed("clause.honorifics")):   # 陈某秘书长
        core = core[:-1]
    if core[0].code == "K" and all(t.text in listed("clause.of_paper") for t in core[1:]):
        return Item(core[0].mention, figures)
    last = _last(core)
    name = last_of(core, NAMED)
    if name == last and core[last].code in NAMED:
        return Item(core[name].mention, figures)
    start = core[max(name, 0)]
    end = core[-1] if core[-1].code == "v" and len(core) > 1 else core[last]   # 茶叶|生产
    filler = _phrase(article, piece, start, end, kind)
    return Item(filler, figures) if filler is not None or figures else None


def _sealed(piece: list[Token]) -> list[Token]:
    """The tokens with those inside quotation marks as parts of a name: no figure there counts, no particle there divides."""
    depths = [t.depth for t in piece]
    outer = min(depths)
    if outer == max(depths):
        return piece
    return [t.as_noun() if t.depth > outer and t.code in "uQD" else t for t in piece]


def _core(piece: list[Token]) -> list[Token]:
    """The tokens of the item's own noun: behind the last attributive particle and the last figure, nominal to the end."""
    codes = codes_of(piece)
    last = max(last_of(piece, NOMINAL), 0)
    cut = max(codes.rfind("u", 0, last), codes.rfind("Q", 0, last)) + 1
    core = [t for t in piece[cut:] if t.code not in "QD"]
    first = next((i for i, t in enumerate(core) if t.code in NOMINAL or t.code in "<(v"), len(core))
    core = _without_apposition(core[first:])
    while core and (core[-1].code in "mr" or (core[-1].code not in NOMINAL and core[-1].code not in ">)v")):
        core.pop()
    if nominal(core):
        return core
    return [t for t in core if t.code == "v" and len(t.text) > 1] if "Q" in codes else []


def _without_apposition(core: list[Token]) -> list[Token]:
    """The core without a quotation at its end that only calls what is before it by another name (党员“红细胞”)."""
    if not core or core[-1].code != ">":
        return core
    opened = max(last_of(core, "<"), 0)
    return core[:opened] if nominal(core[:opened]) else core


def _last(core: list[Token]) -> int:
    found = last_of(core, NOMINAL)
    return found if found >= 0 else len(core) - 1


def _phrase(article: Article, piece: list[Token], first: Token, last: Token, kind: str) -> Mention | None:
    begin, end = first.start, max(last.end, first.end)
    core = [t for t in piece if begin <= t.start and t.end <= end]
    strip = pattern("clause.strip")
    bare = next((i for i, t in enumerate(core) if not strip.fullmatch(t.text)), len(core))
    core = core[min(bare, len(core) - 1):]
    while len(core) > 1 and kind != "Matter" and pattern("clause.strip_end").fullmatch(core[-1].text):
        core.pop()
    if len(core) == 1 and strip.fullmatch(core[0].text):
        return None
    start, end = core[0].start, _closed(core, piece)
    name = article.text.string[start:end].strip()
    if len(name) < 1 or end <= start:
        return None
    if is_people(name):
        named = first.code in NAMED
        counting = [t for t in piece if t.code == "Q" and t.end <= start and t.mention is not None and t.mention.rule in COUNTING]
        figure = counting[-1] if counting else None
        whole = figure.start if figure is not None and start - figure.end <= 8 else start
        return Mention(whole, end, "Group", "group" if whole < start else "member" if named else "people", type="Group")
    return Mention(start, end, kind, "of-name" if first.code in NAMED else "phrase", type=kind)


def _closed(core: Sequence[Token], piece: Sequence[Token]) -> int:
    """Where the core ends, the mark that closes a quotation in it included."""
    codes = codes_of(core)
    left = codes.count("<") > codes.count(">")
    return next((t.end for t in piece if t.code == ">" and t.start >= core[-1].end), core[-1].end) if left else core[-1].end


@lru_cache(maxsize=4096)
def is_people(name: str) -> bool:
    """Whether a phrase's head is a word for people or bodies of people."""
    bare = pattern("clause.carrier").sub("", pattern("clause.apposition").sub("", name))
    return not words("people.tsv").isdisjoint([bare[i:] for i in range(max(len(bare) - LONGEST, 0), len(bare))])
