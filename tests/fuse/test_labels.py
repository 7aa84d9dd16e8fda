"""What has one key in several articles has one label in all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from kg.article import Article
from kg.fuse import labels, settle

Understood = Callable[..., Article]
TITLE = "铜川市抗洪救灾"


@pytest.mark.parametrize(("texts", "label"), [
    (("铜川市新冠肺炎疫情联防联控指挥部印发通知。", "铜川市新型冠状病毒感染的肺炎疫情联防联控指挥部印发通知。"),
     "铜川市新型冠状病毒感染的肺炎疫情联防联控指挥部"),
    (("远山建材有限公司捐款20万元。", "远山建材有限责任公司捐款20万元。"), "远山建材有限责任公司"),
    (("铜川市中医院捐款20万元。", "铜川市中医医院捐款20万元。"), "铜川市中医医院"),
], ids=["disease", "company", "hospital"])  # fmt: skip
def test_one_label(texts: tuple[str, ...], label: str, understood: Understood) -> None:
    articles = [understood(text, title=TITLE, name=f"a{n}") for n, text in enumerate(texts)]
    for order in permutations(articles):
        for article in settle(list(order)):
            body, = (e for e in article.entities if e.key.startswith("Organization:"))
            assert body.label == label
            assert any(article.text.string.startswith(called) for called in (body.label, *body.aliases))


def test_what_no_other_article_can_have_claims_no_label(understood: Understood) -> None:
    article = understood("市委办公室印发《关于防汛工作的意见》。", title="")
    scoped = {e.key for e in article.entities if e.key.endswith(f"@{article.id}")}
    assert scoped
    assert scoped.isdisjoint(claim.key for claim in labels.claims(article))


def test_one_class_by_most_articles(understood: Understood) -> None:
    articles = [understood("绿源基金会捐款20万元。", title=TITLE, name=f"a{n}") for n in range(3)]
    body, = (e for e in articles[0].entities if e.key.startswith("Organization:"))
    assert body.type != "GovernmentBody"
    articles[2] = replace(articles[2], entities=(replace(body, type="GovernmentBody"),))
    for order in permutations(articles):
        assert {e.type for article in settle(list(order)) for e in article.entities if e.key == body.key} == {body.type}


@pytest.mark.parametrize(("text", "measures"), [
    ("德清县开展“清泉”行动。“清泉”行动历时三月。德清县推行“清泉”。", {"清泉行动"}),
    ("德清县开展“互联网+”健康服务,推行“互联网+”政务模式。", {"互联网+健康服务", "互联网+政务模式"}),
    ("德清县开展“清泉行动”。", {"清泉行动"}),
], ids=["short", "two", "within"])  # fmt: skip
def test_measures_are_told_apart_by_their_whole_names(text: str, measures: set[str], understood: Understood) -> None:
    article = understood(text, title=TITLE)
    assert {e.key for e in article.entities if e.type == "Measure"} == {f"Measure:{name}" for name in measures}


@pytest.mark.parametrize(("text", "works"), [
    ("德清县印发《关于防汛工作的意见》。《意见》提出三条。", {"关于防汛工作的意见"}),
    ("德清县印发《意见》。", {"意见@example"}),
    ("德清县印发《防汛条例(草案)》和《抗旱办法》。《条例》有三章,《草案》不长。《办法》有两章。《通知》未印发。",
     {"防汛条例(草案)", "抗旱办法", "通知@example"}),
], ids=["short", "alone", "editions"])  # fmt: skip
def test_a_kind_of_work_is_no_title(text: str, works: set[str], understood: Understood) -> None:
    article = understood(text, title=TITLE)
    assert {e.key for e in article.entities if e.type == "Work"} == {f"Work:{name}" for name in works}
