"""Text that shows all that is in it: in, what an article says; out, the same without characters that act unseen."""

from __future__ import annotations

import unicodedata

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = "\t\n\v\f\r\u2028\u2029"


def visible(text: str) -> str:
    """``text`` without characters that act unseen: line breaks become spaces, zero-width ones go, the rest (changes of
    the direction of writing, control characters) is spelt out as ``[U+202E]``."""
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(char: str) -> str:
    if char in SPACES:
        return " "
    if char in DROPPED:
        return ""
    return f"[U+{ord(char):04X}]" if unicodedata.category(char) in UNSEEN else char
