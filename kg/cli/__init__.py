"""The command line: a thin shell over the pipeline, the graph, the questions and the writers.

In: arguments. Out: text for people on standard output, or JSON where ``--json`` asks for it; progress, problems and errors
on standard error, one line each; an exit code of :data:`EXITS`. What takes long to load is imported by the command that
needs it, so that help appears at once.
"""

from __future__ import annotations

from kg.cli import asking, building, checking, loading, publishing, reviewing, serving, writing
from kg.cli.shell import EXITS, cli, main, run

__all__ = ["EXITS", "asking", "building", "checking", "cli", "loading", "main", "publishing", "reviewing", "run", "serving", "writing"]
