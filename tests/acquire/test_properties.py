"""Whatever the page: the body lies in the text as read, ascending and disjoint, and reading is a function of the text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.acquire import boilerplate, bylines
from kg.acquire.encoding import decode
from kg.acquire.page import Draft, understand
from kg.article import Article
from kg.errors import InputError

PIECES = st.sampled_from([
    "示例县召开会议。", "　　区委书记王小明检查工作，并讲话。", "首页", "相关阅读：", "分享到", "来源：", "示例日报", "2021-03-04",
    "责任编辑：张三", "（记者 李四）", "本报东山3月3日电 ", "---", "**重点**", "# 标题", ">>", "|", "【打印本页】", "（杨三）",
    "一、加强领导", "…………", "50", "万元", "“我上！”", "\xa0", "　", "\n", "\n\n", " ", "ABC", "https://example.org/a",
    "記者：你好嗎？", "蓝天公司 5000元", "(", "）", "《", "",
])
PAGES = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200), st.lists(PIECES, max_size=30).map("\n".join))


def read(page: str, title: str = "") -> Article | None:
    try:
        return understand(Draft(id="x", source="x", raw=page, title=title))
    except InputError:
        return None


@settings(max_examples=300, deadline=None)
@given(page=PAGES, title=st.one_of(st.just(""), PIECES))
def test_body_lies_in_the_text_ascending_and_disjoint(page: str, title: str) -> None:
    article = read(page, title)
    if article is None:
        return
    assert article.raw == page
    assert article.body
    assert all(0 <= span.start < span.end <= len(page) for span in article.body)
    assert all(left.end <= right.start for left, right in pairwise(article.body))
    pieces = [page[span.start:span.end] for span in article.body]
    assert all(piece == piece.strip() for piece in pieces)
    assert "\n" not in "".join(pieces)
    assert read(page, title) == article


@settings(max_examples=200, deadline=None)
@given(line=PAGES)
def test_credits_are_in_order_and_inside(line: str) -> None:
    found = bylines.credits(line)
    assert all(0 <= credit.start < credit.end <= len(line) for credit in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert boilerplate.kind(line.strip() or "x") in boilerplate.Kind


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_text_or_one_error(data: bytes) -> None:
    error, text = None, ""
    try:
        text = decode(data)
    except InputError as caught:
        error = caught
    assert error is None or (error.cause and error.cure)
    assert "\0" not in text
    assert "\r" not in text


@settings(max_examples=200, deadline=None)
@given(page=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100))
def test_utf8_comes_back_as_it_was(page: str) -> None:
    if not page.strip("\ufeff \t\n\r"):
        return
    assert decode(b"\xef\xbb\xbf" + page.encode()) == page
