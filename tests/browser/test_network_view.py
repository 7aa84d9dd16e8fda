"""The neighbourhood view in a real browser: opened, expanded, filtered, undone, walked through by keys, paths found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

Open = Callable[..., Page]
SITE = "北辰区"
GIVER = "青竹湖商会"


def address(page: Page) -> dict[str, str]:
    """The values of the page's address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def ready(page: Page) -> None:
    """Waits until what the address asks for is shown."""
    page.wait_for_timeout(30)
    page.wait_for_selector("html[data-ready=true]", state="attached")


def iri(page: Page, name: str, kind: str = "") -> str:
    """The identifier of what is so called."""
    hits: list[dict[str, Any]] = page.request.get(f"/api/search?q={quote(name)}&kind={kind}&limit=5").json()["hits"]
    found: str = next((hit["ref"]["iri"] for hit in hits if hit["ref"]["label"] == name), hits[0]["ref"]["iri"])
    return found


def shown(page: Page) -> tuple[int, int]:
    """How many nodes and lines the picture has."""
    found = page.evaluate("() => document.querySelector('.canvas').drawing.frame().all")
    return found["nodes"], found["edges"]


def names(page: Page) -> list[dict[str, Any]]:
    """The names that are written in the picture, each with the identifier of its node: those of the whole picture, at rest."""
    page.wait_for_selector(".canvas[data-drawn]", state="attached")
    found: list[dict[str, Any]] = page.evaluate("() => document.querySelector('.canvas').drawing.frame().names")
    return found


def spot(page: Page, node: str) -> Any:
    """Where a node stands, from the corner of the picture."""
    return page.evaluate("(iri) => document.querySelector('.canvas').drawing.spot(iri)", node)


def growing(page: Page) -> Locator:
    """The entry of the list with something to show when it is expanded."""
    return page.locator(".group li", has=page.locator(".grow-it")).last.locator(".node")


def press(page: Page, node: str) -> None:
    """Clicks a node of the picture."""
    page.locator(".canvas").click(position=spot(page, node))
    ready(page)


@pytest.fixture
def network(open_site: Open) -> Callable[..., tuple[Page, str]]:
    """Opens the neighbourhood of something by name; gives the page and the identifier."""

    def opened(name: str = SITE, more: str = "", **options: Any) -> tuple[Page, str]:
        page = open_site("/?view=network", **options)
        root = iri(page, name)
        page.goto(f"/?view=network&iri={quote(root, safe='')}{more}")
        ready(page)
        return page, root

    return opened


Network = Callable[..., tuple[Page, str]]


def test_it_asks_where_to_begin(open_site: Open) -> None:
    page = open_site("/?view=network")
    page.locator(".start .node").first.click()
    ready(page)
    assert address(page)["iri"].startswith("https://")
    assert shown(page)[0] > 1


def test_a_click_tells_and_another_expands(network: Network) -> None:
    page, root = network()
    before = shown(page)[0]
    node = growing(page).get_attribute("data-iri") or ""
    press(page, node)
    assert shown(page)[0] == before
    expect(page.locator(".card-head h2")).to_be_visible()
    assert page.locator(".card .joined .node").count() >= 1
    press(page, node)
    assert shown(page)[0] > before
    page.locator("#collapse").click()
    ready(page)
    assert shown(page)[0] == before
    page.locator("#undo").click()
    ready(page)
    assert shown(page)[0] > before
    assert root in address(page)["iri"]


def test_a_card_has_the_facts_with_their_sentences(network: Network) -> None:
    page, root = network(GIVER)
    press(page, root)
    expect(page.locator(".card h2")).to_contain_text(GIVER)
    expect(page.locator(".card .fact blockquote").first).to_contain_text("捐赠")
    links = [link.get_attribute("href") or "" for link in page.locator(".card .ways a").all()]
    assert [parse_qs(urlsplit(link).query)["view"][0] for link in links] == ["entity", "timeline", "facts"]


def test_a_fact_is_a_node_that_tells_who_and_what(network: Network) -> None:
    page, _ = network(GIVER)
    page.locator("summary", has_text="行动").click()
    page.locator(".group .node[data-iri*='/action/']").first.click()
    ready(page)
    expect(page.locator(".card .fact")).to_contain_text("酒精")
    expect(page.locator(".card blockquote").first).to_contain_text("300斤")
    names = page.locator(".joined .node").all_inner_texts()
    assert any("施事" in name for name in names)


def test_a_node_is_put_away_and_comes_back(network: Network) -> None:
    page, root = network()
    before = shown(page)[0]
    node = page.locator(f".group .node:not([data-iri='{root}'])").first
    node.click()
    ready(page)
    page.locator("#remove").click()
    ready(page)
    assert shown(page)[0] < before
    assert address(page)["gone"]
    page.go_back()
    ready(page)
    assert shown(page)[0] == before


def test_kinds_are_hidden(network: Network) -> None:
    page, _ = network(more="&tab=filter")
    nodes, lines = shown(page)
    page.locator("#kind-Organization").click()
    ready(page)
    assert address(page)["kinds"] == "Organization"
    assert shown(page)[0] < nodes
    page.locator("#no-filters").click()
    ready(page)
    assert shown(page) == (nodes, lines)
    page.locator("#mini-Organization").click()
    ready(page)
    assert shown(page)[0] < nodes


@pytest.mark.parametrize(("start", "left"), [(GIVER, {"捐赠"}), ("长沙县", set())])
def test_types_of_actions_are_chosen(network: Network, start: str, left: set[str]) -> None:
    page, _ = network(start, "&tab=filter")
    page.locator("#type-Donate").click()
    ready(page)
    assert address(page)["types"] == "Donate"
    assert {name["text"] for name in names(page) if "/action/" in name["id"]} == left
    assert (shown(page) == (1, 0)) is (not left)


