"""Copies and near copies."""

from __future__ import annotations

from itertools import permutations

from kg.acquire import Duplicates, Fingerprint, fingerprint, originals
from kg.article import Article, Span, Text

SENTENCE = "{}月{}日，示例县第{}小学收到蓝天公司捐赠的图书{}册和书桌{}张，校长代表师生表示感谢，并把图书分到各个班级。"
LONG = "".join(SENTENCE.format(n % 12 + 1, n + 1, n, n * 37, n * 11) for n in range(12))
OTHER = "".join(SENTENCE.format(n % 11 + 1, n + 2, n + 40, n * 41, n * 13) for n in range(12))
OTHER = OTHER.replace("图书", "电脑").replace("校长", "书记")


def seen(found: Duplicates, one: Article) -> str | None:
    return found.seen(fingerprint(one))


def article(identifier: str, text: str, cleaned: str = "") -> Article:
    return Article(id=identifier, source="", raw=text, body=(Span(0, len(text)),), text=Text(cleaned))


def test_the_same_text_and_a_near_copy_are_told() -> None:
    found = Duplicates()
    assert seen(found, article("a", LONG)) is None
    assert seen(found, article("b", LONG)) == "a"
    assert seen(found, article("c", LONG.replace("，", ", ").replace("\n", " "))) == "a"
    assert seen(found, article("d", "编者按。" + LONG.replace("第3小学", "第三小学") + "（有删节）")) == "a"
    assert seen(found, article("e", OTHER)) is None
    assert seen(found, article("f", LONG[:len(LONG) // 2])) is None


def test_short_texts_are_copies_only_if_equal() -> None:
    found = Duplicates()
    assert seen(found, article("a", "县里今天召开会议。")) is None
    assert seen(found, article("b", "县里今天召开大会。")) is None
    assert seen(found, article("c", "县里今天，召开会议！")) == "a"


def test_a_copy_in_the_other_script_is_told_once_the_text_is_cleaned() -> None:
    found = Duplicates()
    assert seen(found, article("a", "縣裡", LONG)) is None
    assert seen(found, article("b", "县里", LONG)) == "a"


def test_which_one_stays_does_not_depend_on_the_order() -> None:
    articles = [article("m", LONG), article("k", LONG + "完。"), article("z", LONG.replace("第1小学", "一小")), article("b", OTHER)]
    results = [originals(map(fingerprint, order)) for order in permutations(articles)]
    assert all(result == {"m": "k", "z": "k"} for result in results)


def test_what_was_seen_before_is_remembered_among_many() -> None:
    found = Duplicates()
    texts = ["".join(SENTENCE.format(k % 12 + 1, k + 1, n * 100 + k, n * 7 + k, n + k) for k in range(8)) for n in range(150)]
    many = [article(f"a{n:03}", text.replace("蓝天", f"第{n}号").replace("校长", f"{n}班")) for n, text in enumerate(texts)]
    singles = sum(seen(found, one) is None for one in many)
    assert singles >= 140
    assert all(seen(found, article("x", one.raw + "完。")) is not None for one in many)


def test_copies_share_a_key() -> None:
    """So that who looks for copies need look at no others."""
    long = [LONG, LONG + "完。", LONG.replace("第1小学", "一小")]
    texts = [*long, "县里今天召开会议。", "县里今天，召开会议！", OTHER, "县里今天召开大会。"]
    prints: list[Fingerprint] = [fingerprint(article(str(n), text)) for n, text in enumerate(texts)]
    alike = [(one.id, other.id) for one in prints for other in prints if one.id < other.id and one.alike(other)]
    assert {("0", "1"), ("3", "4")} <= set(alike)
    assert all(one.alike(other) == other.alike(one) for one in prints for other in prints)
    assert all(set(prints[int(a)].keys) & set(prints[int(b)].keys) for a, b in alike)
