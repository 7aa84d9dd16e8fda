"""What the files hold of one article: in, its statements; out, lines of text, each for one of several places.

The statements go out as N-Quads, which are whole with each article. Rows of tables are whole too where they tell of what only
this article has (:data:`OWN`). What is said of things that other articles speak of as well (persons, places …) goes out as
:data:`SHARED` lines of N-Triples, each to be taken once; :func:`merged` makes the rows of them, where all lines of a thing
have come together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Final

from kg.graph.iris import article as article_iri
from kg.graph.iris import prefixes
from kg.output.source import Shortened, recorded
from kg.output.tables import TABLES
from kg.pipeline import Written

OWN: Final = ("article", "passage", "mention", "participation", "tenure", "action", "fact")
"""Beginnings of the IRIs of what one article alone has: their keys hold its id."""

QUADS, SHARED, COUNTS, COPIES, PROBLEMS, USED = "nquads", "shared", "counts", "copies", "problems", "used"
FINDINGS: Final = "findings"

Line = tuple[str, str]
"""Where it goes, and the text, which may be several lines. A line for a table is a list of rows, as JSON."""

ENCODE: Final = json.JSONEncoder(ensure_ascii=False).encode


def spread(article: Written, base: str) -> Iterator[Line]:
    """All that the files hold of one article."""
    lines = article.lines
    graph = article_iri(base, article.id)
    yield QUADS, lines.replace(" .\n", f" <{graph}> .\n").rstrip("\n")
    own, shared = _parted(lines, base)
    if shared:
        yield SHARED, "\n".join(shared)
    found, shortened = recorded(lines), Shortened(_prefixes(base))
    begins = tuple(f"{folder}:" for folder in OWN)
    for table in TABLES:
        rows = [row for row in table.rows(found, shortened) if _is_own(table.name, row, begins)]
        if rows:
            yield table.name, ENCODE(rows)
    yield COUNTS, json.dumps({"statements": own, "facts": article.counts.facts, "characters": article.counts.characters})


def _parted(lines: str, base: str) -> tuple[int, list[str]]:
    """How many statements are the article's own, and those that others may make too."""
    begins = tuple(f"<{base}{folder}/" for folder in OWN)
    passage = f"<{base}passage/"
    others = (line for line in lines.split("\n") if line and not line.startswith(begins))
    shared = [line for line in others if not line.split(" ", 2)[2].startswith(passage)]
    return lines.count("\n") - len(shared), shared


def _is_own(table: str, row: tuple[str, ...], begins: tuple[str, ...]) -> bool:
    """Whether no other article gives the row: of edges also those from shared things to the sentences that mention them."""
    return row[0].startswith(begins) or (table == "edges" and row[3].startswith("passage:"))


@cache
def _prefixes(base: str) -> dict[str, str]:
    return prefixes(base)


def merged(lines: Iterable[tuple[object, str]], base: str) -> Iterator[Line]:
    """The rows of shared things: of lines under their subjects, sorted by these."""
    for _, group in groupby(lines, key=lambda item: item[0]):
        found = recorded("".join(f"{line}\n" for _, line in group))
        for table in TABLES:
            rows = list(table.rows(found, Shortened(_prefixes(base))))
            if rows:
                yield table.name, ENCODE(rows)