def test_dates_and_places_are_filters(network: Network) -> None:
    page, _ = network(GIVER, "&tab=filter")
    nodes, _ = shown(page)
    page.locator("#net-from").fill("2020-02-13")
    page.locator("#net-from").dispatch_event("change")
    ready(page)
    assert address(page)["from"] == "2020-02-13"
    assert shown(page)[0] < nodes
    page.locator("#net-from").fill("")
    page.locator("#net-from").dispatch_event("change")
    ready(page)
    assert shown(page)[0] == nodes
    page.get_by_role("combobox", name=re.compile("只看某地")).fill(SITE)
    page.locator(".picker [role=option]").first.click()
    ready(page)
    assert address(page)["place"]
    assert shown(page)[0] < nodes


def test_a_path_is_read_and_shown(open_site: Open) -> None:
    page = open_site("/?view=network&tab=path")
    for name in ("庞虹", "北辰区委"):
        field = page.locator(".ends .picker input").first
        field.fill(name)
        page.locator(".picker [role=option]").first.wait_for()
        field.press("Enter")
        ready(page)
    steps = page.locator(".steps > .step .ref").all_inner_texts()
    assert "庞虹" in steps[0]
    assert "北辰区委" in steps[-1]
    assert len(steps) > 2
    expect(page.locator(".steps blockquote").first).to_be_visible()
    assert shown(page)[0] >= len(steps)
    page.reload()
    ready(page)
    assert page.locator(".steps > .step .ref").all_inner_texts() == steps


def test_the_address_brings_everything_back(network: Network) -> None:
    page, _ = network()
    growing(page).click()
    ready(page)
    page.locator("#expand").click()
    ready(page)
    before = (shown(page), page.locator(".card h2").inner_text())
    page.reload()
    ready(page)
    assert (shown(page), page.locator(".card h2").inner_text()) == before


def test_keys_walk_through_picture_and_list(network: Network) -> None:
    page, root = network()
    press(page, root)
    page.locator(".canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    ready(page)
    chosen = address(page)["sel"]
    assert chosen != root
    page.locator(".canvas").focus()
    page.keyboard.press("Escape")
    ready(page)
    assert "sel" not in address(page)
    page.keyboard.press("Control+z")
    ready(page)
    assert address(page)["sel"] == chosen
    page.locator(".canvas").focus()
    page.keyboard.press("Escape")
    ready(page)
    first = page.locator(".group[open] .node").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "node"
    page.keyboard.press("Enter")
    ready(page)
    assert address(page)["sel"]
    page.locator("#tab-card").focus()
    page.keyboard.press("ArrowRight")
    ready(page)
    assert address(page)["tab"] == "list"
    expect(page.locator("#tab-list")).to_be_focused()


def test_lines_are_saved_as_a_table(network: Network) -> None:
    page, _ = network()
    with page.expect_download() as download:
        page.locator("#save-csv").click()
    rows = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("从,")
    assert len(rows) == shown(page)[1] + 1


def test_it_speaks_english(network: Network) -> None:
    page, _ = network(more="&lang=en")
    assert page.locator("[role=tab]").all_inner_texts() == ["Details", "List", "Path", "Filter"]
    words = page.locator(".panel-body").inner_text() + page.locator(".status").inner_text()
    assert not re.search(r"\b[a-z]+_[a-z]+\b", words), "a word that has no translation"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_has_the_panel_below(network: Network, scheme: str) -> None:
    page, root = network(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    canvas, side = page.locator(".canvas").bounding_box(), page.locator(".side").bounding_box()
    assert canvas is not None
    assert side is not None
    assert canvas["width"] == 390
    assert side["y"] >= canvas["y"] + canvas["height"] - 1
    page.locator(".fold").click()
    lower = page.locator(".side").bounding_box()
    assert lower is not None
    assert lower["height"] < 80
    press(page, root)
    page.locator("#tab-card").click()
    expect(page.locator(".card h2")).to_be_visible()


def test_the_picture_is_saved(network: Network) -> None:
    page, _ = network()
    with page.expect_download() as download:
        page.locator("#save-png").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_line_tells_of_the_post_that_it_is(network: Network) -> None:
    page, _ = network("庞虹")
    for _ in range(3):
        page.locator("#nearer").click()
    nodes = [page.locator(".group .node", has_text=name).first.get_attribute("data-iri") or "" for name in ("庞虹", "桃口村党支部")]
    one, other = (spot(page, node) for node in nodes)
    page.locator(".canvas").click(position={"x": (one["x"] + other["x"]) / 2, "y": (one["y"] + other["y"]) / 2})
    ready(page)
    assert address(page)["sel"].startswith("tenure:")
    expect(page.locator(".card .fact")).to_contain_text("庞虹")


def test_ends_of_a_path_are_clicked(network: Network) -> None:
    page, root = network("庞虹", "&tab=path")
    press(page, root)
    assert address(page)["path"].endswith(",")
    other = next(name["id"] for name in names(page) if "/organization/" in name["id"])
    press(page, other)
    assert len(address(page)["path"].split(",")[1]) > 5
    expect(page.locator(".steps > .step")).to_have_count(2)


def test_the_pointer_on_a_node_says_its_name(network: Network) -> None:
    page, root = network("庞虹")
    page.locator(".canvas").hover(position=spot(page, root))
    expect(page.locator(".tip b")).to_have_text("庞虹")


def test_what_the_graph_no_longer_has_is_passed_over(network: Network) -> None:
    page, _ = network("庞虹", "&open=place:gone&sel=person:gone", quiet=False)
    assert shown(page)[0] > 1
    expect(page.locator(".status")).to_contain_text("1 个已不在图中")
    expect(page.locator(".panel-body .failed")).to_be_visible()
