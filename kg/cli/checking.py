"""The commands that check and measure: in, a graph, annotations; out, violations, counts, figures."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg import query as asking
from kg.cli.options import graph_argument, json_option, usage
from kg.cli.printing import counted, print_json, print_table, watching
from kg.cli.shell import cli, ending
from kg.errors import ConformanceError, InputError
from kg.graph import Store
from kg.graph.stats import stats as count_all
from kg.score import score as measure

if TYPE_CHECKING:
    from kg.score.identity import Notice

Result = TypeVar("Result")


@cli.command(epilog=ending("validate"))
@graph_argument
@json_option
def validate(graph: Path, as_json: bool) -> None:
    """Check a graph against the ontology's shapes."""
    from kg.graph import shapes

    with Store.open(graph) as store:
        violations = shapes.validate(store)
    if as_json:
        print_json([asdict(violation) for violation in violations])
    else:
        click.echo("\n".join(map(str, violations)) or f"{graph} conforms to the shapes")
    if violations:
        raise ConformanceError(f"{graph} breaks its shapes in {counted(len(violations), 'place')}", "report it as a mistake of the program")


@cli.command(epilog=ending("verify"))
@graph_argument
@click.option("--shapes/--no-shapes", default=True, help="Check the shapes too, which takes most of the time and memory.")
@json_option
def verify(graph: Path, shapes: bool, as_json: bool) -> None:
    """Prove a graph by the articles that it was made of.

    Every sentence, mention, fact, role and figure is compared with the text as it was read; what anything leads to must be
    there, nothing may lie within itself, and the shapes must hold. What is wrong is listed, one a line.
    """
    from kg.verifying import verify

    with watching() as (on_progress, _):
        findings, count = verify(graph, shapes, on_progress)
    if as_json:
        print_json({"wrong": count, "findings": [finding._asdict() for finding in findings]})
    else:
        click.echo("\n".join(map(str, findings)) or f"{graph} says what its articles say")
    if count:
        first = f"; the first {len(findings):,} are listed" if count > len(findings) else ""
        cause = f"{graph} is wrong in {counted(count, 'place')}{first}"
        raise ConformanceError(cause, "report it as a mistake of the program, unless somebody has changed the graph")


@cli.command(epilog=ending("stats"))
@graph_argument
@json_option
def stats(graph: Path, as_json: bool) -> None:
    """Count what is in a graph."""
    with Store.open(graph) as store:
        found = count_all(store)
    if as_json:
        print_json(found)
        return
    dates = f" from {found['first']} to {found['last']}" if found["first"] else ""
    click.echo(f"{counted(found['articles'], 'article')}{dates}, {found['statements']:,} statements")
    print_table(("class", "nodes"), ((name, f"{number:,}") for name, number in found["classes"].items()))
    print_table(("property", "statements"), ((name, f"{number:,}") for name, number in found["properties"].items()))


@cli.command(epilog=ending("score"))
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="[GOLD_DIR]", required=False)
@graph_argument
@click.option("--identity", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Measure identities by this file instead.")
@click.option("--errors", is_flag=True, help="List every error too.")
@json_option
def score(gold: Path | None, graph: Path, identity: Path | None, errors: bool, as_json: bool) -> None:
    """Measure the program by your own annotations.

    GOLD_DIR holds a JSON file for each annotated article; its "doc" is the article's identifier in the graph. With
    --identity, a TOML file of notices says which of their words mean the same thing; no graph is needed then.
    """
    if (gold is None) == (identity is None):
        raise usage("Name the folder of your annotations, or a file with --identity.")
    if identity:
        _score_identity(identity, errors, as_json)
    elif gold:
        _score_graph(gold, graph, errors, as_json)


def _score_graph(gold: Path, graph: Path, errors: bool, as_json: bool) -> None:
    with Store.open(graph) as store:
        scores = measure(gold, lambda text: _filled(asking.select(store, text)))
    for doc in scores.absent:
        click.echo(f"kg: the graph has no article {doc}: all that its annotation says counts as missed", err=True)
    listed = [asdict(finding) for finding in scores.errors] if errors else []
    if as_json:
        print_json(scores.json() | ({"errors": listed} if errors else {}))
        return
    if listed:
        print_table(("article", "key", "verdict", "what"), (tuple(finding.values()) for finding in listed))
    heads = ("", "precision", "recall", "F1", "hit", "wrong", "missed")
    print_table(heads, ((key, *map(_figure, count.json().values())) for key, count in scores.counts().items()))
    click.echo(f"overall (mean of F1) {scores.overall:.3f} over {counted(len(scores.docs), 'article')}")


def _score_identity(file: Path, errors: bool, as_json: bool) -> None:
    from kg.score import identity

    notices = identity.read(file)
    found = _of_notices(file, notices, lambda rows: identity.compare(notices, rows))
    listed = [pair.json() for pair in found.errors] if errors else []
    if as_json:
        print_json(found.json() | ({"errors": listed} if errors else {}))
        return
    if listed:
        print_table(("kind", "verdict", "one", "other"), (tuple(pair.values()) for pair in listed))
    heads, rows = ("precision", "recall", "F1"), {kind or "all": found.figures(kind) for kind in (*identity.KINDS, "")}
    pairs = ((kind, (*each.pairs.json().values(), each.same, each.different)) for kind, each in rows.items())
    print_table(("pairs", *heads, "hit", "wrong", "missed", "same", "different"), ((kind, *map(_figure, row)) for kind, row in pairs))
    mentions = ((kind, (*each.b3, each.mentions, each.found)) for kind, each in rows.items())
    print_table(("B³", *heads, "mentions", "in the graph"), ((kind, *map(_figure, row)) for kind, row in mentions))
    click.echo(f"{rows['all'].same + rows['all'].different:,} pairs in {counted(len(notices), 'notice')}")


def _of_notices(file: Path, notices: Sequence[Notice], ask: Callable[[Callable[[str], Iterable[dict[str, str]]]], Result]) -> Result:
    """What ``ask`` gives for the graph that is built of ``notices``, which is gone afterwards."""
    from kg import pipeline

    with tempfile.TemporaryDirectory() as folder, watching() as (on_progress, on_problem):
        records, graph = Path(folder, "notices.jsonl"), Path(folder, "graph")
        records.write_text("".join(f"{json.dumps(notice.record)}\n" for notice in notices), encoding="utf-8")
        report = pipeline.build([str(records)], graph, on_problem=on_problem, on_progress=on_progress)
        if report.articles != len(notices):
            same = ", ".join(copy for copy, _ in report.copies) or "some"
            raise InputError(f"of the notices in {file} {same} are copies or have no text", "mend the file and start again")
        with Store.open(graph) as store:
            return ask(lambda text: _filled(asking.select(store, text)))


def _filled(answer: asking.Table) -> Iterator[dict[str, str]]:
    """Rows as mappings, without empty cells."""
    return ({name: value for name, value in zip(answer.columns, row, strict=True) if value} for row in answer.rows)


def _figure(value: float | None) -> str:
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
