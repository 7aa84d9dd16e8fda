"""The command that publishes a graph: in, a graph folder and the address of another store; out, the store with its graphs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.options import graph_option, json_option, usage
from kg.cli.printing import counted, print_json, watching
from kg.cli.shell import cli, ending
from kg.errors import RemoteError

if TYPE_CHECKING:
    from kg.publishing import Report

TOKEN: Final = "KG_TOKEN"
USER: Final = "KG_USER"
MOST: Final = 32
MIB: Final = 1 << 20


@cli.command(epilog=ending("publish"))
@click.argument("url")
@graph_option
@click.option("--protocol", type=click.Choice(["update", "gsp"]), help="SPARQL Update or Graph Store Protocol; by default, URL tells.")
@click.option("--query", default="", metavar="URL", help="Where the store takes queries, if not beside URL.")
@click.option("--name", default="", help="What the graph is called there; by default as its folder.")
@click.option("--token", envvar=TOKEN, show_envvar=True, help="Bearer token to show the store.")
@click.option("--user", envvar=USER, show_envvar=True, metavar="NAME:PASSWORD", help="What to show it in place of a token.")
@click.option("--batch", type=click.FloatRange(0.01), default=3, show_default=True, help="MiB that a request may have.")
@click.option("--connections", type=click.IntRange(1, MOST), help="Requests at a time; by default 1 for update, 4 for gsp.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=600, show_default=True, help="Seconds that a request may take.")
@click.option("--verify", is_flag=True, help="Count what the store has in each graph, and send anew what differs.")
@click.option("--adopt", is_flag=True, help="Replace graphs of the same names that something else put there.")
@click.option("--dry-run", is_flag=True, help="Send nothing; say how much would be sent and removed.")
@json_option
def publish(
    url: str, graph: Path, token: str | None, user: str | None, timeout: float, connections: int | None, as_json: bool, **options: Any,
) -> None:
    """Send a graph to another SPARQL store, and keep it in step.

    URL is where the store takes updates (…/update) or its graphs (…/store, …/data). Each article becomes a named graph. Only what
    the store does not have yet is sent, and articles that left are removed; what broke off goes on with the same command. Graphs
    that something else put there are not touched.
    """
    from kg.publish import Access
    from kg.publishing import Options
    from kg.publishing import publish as carry_out

    access = Access((token or "").strip(), (user or "").strip())
    if not (access.token + access.user).isprintable() or not access.token.isascii() or (access.user and ":" not in access.user):
        raise usage(f"A token is of ASCII letters, and a user is written NAME:PASSWORD, best in the variables {TOKEN} and {USER}.")
    with watching() as (on_progress, on_problem):
        report = carry_out(
            graph, url, access, Options(seconds=timeout, connections=connections or 0, protocol=options.pop("protocol") or "", **options),
            on_progress, on_problem)
    if as_json:
        print_json(asdict(report))
    else:
        click.echo(_line(graph, report))
    if report.failed:
        raise RemoteError(f"{counted(len(report.failed), 'graph')} could not be sent", "see above; the same command tries them again")


def _line(graph: Path, report: Report) -> str:
    """The report for people."""
    sent = f"{counted(report.sent, 'graph')} sent ({counted(report.statements, 'statement')})"
    numbers = f"{sent}, {report.unchanged:,} unchanged, {report.removed:,} removed"
    if report.dry_run:
        return f"{graph} → {report.url} ({report.protocol}): would be {numbers}"
    rate = f", {report.statements / max(report.seconds, 0.001):,.0f} statements a second" if report.sent else ""
    return f"{graph} → {report.url} ({report.protocol}): {numbers}; {report.bytes / MIB:,.1f} MiB in {report.seconds:,.1f} s{rate}"
