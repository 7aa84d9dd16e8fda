"""The commands that make and change graphs: in, articles; out, a graph folder and what became of the articles."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg import zh
from kg.cli.options import (
    GRAPH,
    engine_fits,
    engine_options,
    graph_option,
    json_option,
    judgements_option,
    named_values,
    source_options,
    usage,
)
from kg.cli.printing import counted, one_line, watching
from kg.cli.shell import cli, ending
from kg.engines import ENGINES, PROCESSES, Order
from kg.errors import ConformanceError, GraphError, StoppedError
from kg.graph import BASE, resumable
from kg.graph.iris import checked as based

if TYPE_CHECKING:
    from kg.fuse.judgements import Judgements
    from kg.growing import Growth
    from kg.pipeline import Report

SAMPLES: Final = str(Path(glob.escape(str(Path(__file__).parents[1])), "samples", "*"))
TOLD: Final = 10   # of what is wrong with a graph, lines at most; its report has more
FIELD: Final = "A --field is written OURS=THEIRS, such as text=content."


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cli.command(epilog=ending("build"))
@source_options
@click.option("-o", "--output", type=click.Path(), default=GRAPH, show_default=True, help="Folder of the graph; an older one is replaced.")
@click.option("--base", default=BASE, show_default=True, metavar="IRI", help="What the graph's own IRIs begin with.")
@click.option("--jobs", type=click.IntRange(1), default=cores, show_default="one a core", help="So many processes share the work.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted build of the same stopped.")
@engine_options
@judgements_option
@json_option
def build(
    sources: tuple[str, ...], output: str, samples: bool, fields: tuple[str, ...], base: str, jobs: int, resume: bool,
    engine: str, master: str, gzip: bool, judgements: Path | None, as_json: bool,
) -> None:
    """Build a graph of articles.

    SOURCES are files (.txt .html .json .jsonl .csv), folders, globs, or - for standard input. What cannot be read is
    reported and left out. The graph is the same for any number of jobs. What an interrupted build has understood is kept
    until the next: --resume goes on from there. With --engine spark the sources and the folder may lie on any file system
    that Hadoop reaches, and the folder is one of N-Quads and Parquet; kg load makes a graph of it.
    """
    engine_fits(engine, resume, master, gzip)
    sources, names = _read_from(sources, samples, fields, base)
    known = judged(Path(output), judgements)
    if resume and not resumable(Path(output)):
        click.echo(f"kg: there is no interrupted build of {output} to go on from: building from the start", err=True)
    try:
        with watching() as (on_progress, on_problem):
            report = ENGINES[engine](Order(
                sources, output, names, base, known, jobs, resume, master, gzip, on_problem, on_progress, on_progress.text,
            ))
    except KeyboardInterrupt as interrupt:
        if resumable(Path(output)):
            raise StoppedError("interrupted", "go on where it stopped with kg build … --resume") from interrupt
        raise
    if as_json:
        click.echo(report.json())
    else:
        _summary(report, output)
        click.echo(f"next: kg view {output}, or kg ask for the questions that it can answer" if engine == PROCESSES
                   else f"next: kg load {output.rstrip('/')}/nquads -o GRAPH to ask it and look at it here")
    _proved(report, f"{output} is built")


@cli.command(epilog=ending("add"))
@source_options
@graph_option
@judgements_option
@json_option
def add(
    sources: tuple[str, ...], samples: bool, fields: tuple[str, ...], graph: Path, judgements: Path | None, as_json: bool,
) -> None:
    """Add articles to a graph.

    The graph is then the one that building of all its articles would give; what is there already is passed over. Only what
    changes is worked on.
    """
    from kg import growing

    _grow(growing.add, sources, samples, fields, graph, judgements, as_json)


@cli.command(epilog=ending("replace"))
@source_options
@graph_option
@judgements_option
@json_option
def replace(
    sources: tuple[str, ...], samples: bool, fields: tuple[str, ...], graph: Path, judgements: Path | None, as_json: bool,
) -> None:
    """Put new texts in the place of articles of a graph.

    Each of SOURCES takes the place of the article with the same id, which is the file's name without ending, or the
    record's id.
    """
    from kg import growing

    _grow(growing.replace, sources, samples, fields, graph, judgements, as_json)


@cli.command(epilog=ending("remove"))
@click.argument("articles", nargs=-1, required=True)
@graph_option
@judgements_option
@json_option
def remove(articles: tuple[str, ...], graph: Path, judgements: Path | None, as_json: bool) -> None:
    """Take articles out of a graph, with what only they say.

    ARTICLES are ids of articles; kg ask articles lists them.
    """
    from kg import growing

    known = judged(graph, judgements)
    with watching() as (on_progress, _):
        growth = growing.remove(graph, articles, judgements=known, on_progress=on_progress)
    tell_growth(growth, graph, as_json)


def _grow(
    change: Callable[..., Growth], sources: tuple[str, ...], samples: bool, fields: tuple[str, ...], graph: Path,
    judgements: Path | None, as_json: bool,
) -> None:
    sources, names = _read_from(sources, samples, fields, BASE)
    known = judged(graph, judgements)
    with watching() as (on_progress, on_problem):
        growth = change(graph, sources, fields=names, judgements=known, on_problem=on_problem, on_progress=on_progress)
    tell_growth(growth, graph, as_json)


def tell_growth(growth: Growth, graph: Path, as_json: bool) -> None:
    """Prints what has changed in a graph that grew. Raises ConformanceError where it says what its articles do not."""
    report = growth.report
    if as_json:
        click.echo(growth.json())
    else:
        changes = ((len(growth.came), "came"), (len(growth.went), "went"), (len(growth.again), "written again"))
        click.echo("; ".join(f"{counted(count, 'article')} {what}" for count, what in changes if count) or "nothing changed")
        click.echo(f"{counted(report.articles, 'article')}, {report.entities:,} entities, {report.facts:,} facts, "
                   f"{report.statements:,} statements in {graph}")
        _used(report)
        if growth.came or growth.went or growth.again:   # the page of the graph before is gone
            click.echo(f"next: kg view {graph} for its page as it is now")
    _proved(report, f"{graph} is changed")


def judged(graph: Path, file: Path | None) -> Judgements:
    """The judgements on a graph: in ``file``, or else beside it. Where one overrules another, that is told."""
    from kg.fuse import judgements

    found = judgements.read(file or judgements.beside(graph))
    for note in found.notes:
        click.echo(f"kg: {one_line(note)}", err=True)
    return found


def _read_from(sources: Sequence[str], samples: bool, fields: Sequence[str], base: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The sources and the names of fields. Raises a usage error where there are none, or for what no build could use."""
    every = (*sources, SAMPLES) if samples else tuple(sources)
    if not every:
        raise usage("Nothing to read: name files or folders, or give --samples.")
    names, known = dict(named_values(fields, FIELD)), zh.table("fields.toml")
    for name in names:
        if name not in known:
            raise usage(f"No field is called {name}: map one of {', '.join(known)}.")
    try:
        based(base)
    except GraphError as error:
        raise usage(f"{error}.") from error
    return every, names


