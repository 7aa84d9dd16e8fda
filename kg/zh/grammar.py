"""The shapes of the language: regular expressions, words and word lists of ``grammar.toml``, by dotted name.

In: a name (``dates.full``). Out: what stands there, as an expression (:func:`pattern`), a word (:func:`word`), a set of
words (:func:`listed`) or as it is (:func:`entry`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg.errors import DataError
from kg.zh import table

FILE = "grammar.toml"


@cache
def entry(name: str) -> Any:
    """The value at the dotted ``name``. Raises DataError where there is none."""
    value: Any = table(FILE)
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            raise DataError(f"kg/zh/{FILE}: {name} is missing", "reinstall the package")
        value = value[part]
    return value


def word(name: str) -> str:
    """The word at ``name``. Raises DataError where something else stands there."""
    found = entry(name)
    if not isinstance(found, str):
        raise DataError(f"kg/zh/{FILE}: {name} is no word", "put it in quotation marks and start again")
    return found


@cache
def pattern(name: str, **parts: str) -> re.Pattern[str]:
    """The compiled expression at ``name``, with ``parts`` put into its braces. Raises DataError where it does not compile."""
    source = word(name)
    for key, value in parts.items():
        source = source.replace("{" + key + "}", value)
    try:
        return re.compile(source)
    except re.error as error:
        raise DataError(f"kg/zh/{FILE}: {name}: {error}", "mend the expression and start again") from error


@cache
def listed(name: str) -> frozenset[str]:
    """The words of the list at ``name``."""
    return frozenset(str(word) for word in entry(name))


def any_of(words: Iterable[str]) -> str:
    """The source of an expression for any of ``words``, the longest first."""
    return "|".join(re.escape(each) for each in sorted(words, key=lambda each: (-len(each), each)))
