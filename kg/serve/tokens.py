"""Who may write: in, a request; out, nothing, or a refusal. The token comes as RFC 6750 has it and is told to nobody."""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from starlette.requests import Request

from kg.serve.refusals import Refused

READ_ONLY: Final = "this graph is only to be read: start kg serve with --writable and a token to change it"


def authorize(request: Request, token: str) -> None:
    """Raises Refused unless the request shows ``token``; without any token nobody may write."""
    if not token:
        raise Refused(403, READ_ONLY)
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if not shown or scheme.lower() != "bearer":
        raise Refused(401, "an update needs the token: send Authorization: Bearer TOKEN", {"WWW-Authenticate": 'Bearer realm="kg"'})
    if not compare_digest(shown.strip().encode("latin-1"), token.encode()):
        raise Refused(401, "that is not the token", {"WWW-Authenticate": 'Bearer realm="kg", error="invalid_token"'})
