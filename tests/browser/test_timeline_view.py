"""The timeline in a real browser: bars, the strip, a stretch of time by mouse and by keyboard, the facts of a bar."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
TIMELINE = "/?view=timeline"
YEAR = f"{TIMELINE}&from=2020-01-01&to=2020-12-31"


def address(page: Page) -> dict[str, str]:
    """The values of the page's address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def ready(page: Page) -> None:
    """Waits until what the address asks for is shown."""
    page.wait_for_selector("html[data-ready=true]", state="attached")


def counts(page: Page) -> dict[str, int]:
    """Period → number of facts, as the bars say it."""
    found = {}
    for bar in page.locator(".bar[data-period]").all():
        number = re.search(r"：([\d,]+) 件", bar.get_attribute("aria-label") or "")
        assert number is not None
        found[bar.get_attribute("data-period") or ""] = int(number[1].replace(",", ""))
    return found


def test_bars_are_stacked_by_type_and_told_in_words(open_site: Open) -> None:
    page = open_site(YEAR)
    assert sum(counts(page).values()) > 5
    first = page.locator(".bar").first
    assert first.locator("rect.shade").count() >= 1
    first.hover()
    expect(page.locator(".readout")).to_have_text(first.get_attribute("aria-label") or "-")


def test_a_bar_lists_its_facts_with_their_sentences(open_site: Open) -> None:
    page = open_site(f"{YEAR}&step=month")
    numbers = counts(page)
    period = max(numbers, key=lambda one: numbers[one])
    page.locator(f'.bar[data-period="{period}"]').click()
    ready(page)
    assert address(page)["period"] == period
    expect(page.locator(".fact-list > li")).to_have_count(min(20, numbers[period]))
    assert page.locator(".fact-list blockquote").count() == min(20, numbers[period])
    for date in page.locator(".fact-list .when").all_inner_texts():
        assert date.startswith(period)


def test_a_drag_across_the_bars_chooses_a_stretch(open_site: Open) -> None:
    page = open_site(f"{YEAR}&step=month")
    box = page.locator("svg.chart").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.06, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.14, box["y"] + 110, steps=5)
    page.mouse.up()
    ready(page)
    chosen = address(page)
    assert (chosen["from"], chosen["to"]) == ("2020-01-01", "2020-02-29")
    page.locator("#all-time").click()
    ready(page)
    assert address(page)["from"] < "2020"


def test_the_strip_is_moved_by_keys(open_site: Open) -> None:
    page = open_site(YEAR)
    first, last = page.get_by_role("slider").all()
    assert first.get_attribute("aria-valuetext") == "2020年"
    first.focus()
    page.keyboard.press("ArrowLeft")
    ready(page)
    assert address(page)["from"] == "2019-01-01"
    assert last.get_attribute("aria-label") == "止"
    expect(page.get_by_role("slider").first).to_be_focused()


