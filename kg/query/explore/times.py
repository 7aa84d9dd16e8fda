"""When facts happened: in, the dates that texts say and the days on which articles came out; out, one :class:`Time` for each fact.

Every page goes by this time: the date that the fact's own text says; else the one that another article on the same event says; else
the day on which its article came out. ``basis`` tells which of them it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SAID, EVENT, REPORTED = "said", "event", "reported"
DAY: Final = 10
"""Characters of a day."""


@dataclass(frozen=True, slots=True)
class Time:
    """From ``start`` to ``end``, dates of any precision: both, or, where nothing is known, neither; ``basis`` is :data:`SAID`,
    :data:`EVENT`, :data:`REPORTED` or empty."""

    start: str = ""
    end: str = ""
    basis: str = ""

    def overlaps(self, start: str, end: str) -> bool:
        """Whether it meets the time from ``start`` to ``end``, either of which may be empty. An unknown time meets none."""
        return bool(self.start) and (not end or self.start[:len(end)] <= end) and (not start or self.end >= start[:len(self.end)])

    def years(self) -> list[str]:
        """The years that it has part in."""
        return [f"{year:04}" for year in range(int(self.start[:4]), int(self.end[:4]) + 1)] if self.start else []


UNKNOWN: Final = Time()


class Times:
    """The times of facts: ``starts`` and ``ends`` are the dates that texts say, ``events`` the events told of, all by fact."""

    def __init__(self, starts: Mapping[str, str], ends: Mapping[str, str], events: Mapping[str, str]) -> None:
        self._starts, self._ends, self._events = starts, ends, events
        self._happened: dict[str, Time] = {}
        for fact, event in events.items():
            time = self._said(fact, EVENT)
            if time.start:
                self._happened[event] = min(self._happened.get(event, time), time, key=_finest)

    def of(self, fact: str, issued: str) -> Time:
        """The time of a fact whose article came out on ``issued``."""
        said = self._said(fact, SAID)
        if said.start:
            return said
        day = issued[:DAY]
        return self._happened.get(self._events.get(fact, "")) or (Time(day, day, REPORTED) if day else UNKNOWN)

    def _said(self, fact: str, basis: str) -> Time:
        start, end = self._starts.get(fact, ""), self._ends.get(fact, "")
        return Time(start or end, end or start, basis) if start or end else UNKNOWN


def _finest(time: Time) -> tuple[int, str, str]:
    """Of what several articles say of one event the finest date comes first, then the earliest."""
    return -len(time.start), time.start, time.end
