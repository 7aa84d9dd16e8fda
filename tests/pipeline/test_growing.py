"""A graph that grew is the one that a clean build of the same articles gives, byte for byte, whatever the steps."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from kg import growing, pipeline
from kg.acquire import read
from kg.errors import GraphError, InputError
from kg.fuse.judgements import NONE, Judgements, made
from kg.graph import Store
from kg.graph.ledger import LEDGER
from kg.output import export
from kg.pipeline import REPORT, TURTLE, Report, build

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"

HEAD = "诸暨市水利局局长周启明"
SHORT: dict[str, str] = {
    "a": f"诸暨市治水\n2020-02-19\n{HEAD}查看闸门。诸暨市店口镇采购沙袋3000个，发放宣传单5000份。",
    "b": f"海宁市水利\n2020-02-20\n{HEAD}到海宁市考察。海宁市水利局接待。",
    "c": "长沙县春耕\n2020-02-21\n村民周启明捐款2000元。",
    "d": "长沙县开学\n2020-02-22\n教师周启明来到长沙县第一中学。",
    "e": "德清县清泉行动\n2020-02-23\n德清县开展“清泉”行动，清理河道45公里。",
    "f": "德清县清泉行动启动\n2020-02-24\n德清县启动“清泉行动”。德清县水利局印发文件。",
}
"""周启明 of a and b are tied by his bureau, of c and d by the county; the measure of e and f is one under two spellings."""
LONG = "".join(
    f"{place}{number}月{number}日召开会议，出动车辆{number * 13}台，清理垃圾{number * 7}吨。"
    for number, place in enumerate(("店口镇", "枫桥镇", "璜山镇", "牌头镇", "次坞镇", "五泄镇", "里浦镇", "姚江镇"), 1)
)
COPIES = {name: f"诸暨市清洁\n2020-03-01\n{text}" for name, text in {"k": LONG, "m": LONG + "（完）", "z": "编者按。" + LONG}.items()}
TEXTS = {**SHORT, **COPIES}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Iterable[str]], list[str]]:
    """Writes the texts of these names, once, and gives their paths."""
    (tmp_path / "articles").mkdir()

    def paths(names: Iterable[str]) -> list[str]:
        for name in names:
            path = tmp_path / "articles" / f"{name}.txt"
            if not path.exists():
                path.write_text(TEXTS[name], encoding="utf-8")
        return [str(tmp_path / "articles" / f"{name}.txt") for name in names]

    return paths


def whole(graph: Path, scratch: Path) -> dict[str, object]:
    """All that a graph says, in every way that it says it."""
    with Store.open(graph) as store:
        export(store, "nquads", scratch / "all.nq")
        held = Store.memory(store.base)   # which has no Turtle file to read from
        held.inner.extend(store.inner)
        export(held, "turtle", scratch / "all.ttl")
        size, articles = len(store), store.articles()
        counted = [int(row["n"].value) for row in store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")]
    assert counted == [size]
    assert (graph / TURTLE).read_bytes() == (scratch / "all.ttl").read_bytes()
    return {
        "quads": (scratch / "all.nq").read_bytes(), "articles": articles, "turtle": (graph / TURTLE).read_bytes(),
        "manifest": (graph / "graph.json").read_bytes(), "report": (graph / REPORT).read_bytes(),
    }


Paths = Callable[[Iterable[str]], list[str]]


def test_a_turtle_file_that_somebody_changed_is_written_anew(folder: Paths, tmp_path: Path) -> None:
    build(folder(TEXTS), tmp_path / "clean")
    build(folder(list(TEXTS)[:-1]), tmp_path / "grown")
    with (tmp_path / "grown" / TURTLE).open("a", encoding="utf-8") as file:
        file.write("<a:b> <a:b> <a:b> .\n")
    growing.add(tmp_path / "grown", folder(list(TEXTS)[-1:]))
    assert (tmp_path / "grown" / TURTLE).read_bytes() == (tmp_path / "clean" / TURTLE).read_bytes()


def test_adding_one_by_one_in_any_order_gives_the_same(folder: Paths, tmp_path: Path) -> None:
    build(folder(TEXTS), tmp_path / "clean")
    expected = whole(tmp_path / "clean", tmp_path)
    assert json.loads((tmp_path / "clean" / REPORT).read_bytes())["copies"] == [["m", "k"], ["z", "k"]]
    for order in (list(TEXTS), list(TEXTS)[::-1], list("zafkbmecd")):
        graph = tmp_path / "".join(order)
        build(folder(order[:1]), graph)
        for name in order[1:]:
            growing.add(graph, folder([name]))
        assert whole(graph, tmp_path) == expected


@pytest.mark.parametrize("seed", range(4))
def test_any_steps_end_where_a_clean_build_does(folder: Paths, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    inside = set(draw.sample(sorted(TEXTS), 4))
    graph = tmp_path / "graph"
    build(folder(sorted(inside)), graph)
    for step in range(5):
        out = sorted(TEXTS.keys() - inside)
        if out and (step % 2 == 0 or len(inside) < 3):
            names = draw.sample(out, min(len(out), draw.randint(1, 3)))
            growing.add(graph, folder(names))
            inside |= set(names)
        else:
            names = draw.sample(sorted(inside), draw.randint(1, 2))
            growing.remove(graph, names)
            inside -= set(names)
        build(folder(sorted(inside)), tmp_path / "clean")
        assert whole(graph, tmp_path) == whole(tmp_path / "clean", tmp_path), (step, sorted(inside))


def test_a_replaced_article_leaves_nothing_behind(folder: Paths, tmp_path: Path) -> None:
    graph, clean = tmp_path / "graph", tmp_path / "clean"
    paths = folder(["a", "b", "c"])
    build(paths, graph)
    Path(paths[0]).write_text(SHORT["d"], encoding="utf-8")
    report = growing.replace(graph, paths[:1]).report
    build(paths, clean)
    assert whole(graph, tmp_path) == whole(clean, tmp_path)
    assert report.articles == 3


def test_the_samples_grow_too(tmp_path: Path) -> None:
    files = sorted(str(path) for path in SAMPLES.iterdir() if path.suffix != ".md")
    build(files, tmp_path / "clean")
    build(files[::2], tmp_path / "graph")
    growing.add(tmp_path / "graph", files[1::2])
    assert whole(tmp_path / "graph", tmp_path) == whole(tmp_path / "clean", tmp_path)
    names = [article.id for article in read(files[1::2])]
    growing.remove(tmp_path / "graph", names)
    build(files[::2], tmp_path / "clean")
    assert whole(tmp_path / "graph", tmp_path) == whole(tmp_path / "clean", tmp_path)


def test_only_what_changes_is_understood_again(folder: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = tmp_path / "graph"
    build(folder(["a", "c", "d", "e"]), graph)
    seen: list[str] = []
    understand = pipeline.understand
    monkeypatch.setattr(pipeline, "understand", lambda article: (seen.append(article.id), understand(article))[1])
    growing.add(graph, folder(["f"]))
    assert seen == ["f"]
    seen.clear()
    growing.add(graph, folder(["b"]))
    assert seen[0] == "b"
    assert not {"c", "d", "e", "f"} & set(seen)


def test_what_is_there_is_passed_over_and_another_text_told(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    paths = folder(["a", "b"])
    build(paths, graph)
    before = whole(graph, tmp_path)
    assert growing.add(graph, paths).report.problems == ()
    assert whole(graph, tmp_path) == before
    Path(paths[0]).write_text(SHORT["c"], encoding="utf-8")
    told: list[InputError] = []
    report = growing.add(graph, paths, on_problem=told.append).report
    assert [str(problem) for problem in told] == list(report.problems)
    assert "another article with the id a: put it in the place of that with kg replace" in report.problems[0]
    with pytest.raises(InputError, match="no article could be read"):
        growing.add(graph, [str(tmp_path / "none.txt")])


def test_what_is_not_there_is_neither_replaced_nor_removed(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(folder(["a"]), graph)
    before = whole(graph, tmp_path)
    report: Report = growing.replace(graph, folder(["b"])).report
    assert "has no article with the id b: add it with kg add" in report.problems[0]
    with pytest.raises(GraphError, match="the graph has no article b"):
        growing.remove(graph, ["a", "b"])
    after = whole(graph, tmp_path)
    assert {**after, "report": ""} == {**before, "report": ""}


def test_a_graph_can_become_empty_and_fill_again(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(folder(["a"]), graph)
    before = whole(graph, tmp_path)
    assert growing.remove(graph, ["a"]).report.statements == 0
    assert whole(graph, tmp_path)["articles"] == []
    growing.add(graph, folder(["a"]))
    assert whole(graph, tmp_path) == before


def test_a_failing_change_leaves_the_old_graph(folder: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = tmp_path / "graph"
    build(folder(["a"]), graph)
    before = whole(graph, tmp_path)

    def failing(*args: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(growing, "mend", failing)
    with pytest.raises(RuntimeError, match="in the middle"):
        growing.add(graph, folder(["b"]))
    assert whole(graph, tmp_path) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_graph_without_its_ledger_says_so(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(folder(["a"]), graph)
    (graph / LEDGER).write_bytes(b"nothing")
    with pytest.raises(GraphError, match="is damaged"):
        growing.add(graph, folder(["b"]))
    (graph / LEDGER).unlink()
    with pytest.raises(GraphError, match="does not keep what it was made of"):
        growing.add(graph, folder(["b"]))


def test_a_graph_of_another_version_can_be_asked_but_does_not_grow(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(folder(["a"]), graph)
    with closing(sqlite3.connect(graph / LEDGER)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(GraphError, match=r"was built by another version of the program.*: build the graph again$"):
        growing.add(graph, folder(["b"]))
    with Store.open(graph) as store:
        assert len(store.articles()) == 1


# with what people have judged


JUDGED = (
    made("same", "Person", "周启明", one="a", other="c", by="ling", on="2026-11-26"),
    made("different", "Person", "周启明", one="a", other="b", by="ling", on="2026-11-26", note="同名"),
    made("alias", "Organization", "德清县水利局", target="德清县水务局"),
    made("alias", "Person", "周启明", target="周启铭", one="d"),
    made("not", "Organization", "海宁市水利局"),
    made("wrong", "Tenure", "周启明", target="局长@诸暨市水利局", one="b"),
    made("not", "Measure", "清泉行动"),
)
"""Answers of all forms, on what is in :data:`SHORT`."""
PERSONS = "SELECT ?person ?article { ?m kg:refersTo ?person ; dcterms:isPartOf/dcterms:isPartOf/dcterms:identifier ?article . " \
    "?person a kg:Person ; rdfs:label '周启明'@zh-hans }"


def persons(graph: Path) -> dict[str, str]:
    """The article → which 周启明 it speaks of."""
    with Store.open(graph) as store:
        return {row["article"].value: row["person"].value for row in store.select(PERSONS)}


def test_judgements_part_and_join_persons(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(folder("abc"), graph)
    found = persons(graph)
    assert found["a"] == found["b"] != found["c"]
    growing.judge(graph, Judgements.of(JUDGED[:2]))
    found = persons(graph)
    assert found["a"] == found["c"] != found["b"]
    with Store.open(graph) as store:
        told = store.select("SELECT ?answer ?by { ?j a kg:Judgement ; kg:answer ?answer ; dcterms:creator ?by }")
        assert {(row["answer"].value, row["by"].value) for row in told} == {("same", "ling"), ("different", "ling")}
    growing.judge(graph, NONE)
    assert persons(graph)["a"] == persons(graph)["b"]


@pytest.mark.parametrize("seed", range(3))
def test_judging_and_growing_end_where_a_clean_build_does(folder: Paths, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    inside, held = {"a", "b", "f"}, list(JUDGED[:3])
    graph = tmp_path / "graph"
    build(folder(sorted(inside)), graph, judgements=Judgements.of(held))
    for step in range(5):
        held = [row for row in JUDGED if draw.random() < 0.6]
        judged = Judgements.of(held)
        out = sorted(SHORT.keys() - inside)
        if step % 3 == 0 and out:
            names = draw.sample(out, min(len(out), 2))
            growing.add(graph, folder(names), judgements=judged)
            inside |= set(names)
        elif step % 3 == 1 and len(inside) > 2:
            names = draw.sample(sorted(inside), 1)
            growing.remove(graph, names, judgements=judged)
            inside -= set(names)
        else:
            growing.judge(graph, judged)
        build(folder(sorted(inside)), tmp_path / "clean", judgements=judged)
        assert whole(graph, tmp_path) == whole(tmp_path / "clean", tmp_path), (step, sorted(inside), held)


def test_what_is_judged_as_before_changes_nothing(folder: Paths, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(folder(SHORT), graph, judgements=Judgements.of(JUDGED))
    before = whole(graph, tmp_path)
    growth = growing.judge(graph, Judgements.of(JUDGED))
    assert (growth.came, growth.went, growth.again) == ((), (), ())
    assert growth.report.judgements == len(JUDGED)
    assert whole(graph, tmp_path) == before