def test_keys_go_from_bar_to_bar_and_choose(open_site: Open) -> None:
    page = open_site(f"{YEAR}&step=month")
    bars = page.locator(".bar")
    periods = [bar.get_attribute("data-period") for bar in bars.all()]
    bars.first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    ready(page)
    assert address(page)["period"] == periods[-1]
    expect(page.locator(".bar.chosen")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator(".bar.held").count() == 2
    page.keyboard.press("Enter")
    ready(page)
    assert address(page)["from"] == f"{periods[0]}-01"
    assert "period" not in address(page)


def test_a_type_is_shown_alone(open_site: Open) -> None:
    page = open_site(YEAR)
    page.locator('.key[data-type="Donate"]').click()
    ready(page)
    assert address(page)["type"] == "Donate"
    expect(page.locator('.key[data-type="Donate"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".fact-list > li").first).to_contain_text("捐赠")
    page.locator('.key[data-type="Donate"]').click()
    ready(page)
    assert "type" not in address(page)


def test_one_thing_alone_is_shown(open_site: Open) -> None:
    page = open_site(TIMELINE)
    page.get_by_role("combobox", name=re.compile("只看")).fill("青竹湖商会")
    page.locator(".picker [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    ready(page)
    expect(page.locator(".subject")).to_contain_text("青竹湖商会")
    expect(page.locator(".fact-list > li")).to_have_count(1)
    page.locator(".subject button").click()
    ready(page)
    assert "iri" not in address(page)


def test_the_table_says_the_same_and_is_a_file(open_site: Open) -> None:
    page = open_site(f"{YEAR}&step=month")
    page.locator(".as-table summary").click()
    sums = [int(text) for text in page.locator(".as-table tbody td:nth-child(2)").all_inner_texts()]
    assert sums == list(counts(page).values())
    answer = page.request.get(page.locator("a.csv").get_attribute("href") or "")
    assert answer.ok
    assert answer.headers["content-type"].startswith("text/csv")


def test_what_goes_by_the_day_of_its_report_is_told_apart(open_site: Open) -> None:
    page = open_site(f"{YEAR}&step=day")
    hatched = page.locator(".bar:has(.only-reported)")
    assert hatched.count() > 0
    label = hatched.first.get_attribute("aria-label") or ""
    number = re.search(r"其中 (\d+) 件没说哪天，按报道日期", label)
    assert number is not None
    expect(page.locator(".keys .basis")).to_contain_text("按报道日期")
    hatched.first.click()
    ready(page)
    expect(page.locator(".fact-list .when.reported")).to_have_count(int(number[1]))
    expect(page.locator(".fact-list .when.reported").first).to_contain_text("报道")


def test_only_what_texts_date_can_be_shown(open_site: Open) -> None:
    page = open_site(YEAR)
    every = sum(counts(page).values())
    page.locator("#only-said").click()
    ready(page)
    assert address(page)["dates"] == "said"
    assert 0 < sum(counts(page).values()) < every
    expect(page.locator(".only-reported")).to_have_count(0)
    expect(page.locator(".keys .basis")).to_have_count(0)
    expect(page.locator(".readout")).to_contain_text("没有日期")
    expect(page.locator("#only-said")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("step", ["day", "month", "year"])
@pytest.mark.parametrize("dates", ["", "said"])
def test_every_bar_lists_exactly_its_facts(open_site: Open, step: str, dates: str) -> None:
    page = open_site(f"{TIMELINE}&from=2020-02-05&to=2021-06-10&step={step}&dates={dates}")
    bars = counts(page)
    for period in [*bars][:3]:
        page.goto(f"{TIMELINE}&from=2020-02-05&to=2021-06-10&step={step}&dates={dates}&period={period}")
        ready(page)
        expect(page.locator(".listing [role=status]")).to_contain_text(f"{bars[period]} 条")
        page.locator(".listing a.pill").click()
        ready(page)
        expect(page.locator(".listbar")).to_contain_text(f"{bars[period]} 条")


def test_what_has_no_date_is_told(open_site: Open) -> None:
    expect(open_site(f"{TIMELINE}&dates=said").locator(".readout")).to_contain_text("没有日期")


def test_the_address_brings_everything_back(open_site: Open) -> None:
    page = open_site(f"{YEAR}&step=month&period=2020-02&type=Donate")
    expect(page.locator("#period")).to_have_text("2020年2月")
    expect(page.locator(".bar.chosen")).to_have_attribute("data-period", "2020-02")
    expect(page.locator(".segments [aria-pressed=true]")).to_have_text("月")
    page.locator("#language").click()
    ready(page)
    expect(page.locator("#period")).to_have_text("February 2020")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_has_room_for_it(open_site: Open, scheme: str) -> None:
    page = open_site(TIMELINE, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("svg.chart").bounding_box()
    assert box is not None
    assert box["width"] <= 390


def test_filters_of_the_address_are_told_and_taken_off(open_site: Open) -> None:
    page = open_site(f"{TIMELINE}&role=agent&agent_kind=Company&iri=")
    expect(page.locator(".token")).to_have_text(["角色：施事 ✕", "谁做的：企业 ✕"])
    page.locator(".token").first.click()
    ready(page)
    assert "role" not in address(page)


def test_a_period_that_is_none_is_not_asked_for(open_site: Open) -> None:
    page = open_site("/?view=timeline&period=2020-13")
    expect(page.locator(".readout")).to_be_visible()
