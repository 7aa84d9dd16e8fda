"""A graph as the SPARQL protocols ask it: in, a query with its dataset, or the name of a graph; out, an answer that writes
itself in a media type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, serialize

from kg.errors import QueryError
from kg.graph.store import Answer, Store

ROWS: Final = "rows"
GRAPH: Final = "graph"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: ``kind`` is ``rows`` (of a truth value, too) or ``graph``; ``write`` writes it to a file in a media type,
    which is evaluated meanwhile."""

    kind: str
    write: Callable[[IO[bytes], str], None]


class Endpoint:
    """What the SPARQL protocols ask of one graph."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, folder: Path) -> Self:
        """That of the graph folder ``folder``. Raises GraphError as :meth:`kg.graph.Store.open` does."""
        return cls(Store.open(folder))

    def ask(self, text: str, base: str, default: Collection[str], named: Collection[str]) -> Reply:
        """The answer to a SPARQL query whose relative IRIs are resolved against ``base``. Where ``default`` or ``named`` name
        any graph, they are the dataset, whatever the query says; one that is not there is empty. Raises QueryError for a query
        that cannot be run."""
        try:
            store, dataset = self._dataset(default, named)
            return self._reply(store.query(text, base_iri=base, **dataset))
        except ValueError as error:
            raise QueryError(f"an IRI is not one ({error})", "mend it") from error

    def _reply(self, answer: Answer) -> Reply:
        if isinstance(answer, QuerySolutions | QueryBoolean):
            return Reply(ROWS, lambda out, media_type: _write_rows(answer, out, media_type))
        return self._graph(answer)

    def _graph(self, triples: Iterable[Triple]) -> Reply:
        return Reply(GRAPH, lambda out, media_type: _write_graph(triples, out, media_type, self._store.prefixes))

    def _dataset(self, default: Collection[str], named: Collection[str]) -> tuple[Store, dict[str, Any]]:
        """A store, and what to tell Oxigraph. Several default graphs are merged in memory: Oxigraph would find a statement as
        often as they make it."""
        if not default and not named:
            return self._store, {}
        names = [NamedNode(name) for name in named]
        if len(default) < 2:
            return self._store, {"default_graph": [NamedNode(name) for name in default], "named_graphs": names}
        merged = Store.memory(self._store.base)
        for name in default:
            merged.inner.extend(Quad(*quad.triple) for quad in self._of(NamedNode(name)))
        for node in names:
            merged.inner.extend(self._of(node))
        return merged, {"default_graph": DefaultGraph(), "named_graphs": names}

    def dump(self, name: str | None) -> Reply | None:
        """What the graph with this name says, or all graphs together; None where there is no such graph. Raises QueryError where
        the name is no absolute IRI."""
        try:
            node = DefaultGraph() if name is None else NamedNode(name)
        except ValueError as error:
            raise QueryError(f"{name!r} is no IRI ({error})", "name a graph by its absolute IRI") from error
        if isinstance(node, NamedNode) and not self._store.inner.contains_named_graph(node):
            return None
        return self._graph(quad.triple for quad in self._of(node))

    def _of(self, name: NamedNode | DefaultGraph) -> Iterator[Quad]:
        return self._store.inner.quads_for_pattern(None, None, None, name)


def _write_rows(answer: QuerySolutions | QueryBoolean, out: IO[bytes], media_type: str) -> None:
    format_ = QueryResultsFormat.from_media_type(media_type)
    assert format_ is not None, media_type
    answer.serialize(out, format_)


def _write_graph(triples: Iterable[Triple], out: IO[bytes], media_type: str, prefixes: Mapping[str, str]) -> None:
    format_ = RdfFormat.from_media_type(media_type)
    assert format_ is not None, media_type
    serialize(triples, out, format_, prefixes=dict(prefixes))
