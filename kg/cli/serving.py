"""The command that serves a graph: in, a graph folder; out, pages and a SPARQL endpoint, until it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kg.cli.options import graph_argument, no_open_option, usage
from kg.cli.shell import cli, ending
from kg.cli.writing import open_in_browser

TOKEN: Final = "KG_TOKEN"


@cli.command(epilog=ending("serve"))
@graph_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 lets other computers in.")
@click.option("--port", type=click.IntRange(0, 65535), help="By default 8765, or a free one if that is taken.")
@no_open_option
@click.option("--writable", is_flag=True, help="Take SPARQL updates from whoever shows the token.")
@click.option("--token", envvar=TOKEN, show_envvar=True, help="Of --writable: what an update must show.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=60, show_default=True, help="Seconds that a query may take.")
@click.option("--largest", type=click.IntRange(1), default=256, show_default=True, help="MiB that an answer may have.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="So many queries are answered at a time.")
@click.option("--origin", "origins", multiple=True, help="A site whose pages may read the graph, or *. Repeatable.")
def serve(
    graph: Path, host: str, port: int | None, no_open: bool, writable: bool, token: str | None, timeout: float, largest: int, workers: int,
    origins: tuple[str, ...],
) -> None:
    """Look at a graph and ask it, in the browser.

    Search, pages of everything with the sentences, the network, a timeline; SPARQL at /query for people, at /sparql for
    programs. Ctrl-C stops it.
    """
    from kg import serving
    from kg.serve.settings import MIB, Limits

    if writable and not token:
        raise usage(f"--writable wants a token: give it with --token, or better in the variable {TOKEN}, which nobody else sees.")
    limits = Limits(seconds=timeout, result=largest * MIB, workers=workers)
    serving.serve(
        graph, host, port, token=token if writable and token else "", limits=limits, origins=origins or None,
        on_ready=lambda address: _ready(graph, address, no_open), on_request=lambda line: click.echo(line, err=True),
    )


def _ready(graph: Path, address: str, no_open: bool) -> None:
    click.echo(f"{graph}: {address} (query page: {address}query, SPARQL endpoint: {address}sparql); Ctrl-C stops it")
    if not no_open:
        open_in_browser(address)
