"""Traditional to simplified script, length unchanged. This room's door to OpenCC.

In: a text and the language that the article claims. Out: the text in simplified script. Each line is judged by itself,
since pages mix scripts: it counts as traditional where more of its characters are printed so in traditional script only
than in simplified script only. (tw2s, since t2s leaves 著 and tw2sp puts other words.)
"""

from __future__ import annotations

from functools import lru_cache
from operator import ne

from opencc import OpenCC

TRADITIONAL = "zh-Hant"


@lru_cache
def _opened(name: str) -> OpenCC:
    return OpenCC(name)


def _convert(text: str, name: str = "tw2s") -> str:
    return str(_opened(name).convert(text))


def simplified(text: str, language: str) -> str:
    """``text`` in simplified script; every character stays at its offset."""
    converted = _convert(text)
    if converted == text:
        return text
    lines = text.split("\n")
    candidates = converted.split("\n") if len(converted) == len(text) else [""] * len(lines)
    return "\n".join(_line(line, candidate, language) for line, candidate in zip(lines, candidates, strict=True))


def _line(line: str, candidate: str, language: str) -> str:
    if line == candidate:
        return line
    if len(line) != len(candidate):
        candidate = _kept_length(line)
    least = 1 if language == TRADITIONAL else 2   # a single 著 shows nothing in a text that claims to be simplified
    changed = _differences(line, candidate)
    return candidate if changed >= max(least, _simplified_only(line)) else line


def _kept_length(line: str) -> str:
    """The line converted as a whole where that keeps its length, else character by character."""
    whole = _convert(line)
    if len(whole) == len(line):
        return whole
    single = ((character, _convert(character)) for character in line)
    return "".join(other if len(other) == 1 else character for character, other in single)


def _simplified_only(line: str) -> int:
    """How many characters of ``line`` traditional script would print otherwise."""
    other = _convert(line, "s2t")
    return _differences(line, other) if len(other) == len(line) else 0


def _differences(one: str, other: str) -> int:
    return sum(map(ne, one, other))
