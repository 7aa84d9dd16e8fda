"""What holds of every article that has been through all stages, whatever its text: what is found lies in it."""

from __future__ import annotations

import re
from itertools import chain, pairwise

from kg.article import Article, Period, Quantity, Span
from kg.detect.figures import reread
from kg.graph import BASE, told
from kg.graph.iris import article as article_iri
from kg.verify import proved

ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def check(article: Article) -> None:
    """Everything that must hold of an article that has been through all stages."""
    in_text(article)
    facts(article)
    entities(article)
    assert not proved(article, told(article), BASE, article_iri(BASE, article.id), reread).findings


def in_text(article: Article) -> None:
    length, whole = len(article.text.string), len(article.raw)
    fillers = [role.filler for fact in article.facts for role in fact.roles]
    for span in (*article.sentences, *article.mentions, *article.facts, *fillers):
        assert 0 <= span.start < span.end <= length
        back = article.text.back(span)
        assert 0 <= back.start < back.end <= whole
    words = [Span(word.start, word.end) for word in article.words]
    assert all(len(word) for word in words)
    assert all(one.end <= other.start for one, other in chain(pairwise(words), pairwise(article.sentences)))
    assert sum(map(len, words)) == sum(map(len, article.sentences))
    assert len(set(article.mentions)) == len(article.mentions)
    for mention in article.mentions:
        assert article.printed(mention).strip()
        assert mention.rule
        if mention.kind == "Quantity":
            assert isinstance(mention.value, Quantity)
            assert mention.value.value.is_finite()
            assert mention.value.value >= 0
            assert mention.value.bound in {"exact", "about", "atLeast", "atMost"}
        if mention.kind == "Date" and mention.value is not None:
            dated(mention.value)


def dated(period: object) -> None:
    assert isinstance(period, Period)
    assert ISO.fullmatch(period.start)
    assert not period.end or (ISO.fullmatch(period.end) and period.end >= period.start)


def facts(article: Article) -> None:
    assert len(set(article.facts)) == len(article.facts)
    for fact in article.facts:
        assert fact.sentences
        assert all(0 <= number < len(article.sentences) for number in fact.sentences)
        assert article.sentences[fact.sentences[0]].covers(fact)
        assert 0 < fact.confidence < 1
        assert all(role.rule and 0 < role.confidence < 1 for role in fact.roles)
        assert (fact.period is None) == (fact.dated is None)
        if fact.period and fact.dated:
            dated(fact.period)
            assert fact.dated.filler in article.mentions


def entities(article: Article) -> None:
    keys = [entity.key for entity in article.entities]
    assert len(set(keys)) == len(keys)
    assert article.home in {*keys, ""}
    mentions = [mention for entity in article.entities for mention in entity.mentions]
    assert len(set(mentions)) == len(mentions)
    assert all(entity.label.strip() for entity in article.entities)
    assert all(target in keys for entity in article.entities for _, target in entity.links)
    fillers = {role.filler for fact in article.facts for role in fact.roles}
    assert {filler for filler in fillers if filler.kind not in {"Post", "Quantity", "Date"}} <= set(mentions)
