"""Many clients ask a real server at once, for a while: is every answer the one that the same request gets when nobody else asks?

The clients ask for pages, what pages load, what pages ask, SPARQL in every format, by GET and by POST, named questions and whole
graphs. Some read slowly, some go away in the middle of an answer. Anything that is not answered, or otherwise than alone, is wrong;
so is a server that grows: in the last third of the time it may hold no more than a fifth and 100 MB above what it held in the first.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import product
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import httpx

from reliability import kills
from reliability.served import Served, built, serving
from reliability.showing import progress

CLIENTS, SECONDS, ARTICLES = 32, 60.0, 240
PATIENCE = 120.0   # seconds that a client waits
EIGHT = 8   # of so many clients one is slow and one leaves
PIECE, PAUSE = 1 << 15, 0.05   # what a slow client reads at once, and the seconds between
SAMPLE = 0.25   # seconds between looks at the memory
MORE, MB = 1.2, 1_000_000
SPARE = 100 * MB
SOME = 8   # things of each kind that are asked for
PAGES = ("", "query", "query/terms", "openapi.json", "health", "picture", "static/app.js", "static/reading.css", "static/seal.svg")
TABLES = (
    "api/about", "api/words", "api/questions", "api/facts", "api/totals", "api/timeline", "api/articles", "api/search?q=z",
    "api/facts?type=Donate&format=csv", "api/facts?from=2020&sort=-date&lang=en", "rdf-graph-store?default",
)
PREFIX = "PREFIX kg: <https://w3id.org/tuzhi/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
ROWS = (
    "ASK { ?s a kg:Person }", "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }",
    "SELECT ?s ?name { ?s a kg:Person ; rdfs:label ?name } ORDER BY ?s LIMIT 500",
)
GRAPHS = ("CONSTRUCT { ?s rdfs:label ?name } WHERE { ?s a kg:Place ; rdfs:label ?name } LIMIT 500",)
FORMATS = {ROWS: ("json", "xml", "csv", "tsv"), GRAPHS: ("turtle", "ntriples", "jsonld", "rdfxml")}


@dataclass(frozen=True)
class Wish:
    """A request: its address, and where it is posted the body and its type."""

    path: str
    body: str = ""
    type: str = ""

    def sent(self, client: httpx.Client) -> httpx.Request:
        """The request of this client."""
        headers = {"Content-Type": self.type} if self.type else {}
        return client.build_request("POST" if self.type else "GET", self.path, content=self.body or None, headers=headers)


@dataclass
class Outcome:
    """What came of it: how many answers were right, how many of them read slowly, how many clients left, the seconds that answers
    took, what was wrong and how often, and bytes held at each look."""

    right: int = 0
    slow: int = 0
    left: int = 0
    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Counts what came of another client, too."""
        self.right, self.slow, self.left = self.right + other.right, self.slow + other.slow, self.left + other.left
        self.seconds += other.seconds
        self.wrong += other.wrong

    def told(self) -> dict[str, Any]:
        """Figures, and what was wrong."""
        third = len(self.memory) // 3
        first, last = max(self.memory[:third + 1]), max(self.memory[-third - 1:])
        grown = [f"the memory grew from {first // MB} to {last // MB} MB"] if last > first * MORE + SPARE else []
        cuts = quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return {
            "requests": self.right + self.left + self.wrong.total(), "right": self.right, "slow": self.slow, "left": self.left,
            **{f"ms {cut}": round(cuts[cut - 1] * 1000) for cut in (50, 95, 99)},
            "MB": [size // MB for size in (self.memory[0], first, last)], "wrong": dict(self.wrong + Counter(grown)),
        }


def address(path: str, **values: str) -> str:
    """With its parameters."""
    return f"{path}?{httpx.QueryParams(values)}"


def wishes(url: str) -> list[Wish]:
    """All that clients ask for."""
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        facts, articles = ([row["iri"] for row in client.get(f"api/{name}").json()["rows"][:SOME]] for name in ("facts", "articles"))
        hits = client.get("api/search", params={"q": "县", "limit": SOME}).json()["hits"]
        questions = client.get("api/questions").json()
    things = [*facts, *(hit["ref"]["iri"] for hit in hits)]
    return [*map(Wish, (*PAGES, *TABLES)), *map(Wish, _of_things(things, articles)), *_queries(questions)]


def _of_things(things: Sequence[str], articles: Sequence[str]) -> Iterator[str]:
    for page, thing in product(("entity", "neighbourhood", "sentences"), things):
        yield address(f"api/{page}", iri=thing)
    for article in articles:
        yield address("api/article", iri=article)
        yield address("rdf-graph-store", graph=article)


def _queries(questions: Sequence[Mapping[str, Any]]) -> Iterator[Wish]:
    for texts, formats in FORMATS.items():
        for text, name in product(texts, formats):
            values = httpx.QueryParams({"query": PREFIX + text, "format": name})
            yield Wish(f"sparql?{values}")
            yield Wish("sparql", str(values), "application/x-www-form-urlencoded")
            yield Wish(f"sparql?format={name}", PREFIX + text, "application/sparql-query")
    for question in questions:
        yield Wish("sparql?format=csv", question["sparql"], "application/sparql-query")
        yield Wish(address("api/question", name=question["name"], **question["example"]))


def digest(answer: httpx.Response, body: bytes) -> str:
    """All of an answer that must be the same each time."""
    return f"{answer.status_code} {answer.headers.get('content-type')} {sha256(body).hexdigest()}"


def alone(url: str, wanted: Sequence[Wish]) -> dict[Wish, str]:
    """What each is answered when nobody else asks. Raises RuntimeError where that is a refusal."""
    found = {}
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        for wish in wanted:
            answer = client.send(wish.sent(client))
            if answer.status_code != httpx.codes.OK:
                raise RuntimeError(f"{wish}: {answer.status_code} {answer.text}")
            found[wish] = digest(answer, answer.content)
    return found


class Client:
    """One of those who ask, until ``over``; ``truth`` is what it must be told."""

    def __init__(self, number: int, url: str, truth: Mapping[Wish, str], over: Event) -> None:
        self._draw = random.Random(number)
        self._url = url
        self._truth = truth
        self._over = over
        self._ask = {1: self._slowly, 2: self._partly}.get(number % EIGHT, self._whole)
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Asks, one request after another."""
        wanted = list(self._truth)
        with httpx.Client(base_url=self._url, timeout=PATIENCE) as client:
            while not self._over.is_set():
                wish = self._draw.choice(wanted)
                try:
                    self._ask(client, wish)
                except httpx.HTTPError as error:
                    self.outcome.wrong[f"{wish.path[:60]}: {type(error).__name__} {error}"] += 1
        return self.outcome

    def _whole(self, client: httpx.Client, wish: Wish) -> None:
        start = time.perf_counter()
        answer = client.send(wish.sent(client))
        self.outcome.seconds.append(time.perf_counter() - start)
        self._judge(wish, answer, answer.content)

    def _slowly(self, client: httpx.Client, wish: Wish) -> None:
        answer = client.send(wish.sent(client), stream=True)
        body = bytearray()
        for piece in answer.iter_bytes(PIECE):
            body += piece
            time.sleep(PAUSE)
        self.outcome.slow += 1
        self._judge(wish, answer, bytes(body))

    def _partly(self, client: httpx.Client, wish: Wish) -> None:
        answer = client.send(wish.sent(client), stream=True)
        next(answer.iter_raw(1), b"")
        answer.close()
        self.outcome.left += 1

    def _judge(self, wish: Wish, answer: httpx.Response, body: bytes) -> None:
        if digest(answer, body) == self._truth[wish]:
            self.outcome.right += 1
        else:
            said = body[:60].decode(errors="replace").strip() if answer.is_error else "another answer than alone"
            self.outcome.wrong[f"{wish.path[:60]}: {answer.status_code} {said}"] += 1


def loaded(served: Served, clients: int, seconds: float, show: Callable[[str], None]) -> Outcome:
    """What comes of so many clients in so much time."""
    truth = alone(served.url, wishes(served.url))
    over, total = Event(), Outcome()
    with ThreadPoolExecutor(clients) as threads:
        running = [threads.submit(Client(number, served.url, truth, over).run) for number in range(clients)]
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            total.memory.append(served.memory())
            show(f"{rest:.0f} seconds to go, {total.memory[-1] // MB} MB")
            time.sleep(min(SAMPLE, rest))
        over.set()
    for each in running:
        total.add(each.result())
    return total


def main(arguments: Sequence[str]) -> int:
    """See ``--help``."""
    parser = argparse.ArgumentParser("reliability.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long (default: %(default)s)")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="how many at once (default: %(default)s)")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="articles in the graph (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        folder = Path(name)
        kills.articles(folder, chosen.articles)
        built([str(folder / "all.jsonl")], folder / "graph")
        with serving(folder / "graph") as served:
            told = loaded(served, chosen.clients, chosen.seconds, progress).told()
    progress("")
    print(json.dumps(told, indent=1, ensure_ascii=False) if chosen.json else "\n".join(f"{name:9} {value}" for name, value in told.items()))
    return int(bool(told["wrong"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
