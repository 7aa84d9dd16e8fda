"""Persons of one name across articles: the table of evidence, what people have judged, and what must hold whatever the articles."""

from __future__ import annotations

import random
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.article import Article, Claim, Entity, Verdict
from kg.errors import DataError
from kg.fuse import settle
from kg.fuse.claims import applied, claims, decided
from kg.fuse.likeness import Profile, compare
from kg.fuse.persons import decide
from kg.zh import table
from kg.zh.identity import FILE, reason, rules
from kg.zh.identity import read as read_rules

CASES = tomllib.loads((Path(__file__).parent / "persons.toml").read_text(encoding="utf-8"))["case"]
CALM = settings(deadline=None, derandomize=True, database=None)
Understood = Callable[..., Article]
NAME = "林志远"
BLOCK = f"person:{NAME}"


def person(article: Article, name: str) -> Entity:
    found, = (entity for entity in article.entities if entity.label == name)
    return found


def codes(grounds: Iterable[str]) -> set[str]:
    return {ground.partition("|")[0] for ground in grounds}


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_name_in_several_notices(case: dict[str, Any], understood: Understood) -> None:
    notices = [(*notice, "")[:3] for notice in case["notices"]]
    articles = [understood(text, published=date, title=title, name=str(n)) for n, (date, text, title) in enumerate(notices)]
    persons = [person(article, case["name"]) for article in settle(articles)]
    keys = [each.key for each in persons]
    assert [keys.index(key) for key in keys] == [case["persons"].index(letter) for letter in case["persons"]]
    if "reason" in case:
        assert case["reason"] in codes(persons[1].grounds)
        assert all(ground.endswith("|0") for ground in persons[1].grounds)
    if case.get("doubt") == "none":
        assert not persons[0].doubts
    elif "doubt" in case:
        doubt, = persons[0].doubts
        assert doubt.other == keys[1]
        assert case["doubt"] in codes(doubt.reasons)
        assert 0 < doubt.score < rules().thresholds["same"]


def test_every_kind_that_a_decision_can_rest_on_has_a_case() -> None:
    shown = {case[part] for case in CASES for part in ("reason", "doubt") if part in case}
    assert {"post", "move", "organization", "leads", "named", "title", "locality-then", "locality", "region", "beside-three", "born",
            "name"} <= shown


@pytest.mark.parametrize(("text", "many"), [
    ("德清县教育局局长林志远、德清县水利局局长林志远出席会议。林志远发言。", 2),
    ("德清县教育局局长林志远、德清县水利局局长周启明出席会议。德清县水利局局长林志远发言。", 1),
    ("德清县教育局局长林志远、德清县教育局局长林志远出席会议。", 1),
    ("林志远、林志远出席会议。", 1),
])
def test_two_of_one_name_in_a_list_are_two(text: str, many: int, understood: Understood) -> None:
    article, = settle([understood(text, name="0")])
    found = [entity for entity in article.entities if entity.label == NAME]
    assert [entity.key for entity in found] == [f"Person:{NAME}#article:0", f"Person:{NAME}#article:0/2"][:many]
    assert len(found[-1].mentions) == text.count(NAME) - many + 1


def test_two_of_one_name_keep_their_own_ties(understood: Understood) -> None:
    both, water, school = settle([
        understood("德清县教育局局长林志远、德清县水利局局长林志远出席会议。", name="0"),
        understood("德清县水利局局长林志远查看闸门。", name="1"),
        understood("德清县教育局局长林志远走访学校。", name="2"),
    ])
    first, second = (entity.key for entity in both.entities if entity.label == NAME)
    assert (person(school, NAME).key, person(water, NAME).key) == (first, second)


# the table


def test_reasons_are_told_in_words() -> None:
    assert reason("organization|德清县水利局", "en") == "posts of the same organisation (德清县水利局)"
    assert "德清县水利局" in reason("organization|德清县水利局|a", "zh")
    assert reason("organization|德清县水利局|a|b", "en").startswith("with article a|b: ")
    assert reason("judged|me|2024-01-02|a", "en") == "with article a: judged to be the same by me on 2024-01-02"
    assert reason("name||a", "en") == "with article a: the same name only"
    assert reason("whatever", "en") == "whatever"


