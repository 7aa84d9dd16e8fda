"""The drawing by itself, with more nodes than can be drawn at once: thinned while it moves, whole when it rests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from kg import web, zh

COMMUNITIES = 30
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; require-trusted-types-for 'script'; trusted-types 'none'"
)
LEAST = """() => {
  window.least = Infinity;
  const look = () => { least = Math.min(least, drawing.frame().edges); requestAnimationFrame(look); };
  look();
}"""


def graph(nodes: int, edges: int) -> dict[str, list[dict[str, Any]]]:
    """Nodes in communities, joined mostly within these."""
    draw = Random(3)
    kinds = ("Person", "Organization", "Place", "Action", "Item")
    made = [
        {"id": f"n{at}", "label": f"{chr(0x7532 + at % 50)}{at}", "kind": kinds[at % 5], "community": at % COMMUNITIES,
         "x": at % COMMUNITIES % 6 * 900 + draw.gauss(0, 160), "y": at % COMMUNITIES // 6 * 900 + draw.gauss(0, 160)}
        for at in range(nodes)
    ]
    lines = []
    for at in range(edges):
        one = draw.randrange(nodes)
        other = (one + COMMUNITIES * draw.randrange(1, 20)) % nodes if draw.random() < 0.9 else draw.randrange(nodes)
        lines.append({"id": f"e{at}", "source": f"n{one}", "target": f"n{other}", "kind": ("role", "tenure", "link")[at % 3]})
    return {"nodes": made, "edges": lines}


def written(data: dict[str, Any]) -> str:
    """A page with nothing but the drawing, under the policy that all pages have."""
    scripts = "".join(f"<script>{web.asset(name).read_text(encoding='utf-8')}</script>" for name in web.DRAWING)
    settings = json.dumps({"looks": zh.table("page.toml")["kinds"]})
    hears = f"{{...{settings}, onOpen: (id) => heard.push(id)}}"
    begin = f"window.heard = []; window.drawing = tuzhi.draw(document.getElementById('here'), {json.dumps(data)}, {hears});"
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        "<style>#here { position: absolute; inset: 0; background: #faf8f3 }</style>"
        f'<div id="here" tabindex="0"></div>{scripts}<script>{begin}</script>'
    )


@pytest.fixture
def draw(chromium: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens a drawing of so many nodes and lines; at the end no script may have failed."""
    context = chromium.new_context(viewport={"width": 1200, "height": 800})
    problems: list[str] = []

    def opened(nodes: int, edges: int, motion: Literal["reduce", "no-preference"] = "reduce") -> Page:
        file = tmp_path / f"{nodes}.html"
        file.write_text(written(graph(nodes, edges)), encoding="utf-8")
        page = context.new_page()
        page.emulate_media(reduced_motion=motion)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text))
        page.goto(file.as_uri())
        page.wait_for_selector("#here[data-drawn]", state="attached")
        return page

    yield opened
    context.close()
    assert not problems


def frame(page: Page) -> Any:
    """What the drawing says of its last frame."""
    return page.evaluate("() => drawing.frame()")


def test_lines_thin_out_while_it_moves_and_come_back(draw: Any) -> None:
    page = draw(4000, 12_000)
    assert frame(page)["edges"] == 12_000
    page.mouse.move(600, 400)
    page.mouse.down()
    page.evaluate(LEAST)
    page.mouse.move(700, 480, steps=8)
    page.mouse.up()
    page.wait_for_function("() => least <= 5000 && drawing.frame().edges > 5000 && !drawing.frame().thinned")


def test_a_small_one_is_never_thinned(draw: Any) -> None:
    page = draw(200, 500)
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(400)
    assert not frame(page)["thinned"]


def test_from_afar_communities_are_named_and_near_by_their_members(draw: Any) -> None:
    page = draw(4000, 12_000)
    far = frame(page)["names"]
    assert 20 <= len(far) <= 130
    kinds = page.evaluate("(ids) => ids.map((id) => Number(id.slice(1)) % 5)", [name["id"] for name in far])
    assert set(kinds) <= {0, 1, 2}           # what bears a name of its own
    page.evaluate("() => { drawing.centre('n3', 1.2); }")
    page.wait_for_function("() => drawing.frame().names.some((name) => [3, 4].includes(Number(name.id.slice(1)) % 5))")


def test_names_cover_no_other(draw: Any) -> None:
    page = draw(4000, 12_000)
    boxes = [name["box"] for name in frame(page)["names"]]
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for at, a in enumerate(boxes) for b in boxes[:at])


def test_keys_pan_zoom_show_all_and_open(draw: Any) -> None:
    page = draw(200, 500)
    page.locator("#here").focus()
    whole = frame(page)["view"]
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    view = frame(page)["view"]
    assert view["scale"] == pytest.approx(whole["scale"] * 1.4)
    assert view["x"] > whole["x"]
    page.keyboard.press("0")
    assert frame(page)["view"] == pytest.approx(whole)
    page.evaluate("() => drawing.select('n7')")
    page.keyboard.press("Enter")
    assert page.evaluate("() => heard") == ["n7"]


def test_of_two_quick_wishes_to_move_none_is_lost(draw: Any) -> None:
    page = draw(200, 500, motion="no-preference")
    whole = frame(page)["view"]
    page.evaluate("() => { drawing.zoom(1.4); drawing.zoom(1.4); drawing.pan(-90, 0); }")
    assert frame(page)["view"]["scale"] < whole["scale"] * 1.4      # by and by
    page.wait_for_function(f"() => drawing.frame().view.scale > {whole['scale'] * 1.95}")
    view = frame(page)["view"]
    assert (view["scale"], view["x"]) == pytest.approx((whole["scale"] * 1.96, whole["x"] + 90 / view["scale"]), rel=0.01)


def test_a_path_stands_out(draw: Any) -> None:
    page = draw(200, 500)
    page.evaluate("() => drawing.path(['n1', 'n2', 'n3'], ['e1', 'e2'])")
    page.wait_for_function("() => drawing.frame().names.length <= 3")
    assert {name["id"] for name in frame(page)["names"]} == {"n1", "n2", "n3"}
    page.evaluate("() => drawing.path(null)")
    page.wait_for_function("() => drawing.frame().names.length > 3")


def test_new_nodes_come_near_their_neighbours_and_the_others_stay(draw: Any) -> None:
    page = draw(200, 500)
    before = page.evaluate("() => drawing.place('n5')")
    page.evaluate("""() => drawing.set({
      nodes: [{ id: 'n5', label: 'a', kind: 'Person' }, { id: 'new', label: 'b', kind: 'Place' }],
      edges: [{ id: 'x', source: 'n5', target: 'new', kind: 'link' }],
    })""")
    assert page.evaluate("() => drawing.place('n5')") == before
    new = page.evaluate("() => drawing.place('new')")
    assert 10 < ((new["x"] - before["x"]) ** 2 + (new["y"] - before["y"]) ** 2) ** 0.5 < 400
    page.evaluate("() => drawing.destroy()")
    assert page.locator("#here canvas").count() == 0
