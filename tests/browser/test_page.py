"""The page in a real browser, offline: drawn, searched, filtered, explained, and not to be harmed by what articles say."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]

SAMPLE = """() => {
  const canvas = document.querySelector('#picture canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4 * 7) colours.add(`${data[at]},${data[at + 1]},${data[at + 2]},${data[at + 3]}`);
  return colours.size;
}"""


def node(page: Page, label: str) -> int:
    """The number of the entity with this label."""
    found: int = page.evaluate("(label) => picture.scene.entities.findIndex((entity) => entity.label === label)", label)
    assert found >= 0
    return found


def spot(page: Page, number: int) -> Any:
    """Where the node with this number stands, from the corner of the picture."""
    return page.evaluate("(number) => picture.network.canvasToDOM(picture.network.getPosition(number))", number)


def click_node(page: Page, number: int) -> None:
    """Clicks the node with this number where it stands on the canvas."""
    page.locator("#picture").click(position=spot(page, number))


def selected(page: Page) -> str | None:
    """The label of the chosen entity, or the word of the chosen fact."""
    chosen: str | None = page.evaluate("""() => {
      const { state, scene } = picture;
      if (state.selected === null) return null;
      const entity = scene.entities[state.selected];
      return entity ? entity.label : scene.facts[scene.drawn[state.selected - scene.entities.length]].word;
    }""")
    return chosen


def drawn(page: Page) -> list[Any]:
    """The kinds of all nodes that are not hidden."""
    kinds: list[Any] = page.evaluate("() => picture.nodes.get({ filter: (node) => !node.hidden }).map((node) => node.group)")
    return kinds


def inside(page: Page, number: int) -> bool:
    """Whether the node stands where neither panel nor legend covers it."""
    there: bool = page.evaluate("""(number) => {
      const at = picture.network.canvasToDOM(picture.network.getPosition(number));
      const box = document.querySelector('#picture').getBoundingClientRect();
      const top = document.elementFromPoint(at.x + box.left, at.y + box.top);
      return top !== null && document.querySelector('#picture').contains(top);
    }""", number)
    return there


def test_the_picture_is_drawn_without_a_network(open_page: Open) -> None:
    page = open_page("whole")
    assert page.evaluate(SAMPLE) > 20
    assert page.evaluate("() => navigator.onLine") is False
    kinds = drawn(page)
    assert len(kinds) == 49 + 16  # all entities but the road, which has no line; the actions of two or more
    assert kinds.count("Action") == 16
    assert kinds.count("Person") == 8
    expect(page.locator("#counts")).to_have_text("画出 49/50 个实体、26 条事实、4 篇文章")


def test_nothing_makes_a_page_too(open_page: Open) -> None:
    page = open_page("empty")
    assert drawn(page) == []
    expect(page.locator("#counts")).to_have_text("0 个实体，0 条事实，0 篇文章")


SEARCHES = (
    ("陈望舒", "陈望舒"), ("陳望舒", "陈望舒"), ("雲嶺縣人民醫院", "云岭县人民医院"), ("市红十字会", "东川市红十字会"),
    ("云岭一中", "云岭县第一中学"), ("云岭财局", "云岭县财政局"), ("１２０余名", "120余名村民"), ("《春耕", "《春耕生产工作方案》"),
)  # fmt: skip


def test_search_finds_in_either_script(open_page: Open) -> None:
    page = open_page("whole")
    for typed, first in SEARCHES:
        page.fill("#search", typed)
        expect(page.locator("#results [role=option]").first.locator(".name bdi").first).to_have_text(first)
        page.keyboard.press("Enter")
        settled(page)
        assert selected(page) == first
        assert inside(page, node(page, first))
        expect(page.locator("#panel h2")).to_have_text(first)


def settled(page: Page) -> None:
    page.evaluate("() => new Promise((done) => setTimeout(done, 120))")


ALL_WORDS = (("捐赠", "捐赠"), ("Donation", "捐赠"), ("县医院 捐献", "捐献"), ("捐献 县医院", "捐献"), ("市财局 医院", ""),
             ("陳望舒　走訪", "走訪"), ("县财政局 卫健 安排", "安排"), ("会长 苏晓棠", "会长"),
             ("人民医院 云岭", "云岭县人民医院"))  # fmt: skip


@pytest.mark.parametrize(("typed", "first"), ALL_WORDS)
def test_search_finds_actions_by_all_words_in_any_order(open_page: Open, typed: str, first: str) -> None:
    page = open_page("whole")
    page.fill("#search", typed)
    if not first:
        return expect(page.locator("#results [role=option]")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text(first)
    return expect(page.locator("#search")).to_have_value("")


def test_search_says_how_many_more_there_are(open_page: Open) -> None:
    page = open_page("whole")
    page.fill("#search", "n")
    expect(page.locator("#results [role=option]")).to_have_count(20)
    expect(page.locator("#results .none")).to_contain_text("另有")


def test_what_was_searched_goes_when_another_node_is_chosen(open_page: Open) -> None:
    page = open_page("whole")
    page.fill("#search", "罗成")
    page.keyboard.press("Escape")
    page.locator("#panel .list button", has_text="陈望舒").click()
    expect(page.locator("#panel h2")).to_have_text("陈望舒")
    expect(page.locator("#search")).to_have_value("")


def test_search_says_when_there_is_nothing(open_page: Open) -> None:
    page = open_page("whole")
    page.fill("#search", "火星人")
    expect(page.locator("#results")).to_have_text("没有找到“火星人”")
    page.keyboard.press("Enter")
    assert selected(page) is None


def test_search_dims_what_is_not_joined(open_page: Open) -> None:
    page = open_page("whole")
    page.fill("#search", "罗成文")
    page.keyboard.press("Enter")
    settled(page)
    fill = "(number) => picture.nodes.get(number).color.background"
    assert page.evaluate(fill, node(page, "云岭县政府")).startswith("#")
    assert page.evaluate(fill, node(page, "绿野农业合作社")).startswith("rgba")


def test_a_click_shows_facts_and_their_sentences(open_page: Open) -> None:
    page = open_page("whole")
    click_node(page, node(page, "云岭县人民医院"))
    settled(page)
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("云岭县人民医院")
    expect(panel.locator(".kind")).to_have_text("医疗卫生机构")
    expect(panel).to_contain_text("县医院")
    fact = panel.locator(".fact").first
    expect(fact.locator(".line")).to_contain_text("宏达机械有限公司 向 云岭县人民医院 捐赠 防护服（300套）、口罩（2万只）")
    expect(fact.locator("blockquote bdi").first).to_have_text("2月7日，宏达机械有限公司向云岭县人民医院捐赠防护服300套、口罩2万只。")
    expect(fact.locator("blockquote mark")).to_have_text("捐赠")
    expect(fact.locator("cite")).to_have_text("云岭县收到一批捐赠物资 · 东川日报 2021-02-09")


def test_the_trigger_is_marked_in_traditional_text_too(open_page: Open) -> None:
    page = open_page("whole")
    click_node(page, node(page, "陈望舒"))
    settled(page)
    expect(page.locator("#panel mark").filter(has_text="走訪")).to_have_count(1)
    expect(page.locator("#panel blockquote u").filter(has_text="陳望舒").first).to_be_visible()


def test_participants_lead_on_and_the_back_button_leads_back(open_page: Open) -> None:
    page = open_page("whole")
    click_node(page, node(page, "罗成文"))
    page.locator("#panel .fact .chip", has_text="南门大桥").click()
    settled(page)
    assert selected(page) == "南门大桥"
    expect(page.locator("#panel dl")).to_contain_text("云岭县 › 东川市 › 青原省")
    page.go_back()
    settled(page)
    assert selected(page) == "罗成文"
    page.keyboard.press("Escape")
    assert selected(page) is None
    expect(page.locator("#panel h2")).to_have_text("概览")


def test_an_address_opens_its_entity(open_page: Open) -> None:
    first = open_page("whole")
    click_node(first, node(first, "高远"))
    fragment = first.evaluate("() => location.hash")
    assert fragment.startswith("#https")
    assert selected(open_page("whole", fragment)) == "高远"
    assert selected(open_page("whole", "#%E0%A4%A")) is None


def test_a_fact_has_roles_and_figures(open_page: Open) -> None:
    page = open_page("whole")
    click_node(page, node(page, "高远"))
    page.locator("#panel .fact", has_text="抽调 32名").locator(".go").click()
    settled(page)
    assert selected(page) == "抽调"
    for name, value in (("施事", "高远"), ("对象", "32名医护人员"), ("来源", "松坪乡"), ("去处", "梨园村")):
        expect(page.locator(f"#panel dt:text-is('{name}') + dd")).to_have_text(value)
    expect(page.locator("#panel")).to_contain_text("得自规则 test-rule")


def test_a_trigger_that_leads_to_a_place_stands_before_it(open_page: Open) -> None:
    page = open_page("whole")
    click_node(page, node(page, "12名乡镇干部"))
    expect(page.locator("#panel .line")).to_have_text("› 石桥镇党委 把 12名乡镇干部 充实到 南门大桥")


def test_a_post_without_a_node_opens_from_its_line(open_page: Open) -> None:
    page = open_page("whole")
    click_node(page, node(page, "苏晓棠"))
    page.locator("#panel .fact", has_text="会长").locator(".go").click()
    expect(page.locator("#panel h2")).to_have_text("会长")
    expect(page.locator("#panel dt:text-is('职务') + dd")).to_have_text("会长")


def test_the_legend_filters_by_kind_and_by_type(open_page: Open) -> None:
    page = open_page("whole")
    before = page.evaluate(SAMPLE)
    page.locator("[data-key=Person] input").uncheck()
    assert "Person" not in drawn(page)
    page.get_by_role("button", name="机构的各类").click()
    page.locator("[data-key='Organization/School'] input").uncheck()
    assert drawn(page).count("Organization") == 14
    assert page.evaluate("() => document.querySelector('#f-Organization').indeterminate")
    page.get_by_role("button", name="全部显示").click()
    assert drawn(page).count("Person") == 8
    page.locator("[data-key=loose] input").check()
    assert len(drawn(page)) == 50 + 16
    assert before > 20


def test_a_search_brings_back_what_was_filtered_out(open_page: Open) -> None:
    page = open_page("whole")
    page.locator("[data-key=Person] input").uncheck()
    page.fill("#search", "何大山")
    page.keyboard.press("Enter")
    settled(page)
    assert "Person" in drawn(page)
    page.fill("#search", "校园周边道路")
    page.keyboard.press("Enter")
    settled(page)
    assert inside(page, node(page, "校园周边道路"))
    expect(page.locator("#panel")).to_contain_text("查看校园周边道路。")


def test_lines_can_be_hidden(open_page: Open) -> None:
    page = open_page("whole")
    hidden = "() => picture.edges.get({ filter: (edge) => edge.hidden }).length"
    assert page.evaluate(hidden) == 0
    page.locator("[data-key=link] input").uncheck()
    assert page.evaluate(hidden) == 27


def test_hovering_names_the_node(open_page: Open) -> None:
    page = open_page("whole")
    page.locator("#picture").hover(position=spot(page, node(page, "口罩")))
    expect(page.locator("#tip")).to_have_text("口罩物品 · 2 条事实")


def test_an_article_stands_out(open_page: Open) -> None:
    page = open_page("whole")
    page.locator("#articles button", has_text="春耕时节下乡忙").click()
    settled(page)
    fill = "(number) => picture.nodes.get(number).color.background"
    assert page.evaluate(fill, node(page, "何大山")).startswith("#")
    assert page.evaluate(fill, node(page, "沈立")).startswith("rgba")


def test_an_article_shows_its_particulars_and_its_facts(open_page: Open) -> None:
    page = open_page("whole")
    page.locator("#articles button", has_text="春耕时节下乡忙").click()
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("春耕时节下乡忙")
    for name, value in (("日期", "2021-03-15"), ("发布者", "云岭发布"), ("出处", "a2.txt")):
        expect(panel.locator(f"dt:text-is('{name}') + dd")).to_have_text(value)
    expect(panel.locator("#said-there button")).to_have_count(9)
    for words, heading in (("印发 《春耕生产工作方案》", "印发"), ("何大山 任 石桥镇党委 书记", "书记"), ("陈望舒 强调", "强调")):
        panel.locator("#said-there button", has_text=words).click()
        expect(panel.locator("h2")).to_have_text(heading)
        page.go_back()
        expect(panel.locator("h2")).to_have_text("春耕时节下乡忙")
    page.locator("#close").click()
    expect(panel.locator("h2")).to_have_text("概览")


def written(page: Page, lines: bool = False) -> list[Any]:
    """What stands written on the canvas, at nodes and on lines or only on lines: texts with their boxes on the screen."""
    settled(page)
    found: list[Any] = page.evaluate("(lines) => picture.written().filter((one) => !lines || one.pair)", lines)
    return found


@pytest.mark.parametrize("label", ["云岭县人民医院", "云岭县政府", "口罩", "高远"])
def test_lines_bear_roles_in_the_language_chosen_and_no_word_covers_another(open_page: Open, label: str) -> None:
    page = open_page("whole", f"#{page_address(open_page, label)}", locale="en-GB")
    english = {one["text"] for one in written(page, lines=True)}
    assert english
    assert all(text.isascii() or "、" in text or "长" in text for text in english)
    page.locator("#language").click()
    boxes = [one["box"] for one in written(page)]
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2))
    assert not any(text.isascii() for text in (one["text"] for one in written(page, lines=True)))


def page_address(open_page: Open, label: str) -> str:
    page = open_page("whole")
    address: str = page.evaluate("(number) => encodeURIComponent(picture.scene.entities[number].iri)", node(page, label))
    return address


def test_two_lines_between_the_same_nodes_have_one_word(open_page: Open) -> None:
    page = open_page("double")
    page.fill("#search", "联系")
    page.keyboard.press("Enter")
    assert [one["text"] for one in written(page, lines=True)] == ["施事、对象", "地点"]


def test_even_from_afar_nodes_have_the_shape_and_colour_of_the_legend(open_page: Open) -> None:
    page = open_page("whole")
    page.evaluate("() => picture.network.moveTo({ scale: 0.12 })")
    settled(page)
    kinds = page.evaluate("""() => {
      const canvas = document.querySelector('#picture canvas');
      const ratio = canvas.width / canvas.clientWidth;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const first = (x, y) => 4 * (Math.round(y * ratio) * canvas.width + Math.round(x * ratio));
      const ink = (x, y) => data.slice(first(x, y), first(x, y) + 4).join();
      const paper = ink(5, 5);
      return picture.nodes.get({ filter: (node) => !node.hidden }).map((node) => {
        const at = picture.network.canvasToDOM(picture.network.getPosition(node.id));
        return [node.group, ink(at.x, at.y) !== paper];
      });
    }""")
    assert {kind for kind, seen in kinds if seen} >= {"Action", "Person", "Place", "Item"}
    assert all(seen for _, seen in kinds)


def test_names_come_before_common_words(open_page: Open) -> None:
    page = open_page("whole")
    page.evaluate("() => picture.network.moveTo({ scale: 0.3 })")
    texts = {one["node"] for one in written(page)}
    kinds = page.evaluate("(shown) => shown.map((node) => picture.nodes.get(node).group)", sorted(texts))
    assert set(kinds) <= {"Person", "Organization", "Place", "Work"}
    fonts = page.evaluate("() => picture.nodes.get().map((node) => [node.group, node.font.size, node.size])")
    assert all(font == 12 and size <= 13 for kind, font, size in fonts if kind in ("Item", "Matter", "Group"))


def test_legend_and_header_say_how_many_of_how_many_are_drawn(open_page: Open) -> None:
    page = open_page("part")
    header = page.locator("#counts").text_content() or ""
    shown, everything = (int(number) for number in re.findall(r"(\d+)/(\d+) 个实体", header)[0])
    kinds = page.evaluate("() => picture.nodes.get({ filter: (node) => !node.hidden }).map((node) => node.group)")
    assert (shown, everything) == (len([kind for kind in kinds if kind != "Action"]), 50)
    rows = page.locator("[data-key=Organization] .count, [data-key=Person] .count").all_text_contents()
    assert rows == [f"{kinds.count('Person')}/8", f"{kinds.count('Organization')}/15"]
    assert re.search(r"\d+/26 条事实", header)


def test_certainty_goes_without_saying(open_page: Open) -> None:
    sure, unsure = open_page("double"), open_page("whole")
    for page, text in ((sure, "联系"), (unsure, "捐献")):
        page.fill("#search", text)
        page.keyboard.press("Enter")
        expect(page.locator("#panel")).to_contain_text("得自规则 test-rule")
    expect(sure.locator("#panel")).not_to_contain_text("把握")
    expect(unsure.locator("#panel")).to_contain_text("把握 0.9")


@pytest.mark.parametrize("width", [400, 1400])
def test_triangles_stand_inside_the_panel(open_page: Open, width: int) -> None:
    page = open_page("whole", f"#{page_address(open_page, '高远')}", viewport={"width": width, "height": 800})
    places = "(all) => all.map((one) => [getComputedStyle(one).listStylePosition, one.offsetLeft])"
    marks = page.locator("#panel summary").evaluate_all(places)
    assert marks
    assert all(position == "inside" and left >= 14 for position, left in marks)


def test_the_page_speaks_both_languages(open_page: Open) -> None:
    page = open_page("whole", locale="en-GB")
    expect(page.locator("#legend summary")).to_have_text("Legend and filter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#language").click()
    expect(page.locator("#legend summary")).to_have_text("图例与筛选")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_part_says_that_it_is_one(open_page: Open) -> None:
    page = open_page("part")
    expect(page.locator("#part")).to_contain_text("50")
    assert len(drawn(page)) <= 20


def test_the_keyboard_is_enough(open_page: Open) -> None:
    page = open_page("whole")
    page.keyboard.press("/")
    page.keyboard.insert_text("县政府")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    assert selected(page) == "柳溪县政府"
    page.locator("#picture").focus()
    stops = {selected(page)}
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        settled(page)
        stops.add(selected(page))
    assert len(stops) > 1
    page.keyboard.press("Escape")
    assert selected(page) is None
    scale = page.evaluate("() => picture.network.getScale()")
    page.keyboard.press("+")
    assert page.evaluate("() => picture.network.getScale()") > scale


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_ground(open_page: Open, scheme: str) -> None:
    page = open_page("whole", color_scheme=scheme)
    ratio = page.evaluate("""() => {
      const style = getComputedStyle(document.body);
      const light = (colour) => {
        const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => linear(Number(part) / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
      };
      const [one, other] = [light(style.color), light(style.backgroundColor)];
      return Math.max(one, other) / Math.min(one, other);
    }""")
    assert ratio > 7


def test_a_telephone_will_do(open_page: Open) -> None:
    page = open_page("whole", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert page.evaluate(SAMPLE) > 20
    expect(page.locator("#panel .body")).to_be_hidden()
    page.fill("#search", "沈立")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#panel blockquote").first).to_be_visible()
    assert inside(page, node(page, "沈立"))
    page.locator("#panel .fold").click()
    expect(page.locator("#panel .body")).to_be_hidden()
    page.locator("#legend summary").click()
    page.locator("[data-key=Person] input").uncheck()
    assert "Person" not in drawn(page)


def test_hostile_words_are_shown_and_do_not_run(open_page: Open, samples: ModuleType) -> None:
    page = open_page("hostile")
    shown = (samples.SCRIPT, samples.CLOSING, samples.IMAGE, "甲[U+202E]乙[U+202C]公司")
    for label in shown:
        page.fill("#search", label)
        page.keyboard.press("Enter")
        settled(page)
        assert page.locator("#panel h2").text_content() == label
        page.locator("#picture").hover(position=spot(page, node(page, label)))
    page.locator("#language").click()
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("img, iframe").count() == 0
    assert page.locator("script").count() == 7
    assert page.locator("#panel blockquote").first.text_content() is not None


def test_the_policy_stops_a_script_that_got_in(open_page: Open) -> None:
    page = open_page("empty", quiet=False)
    stopped = page.evaluate("""() => new Promise((done) => {
      document.addEventListener('securitypolicyviolation', (event) => done(event.violatedDirective), { once: true });
      const script = document.createElement('script');
      try { script.append('window.hacked = 9'); document.body.append(script); } catch (error) { done(error.name); }
      setTimeout(() => done('nobody'), 2000);
    })""")
    assert stopped != "nobody"
    assert page.evaluate("() => window.hacked") is None
