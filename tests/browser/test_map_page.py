"""The page of a large graph, drawn as a map: what the page of a small one does, it does too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kg.graph import Store
from kg.output import MAP, VIS
from kg.output import page as pages

Open = Callable[..., Page]


def node(page: Page, label: str) -> int:
    """The number of the entity with this label."""
    found: int = page.evaluate("(label) => picture.scene.entities.findIndex((entity) => entity.label === label)", label)
    assert found >= 0
    return found


def spot(page: Page, number: int) -> Any:
    """Where the node stands, from the corner of the picture."""
    return page.evaluate("(number) => picture.drawing.spot(number)", number)


STILL = """() => {
  const { view, thinned, names } = picture.drawing.frame();
  const [before, now] = [window.before, JSON.stringify([view, names])];
  window.before = now;
  return before === now && !thinned;
}"""


def rest(page: Page) -> None:
    """Waits until everything is drawn, and nothing moves any more."""
    page.evaluate("() => { window.before = null; }")
    page.wait_for_function(STILL, polling=200)


def frame(page: Page) -> Any:
    """What the drawing says of its last frame."""
    rest(page)
    return page.evaluate("() => picture.drawing.frame()")


def heading(page: Page, text: str) -> None:
    """Expects the panel to tell of this."""
    expect(page.locator("#panel h2")).to_have_text(text)


def test_above_the_limit_the_page_is_a_map_and_says_so(open_page: Open, store: Store, tmp_path: Path) -> None:
    page = open_page("map")
    expect(page.locator("#as-map")).to_contain_text("66 个节点")
    assert frame(page)["all"]["nodes"] == 66
    assert page.evaluate("() => typeof vis") == "undefined"
    assert open_page("whole").locator("#as-map").count() == 0
    drawn = pages.write(store, tmp_path / "page.html", pleasant=65)
    assert (drawn.by, drawn.nodes, drawn.all) == (MAP, 66, 66)
    assert pages.write(store, tmp_path / "page.html", pleasant=66).by == VIS


def test_a_part_says_so(open_page: Open) -> None:
    page = open_page("part-map")
    expect(page.locator("#part")).to_contain_text("50")
    assert frame(page)["all"]["nodes"] <= 20


def test_the_map_is_drawn_and_named(open_page: Open) -> None:
    page = open_page("map")
    shown = frame(page)
    assert shown["nodes"] == 65
    assert not shown["thinned"]
    assert {"云岭县", "陈望舒"} <= {name["text"] for name in shown["names"]}
    boxes = [name["box"] for name in shown["names"]]
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for at, a in enumerate(boxes) for b in boxes[:at])


@pytest.mark.parametrize(("typed", "first"), [("陳望舒", "陈望舒"), ("云岭财局", "云岭县财政局"), ("县医院 捐献", "捐献")])
def test_search_chooses_and_shows(open_page: Open, typed: str, first: str) -> None:
    page = open_page("map")
    page.fill("#search", typed)
    page.keyboard.press("Enter")
    heading(page, first)
    expect(page.locator("#panel blockquote").first).to_be_visible()


def test_a_click_shows_facts_and_their_sentences(open_page: Open) -> None:
    page = open_page("map")
    rest(page)
    page.locator("#picture").click(position=spot(page, node(page, "云岭县人民医院")))
    heading(page, "云岭县人民医院")
    fact = page.locator("#panel .fact").first
    expect(fact.locator("blockquote mark")).to_have_text("捐赠")
    rest(page)
    written = {name["text"] for name in frame(page)["names"]}
    assert "宏达机械有限公司" in written
    assert "何大山" not in written


def test_the_filter_hides(open_page: Open) -> None:
    page = open_page("map")
    before = frame(page)["hidden"]
    page.locator("[data-key=Person] input").uncheck()
    assert frame(page)["hidden"] == before + 8
    edges = frame(page)["edges"]
    page.locator("[data-key=link] input").uncheck()
    assert frame(page)["edges"] < edges
    page.get_by_role("button", name="全部显示").click()
    assert frame(page)["hidden"] == before


def test_the_keyboard_is_enough(open_page: Open) -> None:
    page = open_page("map")
    page.keyboard.press("/")
    page.keyboard.insert_text("县政府")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, "柳溪县政府")
    page.locator("#picture").focus()
    stops = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        stops.add(page.locator("#panel h2").text_content())
    assert len(stops) > 1
    page.keyboard.press("Escape")
    heading(page, "概览")
    view = frame(page)["view"]
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    moved = frame(page)["view"]
    assert moved["scale"] > view["scale"]
    assert moved["x"] < view["x"]


def test_a_telephone_will_do(open_page: Open) -> None:
    page = open_page("map", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.fill("#search", "沈立")
    page.keyboard.press("Enter")
    expect(page.locator("#panel blockquote").first).to_be_visible()
    rest(page)
    at = spot(page, node(page, "沈立"))
    assert 0 < at["x"] < 360
    assert at["y"] < page.locator("#panel").bounding_box()["y"]  # type: ignore[index]


def test_hovering_names_nodes_and_lines(open_page: Open) -> None:
    page = open_page("map")
    rest(page)
    page.locator("#picture").hover(position=spot(page, node(page, "口罩")))
    expect(page.locator("#tip")).to_have_text("口罩物品 · 2 条事实")


def test_hostile_words_are_shown_and_do_not_run(open_page: Open, samples: ModuleType) -> None:
    page = open_page("hostile-map")
    for label in (samples.SCRIPT, samples.CLOSING, samples.IMAGE, "甲[U+202E]乙[U+202C]公司"):
        page.fill("#search", label)
        page.keyboard.press("Enter")
        assert page.locator("#panel h2").text_content() == label
        rest(page)
        page.locator("#picture").hover(position=spot(page, node(page, label)))
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("img, iframe").count() == 0


def test_dark_mode_changes_the_ground(open_page: Open) -> None:
    page = open_page("map", color_scheme="light")
    look = "() => { const c = document.querySelector('#picture canvas'); return c.toDataURL(); }"
    rest(page)
    before = page.evaluate(look)
    page.emulate_media(color_scheme="dark")
    rest(page)
    assert page.evaluate(look) != before


def test_the_map_has_the_same_bytes_every_time(store: Store, samples: ModuleType) -> None:
    backwards = samples.store(samples.PIECES[::-1], samples.THINGS)
    assert pages.html(store, pleasant=0) == pages.html(backwards, pleasant=0)