def _summary(report: Report, output: str) -> None:
    for copy, kept in report.copies:
        click.echo(f"kg: {copy} is a second copy of {kept}: left out", err=True)
    left_out = ((report.skipped, "skipped"), (report.duplicates, "left out as second copies"))
    click.echo("; ".join((counted(report.articles, "article"), *(f"{count:,} {what}" for count, what in left_out if count))))
    click.echo(f"{report.entities:,} entities, {report.facts:,} facts, {report.statements:,} statements in {output}")
    _used(report)


def _proved(report: Report, done: str) -> None:
    """Raises ConformanceError where the graph says what its articles do not, once it is told what. ``done`` is a clause."""
    for finding in report.findings[:TOLD]:
        click.echo(f"kg: {finding}", err=True)
    if report.wrong:
        cause = f"{done}, but wrong in {counted(report.wrong, 'place')}"
        raise ConformanceError(cause, "its report.json lists them: report it as a mistake of the program")


def _used(report: Report) -> None:
    """How many answers had an effect, and which had none."""
    for row in report.idle:
        click.echo(f"kg: {one_line(row)}: concerns nothing in the graph", err=True)
    if report.judgements or report.idle:
        without = f"; {len(report.idle):,} without effect" if report.idle else ""
        click.echo(f"{counted(report.judgements, 'answer')} used{without}")
