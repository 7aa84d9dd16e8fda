"""Two worker processes of Spark give what one machine gives, whatever happens to an article or a task on the way."""

from __future__ import annotations

import csv
import gc
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg import pipeline
from kg.engines import spark
from kg.errors import GraphError, InputError, KgError
from kg.fuse.judgements import Judgement, Judgements
from kg.graph import Store
from kg.graph.loading import load
from kg.output import export
from kg.vocab import DCTERMS

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "kg" / "samples"
MASTER = "local-cluster[2,1,1024]"
NEEDED = pytest.mark.skipif(not spark.startable(), reason="needs the extra spark (pip install 'tuzhi[spark]') and a Java runtime")

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
"""PySpark leaves it to Python to close what results came by."""

NOTE = "2020年2月3日，{}村党支部书记王大明向村民发放口罩{}个。随后，他来到村口检查值守情况，要求大家做好防护。"
JUDGED = Judgements.of([
    Judgement("not", "Person", "王大明", one="third", by="tester"),
    Judgement("not", "Person", "无此人"),
    Judgement("different", "Person", "王大明", one="first", other="second"),
])


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """Spark with two workers, each a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(REPOSITORY))
        with spark.started(MASTER) as session:
            yield session
        gc.collect()


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles of all kinds, some of them bad."""
    folder = tmp_path_factory.mktemp("articles")
    shutil.copytree(SAMPLES, folder / "samples")
    text = (SAMPLES / "beichen-inspection.txt").read_text(encoding="utf-8")
    notes = {"a": NOTE.format("东", 200), "b": NOTE.format("西", 300), "copies": f"{text}\n", "[中 文]": text.replace("，", ",")}
    for name, words in notes.items():
        (folder / name).mkdir()
        (folder / name / "note.txt").write_text(words, encoding="utf-8")
    (folder / "a" / "empty.html").write_text("<html></html>", encoding="utf-8")
    (folder / "nothing.jsonl").write_text("\n", encoding="utf-8")
    records = [
        json.dumps({"id": "first", "text": NOTE.format("南", 400), "date": "2020-02-04"}, ensure_ascii=False), "", '{"title": "no text"}',
        "no record", json.dumps({"text": NOTE.format("北", 500)}, ensure_ascii=False),
        json.dumps({"id": "second", "text": NOTE.format("南", 401)}, ensure_ascii=False),
    ]
    (folder / "some 100%.jsonl").write_text("\r\n".join(records), encoding="utf-8")
    (folder / "old.jsonl").write_bytes((records[0].replace("first", "third").replace("南", "上") + "\n").encode("gb18030"))
    return folder


@pytest.fixture(scope="session")
def alone(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pipeline.Report]:
    """What one machine makes of them: a folder with the graph ``g``, its statements ``g.nq`` and tables ``csv``; and the report."""
    folder = tmp_path_factory.mktemp("alone")
    report = pipeline.build([str(articles)], folder / "g", judgements=JUDGED)
    with Store.open(folder / "g") as store:
        export(store, "nquads", folder / "g.nq")
        export(store, "csv", folder / "csv")
    return folder, report


def quads(folder: Path) -> list[str]:
    """The statements in the files of a folder."""
    files = sorted(folder.glob("part-*.nq"))
    return [line for file in files for line in lines(file.read_text(encoding="utf-8"))]


def lines(text: str) -> list[str]:
    """A text in lines, which end in line feeds and nothing else."""
    return text.removesuffix("\n").split("\n")


