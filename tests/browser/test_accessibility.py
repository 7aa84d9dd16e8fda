"""Every page by the rules of axe-core: light and dark, wide and narrow. Nothing serious or critical may be found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
WIDE, NARROW = {"width": 1400, "height": 860}, {"width": 390, "height": 800}
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (WIDE, NARROW)]
GRAVE = ("serious", "critical")
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules about colours: in the dark, only they can find anything else than in the light."""
RUN = """async ([excluded, rules]) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await axe.run({ exclude: excluded }, { resultTypes: ["violations"], ...only });
  const told = (node) => `${node.target} ${node.html.slice(0, 160)} ${node.any[0]?.message || ""}`;
  return found.violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(told) }));
}"""

UNFIXABLE: dict[str, str] = {}
"""Selectors of what third-party code writes and we cannot mend → why."""

Open = Callable[..., Page]


def grave(page: Page, rules: list[str]) -> list[str]:
    """What axe-core finds serious by these rules, or by all, as lines."""
    found: list[dict[str, Any]] = page.evaluate(RUN, [list(UNFIXABLE), rules])
    graves = [each for each in found if each["impact"] in GRAVE]
    return [f"{each['id']} ({each['impact']}): {each['help']}: {node}" for each in graves for node in each["nodes"]]


def check(page: Page) -> None:
    """Looks at the page in every look."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
        found += [f"{scheme} {size['width']}: {line}" for line in grave(page, COLOURS if scheme == "dark" else [])]
    assert not found, "\n".join(found)


@pytest.fixture
def open_checked(open_site: Open, lax_site: BrowserContext) -> Open:
    """Opens an address with a policy that lets axe-core in."""

    def opened(path: str, *, quiet: bool = True) -> Page:
        page = open_site(path, quiet=quiet, within=lax_site)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        return page

    return opened


def found(site: BrowserContext, name: str) -> str:
    """The IRI of what is called so."""
    hits = site.request.get(f"/api/search?q={quote(name)}").json()["hits"]
    iri: str = hits[0]["ref"]["iri"]
    return iri


def first(site: BrowserContext, pattern: str) -> str:
    """The first IRI that a pattern finds."""
    query = f"SELECT ?iri {{ {pattern} }} ORDER BY ?iri LIMIT 1"
    answer = site.request.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    iri: str = answer.json()["results"]["bindings"][0]["iri"]["value"]
    return iri


@pytest.mark.parametrize(
    "path",
    ["/", "/?view=home&lang=en", "/?view=facts", "/?view=facts&type=Donate", "/?view=articles", "/?view=entities", "/?view=questions",
     "/?view=questions&name=donations", "/?view=timeline", "/?view=whole", "/?view=network", "/?view=none"],
)  # fmt: skip
def test_views_of_the_whole(open_checked: Open, path: str) -> None:
    check(open_checked(path))


@pytest.mark.parametrize("view", ["entity", "facts", "timeline", "network"])
def test_views_of_a_place(open_checked: Open, site: BrowserContext, view: str) -> None:
    check(open_checked(f"/?{urlencode({'view': view, 'iri': found(site, '长沙县')})}"))


THINGS = ["?iri a kg:Official", "?iri a kg:Organization", "?iri a kg:Action ; kg:quantity ?figure", "?iri a kg:Tenure"]


@pytest.mark.parametrize("pattern", THINGS)
def test_pages_of_things_and_facts(open_checked: Open, site: BrowserContext, pattern: str) -> None:
    check(open_checked(f"/?{urlencode({'view': 'entity', 'iri': first(site, pattern)})}"))


def test_an_article(open_checked: Open, site: BrowserContext) -> None:
    check(open_checked(f"/?{urlencode({'view': 'article', 'iri': first(site, '?iri a kg:Article')})}"))


def test_a_path(open_checked: Open, site: BrowserContext) -> None:
    ends = [found(site, name) for name in ("长沙县", "王小明")]
    check(open_checked(f"/?{urlencode({'view': 'network', 'iri': ends[0], 'path': ','.join(ends)})}"))


def test_search_with_hits(open_checked: Open) -> None:
    page = open_checked("/")
    page.fill("#search", "长沙")
    page.wait_for_selector("#results [role=option]")
    check(page)


QUERIES = ["", "SELECT ?person ?name WHERE { ?person a kg:Person ; rdfs:label ?name }", "ASK { ?person a kg:Person }", "nothing"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_query_page(open_checked: Open, query: str) -> None:
    page = open_checked(f"/query?{urlencode({'query': query})}" if query else "/query", quiet=query != "nothing")
    if query:
        page.locator(".tabPanel.active .yasqe_queryButton").click()
        page.wait_for_selector(".tabPanel.active .yasr_results > *")
    check(page)


def test_the_raw_response(open_checked: Open) -> None:
    page = open_checked("/query")
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    page.wait_for_selector(".tabPanel.active table.dataTable")
    page.locator(".tabPanel.active .select_response").click()
    page.wait_for_selector(".tabPanel.active .yasr_results .CodeMirror")
    check(page)


@pytest.mark.parametrize("name", ["whole", "part", "empty"])
def test_the_single_file(open_page: Open, samples: ModuleType, name: str) -> None:
    page = open_page(name, bypass_csp=True)
    check(page)
    if name == "whole":
        page.fill("#search", next(iter(samples.THINGS)))
        page.keyboard.press("Enter")
        check(page)
