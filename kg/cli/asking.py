"""The commands that ask a graph: in, SPARQL, a question or a name; out, rows, or all about something with its sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Final, TextIO, TypeVar

import click

from kg import query as asking
from kg.cli.options import graph_option, json_option, named_values, usage
from kg.cli.printing import counted, print_json, print_table
from kg.cli.shell import cli, ending
from kg.errors import QueryError
from kg.graph import Store
from kg.graph.show import Card, Line
from kg.graph.show import show as look_up
from kg.graph.why import TRIGGER, Part, Why, marked
from kg.graph.why import why as explained

VALUE: Final = "A value is written NAME=VALUE."
COLOURS: Final = {TRIGGER: "red", "agent": "green", "holder": "green", "object": "yellow", "quantity": "magenta", "recipient": "blue"}
"""Role → the colour of the words that fill it, on a terminal."""

Result = TypeVar("Result")


@cli.command(epilog=ending("query"))
@click.argument("sparql", required=False)
@click.option("-f", "--file", type=click.File(encoding="utf-8"), help="Read the query from a file, or with - from standard input.")
@graph_option
@json_option
def query(sparql: str | None, file: TextIO | None, graph: Path, as_json: bool) -> None:
    """Answer a SPARQL query over all articles.

    The usual prefixes (kg: rdfs: skos: dcterms: xsd: ...) need no declaration.
    """
    texts = [text for text in (sparql, file.read() if file else None) if text is not None]
    if len(texts) != 1:
        raise usage("Give one query, as an argument or with --file.")
    with Store.open(graph) as store:
        answer = _interruptible(lambda: asking.select(store, texts[0]))
    _answer(answer, as_json)


@cli.command(epilog=ending("ask"))
@click.argument("question", required=False)
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@graph_option
@json_option
def ask(question: str | None, values: tuple[str, ...], graph: Path, as_json: bool) -> None:
    """Answer a question that the program knows.

    Without QUESTION, list the questions and the values that each takes; those in brackets may be left out.
    """
    if question is None:
        _questions(as_json)
        return
    with Store.open(graph) as store:
        given = named_values(values, VALUE)
        answer = _interruptible(lambda: asking.ask(store, question, **given))
    _answer(answer, as_json)


def _interruptible(work: Callable[[], Result]) -> Result:
    """What ``work`` gives, in a thread of its own: Oxigraph keeps the thread that it works in, and Ctrl-C needs this one."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(work).result()
    finally:
        pool.shutdown(wait=False)


def _questions(as_json: bool) -> None:
    known = asking.questions()
    if as_json:
        print_json([asdict(question) for question in known])
    else:
        print_table(("question", "values", "answers", ""), ((each.name, _takes(each), each.title_en, each.title_zh) for each in known))


def _takes(question: asking.Question) -> str:
    return " ".join(f"{each.name}=" if each.required else f"[{each.name}=]" for each in question.parameters)


def _answer(answer: asking.Table, as_json: bool) -> None:
    if as_json:
        click.echo(answer.json())
    else:
        print_table(answer.columns, answer.rows)
        click.echo(counted(len(answer.rows), "row"))


@cli.command(epilog=ending("show"))
@click.argument("name")
@click.option("--why", is_flag=True, help="Tell of a fact how it was found and how sure it is.")
@graph_option
@json_option
def show(name: str, why: bool, graph: Path, as_json: bool) -> None:
    """Show all about something, with the sentences.

    NAME is a name, a part of one, or an IRI. Where several things bear it, they are listed. With --why, NAME is words that
    tell a fact (who, what), its IRI, or the beginning of the IRI's last part.
    """
    with Store.open(graph) as store:
        found = _looked_up(store, name, explained if why else look_up)
    if as_json:
        print_json([asdict(node) for node in found] if isinstance(found, tuple) else asdict(found))
    elif isinstance(found, Card):
        _card(found)
    elif isinstance(found, Why):
        _why(found)
    else:
        print_table(("name", "class", "IRI"), ((node.label, node.type, node.iri) for node in found))
        click.echo(f"{len(found)} {'facts' if why else 'things'}: show one of them by its full name or IRI")


