"""How soon pictures of a graph can be used and how fast they move: pyvis as it comes, beside the page and the map. Prints; asserts nothing.

Run ``python tests/benchmarks/drawing.py [SIZE ...]`` from the repository (by default 500, 5,000 and 20,000 nodes, three lines each), or
``python tests/benchmarks/drawing.py --graph FOLDER`` for a graph of your own. The graph is made of names put together here, by way of
the same statements and store as any other. All pages of one size show the same nodes and lines in the same run, in a headless Chromium
that renders in software. Of each page:

    ready    seconds from opening the file until a turn of the wheel has been answered with a frame
    frame    milliseconds between frames while the picture is pulled and zoomed by mouse: mean and 95th percentile
    search   milliseconds from the last key until results stand there
    heap     megabytes of JavaScript objects that are in use then

What pyvis would fetch from the network is taken out of its page first, or it would wait for that in vain.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[2]))

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from pyvis.network import Network

from kg import zh
from kg.graph import Store, building, statements
from kg.output import drawn
from kg.output import page as pages
from kg.output.scene import Scene, scene
from kg.output.whole import spots
from kg.serve import application
from kg.serving import _listening, site

SIZES = (500, 5000, 20_000)
COUNTY = 100                             # nodes that belong to one county
PATIENCE = 240                           # seconds to wait for a page
PULL = 20                                # seconds that pulling, and then zooming, may take
PHYSICS = 500                            # nodes up to which pyvis is tried with physics, too
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--enable-precise-memory-info")


# the graph


def samples() -> Any:
    """The maker of articles that the page's tests use."""
    spec = spec_from_file_location("samples", Path(__file__).parents[1] / "browser" / "samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["samples"] = module
    spec.loader.exec_module(module)
    return module


FIRST = "云石清长安平东南西北高白青金松柳梅兰竹桃河溪湖泉山岭峰川原林"
PEOPLE = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "立明文华国强志远晓春建军海波小红玉梅思源成林大山"
GOODS = ("口罩", "防护服", "消毒液", "大米", "图书", "棉被", "课桌", "药品", "帐篷", "水泵", "手套", "电脑")


def counties(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names of counties with what is in each: townships, companies, persons, goods."""
    made = samples()
    names = ["".join(pair) for pair in product(FIRST, FIRST) if pair[0] != pair[1]]
    people = ["".join(parts) for parts in product(PEOPLE, GIVEN, GIVEN)]
    random.Random(0).shuffle(people)
    for number in range(count):
        county = names[number] + "县"
        towns = [f"{names[number]}{name}镇" for name in ("城关", "东河", "西山", "南桥", "北坡", "新田", "龙泉")]
        firms = [f"{names[number]}{name}公司" for name in people[number * 20:number * 20 + 20]]
        things = {county: made.Thing("County")} | {town: made.Thing("Township", links=(("within", county),)) for town in towns}
        things |= {firm: made.Thing("Company", links=(("locatedIn", towns[at % 7]),)) for at, firm in enumerate(firms)}
        things |= {f"{names[number]}{person}": made.Thing("Person") for person in people[-number * 20 - 20:len(people) - number * 20]}
        things |= {f"{names[number]}{item}": made.Thing("Item") for item in GOODS}
        yield county, things


def articles(size: int) -> Iterator[Any]:
    """Articles whose graph has about ``size`` nodes and three times as many lines."""
    made, draw = samples(), random.Random(1)
    areas = list(counties(size // COUNTY))
    for number, (county, things) in enumerate(areas):
        by_type = _by_type(things)
        people, firms = by_type["Person"], by_type["Company"]
        posts = [(f"{person}任{firm}经理。", (made.Said("Tenure", "经理", {"holder": (person,), "organization": (firm,)}),))
                 for person, firm in zip(people, firms, strict=True)]
        for part in range(8):
            other = areas[draw.randrange(len(areas))] if part % 4 else areas[number]
            guest = next(label for label, thing in other[1].items() if thing.type == "County")
            told = [*posts[part * 3:part * 3 + 3], *(_gift(made, draw, by_type, guest if at < 2 else None) for at in range(5))]
            piece = made.Piece(f"a{number:04}-{part}", f"{county}要闻", f"2021-{part + 1:02}-01", "日报", county, tuple(told))
            yield made.article(piece, things | {guest: other[1][guest]})


def _by_type(things: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, thing in things.items():
        found.setdefault(thing.type, []).append(label)
    return found


def _gift(made: Any, draw: random.Random, by_type: dict[str, list[str]], guest: str | None) -> tuple[str, tuple[Any, ...]]:
    giver, second, taker = draw.sample(by_type["Company"], 3)
    goods, place = draw.sample(by_type["Item"], 2), draw.choice(by_type["Township"])
    takers = (taker, guest) if guest else (taker,)
    text = f"{giver}、{second}在{place}向{'、'.join(takers)}捐赠{goods[0]}、{goods[1]}。"
    roles = {"agent": (giver, second), "recipient": takers, "object": tuple(goods), "place": (place,)}
    return text, (made.Said("Donate", "捐赠", roles),)


def built(size: int, folder: Path) -> Path:
    """A graph folder of about ``size`` nodes."""
    with building(folder) as partial, Store.create(partial) as store:
        store.add(quad for article in articles(size) for quad in statements(article))
    return folder


# the pages


def plain(shown: Scene, path: Path, *, physics: bool) -> None:
    """The page that somebody gets who gives pyvis the nodes and lines, with their places."""
    kinds = zh.table("page.toml")["kinds"]
    picture = drawn.picture(shown)
    sizes, found = spots(picture, kinds)
    network = Network(height="860px", width="100%", directed=True, cdn_resources="in_line")
    network.toggle_physics(physics)
    for number, node in enumerate(picture.nodes):
        x, y = found.spots[number]
        network.add_node(number, label=drawn.short(node), group=node.kind, size=sizes[number], x=x, y=y)
    for tie in picture.ties:
        network.add_edge(tie.source, tie.target)
    text = re.sub(r"<(link|script)[^>]*(href|src)=\"https?:[^>]*>(</script>)?", "", network.generate_html())
    path.write_text(text, encoding="utf-8")


@contextmanager
def served(graph: Path) -> Iterator[str]:
    """The address of a server for the graph."""
    listening = _listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application(site(graph)), http="h11", ws="none", log_level="critical"))
    thread = Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    server.should_exit = True
    thread.join()


# the measures

SEEN = "(view) => [view.x, view.y, view.scale].join()"
VIEWS = {
    "pyvis": f"""() => {{
      if (typeof network === 'undefined' || !network) return '';
      return ({SEEN})({{...network.getViewPosition(), scale: network.getScale()}});
    }}""",
    "page": f"""() => {{
      const {{ drawing, network, state }} = window.picture || {{}};
      if (!state) return '';
      return ({SEEN})(drawing ? drawing.view : {{...network.getViewPosition(), scale: network.getScale()}});
    }}""",
    "served": f"() => {{ const canvas = document.querySelector('.canvas'); return canvas?.drawing ? ({SEEN})(canvas.drawing.view) : ''; }}",
}
"""How each page tells where its picture is looked at from; empty until there is one."""

NEXT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
WATCH = """() => {
  const view = %s;
  Object.assign(window, { intervals: [], watching: true });
  let [last, before, turned] = [performance.now(), view(), false];
  const step = () => {
    const [now, seen] = [performance.now(), view()];
    if (turned || seen !== before) intervals.push(now - last);
    [last, before, turned] = [now, seen, seen !== before];
    if (watching) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}"""
"""Keeps the times between those frames at which the picture has moved, and the ones after them, in which it is drawn."""


@dataclass(frozen=True)
class Measured:
    """What a page takes."""

    ready: float
    mean: float
    slow: float
    search: float | None
    heap: float
    by: str = ""


def measured(browser: Browser, address: str, kind: str) -> Measured:
    """Opens a page and uses it."""
    context = browser.new_context(viewport={"width": 1400, "height": 860}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address, wait_until="commit")
    before = _changed(page, kind, "")
    page.mouse.move(620, 450)
    page.mouse.wheel(0, -120)
    _changed(page, kind, before)
    ready = page.evaluate(NEXT) / 1000
    page.wait_for_timeout(1500)
    frames = _frames(page, kind)
    found = Measured(ready, mean(frames), sorted(frames)[int(len(frames) * 0.95)], _search(page) if kind == "page" else None, _heap(page),
                     page.evaluate("() => window.picture?.scene?.by || ''"))
    context.close()
    return found


def _changed(page: Page, kind: str, before: str) -> str:
    """Waits until the picture is looked at from elsewhere. (Playwright's own waiting needs what a content security policy forbids.)"""
    patience = monotonic() + PATIENCE
    while monotonic() < patience:
        now = str(page.evaluate(VIEWS[kind]))
        if now != before:
            return now
        page.wait_for_timeout(10)
    raise TimeoutError(f"nothing happened in {page.url}")


def _frames(page: Page, kind: str) -> list[float]:
    """Milliseconds between frames while the picture is pulled about, zoomed into and out of."""
    page.evaluate(WATCH % VIEWS[kind])
    page.mouse.move(620, 450)
    page.mouse.down()
    began = monotonic()
    for step in range(60):
        page.mouse.move(620 - 4 * step, 450 - 2 * step)
        if monotonic() - began > PULL:
            break
    page.mouse.up()
    for step in range(24):
        page.mouse.wheel(0, -60 if step % 12 < 6 else 60)
        if monotonic() - began > 2 * PULL:
            break
    page.evaluate(NEXT)
    frames: list[float] = page.evaluate("() => { watching = false; return intervals; }")
    return frames


def _search(page: Page) -> float:
    """Milliseconds from a key to the results of it, in the middle of three searches."""
    times = []
    for text in ("云", "石清", "捐赠 公司"):
        page.fill("#search", "")
        times.append(page.evaluate("""(text) => {
          const field = document.getElementById('search');
          const began = performance.now();
          field.value = text;
          field.dispatchEvent(new Event('input'));
          document.getElementById('results').getBoundingClientRect();
          return performance.now() - began; }""", text))
    return median(times)


def _heap(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


# the table


def written(graph: Path, folder: Path, limit: int = pages.LIMIT) -> tuple[Path, Path, Scene]:
    """Plain pyvis's page and ours of a graph, written into ``folder``, and what both show."""
    theirs, ours = folder / "pyvis.html", folder / "page.html"
    with Store.open(graph) as store:
        shown = scene(store, [kind for kind in zh.table("page.toml")["kinds"] if kind != "Action"], limit)
        pages.write(store, ours, limit=limit)
    plain(shown, theirs, physics=False)
    return theirs, ours, shown


def compared(browser: Browser, graph: Path, folder: Path, limit: int = pages.LIMIT) -> None:
    """Prints what the pages of one graph take."""
    theirs, ours, shown = written(graph, folder, limit)
    picture = drawn.picture(shown)
    print(f"\n{len(picture.nodes):,} nodes, {len(picture.ties):,} lines")
    first = measured(browser, theirs.as_uri(), "pyvis")
    print(_row("pyvis, places given", first, first))
    if len(picture.nodes) <= PHYSICS:
        plain(shown, theirs, physics=True)
        print(_row("pyvis, physics", measured(browser, theirs.as_uri(), "pyvis"), first))
    page = measured(browser, ours.as_uri(), "page")
    print(_row(f"the page ({page.by})", page, first))
    with served(graph) as address:
        browser.new_page().request.get(f"{address}picture")  # made once, kept in the folder
        whole = measured(browser, f"{address}?view=whole", "served")
    print(_row("the map, served", whole, first))


def _row(name: str, found: Measured, first: Measured) -> str:
    """A line of the table: what a page takes, and how many times less than the first of its size."""
    search = f"{found.search:5.0f} ms" if found.search is not None else "       –"
    line = (f"  {name:<22}ready {found.ready:6.2f} s   frame {found.mean:6.0f} ms, p95 {found.slow:6.0f} ms   search {search}   "
            f"heap {found.heap:5.0f} MB")
    if found is first:
        return line
    ratios = (first.ready / found.ready, first.mean / found.mean, first.slow / found.slow, first.heap / found.heap)
    return line + "   {:.1f} × sooner, frames {:.1f} × and p95 {:.1f} × quicker, {:.1f} × less memory".format(*ratios)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser: the one that is installed, else Playwright's own."""
    found = os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


def main(arguments: Sequence[str]) -> None:
    with browsing() as browser, TemporaryDirectory() as name:
        if arguments[:1] == ["--graph"]:
            graph = Path(shutil.copytree(arguments[1], Path(name) / "graph"))
            compared(browser, graph, Path(name))
        for size in [] if arguments[:1] == ["--graph"] else [int(size) for size in arguments] or SIZES:
            compared(browser, built(size, Path(name) / f"graph-{size}"), Path(name), size * 2)


if __name__ == "__main__":
    main(sys.argv[1:])
