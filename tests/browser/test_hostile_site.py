"""A graph whose articles mean harm, in every page of the server: what they say is shown as text, nothing of it runs or is asked
for, and nothing in it turns the direction of writing unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kg import pipeline
from kg.graph import Store, statements

STATIC = Path(__file__).parents[2] / "kg" / "serve" / "static"
VIEWS = re.findall(r"(\w+): \(\) => import\(", (STATIC / "app.js").read_text(encoding="utf-8"))

SCRIPT = "<script>window.hacked=1</script>"
CLOSING = "</script></title></textarea><script>window.hacked=2</script>"
IMAGE = '<img src=x onerror="window.hacked=3">'
QUOTE = "\"onload=\"window.hacked=4\" autofocus onfocus='window.hacked=4' x='"
ADDRESS = "javascript:window.hacked=5//"
TURNED = "甲\u202e乙\u202c公\u2066司\u2069\u200f\u061c"
CONTROL = "丙\x01\x1b\x7f\ufffe公司"
LONG = "长" * 3000 + SCRIPT
TEMPLATE = "${window.hacked=6}{{window.hacked=6}}<!--\u2028&lt;b&gt;<svg/onload=window.hacked=6>"
NAMES = (SCRIPT, CLOSING, IMAGE, QUOTE, ADDRESS, TURNED, CONTROL, LONG, TEMPLATE)

UNSEEN = "[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
GUARD = """
  window.violations = [];
  const noted = (event) => window.violations.push(`${event.violatedDirective} ${event.sample}`);
  document.addEventListener("securitypolicyviolation", noted);
"""
GOING = """(address) => {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
}"""
LOADING = "main :is(img, iframe, object, embed, script, base, meta, link, form[action], style)"
HARM = """([unseen, loading]) => {
  const short = (text) => text.slice(0, 80);
  const acting = /^\\s*(javascript|data|vbscript|blob|file):/i;
  const all = [...document.querySelectorAll("*")];
  const attributes = all.flatMap((node) => [...node.attributes].map((each) => [each.name, each.value]));
  const addresses = attributes.filter(([name]) => /^(href|src|action|formaction|xlink:href|data|srcdoc|style)$/.test(name));
  // cm-text is the editor's own note of what it spells out
  const written = attributes.filter(([name]) => name !== "cm-text").map(([, value]) => value);
  const said = [document.title, document.body.innerText, ...written];
  return [
    ...(window.hacked === undefined ? [] : [`it ran: ${window.hacked}`]),
    ...window.violations,
    ...attributes.filter(([name]) => name.startsWith("on")).map(([name, value]) => `handler ${name}=${value}`),
    ...addresses.filter(([, value]) => acting.test(value)).map(([name, value]) => `${name}=${short(value)}`),
    ...[...document.querySelectorAll(loading)].map((node) => short(node.outerHTML)),
    ...said.map(String).filter((text) => new RegExp(unseen).test(text)).map((text) => `unseen: ${JSON.stringify(short(text))}`),
  ];
}"""

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def hostile_graph(samples: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by the program from hostile files, with hand-made articles besides, in which every name is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    records = [
        {"id": f"{name[:60]}-{number}", "title": name, "published": "2021-02-13", "publisher": name[:200], "source": f"{ADDRESS}{number}",
         "text": _text(name)}
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    lines = folder / "<img src=x onerror=window.hacked=7>'\".jsonl"
    lines.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    (folder / "<svg onload=window.hacked=8>.txt").write_text(f"{SCRIPT}\n\n{_text(IMAGE)}", encoding="utf-8")
    pipeline.build((str(folder / "*.*"),), folder / "graph")
    with Store.open(folder / "graph", write=True) as store:
        store.add(quad for piece in _pieces(samples) for quad in statements(samples.article(piece, _things(samples))))
    return folder / "graph"


def _text(name: str) -> str:
    return (
        f"2月13日，湖南红枫有限公司向长沙县第一中学捐赠口罩500个{name[:200]}。\n长沙县教育局局长王小明到长沙县第一中学检查开学准备{name}情况。"
    )


def _things(samples: ModuleType) -> dict[str, Any]:
    types = ("Person", "Company", "Village", "Work", "Person", "Company", "Company", "Measure", "Item")
    named = {name: samples.Thing(type_, (f"又名{name[:50]}",)) for name, type_ in zip(NAMES, types, strict=True)}
    return {**named, "甲县": samples.Thing("County", code='990121"><b>')}


def _pieces(samples: ModuleType) -> tuple[Any, ...]:
    """One article for each name: it gives something to the next, and holds a post there."""
    pieces = []
    for number, name in enumerate(NAMES):
        other = NAMES[(number + 1) % len(NAMES)]
        given = samples.Said("Donate", "捐赠", {"agent": (name,), "recipient": (other,), "place": (IMAGE,)}, when="2021-01-01")
        post = samples.Said("Tenure", "总经理", {"holder": (SCRIPT,), "organization": (CLOSING,)})
        said = ((f"{name}在{IMAGE}向{other}捐赠口罩。", (given,)), (f"{CLOSING}总经理{SCRIPT}说明。", (post,)))
        pieces.append(samples.Piece(f"{ADDRESS}{number}{SCRIPT}", name, f"2021-01-0{number + 1}", name, "甲县", said))
    return tuple(pieces)


@pytest.fixture(scope="session")
def hostile_site(hostile_graph: Path, serving: ModuleType) -> Iterator[str]:
    with serving.serving(hostile_graph) as address:
        yield address


@pytest.fixture(scope="session")
def profile(chromium: Browser, hostile_site: str) -> Iterator[BrowserContext]:
    """A browser's profile for the hostile site, which keeps the scripts that it has fetched."""
    context = chromium.new_context(locale="zh-CN", base_url=hostile_site, reduced_motion="reduce")
    context.add_init_script(GUARD)
    yield context
    context.close()


