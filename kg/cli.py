"""The command line: a thin shell over the pipeline, the graph, the questions and the writers.

In: arguments. Out: text for people on standard output, or JSON where ``--json`` asks for it; progress, problems and errors
on standard error, one line each; an exit code of :data:`EXITS`. What takes long to load is imported by the command that
needs it, so that help appears at once.
"""

from __future__ import annotations

import codecs
import glob
import json
import os
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from getpass import getuser
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

import click

from kg import __version__, zh
from kg import query as asking
from kg.errors import ConformanceError, DataError, GraphError, InputError, KgError, QueryError
from kg.graph import BASE, Store
from kg.graph.iris import checked as based
from kg.graph.show import Card, Line
from kg.graph.show import show as look_up
from kg.graph.stats import stats as count_all
from kg.graph.why import TRIGGER, Part, Why, marked
from kg.graph.why import why as explained
from kg.output import FORMATS
from kg.output import export as write_out
from kg.score import score as measure

if TYPE_CHECKING:
    from rich.console import Console

    from kg.fuse.judgements import Judgement, Judgements
    from kg.graph.review import Pair, Side
    from kg.growing import Growth
    from kg.pipeline import Report
    from kg.score.identity import Notice

INTERRUPTED: Final = 130
EXITS: Final = (
    (0, "done"),
    (1, "something else, such as output that nobody reads any more"),
    (2, "the command line is not understood"),
    (InputError.code, "nothing could be read, or an annotation is not in order"),
    (DataError.code, "the program's own data are not in order"),
    (GraphError.code, "a graph is missing, in use or not in order, or a file cannot be written"),
    (QueryError.code, "a query or question cannot be answered"),
    (ConformanceError.code, "the graph breaks its shapes"),
    (INTERRUPTED, "interrupted"),
)
"""Exit code → what it says."""

SAMPLES: Final = str(Path(glob.escape(str(Path(__file__).parent)), "samples", "*"))
GRAPH: Final = "outputs/demo"
PAGE: Final = "index.html"
PATH: Final = click.Path(path_type=Path)
FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
FIELD: Final = "A --field is written OURS=THEIRS, such as text=content."
VALUE: Final = "A value is written NAME=VALUE."
ANSWERS: Final = {"s": "same", "d": "different", "u": "unsure"}
"""Letter → answer."""
SENTENCES: Final = 5
"""So many sentences of each side of a pair are shown."""
EFFECT: Final = "Answers take effect with kg review --apply, and at the next kg build, add, replace or remove."
ESCAPED: Final = "kg.escaped"
COLOURS: Final = {TRIGGER: "red", "agent": "green", "holder": "green", "object": "yellow", "quantity": "magenta", "recipient": "blue"}
"""Role → the colour of the words that fill it, on a terminal."""

Function = TypeVar("Function", bound=Callable[..., Any])
Result = TypeVar("Result")
OnProgress = Callable[[int, int | None, str], None]
OnProblem = Callable[[KgError], None]


# the shell


def main() -> None:
    """The command ``kg``."""
    codecs.register_error(ESCAPED, _escape)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"   # no terminal of today means it
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors=ESCAPED)
    code = run(sys.argv[1:])
    if code == INTERRUPTED:
        os._exit(code)   # a query that nobody waits for may go on in its thread
    sys.exit(code)


def _escape(error: UnicodeError) -> tuple[str, int]:
    """What an encoding does not have, as JSON escapes it, so that JSON stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def run(arguments: Sequence[str]) -> int:
    """Carries out one command line and gives the exit code. What a user or the system does wrong becomes one line."""
    try:
        cli.main(list(arguments), prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "kg"
        return _fail(f"{error.format_message()} See '{command} --help'.", error.exit_code)
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except click.Abort:
        return _fail("interrupted", INTERRUPTED)
    except KgError as error:
        return _fail(str(error), error.code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at its end
        return 1
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    return 0


def _fail(message: str, code: int) -> int:
    click.echo(f"kg: {_one_line(message)}", err=True)
    return code


def _one_line(message: object) -> str:
    return " ".join(str(message).split())


class Commands(click.Group):
    """Lists the commands in the order in which a user meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The order of definition."""
        return list(self.commands)


def _ending(command: str, *tables: tuple[str, Iterable[tuple[object, str]]]) -> str:
    """The end of a help text: ``tables`` of two columns under their titles, then the command's examples."""
    blocks = [[f"{title}:", *(f"  {first:<9} {second}" for first, second in rows)] for title, rows in tables]
    blocks.append(["Example:", *(f"  {line}" for line in zh.table("examples.toml")[command])])
    return "\n\n".join("\n".join(("\b", *lines)) for lines in blocks)


