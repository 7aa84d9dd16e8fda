"""What the pages of one graph work on: in, an open graph; out, :class:`Graph`, whose parts are made when they are first asked for.

Parts are made once, whichever thread asks first, and never changed, so that threads may share them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import RLock
from typing import Any, Final, Generic, TypeVar

from kg.query.explore.filters import Chooser
from kg.query.explore.lines import Network
from kg.query.explore.places import Places
from kg.query.explore.reading import Named, about, rows
from kg.query.explore.sentences import Reader
from kg.query.explore.snapshot import Snapshot, snapshot
from kg.query.search import Entry, Names
from kg.vocab import KG

WARM: Final = ("data", "places", "chooser", "reader", "network", "statements", "ranked")
LETTERS: Final = "zg"
"""What makes the search by sounds ready."""

Part = TypeVar("Part")
Why = Callable[[str], Any]
"""A fact's IRI → why the graph says it, as plain data."""
Text = Callable[[str], Sequence[tuple[int, str]]]
"""An article's id → its paragraphs as read, each with where it begins; none where the graph does not keep them."""


class once(Generic[Part]):
    """A property that is worked out once, under the lock of its object."""

    def __init__(self, make: Callable[[Any], Part]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __get__(self, owner: Any, class_: type) -> Part:
        with owner.lock:
            name = self._make.__name__
            if name not in owner.made:
                owner.made[name] = self._make(owner)
            part: Part = owner.made[name]
            return part


class Graph:
    """An open graph with what is kept of it. ``why`` and ``text`` tell what the store alone does not."""

    def __init__(self, store: Named, why: Why | None = None, text: Text | None = None) -> None:
        self.store, self.why, self.text = store, why, text
        self.lock = RLock()
        self.made: dict[str, Any] = {}

    @once
    def data(self) -> Snapshot:
        """Names, facts, links and articles."""
        return snapshot(self.store)

    @once
    def places(self) -> Places:
        """Where things are."""
        return Places(self.data)

    @once
    def chooser(self) -> Chooser:
        """What applies filters."""
        return Chooser(self.data, self.places)

    @once
    def reader(self) -> Reader:
        """What reads sentences."""
        return Reader(self.store, self.data.passages)

    @once
    def joined(self) -> Mapping[str, list[tuple[str, str, bool]]]:
        """Entity → its links: property, the other entity, and whether it is the link's source."""
        found: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for source, name, target in self.data.links:
            if source != target:
                found[source].append((name, target, True))
                found[target].append((name, source, False))
        return found

    @once
    def network(self) -> Network:
        """What is joined to what."""
        return Network(self.data)

    @once
    def documents(self) -> Mapping[str, int]:
        """Article → how many facts it states."""
        return Counter(fact.article for fact in self.data.facts.values())

    @once
    def statements(self) -> int:
        """How many statements there are."""
        (count,), = rows(self.store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return int(count)

    @once
    def degrees(self) -> Mapping[str, int]:
        """How many facts everything takes part in; of an article, how many it states."""
        return {**self.documents, **self.chooser.counts()}

    @once
    def told(self) -> Mapping[str, int]:
        """How many facts the page of everything shows: those that it takes part in, of a place all there or below."""
        return {**self.degrees, **self.places.counts()}

    @once
    def ranked(self) -> tuple[str, ...]:
        """All entities, those of which most is told first."""
        told, data = self.told, self.data
        return tuple(sorted(data.nodes, key=lambda iri: (-told.get(iri, 0), data.nodes[iri].label, iri)))

    def degree(self, iri: str) -> int:
        """How many facts something takes part in; of an article, how many it states."""
        return self.degrees.get(iri, 0)

    def mentioning(self, iri: str) -> list[str]:
        """The sentences that mention something, in reading order."""
        passages, articles = self.data.passages, self.data.articles

        def place(passage: str) -> tuple[str, str, int]:
            article, start = passages[passage]
            return articles[article].issued if article in articles else "", article, start

        found = about(self.store, "?s ?o", f"?s <{KG.mentionedIn}> ?o", [iri])
        return sorted((passage for _, passage in found if passage in passages), key=place)

    def known(self, name: str) -> str:
        """The IRI that ``name`` is or abbreviates (``place:…``), where the graph has it; else nothing."""
        data = self.data
        prefix, colon, rest = name.partition(":")
        for iri in (name, self.store.prefixes.get(prefix, "") + rest if colon else ""):
            if iri in data.nodes or iri in data.facts or iri in data.articles:
                return iri
        return ""

    def warm(self) -> None:
        """Makes the parts that most pages need."""
        for part in WARM:
            getattr(self, part)
        for names in (self.names, self.posts):
            names.find(LETTERS)

    def type_of(self, iri: str) -> str:
        """The most specific class of something."""
        return self.data.type_of(iri)

    def label_of(self, iri: str) -> str:
        """What it is called."""
        return self.data.label_of(iri)

    # search

    @once
    def names(self) -> Names:
        """The names of entities."""
        return Names(self._entities())

    @once
    def posts(self) -> Names:
        """Persons by the posts that they hold, each with the body it is in: who is 北辰区委书记."""
        posts: dict[str, dict[str, None]] = defaultdict(dict)
        for fact in self.data.facts.values():
            bodies = "".join(map(self.label_of, fact.fillers("organization")))
            for holder in fact.fillers("holder"):
                posts[holder][bodies + fact.word] = None
        return Names(Entry(holder, tuple(phrases), self.told.get(holder, 0)) for holder, phrases in posts.items())

    @once
    def titles(self) -> Names:
        """The titles and ids of articles."""
        articles, facts = self.data.articles.values(), self.documents
        return Names(Entry(each.iri, (each.title or each.id, each.id), facts.get(each.iri, 0)) for each in articles)

    @once
    def labels(self) -> Names:
        """The labels of facts."""
        return Names(Entry(fact.iri, (fact.label,), 0) for fact in self.data.facts.values())

    def _entities(self) -> Iterator[Entry]:
        told = self.told
        for node in self.data.nodes.values():
            yield Entry(node.iri, (node.label, *node.names, *(name for name, _ in node.former)), told.get(node.iri, 0))
