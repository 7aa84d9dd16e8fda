"""How long the explorer's pages take on a graph. Prints; asserts nothing.

Run ``python tests/benchmarks/explorer.py GRAPH`` from the repository. Each page is asked several times; told are the middle and the
longest of these, in milliseconds of the processor. The places, persons and bodies asked about are the best-connected, which take longest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import process_time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.graph import Store
from kg.query.explore import Explorer

TIMES = 7
QUERIES = ("长", "长沙", "長沙", "cs", "csx", "changsha", "教育 局", "没有的")


def best(explorer: Explorer, kind: str) -> str:
    """The IRI of the best-connected thing of a kind."""
    return str(explorer.answer("search", {"kind": kind, "limit": "1"})["hits"][0]["ref"]["iri"])


def asked(explorer: Explorer) -> list[tuple[str, Mapping[str, str]]]:
    """Pages and what they are asked."""
    place, person, body = (best(explorer, kind) for kind in ("Place", "Person", "Organization"))
    things = [(page, {"iri": iri}) for page in ("entity", "facts", "totals", "timeline", "sentences", "neighbourhood")
              for iri in (place, person, body)]
    return [
        *(("search", {"q": query}) for query in QUERIES), *things, ("facts", {}), ("totals", {"type": "Donate"}), ("timeline", {}),
        ("articles", {}), ("about", {}), ("path", {"from": person, "to": body}), ("path", {"from": place, "to": person}),
    ]  # fmt: skip


def main(graph: str) -> None:
    """Prints a line for each page."""
    explorer = Explorer(Store.open(graph))
    start = process_time()
    explorer.warm()
    print(f"read in: {process_time() - start:.1f} s")
    for page, values in asked(explorer):
        took = []
        for _ in range(TIMES):
            start = process_time()
            explorer.answer(page, values)
            took.append(1000 * (process_time() - start))
        told = " ".join(f"{name}={value.rpartition('/')[2]}" for name, value in values.items())
        print(f"{median(took):8.1f} {max(took):8.1f}  {page} {told}")


if __name__ == "__main__":
    main(sys.argv[1])
