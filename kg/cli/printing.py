"""What commands print: in, plain data; out, tables, JSON and counts on standard output, progress and problems on standard error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from kg.errors import KgError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

OnProblem = Callable[[KgError], None]
OFTEN: Final = 0.1   # seconds between two pictures of the bar


def one_line(message: object) -> str:
    """``message`` without line breaks."""
    return " ".join(str(message).split())


class Bar:
    """Tells progress on a terminal: how many articles are done of how many, how many of them and of their characters a second, and
    the time left. It has no thread of its own, so that processes can be forked beside it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, rate="")
        self._what = ""
        self._since, self._from, self._text, self._shown = 0.0, 0, 0, 0.0

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """So many articles of so many are done in this step."""
        now = monotonic()
        if what != self._what:
            self._what, self._since, self._from, self._text = what, now, done, 0
            self._progress.reset(self._task, total=total, completed=done, description=what, rate="")
        elif now - self._shown < OFTEN and done != total:
            return
        self._shown = now
        self._progress.update(self._task, completed=done, total=total, rate=self._rate(done, now), refresh=True)

    def text(self, characters: int) -> None:
        """The articles that were done in this step have so many characters; told before their number."""
        self._text = characters

    def _rate(self, done: int, now: float) -> str:
        if done == self._from or now <= self._since:
            return ""
        articles, characters = (amount / (now - self._since) for amount in (done - self._from, self._text))
        return f"{articles:,.1f} articles/s" + (f", {characters:,.0f} characters/s" if characters else "")


@contextmanager
def watching() -> Iterator[tuple[Bar, OnProblem]]:
    """Two functions, to tell progress (a bar, on a terminal only) and problems (a line each)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(20), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False), TimeRemainingColumn(), TextColumn("left", markup=False),
    )

    def on_problem(problem: KgError) -> None:
        err.print(f"kg: {one_line(problem)}", soft_wrap=True)

    progress = Progress(*columns, console=err, transient=True, auto_refresh=False, disable=not err.is_terminal)
    with progress if err.is_terminal else nullcontext():   # where it is no terminal, its end would be an empty line
        yield Bar(progress), on_problem


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
