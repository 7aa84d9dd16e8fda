"""From files to a graph folder: the same bytes whatever the order, bad input told and left out, nothing half-written."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from kg import pipeline
from kg.acquire import LIMIT
from kg.article import Article
from kg.errors import GraphError, InputError
from kg.graph import Store
from kg.pipeline import REPORT, TURTLE, Report, build

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
FILES = sorted(str(path) for path in SAMPLES.iterdir() if path.suffix != ".md")
NEWS = "诸暨市治水\n2020-02-19\n诸暨市水利局局长周启明查看闸门。诸暨市店口镇采购沙袋3000个，发放宣传单5000份。\n"
OTHER = "海宁市春耕\n2020-02-18\n海宁市农业农村局培训种粮大户230名。海宁市许村镇成立农机服务队12支，清理沟渠45公里。\n"
LONG = "".join(
    f"{place}{number}月{number}日召开会议，出动车辆{number * 13}台，清理垃圾{number * 7}吨。"
    for number, place in enumerate(("店口镇", "枫桥镇", "璜山镇", "牌头镇", "次坞镇", "五泄镇", "里浦镇", "姚江镇"), 1)
)
"""Long enough for a near copy to be told from another article."""

Texts = dict[str, str | bytes]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Texts], str]:
    """Writes files and names the folder they lie in."""

    def write(files: Texts) -> str:
        for name, content in files.items():
            path = tmp_path / "articles" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(tmp_path / "articles")

    return write


def snapshot(graph: Path) -> dict[str, bytes]:
    """What a reader of the folder sees, the database's own files left out."""
    return {path.name: path.read_bytes() for path in sorted(graph.iterdir()) if path.is_file()}


# the same bytes


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    graph = tmp_path_factory.mktemp("samples") / "graph"
    return graph, build(FILES, graph)


