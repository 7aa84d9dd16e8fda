"""What a worker may be given to do: in, an open graph; out, an answer that writes itself. All of them can be pickled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kg.serve.negotiation import Wanted
from kg.serve.refusals import Refused
from kg.serve.site import Graph, Reply, Update


class Task(Protocol):
    """Something to do with the graph."""

    def __call__(self, graph: Graph, /) -> Reply | None:
        """The answer; None where there is nothing to answer."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query or an update is about, by their IRIs; none where it is about what it says itself."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A SPARQL query; ``base`` is what its relative IRIs are resolved against."""

    text: str
    base: str
    dataset: Dataset = Dataset()

    def __call__(self, graph: Graph) -> Reply | None:
        return graph.ask(self.text, self.base, self.dataset.default, self.dataset.named)


@dataclass(frozen=True, slots=True)
class Dump:
    """All that one graph says; without a name, the default graph."""

    name: str | None

    def __call__(self, graph: Graph) -> Reply | None:
        reply = graph.dump(self.name)
        if reply is None:
            raise Refused(404, f"there is no graph {self.name}: SELECT ?g {{ GRAPH ?g {{}} }} lists those that there are")
        return reply


@dataclass(frozen=True, slots=True)
class Change:
    """A SPARQL update."""

    update: Update
    text: str
    base: str
    dataset: Dataset = Dataset()

    def __call__(self, graph: Graph) -> Reply | None:
        self.update(self.text, self.base, self.dataset.default, self.dataset.named)
        return None


@dataclass(frozen=True, slots=True)
class Job:
    """``task`` on the graph of this ``version``, answered as it is ``wanted``, within ``seconds``, with ``limit`` bytes at most."""

    task: Task
    version: str
    wanted: Wanted
    seconds: float
    limit: int

    @property
    def writes(self) -> bool:
        """Whether it changes the graph: one does at a time."""
        return isinstance(self.task, Change)
