"""The command that asks people who is the same: in, their answers; out, the file of judgements beside the graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from getpass import getuser
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.building import judged, tell_growth
from kg.cli.options import graph_option, json_option, usage
from kg.cli.printing import console, counted, print_json, watching
from kg.cli.shell import cli, ending
from kg.errors import InputError
from kg.graph import Store

if TYPE_CHECKING:
    from kg.fuse.judgements import Judgement
    from kg.graph.review import Pair, Side

ANSWERS: Final = {"s": "same", "d": "different", "u": "unsure"}
"""Letter → answer."""
SENTENCES: Final = 5
"""So many sentences of each side of a pair are shown."""
EFFECT: Final = "Answers take effect with kg review --apply, and at the next kg build, add, replace or remove."


@cli.command(epilog=ending("review"))
@graph_option
@click.option("--name", default="", help="Only pairs of this name; with --answer, whom or what it is about.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="So many pairs at most.")
@click.option("--again", is_flag=True, help="Show pairs with an answer too.")
@click.option("--by", help="Who answers; by default the login name.")
@click.option("--answer", default="", help="Write this answer down: same, different, unsure, not, alias or wrong.")
@click.option("--kind", default="", help="Of --answer: what not and alias are about (Person, Organization, Place ...).")
@click.option("--target", default="", help="Of --answer: the right name (alias), or the wrong POST@ORGANISATION (wrong).")
@click.option("--one", default="", help="Of --answer: the article, by its id; of a pair the first.")
@click.option("--other", default="", help="Of --answer: the second article of a pair.")
@click.option("--note", default="", help="Of --answer: why.")
@click.option("--list-answers", is_flag=True, help="List all answers.")
@click.option("--apply", "apply_", is_flag=True, help="Bring the graph in line with the answers now.")
@click.option("--undo", type=click.IntRange(1), is_flag=False, flag_value=1, metavar="[N]", help="Take back the last answer, or N.")
@json_option
def review(
    graph: Path, name: str, limit: int, again: bool, by: str | None, answer: str, list_answers: bool, apply_: bool, undo: int | None,
    as_json: bool, **cells: str,
) -> None:
    """Decide who is the same where the program could not.

    On a terminal, pair after pair is shown and asked for; elsewhere, or with --json, they are listed. Answers go to a plain
    file beside the graph (demo.judgements.tsv for demo), which may also be edited by hand and takes corrections: what is no
    person, organisation or place (not), another name (alias), a post that somebody does not hold (wrong).
    """
    from kg.fuse import judgements

    path = judgements.beside(graph)
    if bool(answer) + list_answers + apply_ + (undo is not None) > 1:
        raise usage("Give one of --answer, --list-answers, --apply and --undo.")
    if apply_:
        _apply(graph, as_json)
    elif undo is not None:
        _json_or_lines([*judgements.undo(path, undo)], as_json, "undone: ")
    elif list_answers:
        _json_or_lines([*judgements.rows(path)], as_json)
    elif answer:
        _answer_to(graph, path, {"answer": answer, "name": name, "by": _login() if by is None else by, **cells})
    else:
        _review(graph, path, name, limit, again, _login() if by is None else by, as_json)


def _apply(graph: Path, as_json: bool) -> None:
    from kg import growing

    known = judged(graph, None)
    with watching() as (on_progress, _):
        growth = growing.judge(graph, known, on_progress=on_progress)
    tell_growth(growth, graph, as_json)


def _json_or_lines(rows: Sequence[Judgement], as_json: bool, before: str = "") -> None:
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        about = ", ".join(cell for cell in (row.by, row.on, row.note) if cell)
        click.echo(f"{before}{row}{f'  ({about})' if about else ''}")
    if not before:
        click.echo(counted(len(rows), "answer"))


def _answer_to(graph: Path, path: Path, cells: dict[str, str]) -> None:
    """Writes down an answer that is given whole."""
    from kg.fuse import judgements
    from kg.graph.review import present

    form = judgements.FORMS.get(cells["answer"].lower())
    try:
        row = judgements.made(**{**cells, "kind": cells["kind"] or (form.kind if form else ""), "on": date.today().isoformat()})
    except InputError as error:
        raise usage(f"{error}.") from error
    if row.answer in judgements.PAIRS:
        with Store.open(graph) as store:
            present(store, row.name, row.one)
            present(store, row.name, row.other)
    judgements.append(path, row)
    click.echo(f"{path}: {row}")
    click.echo(EFFECT)


def _login() -> str:
    """The name that the user is logged in by, if any."""
    try:
        return getuser()
    except (OSError, KeyError):
        return ""


def _review(graph: Path, path: Path, name: str, limit: int, again: bool, by: str, as_json: bool) -> None:
    """Lists pairs, or asks for them."""
    from kg.fuse import judgements
    from kg.graph.review import pairs

    known = judgements.read(path)
    with Store.open(graph) as store:
        told = ((pair, known.on_pair(pair.name, pair.one.articles, pair.other.articles)) for pair in pairs(store, name))
        found = list(islice(((pair, earlier) for pair, earlier in told if again or earlier is None), limit + 1))
    shown = found[:limit]
    if as_json:
        print_json([{**asdict(pair), "answer": earlier.answer if earlier else ""} for pair, earlier in shown])
        return
    ask = _talks()
    for number, (pair, earlier) in enumerate(shown, 1):
        _pair(pair, number, earlier)
        if ask and not _asked(path, pair, by):
            break
    more = f"; there are more: see them with --limit {10 * limit}" if len(found) > limit else ""
    click.echo(f"{counted(len(shown), 'undecided pair')}{more}")
    if found:
        click.echo(EFFECT)


def _talks() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked(path: Path, pair: Pair, by: str) -> bool:
    """Asks for a pair and writes the answer down at once; whether to go on."""
    from kg.fuse import judgements

    letter = click.prompt("[s]ame  [d]ifferent  [u]nsure  [k] skip  [q]uit", type=click.Choice([*ANSWERS, "k", "q"]), show_choices=False)
    if letter in ANSWERS:
        answer, one, other = ANSWERS[letter], pair.one.articles[0], pair.other.articles[0]
        kind, day = judgements.FORMS[answer].kind, date.today().isoformat()
        judgements.append(path, judgements.made(answer, kind, pair.name, one=one, other=other, by=by, on=day))
    return letter != "q"


def _pair(pair: Pair, number: int, earlier: Judgement | None) -> None:
    """A pair, side by side."""
    from rich.table import Table
    from rich.text import Text

    answer = f"; answered: {earlier.answer}" if earlier else ""
    click.echo(f"\n{number}. {pair.name} ({pair.type}): {pair.score:.2f}{answer}")
    for reason in (*pair.reasons.get("", ()), *pair.reasons.get("en", ())):
        click.echo(f"  {reason}")
    if not _talks():
        for side in (pair.one, pair.other):
            click.echo("\n".join(("  ---", *(f"  {line}" for line in _side(side)))))
        return
    table = Table(show_header=False, expand=True)
    for _ in range(2):
        table.add_column(ratio=1, overflow="fold")
    texts = [Text("\n".join(_side(side))) for side in (pair.one, pair.other)]
    for text in texts:
        text.highlight_words([pair.name], "bold")
    table.add_row(*texts)
    console().print(table)


def _side(side: Side) -> Iterator[str]:
    """What is known of one side, in lines."""
    yield from (f"= {name}" for name in side.names)
    yield from (f"* {post}" for post in side.posts)
    for sentence in side.sentences[:SENTENCES]:
        yield sentence.text.strip()
        yield "  [" + ", ".join(part for part in (sentence.title, sentence.article, sentence.issued) if part) + "]"
    if len(side.sentences) > SENTENCES:
        yield f"... and {len(side.sentences) - SENTENCES} more: kg show {side.node.iri}"
