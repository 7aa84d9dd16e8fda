"""Answers as tables for a spreadsheet: in, the plain data of a page; out, columns and rows.

The columns' names are in the language asked for (``kg/zh/sheets.toml``). A spreadsheet takes a cell that begins with ``=`` ``+`` ``-`` or
``@`` for a formula and may run it: such a cell, unless it is a number, gets an apostrophe before it, which spreadsheets do not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kg import vocab, zh
from kg.query.explore.lines import TENURE
from kg.query.explore.plain import LANGUAGES, Plain

Sheet = tuple[tuple[str, ...], list[tuple[str, ...]]]

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
JOIN: Final = "; "


def safe(cell: str) -> str:
    """``cell`` as no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def sheet(columns: Iterable[str], rows: Iterable[Iterable[object]], language: str) -> Sheet:
    """Columns named in ``language``, rows of text."""
    names = zh.table("sheets.toml")["columns"]
    head = tuple(str(names[column][language]) for column in columns)
    return head, [tuple(safe(str(cell)) for cell in row) for row in rows]


def term(name: str, language: str) -> str:
    """A term of the ontology as the table calls it."""
    return vocab.label(name, LANGUAGES[language])


def hits(answer: Plain, language: str) -> Sheet:
    """Of a search."""
    rows = ((hit["ref"]["label"], term(hit["ref"]["type"], language), hit["name"], hit["where"], hit["facts"], hit["ref"]["iri"])
            for hit in answer["hits"])
    return sheet(("label", "type", "name", "where", "facts", "iri"), rows, language)


ROLES: Final = ("agent", "holder", "object", "recipient", "origin", "destination", "place", "organization")


def facts(answer: Plain, language: str) -> Sheet:
    """Of facts: a row each."""
    columns = ("start", "end", "when", "dated", "type", "word", *ROLES, "figures", "where", "status", "sentence", "article", "issued",
               "confidence", "iri")
    return sheet(columns, (_fact(row, language) for row in answer["rows"]), language)


def _fact(row: Plain, language: str) -> Iterator[object]:
    yield from (row["start"], row["end"], *_when(row["time"], language), term(row["type"], language), row["word"])
    for role in ROLES:
        yield JOIN.join(each["ref"]["label"] for each in row["roles"] if each["role"] == role)
    yield JOIN.join(figure["words"] for figure in row["quantities"])
    yield row["place"]["label"] if row["place"] else ""
    yield JOIN.join(row["status"])
    yield from (*_sentence(row["sentence"]), row["confidence"], row["iri"])


def _when(time: Plain, language: str) -> tuple[str, str]:
    """A time in one cell, and where it is from."""
    basis = zh.table("sheets.toml")["dated"]
    return "/".join(dict.fromkeys(filter(None, (time["start"], time["end"])))), basis[time["basis"]][language] if time["basis"] else ""


def _sentence(found: Plain | None) -> tuple[str, str, str]:
    """The words of a sentence, title and day of its article."""
    if found is None:
        return "", "", ""
    article = found["article"]
    return "".join(piece[0] for piece in found["pieces"]), article["title"] or article["id"], article["issued"]


def totals(answer: Plain, language: str) -> Sheet:
    """Of totals: a row for each part, with the sum that it goes into."""
    columns = ("unit", "counted", "sum", "bound", "part", "words", "summed", "when", "dated", "label", "sentence", "article", "issued",
               "iri")
    return sheet(columns, (row for total in answer["totals"] for row in _parts(total, language)), language)


def _parts(total: Plain, language: str) -> Iterator[tuple[object, ...]]:
    for added, parts in (("1", total["parts"]), ("0", total["cumulative"])):
        for part in parts:
            counted = part["of"] or total["of"]
            yield (
                total["unit"], counted["label"] if counted else "", total["value"], total["bound"], part["value"], part["words"], added,
                *_when(part["time"], language), part["label"], *_sentence(part["sentence"]), part["fact"],
            )


def timeline(answer: Plain, language: str) -> Sheet:
    """Of a timeline: a row for each period and class, and how many of its facts are dated by the day of their article."""
    bins = sorted((*answer["bins"], *answer["coarse"]), key=lambda each: str(each["period"]))
    rows: list[tuple[object, ...]] = [
        (each["period"], term(type_, language), count, each["reported"].get(type_, 0))
        for each in bins for type_, count in each["counts"].items()]
    rows += [("", "", answer["undated"], 0)] if answer["undated"] else []
    return sheet(("period", "type", "count", "reported"), rows, language)


def sentences(answer: Plain, language: str) -> Sheet:
    """Of sentences."""
    rows = ((*_sentence(row), row["article"]["publisher"], row["iri"]) for row in answer["rows"])
    return sheet(("sentence", "article", "issued", "publisher", "iri"), rows, language)


def articles(answer: Plain, language: str) -> Sheet:
    """Of articles."""
    columns = ("id", "title", "issued", "publisher", "facts", "iri")
    rows = ((*(row[key] for key in columns), row["home"]["label"] if row["home"] else "") for row in answer["rows"])
    return sheet((*columns, "home"), rows, language)


def edges(answer: Plain, language: str) -> Sheet:
    """Of a neighbourhood: a row for each line."""
    labels = {node["iri"]: node["label"] for node in answer["nodes"]}
    columns = ("source", "name", "target", "line", "facts", "source_iri", "target_iri")
    return sheet(columns, (_edge(edge, labels, language) for edge in answer["edges"]), language)


def _edge(edge: Plain, labels: Mapping[str, str], language: str) -> tuple[object, ...]:
    source, target = edge["source"], edge["target"]
    name = edge["name"] if edge["kind"] == TENURE else term(edge["name"], language)
    return labels[source], name, labels[target], edge["kind"], JOIN.join(edge["facts"]), source, target


def answer(found: Any, language: str) -> Sheet:
    """Of a named question, whose columns have the names that the query gives them."""
    return tuple(found["columns"]), [tuple(safe(cell["text"]) for cell in row) for row in found["rows"]]
