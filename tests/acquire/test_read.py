"""Reading files of every format, in every place and encoding."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from kg.acquire import READERS, PassedOver, read
from kg.article import Article
from kg.errors import InputError

PAGE = """示例县举行捐赠仪式
2021-03-04 09:10 来源：示例日报

　　3月3日，示例县举行捐赠仪式，蓝天公司向示例医院捐赠口罩8000个。
　　县长王小明查看了物资。（记者 张三）
"""
HANT = """示例區舉行捐贈儀式
2021-03-04 09:10 來源：示例日報

　　3月3日，示例區舉行捐贈儀式，藍天公司向示例醫院捐贈口罩8000個。
　　區長王小明查看了物資。（記者 張三）
"""
RECORD = {"id": "r1", "title": "示例县部署春耕", "date": "2021-03-05", "source": "示例日报", "author": "李四、王五",
          "text": "示例县召开春耕会议。\n会议印发春耕方案。"}
HTML = """<html><head><meta charset="{}"><title>示例县修好灌溉渠_示例网</title></head><body>
<div class="nav"><a href="/">首页</a></div><h1>示例县修好灌溉渠</h1>
<p>2021-03-06 10:00 来源：示例晚报 责任编辑：赵六</p>
<p>3月5日，示例县组织120名干部清理灌溉渠，施工队修复渠道3公里，全县春灌可以按时开始。</p>
<p>县水利局向各村发放宣传材料2000份，并安排专人巡查，保证每个村都能用上水。</p>
<h3>相关阅读</h3><ul><li><a href="/1">示例镇举办庙会</a></li></ul></body></html>"""


def texts(article: Article) -> list[str]:
    return [article.raw[span.start:span.end] for span in article.body]


def one(*sources: str | Path, **more: dict[str, str]) -> Article:
    (article,) = read([str(source) for source in sources], **more)
    return article


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_text_page_in_every_encoding(tmp_path: Path, encoding: str, ends: str) -> None:
    article = one(write(tmp_path / "a.txt", PAGE.replace("\n", ends), encoding))
    assert article.raw == PAGE
    assert texts(article) == ["3月3日，示例县举行捐赠仪式，蓝天公司向示例医院捐赠口罩8000个。", "县长王小明查看了物资。"]
    assert (article.id, article.title, article.published) == ("a", "示例县举行捐赠仪式", "2021-03-04")
    assert (article.publisher, article.authors, article.editors, article.language) == ("示例日报", ("张三",), (), "zh-Hans")


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_page(tmp_path: Path, encoding: str) -> None:
    article = one(write(tmp_path / "b.txt", HANT, encoding))
    assert article.raw == HANT
    assert article.language == "zh-Hant"
    assert (article.publisher, article.authors) == ("示例日報", ("張三",))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_html_page(tmp_path: Path, encoding: str) -> None:
    article = one(write(tmp_path / "c.html", HTML.format(encoding), encoding))
    assert article.title == "示例县修好灌溉渠"
    assert (article.published, article.publisher, article.editors) == ("2021-03-06", "示例晚报", ("赵六",))
    assert len(texts(article)) == 2
    assert "庙会" not in "".join(texts(article))


def test_html_metadata_where_the_text_says_nothing(tmp_path: Path) -> None:
    page = HTML.format("utf-8").replace("<p>2021-03-06 10:00 来源：示例晚报 责任编辑：赵六</p>", "").replace(
        "<head>", '<head><meta property="article:published_time" content="2021-03-07T08:00:00+08:00">'
                  '<meta property="og:site_name" content="示例网">')
    article = one(write(tmp_path / "c.html", page))
    assert (article.published, article.publisher) == ("2021-03-07", "示例网")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_json_lines(tmp_path: Path, encoding: str) -> None:
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in (RECORD, RECORD | {"id": "r2", "text": "另一条消息。"}))
    first, second = read([str(write(tmp_path / "d.jsonl", lines, encoding))])
    assert (first.id, first.title, first.published, first.publisher) == ("r1", "示例县部署春耕", "2021-03-05", "示例日报")
    assert first.authors == ("李四", "王五")
    assert texts(first) == ["示例县召开春耕会议。", "会议印发春耕方案。"]
    assert (second.id, second.source) == ("r2", f"{tmp_path}/d.jsonl#2")


def test_json_list_record_and_lines_under_the_same_suffix(tmp_path: Path) -> None:
    line = json.dumps(RECORD, ensure_ascii=False)
    for text, count in ((f"[{line}]", 1), (line, 1), (f"{line}\n{line.replace('r1', 'r2')}\n", 2), (json.dumps([RECORD] * 3), 3)):
        assert len(list(read([str(write(tmp_path / "e.json", text))]))) == count, text[:20]


def test_fields_are_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "f.jsonl", json.dumps({"Kopf": "题目一", "Inhalt": "示例县召开会议。", "content": "别的。"}))
    article = one(path, fields={"text": "Inhalt", "title": "Kopf"})
    assert (article.title, texts(article)) == ("题目一", ["示例县召开会议。"])


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no field is called txet"):
        list(read([str(tmp_path)], fields={"txet": "x"}))


@pytest.mark.parametrize(("name", "separator"), [("g.csv", ","), ("g.csv", ";"), ("g.csv", "\t"), ("g.tsv", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_tables(tmp_path: Path, name: str, separator: str, encoding: str) -> None:
    rows = [["编号", "标题", "正文", "来源", "发布时间"],
            ["t1", "示例县春耕", '"示例县开展""春耕""活动。\n第二段。"', "示例日报", "2021年3月5日"]]
    article = one(write(tmp_path / name, "\n".join(separator.join(row) for row in rows), encoding))
    assert (article.id, article.title, article.publisher, article.published) == ("t1", "示例县春耕", "示例日报", "2021-03-05")
    assert texts(article) == ['示例县开展"春耕"活动。', "第二段。"]


@pytest.mark.parametrize(("text", "count"), [
    (PAGE, 1), (json.dumps(RECORD) + "\n" + json.dumps(RECORD | {"id": "x"}) + "\n", 2), (json.dumps([RECORD], indent=1), 1),
    (json.dumps(RECORD, indent=1), 1), (HTML.format("utf-8"), 1),
])
def test_standard_input_is_recognised(monkeypatch: pytest.MonkeyPatch, text: str, count: int) -> None:
    stream = io.TextIOWrapper(io.BytesIO(text.encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    articles = list(read(["-"]))
    assert len(articles) == count
    if text is PAGE:
        assert (articles[0].id, articles[0].source) == ("stdin", "-")


def test_folders_globs_and_files_name_each_file_once_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("in/a.txt", "in/deep/er/b.txt", "in/deep/c.html", "other/d.txt"):
        write(tmp_path / name, HTML.format("utf-8") if name.endswith("html") else PAGE)
    monkeypatch.chdir(tmp_path)
    named = ["in", "other/d.txt", "in/**/*.txt", "in/a.txt", "*/d.txt"]
    articles = list(read(named))
    assert [article.source for article in articles] == ["in/a.txt", "in/deep/c.html", "in/deep/er/b.txt", "other/d.txt"]
    assert list(read(named[::-1])) == articles


def test_the_same_stem_twice_gives_distinct_stable_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("x/a.txt", PAGE), ("y/a.txt", PAGE.replace("8000", "9000")), ("z/a.txt", PAGE.replace("8000", "9000"))):
        write(Path(name), text)
    ids = [article.id for article in read(["y", "z", "x"])]
    assert ids[0] == "a"
    assert ids[1].startswith("a~")
    assert len(ids[1]) == len("a~") + 8
    assert ids[2] == ids[1] + "~2"
    assert ids == [article.id for article in read(["x", "y", "z"])]


def test_hidden_files_loops_and_other_kinds_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PAGE)
    write(tmp_path / ".hidden.txt", PAGE)
    write(tmp_path / ".git/b.txt", PAGE)
    write(tmp_path / "notes.pdf", "x")
    write(tmp_path / "more.pdf", "x")
    write(tmp_path / "Makefile", "x")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    problems: list[InputError] = []
    assert [article.id for article in read([str(tmp_path)], on_problem=problems.append)] == ["a"]
    (problem,) = problems
    assert isinstance(problem, PassedOver)
    assert "4 files of other kinds (.pdf 2, Makefile 1, broken links 1)" in problem.cause


def test_links_are_followed_and_the_file_behind_is_read_once(tmp_path: Path) -> None:
    write(tmp_path / "store/a.txt", PAGE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/link").symlink_to(tmp_path / "store", target_is_directory=True)
    (tmp_path / "in/soft.txt").symlink_to(tmp_path / "store/a.txt")
    assert [article.source for article in read([str(tmp_path / "in")])] == [f"{tmp_path}/in/link/a.txt"]


def test_a_named_file_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    assert one(write(tmp_path / "page.news", PAGE)).title == "示例县举行捐赠仪式"


def test_every_suffix_belongs_to_one_reader() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert {".txt", ".html", ".htm", ".json", ".jsonl", ".csv", ".tsv"} <= set(suffixes)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


@pytest.mark.parametrize("sign", ["&#1;", "&#x0b;", "&#0;", "&#xd800;", "&#1114112;", "\x0c", "&#xfffe;"])
def test_a_page_with_control_characters_is_read(tmp_path: Path, sign: str) -> None:
    text = "示例县举行捐赠仪式,蓝天公司捐赠口罩8000个。"
    page = f"<html><body><article><h1>好消息{sign}</h1><p>{text}{sign}{text}</p></article></body></html>"
    article, = read([str(write(tmp_path / "page.html", page))])
    assert text in article.raw
    assert article.raw.replace("\n", "").isprintable()