def table(file: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """The columns and the rows, sorted, of a table of one machine."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    return head, sorted(map(tuple, rows))


def mishaps(read: Callable[..., Any], mark: Path) -> Callable[..., Any]:
    """``read``, but the first worker that has to do with an article is killed, and one article is such as no stage can take."""
    def spoiled(*arguments: Any) -> Any:
        def spoil(part: Any) -> Iterator[Any]:
            from kg.packing import packed, unpacked

            for key, item in part:
                if hasattr(item, "article") and not mark.exists():
                    mark.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                if getattr(item, "id", "") == "poison":
                    item = item._replace(article=packed(replace(unpacked(item.article), sentences=None)))
                yield key, item

        return read(*arguments).mapPartitions(spoil)

    return spoiled


@NEEDED
def test_many_machines_give_what_one_gives(
    cluster: Any, articles: Path, alone: tuple[Path, pipeline.Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kg.engines import reading

    folder, report = alone
    poison = tmp_path / "poison.txt"
    poison.write_text(NOTE.format("中", 600), encoding="utf-8")
    monkeypatch.setattr(reading, "read", mishaps(reading.read, tmp_path / "killed"))
    told: list[InputError] = []
    out = tmp_path / "out"
    made = spark.build([str(articles), str(poison)], str(out), judgements=JUDGED, on_problem=told.append)

    assert sorted(quads(out / "nquads")) == sorted(lines((folder / "g.nq").read_text(encoding="utf-8")))
    for name in ("nodes", "edges", "facts"):
        frame = cluster.read.parquet(str(out / f"{name}.parquet"))
        assert (frame.columns, sorted(map(tuple, frame.collect()))) == table(folder / "csv" / f"{name}.csv")
    same = replace(made, skipped=report.skipped, problems=report.problems, failed=0, tasks=0)
    assert {name: value for name, value in json.loads(same.json()).items() if name not in ("failed", "tasks")} == json.loads(report.json())
    assert report.duplicates == 2
    assert report.judgements == 2
    assert (made.failed, made.skipped) == (1, report.skipped + 1)
    assert made.tasks >= 1
    assert [problem for problem in made.problems if problem not in report.problems] == [p for p in made.problems if "poison" in p]
    assert set(made.problems) <= {str(error) for error in told}
    assert json.loads((out / "report.json").read_text(encoding="utf-8")) == json.loads(made.json())
    assert {row.copy: row.original for row in cluster.read.parquet(str(out / "copies.parquet")).collect()} == dict(report.copies)


@NEEDED
def test_files_of_hadoop(cluster: Any, alone: tuple[Path, pipeline.Report], tmp_path: Path) -> None:
    """Files by their addresses, and the same articles as Parquet."""
    records = [{"id": path.stem, "text": path.read_text(encoding="utf-8")} for path in sorted(SAMPLES.glob("*.txt"))]
    (tmp_path / "lines.jsonl").write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    rows = [(record["id"], record["text"], 7) for record in records[:-1]]
    frame = cluster.createDataFrame(rows, "id string, content string, other int")
    frame.write.parquet(str(tmp_path / "in" / "rows.parquet"))
    shutil.copy(SAMPLES / "changsha-meeting.html", tmp_path / "in")
    (tmp_path / "in" / f"{records[-1]['id']}.txt").write_text(records[-1]["text"], encoding="utf-8")
    pipeline.build([str(tmp_path / "lines.jsonl"), str(tmp_path / "in" / "changsha-meeting.html")], tmp_path / "g")
    made = spark.build([(tmp_path / "in").as_uri(), "-", (tmp_path / "missing").as_uri()], str(tmp_path / "out"), gzip=True)
    assert len(made.problems) == 2

    load([tmp_path / "out" / "nquads"], tmp_path / "loaded")
    with Store.open(tmp_path / "g") as one, Store.open(tmp_path / "loaded") as other:
        of_one, of_other = ({str(quad) for quad in each.quads() if quad.predicate.value != DCTERMS.source} for each in (one, other))
    assert of_one == of_other


@NEEDED
def test_a_copy_of_a_copy_may_stay(cluster: Any) -> None:
    from kg.engines.job import nearest

    pairs = cluster.sparkContext.parallelize([("b", "a"), ("c", "b"), ("d", "c"), ("d", "a"), ("e", "d")], 2)
    assert sorted(nearest(pairs, 2).collect()) == [("b", "a"), ("d", "a")]


@NEEDED
def test_what_is_not_the_programs_stays(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(GraphError, match=r"also holds mine\.txt"):
        spark.build([str(SAMPLES)], str(tmp_path))
    with pytest.raises(InputError, match="no article could be read"):
        spark.build([str(tmp_path / "missing")], str(tmp_path / "out"))


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark, "_has_pyspark", lambda: False)
    with pytest.raises(KgError, match=r"pip install 'tuzhi\[spark\]'"):
        spark.build([str(SAMPLES)], str(tmp_path))
    monkeypatch.setattr(spark, "_has_pyspark", lambda: True)
    monkeypatch.setattr(spark, "_has_java", lambda: False)
    with pytest.raises(KgError, match="17 or newer"):
        spark.build([str(SAMPLES)], str(tmp_path))


