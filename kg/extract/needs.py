"""What a clause must have so that a trigger with more than one meaning counts: one entry a need.

``actions.toml`` names the needs; each is a question to the roles that were filled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from kg.article import Mention
from kg.extract.phrases import Item
from kg.zh.grammar import pattern

Filled = Mapping[str, Sequence[Item]]
DOERS: Final = frozenset({"Person", "Organization", "Place"})
NAMED: Final = frozenset({"Person", "Organization", "Place", "Work", "Measure"})
OWN: Final = frozenset({"subject", "beside"})   # rules that find an agent in the clause itself


def _after(filled: Filled) -> list[Mention]:
    return [i.filler for role in ("object", "destination", "recipient") for i in filled.get(role, ()) if i.filler is not None]


def _any_kind(filled: Filled, kinds: frozenset[str]) -> bool:
    return any(m.kind in kinds for m in _after(filled))


def _told(filled: Filled, text: Callable[[Mention], str]) -> bool:
    """Whether it is a document that speaks."""
    speakers = (i.filler for i in filled.get("agent", ()) if i.filler is not None)
    return any(each.kind == "Work" or pattern("needs.speaking").search(text(each)) for each in speakers)


def _own_agent(filled: Filled) -> bool:
    """Whether the clause itself names who does it, and says what is done to what."""
    named = any(i.rule == "subject" and i.filler is not None and i.filler.kind in DOERS for i in filled.get("agent", ()))
    return named and any(i.filler is not None for i in filled.get("object", ()))


def _goes(filled: Filled) -> bool:
    """Whether a person goes, and nothing else is moved."""
    return not filled.get("object") and any(i.filler is not None and i.filler.kind == "Person" for i in filled.get("agent", ()))


def _moving(filled: Filled) -> bool:
    """Whether people, or a body of them, go or are sent."""
    own = (i for i in filled.get("agent", ()) if i.rule in OWN)
    return any(i.filler is not None and i.filler.kind in {"Person", "Group", "Organization"} for i in (*own, *filled.get("object", ())))


def _counted(filled: Filled) -> bool:
    """Whether the object is a counted group or goods, or people whom only their figure tells."""
    return any(
        i.counted and i.filler.kind in {"Group", "Item"} if i.filler is not None else any(f.rule == "figure:person" for f in i.figures)
        for i in filled.get("object", ()))


def _figures(filled: Filled, *sorts: str) -> bool:
    rules = {f"figure:{sort}" for sort in sorts}
    return any(f.rule in rules for role, items in filled.items() if role != "agent" for i in items for f in i.figures)


def _text(filled: Filled, text: Callable[[Mention], str], name: str) -> bool:
    return any(pattern(name).search(m.name or text(m)) for m in _after(filled) if m.kind != "Work")


NEEDS: dict[str, Callable[[Filled, Callable[[Mention], str]], bool]] = {
    "money": lambda filled, text: _figures(filled, "money"),
    "figure": lambda filled, text: _figures(filled, "money", "person", "thing", "measure"),
    "named": lambda filled, text: _any_kind(filled, NAMED),
    "goers": lambda filled, text: _any_kind(filled, NAMED) and _moving(filled),
    "people": lambda filled, text: (
        _any_kind(filled, frozenset({"Group", "Person"})) or _text(filled, text, "needs.people") or _goes(filled)),
    "person": lambda filled, text: _any_kind(filled, frozenset({"Person"})) or _figures(filled, "person"),
    "started": lambda filled, text: _any_kind(filled, NAMED) or _text(filled, text, "needs.activity"),
    "doer": lambda filled, text: _figures(filled, "money", "person", "thing", "measure") or _any_kind(filled, NAMED) or _own_agent(filled),
    "message": lambda filled, text: _text(filled, text, "needs.message"),
    "counted": lambda filled, text: _counted(filled),
    "sent": lambda filled, text: _counted(filled) or bool(filled.get("destination")),
    "work": lambda filled, text: _any_kind(filled, frozenset({"Work"})),
    "measure": lambda filled, text: _any_kind(filled, frozenset({"Measure"})) or _text(filled, text, "needs.measure"),
    "document": lambda filled, text: _any_kind(filled, frozenset({"Work"})) or _text(filled, text, "needs.document"),
    "fund": lambda filled, text: _figures(filled, "money") and _text(filled, text, "needs.fund"),
    "told": lambda filled, text: _told(filled, text),
    "gift": lambda filled, text: _text(filled, text, "needs.gift"),
    "team": lambda filled, text: _text(filled, text, "needs.team"),
    "vehicle": lambda filled, text: _text(filled, text, "needs.vehicle"),
    "scheme": lambda filled, text: _text(filled, text, "needs.scheme"),
    "activity": lambda filled, text: _any_kind(filled, frozenset({"Measure"})) or _text(filled, text, "needs.activity"),
    "meeting": lambda filled, text: _text(filled, text, "needs.meeting"),
    "honour": lambda filled, text: _text(filled, text, "needs.honour"),
    "charge": lambda filled, text: _figures(filled, "thing", "person") or _text(filled, text, "needs.charge"),
    "speaker": lambda filled, text: any(
        i.filler is not None and i.filler.kind in {"Person", "Organization", "Place"} for i in filled.get("agent", ())
    ),
}
