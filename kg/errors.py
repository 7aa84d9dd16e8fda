"""Everything that can go wrong by what a user gives us, as one tree.

KgError                 one line: cause, then cure; the command line prints it and exits with ``code``
├── InputError          a source that cannot be read at all, or an article that must be skipped      (3)
├── DataError           a bad entry in our own data files: names file and line                       (4)
├── GraphError          a graph that is missing, locked, half-written or of another version           (5)
├── QueryError          SPARQL that does not parse, an unknown named question, a missing parameter    (6)
│   └── MissingError    something that the graph or the program does not have, asked for by its name
├── ConformanceError    the graph breaks its shapes, or says what its articles do not                 (7)
├── RemoteError         another store that cannot be reached, or does not take what it is sent         (8)
└── StoppedError        the user has interrupted what can go on another time                          (130)
"""

from __future__ import annotations


class KgError(Exception):
    """Base of all: ``cause`` says what is wrong, ``cure`` what the user can do about it."""

    code = 1

    def __init__(self, cause: str, cure: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.cause}: {self.cure}" if self.cure else self.cause


class InputError(KgError):
    """An input that cannot be read, or an article that is skipped."""

    code = 3


class DataError(KgError):
    """A bad entry in a data file; the cause names file and line."""

    code = 4


class GraphError(KgError):
    """A graph folder that is missing, locked, half-written or of another version."""

    code = 5


class QueryError(KgError):
    """A query that cannot be run."""

    code = 6


class MissingError(QueryError):
    """Something asked for by its name or IRI that is not there; over HTTP this is a 404."""


class ConformanceError(KgError):
    """A graph that breaks its shapes, or says what its articles do not."""

    code = 7


class RemoteError(KgError):
    """Another store that cannot be reached, or that does not take what it is sent."""

    code = 8


class StoppedError(KgError):
    """Work that the user has interrupted and that can go on."""

    code = 130
