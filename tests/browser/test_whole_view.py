"""The whole graph in a real browser: drawn, searched, filtered, moved over, and told about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

Open = Callable[..., Page]
WHOLE = "/?view=whole"


def address(page: Page) -> dict[str, str]:
    """The values of the page's address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def ready(page: Page) -> None:
    """Waits until what the address asks for is shown."""
    page.wait_for_timeout(30)
    page.wait_for_selector("html[data-ready=true]", state="attached")


def frame(page: Page) -> dict[str, Any]:
    """What the drawing says of itself."""
    found: dict[str, Any] = page.evaluate("() => document.querySelector('.canvas').drawing.frame()")
    return found


def find(page: Page, name: str) -> None:
    """Looks a name up on the map and takes the first hit."""
    field = page.get_by_role("combobox", name=re.compile("在图上找"))
    field.fill(name)
    page.locator(".bar .picker [role=option]").first.wait_for()
    field.press("Enter")
    ready(page)


def test_everything_is_drawn(open_site: Open) -> None:
    page = open_site(WHOLE)
    picture = page.request.get("/picture").json()
    assert frame(page)["all"] == {"nodes": picture["nodes"], "edges": len(picture["from"])}
    assert frame(page)["names"]
    expect(page.locator("#part")).to_have_count(0)
    numbers = [int(text.replace(",", "")) for text in page.locator(".mini .count").all_inner_texts()]
    assert sum(numbers) == picture["nodes"]


def test_while_it_is_laid_out_the_page_says_so_and_is_not_blank(open_site: Open) -> None:
    page = open_site("/")
    held: list[Route] = []
    page.route("**/picture", lambda route: held.append(route))
    page.goto(WHOLE)
    expect(page.locator(".start")).to_contain_text("正在排布全图")
    page.wait_for_function("() => document.querySelector('.canvas')?.drawing?.frame().nodes > 10")
    some = frame(page)["all"]["nodes"]
    held[0].continue_()
    ready(page)
    assert frame(page)["all"]["nodes"] > some
    expect(page.locator(".start")).to_be_hidden()
    expect(page.locator(".canvas canvas")).to_have_count(2)


def test_leaving_while_one_waits_leaves_nothing_behind(open_site: Open) -> None:
    page = open_site("/")
    held: list[Route] = []
    page.route("**/picture", lambda route: held.append(route))
    page.goto(WHOLE)
    page.wait_for_function("() => document.querySelector('.canvas')?.drawing?.frame().nodes > 10")
    page.evaluate("window.gone = document.querySelector('.canvas')")
    page.get_by_role("link", name="事实", exact=True).click()
    ready(page)
    page.wait_for_function("() => !window.gone.isConnected && !window.gone.querySelector('canvas')")


def test_a_search_flies_to_a_node_and_tells_of_it(open_site: Open) -> None:
    page = open_site(WHOLE)
    find(page, "青竹湖商会")
    chosen = address(page)["sel"]
    expect(page.locator(".card h2")).to_contain_text("青竹湖商会")
    expect(page.locator(".card blockquote").first).to_contain_text("捐赠")
    iri = "https://w3id.org/tuzhi/id/" + chosen.replace(":", "/")
    spot = page.evaluate("(iri) => document.querySelector('.canvas').drawing.spot(iri)", iri)
    box = page.locator(".canvas").bounding_box()
    assert box is not None
    assert abs(spot["x"] - box["width"] / 2) < box["width"] / 2
    assert abs(spot["y"] - box["height"] / 2) < box["height"] / 2
    page.locator("#to-network").click()
    ready(page)
    assert address(page)["view"] == "network"


def test_a_click_on_the_map_tells_of_a_node(open_site: Open) -> None:
    page = open_site(WHOLE)
    name = frame(page)["names"][0]
    spot = page.evaluate("(iri) => document.querySelector('.canvas').drawing.spot(iri)", name["id"])
    page.locator(".canvas").click(position=spot)
    ready(page)
    assert name["id"].endswith(address(page)["sel"].split(":")[1])
    expect(page.locator(".card h2")).to_be_visible()
    page.locator(".joined .node").first.click()
    ready(page)
    assert not name["id"].endswith(address(page)["sel"].split(":")[1])


def test_kinds_types_and_dates_are_filters(open_site: Open) -> None:
    page = open_site(f"{WHOLE}&tab=filter")
    assert frame(page)["hidden"] == 0
    page.locator("#kind-Person").click()
    ready(page)
    persons = frame(page)["hidden"]
    assert persons > 0
    page.locator("#type-Donate").click()
    ready(page)
    assert frame(page)["hidden"] > persons
    page.locator("#no-filters").click()
    ready(page)
    assert frame(page)["hidden"] == 0
    page.locator("#net-from").fill("2020-02-12")
    page.keyboard.press("Enter")
    ready(page)
    assert frame(page)["hidden"] > 0
    assert address(page)["from"] == "2020-02-12"


def test_actions_without_a_day_go_by_that_of_their_report(open_site: Open) -> None:
    page = open_site(f"{WHOLE}&tab=filter&from=2000")
    every = frame(page)["hidden"]
    page.locator("#net-said").click()
    ready(page)
    assert address(page)["dates"] == "said"
    assert frame(page)["hidden"] > every


def test_the_address_brings_everything_back(open_site: Open) -> None:
    page = open_site(f"{WHOLE}&kinds=Person,Matter")
    find(page, "长沙县红十字会")
    hidden = frame(page)["hidden"]
    page.reload()
    ready(page)
    assert frame(page)["hidden"] == hidden > 0
    expect(page.locator(".card h2")).to_contain_text("长沙县红十字会")
    page.go_back()
    ready(page)
    assert "sel" not in address(page)


def test_keys_move_the_map(open_site: Open) -> None:
    page = open_site(WHOLE)
    page.locator(".canvas").focus()
    before = frame(page)["view"]
    page.keyboard.press("ArrowRight")
    assert frame(page)["view"]["x"] > before["x"]
    page.keyboard.press("+")
    assert frame(page)["view"]["scale"] > before["scale"]
    page.keyboard.press("0")
    assert frame(page)["view"]["scale"] == pytest.approx(before["scale"])


def test_a_part_is_called_a_part(open_site: Open) -> None:
    page = open_site("/")

    def larger(route: Route) -> None:
        picture = route.fetch().json()
        route.fulfill(body=json.dumps({**picture, "all": 50_000}), content_type="application/json")

    page.route("**/picture", larger)
    page.goto(WHOLE)
    ready(page)
    expect(page.locator("#part")).to_contain_text("50,000")
    expect(page.locator("#part")).to_contain_text("联系最多")
    expect(page.locator(".status")).to_contain_text("/50,000")


def test_it_speaks_english_on_a_telephone_in_the_dark(open_site: Open) -> None:
    page = open_site(f"{WHOLE}&lang=en", viewport={"width": 390, "height": 844}, color_scheme="dark")
    assert page.locator("[role=tab]").all_inner_texts() == ["Details", "List", "Filter"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    words = page.locator(".panel-body").inner_text()
    assert not re.search(r"\b[a-z]+_[a-z]+\b", words), "a word that has no translation"
