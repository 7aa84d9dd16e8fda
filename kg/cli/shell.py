"""The shell of the command line: in, arguments; out, an exit code of :data:`EXITS`, and errors as one line each.

Commands are in the modules beside it; each adds itself to :data:`cli`.
"""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import Final

import click

from kg import __version__, zh
from kg.cli.printing import one_line
from kg.errors import ConformanceError, DataError, GraphError, InputError, KgError, QueryError, RemoteError, StoppedError

INTERRUPTED: Final = StoppedError.code
EXITS: Final = (
    (0, "done"),
    (1, "something else, such as output that nobody reads any more"),
    (2, "the command line is not understood"),
    (InputError.code, "nothing could be read, or an annotation is not in order"),
    (DataError.code, "the program's own data are not in order"),
    (GraphError.code, "a graph is missing, in use or not in order, or a file cannot be written"),
    (QueryError.code, "a query or question cannot be answered"),
    (ConformanceError.code, "the graph breaks its shapes, or says what its articles do not"),
    (RemoteError.code, "another store cannot be reached, or has not taken everything"),
    (INTERRUPTED, "interrupted"),
)
"""Exit code → what it says."""

SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
ESCAPED: Final = "kg.escaped"


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
    click.echo(f"kg: {one_line(message)}", err=True)
    return code


class Commands(click.Group):
    """Lists the commands in the order in which a user meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """That of their examples."""
        return [name for name in zh.table("examples.toml") if name in self.commands]


def ending(command: str, *tables: tuple[str, Iterable[tuple[object, str]]]) -> str:
    """The end of a help text: ``tables`` of two columns under their titles, then the command's examples."""
    blocks = [[f"{title}:", *(f"  {first:<9} {second}" for first, second in rows)] for title, rows in tables]
    blocks.append(["Example:", *(f"  {line}" for line in zh.table("examples.toml")[command])])
    return "\n\n".join("\n".join(("\b", *lines)) for lines in blocks)


@click.group(cls=Commands, epilog=ending("kg", ("Exit codes", EXITS)), context_settings=SETTINGS)
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """Chinese public-affairs news in, a knowledge graph out."""