def _in_graph(function: Function) -> Function:
    return click.option("-g", "--graph", type=PATH, default=GRAPH, show_default=True, help="Folder of the graph.")(function)


def _of_graph(function: Function) -> Function:
    return click.argument("graph", type=PATH, default=GRAPH)(function)


def _as_json(function: Function) -> Function:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")(function)


def _sources(function: Function) -> Function:
    """What ``build``, ``add`` and ``replace`` read, and how."""
    help_ = "A field of JSON or CSV records: text=content. Repeatable."
    function = click.option("--field", "fields", multiple=True, metavar="OURS=THEIRS", help=help_)(function)
    function = click.option("--samples", is_flag=True, help="Read the sample articles that come with the program.")(function)
    return click.argument("sources", nargs=-1)(function)


def _by_judgements(function: Function) -> Function:
    help_ = "What people have answered and corrected (kg review); by default beside the graph."
    return click.option("--judgements", type=FILE, help=help_)(function)


@click.group(cls=Commands, epilog=_ending("kg", ("Exit codes", EXITS)), context_settings=SETTINGS)
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """Chinese public-affairs news in, a knowledge graph out."""


# building


@cli.command(epilog=_ending("build"))
@_sources
@click.option("-o", "--output", type=PATH, default=GRAPH, show_default=True, help="Folder of the graph; an older graph there is replaced.")
@click.option("--base", default=BASE, show_default=True, metavar="IRI", help="What the graph's own IRIs begin with.")
@_by_judgements
@_as_json
def build(
    sources: tuple[str, ...], output: Path, samples: bool, fields: tuple[str, ...], base: str, judgements: Path | None, as_json: bool,
) -> None:
    """Build a graph of articles.

    SOURCES are files (.txt .html .json .jsonl .csv), folders, globs, or - for standard input. What cannot be read is
    reported and left out.
    """
    from kg import pipeline

    sources, names = _read_from(sources, samples, fields, base)
    known = _judged(output, judgements)
    with _watching() as (on_progress, on_problem):
        report = pipeline.build(
            sources, output, fields=names, base=base, judgements=known, on_problem=on_problem, on_progress=on_progress,
        )
    if as_json:
        click.echo(report.json())
    else:
        _summary(report, output)


@cli.command(epilog=_ending("add"))
@_sources
@_in_graph
@_by_judgements
@_as_json
def add(
    sources: tuple[str, ...], samples: bool, fields: tuple[str, ...], graph: Path, judgements: Path | None, as_json: bool,
) -> None:
    """Add articles to a graph.

    The graph is then the one that building of all its articles would give; what is there already is passed over. Only what
    changes is worked on.
    """
    from kg import growing

    _grow(growing.add, sources, samples, fields, graph, judgements, as_json)


@cli.command(epilog=_ending("replace"))
@_sources
@_in_graph
@_by_judgements
@_as_json
def replace(
    sources: tuple[str, ...], samples: bool, fields: tuple[str, ...], graph: Path, judgements: Path | None, as_json: bool,
) -> None:
    """Put new texts in the place of articles of a graph.

    Each of SOURCES takes the place of the article with the same id, which is the file's name without ending, or the
    record's id.
    """
    from kg import growing

    _grow(growing.replace, sources, samples, fields, graph, judgements, as_json)


@cli.command(epilog=_ending("remove"))
@click.argument("articles", nargs=-1, required=True)
@_in_graph
@_by_judgements
@_as_json
def remove(articles: tuple[str, ...], graph: Path, judgements: Path | None, as_json: bool) -> None:
    """Take articles out of a graph, with what only they say.

    ARTICLES are ids of articles; kg ask articles lists them.
    """
    from kg import growing

    known = _judged(graph, judgements)
    with _watching() as (on_progress, _):
        growth = growing.remove(graph, articles, judgements=known, on_progress=on_progress)
    _grown(growth, graph, as_json)


