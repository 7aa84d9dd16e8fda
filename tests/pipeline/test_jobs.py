"""A build that processes share gives the same bytes, and one that was interrupted or killed goes on from where it was."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg import pipeline
from kg.acquire import read
from kg.article import Article
from kg.clean import clean
from kg.errors import GraphError, KgError, StoppedError
from kg.fuse.judgements import Judgements, made
from kg.graph import Store, resumable
from kg.graph.ledger import LEDGER
from kg.pipeline import UNDERSTANDING, WRITING, build
from kg.spreading import AHEAD, Crew
from kg.working import FEW

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
BIG = "".join(
    f"{place}{number}月{number}日召开会议，出动车辆{number * 13}台，清理垃圾{number * 7}吨。"
    for number, place in enumerate(("店口镇", "枫桥镇", "璜山镇", "牌头镇", "次坞镇", "五泄镇", "里浦镇", "姚江镇"), 1)
)
"""Long enough for a near copy to be told from another article."""


def records(count: int, sentences: int = 3) -> list[dict[str, str]]:
    """Articles put together from the sentences of the samples, each from others."""
    samples = [clean(article) for article in read([str(SAMPLES / "*.txt")])]
    found = [article.printed(span).strip() for article in samples for span in article.sentences]
    draw = random.Random(0)
    return [
        {"id": f"made-{number:04}", "title": f"第{number}号", "published": draw.choice(samples).published or "2020-02-02",
         "text": "\n".join([*draw.sample(found, sentences), f"诸暨市店口镇采购沙袋{number + 100}个。"])}
        for number in range(count)
    ]  # fmt: skip


def lines(path: Path, found: list[dict[str, str]], *more: str) -> None:
    path.write_text("\n".join([*(json.dumps(record, ensure_ascii=False) for record in found), *more]) + "\n", encoding="utf-8")


def table(path: Path, found: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, ["id", "title", "published", "text"])
        rows.writeheader()
        rows.writerows(found)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of all formats, with copies, ids and a near copy across its files, and with what cannot be read."""
    folder = tmp_path_factory.mktemp("jobs") / "articles"
    folder.mkdir()
    made = records(80)
    lines(folder / "a.jsonl", made[:45], '{"text": "', '{"id": "no text"}')
    table(folder / "b.csv", [*made[45:70], {**made[3], "id": "copy"}, {**made[50], "id": "made-0007"}])
    (folder / "c.json").write_text(json.dumps([*made[70:], {**made[0], "id": "big", "text": BIG, "published": "bald"}]), encoding="utf-8")
    for number in range(20):
        (folder / f"d{number:02}.txt").write_text(f"第{number}次\n2020-02-19\n海宁市许村镇清理沟渠{number + 3}公里。", encoding="utf-8")
    (folder / "d05.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    page = f"<html><body><article><h1>清理</h1><p>{BIG.replace('26台', '27台')}</p></article></body></html>"
    (folder / "e.html").write_text(page, encoding="utf-8")
    (folder / "f.doc").write_bytes(b"")
    return str(folder)


def content(graph: Path) -> dict[str, object]:
    """All that a graph folder says: its files byte for byte, and the rows of the ledger in their order."""
    with closing(sqlite3.connect(graph / LEDGER)) as ledger:
        tables = [name for name, in ledger.execute("SELECT name FROM sqlite_master ORDER BY type, name").fetchall()]
        kept = [name for name, in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        rows = {name: ledger.execute(f"SELECT * FROM {name}").fetchall() for name in kept}
    with Store.open(graph) as store:
        quads = [str(quad) for quad in store.quads()]
    files = {path.name: path.read_bytes() for path in sorted(graph.iterdir()) if path.is_file() and path.name != LEDGER}
    return {"files": files, "tables": tables, "ledger": rows, "quads": quads}


@pytest.fixture(scope="module")
def alone(articles: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What one process makes of the articles."""
    graph = tmp_path_factory.mktemp("alone") / "graph"
    build([articles], graph)
    return content(graph)


# the same bytes


def test_the_articles_have_what_is_hard(articles: str, tmp_path: Path) -> None:
    told: list[str] = []
    report = build([articles], tmp_path / "graph", on_problem=lambda problem: told.append(str(problem)))
    copies = dict(report.copies)
    assert copies["made-0003"] == "copy"
    assert copies["e"] == "big"
    assert copies["made-0050"].startswith("made-0007~")   # two have the same id
    assert [problem.split("/")[-1].split(": ")[0] for problem in report.problems] == ["a.jsonl:46", "a.jsonl:47", "d05.txt"]
    assert [problem for problem in told if problem not in report.problems] == [
        f"{articles}: passed over 1 files of other kinds (.doc 1): convert what is an article to "
        ".csv, .htm, .html, .json, .jsonl, .ndjson, .shtml, .text, .tsv, .txt, .xhtml",
        f"{articles}/c.json: 1 of its records have a date that is none (such as 'bald'): write it as 2020-02-14",
    ]


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_jobs_gives_the_same(articles: str, alone: dict[str, object], tmp_path: Path, jobs: int) -> None:
    begun: list[int] = []
    told: list[str] = []
    expected: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        start = Crew.start
        patch.setattr(Crew, "start", lambda crew: (begun.append(crew._jobs), start(crew)))
        build([articles], tmp_path / "graph", jobs=jobs, on_problem=lambda problem: told.append(str(problem)))
    build([articles], tmp_path / "other", on_problem=lambda problem: expected.append(str(problem)))
    assert begun == [jobs, jobs, jobs]   # for reading, understanding and writing
    assert told == expected
    assert content(tmp_path / "graph") == alone
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "other"]


def test_more_than_stays_in_memory_gives_the_same(tmp_path: Path) -> None:
    lines(tmp_path / "many.jsonl", records(FEW + 10, 1))
    for jobs in (1, 2):
        build([str(tmp_path / "many.jsonl")], tmp_path / f"{jobs}", jobs=jobs)
    assert content(tmp_path / "1") == content(tmp_path / "2")


def test_a_few_articles_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(crew: Crew[object, object]) -> None:
        assert crew._jobs == 1

    monkeypatch.setattr(Crew, "start", start)
    report = build([str(SAMPLES / "*.txt")], tmp_path / "graph", jobs=8)
    assert report.articles > 5


# interrupted

WATCHED = """
import sys
from kg.cli import main
from kg.cli.printing import Bar

step, count = sys.argv.pop(1), int(sys.argv.pop(1))
show = Bar.__call__

def watched(self, done, total, what):
    show(self, done, total, what)
    if (what, done) == (step, count):
        print("here", flush=True)
        sys.stdin.readline()

Bar.__call__ = watched
main()
"""
"""``kg``, which says when so many articles have passed a step, and waits there."""


@pytest.fixture
def stopped(articles: str, tmp_path: Path) -> Callable[[signal.Signals, str, int, int], tuple[int, str]]:
    """Runs ``kg build`` up to an article of a step, sends a signal and gives exit code and errors."""

    def stopped(what: signal.Signals, step: str, done: int, jobs: int) -> tuple[int, str]:
        command = [sys.executable, "-c", WATCHED, step, str(done), "build", articles, "-o", "graph", "--jobs", str(jobs)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        path = {"PYTHONPATH": str(Path(__file__).parents[2])}
        with subprocess.Popen(command, cwd=tmp_path, text=True, env={**os.environ, **path}, **pipes) as process:  # type: ignore[call-overload]
            assert process.stdout.readline() == "here\n"
            process.send_signal(what)
            _, errors = process.communicate()
        return process.returncode, errors

    return stopped


POINTS = [(UNDERSTANDING, 1, 2), (UNDERSTANDING, 60, 1), (UNDERSTANDING, 60, 2), (WRITING, 50, 1)]


@pytest.mark.parametrize(("step", "done", "jobs"), POINTS)
def test_an_interrupted_build_goes_on(
    stopped: Callable[..., tuple[int, str]], articles: str, alone: dict[str, object], tmp_path: Path, step: str, done: int, jobs: int,
) -> None:
    lines(tmp_path / "old.jsonl", records(1))
    build([str(tmp_path / "old.jsonl")], tmp_path / "graph")
    old = content(tmp_path / "graph")
    code, errors = stopped(signal.SIGINT, step, done, jobs)
    assert code == StoppedError.code
    assert errors.splitlines()[-1] == "kg: interrupted: go on where it stopped with kg build … --resume"
    assert "Traceback" not in errors
    assert content(tmp_path / "graph") == old
    assert resumable(tmp_path / "graph")
    steps: list[tuple[int, int | None, str]] = []
    build([articles], tmp_path / "graph", jobs=3 - jobs, resume=True, on_progress=lambda *step: steps.append(step))
    assert content(tmp_path / "graph") == alone
    first = steps[0]
    assert (first[2], first[0] > 0) == (UNDERSTANDING, done > 1)   # nothing is read again, nor understood what had been
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "old.jsonl"]


@pytest.mark.parametrize(("step", "done"), [(UNDERSTANDING, 60), (WRITING, 50)])
def test_a_killed_build_goes_on(
    stopped: Callable[..., tuple[int, str]], articles: str, alone: dict[str, object], tmp_path: Path, step: str, done: int,
) -> None:
    code, _ = stopped(signal.SIGKILL, step, done, 2)
    assert code == -signal.SIGKILL
    steps: list[tuple[int, int | None, str]] = []
    build([articles], tmp_path / "graph", resume=True, on_progress=lambda *step: steps.append(step))
    assert content(tmp_path / "graph") == alone
    assert steps[0][0] > 0
    assert steps[0][2] == UNDERSTANDING


@pytest.mark.parametrize(("step", "done"), [(UNDERSTANDING, 60), (WRITING, 50)])
def test_a_build_killed_while_memory_holds_its_few_articles_starts_anew(
    stopped: Callable[..., tuple[int, str]], articles: str, alone: dict[str, object], tmp_path: Path, step: str, done: int,
) -> None:
    assert stopped(signal.SIGKILL, step, done, 1)[0] == -signal.SIGKILL
    build([articles], tmp_path / "graph", resume=True)
    assert content(tmp_path / "graph") == alone


def test_interrupted_while_reading_nothing_is_left(stopped: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, errors = stopped(signal.SIGINT, pipeline.READING, 30, 2)
    assert (code, errors.splitlines()[-1]) == (StoppedError.code, "kg: interrupted")
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def at(step: str, count: int) -> Callable[[int, int | None, str], None]:
    """An interrupt when so many articles have passed a step."""

    def on_progress(done: int, total: int | None, what: str) -> None:
        if (what, done) == (step, count):
            raise KeyboardInterrupt

    return on_progress


@pytest.fixture
def left(articles: str, tmp_path: Path) -> Path:
    """Where an interrupted build has left something."""
    with pytest.raises(KeyboardInterrupt):
        build([articles], tmp_path / "graph", on_progress=at(UNDERSTANDING, 60))
    assert resumable(tmp_path / "graph")
    return tmp_path / "graph"


def test_another_build_does_not_go_on_from_it(articles: str, left: Path, tmp_path: Path) -> None:
    lines(tmp_path / "other.jsonl", records(1))
    rows = Judgements.of([made("not", "Matter", "会议")])
    with pytest.raises(GraphError, match="the interrupted build had other sources: give it the same, or build without --resume"):
        build([articles, str(tmp_path / "other.jsonl")], left, resume=True)
    with pytest.raises(GraphError, match="other base:"):
        build([articles], left, resume=True, base="https://example.org/kg/")
    with pytest.raises(GraphError, match="other fields:"):
        build([articles], left, resume=True, fields={"text": "content"})
    with pytest.raises(GraphError, match="other judgements:"):
        build([articles], left, resume=True, judgements=rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.working.__version__", "0.0.0")
        with pytest.raises(GraphError, match="other version of the program:"):
            build([articles], left, resume=True)
    assert resumable(left)
    assert not left.exists()


def test_without_resume_the_build_starts_anew(articles: str, left: Path, alone: dict[str, object]) -> None:
    build([articles], left)
    assert content(left) == alone
    assert not resumable(left)


def test_resume_without_anything_left_builds(articles: str, tmp_path: Path, alone: dict[str, object]) -> None:
    build([articles], tmp_path / "graph", resume=True)
    assert content(tmp_path / "graph") == alone


def test_what_is_left_and_damaged_is_told(articles: str, left: Path) -> None:
    file, = left.parent.glob(".graph.partial/work.sqlite")
    file.write_bytes(b"nothing" * 1000)
    with pytest.raises(GraphError, match="is damaged"):
        build([articles], left, resume=True)


def test_what_another_version_left_is_not_gone_on_with(articles: str, left: Path) -> None:
    file, = left.parent.glob(".graph.partial/ledger.sqlite")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(GraphError, match=r"another version .*: build it without --resume$"):
        build([articles], left, resume=True)


def test_two_builds_do_not_meet(articles: str, tmp_path: Path) -> None:
    refused: list[str] = []

    def on_progress(done: int, total: int | None, what: str) -> None:
        if done == 40:
            with pytest.raises(GraphError, match="another process is building") as caught:
                build([articles], tmp_path / "graph", resume=what == WRITING)
            refused.append(str(caught.value))

    build([articles], tmp_path / "graph", on_progress=on_progress)
    assert len(refused) == 3


# what goes wrong


def test_a_process_that_dies_is_told_and_what_was_done_stays(
    articles: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: dict[str, object],
) -> None:
    parent = os.getpid()

    def dying(article: Article) -> Article:
        if article.id == "made-0060" and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return article

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "STAGES", (dying, *pipeline.STAGES))
        with pytest.raises(KgError, match=r"a process has died \(signal 9\) at the articles made-\d+ … made-\d+: where memory ran out"):
            build([articles], tmp_path / "graph", jobs=2)
    assert resumable(tmp_path / "graph")
    steps: list[tuple[int, int | None, str]] = []
    build([articles], tmp_path / "graph", jobs=2, resume=True, on_progress=lambda *step: steps.append(step))
    assert steps[0][0] > 0
    assert content(tmp_path / "graph") == alone


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_is_too_much_for_a_stage_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    found = records(50)
    lines(tmp_path / "all.jsonl", found)
    lines(tmp_path / "others.jsonl", found[:37] + found[38:])

    def failing(article: Article) -> Article:
        if article.id == "made-0037":
            raise KeyError("in the middle")
        return article

    build([str(tmp_path / "others.jsonl")], tmp_path / "others")
    monkeypatch.setattr(pipeline, "STAGES", (failing, *pipeline.STAGES))
    report = build([str(tmp_path / "all.jsonl")], tmp_path / "graph", jobs=jobs)
    assert report.skipped == 1
    problem, = report.problems
    assert "the article made-0037 could not be understood (KeyError: 'in the middle')" in problem
    with Store.open(tmp_path / "graph") as graph, Store.open(tmp_path / "others") as others:
        assert graph.articles() == others.articles()
        assert len(graph) == len(others)


# the processes


def test_what_is_made_comes_in_order_and_little_is_held() -> None:
    given: list[int] = []

    def units() -> Iterator[int]:
        for unit in range(100):
            given.append(unit)
            yield unit

    with Crew(lambda unit: (unit, os.getpid()), 2, str) as crew:
        made: list[int] = []
        workers: set[int] = set()
        for unit, worker in crew(units()):
            made.append(unit)
            workers.add(worker)
            assert len(given) - len(made) <= 2 * AHEAD + 1
    assert made == list(range(100))
    assert os.getpid() in workers   # the first
    assert len(workers) <= 3


def test_an_error_of_the_work_is_raised_here() -> None:
    def work(unit: int) -> int:
        if unit == 7:
            raise GraphError("seven", "take eight")
        return unit

    with Crew(work, 2, str) as crew, pytest.raises(GraphError, match="seven: take eight"):
        list(crew(range(20)))


def test_an_orphan_ends(tmp_path: Path) -> None:
    """A process whose parent is killed sees it, though its siblings were forked from the same."""
    script = """
import os, time
from kg.spreading import Crew

with Crew(lambda unit: os.getpid(), 3, str) as crew:
    crew.start()
    print(*{made for made in crew(range(60))}, flush=True)
    os.kill(os.getpid(), 9)
"""
    path = {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**os.environ, **path}) as process:
        assert process.stdout
        assert process.stdout.readline()
        assert process.stdout.read() == ""   # comes when the last of them has let go of it


# memory

COUNT = 80
PEAK = """
import resource, sys
from pathlib import Path
from kg.graph import bulk
from kg.pipeline import build

bulk.CHUNK, bulk.RUN = 1 << 20, 1 << 12   # pieces of which both graphs have several
build([sys.argv[1]], Path(sys.argv[2]), jobs=int(sys.argv[3]))
own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""
"""What getrusage says of the process itself would be no less than what the tests take, which start it."""


@pytest.mark.parametrize("jobs", [1, 2])
def test_memory_does_not_grow_with_the_articles(tmp_path: Path, jobs: int) -> None:
    peaks = []
    found = records(8 * COUNT, 1)
    for count in (COUNT, 8 * COUNT):
        lines(tmp_path / f"{count}.jsonl", found[:count])
        command = [sys.executable, "-c", PEAK, str(tmp_path / f"{count}.jsonl"), str(tmp_path / f"graph{count}"), str(jobs)]
        path = {"PYTHONPATH": str(Path(__file__).parents[2])}
        run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **path})
        peaks.append(int(run.stdout))
    assert peaks[1] < peaks[0] * 1.4
