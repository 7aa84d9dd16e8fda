"""Any bytes are a file to be read, or a text put together from words of the genre: neither may break the program.

Each function takes bytes, which a fuzzer may choose as it likes, and raises where something does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat, parse

from kg import pipeline
from kg.acquire import fingerprint, read
from kg.article import Article, Span
from kg.clean import clean
from kg.detect import tagged
from kg.errors import InputError
from kg.fuse import by_article, claims, decided
from kg.graph import BASE
from reliability.holds import check

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
KINDS = (".txt", ".html", ".jsonl", ".json", ".csv", ".tsv", ".xhtml")
LANGUAGES = ("", "zh-Hans", "zh-Hant")
DATES = ("", "2020-02-20", "2024-02-29", "0001-01-01", "9999-12-31")
GENRE = """
诸暨市 店口镇 梧岗村 福清市 北辰区 武汉 全市 我县 该公司 市委 区委组织部 县政府 村委会 省市委 水利局 红十字会 有限公司
人民医院 党支部 突击队 书记 副书记 局长 区长 第一书记 周启明 欧阳振华 邢某 阿迪力·吐尔逊 党员 志愿者 捐赠 捐款 划拨
抽调 充实到 成立 印发 发放 检查 召开 采购 生产 排查 查获 消毒 培训 启动 包保 报名 任命 免去 表彰 强调 要求 将 把 向 从
到 为 对 被 由 的 和 、 等 等4个村 等7人 口罩 《关于春耕的通知》 “三查三看” 工作法 机制 活动 会议 4600余万元 近300台
元宵节 国庆节 除夕夜 腊月廿三 翌年3月 当天 2月3日至5日 8日 2月30日
2.5万个 三百余人 两千 第三批 50% 1月30日 去年10月 大年三十 9月底 昨日 正月初六 至 截至 2020年 當選 書記 資金 Ａ１ GDP
３０萬元 (以下简称“集团”) \U0001f600 \u3400 \U00020000 é ё کتاب 한국
1e999万元 99月99日 9999999999999999999999999999999999元
"""
"""Words that the rules look for, and some of other scripts."""
SIGNS = (*"0123456789", *"。,，!？；:：、“”‘’《》()（）【】—…·-~%.\"' \n\t\u3000\u200b\ufeff\u2028\x00\ue000\uf900\U00020000\U0001f600㎡①Ⅷ")


def file(data: bytes) -> None:
    """The bytes behind the first are a file of the kind that this tells: what is read can be cleaned and told from others, its offsets
    lead into the text as read, and what is not read is told in one line."""
    path = Path(_folder().name) / f"a{KINDS[data[0] % len(KINDS)] if data else KINDS[0]}"
    path.write_bytes(data[1:])
    problems: list[InputError] = []
    articles = [clean(article) for article in read([str(path)], on_problem=problems.append)]
    assert articles or problems
    for problem in problems:
        assert len(str(problem).splitlines()) == 1, problem
    for article in articles:
        fingerprint(article)
        for span in article.body:
            assert 0 <= span.start < span.end <= len(article.raw)
        for span in article.sentences:
            assert 0 <= span.start < span.end <= len(article.text.string)
            back = article.text.back(span)
            assert 0 <= back.start < back.end <= len(article.raw)


def text(data: bytes) -> None:
    """Each two bytes are a word or a sign: the article goes through all stages, all holds of it that does of any, and its statements
    are RDF."""
    words = _words()
    pieces = [words[int.from_bytes(data[at:at + 2], "little") % len(words)] for at in range(1, len(data) - 1, 2)]
    raw, first = "".join(pieces), data[0] if data else 0
    body = (Span(0, len(raw)),) if raw else ()
    article = clean(Article("a", "a.txt", raw, body, published=DATES[first % len(DATES)], language=LANGUAGES[first // 8 % len(LANGUAGES)]))
    whole = pipeline.understand(next(iter(tagged([article]))))
    check(whole)
    verdicts = by_article(decided(sorted(claims(whole)))).get(whole.id, ())
    lines = pipeline.written(whole, verdicts, BASE).lines
    assert sum(1 for _ in parse(lines.encode(), RdfFormat.N_TRIPLES)) == lines.count("\n")


ODD = (
    b'{"text": "\\ud83d\xe5\xbc\x80\xe4\xbc\x9a", "published": "2020-02-30"}\n{"text": 1e999}\n[[[[[[', b"id,text\n1,\"a\n2,b\"\"\n",
    b"<html><body>" + b"<div>" * 200 + "开会。".encode(), "要聞\n2020年13月1日\n當選書記。".encode("gb18030")[:-1],
    "要闻\n会议。".encode("utf-16"), "要闻\n会议。".encode() + "會議。".encode("big5"), b"\xef\xbb\xbf\x00", b"&#x110000;&#0;&lt" * 20,
)
"""Of each kind something that is nearly right."""

INPUTS: dict[str, Callable[[bytes], None]] = {"file": file, "text": text}


def seeds(name: str) -> list[bytes]:
    """What a fuzzer may begin with: for files the samples, for texts some words."""
    if name == "text":
        return [bytes([first, *range(first, first + 60)]) for first in (0, 80, 160)]
    whole = [path.read_bytes()[:2000] for path in sorted(SAMPLES.iterdir()) if path.is_file()][:4]
    return [bytes([kind]) + data for kind in range(len(KINDS)) for data in (*whole, *ODD)]


@cache
def _words() -> tuple[str, ...]:
    articles = tagged(clean(article) for article in read([str(SAMPLES)], on_problem=lambda problem: None))
    found = {article.text.string[word.start:word.end] for article in articles for word in article.words}
    return (*GENRE.split(), *SIGNS, *sorted(found))


@cache
def _folder() -> TemporaryDirectory[str]:
    """In memory where the system has such a place; it goes with the process."""
    memory = Path("/dev/shm")
    return TemporaryDirectory(dir=memory if memory.is_dir() else None)