@pytest.mark.parametrize(("change", "message"), [
    (lambda tree: tree["evidence"][0].update(weight=2), "[[evidence]] number 1 (post): 2 is no number from 0 to 1"),
    (lambda tree: tree["evidence"][0].pop("en"), "[[evidence]] number 1 (post): it has no words in en"),
    (lambda tree: tree["evidence"][0].pop("weight"), "[[evidence]] number 1 (post): it has a code, a weight and words"),
    (lambda tree: tree["evidence"][0].update(zh="{who}"), "[[evidence]] number 1 (post): its words in zh have braces other than"),
    (lambda tree: tree["evidence"][1].update(code="post"), "[[evidence]] number 2 (post): it comes twice"),
    (lambda tree: tree["evidence"][0].update(code="hair"), "[evidence] hair: it is unknown"),
    (lambda tree: tree["evidence"].pop(0), "[evidence] post: it is missing"),
    (lambda tree: tree["against"].pop(0), "[against] other-born: it is missing"),
    (lambda tree: tree["thresholds"].update(same="high"), "[thresholds] same: 'high' is no number from 0 to 1"),
    (lambda tree: tree["limits"].update(doubts=0), "[limits] doubts: it must be a whole number from 1"),
    (lambda tree: tree["told"].update(sex="("), "[told] sex: "),
    (lambda tree: tree["words"].pop("judged"), "[words.judged]: it has no words in zh"),
])
def test_a_bad_entry_is_named(change: Callable[[dict[str, Any]], object], message: str) -> None:
    tree = deepcopy(table(FILE))
    change(tree)
    with pytest.raises(DataError) as caught:
        read_rules(tree)
    assert caught.value.cause.startswith(f"kg/zh/{FILE}: {message}")


# whatever the claims

POSTS = [f"{post}|Organization:{body}@" for post in ("局长", "书记") for body in ("水利局", "教育局", "县水利局")]
VALUES = (
    [("held", post) for post in POSTS] + [("past", post) for post in POSTS]
    + [(level, f"Place:{level}{n}|{level}{n}") for level in ("locality", "city", "region", "country") for n in range(2)]
    + [("full rank", f"Place:region{n}|region{n}") for n in range(2)] + [("born", "1970-5"), ("born", "1971-6")]
    + [("beside", name) for name in ("甲", "乙", "丙", "丁")] + [("sex", "男"), ("sex", "女"), ("story", "2020-01-01 一")]
)
DATES = st.sampled_from(["", "2020", "2020-01-05", "2020-02", "2020-11-30", "2024-01-01"])


@st.composite
def blocks(draw: st.DrawFn) -> list[Claim]:
    """Claims of articles on one name, and judgements on some of them."""
    many = draw(st.integers(1, 9))
    found = []
    for number in range(many):
        date = draw(DATES)
        said = draw(st.sets(st.sampled_from(VALUES), max_size=5)) | ({("date", date)} if date else set())
        found.append(Claim(BLOCK, f"a{number}", f"Person:{NAME}@a{number}", tuple(sorted(said))))
    numbers = st.integers(0, many)   # one too many: a judgement of an article that is not there
    for number in range(draw(st.integers(0, 4))):
        found.append(judgement(str(number), draw(st.sampled_from(["same", "different", "unsure"])), draw(numbers), draw(numbers),
                               draw(st.sampled_from(["2024-01-01", "2024-05-01"]))))
    return found


def judgement(id_: str, answer: str, one: int, other: int, on: str = "2024-01-01") -> Claim:
    said = (("answer", answer), ("one", f"a{one}"), ("other", f"a{other}"), ("by", "某人"), ("on", on), ("note", ""))
    return Claim(BLOCK, "", id_, said)


def keys_of(verdicts: Iterable[Verdict]) -> dict[str, str]:
    return {verdict.article: verdict.value for verdict in verdicts if verdict.aspect == "key"}


