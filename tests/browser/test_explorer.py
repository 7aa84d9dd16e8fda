"""The explorer in a real browser, on the real server: searched, filtered, added up, traced to the sentence."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

import kg.serve
from kg import zh

Open = Callable[..., Page]

NARROW = {"width": 360, "height": 740}
SIZES = (NARROW, {"width": 768, "height": 900}, {"width": 1100, "height": 800})
VIEWS = ("home", "facts", "entities", "articles", "questions")


def ready(page: Page) -> None:
    """Waits until what the address asks for is shown."""
    page.wait_for_selector("html[data-ready=true]", state="attached")


def search(page: Page, words: str) -> None:
    """Types into the search and takes the first hit."""
    page.fill("#search", words)
    expect(page.locator("#results [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**view=*")
    ready(page)


def click(page: Page, target: Locator) -> None:
    """Clicks a link of the explorer, and waits for what it leads to."""
    before = page.url
    target.click()
    page.wait_for_function("(before) => location.href !== before", arg=before)
    ready(page)


def asked(page: Page) -> dict[str, str]:
    """The values of the address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def heading(page: Page) -> Locator:
    return page.locator("main h1")


def at(page: Page, name: str) -> Page:
    """The page of the thing with this name."""
    search(page, name)
    expect(heading(page)).to_contain_text(name)
    return page


def chip(page: Page, word: str) -> Locator:
    return page.locator(".filters .chips").first.locator("a.chip", has_text=re.compile(rf"^{word} "))


def rows(page: Page) -> Locator:
    return page.locator(".facts tbody tr")


def cells(row: Locator, column: str) -> str:
    return row.locator(f"td[data-name='{column}']").inner_text()


# the two questions of the issue, by clicking alone


def test_who_inspected_what_in_a_district(open_site: Open) -> None:
    page = open_site()
    click(page, page.locator(".cloud a", has_text="天津市").first)
    click(page, page.locator(".below a", has_text="北辰区"))
    expect(heading(page)).to_contain_text("北辰区")
    click(page, chip(page, "检查"))
    expect(rows(page)).to_have_count(3)
    row = rows(page).filter(has_text="刘快庄村")
    assert {"冯卫华", "王宝雨"} <= set(re.split(r"[、\s]+", cells(row, "谁")))
    assert "大张庄村" in cells(row, "什么")
    expect(row.locator("td.sentence mark")).to_have_text("检查")
    assert "两人又先后检查了" in cells(row, "原句")
    click(page, page.locator(".chips.small a", has_text="任职者"))
    expect(rows(page)).to_have_count(2)
    click(page, row.locator("td.sentence cite a"))
    here = page.locator(".article .here")
    expect(here.first).to_be_in_viewport()
    assert "刘快庄村" in "".join(here.all_inner_texts())


def test_what_was_donated_to_whom_in_a_county_and_how_much_in_all(open_site: Open) -> None:
    page = open_site()
    click(page, page.locator(".cloud a", has_text="湖南省").first)
    click(page, page.locator(".below a", has_text="长沙市"))
    click(page, page.locator(".below a", has_text="长沙县"))
    click(page, chip(page, "捐赠"))
    row = rows(page).filter(has_text="2020-02-11")
    assert cells(row, "谁") == "湖南青竹科技有限公司"
    assert cells(row, "给谁") == "长沙县人民医院"
    assert "2000个" in cells(row, "多少")
    assert "捐赠口罩2000个、现金20万元" in cells(row, "原句")
    expect(page.locator(".inall")).to_contain_text("611,000 元")
    click(page, page.locator(".inall a"))
    total = page.locator(".total", has_text="611,000")
    parts = total.locator("tbody tr")
    expect(parts).to_have_count(2)
    assert {cells(part, "数量").split()[0] for part in parts.all()} == {"41.1万元", "20万元"}
    assert all(cells(part, "原句") for part in parts.all())


# search

SEARCHES = (("北辰区", "北辰区"), ("北辰區", "北辰区"), ("王宝雨", "王宝雨"), ("夏寶龍", "夏宝龙"), ("wby", "王宝雨"),
            ("wangbaoyu", "王宝雨"), ("长沙县人民医院", "长沙县人民医院"))  # fmt: skip


