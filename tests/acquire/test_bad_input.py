"""Each bad input gives exactly one problem, with place, cause and cure, and the rest is read."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.acquire import LIMIT, PassedOver, read, sources
from kg.errors import InputError

GOOD = "好消息\n2021-03-04\n示例县举行捐赠仪式，蓝天公司捐赠口罩8000个。\n"
UNREADABLE = Path("/proc/self/mem")     # exists, and refuses to be read even by root


def written(name: str, data: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name
    return write


def linked(folder: Path) -> Path:
    (folder / "bad.txt").symlink_to(UNREADABLE)
    return folder / "bad.txt"


def huge(folder: Path) -> Path:
    with (folder / "bad.txt").open("wb") as stream:
        stream.write(GOOD.encode())
        stream.truncate(LIMIT + 1)
    return folder / "bad.txt"


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (written("bad.txt", b""), "is empty"),
    "blank": (written("bad.txt", "\ufeff \n\n".encode()), "is empty"),
    "binary": (written("bad.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8), "is binary"),
    "nul bytes": (written("bad.txt", GOOD.encode().replace(b"\n", b"\n\0", 1)), "NUL"),
    "huge": (huge, f"bigger than {LIMIT // 2**20} MB"),
    "cut in a character": (written("bad.txt", GOOD.encode()[:-5]), "is UTF-8 but for byte 0x"),
    "latin": (written("bad.txt", "Übergröße, naïveté, façade: ÄÖÜäöüß".encode("latin-1")), "is not UTF-8"),
    "false mark": (written("bad.txt", b"\xef\xbb\xbf" + GOOD.encode("gb18030")), "begins with the mark of UTF-8"),
    "odd utf-16": (written("bad.txt", GOOD.encode("utf-16")[:-1]), "begins with the mark of UTF-16"),
    "only navigation": (written("bad.txt", "首页 | 新闻 | 正文\n分享到：\n版权所有 示例网\n".encode()), "has no running text"),
    "page without text": (written("bad.html", b"<html><head><title></title></head><body></body></html>"), "without article text"),
    "broken json": (written("bad.json", b'{"text": "a'), "is no JSON"),
    "json of a number": (written("bad.json", b"17"), "is no record"),
    "json without text": (written("bad.json", b'{"title": "x"}'), "has no text field"),
    "table without text": (written("bad.csv", b"id,name\n1,x\n2,y\n"), "has no text field"),
    "empty table": (written("bad.csv", b""), "is empty"),
    "a heading only": (written("bad.csv", b"id,text\n"), "holds no record"),
    "an empty list": (written("bad.json", b"[]"), "holds no record"),
    "a mark and a blank": (written("bad.jsonl", b"\xef\xbb\xbf "), "holds no record"),
    "a heading without its end": (written("bad.csv", b'id,"text\n1,x\n'), "has a broken heading (unexpected end of data)"),
    "lists in lists": (written("bad.json", b'{"text": ' + b"[" * 10**5), "is JSON that no article is written in (maximum recursion"),
    "a figure of thousands of digits": (written("bad.json", b'{"text": ' + b"1" * 5000 + b"}"), "is JSON that no article is written in"),
    "more than an article": (written("bad.txt", (GOOD + "好。" * 10**5).encode()), "where an article may have 200,000"),
    "more than a page": (written("bad.html", b"<html>" + b"<p>" * 2 * 10**6), "is an HTML page of 6,000,006 characters"),
    "empty lines": (written("bad.jsonl", b"\n\n"), "is empty"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_problem_and_the_rest(tmp_path: Path, name: str) -> None:
    make, words = BAD[name]
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "z.txt").write_text(GOOD, encoding="utf-8")
    path = make(tmp_path)
    problems: list[InputError] = []
    articles = list(read([str(tmp_path)], on_problem=problems.append))
    assert [article.id for article in articles] == ["a", "z"]
    (problem,) = problems
    assert problem.cause.startswith(f"{path}: ")
    assert words in problem.cause
    assert problem.cure
    assert "\n" not in str(problem)


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no /proc here, so no file that even root cannot read")
def test_a_file_that_the_system_refuses(tmp_path: Path) -> None:
    path = linked(tmp_path)
    problems: list[InputError] = []
    assert list(read([str(path)], on_problem=problems.append)) == []
    assert [problem.cause.split("(")[0] for problem in problems] == [f"{path}: cannot be read "]


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    problems: list[InputError] = []
    named = [f"{tmp_path}/none.txt", f"{tmp_path}/*.html", f"{tmp_path}/a.txt"]
    assert len(list(read(named, on_problem=problems.append))) == 1
    assert [problem.cause for problem in problems] == [f"{tmp_path}/*.html: matches nothing", f"{tmp_path}/none.txt: does not exist"]


def test_bad_lines_of_json_lines(tmp_path: Path) -> None:
    good = json.dumps({"text": "示例县召开会议。"}, ensure_ascii=False).encode()
    bad = [b'{"text": "a', b'{"text": 17.5, "a": }', b"[1]", b'{"title": "t"}', b'{"text": "\xff\xfe\xfa"}',
           b'{"text": "a\\u0000b"}', b'{"text": "  "}']
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(line for pair in zip(bad, [good] * len(bad), strict=True) for line in pair))
    problems: list[InputError] = []
    articles = list(read([str(path)], on_problem=problems.append))
    assert [article.id for article in articles] == [f"a-{number}" for number in range(2, 15, 2)]
    assert [problem.cause.split(": ")[0] for problem in problems] == [f"{path}:{number}" for number in range(1, 14, 2)]
    assert all(problem.cure for problem in problems)


def test_bad_rows_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,示例县召开会议。\n2,"坏"行\n3,\n4,示例县印发通知。\n', encoding="utf-8")
    problems: list[InputError] = []
    assert [article.id for article in read([str(path)], on_problem=problems.append)] == ["1", "4"]
    assert [problem.cause.split(": ")[0] for problem in problems] == [f"{path}:3", f"{path}:4"]


def test_bad_records_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": "示例县召开会议。"}, 5, {"text": "示例县印发通知。"}]), encoding="utf-8")
    problems: list[InputError] = []
    assert [article.id for article in read([str(path)], on_problem=problems.append)] == ["a-1", "a-3"]
    assert [problem.cause for problem in problems] == [f"{path}: record 2 is no record"]


def test_a_long_line_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.acquire.records.LIMIT", 200)
    monkeypatch.setattr(sources, "LIMIT", 200)
    path = tmp_path / "a.jsonl"
    long, good = json.dumps({"text": "长" * 500}), json.dumps({"text": "示例县召开会议。"})
    path.write_text("\n".join([good, long, good]), encoding="utf-8")
    problems: list[InputError] = []
    assert [article.id for article in read([str(path)], on_problem=problems.append)] == ["a-1", "a-3"]
    assert [problem.cause.split(": ")[0] for problem in problems] == [f"{path}:2"]


def test_without_a_handler_the_first_problem_is_raised(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "note.pdf").write_bytes(b"")
    with pytest.raises(InputError, match=r"a\.txt: is empty"):
        list(read([str(tmp_path)]))


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "示例县\\ud83d召开会议\\ud83d\\ude00。"}', encoding="utf-8")
    (article,) = read([str(path)])
    assert article.raw == "示例县\ufffd召开会议\U0001f600。"


NAMES = {
    "新闻".encode("gbk") + b".txt": "新闻",
    b"news\xff.txt": "news\\xff",
    "新闻".encode() + b"\xff.txt": "新闻\\xff",
    "新闻.txt".encode(): "新闻",
}


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names of files are characters here")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_not_utf8_can_be_printed(tmp_path: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_text(GOOD, encoding="utf-8")
    for named in (str(tmp_path), os.fsdecode(path), f"{tmp_path}/*.txt"):
        (article,) = read([named])
        assert (article.id, article.source) == (NAMES[name], f"{tmp_path}/{NAMES[name]}.txt")


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names of files are characters here")
def test_problems_with_such_a_name_can_be_printed(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("旧".encode("gbk"))
    folder.mkdir()
    (folder / os.fsdecode("空".encode("gbk") + b".txt")).write_bytes(b"")
    (folder / os.fsdecode(b"x.\xff")).write_bytes(b"")
    problems: list[InputError] = []
    assert list(read([str(folder), f"{folder}/none", f"{folder}/*.csv"], on_problem=problems.append)) == []
    assert len(problems) == 4
    assert all(str(problem).encode().decode().startswith(f"{tmp_path}/旧") for problem in problems)


@pytest.mark.parametrize("where", ["", "/*", "/**"])
def test_pipes_and_sockets_do_not_stop_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.chdir(tmp_path)                     # a socket's path must be short
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    os.mkfifo("b.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("c.txt")
        problems: list[InputError] = []
        assert [article.id for article in read([f"{tmp_path}{where}"], on_problem=problems.append)] == ["a"]
    (problem,) = problems
    assert isinstance(problem, PassedOver)
    assert problem.cause == f"{tmp_path}{where}: passed over 2 files of other kinds (pipes and devices 2)"


def test_a_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    writer = threading.Thread(target=(tmp_path / "a.txt").write_text, args=(GOOD, "utf-8"), daemon=True)
    writer.start()
    (article,) = read([str(tmp_path / "a.txt")])
    writer.join(10)
    assert article.id == "a"


def test_a_broken_line_is_told_by_its_number_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "示例县召开会议。"}\n{"text": x}\n', encoding="utf-8")
    (tmp_path / "b.json").write_text('{\n"text": x}', encoding="utf-8")
    problems: list[InputError] = []
    assert len(list(read([str(tmp_path)], on_problem=problems.append))) == 1
    assert [problem.cause.removeprefix(f"{tmp_path}/") for problem in problems] == [
        "a.jsonl:2: is no JSON (Expecting value at character 10)",
        "b.json: is no JSON (Expecting value at line 2, character 9)",
    ]


def test_a_field_that_no_record_has_is_told(tmp_path: Path) -> None:
    lines = ['{"text": "示例县召开会议。", "when": "2020-02-03"}', '{"text": "示例县印发通知。", "Head Line": ""}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    problems: list[InputError] = []
    named = {"text": "nope", "published": "when", "title": "headline"}
    articles = list(read([str(tmp_path)], named, problems.append))
    assert [article.published for article in articles] == ["2020-02-03", ""]
    assert [str(problem) for problem in problems] == ["no record has a field nope: mend its name: --field text=FIELD"]
    assert isinstance(problems[0], PassedOver)


def test_dates_that_are_none_are_counted(tmp_path: Path) -> None:
    days = ["2020-02-03", "2020-13-45", 1580000000, "", None]
    lines = [json.dumps({"text": f"示例县召开会议{number}。", "date": day}) for number, day in enumerate(days)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    problems: list[InputError] = []
    articles = list(read([str(tmp_path)], on_problem=problems.append))
    assert [article.published for article in articles] == ["2020-02-03", "", "", "", ""]
    (problem,) = problems
    assert isinstance(problem, PassedOver)
    assert str(problem) == f"{tmp_path}/a.jsonl: 2 of its records have a date that is none (such as '2020-13-45'): write it as 2020-02-14"


def test_of_a_long_date_that_is_none_the_beginning_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "示例县召开会议。", "date": "市" * 10**5}), encoding="utf-8")
    problems: list[InputError] = []
    assert len(list(read([str(tmp_path)], on_problem=problems.append))) == 1
    assert f"(such as '{'市' * 40}…')" in str(problems[0])
