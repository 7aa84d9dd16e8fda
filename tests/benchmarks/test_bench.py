"""The benchmark works, and its table is in both READMEs. No figure is judged here: a test does not depend on the clock."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jieba import posseg

from benchmarks import __main__ as bench
from benchmarks import corpus, line, measures, ratios, results, running, sizes, table, triples
from kg.acquire import fingerprint, read
from kg.acquire.duplicates import originals
from kg.clean import clean

ROWS = [table.Row("line", 100, 2.0, 1.0), table.Row("open", 100, 0.0123), table.Row("memory", 1000, 400.0, 1234.5)]
TOLD = {"date": "2026-01-02", "processor": "a processor", "tuzhi": "1", "python": "3", **dict.fromkeys(table.PACKAGES, "2")}


# the articles


def records(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_articles_are_the_same_each_time_and_others_by_other_numbers(tmp_path: Path) -> None:
    first = corpus.from_samples(tmp_path / "a", range(6)).read_bytes()
    assert corpus.from_samples(tmp_path / "b", range(6)).read_bytes() == first
    assert not {each["text"] for each in records(tmp_path / "a")} & {
        each["text"] for each in records(corpus.from_samples(tmp_path / "c", range(6, 12)))}


def test_no_article_is_a_copy(tmp_path: Path) -> None:
    path = corpus.from_samples(tmp_path / "many.jsonl", range(60))
    assert originals(fingerprint(clean(article)) for article in read([str(path)])) == {}


def test_more_than_there_are_go_on_with_such_as_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = corpus.from_samples(tmp_path / "known.jsonl", range(4))
    monkeypatch.setattr(corpus, "SHARED", known)
    found = records(corpus.written(tmp_path / "articles.jsonl", 7))
    assert found[:4] == records(known)
    assert len({each["text"] for each in found}) == 7


@pytest.mark.parametrize(("text", "kept", "gone"), [
    ("昌黎县委组织部的李丽娟说", "委组织部的", ("昌黎", "李丽娟")),
    ("2020年2月8日捐款3500元", "元", ("2020年2月8日", "3500")),
    ("没有什么可换的一句话。", "没有什么可换的一句话。", ()),
])  # fmt: skip
def test_names_days_and_figures_are_changed(text: str, kept: str, gone: tuple[str, ...]) -> None:
    changed = corpus.changed(3, text)
    assert kept in changed
    assert not [name for name in gone if name in changed]
    assert changed == corpus.changed(3, text)


def test_divisions_go_to_such_as_lie_in_one_another() -> None:
    changed = corpus.changed(3, "河北省秦皇岛市昌黎县")
    province, prefecture, county = (corpus.gazetteer().named(name)[0] for name in re.findall(r".+?(?:省|自治区|市|州|地区|盟|县|区|旗)",
                                                                                             changed)[:3])
    assert corpus.gazetteer().within(county, prefecture)
    assert corpus.gazetteer().within(prefecture, province)


# the table


def test_the_writer_replaces_what_is_between_the_marks(tmp_path: Path) -> None:
    for name in table.READMES.values():
        (tmp_path / name).write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.write(tmp_path, "day; machine", ROWS)
    for language, name in table.READMES.items():
        expected = f"before\n{table.BEGIN}\nday; machine\n\n{table.markdown(ROWS, language)}\n{table.END}\nafter\n"
        assert (tmp_path / name).read_text(encoding="utf-8") == expected
    once = (tmp_path / "README.md").read_text(encoding="utf-8")
    table.write(tmp_path, "day; machine", ROWS)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == once


def test_a_text_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="once each"):
        table.replaced("nothing", "table")


def test_both_readmes_have_the_same_figures() -> None:
    between = re.compile(f"{table.BEGIN}\n(.*?){table.END}", re.DOTALL)
    english, chinese = (between.findall((corpus.REPOSITORY / name).read_text(encoding="utf-8")) for name in table.READMES.values())
    assert len(english) == len(chinese) == 1

    def figures(text: str) -> list[list[str]]:
        return [re.findall(r"[\d.,]*\d", line.split("|", 2)[-1]) for line in text.splitlines()]

    assert figures(english[0]) == figures(chinese[0])


def test_cells() -> None:
    lines = table.markdown(ROWS, "en").splitlines()
    assert lines[1] == "|---|---|---|---|---|"
    assert [line.split(" | ", 1)[1] for line in lines[2:]] == [
        "100 articles | 2.00 s | 1.00 s | 0.50 × |", "1,000 articles | 400 MB | 1,234 MB | 3.09 × |", "100 articles | 12.3 ms | – | – |"]


def test_the_head_tells_when_all_runs_began() -> None:
    assert table.head(TOLD, ["13:50", "15:10"]).startswith("2026-01-02, 13:50 + 15:10; a processor; tuzhi 1, python 3, jieba 2,")


def test_every_row_has_its_words_in_both_languages() -> None:
    assert [name for name, told in table.words().items() if not (told["en"] and told["zh"])] == []


# the ratios

PINNED = "# remark\n\n[compiled]\nline = 1.0\n\n[source]\nline = 0.5\nask = 100.0\n"


def test_raising_lowers_none_and_leaves_the_rest() -> None:
    after = ratios.raised(PINNED, "source", {"line": 0.6789, "ask": 90.0})
    assert after == PINNED.replace("0.5", "0.678")
    assert ratios.raised(PINNED, "kernel", {"line": 1.2385}) == f"{PINNED}\n[kernel]\nline = 1.23\n"


def test_a_fall_by_more_than_a_fifth_is_told() -> None:
    pins = {"line": 1.0, "ask": 100.0}
    assert ratios.too_low({"line": 0.81, "ask": 79.0}, pins) == ["ask"]
    assert ratios.too_low({"line": 0.8, "ask": 81.0}, pins) == []


@pytest.mark.parametrize(("turns", "code"), [([0.1, 0.9], 0), ([0.1, 0.2, 0.9], 0), ([0.1, 0.2, 0.3], 1), ([0.9], 0)])
def test_what_is_too_low_is_measured_again(
    turns: list[float], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "ratios.toml").write_text(f"[{ratios.line.code()}]\nline = 1.0\n", encoding="utf-8")
    monkeypatch.setattr(ratios, "PINS", tmp_path / "ratios.toml")
    monkeypatch.setattr(ratios, "measured", lambda: {"line": turns.pop(0)})
    assert ratios.main([]) == code
    assert turns == []
    assert capsys.readouterr().err.count("\n") == code


# the rows as they come


def test_an_interrupted_run_leaves_what_it_has_and_goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def rows(setting: measures.Setting, size: int) -> Iterator[table.Row]:
        measured.append(size)
        yield ROWS[0]
        if len(measured) == 2:
            raise KeyboardInterrupt
        yield ROWS[2]

    monkeypatch.setattr(bench, "MEASURES", {"line": rows})
    setting, path = measures.Setting(tmp_path), tmp_path / "rows.json"
    with pytest.raises(KeyboardInterrupt):
        bench.measure(results.Results(path, TOLD, "13:50", resume=False), setting, [1, 2], ["line"])
    again = results.Results(path, TOLD, "15:10", resume=True)
    assert (again.done, again.rows, again.began) == (["line 1"], [ROWS[0], ROWS[2]], ["13:50"])
    bench.measure(again, setting, [1, 2], ["line"])
    assert measured == [1, 2, 2]
    assert again.began == ["13:50", "15:10"]


def test_rows_of_another_day_or_program_are_not_put_beside_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    results.Results(path, TOLD, "13:50", resume=False).keep(ROWS[0])
    with pytest.raises(ValueError, match="another day or with another program"):
        results.Results(path, {**TOLD, "date": "2026-01-03"}, "13:50", resume=True)
    assert results.Results(path, {**TOLD, "date": "2026-01-03"}, "13:50", resume=False).rows == []


# all of it, in miniature


def here(work: running.Work, *arguments: object, python: str = "") -> running.Took:
    """The work, in this process."""
    return replace(work(*json.loads(json.dumps(arguments))), memory=1.0)


def test_a_miniature_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    few = corpus.from_samples(tmp_path / "few.jsonl", range(3))
    monkeypatch.setattr(corpus, "SHARED", few)
    monkeypatch.setattr(line, "SAMPLES", few)
    monkeypatch.setattr(measures, "FEW", 0)
    for module in (line, measures, triples):
        monkeypatch.setattr(module, "alone", here)
    bench.main(["--sizes", "3", "--only", "line", "jobs", "graph", "--results", str(tmp_path / "rows.json")])
    told = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert {row["name"] for row in told["rows"]} == {"line", "jobs", "memory", "load", "turtle", "export", "open", "slowest"}
    assert all(row["ours"] > 0 and row["size"] == 3 for row in told["rows"])
    assert capsys.readouterr().out.count("\n| ") == 1 + len(told["rows"])


def test_work_in_a_process_of_its_own(tmp_path: Path) -> None:
    held = b"x" * 10**9
    took = running.alone(line.tagged, str(corpus.from_samples(tmp_path / "articles.jsonl", range(2))))
    assert took.seconds > 0
    assert 0 < took.memory < len(held) / 2**20   # what starts the process is not counted


def test_jieba_tags_a_sample_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tagged: list[str] = []
    monkeypatch.setattr(posseg, "lcut", tagged.append)
    source = str(corpus.from_samples(tmp_path / "articles.jsonl", range(4)))
    line.tagged(source)
    whole = len(tagged)
    monkeypatch.setattr(line, "SAMPLE", 2)
    line.tagged(source)
    assert 1 < len(tagged) - whole < whole


def test_ratios_in_miniature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratios, "QUESTIONS", ("holders",))
    found = ratios.measured(turns=1, articles=3)
    assert found.keys() == {"line", "load", "turtle", "export", "ask"}
    assert all(ratio > 0 for ratio in found.values())


def test_rdflib_loses_its_time_for_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def query(self, text: str, **rest: object) -> list[int]:
            while True:
                sum(range(1000))

    monkeypatch.setattr(triples, "PATIENCE", 0.01)
    triples._answered(Slow(), "", {})


def test_failing_work_says_why() -> None:
    with pytest.raises(RuntimeError, match="No such file"):
        running.alone(triples.ours, "/nowhere", "/nowhere")


def test_sizes(tmp_path: Path) -> None:
    told = "\n".join(sizes.measured(corpus.from_samples(tmp_path / "articles.jsonl", range(3))))
    assert "statements" in told
    assert "largest blocks: label" in told
