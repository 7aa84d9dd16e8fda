"""The shapes of the language: regular expressions and word lists of ``grammar.toml``, by dotted name."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kg.errors import DataError
from kg.zh import table

FILE = "grammar.toml"


def entry(name: str) -> Any:
    """The value at the dotted ``name``. Raises DataError where there is none."""
    value: Any = table(FILE)
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            raise DataError(f"kg/zh/{FILE}: {name} is missing", "reinstall the package")
        value = value[part]
    return value


@cache
def pattern(name: str, **parts: str) -> re.Pattern[str]:
    """The compiled expression at ``name``, with ``parts`` put into its braces. Raises DataError where it does not compile."""
    source = str(entry(name))
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
