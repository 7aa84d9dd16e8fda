"""A graph proved: in, a graph folder, or one that is changing; out, what is wrong with it.

Each article is taken from the ledger, as it was read, and its statements from the database; :mod:`kg.verify` compares them. Then come the
whole graph, its files and, last, its shapes, which take by far the longest and the whole graph in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from kg.article import Article
from kg.clean import clean
from kg.detect.figures import reread
from kg.graph import Ledger, Manifest, Store
from kg.graph.iris import article as article_iri
from kg.graph.lines import lines
from kg.graph.store import MANIFEST, TURTLE
from kg.pipeline import OnProgress, untold
from kg.verify import Finding, Proof, Trial, proved, short, trial
from kg.vocab import KG

PROVING: Final = "proving"
CHECKING: Final = "checking the whole"
SHAPES: Final = "checking the shapes"


def verify(folder: Path, shapes: bool = True, on_progress: OnProgress = untold) -> tuple[tuple[Finding, ...], int]:
    """The first thousand things that are wrong with the graph ``folder``, and how many there are; its shapes are checked too, unless
    ``shapes`` says otherwise. Raises GraphError where there is no graph, or one that does not keep what it was made of."""
    with Store.open(folder) as store, Ledger.open(folder) as ledger, trial(store.base) as found:
        names = set(store.articles())
        total = len(names)
        for done, article in enumerate(ledger.readings()):
            on_progress(done, total, PROVING)
            names.discard(article_iri(store.base, article.id))
            found.take(article.id, prove(store, article))
        on_progress(0, None, CHECKING)
        found.add(Finding("", short(store.base, name), "", "is in the graph, but no such article was read") for name in sorted(names))
        found.whole(store.has, store.pairs(KG.within), store.labelled_twice())
        found.add(_apart(store))
        found.add(_files(store, folder))
        if shapes:
            on_progress(0, None, SHAPES)
            found.add(_shapes(store))
        return found.findings, found.count


def reproved(store: Store, ledger: Ledger, changed: Collection[str], sound: bool) -> Trial:
    """What is wrong with a graph that has changed in these articles (ids), its own files and shapes aside. The others are proved again
    only where something is wrong with these, or the graph was not ``sound`` before."""
    if sound:
        found = _tried(store, (held.read for each in sorted(changed) if (held := ledger.held(each))))
        if not found.count:
            return found
    return _tried(store, ledger.readings())


def _tried(store: Store, articles: Iterable[Article]) -> Trial:
    with trial(store.base) as found:
        for article in articles:
            found.take(article.id, prove(store, article))
        found.whole(store.has, store.pairs(KG.within), store.labelled_twice())
        return found


def prove(store: Store, article: Article) -> Proof:
    """The proof of an article as it was read by what the store says of it."""
    node = article_iri(store.base, article.id)
    said = lines(store, node).decode()
    if not said:
        return Proof((Finding(article.id, short(store.base, node), "", "was read, but the graph says nothing of it"),), ())
    return proved(clean(article), said, store.base, node, reread)


def _apart(store: Store) -> Iterator[Finding]:
    for triple, whole in store.apart():
        cause = "is said by the whole graph, but by no article" if whole else "is said by an article, but not by the whole graph"
        yield Finding("", short(store.base, str(triple.subject)), "", f"{triple.predicate} {triple.object} {cause}")


def _files(store: Store, folder: Path) -> Iterator[Finding]:
    """Whether the folder's own files say of the database what it holds."""
    manifest = Manifest.read(folder)
    if manifest.articles != len(store.articles()):
        yield Finding("", MANIFEST, "", f"says {manifest.articles} articles, but the graph has {len(store.articles())}")
    if manifest.turtle and (folder / TURTLE).exists() and not store.is_in(folder / TURTLE):
        yield Finding("", TURTLE, "", "is not as it was written")


def _shapes(store: Store) -> Iterator[Finding]:
    from kg.graph.shapes import validate  # takes long to load

    for breach in validate(store):
        yield Finding("", breach.node, breach.label, " ".join(part for part in (breach.path, breach.value, breach.message) if part))
