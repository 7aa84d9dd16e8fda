"""Pages without a network: nothing is asked of any host but their own, and where that is gone, they say so in one line, and go
on when it is back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page, expect

STATIC = Path(__file__).parents[2] / "kg" / "serve" / "static"
VIEWS = re.findall(r"(\w+): \(\) => import\(", (STATIC / "app.js").read_text(encoding="utf-8"))
HEADED = re.findall(r'"(\w+)"', (STATIC / "header.js").read_text(encoding="utf-8").partition("NAV = [")[2].partition("]")[0])
GONE = re.compile("kg serve")

Open = Callable[..., Page]


@pytest.mark.parametrize("path", [*(f"/?view={view}" for view in VIEWS), "/query"])
def test_only_the_server_is_asked(open_site: Open, served: str, path: str) -> None:
    page = open_site("/health")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((f"{served}/", "blob:", "data:"))] == []


@pytest.mark.parametrize("view", HEADED)
def test_a_cut_is_told_in_one_line_and_mended(open_site: Open, view: str) -> None:
    page = open_site("/" if view != "home" else "/?view=facts", quiet=False)
    link = page.locator(f"#views a[href='/?view={view}']" if view != "home" else "#brand")
    page.context.set_offline(True)
    link.click()
    alert = page.locator("main [role=alert]")
    expect(alert).to_contain_text(GONE)
    assert "\n" not in alert.locator("p").first.inner_text()
    page.context.set_offline(False)
    alert.get_by_role("button").click()
    expect(alert).to_have_count(0)
    expect(page.locator(f"main [data-view={view}]")).to_be_visible()


def test_a_search_says_that_the_server_is_gone(open_site: Open) -> None:
    page = open_site("/", quiet=False)
    page.context.set_offline(True)
    page.fill("#search", "长沙")
    expect(page.locator("#results")).to_contain_text(GONE)
    page.context.set_offline(False)
    page.fill("#search", "长沙县")
    expect(page.locator("#results [role=option]").first).to_be_visible()


def test_a_query_says_that_the_server_is_gone(open_site: Open) -> None:
    page = open_site("/query", quiet=False)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.context.set_offline(True)
    run = page.locator(".tabPanel.active .yasqe_queryButton")
    run.click()
    expect(page.locator(".tabPanel.active [role=alert]")).to_contain_text(GONE)
    page.context.set_offline(False)
    run.click()
    expect(page.locator(".tabPanel.active table.dataTable tbody td").first).to_be_visible()


def test_a_server_that_stops_does_not_leave_pages_hanging(chromium: Browser, served_graph: Path, serving: ModuleType) -> None:
    with serving.serving(served_graph) as address:
        page = chromium.new_context(base_url=address, locale="zh-CN").new_page()
        page.goto("/")
        page.wait_for_selector("html[data-ready=true]", state="attached")
    page.locator("#views a[href*='view=articles']").click()
    expect(page.locator("main [role=alert]")).to_contain_text(GONE)
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")
    page.context.close()