@pytest.fixture
def visit(profile: BrowserContext, hostile_site: str) -> Iterator[Visit]:
    """Opens an address of the hostile site in one and the same page, and looks for harm there and at the end. From a view it goes
    to another as a link does, which loads nothing anew, unless it is to be ``anew``."""
    page = profile.new_page()
    problems: list[str] = []
    page.on("dialog", lambda dialog: (problems.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("popup", lambda popup: problems.append(f"popup {popup.url}"))
    page.on("request", lambda request: None if request.url.startswith((hostile_site, "blob:")) else problems.append(request.url))

    def visited(view: str = "home", *, path: str = "/", anew: bool = False, **values: str) -> Page:
        given = {"view": view, **values} if path == "/" else values
        address = f"{path}?{urlencode(given)}"
        if anew or path != "/" or not page.url.startswith(f"{hostile_site}/?"):
            page.goto(address)
        else:
            page.evaluate(GOING, address)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        harmless(page)
        return page

    yield visited
    page.evaluate("() => localStorage.clear()")
    page.close()
    assert problems == []


def harmless(page: Page) -> None:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    assert page.evaluate(HARM, [UNSEEN, LOADING]) == []


def asked(page: Page, query: str) -> list[str]:
    """The IRIs that a query finds."""
    response = page.request.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    return [row["iri"]["value"] for row in response.json()["results"]["bindings"]]


def of_type(page: Page, root: str) -> list[str]:
    """Those whose name means harm, or one of those that the program found."""
    query = f"""SELECT DISTINCT ?iri {{ ?iri a kg:{root} ; rdfs:label|dcterms:title ?name FILTER(REGEX(?name, "hacked|[甲丙红]")) }}
                ORDER BY ?iri LIMIT 14"""
    return asked(page, query)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_the_whole(visit: Visit, view: str) -> None:
    for language in ("zh", "en"):
        visit(view, lang=language, anew=True)


@pytest.mark.parametrize("view", ["entity", "network", "timeline", "facts"])
def test_every_entity(visit: Visit, view: str) -> None:
    for iri in of_type(visit(), "Entity"):
        visit(view, iri=iri)


def test_every_fact_and_article(visit: Visit) -> None:
    page = visit()
    for iri in of_type(page, "Fact"):
        visit("entity", iri=iri)
    for iri in of_type(page, "Article"):
        visit("article", iri=iri)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_search(visit: Visit, name: str) -> None:
    page = visit()
    page.fill("#search", name[:100])
    page.wait_for_selector("#results li")
    harmless(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    harmless(page)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_hostile_addresses(visit: Visit, name: str) -> None:
    short = name[:200]
    visit(short)
    visit("entity", iri=short, anew=True)
    visit("article", iri=short)
    visit("facts", q=short, type=short, place=short, sort=short)
    visit("network", iri=short, open=short, types=short)
    visit("home", lang=short)
    visit("questions", name=short, question=short)


def test_details_unfold_without_harm(visit: Visit) -> None:
    page = visit("facts")
    for summary in page.locator("main summary, main button").all()[:60]:
        if summary.is_visible():
            summary.click()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    harmless(page)


VALUES = """SELECT * { VALUES (?iri ?text) {
  (<javascript:window.hacked=20> "<img src=x onerror=window.hacked=21>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML>)
  (<data:text/html,hacked> "<svg onload=window.hacked=22>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>)
  (<http://e.example/'onmouseover='window.hacked=23> "\\u202Eturned")
  (<vbscript:hacked> "<a href='javascript:window.hacked=24'>x</a>"@en) } }"""

EVERYTHING = ("SELECT ?iri ?text { ?iri ?p ?text FILTER(isLiteral(?text)) } LIMIT 500", "SELECT * { ?iri a kg:Person ; ?p ?o }")
CONTROLS = (".tableControls input[type=checkbox]", "table.dataTable thead th:nth-child(2)", ".select_response")


def test_the_query_page(visit: Visit) -> None:
    for query in (VALUES, *EVERYTHING):
        page = visit(path="/query", query=query)
        page.locator(".tabPanel.active .yasqe_queryButton").click()
        page.wait_for_selector(".tabPanel.active table.dataTable tbody td")
        harmless(page)
        for use in CONTROLS:
            page.locator(f".tabPanel.active {use}").first.click()
            harmless(page)
        page.locator(".tabPanel.active .select_table").click()
        page.locator(".tabPanel.active input.tableFilter").press_sequentially("<img")
        harmless(page)


@pytest.mark.parametrize("query", [SCRIPT, IMAGE, f"SELECT * {{ ?s ?p '{IMAGE}{SCRIPT}", f"SELECT * {{ ?s <{ADDRESS}> \"{TURNED}\" }} x"])
def test_the_query_page_tells_errors_as_text(visit: Visit, query: str) -> None:
    page = visit(path="/query", query=query)
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    page.wait_for_selector(".tabPanel.active .errorResult .refused")
    harmless(page)


TRICKS = """() => {
  const tried = (act) => { try { act(); } catch (error) { /* stopped */ } };
  const added = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
  tried(() => added("script", { text: "window.hacked = 30" }));
  tried(() => document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hacked = 31'>"));
  tried(() => { added("a", { id: "trick", href: "javascript:window.hacked=32" }); document.getElementById("trick").click(); });
  tried(() => { added("img", { id: "image" }); document.getElementById("image").setAttribute("onerror", "window.hacked = 33"); });
  tried(() => { document.getElementById("image").src = "/none"; });
  tried(() => added("iframe", { srcdoc: "<script>parent.hacked = 36</script>" }));
  setTimeout(() => tried(() => window.eval("window.hacked = 34")));
  setTimeout(() => tried(() => window.setTimeout("window.hacked = 35")));
}"""


@pytest.mark.parametrize("path", ["/?view=home", "/query"])
def test_the_policy_stops_what_got_in(chromium: Browser, hostile_site: str, path: str) -> None:
    page = chromium.new_context(base_url=hostile_site).new_page()
    page.goto(path)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.evaluate(TRICKS)
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    page.context.close()
