"""The terms of the contract, in the statements of small articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kg.article import Article, Doubt, Entity, Fact, Former, Mention, Period, Quantity, Role, Span, Text, Verdict
from kg.errors import GraphError
from kg.graph import Store, statements, told
from kg.graph.show import Card, Judgement, show
from kg.graph.statements import dated, decimal, text, worded
from kg.vocab import DCTERMS, FOAF, KG, ORG, PROV, RDF, RDFS, SCHEMA, XSD

CALM = settings(deadline=None, derandomize=True, database=None)
Filled = Callable[[Iterable[Article]], Store]


def rows(store: Store, pattern: str) -> list[tuple[str, ...]]:
    """The distinct values of ?a, ?b, … ?j in a pattern, sorted."""
    names = [name for name in "abcdefghij" if f"?{name}" in pattern.replace("(", " ")]
    answer = store.select(f"SELECT DISTINCT {' '.join('?' + name for name in names)} WHERE {{ {pattern} }}")
    return sorted(tuple(row[name].value for name in names) for row in answer)


def node(store: Store, label: str) -> str:
    return rows(store, f'?a rdfs:label "{label}"@zh-Hans')[0][0]


def types(store: Store, label: str) -> set[str]:
    return {a for (a,) in rows(store, f"<{node(store, label)}> a ?a")}


def test_an_article_is_described(store: Store, donation: Article) -> None:
    said = dict(rows(store, '?x dcterms:identifier "alpha" ; ?a ?b FILTER(?a != rdf:type && ?a != dcterms:creator)'))
    assert said[DCTERMS.title] == donation.title
    assert said[DCTERMS.issued] == "2020-02-08"
    assert said[DCTERMS.publisher] == "清河日报"
    assert said[DCTERMS.contributor] == "孙立"
    assert said[DCTERMS.language] == "zh-Hans"
    assert said[DCTERMS.source] == "articles/alpha.txt"
    assert said[KG.home] == node(store, "清河县")
    assert rows(store, '?x dcterms:identifier "alpha" ; dcterms:creator ?a') == [("李华",), ("赵云",)]
    assert {KG.Article, SCHEMA.NewsArticle, PROV.Entity} <= types(store, donation.title)


def test_everything_is_in_the_graph_of_its_article(donation: Article) -> None:
    assert {quad.graph_name for quad in statements(donation)} == {NamedNode("https://w3id.org/tuzhi/id/article/alpha")}


def test_passages_print_the_text_as_read(store: Store, donation: Article, volunteers: Article) -> None:
    texts = {article.id: article.raw for article in (donation, volunteers)}
    found = rows(store, "?x a kg:Passage ; dcterms:isPartOf/dcterms:identifier ?a ; kg:start ?b ; kg:end ?c ; kg:text ?d")
    assert [d for a, b, c, d in found if texts[a][int(b) : int(c)] != d] == []
    assert ("beta/乙 2", "4", "19", "陳明部署工作,三百名黨員請戰。") in found
    assert not any("春天" in d for *_, d in found), "a sentence with neither entity nor fact is no passage"


def test_every_node_has_its_classes_and_all_above(store: Store) -> None:
    assert types(store, "清河县医院") >= {KG.base + "HealthInstitution", KG.Organization, KG.Entity, ORG.Organization, FOAF.Agent}
    assert types(store, "青石镇") >= {KG.base + "Township", KG.Place, KG.Entity}
    assert rows(store, "?a a kg:Donate MINUS { ?a a kg:Action, kg:Fact, prov:Activity, prov:Entity }") == []
    assert rows(store, "?a a ?t MINUS { ?a rdfs:label ?l }") == []


def test_who_holds_a_post_is_an_official(store: Store) -> None:
    assert types(store, "陈明") >= {KG.Official, KG.Person, KG.Entity, FOAF.Person}
    pattern = "?t a kg:Tenure ; kg:holder/rdfs:label ?a ; kg:organization/rdfs:label ?b ; kg:post ?c"
    assert rows(store, pattern) == [("陈明", "清河县委", "书记")]
    assert rows(store, "?x a kg:Tenure ; kg:trigger ?a") == []


def test_how_and_when_a_post_is_held(donation: Article, filled: Filled) -> None:
    held = replace(donation.facts[0], status=("past", "acting"), period=Period("2018-03", "2020-01"))
    store = filled([replace(donation, facts=(held,))])
    assert rows(store, "?x kg:status ?a") == [("acting",), ("past",)]
    assert rows(store, "?x kg:startDate ?a ; kg:endDate ?b ; kg:post ?c") == [("2018-03", "2020-01", "书记")]


def test_one_key_is_one_node_with_the_names_that_articles_print(store: Store) -> None:
    assert len(rows(store, '?a rdfs:label "陈明"@zh-Hans')) == 1
    assert rows(store, '?x rdfs:label "陈明"@zh-Hans ; skos:altLabel ?a FILTER(LANGMATCHES(LANG(?a), "zh-Hant"))') == [("陳明",)]
    assert rows(store, '?x skos:altLabel "县医院"@zh-Hans ; rdfs:label ?a') == [("清河县医院",)]
    assert len(rows(store, f"<{node(store, '陈明')}> kg:mentionedIn ?a")) == 2


def test_an_action_has_its_roles_its_date_and_its_words(store: Store, donation: Article) -> None:
    pattern = """?x a kg:Donate ; kg:trigger ?a ; kg:agent/rdfs:label ?b ; kg:recipient/rdfs:label ?c ; kg:object/rdfs:label ?d ;
        kg:startDate ?e ; kg:rule ?f ; kg:confidence ?g ; kg:triggerStart ?h ; kg:triggerEnd ?i ; kg:evidence/kg:text ?j"""
    ((*said, start, end, text),) = rows(store, pattern)
    assert said == ["捐赠", "远山公司", "清河县医院", "口罩", "2020-02-07", "hand", "1"]
    assert donation.raw[int(start) : int(end)] == "捐赠"
    assert text == donation.printed(donation.sentences[1])


def test_a_quantity_is_a_node(store: Store) -> None:
    pattern = "?x kg:quantity ?q . ?q a kg:Quantity ; kg:value ?a ; kg:unit ?b ; kg:bound ?c ; kg:of/rdfs:label ?d ; rdfs:label ?e"
    assert rows(store, pattern) == [("15000", "只", "about", "口罩", "约1.5万只")]


def test_a_group_has_its_count(store: Store) -> None:
    counted = "?q kg:of/rdfs:label ?a ; kg:value ?b ; kg:unit ?c ; kg:of/a kg:Group"
    assert ("三百名党员", "300", "名") in rows(store, counted)


def test_every_mention_leads_to_its_words_as_read(store: Store, donation: Article, volunteers: Article) -> None:
    texts = {article.id: article.raw for article in (donation, volunteers)}
    pattern = """?x a kg:Mention ; dcterms:isPartOf/dcterms:isPartOf/dcterms:identifier ?a ; kg:mentionStart ?b ; kg:mentionEnd ?c ;
        kg:rule ?d OPTIONAL { ?x kg:refersTo/rdfs:label ?e }"""
    found = [
        (row["a"].value, texts[row["a"].value][int(row["b"].value):int(row["c"].value)], row["e"].value if row["e"] else "")
        for row in store.select(f"SELECT ?a ?b ?c ?e WHERE {{ {pattern} }}")
    ]
    assert {("alpha", "县医院", "清河县医院"), ("beta/乙 2", "陳明", "陈明"), ("beta/乙 2", "三百名黨員", "三百名党员")} <= set(found)
    assert {words for _, words, name in found if not name} == {"书记", "约1.5万只"}, "posts and figures stand for no entity"
    mentions = {mention for article in (donation, volunteers) for entity in article.entities for mention in entity.mentions}
    assert len(found) == len(mentions) + 2


def test_every_role_tells_where_it_comes_from(store: Store, donation: Article) -> None:
    pattern = """?x a kg:Donate ; kg:participation ?p . ?p kg:inRole ?a ; kg:confidence ?b ; kg:mention ?m ; rdfs:label ?e .
        ?m kg:mentionStart ?c ; kg:mentionEnd ?d"""
    found = {a: (b, donation.raw[int(c):int(d)], e) for a, b, c, d, e in rows(store, pattern)}
    assert found["agent"] == ("0.9", "远山公司", "施事:远山公司")
    assert found["recipient"] == ("0.8", "县医院", "接受者:清河县医院")
    assert found["quantity"] == ("1", "约1.5万只", "数量:约1.5万只")
    assert rows(store, "?x a kg:Donate ; kg:participation/kg:rule ?a ; kg:sign ?b") == [
        ("introduced:向", "agent:subject"), ("subject", "agent:subject"),
    ]


def test_a_date_of_a_sentence_without_anything_else_has_its_passage(donation: Article, filled: Filled) -> None:
    start = donation.text.string.index("春天")
    spring = Role("startDate", Mention(start, start + 2, "Date", "date:word"), rule="date-before")
    store = filled([replace(donation, facts=(replace(donation.facts[2], dated=spring),))])
    pattern = """?x kg:participation ?p . ?p kg:inRole "startDate" ; kg:rule ?a ; kg:mention/dcterms:isPartOf ?q .
        ?q a kg:Passage ; kg:text ?b"""
    assert rows(store, pattern) == [("date-before", "春天来了。")]


def test_places_lie_within_places(store: Store) -> None:
    assert rows(store, f"<{node(store, '青石镇')}> kg:within+/rdfs:label ?a") == [("河北省",), ("清河县",), ("邢台市",)]
    assert rows(store, '?x kg:locatedIn/kg:divisionCode "130534" ; rdfs:label ?a') == [("清河县医院",), ("清河县委",)]


def test_a_former_name_has_its_area_and_its_day(donation: Article) -> None:
    renamed = replace(donation, entities=tuple(
        replace(e, former=(Former("2001-02-03", "清河旧县", "邢台地区"),)) if e.key == donation.home else e for e in donation.entities))
    lines = {(q.predicate.value, getattr(q.object, "value", "")) for q in statements(renamed) if "formername/" in str(q.subject)}
    assert lines == {
        (RDF.type, KG.FormerName),
        (RDFS.label, "清河旧县 [2001-02-03]"), (KG.name, "清河旧县"), (KG.formerArea, "邢台地区"), (KG.until, "2001-02-03"),
    }
    ends = [q for q in statements(renamed) if q.predicate.value == KG.formerName]
    assert len(ends) == 1
    assert not [q for q in statements(donation) if q.predicate.value == KG.formerName]


def test_facts_have_labels_in_the_order_of_the_text(store: Store) -> None:
    assert rows(store, "?x a kg:Fact ; rdfs:label ?a") == [
        ("三百名党员 请战",),
        ("清河县委 书记 陈明",),
        ("远山公司 清河县医院 捐赠 口罩 约1.5万只",),
        ("陈明 青石镇 检查 超市",),
    ]


def test_there_are_no_blank_nodes(store: Store) -> None:
    assert not any(isinstance(term, BlankNode) for quad in store.quads() for term in (quad.subject, quad.object))


def test_another_base(donation: Article) -> None:
    quads = list(statements(donation, "https://example.org/data/"))
    assert all(quad.subject.value.startswith("https://example.org/data/") for quad in quads)
    with pytest.raises(GraphError, match="cannot begin IRIs"):
        list(statements(donation, "nowhere"))


def test_facts_of_one_trigger_and_different_roles_stay_apart(donation: Article, filled: Filled) -> None:
    gift = donation.facts[2]
    other = replace(gift, roles=gift.roles[1:])
    assert len(rows(filled([replace(donation, facts=(gift, other))]), "?a a kg:Donate")) == 2


def test_the_first_rule_has_a_fact_that_two_rules_found(donation: Article, filled: Filled) -> None:
    gift = donation.facts[2]
    store = filled([replace(donation, facts=(gift, replace(gift, rule="second", confidence=0.5)))])
    assert rows(store, "?x a kg:Donate ; kg:rule ?a ; kg:confidence ?b") == [("hand", "1")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entities": ()}, "no entity has the key 'division:130534'"),
        ({"entities": (), "home": ""}, "'陈明' at 6 .Person. belongs to no entity"),
        ({"sentences": ()}, "lies in no sentence"),
        ({"published": "8 February"}, "no date of the form"),
        ({"published": "2020-02-30"}, "day"),
    ],
)
def test_an_article_that_contradicts_itself(donation: Article, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(statements(replace(donation, **change)))


def test_a_quantity_without_value(donation: Article) -> None:
    gift = donation.facts[2]
    bare = Role("quantity", replace(gift.fillers("quantity")[0], value=None))
    with pytest.raises(ValueError, match="has no value"):
        list(statements(replace(donation, facts=(replace(gift, roles=(bare,)),))))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("1.50", "1.5"), ("1E+4", "10000"), ("0.0", "0"), ("-0", "0"), ("15000", "15000"), ("0.1000", "0.1"), ("2E-3", "0.002")],
)
def test_decimals_are_canonical(written: str, canonical: str) -> None:
    assert decimal(Decimal(written)) == str(Literal(canonical, datatype=NamedNode(XSD.decimal)))


@CALM
@given(st.decimals(0, 10**15, places=4))
def test_the_store_does_not_rewrite_decimals(value: Decimal) -> None:
    store, literal = Store.memory(), decimal(value)
    store.load(f"<{KG.of}> <{KG.value}> {literal} <{KG.of}> .\n")
    assert [str(quad.object) for quad in store.quads()] == [literal]


@pytest.mark.parametrize(("text", "datatype"), [("2020", XSD.gYear), ("2020-02", XSD.gYearMonth), ("2020-02-29", XSD.date)])
def test_dates_have_the_datatype_of_their_precision(text: str, datatype: str) -> None:
    assert dated(text) == str(Literal(text, datatype=NamedNode(datatype)))


@pytest.mark.parametrize("text", ["", "20200207", "2020-2-7", "2020-13", "2019-02-29", "2020-W01-1", "２０２０", "0000"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        dated(text)


@CALM
@given(st.text(st.characters(codec="utf-8")))
@example("".join(map(chr, range(0x300))) + "\u2028\u2029\ufeff\ufffd\ufffe\uffff\U0001ffff")
def test_literals_are_written_as_oxigraph_writes_them(words: str) -> None:
    assert text(words) == str(Literal(words))
    assert worded(words, "zh-Hant") == str(Literal(words, language="zh-Hant"))
    assert [quad.object.value for quad in parse(f"<{KG.of}> <{KG.of}> {text(words)} .", RdfFormat.N_TRIPLES)] == [words]


@pytest.mark.parametrize("words", ["\ud800", "中\udc00"])
def test_half_a_character_cannot_be_told(donation: Article, words: str) -> None:
    with pytest.raises(ValueError, match="half a character"):
        told(replace(donation, title=words))


def test_an_article_is_told_in_lines_each_once(donation: Article) -> None:
    head, *lines = reversed(told(donation).split("\n"))
    assert head == ""
    assert len(lines) == len(set(lines))
    assert {f"{quad.triple} ." for quad in statements(donation)} == set(lines)


@CALM
@given(words=st.text(min_size=1), key=st.text(), alias=st.text(min_size=1), unit=st.text())
def test_any_words_survive_the_way_into_the_graph(words: str, key: str, alias: str, unit: str) -> None:
    mention = Mention(0, len(words), "Item", "hand")
    figure = Mention(0, len(words), "Quantity", "hand", value=Quantity(Decimal(3), unit))
    fact_roles = (Role("object", mention), Role("quantity", figure, mention))
    article = _article(words, mention, key, alias, fact_roles)
    store = Store.memory()
    store.add(statements(article))
    said = {(triple.predicate.value, triple.object.value) for triple in store.triples()}
    assert {(DCTERMS.identifier, words), (RDFS.label, words), (KG.text, words)} <= said
    assert ((KG.unit, unit) in said) == bool(unit)
    assert (RDF.type, KG.Item) in said


def _article(words: str, mention: Mention, key: str, alias: str, roles: tuple[Role, ...]) -> Article:
    fact = Fact(0, len(words), "Donate", (0,), roles, "hand", period=Period("2020"))
    item = Entity(key, "Item", words, aliases=(alias,), mentions=(mention,))
    return Article(id=words, source="", raw=words, text=Text(words), sentences=(Span(0, len(words)),), facts=(fact,), entities=(item,))


def namesakes(donation: Article, volunteers: Article) -> tuple[Article, Article]:
    """The two articles with a 陈明 each, whom somebody could not tell apart, and a third person in neither."""
    one, other = "Person:陈明#article:alpha", "Person:陈明#article:beta"

    def of(article: Article, key: str, **fields: Any) -> Article:
        return replace(article, entities=tuple(replace(e, key=key, **fields) if e.label == "陈明" else e for e in article.entities))

    grounds = ("region|河北省", "unsure|某人|2024-01-02")
    judged = Verdict("person:陈明", "alpha", "", "judgement", "unsure", (volunteers.id, "某人", "2024-01-02", "都姓陈", other))
    return (
        of(donation, one, doubts=(Doubt(other, 0.25, grounds), Doubt("Person:陈明#article:c", 0.1, ("name",))),
           judgements=(judged,), grounds=("organization|清河县委|c",)),
        of(volunteers, other, doubts=(Doubt(one, 0.25, grounds),)),
    )


def test_who_may_be_the_same_is_told_from_both_sides_once(donation: Article, volunteers: Article, filled: Filled) -> None:
    store = filled(namesakes(donation, volunteers))
    both = rows(store, "?a kg:possiblySame ?b . ?b kg:possiblySame ?a")
    assert len(both) == 2
    found = rows(store, "?x a kg:Resemblance ; rdfs:label ?a ; kg:confidence ?b ; kg:between/^kg:between ?x")
    assert found == [("可能相同:陈明", "0.1"), ("可能相同:陈明", "0.25")]
    assert len(rows(store, "?a a kg:Resemblance")) == 2
    assert ("the same province (河北省)", "en") in rows(store, "?x kg:reason ?a BIND(LANG(?a) AS ?b)")
    assert ("某人 于 2024-01-02 未能判定",) in rows(store, "?x kg:reason ?a FILTER(LANGMATCHES(LANG(?a), 'zh-Hans'))")


def test_why_a_person_is_one_and_what_was_judged(donation: Article, volunteers: Article, filled: Filled) -> None:
    store = filled(namesakes(donation, volunteers))
    assert [a for (a,) in rows(store, "?x kg:identityReason ?a FILTER(LANG(?a) = 'en')")] == [
        "with article c: posts of the same organisation (清河县委)"]
    judged, = rows(store, "?x a kg:Judgement ; rdfs:label ?a ; kg:answer ?b ; dcterms:creator ?c ; dcterms:date ?d ; rdfs:comment ?e")
    assert judged == ("判断:陈明", "unsure", "某人", "2024-01-02", "都姓陈")
    assert [a for (a,) in rows(store, "?x a kg:Judgement ; dcterms:references/dcterms:identifier ?a")] == ["alpha", "beta/乙 2"]
    assert len(rows(store, "?x a kg:Judgement ; kg:between ?a")) == 2
    assert types(store, "判断:陈明") == {KG.Judgement, PROV.Entity}
    card = show(store, f"person:{rows(store, '?a kg:identityReason ?b')[0][0].rpartition('/')[2]}")
    assert isinstance(card, Card)
    assert card.grounds["en"] == ("with article c: posts of the same organisation (清河县委)",)
    assert [(each.score, each.reasons["en"]) for each in card.resemblances] == [
        (0.25, ("the same province (河北省)", "某人 could not decide on 2024-01-02")), (0.1, ("the same name only",))]
    assert card.judgements == (Judgement("unsure", ("alpha", "beta/乙 2"), "某人", "2024-01-02", "都姓陈"),)


def test_reasons_that_the_table_does_not_have_are_words(donation: Article, filled: Filled) -> None:
    bureau = replace(donation, entities=tuple(
        replace(e, doubts=(Doubt("Organization:清河委", 0.5, ("名称相近",)),)) if e.label == "清河县委" else e for e in donation.entities))
    assert rows(filled([bureau]), "?x a kg:Resemblance ; kg:reason ?a BIND(LANG(?a) AS ?b)") == [("名称相近", "zh-hans")]
