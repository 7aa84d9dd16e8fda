"""Why a request is not answered: in, an error of the program; out, a status and one line that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from kg.errors import GraphError, KgError, QueryError


class Refused(Exception):
    """A request that is not answered, with the status, the line and the headers that tell it."""

    def __init__(self, status: int, line: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(line)
        self.status = status
        self.line = " ".join(line.split())
        self.headers = dict(headers or {})


def refused(error: KgError) -> Refused:
    """What an error of the program is to a client: the client's own, or one that passes."""
    status = 400 if isinstance(error, QueryError) else 503 if isinstance(error, GraphError) else 500
    return Refused(status, str(error))