@CALM
@given(blocks(), st.randoms(use_true_random=False))
def test_the_order_of_claims_makes_no_difference(found: list[Claim], chance: random.Random) -> None:
    mixed = chance.sample(found, len(found))
    assert sorted(decide(mixed)) == sorted(decide(sorted(found)))


@CALM
@given(blocks())
def test_doubts_are_few_and_mutual_and_between_two(found: list[Claim]) -> None:
    verdicts = list(decide(sorted(found)))
    keys = keys_of(verdicts)
    doubts: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for verdict in verdicts:
        if verdict.aspect == "doubt":
            doubts[keys[verdict.article]][verdict.value] = verdict.grounds
    assert set(keys) == {claim.article for claim in found if claim.article}
    for key, others in doubts.items():
        assert len(others) <= rules().limits["doubts"]
        for other, grounds in others.items():
            assert other != key
            assert other in keys.values()
            assert doubts[other][key] == grounds
            assert 0 <= float(grounds[0]) <= 1
            assert grounds[1:]


@CALM
@given(blocks())
def test_a_key_tells_of_its_first_article(found: list[Claim]) -> None:
    keys = keys_of(decide(sorted(found)))
    for key in keys.values():
        assert key == f"Person:{NAME}#article:{min(article for article, other in keys.items() if other == key)}"


@CALM
@given(blocks())
def test_one_judgement_holds_whatever_the_evidence(found: list[Claim]) -> None:
    own = [claim for claim in found if claim.article]
    if len(own) > 1:
        same = keys_of(decide(sorted([*own, judgement("1", "same", 0, 1)])))
        assert same["a0"] == same["a1"]
        verdicts = list(decide(sorted([*own, judgement("1", "different", 0, 1)])))
        keys = keys_of(verdicts)
        assert keys["a0"] != keys["a1"]
        assert not any(v.aspect == "doubt" and {keys[v.article], v.value} == {keys["a0"], keys["a1"]} for v in verdicts)


@CALM
@given(blocks())
def test_whoever_excludes_another_is_not_joined_to_them(found: list[Claim]) -> None:
    own = [claim for claim in found if claim.article]
    sexes: dict[str, set[str]] = defaultdict(set)
    keys = keys_of(decide(sorted(own)))
    for claim in own:
        sexes[keys[claim.article]] |= {value for what, value in claim.said if what == "sex"}
    if all(sum(what == "sex" for what, _ in claim.said) < 2 for claim in own):
        assert all(len(found) < 2 for found in sexes.values())


@CALM
@given(blocks())
def test_comparing_is_mutual(found: list[Claim]) -> None:
    one, other = Profile.of(found[:1]), Profile.of(found[1:])
    assert compare(one, other, NAME) == compare(other, one, NAME)


# judgements


def held(number: int, *said: tuple[str, str]) -> Claim:
    return Claim(BLOCK, f"a{number}", f"Person:{NAME}@a{number}", said)


def verdicts_on(*found: Claim) -> tuple[dict[str, str], list[Verdict]]:
    verdicts = list(decide(sorted(found)))
    return keys_of(verdicts), verdicts


WATER, SCHOOL = ("held", POSTS[0]), ("held", POSTS[1])


def test_different_holds_for_whole_persons() -> None:
    keys, _ = verdicts_on(held(0, WATER), held(1, WATER), held(2, WATER, SCHOOL), held(3, SCHOOL), judgement("1", "different", 0, 3))
    assert keys["a0"] != keys["a3"]
    assert keys["a1"] == keys["a0"]


def test_the_later_judgement_holds_and_of_one_day_the_further_down() -> None:
    keys, _ = verdicts_on(held(0), held(1), judgement("1", "same", 0, 1, "2024-05-01"), judgement("2", "different", 0, 1, "2024-01-01"))
    assert keys["a0"] == keys["a1"]
    keys, _ = verdicts_on(held(0), held(1), judgement("1", "same", 0, 1), judgement("2", "different", 1, 0))
    assert keys["a0"] != keys["a1"]


