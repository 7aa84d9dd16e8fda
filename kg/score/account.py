"""What one article says, in a shape that a person's annotation and a graph share, so that the two can be compared.

In: nothing. Out: the types that :mod:`kg.score.gold` and :mod:`kg.score.graph` fill and :mod:`kg.score.match` compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELDS = ("title", "published", "source", "authors", "editors", "home")
"""Keys about the article itself."""

ENTITIES = ("persons", "organizations", "places", "works", "measures")
"""Keys of lists of named things."""

ROLES = ("agent", "recipient", "object", "origin", "destination", "place", "quantity", "time")
"""Keys of an action that hold its participants, figures and dates."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A named thing, or a value: ``names`` are all equally right, the best first; ``kind`` is the class (of a graph's
    thing: all its classes); ``within`` names of the places around it. An optional one neither counts nor hurts."""

    names: tuple[str, ...]
    kind: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    optional: bool = False

    def __str__(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who holds which post where."""

    person: Thing
    organization: Thing
    post: Thing
    optional: bool = False

    def __str__(self) -> str:
        return f"{self.person} · {self.organization} · {self.post}"


@dataclass(frozen=True, slots=True)
class Action:
    """Something done. ``context`` is text around the trigger: the annotator's quotation, or the sentences that the graph
    gives as evidence; ``roles`` leads from a key of :data:`ROLES` to its values."""

    type: str
    trigger: str
    context: str
    roles: Mapping[str, tuple[Thing, ...]]
    optional: bool = False

    def __str__(self) -> str:
        return f"{self.type} {self.trigger}"


@dataclass(frozen=True, slots=True)
class Account:
    """One article: ``things`` leads from a key of :data:`FIELDS` or :data:`ENTITIES` to its values."""

    doc: str
    things: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)
    tenures: tuple[Tenure, ...] = ()
    actions: tuple[Action, ...] = ()
