"""What corrections make of an article: aliases, what is no such thing, wrong posts; and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import vocab
from kg.acquire import read
from kg.article import Article, Entity, Mention
from kg.clean import clean
from kg.errors import InputError
from kg.fuse import settle
from kg.fuse.corrections import traced
from kg.fuse.judgements import NONE, Judgement, Judgements, made
from kg.graph import statements
from kg.pipeline import understand


def corrected(article: Article, judgements: Judgements) -> Article:
    return traced(article, judgements)[0]

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
Understood = Callable[..., Article]
NAMELESS = {"Post", "Quantity", "Date"}


def told(*rows: Judgement) -> Judgements:
    return Judgements.of(rows)


def called(article: Article, label: str) -> Entity | None:
    return next((e for e in article.entities if e.label == label), None)


def there(article: Article, label: str) -> Entity:
    found = called(article, label)
    assert found is not None, f"{label}: only {[e.label for e in article.entities]}"
    return found


def check(article: Article) -> None:
    """What holds of every resolved article."""
    keys = [e.key for e in article.entities]
    assert keys == sorted(set(keys))
    assert article.home in {*keys, ""}
    mentions = [m for e in article.entities for m in e.mentions]
    assert len(set(mentions)) == len(mentions)
    for entity in article.entities:
        assert entity.label not in (*entity.aliases, *entity.originals)
        assert all(target in keys and target != entity.key for _, target in entity.links)
        assert len(set(entity.links)) == len(entity.links)
    for fact in article.facts:
        assert all(role.filler in mentions for role in fact.roles if role.filler.kind not in NAMELESS)
        assert all(role.of is None or role.of in mentions for role in fact.roles)
        assert any(role.filler.kind != "Post" for role in fact.roles)
    assert not circles(article)
    assert list(statements(article))


def circles(article: Article) -> list[str]:
    links = {e.key: [to for _, to in e.links] for e in article.entities}
    return [key for key in links if key in reached(links[key], links)]


def reached(keys: list[str], links: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    while keys:
        key, *keys = keys
        if key not in found:
            found.add(key)
            keys += links[key]
    return found


@pytest.fixture
def visit(understood: Understood) -> Article:
    """A visit of two officials, one of whom has a second name and a second post."""
    return understood(
        "诸暨市水利局局长周启明、诸暨市应急局局长林志远到店口镇检查水库。周启铭要求做好防汛。诸暨市水务局向店口镇捐赠沙袋3000个。",
        title="诸暨市检查汛情", name="visit",
    )  # fmt: skip


# nothing to do


def test_what_is_not_concerned_stays_the_same_object(visit: Article) -> None:
    others = told(
        made("not", "Person", "高峰"), made("alias", "Place", "周启明", target="高峰"), made("wrong", "Tenure", "周启明", target="镇长@"),
        made("not", "Person", "周启明", one="another"), made("same", "Person", "周启明", one="visit", other="x"),
    )  # fmt: skip
    assert corrected(visit, others) is visit
    assert traced(visit, others) == (visit, ())
    assert corrected(visit, NONE) is visit


# other names


def test_an_alias_of_what_the_article_names_too(visit: Article) -> None:
    row = made("alias", "Person", "周启铭", target="周启明")
    done, used = traced(visit, told(row))
    assert used == (row,)
    assert called(done, "周启铭") is None
    assert there(done, "周启明").key == there(visit, "周启明").key
    assert there(done, "周启明").aliases == ("周启铭",)
    assert [done.printed(m) for m in there(done, "周启明").mentions] == ["周启明", "周启铭"]
    check(done)


def test_an_alias_of_what_another_article_names(visit: Article, understood: Understood) -> None:
    other = understood("诸暨市水利局向店口镇捐赠沙袋3000个。", title="诸暨市检查汛情", name="other")
    done = corrected(visit, told(made("alias", "Organization", "诸暨市水务局", target="诸暨市水利局", one="visit")))
    assert there(done, "诸暨市水利局").key == there(other, "诸暨市水利局").key
    alone = understood("诸暨市水务局向店口镇捐赠沙袋3000个。", title="诸暨市检查汛情", name="alone")
    done = corrected(alone, told(made("alias", "Organization", "诸暨市水务局", target="诸暨市水利局")))
    assert there(done, "诸暨市水利局").key == there(other, "诸暨市水利局").key
    assert there(done, "诸暨市水利局").aliases == ("诸暨市水务局",)
    assert there(done, "诸暨市水利局").links == there(alone, "诸暨市水务局").links
    check(done)


def test_an_alias_of_a_person_keeps_the_article(visit: Article) -> None:
    done = corrected(visit, told(made("alias", "Person", "周启明", target="周其明")))
    assert there(done, "周其明").key == there(visit, "周启明").key.replace("周启明", "周其明")
    settled, = settle([done])
    assert there(settled, "周其明").key.startswith("Person:周其明#")


def test_aliases_lead_on(visit: Article) -> None:
    rows = made("alias", "Person", "周启铭", target="周启明"), made("alias", "Person", "周启明", target="周其明", one="visit")
    done, used = traced(visit, told(*rows))
    assert set(used) == set(rows)
    assert set(there(done, "周其明").aliases) == {"周启铭", "周启明"}
    assert len([e for e in done.entities if e.type == "Person"]) == 2
    assert done == corrected(visit, told(*reversed(rows)))


def test_an_alias_of_a_measure_has_the_same_core(understood: Understood) -> None:
    one = understood("诸暨市开展“清泉”行动。", name="one")
    other = understood("诸暨市开展“碧水”行动。", name="other")
    label = next(e.label for e in other.entities if e.type == "Measure")
    done = corrected(other, told(made("alias", "Measure", label, target="“清泉”行动")))
    wanted, = (e for e in one.entities if e.type == "Measure")
    found, = (e for e in done.entities if e.type == "Measure")
    assert (found.key, found.label, found.aliases) == (wanted.key, wanted.label, (label,))
    again = corrected(one, told(made("alias", "Measure", wanted.label, target=f"“{wanted.label}”")))
    assert there(again, wanted.label).aliases == ()
    assert corrected(again, told(made("alias", "Measure", wanted.label, target=f"“{wanted.label}”"))) == again


def test_an_alias_of_an_item(understood: Understood) -> None:
    article = understood("诸暨市向店口镇捐赠口罩2000只。", name="one")
    done = corrected(article, told(made("alias", "Item", "口罩", target="防护口罩")))
    assert there(done, "防护口罩").key == "Item:防护口罩"
    check(done)


def test_an_alias_of_a_place_of_the_register(understood: Understood) -> None:
    """What lies in it and what is located there follow it."""
    article = understood("诸暨市店口镇水利站到小溪村检查水库。", title="诸暨市店口镇检查汛情", name="one")
    town = there(article, "店口镇")
    inside = next(e for e in article.entities if ("within", town.key) in e.links)
    done = corrected(article, told(made("alias", "Place", "店口镇", target="枫桥镇")))
    assert there(done, "枫桥镇").code not in {"", town.code}
    assert there(done, "枫桥镇").key == f"Place:{there(done, '枫桥镇').code}"
    assert ("within", there(done, "枫桥镇").key) in there(done, inside.label).links
    assert there(done, inside.label).key == inside.key.replace(town.key, there(done, "枫桥镇").key)
    assert not any(town.code in e.key for e in done.entities)
    check(done)


def test_an_alias_of_a_place_that_no_register_has(understood: Understood) -> None:
    article = understood("诸暨市店口镇检查水库。", title="诸暨市检查汛情", name="one")
    town, city = there(article, "店口镇"), there(article, "诸暨市")
    done = corrected(article, told(made("alias", "Place", "店口镇", target="店口新镇")))
    assert there(done, "店口新镇").key == f"{city.key}/店口新镇"
    assert (there(done, "店口新镇").code, there(done, "店口新镇").links) == ("", town.links)
    check(done)


def test_the_home_follows_its_alias(visit: Article) -> None:
    done = corrected(visit, told(made("alias", "Place", "诸暨市", target="义乌市")))
    assert done.home != visit.home
    assert done.home == there(done, "义乌市").key
    check(done)


@pytest.mark.parametrize(("name", "target"), [*permutations(("浙江省", "绍兴市", "诸暨市", "店口镇"), 2)])
def test_places_that_are_one_lie_in_no_circle(visit: Article, name: str, target: str) -> None:
    done = corrected(visit, told(made("alias", "Place", name, target=target)))
    assert called(done, name) is None
    assert name in there(done, target).aliases
    check(done)


def test_a_post_told_twice_through_an_alias_is_one(understood: Understood) -> None:
    article = understood("诸暨市水利局局长周启明到店口镇检查水库。诸暨市水务局局长周启明要求做好防汛。", title="诸暨市", name="a")
    posts = [fact for fact in article.facts if fact.type == "Tenure"]
    assert len(posts) == 2
    done = corrected(article, told(made("alias", "Organization", "诸暨市水务局", target="诸暨市水利局")))
    post, = (fact for fact in done.facts if fact.type == "Tenure")
    assert post.sentences == (0, 1)


def test_traditional_characters_stay_other_names(understood: Understood) -> None:
    article = understood("諸暨市水利局局長周啟明到店口鎮檢查水庫。", title="諸暨市", name="a", language="zh-Hant")
    done = corrected(article, told(made("alias", "Person", "周启明", target="周其明")))
    assert there(done, "周其明").originals == ("周啟明",)


# no such things


def test_what_is_no_person_takes_its_facts_away(visit: Article) -> None:
    row = made("not", "Person", "林志远")
    done, used = traced(visit, told(row))
    assert used == (row,)
    assert called(done, "林志远") is None
    assert [f.type for f in done.facts].count("Tenure") == [f.type for f in visit.facts].count("Tenure") - 1
    assert there(done, "周启明") == there(visit, "周启明")
    check(done)


def test_roles_go_and_facts_stay_where_others_take_part(visit: Article) -> None:
    done = corrected(visit, told(made("not", "Place", "店口镇")))
    assert called(done, "店口镇") is None
    gift, = (f for f in done.facts if f.type == "Donate")
    assert "recipient" not in {role.name for role in gift.roles}
    check(done)


def test_it_holds_in_its_article_only(visit: Article) -> None:
    assert corrected(visit, told(made("not", "Person", "林志远", one="visit"))) is not visit
    assert corrected(visit, told(made("not", "Person", "林志远", one="other"))) is visit
    exempt = told(made("not", "Person", "林志远"), made("alias", "Person", "林志远", target="林致远", one="visit"))
    assert called(corrected(visit, exempt), "林致远") is not None, "what is said of the article goes before what is said of all"


def test_words_that_stand_for_something_else(understood: Understood) -> None:
    article = understood("诸暨市委书记周启明到店口镇检查水库。市委要求做好防汛。", title="诸暨市检查汛情", name="a")
    assert "市委" in there(article, "诸暨市委").aliases
    done = corrected(article, told(made("not", "Organization", "市委")))
    assert [done.printed(m) for m in there(done, "诸暨市委").mentions] == ["诸暨市委"]
    assert there(done, "诸暨市委").aliases == ()
    check(done)


def test_what_lay_in_no_place_lies_where_that_lay(understood: Understood) -> None:
    article = understood("诸暨市店口镇小溪村修桥。", title="诸暨市", name="a")
    town = there(article, "店口镇")
    inside = next(e for e in article.entities if ("within", town.key) in e.links)
    done = corrected(article, told(made("not", "Place", "店口镇")))
    assert there(done, inside.label).links == (("within", there(article, "诸暨市").key),)
    check(done)


def test_what_was_there_only_for_it_goes_too(understood: Understood) -> None:
    article = understood("海宁市水利局接待客人。长沙县修路。", name="a")
    county = there(article, "长沙县")
    above = dict(county.links)["within"]
    assert not next(e for e in article.entities if e.key == above).mentions
    done = corrected(article, told(made("not", "Place", "长沙县")))
    assert above not in {e.key for e in done.entities}
    check(done)


def test_an_article_may_lose_its_home(visit: Article) -> None:
    done = corrected(visit, told(made("not", "Place", "诸暨市")))
    assert done.home == ""
    check(done)


# wrong posts


@pytest.mark.parametrize("target", ["局长@诸暨市水利局", "局长@", "@诸暨市水利局"])
def test_a_wrong_post(visit: Article, target: str) -> None:
    row = made("wrong", "Tenure", "周启明", target=target)
    done, used = traced(visit, told(row))
    assert used == (row,)
    assert len(done.facts) == len(visit.facts) - 1
    holder, = {m for f in done.facts if f.type == "Tenure" for m in f.fillers("holder")}
    assert done.printed(holder) == "林志远"
    assert done.entities == visit.entities
    check(done)


@pytest.mark.parametrize(("name", "target"), [
    ("周启明", "局长@诸暨市应急局"), ("林志远", "局长@诸暨市水利局"), ("周启明", "副局长@诸暨市水利局"),
])  # fmt: skip
def test_other_posts_stay(visit: Article, name: str, target: str) -> None:
    assert corrected(visit, told(made("wrong", "Tenure", name, target=target))) is visit


def test_corrections_work_together(visit: Article) -> None:
    """The other name first: what follows may be said of either."""
    rows = (
        made("wrong", "Tenure", "周启明", target="局长@诸暨市水务局"), made("not", "Person", "林志远"),
        made("alias", "Organization", "诸暨市水利局", target="诸暨市水务局"),
    )  # fmt: skip
    done, used = traced(visit, told(*rows))
    assert set(used) == set(rows)
    assert not [fact for fact in done.facts if fact.type == "Tenure"]
    check(done)


# whatever they say


ARTICLES = [understand(clean(article)) for article in read([str(SAMPLES)])]
NAMES = sorted({(vocab.superclasses(e.type)[-2], e.label) for a in ARTICLES for e in a.entities})
PRINTED = sorted({(m.kind, a.printed(m)) for a in ARTICLES for e in a.entities for m in e.mentions if "\n" not in a.printed(m)})


def posts() -> list[tuple[str, str]]:
    found = set()
    for article in ARTICLES:
        owners: dict[Mention, str] = {m: e.label for e in article.entities for m in e.mentions}
        for fact in article.facts:
            holders, bodies = fact.fillers("holder"), fact.fillers("organization")
            found |= {(owners[h], f"{article.printed(p)}@{owners[b]}") for h in holders for b in bodies for p in fact.fillers("post")}
    return sorted(found)


SCOPES = st.sampled_from(["", "", *(a.id for a in ARTICLES)])
NOT = st.builds(lambda it, one: made("not", *it, one=one), st.sampled_from(NAMES + PRINTED), SCOPES)
ALIAS = st.builds(
    lambda it, target, one: made("alias", *it, target=target if target != it[1] else target + "乙", one=one),
    st.sampled_from(NAMES), st.sampled_from([label for _, label in NAMES]), SCOPES,
)  # fmt: skip
NEAR = st.builds(
    lambda article, at, to: _near(article, at, to), st.sampled_from(ARTICLES), st.integers(0, 99), st.integers(0, 99),
)  # fmt: skip
WRONG = st.builds(lambda it, one: made("wrong", "Tenure", it[0], target=it[1], one=one), st.sampled_from(posts()), SCOPES)


def _near(article: Article, at: int, to: int) -> Judgement:
    """An alias of one thing of an article for another of it, of the same kind if there is one."""
    entity = article.entities[at % len(article.entities)]
    kind = vocab.superclasses(entity.type)[-2]
    others = [e.label for e in article.entities if vocab.is_a(e.type, kind) and e.label != entity.label] or ["别名"]
    return made("alias", kind, entity.label, target=others[to % len(others)])


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.lists(st.one_of(NOT, ALIAS, NEAR, NEAR, WRONG), min_size=1, max_size=12))
def test_any_corrections(rows: list[Judgement]) -> None:
    """An article stays whole; once corrected nothing changes any more; what is not concerned is the same object."""
    kept: list[Judgement] = []
    for row in rows:
        with suppress(InputError):   # a circle of aliases
            told(*kept, row)
            kept.append(row)
    judgements = told(*kept)
    for article in ARTICLES:
        done, used = traced(article, judgements)
        assert (done is article) == (not used)
        assert set(used) <= set(judgements.held)
        if used:
            check(done)
            assert corrected(done, judgements) == done
            assert traced(article, told(*(row for row in kept if row.one in ("", article.id))))[0] == done