def test_a_later_doubt_takes_an_answer_back() -> None:
    keys, verdicts = verdicts_on(held(0), held(1), judgement("1", "same", 0, 1), judgement("2", "unsure", 1, 0, "2024-05-01"))
    assert keys["a0"] != keys["a1"]
    assert sum(verdict.aspect == "judgement" for verdict in verdicts) == 4


def test_same_joins_by_way_of_others_unless_later_parted() -> None:
    pairs = [judgement("1", "same", 0, 1), judgement("2", "same", 1, 2)]
    assert len(set(verdicts_on(held(0), held(1), held(2), *pairs)[0].values())) == 1
    keys, _ = verdicts_on(held(0), held(1), held(2), *pairs, judgement("3", "different", 0, 2, "2024-06-01"))
    assert keys["a0"] != keys["a2"]


def test_unsure_stops_weak_evidence_only_and_is_said() -> None:
    place, date = ("locality", "Place:1|甲县"), ("date", "2020-01-05")
    assert len(set(verdicts_on(held(0, date, place), held(1, date, place))[0].values())) == 1
    keys, verdicts = verdicts_on(held(0, date, place), held(1, date, place), judgement("1", "unsure", 0, 1))
    assert keys["a0"] != keys["a1"]
    doubt = next(verdict for verdict in verdicts if verdict.aspect == "doubt")
    assert "unsure|某人|2024-01-01" in doubt.grounds
    keys, _ = verdicts_on(held(0, WATER), held(1, WATER), judgement("1", "unsure", 0, 1))
    assert keys["a0"] == keys["a1"]


def test_a_judgement_is_told_of_both_articles() -> None:
    keys, verdicts = verdicts_on(held(0), held(1), judgement("1", "same", 0, 1), judgement("2", "same", 0, 7))
    told = [verdict for verdict in verdicts if verdict.aspect == "judgement"]
    assert [(v.article, v.value, v.grounds) for v in told] == [
        ("a0", "same", ("a1", "某人", "2024-01-01", "", keys["a1"])), ("a1", "same", ("a0", "某人", "2024-01-01", "", keys["a0"])),
    ]
    assert next(v for v in verdicts if v.aspect == "key" and v.article == "a1").grounds == ("judged|某人|2024-01-01|a0",)


def test_judgements_reach_the_entities(understood: Understood) -> None:
    articles = [understood(f"村民{NAME}捐款2000元。", name=name) for name in ("a0", "a1")]
    found = [claim for article in articles for claim in claims(article)]
    verdicts = list(decided([*found, judgement("1", "same", 0, 1)]))
    one, other = (person(applied(a, [v for v in verdicts if v.article == a.id]), NAME) for a in articles)
    assert one.key == other.key
    assert [verdict.value for verdict in (*one.judgements, *other.judgements)] == ["same", "same"]


# many


def test_a_name_of_renown_is_the_one_that_it_is_known_for() -> None:
    seated = [held(n, WATER, ("region", f"Place:{n % 5}|{n % 5}")) for n in range(20)]
    keys, verdicts = verdicts_on(*seated, held(20, ("region", "Place:9|9")))
    assert keys["a20"] == keys["a0"]
    assert "renown" in codes(next(v for v in verdicts if v.article == "a20" and v.aspect == "key").grounds)
    nearby = [held(n, WATER, ("region", "Place:1|1")) for n in range(20)]
    assert len(set(verdicts_on(*nearby, held(20))[0].values())) == 2
    others = [held(n + 20, SCHOOL, ("region", "Place:1|1")) for n in range(5)]
    assert len(set(verdicts_on(*seated, *others, held(30))[0].values())) == 3


@pytest.mark.parametrize("said", [(WATER,), (("locality", "Place:1|甲县"),), ()], ids=["post", "place", "nothing"])
def test_a_thousand_articles_of_one_name_take_seconds(said: Sequence[tuple[str, str]]) -> None:
    found = sorted(held(n, ("date", f"20{n % 20:02}-01-01"), *said, ("beside", str(n % 7))) for n in range(1000))
    before = time.perf_counter()
    verdicts = list(decide(found))
    assert time.perf_counter() - before < 20
    assert sum(verdict.aspect == "doubt" for verdict in verdicts) <= 5 * 1000