@pytest.mark.parametrize(("typed", "first"), SEARCHES)
def test_search_finds_in_either_script_and_by_initials(open_site: Open, typed: str, first: str) -> None:
    page = open_site()
    page.fill("#search", typed)
    option = page.locator("#results [role=option]", has_text=first).first
    expect(option.locator(".name bdi").first).to_have_text(first)
    assert option.locator("svg.shape").count() == 1
    option.click()
    ready(page)
    expect(heading(page)).to_contain_text(first)


def test_search_is_a_combobox(open_site: Open) -> None:
    page = open_site()
    page.keyboard.press("/")
    field = page.locator("#search")
    expect(field).to_be_focused()
    page.keyboard.type("北辰")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-activedescendant", "hit-0")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "hit-1")
    expect(page.locator("#hit-1")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#hit-1 mark")).to_have_text("北辰")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") != "hit-1"
    page.keyboard.press("Escape")
    expect(page.locator("#results")).to_be_hidden()
    expect(field).to_have_value("北辰")


def test_search_says_when_there_is_nothing(open_site: Open) -> None:
    page = open_site()
    page.fill("#search", "火星人")
    expect(page.locator("#results")).to_contain_text("没有找到“火星人”")
    expect(page.locator("#said")).to_contain_text("没有找到")


def test_search_says_back_no_more_than_was_meant(open_site: Open) -> None:
    page = open_site()
    page.fill("#search", "火" * 1000)
    expect(page.locator("#results")).to_contain_text("没有找到“火")
    assert len(page.locator("#results").inner_text()) < 200


def test_search_finds_posts_and_kinds_of_facts(open_site: Open) -> None:
    page = open_site()
    page.fill("#search", "区委书记")
    expect(page.locator("#results [role=option]", has_text="冯卫华")).to_contain_text("北辰区委书记")
    page.fill("#search", "捐赠")
    expect(page.locator("#hit-0")).to_contain_text("这类事实")
    page.keyboard.press("Enter")
    page.wait_for_url("**view=facts&type=Donate")


def test_no_view_disturbs_the_looks_of_another(open_site: Open) -> None:
    page = open_site("/?view=facts&show=table")
    shown = "nodes => nodes.map(node => getComputedStyle(node).display)"
    assert set(page.locator("main td, main th").evaluate_all(shown)) == {"table-cell"}
    page.fill("#search", "北辰")
    expect(page.locator("#hit-0")).to_be_visible()
    assert set(page.locator("#results .about").evaluate_all(shown)) == {"block"}


def test_one_is_said_in_the_singular(open_site: Open) -> None:
    page = open_site("/?lang=en&view=facts")
    words = page.evaluate("""async () => {
        const { t } = await import('/static/words.js');
        return ['1', '2', '0'].map(count => t('fact_count', { count }));
    }""")
    assert words == ["1 fact", "2 facts", "0 facts"]


def test_long_words_of_a_filter_stay_on_the_screen(open_site: Open) -> None:
    page = open_site("/?view=facts&q=" + "x" * 1000)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_figure_told_as_a_total_is_seen_beside_the_sum(open_site: Open) -> None:
    page = open_site()

    def told(route: Route) -> None:
        answer = route.fetch()
        sums = answer.json()
        first = sums["totals"][0]
        part = first["parts"][0]
        first["cumulative"] = [{**part, "words": "340余万元", "date": "2020-02-07"}, {**part, "words": "9元", "date": ""}]
        route.fulfill(response=answer, json=sums)

    page.route("**/api/totals*", told)
    page.goto(urljoin(page.url, "/?view=facts&type=Donate"))
    expect(page.locator(".inall li").first).to_contain_text("另有累计数 340余万元")
    page.locator(".inall a").click()
    expect(page.locator(".total summary").first).to_contain_text("另有累计数 340余万元")


def test_behind_the_last_page_there_is_a_way_back(open_site: Open) -> None:
    page = open_site("/?view=facts&offset=9999")
    page.get_by_role("link", name="从头看").click()
    expect(page.locator("main tbody tr").first).to_be_visible()


def test_enter_right_after_typing_takes_the_first_hit(open_site: Open) -> None:
    page = open_site()
    page.locator("#search").focus()
    page.keyboard.insert_text("王宝雨")
    page.keyboard.press("Enter")
    page.wait_for_url("**view=entity*")
    expect(heading(page)).to_contain_text("王宝雨")


# one thing


def test_a_person_has_posts_with_their_sentences(open_site: Open) -> None:
    page = at(open_site(), "王宝雨")
    post = page.locator(".tenures li", has=page.locator(".post b", has_text="区长"))
    expect(post).to_contain_text("北辰区政府")
    post.locator(".post b").click()
    expect(post.locator("mark")).to_have_text("区长")
    click(page, post.locator(".line a"))
    expect(heading(page)).to_contain_text("北辰区政府")
    expect(page.locator(".tenures")).to_contain_text("王宝雨")


def test_a_place_has_places_above_and_below(open_site: Open) -> None:
    page = at(open_site(), "长沙县")
    expect(page.locator(".crumbs")).to_have_text("湖南省 › 长沙市")
    expect(page.locator("aside")).to_contain_text("430121")
    expect(page.locator(".below")).to_contain_text("星沙街道")
    expect(page.locator("aside section", has_text="当地机构")).to_contain_text("长沙县委")
    click(page, page.locator(".crumbs a", has_text="长沙市"))
    expect(heading(page)).to_contain_text("长沙市")


def test_sentences_fold_and_stay_folded(open_site: Open) -> None:
    page = at(open_site(), "王宝雨")
    expect(page.locator(".fact blockquote").first).to_be_visible()
    page.locator("#fold").click()
    expect(page.locator(".fact blockquote").first).to_be_hidden()
    at(page, "冯卫华")
    expect(page.locator(".fact blockquote").first).to_be_hidden()
    page.locator(".evidence summary").first.click()
    expect(page.locator(".fact blockquote").first).to_be_visible()


def test_sentences_that_mention_it(open_site: Open) -> None:
    page = at(open_site(), "天穆村")
    click(page, page.locator(".tabs a", has_text="原句"))
    expect(page.locator(".quotes blockquote").first.locator(".said").first).to_contain_text("天穆村")


def test_a_fact_says_why(open_site: Open) -> None:
    page = open_site("/?view=facts&type=Donate")
    click(page, rows(page).filter(has_text="湖南青竹").locator("td[data-name='何事'] a"))
    expect(page.locator("aside")).to_contain_text("“捐赠”一词表示捐赠")
    expect(page.locator(".legend")).to_contain_text("施事")
    expect(page.locator("blockquote.annotated mark")).to_have_text("捐赠")
    expect(page.locator("blockquote.annotated [data-role='接受者']")).to_have_text("长沙县人民医院")
    roles = page.locator("section", has_text="逐个角色").locator("tbody tr")
    expect(roles.filter(has_text="施事")).to_contain_text("湖南青竹科技有限公司")


def test_the_first_page_leads_to_names(open_site: Open) -> None:
    page = open_site()
    tile = page.locator(".tile", has_text="人物")
    number = tile.locator("b").inner_text()
    click(page, tile)
    expect(page.locator(".names li")).to_have_count(int(number))
    click(page, page.locator(".chips a", has_text="机构"))
    page.fill("#entities-q", "北辰区")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    ready(page)
    assert all("北辰区" in name for name in page.locator(".names li").all_inner_texts())
    page.fill("#search", "区")
    click(page, page.locator("#results .none a"))
    assert asked(page) == {"view": "entities", "q": "区"}
    assert page.locator(".names li").count() > 12


# facts, filters, facets, totals


def test_filters_narrow_and_are_taken_off(open_site: Open) -> None:
    page = open_site("/?view=facts")
    every = rows(page).count()
    click(page, chip(page, "捐赠"))
    some = rows(page).count()
    assert 5 <= some < every
    assert asked(page)["type"] == "Donate"
    page.locator(".more summary").click()
    page.fill("#filter-from", "2020-02-11")
    page.keyboard.press("Tab")
    page.wait_for_url("**from=2020-02-11*")
    ready(page)
    assert 0 < rows(page).count() < some
    page.fill("#filter-q", "红十字会")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    ready(page)
    expect(rows(page)).to_have_count(1)
    click(page, page.locator(".token", has_text="词语"))
    assert "q" not in asked(page)
    click(page, page.locator(".tokens a", has_text="去掉全部条件"))
    assert asked(page) == {"view": "facts"}


def test_a_date_that_is_none_is_not_asked_for(open_site: Open) -> None:
    page = open_site("/?view=facts")
    page.locator(".more summary").click()
    page.fill("#filter-from", "去年")
    page.keyboard.press("Tab")
    assert "from" not in asked(page)


def test_nothing_found_says_what_to_do(open_site: Open) -> None:
    page = open_site("/?view=facts&type=Donate&from=1999&to=1999")
    expect(page.locator(".empty")).to_contain_text("没有符合这些条件的事实")
    click(page, page.locator(".empty a"))
    assert rows(page).count() > 5


def test_the_role_that_a_thing_plays(open_site: Open) -> None:
    page = at(open_site(), "长沙县委")
    expect(page.locator(".fact")).to_have_count(4)
    click(page, page.locator(".chips.small a", has_text="任职机构"))
    assert asked(page)["role"] == "organization"
    expect(page.locator(".fact")).to_have_count(1)
    expect(page.locator(".fact .line")).to_contain_text("丁望山")


def test_facts_are_sorted(open_site: Open) -> None:
    page = open_site("/?view=facts&type=Donate")
    first = rows(page).first.inner_text()
    click(page, page.locator("th a.sorter", has_text="何时"))
    assert asked(page)["sort"] == "-date"
    expect(page.locator("th", has_text="何时")).to_have_attribute("aria-sort", "descending")
    assert rows(page).first.inner_text() != first


def test_a_long_table_is_read_page_by_page(open_site: Open) -> None:
    page = open_site("/?view=facts")
    expect(rows(page)).to_have_count(50)
    click(page, page.locator(".pager a", has_text="下一页"))
    assert asked(page)["offset"] == "50"
    expect(page.locator(".pager")).to_contain_text("第 51–100 条")


DOWNLOADS = (("/?view=facts&type=Donate", "湖南青竹科技有限公司"), ("/?view=facts&type=Donate&tab=totals", "611000"))


@pytest.mark.parametrize(("path", "expected"), DOWNLOADS)
def test_tables_are_downloaded(open_site: Open, path: str, expected: str) -> None:
    page = open_site(path)
    if "totals" in path:
        at(page, "长沙县")
        click(page, chip(page, "捐赠"))
        click(page, page.locator(".tabs a", has_text="合计"))
    with page.expect_download() as waiting:
        page.locator(".listbar a", has_text="下载 CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    assert len(table) > 3
    assert any(expected in cell for row in table for cell in row)


def test_cells_stand_side_by_side(open_site: Open) -> None:
    page = open_site("/?view=facts&type=Donate")
    boxes = [cell.bounding_box() for cell in rows(page).first.locator("td").all()]
    assert len({box["y"] for box in boxes if box}) == 1
    assert len({box["x"] for box in boxes if box}) == len(boxes)


# articles, questions


def test_an_article_is_marked(open_site: Open) -> None:
    page = open_site("/?view=articles")
    click(page, page.locator(".articles a", has_text="长沙县召开会议部署疫情防控"))
    text = page.locator(".article")
    expect(text.locator(".mention", has_text="长沙县教育局")).to_have_attribute("data-kind", "Organization")
    expect(text.locator("mark", has_text="印发")).to_be_visible()
    toggle = page.locator(".toggles button", has_text="机构")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(text.locator(".mention", has_text="长沙县教育局")).to_have_class(re.compile("plainly"))
    click(page, page.locator(".factsaside li", has_text="41.1万元").locator(".quietlink"))
    expect(text.locator(".here").first).to_be_in_viewport()
    assert "另捐现金41.1万元" in "".join(text.locator(".here").all_inner_texts())
    click(page, text.locator(".mention", has_text="长沙县教育局"))
    expect(heading(page)).to_contain_text("长沙县教育局")


def test_articles_are_found_by_words(open_site: Open) -> None:
    page = open_site("/?view=articles")
    page.fill("#articles-q", "北辰区")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    ready(page)
    expect(page.locator(".articles > li")).to_have_count(3)


def test_a_question_is_asked(open_site: Open) -> None:
    page = open_site("/?view=questions")
    click(page, page.locator(".questions a", has_text="捐赠的物资"))
    expect(page.locator("th").first).to_have_text("日期")
    page.fill("#p-item", "酒精")
    page.locator("button", has_text="提问").click()
    page.wait_for_url("**p_item=*")
    ready(page)
    expect(page.locator("tbody tr")).to_have_count(3)
    sparql = page.locator("a", has_text="在 SPARQL 里打开").get_attribute("href")
    assert sparql is not None
    assert "SELECT" in parse_qs(urlsplit(sparql).query)["query"][0]
    click(page, page.locator("tbody a", has_text="长沙县红十字会").first)
    ready(page)
    expect(heading(page)).to_contain_text("长沙县红十字会")


# addresses


def test_every_state_is_an_address(open_site: Open) -> None:
    page = at(open_site(), "长沙县")
    click(page, chip(page, "捐赠"))
    click(page, page.locator(".switch a", has_text="逐条"))
    click(page, page.locator(".tabs a", has_text="合计"))
    text = page.locator("main").inner_text()
    page.reload()
    ready(page)
    assert page.locator("main").inner_text() == text
    page.go_back()
    ready(page)
    expect(page.locator(".fact").first).to_be_visible()
    page.go_back()
    ready(page)
    assert rows(page).count() > 0
    page.go_forward()
    ready(page)
    expect(page.locator(".fact").first).to_be_visible()


def test_going_back_comes_to_the_same_place(open_site: Open) -> None:
    page = open_site("/?view=facts")
    page.evaluate("() => scrollTo(0, 1500)")
    click(page, rows(page).nth(20).locator("td[data-name='何事'] a"))
    assert page.evaluate("() => scrollY") == 0
    page.go_back()
    page.wait_for_function("() => document.documentElement.dataset.ready === 'true' && Math.abs(scrollY - 1500) < 400")


def test_the_link_is_copied(open_site: Open, served: str) -> None:
    page = open_site("/?view=facts&type=Donate", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#copy").click()
    expect(page.locator("#said")).to_have_text("链接已复制")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(f"{served}/?")
    assert parse_qs(urlsplit(copied).query) == {"view": ["facts"], "type": ["Donate"], "lang": ["zh"]}


def test_what_is_not_there_is_an_error_with_its_cure(open_site: Open) -> None:
    page = open_site("/?view=entity&iri=https://example.org/nothing", quiet=False)
    expect(page.locator("[role=alert]")).to_contain_text("请在上方按名字搜索")
    page = open_site("/?view=nowhere", quiet=False)
    expect(page.locator("[role=alert]")).to_contain_text("没有“nowhere”这一页")
    click(page, page.locator("#views a", has_text="首页"))
    expect(heading(page)).to_be_visible()


def test_a_server_that_is_gone_is_told(open_site: Open) -> None:
    page = open_site("/", quiet=False)
    page.route("**/api/**", lambda route: route.abort())
    page.locator("#views a", has_text="事实").click()
    expect(page.locator("[role=alert]")).to_contain_text("请确认 kg serve 还在运行")
    page.unroute("**/api/**")
    page.locator("[role=alert] button").click()
    expect(rows(page).first).to_be_visible()


def test_a_server_that_never_answers_is_told(open_site: Open) -> None:
    page = open_site("/health", quiet=False)
    page.route("**/api/**", lambda route: route.abort())
    page.goto("/")
    alert = page.locator("[role=alert]")
    expect(alert).to_contain_text("请确认 kg serve 还在运行")
    expect(alert).to_contain_text("see that kg serve is still running")


def test_late_answers_are_dropped(open_site: Open) -> None:
    page = open_site("/")
    page.route("**/api/articles*", lambda route: None)
    page.locator("#views a", has_text="文章").click()
    click(page, page.locator("#views a", has_text="名录"))
    expect(heading(page)).to_have_text("名录")


# languages, keyboard, screens


def test_the_language_is_switched(open_site: Open) -> None:
    page = open_site("/?view=facts&type=Donate")
    click(page, page.locator("#language"))
    assert page.get_attribute("html", "lang") == "en"
    expect(heading(page)).to_have_text("Facts")
    expect(page.locator(".filters .chip[aria-current]").first).to_contain_text("Donation")
    assert asked(page)["type"] == "Donate"
    assert not re.search("[\u4e00-\u9fff]", page.locator("#views").inner_text())
    page.goto("/")
    ready(page)
    expect(page.locator("#views a[aria-current]")).to_have_text("Home")


def test_english_is_what_an_english_browser_gets(open_site: Open) -> None:
    page = open_site("/", locale="en-GB")
    expect(page.locator("#views a[aria-current]")).to_have_text("Home")


def test_the_keyboard_reaches_all(open_site: Open) -> None:
    page = open_site("/?view=facts")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("""() => {
          const style = getComputedStyle(document.activeElement);
          return [document.activeElement.className || document.activeElement.id || document.activeElement.tagName, style.outlineStyle];
        }"""))
    assert {"chip", "sorter", "ref"} <= {name for names, _ in seen for name in names.split()}
    assert all(outline != "none" for _, outline in seen)


def test_a_filter_keeps_the_focus(open_site: Open) -> None:
    page = open_site("/?view=facts")
    target = chip(page, "捐赠")
    target.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**type=Donate*")
    ready(page)
    expect(chip(page, "捐赠")).to_be_focused()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_the_screen(open_site: Open, language: str) -> None:
    page = open_site(f"/?lang={language}")
    paths = [f"/?view={view}&lang={language}" for view in VIEWS]
    paths += [f"/?view=facts&type=Donate&tab=totals&lang={language}", f"/?view=questions&name=goods&run=1&lang={language}"]
    found = page.evaluate("() => fetch('/api/facts?limit=1').then((answer) => answer.json())")
    paths.append(f"/?view=entity&iri={found['rows'][0]['iri']}&lang={language}")
    paths.append(f"/?view=article&iri={found['rows'][0]['sentence']['article']['iri']}&lang={language}")
    for path in paths:
        page.goto(path)
        ready(page)
        for size in SIZES:
            page.set_viewport_size(size)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (path, size)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_header_of_a_small_laptop_is_whole(open_site: Open, language: str) -> None:
    page = open_site(f"/?lang={language}", viewport={"width": 1280, "height": 800})
    assert page.locator("#views").evaluate("(views) => views.scrollWidth <= views.clientWidth")
    assert {tool.bounding_box()["height"] for tool in page.locator("#bar .tool").all()} == {36}


def test_tables_are_cards_on_a_telephone(open_site: Open) -> None:
    page = open_site("/?view=facts&type=Donate", viewport=NARROW, has_touch=True)
    cell = rows(page).filter(has_text="湖南青竹").locator("td[data-name='给谁']")
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"给谁"'
    touched = page.locator(".chip:not(.small .chip), .tool, #search").all()
    assert min(one.bounding_box()["height"] for one in touched if one.is_visible()) >= 40


def test_dark_mode_follows_the_system_and_the_switch(open_site: Open) -> None:
    page = open_site("/", color_scheme="dark")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    assert max(map(int, re.findall(r"\d+", dark))) < 60
    page.locator("#theme").click()
    assert min(map(int, re.findall(r"\d+", page.evaluate(ground)))) > 200
    page.reload()
    ready(page)
    assert page.get_attribute("html", "data-theme") == "light"
    page.locator("#theme").click()
    assert page.evaluate(ground) == dark
    page.locator("#theme").click()
    assert page.get_attribute("html", "data-theme") is None


# words

STATIC = Path(kg.serve.__file__).parent / "static"
WORDS = [zh.table(name)["words"] for name in ("page.toml", "explorer.toml", "explorer_views.toml", "query.toml")]


def test_every_word_is_in_both_languages() -> None:
    known = {name for table in WORDS for name in table}
    told = "\n".join(path.read_text(encoding="utf-8") for path in (*STATIC.rglob("*.js"), *STATIC.rglob("*.html")))
    used = set(re.findall(r'\bt\("(\w+)"', told)) | set(re.findall(r'data-t(?:-\w+)?="(\w+)"', told))
    assert used <= known
    assert all(pair.keys() >= {"zh", "en"} and all(pair.values()) for table in WORDS for pair in table.values())


def test_no_word_is_said_twice() -> None:
    _, own, views, _ = WORDS
    assert {name for name in own.keys() & views.keys() if own[name] != views[name]} == set()


# hostile articles


def test_what_articles_say_stays_text(open_site: Open) -> None:
    page = open_site("/?view=articles")
    click(page, page.locator(".articles a", has_text="<script>"))
    expect(heading(page)).to_contain_text("<script>window.hacked=1</script>")
    expect(page.locator(".article")).to_contain_text("[U+202E]王小明[U+202C]")
    source = page.locator("aside dl")
    assert page.locator("aside a[href^='javascript']").count() == 0
    expect(source).to_contain_text("hostile")
    for path in ("/", "/?view=facts&type=Donate", "/?view=entities&q=红枫"):
        page.goto(path)
        ready(page)
        assert page.locator("main script, main img, main b:has-text('红枫')").count() == 0
    assert page.evaluate("() => window.hacked") is None
