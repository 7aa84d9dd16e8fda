"""Options and arguments that several commands take: in, a command; out, the same with them, or a usage error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from kg.engines import ENGINES, PROCESSES

GRAPH: Final = "outputs/demo"
PATH: Final = click.Path(path_type=Path)
FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)

Function = TypeVar("Function", bound=Callable[..., Any])


def graph_option(function: Function) -> Function:
    """``--graph``: the folder to work on."""
    return click.option("-g", "--graph", type=PATH, default=GRAPH, show_default=True, help="Folder of the graph.")(function)


def graph_argument(function: Function) -> Function:
    """``GRAPH``: the same, as an argument."""
    return click.argument("graph", type=PATH, default=GRAPH)(function)


def json_option(function: Function) -> Function:
    """``--json``: for scripts."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")(function)


def no_open_option(function: Function) -> Function:
    """``--no-open``: for machines without a screen."""
    return click.option("--no-open", is_flag=True, help="Do not start the browser.")(function)


def source_options(function: Function) -> Function:
    """What ``build``, ``add`` and ``replace`` read, and how."""
    help_ = "A field of JSON or CSV records: text=content. Repeatable."
    function = click.option("--field", "fields", multiple=True, metavar="OURS=THEIRS", help=help_)(function)
    function = click.option("--samples", is_flag=True, help="Read the sample articles that come with the program.")(function)
    return click.argument("sources", nargs=-1)(function)


def engine_options(function: Function) -> Function:
    """``--engine``: what a build runs on; and what is for Spark alone."""
    function = click.option("--gzip", is_flag=True, help="Spark: compress the statements.")(function)
    help_ = "Spark: the cluster; else as Spark is configured, or all cores here."
    function = click.option("--master", default="", metavar="URL", help=help_)(function)
    help_ = "What the build runs on: processes of this machine, or Spark."
    return click.option("--engine", type=click.Choice(tuple(ENGINES)), default=PROCESSES, show_default=True, help=help_)(function)


def engine_fits(engine: str, resume: bool, master: str, gzip: bool) -> None:
    """Raises a usage error for an option that the engine does not know."""
    if engine == PROCESSES and (master or gzip):
        raise usage("--master and --gzip are for --engine spark.")
    if engine != PROCESSES and resume:
        raise usage("--resume is for --engine processes: Spark tries again by itself.")


def judgements_option(function: Function) -> Function:
    """``--judgements``: the file with what people have said."""
    help_ = "What people have answered and corrected (kg review); by default beside the graph."
    return click.option("--judgements", type=FILE, help=help_)(function)


def usage(message: str) -> click.UsageError:
    """The error for a command line that says what cannot be done."""
    return click.UsageError(message, click.get_current_context())


def named_values(words: Iterable[str], wrong: str) -> dict[str, str]:
    """``NAME=VALUE`` words as a mapping; ``wrong`` is the message for one of another form."""
    pairs = [word.partition("=") for word in words]
    if not all(name and equals for name, equals, _ in pairs):
        raise usage(wrong)
    return {name: value for name, _, value in pairs}
