"""Distinct names stay distinct: from the words of an article through identities to IRIs, no two of a thousand meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from kg.article import Article, Mention
from kg.fuse import resolve, settle
from kg.graph import iris

SURNAMES = ("王", "李", "张", "刘", "陈", "欧阳", "黄", "周", "吴", "司马")
FIRST = "伟芳志秀国晓建文海玉"
SECOND = "军君俊钧珺梅媚明铭鸣"
"""Given names of the same sounds and the same parts, one character apart."""

NAMES = tuple("".join(name) for name in product(SURNAMES, FIRST, SECOND))
TAILS = {"Person": "", "Organization": "商贸有限公司"}
CLASSES = {"Person": "Person", "Organization": "Company"}


def naming(written: Callable[..., Article], kind: str, names: tuple[str, ...], id_: str) -> Article:
    """An article that names all of ``names``, as if detected."""
    article = written("、".join(names) + "捐款。", name=id_)
    starts = [0]
    for name in names:
        starts.append(starts[-1] + len(name) + 1)
    pairs = zip(starts, names, strict=False)
    mentions = tuple(Mention(start, start + len(name), kind, "test", CLASSES[kind]) for start, name in pairs)
    return replace(article, mentions=mentions)


def nodes(article: Article, kind: str) -> set[str]:
    return {iris.hashed(iris.BASE, e.type, e.key) for e in article.entities if iris.kind(e.type) == kind}


@pytest.mark.parametrize("kind", TAILS)
def test_a_thousand_chinese_names_give_a_thousand_iris(kind: str, written: Callable[..., Article]) -> None:
    names = tuple(name + TAILS[kind] for name in NAMES)
    assert len(set(names)) == 1000
    one, other = settle(resolve(naming(written, kind, names, id_)) for id_ in ("one", "other"))
    assert len(nodes(one, kind)) == len(nodes(other, kind)) == 1000
    assert {e.label for e in one.entities if iris.kind(e.type) == kind} == set(names)


@pytest.mark.parametrize("kind", TAILS)
def test_of_a_thousand_articles_with_a_name_each_no_two_meet(kind: str, written: Callable[..., Article]) -> None:
    names = enumerate(name + TAILS[kind] for name in NAMES)
    articles = settle(resolve(naming(written, kind, (name,), str(number))) for number, name in names)
    assert len(set().union(*(nodes(article, kind) for article in articles))) == 1000