def _looked_up(store: Store, name: str, look: Callable[[Store, str], Result]) -> Result:
    """What ``name`` means, if need be in the other script."""
    try:
        return look(store, name)
    except QueryError:
        from kg.output.folding import simplified

        if simplified(name) == name:
            raise
        return look(store, simplified(name))


def _card(card: Card) -> None:
    click.echo(f"{card.node.label} ({card.node.type})  {card.node.iri}")
    if card.names:
        click.echo(f"also: {', '.join(card.names)}")
    _lines("", card.lines)
    _lines("← ", card.mentions)
    for ground in card.grounds["en"]:
        click.echo(f"one by: {ground}")
    for other in card.resemblances:
        reasons = "; ".join(other.reasons["en"] or other.reasons["zh"])
        click.echo(f"possibly the same: {other.node.label} ({other.node.type})  {other.node.iri}\n  {other.score:.2f}: {reasons}")
    for judged in card.judgements:
        note = f": {judged.note}" if judged.note else ""
        click.echo(f"judged {judged.answer} in {' and '.join(judged.articles)} by {judged.by or 'nobody named'} on {judged.on}{note}")
    for sentence in card.sentences:
        where = ", ".join(part for part in (sentence.title, sentence.article, sentence.issued) if part)
        click.echo(f"{sentence.text.strip()}\n  [{where}, {sentence.start}-{sentence.end}]")


def _why(why: Why) -> None:
    """A fact explained: what, where, who and how, how sure."""
    click.echo(f"{why.fact.label} ({why.fact.type})  {why.fact.iri}")
    further = "carried over from: " if why.definition else "said again: "
    for number, sentence in enumerate(why.sentences):
        where = ", ".join(part for part in (sentence.title, sentence.article, sentence.issued) if part)
        words = "".join(_piece(text, role) for text, role in marked(why, sentence)).strip()
        click.echo(f"{'' if number == 0 else further}{words}\n  [{where}, {sentence.start}-{sentence.end}]")
    click.echo(f"\n{why.trigger} {why.start}-{why.end}: {why.how['en']}{_meaning(why)}")
    for part in why.parts:
        click.echo(f"  {part.label['en']}: {part.words} {part.start}-{part.end}: {part.how['en']}{_sure(why, part)}")
        if part.entity:
            means = "stands for" if part.stands_for else "="
            click.echo(f"    {means} {part.entity.label} ({part.entity.type}): {part.recognised_how['en']}")
    if why.status:
        click.echo(f"  held as: {', '.join(why.status)}")
    if why.period:
        click.echo(f"  when: {' to '.join(why.period)}")
    click.echo(f"confidence {why.confidence:.2f}: of 100 facts found in such circumstances {100 * why.confidence:.0f} are right")
    for sign in why.lowered_by:
        click.echo(f"  lowered: {sign.words['en']} ({sign.right} of {sign.of} such facts were right)")


def _meaning(why: Why) -> str:
    return f" ({why.definition['en'].rstrip('.')})" if why.definition else ""


def _sure(why: Why, part: Part) -> str:
    """How sure a part is; those of a tenure stand and fall with it."""
    return "" if part.confidence == why.confidence else f" ({part.confidence:.2f})"


def _piece(text: str, role: str) -> str:
    """Words of a sentence, marked if they fill a role: in colour on a terminal, else in brackets."""
    if not role or not text:
        return text
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return click.style(text, fg=COLOURS.get(role, "cyan"), bold=role == TRIGGER)
    return f"[{text}]" if role == TRIGGER else f"[{role}: {text}]"


def _lines(arrow: str, lines: Sequence[Line]) -> None:
    if lines:
        print_table(("", "", ""), ((arrow + line.property, line.value, line.node.type if line.node else "") for line in lines))
