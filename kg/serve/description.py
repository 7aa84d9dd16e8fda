"""What the service says of itself: in, its address and how much there is; out, the query whose answer is its description."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Final

from kg.serve.negotiation import FORMATS
from kg.serve.site import Counts

TEMPLATE: Final = Template((Path(__file__).parent / "description.rq").read_text(encoding="utf-8"))


def query(service: str, counts: Counts, writable: bool) -> str:
    """The query that makes the description; ``service`` is the endpoint's address, an IRI."""
    return TEMPLATE.substitute(
        service=service,
        languages="sd:SPARQL11Query, sd:SPARQL11Update" if writable else "sd:SPARQL11Query",
        formats=", ".join(f"<{format_.iri}>" for format_ in FORMATS),
        statements=counts.statements,
        articles=counts.articles,
    )
