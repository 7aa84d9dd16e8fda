"""Which characters a search takes for the same.

In: the characters that occur in a page, or what is looked for. Out: a table from traditional characters to simplified
ones, as far as a search in that page can use them, or the same words in simplified script. OpenCC's door into this room
(the room ``clean`` has its own, which keeps offsets).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from opencc import OpenCC

IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


def folds(texts: Iterable[str]) -> dict[str, str]:
    """Traditional character → simplified one, wherever either occurs in ``texts``; sorted."""
    there = set().union(*map(set, texts))
    return {one: other for one, other in _table() if one in there or other in there}


def simplified(text: str) -> str:
    """``text`` in simplified script."""
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("tw2s")


@cache
def _table() -> tuple[tuple[str, str], ...]:
    """All characters of the basic plane that Taiwan prints otherwise than the mainland."""
    every = [chr(code) for low, high in IDEOGRAPHS for code in range(low, high + 1)]
    other = simplified("\n".join(every)).split("\n")
    return tuple((one, two) for one, two in zip(every, other, strict=True) if one != two and len(two) == 1)
