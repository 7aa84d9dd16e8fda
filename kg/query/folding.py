"""Which spellings a search takes for the same: in, any text; out, the text as it is compared.

Traditional characters become simplified ones, one by one, so that a part of a name folds as it does in the whole; full width
becomes half width; capitals become small; characters that are not seen (marks of direction and the like) go.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from opencc import OpenCC

IDEOGRAPHS: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
LONGEST: Final = 200
UNSEEN: Final = ("Cf", "Cc", "Mn")


def folded(text: str) -> str:
    """``text`` as it is compared. Lines stay lines, if ``\\n`` parts them."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_table())


def words(query: str) -> list[str]:
    """The words that somebody looks for, as they are compared, each once. What goes on too long to be meant is cut off, so that no
    query keeps the program busy."""
    return list(dict.fromkeys(folded(query[:LONGEST]).split()))


class _Table(dict[int, str]):
    """What single characters become; those that it does not know yet it works out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = "" if unicodedata.category(char) in UNSEEN and char != "\n" else char
        return self[code]


@cache
def _table() -> _Table:
    """All characters of the basic plane that Taiwan prints otherwise than the mainland."""
    every = [chr(code) for low, high in IDEOGRAPHS for code in range(low, high + 1)]
    other = str(OpenCC("tw2s").convert("\n".join(every))).split("\n")
    return _Table({ord(one): two for one, two in zip(every, other, strict=True) if one != two and len(two) == 1})
