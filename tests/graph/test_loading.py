"""Statements as files become a graph that answers as the one that they come from."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import GraphError, InputError
from kg.graph import Ledger, Store
from kg.graph.loading import load
from kg.output import export

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
BASE = "https://example.org/id/"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    texts = {"一 % 二": "2020年2月3日，东村党支部书记王大明向村民发放口罩200个。", "b": "2月4日，北辰区区长王宝雨来到天穆镇检查防疫工作。"}
    for name, words in texts.items():
        (folder / f"{name}.txt").write_text(words, encoding="utf-8")
    pipeline.build([str(folder)], folder / "g", base=BASE)
    with Store.open(folder / "g") as store:
        export(store, "nquads", folder / "all.nq")
    return folder


def test_a_graph_comes_back(graph: Path, tmp_path: Path) -> None:
    text = (graph / "all.nq").read_bytes()
    (tmp_path / "nquads").mkdir()
    half = text.rindex(b"article/b> .\n") + len(b"article/b> .\n")
    (tmp_path / "nquads" / "part-0.nq").write_bytes(text[:half])
    (tmp_path / "nquads" / "part-1.nq.gz").write_bytes(gzip.compress(text[half:]))
    made = load([tmp_path / "nquads"], tmp_path / "loaded")
    assert made.base == BASE
    assert made.articles == 2
    assert (tmp_path / "loaded" / "graph.ttl").read_bytes() == (graph / "g" / "graph.ttl").read_bytes()
    with Store.open(graph / "g") as one, Store.open(tmp_path / "loaded") as other:
        assert list(one.quads()) == list(other.quads())
    with pytest.raises(GraphError, match="does not keep what it was made of"):
        Ledger.open(tmp_path / "loaded")


@pytest.mark.parametrize(("text", "message"), [
    ("", "holds no statements of an article"),
    ("<urn:a> <urn:b> <urn:c> .\n", "holds no statements of an article"),
    ("<urn:a> <urn:b> <urn:c> <urn:d> .\n", "holds no statements of an article"),
    (f"<urn:a> <urn:b> <urn:c> <{BASE}article/a> .\n<urn:a> <urn:b> <urn:c> .\n", r"the graph \(none\)"),
    (f"<urn:a> <urn:b> <urn:c> <{BASE}article/a> .\n<urn:a> <urn:b> <urn:c> <urn:d> .\n", "the graph urn:d"),
    (f"no statement at all <{BASE}article/a> .\n", "is not N-Quads"),
])
def test_what_is_no_graph_is_told(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load([tmp_path / "a.nq"], tmp_path / "loaded")
    assert not (tmp_path / "loaded").exists()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load([tmp_path / "missing"], tmp_path / "loaded")
    with pytest.raises(InputError, match="holds no file of statements"):
        load([tmp_path], tmp_path / "loaded")