def _grow(
    change: Callable[..., Growth], sources: tuple[str, ...], samples: bool, fields: tuple[str, ...], graph: Path,
    judgements: Path | None, as_json: bool,
) -> None:
    sources, names = _read_from(sources, samples, fields, BASE)
    known = _judged(graph, judgements)
    with _watching() as (on_progress, on_problem):
        growth = change(graph, sources, fields=names, judgements=known, on_problem=on_problem, on_progress=on_progress)
    _grown(growth, graph, as_json)


def _grown(growth: Growth, graph: Path, as_json: bool) -> None:
    if as_json:
        click.echo(growth.json())
        return
    changes = ((len(growth.came), "came"), (len(growth.went), "went"), (len(growth.again), "written again"))
    click.echo("; ".join(f"{_count(count, 'article')} {what}" for count, what in changes if count) or "nothing changed")
    report = growth.report
    click.echo(f"{_count(report.articles, 'article')}, {report.entities:,} entities, {report.facts:,} facts, "
               f"{report.statements:,} statements in {graph}")
    _used(report)
    click.echo(f"next: kg view {graph} for its page as it is now")   # that of the graph before is gone


def _judged(graph: Path, file: Path | None) -> Judgements:
    """The judgements on a graph: in ``file``, or else beside it. Where one overrules another, that is told."""
    from kg.fuse import judgements

    found = judgements.read(file or judgements.beside(graph))
    for note in found.notes:
        click.echo(f"kg: {_one_line(note)}", err=True)
    return found


