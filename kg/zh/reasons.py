"""Why something was found, in plain words: the names of rules and signs → what ``reasons.toml`` says of them.

In: the name of a rule (``introduced:向``) and the part of the file it belongs to. Out: words in Chinese or English. A name
that the file does not have, as in a graph of another version of the program, stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kg.zh import table

FILE: Final = "reasons.toml"
LANGUAGES: Final = ("zh", "en")
FACTS, ROLES, SIGNS, MENTIONS = "facts", "roles", "signs", "mentions"


def reason(part: str, rule: str, language: str, type_: str = "") -> str:
    """What the ``rule`` of ``part`` means, in ``language`` (``zh`` or ``en``); ``type_`` is the label of the fact's class."""
    words = _entry(part, rule)
    if words is None and part == SIGNS:
        return reason(FACTS, rule, language, type_)   # of a tenure the rule itself is a sign
    if words is None:
        return rule
    _, _, rest = rule.partition(":")
    how = reason(ROLES, rest, language) if part == SIGNS and rest else ""
    return str(words[language]).format(word=rule.rpartition(":")[2], type=type_, how=how)


def _entry(part: str, rule: str) -> Mapping[str, Any] | None:
    """The entry of the rule, or of what is before its first colon."""
    entries: Mapping[str, Mapping[str, Any]] = table(FILE)[part]
    return entries.get(rule) or entries.get(rule.partition(":")[0])
