"""The command that makes a graph of statements: in, files of N-Quads; out, a graph folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.options import GRAPH, PATH, json_option
from kg.cli.printing import counted, print_json
from kg.cli.shell import cli, ending


@cli.command(epilog=ending("load"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=PATH, default=GRAPH, show_default=True, help="Folder of the graph; an older graph there is replaced.")
@json_option
def load(files: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Make a graph of statements.

    FILES are N-Quads, or folders of them, as kg build --engine spark and kg export write them, compressed or not. The graph can
    be asked and looked at; it cannot grow, for it does not keep the articles.
    """
    from kg.graph.loading import load

    made = load(files, output)
    if as_json:
        print_json(asdict(made))
    else:
        click.echo(f"{counted(made.articles, 'article')}, {made.statements:,} statements in {output}")
        click.echo(f"next: kg view {output}, or kg ask for the questions that it can answer")
