"""``openapi.json`` names every address of the server, with its methods and parameters, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from kg import serving
from kg.query.explore import PAGES
from kg.serve import application, negotiation
from kg.serve.pages import INTERFACE

DESCRIPTION: dict[str, Any] = json.loads(INTERFACE.read_text(encoding="utf-8"))
PATHS: dict[str, dict[str, Any]] = DESCRIPTION["paths"]


def routes(app: Starlette) -> set[tuple[str, str]]:
    """Addresses and methods of the application, but for HEAD, which goes wherever GET does."""
    found = set[tuple[str, str]]()
    for route in app.routes:
        if isinstance(route, Mount):
            found.add((f"{route.path}/{{path}}", "get"))
        elif isinstance(route, Route):
            names = [f"/api/{name}" for name in PAGES] if route.path == "/api/{name}" else [route.path]
            found |= {(name, method.lower()) for name in names for method in route.methods or () if method != "HEAD"}
    return found


def resolved(what: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    for name in what.get("$ref", "#").split("/")[1:]:
        what = (DESCRIPTION if name == "components" else what)[name]
    return what


def test_it_names_the_addresses_that_there_are(tmp_path: Path) -> None:
    assert {(path, method) for path, methods in PATHS.items() for method in methods} == routes(application(serving.site(tmp_path)))


@pytest.mark.parametrize("name", list(PAGES))
def test_it_names_the_parameters_of_pages(name: str) -> None:
    told = {each["name"]: each for each in map(resolved, PATHS[f"/api/{name}"]["get"]["parameters"])}
    page = PAGES[name]
    assert set(told) == {*(each.name for each in page.parameters), "lang", "format"}
    assert {each for each, parameter in told.items() if parameter.get("required")} == {
        parameter.name for parameter in page.parameters if parameter.default is None}
    for parameter in page.parameters:
        schema = resolved(told[parameter.name]["schema"])
        if parameter.kind == "number":
            assert (schema["minimum"], schema["maximum"]) == (parameter.least, parameter.most)
        if parameter.kind == "choice":
            assert tuple(schema["enum"]) == parameter.choices
    assert ("text/csv" in PATHS[f"/api/{name}"]["get"]["responses"]["200"]["content"]) == (page.sheet is not None)


def test_it_names_the_formats() -> None:
    offered = {type_ for format_ in negotiation.FORMATS for type_ in format_.types}
    of_queries, of_graphs = (set(PATHS[path]["get"]["responses"]["200"]["content"]) for path in ("/sparql", "/rdf-graph-store"))
    assert of_queries == offered
    assert of_graphs == {type_ for format_ in negotiation.FORMATS if format_.kind == negotiation.GRAPH for type_ in format_.types}


def test_it_is_served(server: Any) -> None:
    answer = httpx.get(f"{server.url}openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == DESCRIPTION
    assert httpx.get(f"{server.url}openapi.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
