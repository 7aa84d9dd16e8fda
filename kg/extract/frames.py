"""The frames of the action types, from ``actions.toml``: which words tell of an action and what stands where around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from kg.errors import DataError
from kg.extract.needs import NEEDS
from kg.zh import table
from kg.zh.automaton import Automaton

FILE = "actions.toml"
DESCRIBING = frozenset({
    "parent", "label_zh", "label_en", "definition_zh", "definition_en", "example", "roles", "close", "apart", "above",
    "triggers", "special",
})


@dataclass(frozen=True)
class Frame:
    """How a trigger is used: see the comment at the top of ``actions.toml``."""

    type: str
    word: str
    after: str = "object"
    before: Mapping[str, str] = field(default_factory=dict)
    beyond: Mapping[str, str] = field(default_factory=dict)
    subject: str = "agent"
    filler: str = "Matter"
    needs: str = ""
    nominal: bool = False
    speech: bool = False
    bare: bool = False
    inherits: bool = False
    located: bool = False
    visits: bool = False
    people: str = ""
    whole: bool = False
    content: bool = True
    moved: bool = False
    titled: bool = False
    seen: bool = False
    arises: bool = False
    ends: bool = False


@lru_cache(maxsize=1)
def frames() -> dict[str, tuple[Frame, ...]]:
    """Trigger → the frames it may open, those that need something special first. Raises DataError for an unknown key or a special word
    that is no trigger."""
    found: dict[str, list[Frame]] = {}
    for name, stanza in table(FILE).items():
        for frame in _stanza(name, stanza):
            found.setdefault(frame.word, []).append(frame)
    return {word: tuple(sorted(options, key=lambda frame: not frame.needs)) for word, options in found.items()}


def _stanza(name: str, stanza: Mapping[str, Any]) -> list[Frame]:
    keys = set(Frame.__dataclass_fields__) - {"type", "word"}
    strange = set(stanza) - keys - DESCRIBING
    if strange:
        raise DataError(f"kg/zh/{FILE}: [{name}]: {sorted(strange)} is unknown", "mend the stanza")
    common = Frame(name, "", **{key: stanza[key] for key in keys & set(stanza)})
    triggers = list(stanza.get("triggers", ()))
    changes: dict[str, dict[str, Any]] = {}
    for special in stanza.get("special", ()):
        unknown = set(special) - keys - {"words"}
        strange = set(special["words"]) - set(triggers)
        if unknown or strange:
            raise DataError(f"kg/zh/{FILE}: [{name}] special: {sorted(unknown | strange)} is unknown", "mend the stanza")
        for word in special["words"]:
            changes.setdefault(word, {}).update({key: value for key, value in special.items() if key != "words"})
    made = [replace(common, word=word, **changes.get(word, {})) for word in triggers]
    needless = sorted({frame.needs for frame in made} - set(NEEDS) - {""})
    if needless:
        raise DataError(f"kg/zh/{FILE}: [{name}]: no need is called {needless}", "mend the stanza, or add it to kg/extract/needs.py")
    return made


@lru_cache(maxsize=1)
def triggers() -> Automaton:
    """All triggers."""
    return Automaton(frames())
