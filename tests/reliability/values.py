"""Values of the kinds that ``kg/serve/openapi.json`` names, for schemathesis: such as the graph served at ``KG_SERVED`` knows."""

from __future__ import annotations

import os
from collections.abc import Sequence

import httpx
import schemathesis
from hypothesis import strategies as st

SOME = 50
CLASSES = {"entity": ("Person", "Place"), "fact": ("Donate", "Tenure"), "thing": ("Person", "Donate"), "any": ("Article", "Place")}
QUERIES = ("ASK { }", "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT WHERE { ?s ?p ?o }")
UPDATES = ("INSERT DATA { <urn:a> <urn:b> 1 }", "DELETE DATA { <urn:a> <urn:b> 1 }")


def known(url: str) -> dict[str, Sequence[str]]:
    """Kind → values of it."""
    with httpx.Client(base_url=url) as client:
        places, entities = (
            [hit["ref"]["iri"] for hit in client.get("api/search", params={"kind": kind, "q": "县", "limit": SOME}).json()["hits"]]
            for kind in ("Place", "Entity")
        )
        facts, articles = ([row["iri"] for row in client.get(f"api/{name}").json()["rows"]] for name in ("facts", "articles"))
        questions = [question["name"] for question in client.get("api/questions").json()
                     if not any(parameter["required"] for parameter in question["parameters"])]
    iris = {"any": [*entities, *facts], "entity": entities, "thing": [*entities, *facts], "place": places, "article": articles}
    return {
        "iri": articles, **{f"{kind}-iri": values for kind, values in iris.items()},
        **{f"{kind}-class": values for kind, values in CLASSES.items()},
        "question-name": questions, "sparql-query": QUERIES, "sparql-update": UPDATES,
    }


for name, values in known(os.environ["KG_SERVED"]).items():
    schemathesis.openapi.format(name, st.sampled_from(values))
