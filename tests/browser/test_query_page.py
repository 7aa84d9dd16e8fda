"""The query page in a real browser, with the real server behind it: from a question to its answer and on to the explorer."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
NARROW = {"viewport": {"width": 390, "height": 800}}
ENGLISH = {"locale": "en-GB"}
PEOPLE = "SELECT ?person ?name WHERE { ?person a kg:Person ; rdfs:label ?name } ORDER BY ?name LIMIT 5"


@pytest.fixture
def open_query(open_site: Open) -> Open:
    """Opens the query page, with a query where one is given."""

    def opened(query: str = "", **options: object) -> Page:
        page = open_site(f"/query?{urlencode({'query': query})}" if query else "/query", **options)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        return page

    return opened


def run(page: Page) -> None:
    page.locator(".tabPanel.active .yasqe_queryButton").click()


def cells(page: Page) -> list[list[str]]:
    """The rows of the table, without their numbers."""
    page.wait_for_selector(".tabPanel.active table.dataTable tbody td")
    rows = page.locator(".tabPanel.active table.dataTable tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()][1:] for row in rows]


def written(page: Page) -> str:
    text: str = page.evaluate("document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()")
    return text


def test_a_saved_question_opens_with_its_example_and_runs(open_query: Open) -> None:
    page = open_query()
    page.get_by_role("button", name="各捐赠者的捐赠").click()
    expect(page.locator(".tab.active")).to_contain_text("各捐赠者的捐赠")
    assert "公司" in written(page)
    run(page)
    rows = cells(page)
    assert rows
    assert all("公司" in row[0] for row in rows)


def test_a_question_clicked_again_goes_to_its_tab(open_query: Open) -> None:
    page = open_query()
    for _ in range(2):
        page.locator("#questions button").first.click()
        page.locator("#questions button").nth(1).click()
    assert page.locator(".tab").count() == 3


def test_a_linked_query_is_shown_but_runs_only_when_told(open_query: Open) -> None:
    page = open_query(PEOPLE)
    assert PEOPLE in written(page)
    assert "PREFIX kg: <https://w3id.org/tuzhi/ontology#>" in written(page)
    page.wait_for_timeout(300)
    assert not page.locator("table.dataTable").count()
    page.locator(".tabPanel.active .CodeMirror textarea").press("Control+Enter")
    assert len(cells(page)) == 5


def test_an_iri_leads_to_the_explorer(open_query: Open) -> None:
    page = open_query(PEOPLE)
    run(page)
    name = cells(page)[0][1]
    page.locator("td a.iri").first.click()
    page.wait_for_url(re.compile(r"/\?view=entity&iri="))
    page.wait_for_selector("html[data-ready=true]", state="attached")
    expect(page.locator("h1")).to_contain_text(name.split("@")[0].strip())


def test_an_iri_of_elsewhere_is_a_link_that_tells_nothing(open_query: Open) -> None:
    page = open_query("SELECT ?type WHERE { ?person a kg:Person, ?type FILTER(STRSTARTS(STR(?type), 'http://xmlns.com/')) } LIMIT 1")
    run(page)
    cells(page)
    link = page.locator("td a")
    assert link.get_attribute("href") == "http://xmlns.com/foaf/0.1/Person"
    assert {"noopener", "noreferrer"} <= set((link.get_attribute("rel") or "").split())


def test_an_error_is_one_readable_line(open_query: Open) -> None:
    page = open_query("SELECT * WHERE { ?s a nothing", quiet=False)
    run(page)
    expect(page.get_by_role("alert")).to_contain_text("line 1")
    assert page.get_by_role("alert").inner_text().count("\n") == 0


@pytest.mark.parametrize("query", ["ASK { ?person a kg:Person }", "CONSTRUCT WHERE { ?person a kg:Person ; rdfs:label ?name } LIMIT 3"])
def test_other_forms_of_queries_are_answered(open_query: Open, query: str) -> None:
    page = open_query(query)
    run(page)
    expect(page.locator(".tabPanel.active .yasr_results")).to_contain_text(re.compile("True|person:"))


def test_the_raw_response_and_a_csv_file(open_query: Open, tmp_path: Path) -> None:
    page = open_query(PEOPLE)
    run(page)
    names = [row[1].split("@")[0].strip() for row in cells(page)]
    with page.expect_download() as download:
        page.locator(".tabPanel.active .yasr_downloadIcon").click()
    download.value.save_as(tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == names
    page.locator(".tabPanel.active .select_response").click()
    expect(page.locator(".tabPanel.active .yasr_results .CodeMirror")).to_contain_text('"bindings"')


def test_classes_are_completed_from_the_ontology(open_query: Open) -> None:
    page = open_query("SELECT * WHERE { ?s a kg:Perso }")
    page.evaluate("""() => {
        const editor = document.querySelector(".tabPanel.active .CodeMirror").CodeMirror;
        const line = editor.lastLine();
        editor.focus();
        editor.setCursor({ line, ch: editor.getLine(line).indexOf("Perso") + 5 });
    }""")
    page.keyboard.press("Control+ ")
    expect(page.locator(".CodeMirror-hint").first).to_have_text("kg:Person")


def test_both_languages(open_query: Open) -> None:
    page = open_query(PEOPLE)
    run(page)
    cells(page)
    assert page.locator(".tabPanel.active .select_table").inner_text() == "表格"
    page.locator("#language").click()
    page.wait_for_url("**/query?query=*")
    page.wait_for_selector("html[data-ready=true][lang=en]", state="attached")
    assert PEOPLE in written(page)
    run(page)
    cells(page)
    assert page.locator(".tabPanel.active .select_table").inner_text() == "Table"
    assert page.get_by_role("button", name="Donations by giver").count()


def test_a_narrow_screen(open_query: Open) -> None:
    page = open_query(PEOPLE, **NARROW)
    assert not page.locator("#questions").is_visible()
    page.locator("#saved summary").click()
    page.locator("#questions button").first.click()
    run(page)
    cells(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keyboard_reaches_everything(open_query: Open) -> None:
    page = open_query()
    page.locator("#saved summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    assert cells(page) is not None
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"


def test_the_header_is_the_explorers(open_query: Open) -> None:
    page = open_query()
    assert page.locator("#views [aria-current]").get_attribute("href") == "/query"
    page.locator("#views a").first.click()
    page.wait_for_url(re.compile(r"/(\?.*)?$"))
    page.wait_for_selector("main .page")
    page.go_back()
    page.wait_for_selector(".yasgui")