ORDERS = {
    "reversed": FILES[::-1], "turned": FILES[5:] + FILES[:5], "riffled": FILES[1::2] + FILES[::2], "one twice": [*FILES, FILES[0]],
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_the_order_of_sources_makes_no_difference(samples: tuple[Path, Report], tmp_path: Path, order: list[str]) -> None:
    graph, report = samples
    assert build(order, tmp_path / "graph") == report
    assert snapshot(tmp_path / "graph") == snapshot(graph)


def test_a_second_run_gives_the_same(samples: tuple[Path, Report], tmp_path: Path) -> None:
    graph, report = samples
    out = tmp_path / "graph"
    assert build(FILES, out) == build(FILES, out) == report
    assert snapshot(out) == snapshot(graph)
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_the_report_counts_what_is_in_the_graph(samples: tuple[Path, Report]) -> None:
    graph, report = samples
    assert json.loads((graph / REPORT).read_text(encoding="utf-8")) == json.loads(report.json())
    assert json.loads(report.json()) == json.loads(json.dumps(asdict(report)))
    assert (report.skipped, report.duplicates, report.problems, report.copies) == (0, 0, (), ())
    with Store.open(graph) as store:
        assert len(store.articles()) == report.articles >= 11
        assert len(store) == report.statements
    assert (graph / TURTLE).read_text(encoding="utf-8").count("\n") > report.facts
    assert report.facts > 30
    assert report.characters > 1000


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    report = build(FILES[:3], tmp_path / "graph", on_progress=lambda *step: told.append(step))
    steps = [list(group) for _, group in itertools.groupby(told, key=lambda step: step[2])]
    assert [group[0][2] for group in steps] == [pipeline.READING, pipeline.UNDERSTANDING, pipeline.WRITING]
    assert all([done for done, _, _ in group] == list(range(len(group))) for group in steps)
    assert {total for _, total, what in told if what == pipeline.WRITING} == {report.articles}


def test_another_base_makes_other_names(tmp_path: Path, folder: Callable[[Texts], str]) -> None:
    build([folder({"a.txt": NEWS})], tmp_path / "graph", base="https://example.org/kg/")
    turtle = (tmp_path / "graph" / TURTLE).read_text(encoding="utf-8")
    assert "https://example.org/kg/" in turtle
    assert "w3id.org/tuzhi/id/" not in turtle


# bad input

BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("bad.txt", b"", "is empty"),
    "binary": ("bad.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "is binary"),
    "wrong encoding": ("bad.txt", NEWS.encode()[:-6], "is UTF-8 but for"),
    "false mark": ("bad.txt", b"\xef\xbb\xbf" + NEWS.encode("gb18030"), "begins with the mark of UTF-8"),
    "broken json": ("bad.json", b'{"text": "', "is no JSON"),
    "no text": ("bad.csv", b"id,name\n1,x\n", "has no text field"),
    "page without text": ("bad.html", b"<html><body></body></html>", "without article text"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_problem_and_the_rest_is_built(folder: Callable[[Texts], str], tmp_path: Path, name: str) -> None:
    file, data, words = BAD[name]
    told: list[InputError] = []
    report = build([folder({"a.txt": NEWS, file: data, "z.txt": OTHER})], tmp_path / "graph", on_problem=told.append)
    assert (report.articles, report.skipped, report.duplicates) == (2, 1, 0)
    problem, = report.problems
    assert problem == str(told[0])
    assert f"articles/{file}: " in problem
    assert words in problem
    assert "\n" not in problem
    assert json.loads((tmp_path / "graph" / REPORT).read_text(encoding="utf-8"))["problems"] == [problem]
    with Store.open(tmp_path / "graph") as store:
        assert len(store.articles()) == 2


def test_a_broken_line_is_one_problem_and_the_other_lines_are_built(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    lines = [json.dumps({"id": name, "text": text.split("\n", 2)[2]}, ensure_ascii=False) for name, text in (("one", NEWS), ("two", OTHER))]
    report = build([folder({"a.jsonl": "\n".join([lines[0], '{"text": "a', lines[1]])})], tmp_path / "graph")
    assert (report.articles, report.skipped) == (2, 1)
    assert "a.jsonl:2: " in report.problems[0]


def test_a_huge_file_is_refused_and_the_rest_is_built(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    articles = Path(folder({"a.txt": NEWS, "bad.txt": NEWS}))
    with (articles / "bad.txt").open("r+b") as stream:
        stream.truncate(LIMIT + 1)
    report = build([str(articles)], tmp_path / "graph")
    assert (report.articles, report.skipped) == (1, 1)
    assert f"bigger than {LIMIT // 2**20} MB" in report.problems[0]


def test_what_is_not_there_is_one_problem(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    report = build([folder({"a.txt": NEWS}), str(tmp_path / "none.txt")], tmp_path / "graph")
    assert (report.articles, report.skipped) == (1, 1)
    assert "does not exist" in report.problems[0]


def test_all_encodings_give_the_same_facts(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    turtles = set()
    for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        build([folder({"a.txt": NEWS.encode(name)})], tmp_path / name)
        turtles.add((tmp_path / name / TURTLE).read_bytes())
    assert len(turtles) == 1


# copies


def test_copies_are_counted_once(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    near = LONG.replace("出动车辆26台", "出动车辆27台") + "（完）"
    report = build([folder({"a.txt": NEWS, "b.txt": NEWS, "c.txt": LONG, "d.txt": near})], tmp_path / "graph")
    assert (report.articles, report.skipped, report.duplicates) == (2, 0, 2)
    assert report.copies == (("b", "a"), ("d", "c"))


def test_articles_that_only_share_words_are_no_copies(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    report = build([folder({"a.txt": NEWS, "b.txt": OTHER, "c.txt": LONG})], tmp_path / "graph")
    assert (report.articles, report.duplicates) == (3, 0)


# nothing half-written


@pytest.fixture
def built(folder: Callable[[Texts], str], tmp_path: Path) -> Path:
    build([folder({"a.txt": NEWS})], tmp_path / "graph")
    return tmp_path / "graph"


def test_nothing_to_read_leaves_the_old_graph(built: Path, tmp_path: Path) -> None:
    before = snapshot(built)
    (tmp_path / "empty.txt").write_bytes(b"")
    for sources in ([], [str(tmp_path / "none")], [str(tmp_path / "empty.txt")]):
        with pytest.raises(InputError, match="no article could be read"):
            build(sources, built)
    assert snapshot(built) == before


def failing(article: Article) -> Article:
    raise RuntimeError("in the middle")


def failing_statements(article: Article, base: str) -> str:
    raise RuntimeError("in the middle")


@pytest.mark.parametrize(("part", "replacement"), [("STAGES", (failing,)), ("told", failing_statements)])
def test_a_failing_build_leaves_the_old_graph(
    built: Path, folder: Callable[[Texts], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    part: str, replacement: object,
) -> None:
    before = snapshot(built)
    sources = [folder({"a.txt": OTHER})]
    monkeypatch.setattr(pipeline, part, replacement)
    with pytest.raises(RuntimeError, match="in the middle"):
        build(sources, built)
    assert snapshot(built) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "graph"]
    with Store.open(built) as store:
        assert len(store) > 10


def test_a_folder_that_is_no_graph_is_not_overwritten(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(GraphError, match="is no graph"):
        build([folder({"a.txt": NEWS})], mine)
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]


def test_an_unknown_field_is_told_before_anything_is_written(folder: Callable[[Texts], str], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no field is called body"):
        build([folder({"a.txt": NEWS})], tmp_path / "graph", fields={"body": "inhalt"})
    assert not (tmp_path / "graph").exists()


def test_a_new_graph_replaces_the_old_one(built: Path, folder: Callable[[Texts], str]) -> None:
    before = snapshot(built)
    report = build([folder({"a.txt": OTHER})], built)
    assert snapshot(built) != before
    with Store.open(built) as store:
        assert len(store) == report.statements
    assert "诸暨市" not in (built / TURTLE).read_text(encoding="utf-8")
