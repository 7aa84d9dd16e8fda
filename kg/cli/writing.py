"""The commands that hand a graph on: in, a graph folder; out, files in other formats, a page, a server."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from kg.cli.options import PATH, graph_argument, no_open_option, usage
from kg.cli.shell import cli, ending
from kg.graph import Store
from kg.output import FORMATS, MAP, Drawn
from kg.output import export as write_out
from kg.output import view as write_page

PAGE: Final = "index.html"


@cli.command(epilog=ending("export", ("Formats", [(known.name, known.purpose) for known in FORMATS])))
@graph_argument
@click.option("-f", "--format", "name", type=click.Choice([known.name for known in FORMATS]), help="By default what --output ends in.")
@click.option("-o", "--output", type=PATH, help="File to write; by default beside the graph.")
def export(graph: Path, name: str | None, output: Path | None) -> None:
    """Write a graph in another format."""
    ending = output.suffix if output else None
    chosen = next((known for known in FORMATS if (known.name == name if name else known.suffix and known.suffix == ending)), None)
    if chosen is None:
        raise usage(_which(ending))
    output = output or graph.with_name(f"{graph.name}{chosen.suffix or f'-{chosen.name}'}")
    with Store.open(graph) as store:
        write_out(store, chosen.name, output)
    click.echo(output)


def _which(ending: str | None) -> str:
    """What to say where ``ending`` tells no format; a format of folders has none."""
    folder = next((known for known in FORMATS if not known.suffix and ending == f".{known.name}"), None)
    return f"{folder.name} is {folder.purpose}: give --format {folder.name}." if folder else "Say which format, with --format."


@cli.command(epilog=ending("view"))
@graph_argument
@click.option("-o", "--output", type=PATH, help=f"Page to write; by default {PAGE} in the folder of the graph.")
@no_open_option
def view(graph: Path, output: Path | None, no_open: bool) -> None:
    """Make an interactive page and open it.

    The page is one file, which works without a network. Up to a thousand nodes pyvis draws it; more are drawn as a map that
    stays quick, and of more than twenty thousand the best-connected.
    """
    output = output or graph / PAGE
    with Store.open(graph) as store:
        shown = write_page(store, output)
    click.echo(output)
    for line in _shown(shown, graph):
        click.echo(line)
    if not no_open:
        open_in_browser(output.resolve().as_uri())


def _shown(drawn: Drawn, graph: Path) -> Iterator[str]:
    """What a page shows, where that is not simply everything, drawn by pyvis."""
    if drawn.by == MAP:
        yield f"{drawn.nodes:,} nodes: too many for pyvis, so drawn as a map"
    if drawn.nodes < drawn.all:
        yield f"the best-connected of {drawn.all:,} nodes; kg serve {graph} reaches all"


def open_in_browser(address: str) -> None:
    """Opens the address in a browser, or says that none can be started."""
    has_display = sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if not (has_display and webbrowser.open(address)):
        click.echo(f"kg: no browser can be started here: open {address} yourself", err=True)
