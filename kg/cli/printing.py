"""What commands print: in, plain data; out, tables, JSON and counts on standard output, progress and problems on standard error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kg.errors import KgError

if TYPE_CHECKING:
    from rich.console import Console

OnProgress = Callable[[int, int | None, str], None]
OnProblem = Callable[[KgError], None]


def one_line(message: object) -> str:
    """``message`` without line breaks."""
    return " ".join(str(message).split())


@contextmanager
def watching() -> Iterator[tuple[OnProgress, OnProblem]]:
    """Two functions, to tell progress (a bar, on a terminal only) and problems (a line each)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def on_progress(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        def on_problem(problem: KgError) -> None:
            err.print(f"kg: {one_line(problem)}", soft_wrap=True)

        yield on_progress, on_problem


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints rows under their heads, as wide as the terminal."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")  # Chinese has no spaces to break at: better within a word than not at all
    for row in rows:
        table.add_row(*row)
    console().print(table)


def console(stderr: bool = False) -> Console:
    """What is printed is data: no markup in it is obeyed. Where no terminal bounds it, a line is as long as it must be."""
    from rich.console import Console

    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not made.is_terminal:
        made.width = 10_000
    return made


def print_json(value: Any) -> None:
    """Prints ``value`` as JSON that people can read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def counted(number: int, what: str) -> str:
    """``number`` with ``what`` in the right form: 1 row, 2 rows."""
    return f"{number:,} {what}{'s' * (number != 1)}"
