"""A fact explained: where it stands, how it and its roles were found, how sure it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace

import pytest

from kg import zh
from kg.article import Article
from kg.errors import QueryError
from kg.graph import Store
from kg.graph import why as module
from kg.graph.why import Why, facts, marked, why

Filled = Callable[[Iterable[Article]], Store]


def explained(store: Store, name: str) -> Why:
    found = why(store, name)
    assert isinstance(found, Why)
    return found


def test_an_action_explained(store: Store, donation: Article) -> None:
    gift = explained(store, "远山公司 捐赠")
    assert (gift.fact.type, gift.type["en"], gift.trigger, gift.period) == ("Donate", "Donation", "捐赠", ("2020-02-07",))
    assert donation.raw[gift.start:gift.end] == "捐赠"
    assert [(part.role, part.words, donation.raw[part.start:part.end]) for part in gift.parts] == [
        ("agent", "远山公司", "远山公司"), ("object", "口罩", "口罩"), ("quantity", "约1.5万只", "约1.5万只"),
        ("recipient", "县医院", "县医院"),
    ]
    agent, _, figure, hospital = gift.parts
    assert (agent.how["en"], agent.confidence, agent.stands_for) == ("the subject of the clause", 0.9, False)
    assert (hospital.how["zh"], hospital.entity.label if hospital.entity else "", hospital.stands_for) == ("由“向”引出", "清河县医院", True)
    assert figure.entity is None
    assert [(sentence.article, sentence.text) for sentence in gift.sentences] == [("alpha", donation.printed(donation.sentences[1]))]


def test_a_tenure_explained(store: Store) -> None:
    tenure = explained(store, "清河县委 书记 陈明")
    assert (tenure.trigger, tenure.confidence, tenure.lowered_by) == ("书记", 0.9, ())
    assert [(part.role, part.words) for part in tenure.parts] == [("holder", "陈明"), ("organization", "清河县委"), ("post", "书记")]


def test_words_are_those_of_the_text_as_read(store: Store) -> None:
    (members,) = explained(store, "请战").parts
    assert members.words == "三百名黨員"
    assert members.entity is not None
    assert (members.entity.label, members.stands_for) == ("三百名党员", False)


def test_what_lowers_it_is_said_the_weightiest_first(donation: Article, filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    signs = ("figure", "agent:clause-before", "agent:none")
    weights = {"figure": 0.7, "agent:clause-before": -0.4, "agent:none": -0.8}
    measured = {"actions": {sign: {"right": 8, "of": 9, "weight": weight} for sign, weight in weights.items()}}
    monkeypatch.setattr(module, "table", lambda name: measured if name == module.CONFIDENCE else zh.table(name))
    gift = explained(filled([replace(donation, facts=(replace(donation.facts[2], signs=signs),))]), "捐赠")
    assert [sign.name for sign in gift.lowered_by] == ["agent:none", "agent:clause-before"]
    assert all(0 < sign.right < sign.of for sign in gift.lowered_by)


def test_a_sentence_that_something_is_carried_over_from_comes_second(donation: Article, filled: Filled) -> None:
    agent = donation.facts[1].roles[0]
    gift = replace(donation.facts[2], roles=(replace(agent, rule="sentence-before"), *donation.facts[2].roles[1:]))
    found = explained(filled([replace(donation, facts=(gift,))]), "捐赠")
    assert [sentence.text[:4] for sentence in found.sentences] == ["2月7日", "清河县委"]
    assert [text for text, role in marked(found, found.sentences[1]) if role] == ["陈明"]


def test_a_sentence_is_marked(store: Store) -> None:
    gift = explained(store, "捐赠")
    pieces = list(marked(gift, gift.sentences[0]))
    assert "".join(text for text, _ in pieces) == gift.sentences[0].text
    assert [piece for piece in pieces if piece[1]] == [
        ("远山公司", "agent"), ("县医院", "recipient"), ("捐赠", "trigger"), ("口罩", "object"), ("约1.5万只", "quantity"),
    ]


def test_words_that_overlap_are_marked_once(store: Store) -> None:
    gift = explained(store, "捐赠")
    agent = gift.parts[0]
    wide = replace(agent, role="object", start=agent.start - 5)
    inside = replace(agent, role="place", start=gift.start, end=gift.end)
    pieces = list(marked(replace(gift, parts=(agent, wide, inside)), gift.sentences[0]))
    assert [piece for piece in pieces if piece[1]] == [("2月7日,远山公司", "object"), ("捐赠", "trigger")]


@pytest.mark.parametrize("name", [
    "{iri}", "<{iri}>", "action:{last}", "{last}", "{start}", "远山公司 清河县医院 捐赠 口罩 约1.5万只", "口罩 远山",
])  # fmt: skip
def test_the_ways_to_name_a_fact(store: Store, name: str) -> None:
    iri = facts(store, "捐赠")[0].iri
    last = iri.rpartition("/")[2]
    assert explained(store, name.format(iri=iri, last=last, start=last[:8])).fact.iri == iri


def test_words_of_several_facts_list_them(store: Store) -> None:
    found = why(store, "陈明")
    assert isinstance(found, tuple)
    assert [node.type for node in found] == ["Tenure", "Inspect"]


@pytest.mark.parametrize("name", ["王五", "", " ", "action:nobody", "zzzzzzzz", "\"'\\", "\udce4"])
def test_no_fact_is_found(store: Store, name: str) -> None:
    with pytest.raises(QueryError, match="no fact in the graph is"):
        why(store, name)


def test_what_is_no_fact_says_so(store: Store) -> None:
    person = next(part.entity for part in explained(store, "清河县委 书记 陈明").parts if part.role == "holder")
    assert person is not None
    with pytest.raises(QueryError, match="陈明 is no fact but Official: kg show it without --why"):
        why(store, person.iri)


def test_an_explanation_is_plain_data(store: Store) -> None:
    told = json.loads(json.dumps(asdict(explained(store, "捐赠")), ensure_ascii=False))
    assert told["parts"][0]["entity"]["label"] == "远山公司"
    assert told["how"]["en"] == "hand"
