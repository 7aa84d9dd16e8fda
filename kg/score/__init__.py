"""How good the program is on articles that users annotate themselves.

In: a folder of annotations in the format of the annotation guide, and a function that queries a graph. Out:
:class:`Scores`: for every key counts, precision, recall and F1, and each error by name. What agrees with what is said
in :mod:`kg.score.match`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kg.score.account import Account
from kg.score.gold import read as read_gold
from kg.score.graph import Rows
from kg.score.graph import read as read_graph
from kg.score.match import KEYS, Finding, compare

__all__ = ["Count", "Finding", "Scores", "score"]


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was found, invented, missed. Ratios are between 0 and 1, None where nothing was to be counted."""

    hit: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The part of what the graph says that is right."""
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The part of what is annotated that the graph says."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two."""
        total = 2 * self.hit + self.wrong + self.missed
        return 2 * self.hit / total if total else None

    def json(self) -> dict[str, int | float | None]:
        """The figures by name."""
        return {
            "precision": self.precision, "recall": self.recall, "f1": self.f1,
            "hit": self.hit, "wrong": self.wrong, "missed": self.missed,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scores:
    """The outcome for ``docs``; those of ``absent`` are not in the graph, so that all of theirs is missed."""

    docs: tuple[str, ...]
    absent: tuple[str, ...]
    findings: tuple[Finding, ...]

    def counts(self, doc: str = "") -> dict[str, Count]:
        """Key → counts, for one article or for all together; keys with nothing to count are left out."""
        tally = Counter((finding.key, finding.verdict) for finding in self.findings if doc in ("", finding.doc))
        counts = {key: Count(tally[key, "hit"], tally[key, "wrong"], tally[key, "missed"]) for key in KEYS}
        return {key: count for key, count in counts.items() if count != Count(0, 0, 0)}

    @property
    def overall(self) -> float:
        """The mean of the keys' F1; 0 where nothing was counted."""
        values = [count.f1 or 0.0 for count in self.counts().values()]
        return sum(values) / len(values) if values else 0.0

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What is wrong or missed, by article and key."""
        return tuple(finding for finding in self.findings if finding.verdict != "hit")

    def json(self) -> dict[str, object]:
        """Everything but the errors, in plain values."""
        return {
            "overall": self.overall,
            "articles": len(self.docs),
            "absent": list(self.absent),
            "keys": {key: count.json() for key, count in self.counts().items()},
            "by_article": {doc: {key: count.f1 for key, count in self.counts(doc).items()} for doc in self.docs},
        }


def score(gold: Path, rows: Rows) -> Scores:
    """Measure the graph that ``rows`` queries by the annotations in the folder ``gold``. Raises InputError for an
    annotation that cannot be read."""
    accounts, annotated = read_graph(rows), tuple(read_gold(gold))
    docs = tuple(account.doc for account in annotated)
    findings = tuple(finding for mine in annotated for finding in compare(mine, accounts.get(mine.doc, Account(mine.doc))))
    return Scores(docs, tuple(doc for doc in docs if doc not in accounts), findings)
