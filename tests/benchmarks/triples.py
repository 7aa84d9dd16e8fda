"""The graph as triples: loading, writing Turtle and answering the named questions, beside rdflib with the same triples.

rdflib keeps them in memory, in one graph. The program loads them into a database on disk, each article a graph of its own and all of
them once more together. Both begin with N-Triples.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import rdflib
from pyoxigraph import NamedNode, RdfFormat

from benchmarks.running import Took, alone, clock
from kg.graph import Bulk, Store, building
from kg.output import export
from kg.query import question, questions

LOAD, TURTLE, EXPORT, ASK = "load", "turtle", "export", "ask"
OPEN, TRIPLES = "open", "triples"
PATIENCE = 10   # seconds that rdflib may think about a question
ANYTHING = "SELECT ?s { ?s ?p ?o } LIMIT 1"


def told(graph: Path, folder: Path) -> None:
    """Writes the triples of a graph folder into ``folder``: as N-Triples, and those of each article."""
    with Store.open(graph) as store:
        export(store, "ntriples", folder / "graph.nt")
        texts = [store.inner.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(name)).decode() for name in store.articles()]
    (folder / "articles.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


def ours(graph: str, told: str) -> Took:
    """The program: seconds of each part."""
    texts = json.loads((Path(told) / "articles.json").read_text(encoding="utf-8"))
    parts: dict[str, object] = {}
    with TemporaryDirectory() as name:
        with building(Path(name) / "graph") as folder, Store.create(folder) as store, Bulk(store, folder) as bulk:
            with clock() as took:
                for number, lines in enumerate(texts):
                    bulk.add(f"{number:07}", lines)
                bulk.finish()
            parts[LOAD] = took.seconds
            with clock() as took:
                bulk.turtle(folder / "graph.ttl")
            parts[TURTLE] = took.seconds
        parts |= _opened(Path(graph), Path(name))
    return Took(told=parts)


def _opened(graph: Path, folder: Path) -> dict[str, object]:
    with clock() as opening:
        store = Store.open(graph)
        list(store.select(ANYTHING))
    with store:
        with clock() as exporting:
            export(store, "turtle", folder / "graph.ttl")
        asked = {each.name: seconds(partial(_rows, store, each.sparql(dict(each.example)))) for each in questions()}
        return {OPEN: opening.seconds, EXPORT: exporting.seconds, ASK: asked, TRIPLES: len(store)}


def _rows(store: Store, text: str) -> None:
    list(store.select(text))


def rdflibs(graph: str, told: str, ask: Sequence[str]) -> Took:
    """rdflib: seconds of each part, with the questions ``ask``; the memory is that of holding the graph."""
    with Store.open(Path(graph)) as store:
        prefixes = store.prefixes
    held = rdflib.Graph()
    with clock() as loading:
        held.parse(Path(told) / "graph.nt", format="nt")
    with clock() as writing, TemporaryDirectory() as name:
        held.serialize(Path(name) / "graph.ttl", format="turtle")
    texts = {name: question(name) for name in ask}
    asked = {name: seconds(partial(_answered, held, each.sparql(dict(each.example)), prefixes)) for name, each in texts.items()}
    return Took(told={LOAD: loading.seconds, TURTLE: writing.seconds, EXPORT: writing.seconds, ASK: asked})


def _answered(held: rdflib.Graph, text: str, prefixes: dict[str, str]) -> None:
    """Answers the question, or gives it up when patience is at its end."""
    signal.signal(signal.SIGVTALRM, _late)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    with suppress(TimeoutError):
        list(held.query(text, initNs=prefixes))
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _late(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def seconds(work: Callable[[], object]) -> float:
    """What the work takes."""
    with clock() as took:
        work()
    return took.seconds


def compared(graph: Path, folder: Path, times: int, ask: bool) -> tuple[Took, Took]:
    """rdflib and the program on the graph, with ``folder`` to work in: of each part the least. rdflib is asked the questions once at
    most, since it takes long."""
    told(graph, folder)
    asked = [each.name for each in questions()] if ask else []
    turns = []
    for turn in range(times):
        theirs = alone(rdflibs, str(graph), str(folder), [] if turn else asked)
        turns.append((theirs, alone(ours, str(graph), str(folder))))
    return _least([theirs for theirs, _ in turns]), _least([own for _, own in turns])


def _least(turns: Sequence[Took]) -> Took:
    parts = {part: min(turn.told[part] for turn in turns) for part in turns[0].told if part != ASK}
    asked = {name: min(turn.told[ASK][name] for turn in turns if name in turn.told[ASK]) for name in turns[0].told[ASK]}
    return Took(memory=min(turn.memory for turn in turns), told={**parts, ASK: asked})
