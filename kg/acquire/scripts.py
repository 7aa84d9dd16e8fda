"""How Chinese a text is, and in which script it is printed.

In: text. Out: the share of characters that Chinese news is made of (to judge a decoding), and ``zh-Hans`` or ``zh-Hant``.
The characters are data: ``kg/zh/scripts.toml``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.zh import table

# CJK punctuation, full-width forms, general punctuation and signs that news is set with.
SIGNS = (range(0x3000, 0x3020), range(0xFF01, 0xFF5F), range(0x2010, 0x2027), range(0x2460, 0x2474), range(0x25A0, 0x25D0))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKS = frozenset("·×—…℃‰°①→≥≤±\u00a0\u2002\u2003\ufeff")


@lru_cache
def characters(script: str) -> frozenset[str]:
    """The characters listed under ``script``: ``both``, ``hans`` or ``hant``."""
    return frozenset(table("scripts.toml")[script]) - {"\n"}


@lru_cache
def _printed(script: str) -> re.Pattern[str]:
    """An expression for one of the characters listed under ``script``."""
    return re.compile(f"[{''.join(sorted(characters(script)))}]")


@lru_cache
def _expected() -> frozenset[str]:
    signs = {chr(code) for block in SIGNS for code in block}
    return characters("both") | characters("hans") | characters("hant") | MARKS | signs


def plausibility(text: str) -> float:
    """The share of expected characters among those beyond ASCII, from 0 to 1; 1 where there are none."""
    beyond = [sign for sign in text if sign > "\x7f"]
    if not beyond:
        return 1.0
    expected = _expected()
    return sum(sign in expected for sign in beyond) / len(beyond)


def language(text: str) -> str:
    """``zh-Hant`` where characters that only the traditional script has outnumber those that only the simplified one
    has, else ``zh-Hans``; empty where the text has no Chinese character."""
    if not CHINESE.search(text):
        return ""
    simplified, traditional = (len(_printed(script).findall(text)) for script in ("hans", "hant"))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