def _read_from(sources: Sequence[str], samples: bool, fields: Sequence[str], base: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The sources and the names of fields. Raises a usage error where there are none, or for what no build could use."""
    every = (*sources, SAMPLES) if samples else tuple(sources)
    if not every:
        raise _usage("Nothing to read: name files or folders, or give --samples.")
    names, known = dict(_pairs(fields, FIELD)), zh.table("fields.toml")
    for name in names:
        if name not in known:
            raise _usage(f"No field is called {name}: map one of {', '.join(known)}.")
    try:
        based(base)
    except GraphError as error:
        raise _usage(f"{error}.") from error
    return every, names


@contextmanager
def _watching() -> Iterator[tuple[OnProgress, OnProblem]]:
    """Two functions, to tell progress (a bar, on a terminal only) and problems (a line each)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = _console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def on_progress(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        def on_problem(problem: KgError) -> None:
            console.print(f"kg: {_one_line(problem)}", soft_wrap=True)

        yield on_progress, on_problem


def _summary(report: Report, output: Path) -> None:
    for copy, kept in report.copies:
        click.echo(f"kg: {copy} is a second copy of {kept}: left out", err=True)
    left_out = ((report.skipped, "skipped"), (report.duplicates, "left out as second copies"))
    click.echo("; ".join((_count(report.articles, "article"), *(f"{count:,} {what}" for count, what in left_out if count))))
    click.echo(f"{report.entities:,} entities, {report.facts:,} facts, {report.statements:,} statements in {output}")
    _used(report)
    click.echo(f"next: kg view {output}, or kg ask for the questions that it can answer")


def _used(report: Report) -> None:
    """How many answers had an effect, and which had none."""
    for row in report.idle:
        click.echo(f"kg: {_one_line(row)}: concerns nothing in the graph", err=True)
    if report.judgements or report.idle:
        without = f"; {len(report.idle):,} without effect" if report.idle else ""
        click.echo(f"{_count(report.judgements, 'answer')} used{without}")


# asking


@cli.command(epilog=_ending("query"))
@click.argument("sparql", required=False)
@click.option("-f", "--file", type=click.File(encoding="utf-8"), help="Read the query from a file, or with - from standard input.")
@_in_graph
@_as_json
def query(sparql: str | None, file: TextIO | None, graph: Path, as_json: bool) -> None:
    """Answer a SPARQL query over all articles.

    The usual prefixes (kg: rdfs: skos: dcterms: xsd: ...) need no declaration.
    """
    texts = [text for text in (sparql, file.read() if file else None) if text is not None]
    if len(texts) != 1:
        raise _usage("Give one query, as an argument or with --file.")
    with Store.open(graph) as store:
        answer = _interruptible(lambda: asking.select(store, texts[0]))
    _answer(answer, as_json)


@cli.command(epilog=_ending("ask"))
@click.argument("question", required=False)
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@_in_graph
@_as_json
def ask(question: str | None, values: tuple[str, ...], graph: Path, as_json: bool) -> None:
    """Answer a question that the program knows.

    Without QUESTION, list the questions and the values that each takes; those in brackets may be left out.
    """
    if question is None:
        _questions(as_json)
        return
    with Store.open(graph) as store:
        given = _pairs(values, VALUE)
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
        _json([asdict(question) for question in known])
    else:
        _table(("question", "values", "answers", ""), ((each.name, _takes(each), each.title_en, each.title_zh) for each in known))


def _takes(question: asking.Question) -> str:
    return " ".join(f"{each.name}=" if each.required else f"[{each.name}=]" for each in question.parameters)


def _answer(answer: asking.Table, as_json: bool) -> None:
    if as_json:
        click.echo(answer.json())
    else:
        _table(answer.columns, answer.rows)
        click.echo(_count(len(answer.rows), "row"))


@cli.command(epilog=_ending("show"))
@click.argument("name")
@click.option("--why", is_flag=True, help="Tell of a fact how it was found and how sure it is.")
@_in_graph
@_as_json
def show(name: str, why: bool, graph: Path, as_json: bool) -> None:
    """Show all about something, with the sentences.

    NAME is a name, a part of one, or an IRI. Where several things bear it, they are listed. With --why, NAME is words that
    tell a fact (who, what), its IRI, or the beginning of the IRI's last part.
    """
    with Store.open(graph) as store:
        found = _looked_up(store, name, explained if why else look_up)
    if as_json:
        _json([asdict(node) for node in found] if isinstance(found, tuple) else asdict(found))
    elif isinstance(found, Card):
        _card(found)
    elif isinstance(found, Why):
        _why(found)
    else:
        _table(("name", "class", "IRI"), ((node.label, node.type, node.iri) for node in found))
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
        _table(("", "", ""), ((arrow + line.property, line.value, line.node.type if line.node else "") for line in lines))


# judging


@cli.command(epilog=_ending("review"))
@_in_graph
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
@_as_json
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
        raise _usage("Give one of --answer, --list-answers, --apply and --undo.")
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

    known = _judged(graph, None)
    with _watching() as (on_progress, _):
        growth = growing.judge(graph, known, on_progress=on_progress)
    _grown(growth, graph, as_json)


def _json_or_lines(rows: Sequence[Judgement], as_json: bool, before: str = "") -> None:
    if as_json:
        _json([asdict(row) for row in rows])
        return
    for row in rows:
        about = ", ".join(cell for cell in (row.by, row.on, row.note) if cell)
        click.echo(f"{before}{row}{f'  ({about})' if about else ''}")
    if not before:
        click.echo(_count(len(rows), "answer"))


def _answer_to(graph: Path, path: Path, cells: dict[str, str]) -> None:
    """Writes down an answer that is given whole."""
    from kg.fuse import judgements
    from kg.graph.review import present

    form = judgements.FORMS.get(cells["answer"].lower())
    try:
        row = judgements.made(**{**cells, "kind": cells["kind"] or (form.kind if form else ""), "on": date.today().isoformat()})
    except InputError as error:
        raise _usage(f"{error}.") from error
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
        _json([{**asdict(pair), "answer": earlier.answer if earlier else ""} for pair, earlier in shown])
        return
    ask = _talks()
    for number, (pair, earlier) in enumerate(shown, 1):
        _pair(pair, number, earlier)
        if ask and not _asked(path, pair, by):
            break
    more = f"; there are more: see them with --limit {10 * limit}" if len(found) > limit else ""
    click.echo(f"{_count(len(shown), 'undecided pair')}{more}")
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
    _console().print(table)


def _side(side: Side) -> Iterator[str]:
    """What is known of one side, in lines."""
    yield from (f"= {name}" for name in side.names)
    yield from (f"* {post}" for post in side.posts)
    for sentence in side.sentences[:SENTENCES]:
        yield sentence.text.strip()
        yield "  [" + ", ".join(part for part in (sentence.title, sentence.article, sentence.issued) if part) + "]"
    if len(side.sentences) > SENTENCES:
        yield f"... and {len(side.sentences) - SENTENCES} more: kg show {side.node.iri}"


# writing


@cli.command(epilog=_ending("export", ("Formats", [(known.name, known.purpose) for known in FORMATS])))
@_of_graph
@click.option("-f", "--format", "name", type=click.Choice([known.name for known in FORMATS]), help="By default what --output ends in.")
@click.option("-o", "--output", type=PATH, help="File to write; by default beside the graph.")
def export(graph: Path, name: str | None, output: Path | None) -> None:
    """Write a graph in another format."""
    ending = output.suffix if output else None
    chosen = next((known for known in FORMATS if (known.name == name if name else known.suffix and known.suffix == ending)), None)
    if chosen is None:
        raise _usage(_which(ending))
    output = output or graph.with_name(f"{graph.name}{chosen.suffix or f'-{chosen.name}'}")
    with Store.open(graph) as store:
        write_out(store, chosen.name, output)
    click.echo(output)


def _which(ending: str | None) -> str:
    """What to say where ``ending`` tells no format; a format of folders has none."""
    folder = next((known for known in FORMATS if not known.suffix and ending == f".{known.name}"), None)
    return f"{folder.name} is {folder.purpose}: give --format {folder.name}." if folder else "Say which format, with --format."


@cli.command(epilog=_ending("view"))
@_of_graph
@click.option("-o", "--output", type=PATH, help=f"Page to write; by default {PAGE} in the folder of the graph.")
@click.option("--no-open", is_flag=True, help="Do not start the browser.")
def view(graph: Path, output: Path | None, no_open: bool) -> None:
    """Make an interactive page and open it.

    The page is one file, which works without a network.
    """
    output = output or graph / PAGE
    with Store.open(graph) as store:
        write_out(store, "html", output)
    click.echo(output)
    if not no_open and not (_has_display() and webbrowser.open(output.resolve().as_uri())):
        click.echo("kg: no browser can be started here: open the page yourself", err=True)


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


# checking


@cli.command(epilog=_ending("validate"))
@_of_graph
@_as_json
def validate(graph: Path, as_json: bool) -> None:
    """Check a graph against the ontology's shapes."""
    from kg.graph import shapes

    with Store.open(graph) as store:
        violations = shapes.validate(store)
    if as_json:
        _json([asdict(violation) for violation in violations])
    else:
        click.echo("\n".join(map(str, violations)) or f"{graph} conforms to the shapes")
    if violations:
        raise ConformanceError(f"{graph} breaks its shapes in {_count(len(violations), 'place')}", "report it as a mistake of the program")


@cli.command(epilog=_ending("stats"))
@_of_graph
@_as_json
def stats(graph: Path, as_json: bool) -> None:
    """Count what is in a graph."""
    with Store.open(graph) as store:
        found = count_all(store)
    if as_json:
        _json(found)
        return
    dates = f" from {found['first']} to {found['last']}" if found["first"] else ""
    click.echo(f"{_count(found['articles'], 'article')}{dates}, {found['statements']:,} statements")
    _table(("class", "nodes"), ((name, f"{number:,}") for name, number in found["classes"].items()))
    _table(("property", "statements"), ((name, f"{number:,}") for name, number in found["properties"].items()))


@cli.command(epilog=_ending("score"))
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="[GOLD_DIR]", required=False)
@_of_graph
@click.option("--identity", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Measure identities by this file instead.")
@click.option("--errors", is_flag=True, help="List every error too.")
@_as_json
def score(gold: Path | None, graph: Path, identity: Path | None, errors: bool, as_json: bool) -> None:
    """Measure the program by your own annotations.

    GOLD_DIR holds a JSON file for each annotated article; its "doc" is the article's identifier in the graph. With
    --identity, a TOML file of notices says which of their words mean the same thing; no graph is needed then.
    """
    if (gold is None) == (identity is None):
        raise _usage("Name the folder of your annotations, or a file with --identity.")
    if identity:
        _score_identity(identity, errors, as_json)
    elif gold:
        _score_graph(gold, graph, errors, as_json)


def _score_graph(gold: Path, graph: Path, errors: bool, as_json: bool) -> None:
    with Store.open(graph) as store:
        scores = measure(gold, lambda text: _filled(asking.select(store, text)))
    for doc in scores.absent:
        click.echo(f"kg: the graph has no article {doc}: all that its annotation says counts as missed", err=True)
    listed = [asdict(finding) for finding in scores.errors] if errors else []
    if as_json:
        _json(scores.json() | ({"errors": listed} if errors else {}))
        return
    if listed:
        _table(("article", "key", "verdict", "what"), (tuple(finding.values()) for finding in listed))
    heads = ("", "precision", "recall", "F1", "hit", "wrong", "missed")
    _table(heads, ((key, *map(_figure, count.json().values())) for key, count in scores.counts().items()))
    click.echo(f"overall (mean of F1) {scores.overall:.3f} over {_count(len(scores.docs), 'article')}")


def _score_identity(file: Path, errors: bool, as_json: bool) -> None:
    from kg.score import identity

    notices = identity.read(file)
    found = _of_notices(file, notices, lambda rows: identity.compare(notices, rows))
    listed = [pair.json() for pair in found.errors] if errors else []
    if as_json:
        _json(found.json() | ({"errors": listed} if errors else {}))
        return
    if listed:
        _table(("kind", "verdict", "one", "other"), (tuple(pair.values()) for pair in listed))
    heads, rows = ("precision", "recall", "F1"), {kind or "all": found.figures(kind) for kind in (*identity.KINDS, "")}
    pairs = ((kind, (*each.pairs.json().values(), each.same, each.different)) for kind, each in rows.items())
    _table(("pairs", *heads, "hit", "wrong", "missed", "same", "different"), ((kind, *map(_figure, row)) for kind, row in pairs))
    mentions = ((kind, (*each.b3, each.mentions, each.found)) for kind, each in rows.items())
    _table(("B³", *heads, "mentions", "in the graph"), ((kind, *map(_figure, row)) for kind, row in mentions))
    click.echo(f"{rows['all'].same + rows['all'].different:,} pairs in {_count(len(notices), 'notice')}")


def _of_notices(file: Path, notices: Sequence[Notice], ask: Callable[[Callable[[str], Iterable[dict[str, str]]]], Result]) -> Result:
    """What ``ask`` gives for the graph that is built of ``notices``, which is gone afterwards."""
    from kg import pipeline

    with tempfile.TemporaryDirectory() as folder, _watching() as (on_progress, on_problem):
        records, graph = Path(folder, "notices.jsonl"), Path(folder, "graph")
        records.write_text("".join(f"{json.dumps(notice.record)}\n" for notice in notices), encoding="utf-8")
        report = pipeline.build([str(records)], graph, on_problem=on_problem, on_progress=on_progress)
        if report.articles != len(notices):
            same = ", ".join(copy for copy, _ in report.copies) or "some"
            raise InputError(f"of the notices in {file} {same} are copies or have no text", "mend the file and start again")
        with Store.open(graph) as store:
            return ask(lambda text: _filled(asking.select(store, text)))


def _filled(answer: asking.Table) -> Iterator[dict[str, str]]:
    """Rows as mappings, without empty cells."""
    return ({name: value for name, value in zip(answer.columns, row, strict=True) if value} for row in answer.rows)


def _figure(value: float | None) -> str:
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


# what several commands need


def _usage(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context())


def _pairs(words: Iterable[str], wrong: str) -> dict[str, str]:
    """``NAME=VALUE`` words as a mapping; ``wrong`` is the message for one of another form."""
    pairs = [word.partition("=") for word in words]
    if not all(name and equals for name, equals, _ in pairs):
        raise _usage(wrong)
    return {name: value for name, _, value in pairs}


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")  # Chinese has no spaces to break at: better within a word than not at all
    for row in rows:
        table.add_row(*row)
    _console().print(table)


def _console(stderr: bool = False) -> Console:
    """What is printed is data: no markup in it is obeyed. Where no terminal bounds it, a line is as long as it must be."""
    from rich.console import Console

    console = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = 10_000
    return console


def _json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
