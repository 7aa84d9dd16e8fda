"""The users' scorer: what it counts as right, wrong and missed, and what it says of annotations that are not in order."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import InputError
from kg.score import Count, Scores, score
from kg.score.account import Account, Action, Tenure, Thing
from kg.score.match import Names, figure, fold, judge

HERE = Path(__file__).parent


def querying(path: Path) -> Callable[[str], Iterator[Mapping[str, str]]]:
    store = pyoxigraph.Store()
    store.load(path=path)

    def rows(query: str) -> Iterator[Mapping[str, str]]:
        answer = store.query(query)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: row[name].value for name in names if row[name] is not None}

    return rows


@pytest.fixture(scope="module")
def lake() -> Scores:
    return score(HERE / "gold", querying(HERE / "lake.ttl"))


EXPECTED = {
    "title": Count(1, 0, 0),
    "published": Count(1, 0, 0),
    "source": Count(0, 1, 1),
    "authors": Count(1, 0, 0),
    "home": Count(1, 0, 0),
    "persons": Count(1, 0, 0),
    "organizations": Count(1, 1, 1),
    "places": Count(2, 0, 0),
    "works": Count(0, 0, 1),
    "kinds": Count(2, 1, 1),
    "within": Count(2, 0, 0),
    "tenures": Count(1, 0, 1),
    "actions": Count(1, 1, 2),
    "roles": Count(5, 1, 0),
}


def test_every_key_is_counted(lake: Scores) -> None:
    assert lake.counts() == EXPECTED
    assert lake.counts("lake") == EXPECTED
    assert lake.absent == ()


def test_overall_is_the_mean_of_f1(lake: Scores) -> None:
    values = [2 * c.hit / (2 * c.hit + c.wrong + c.missed) for c in EXPECTED.values()]
    assert lake.overall == pytest.approx(sum(values) / len(values))


def test_errors_are_named(lake: Scores) -> None:
    errors = {(error.key, error.verdict, error.text) for error in lake.errors}
    assert ("source", "wrong", "青湖晚报") in errors
    assert ("kinds", "wrong", "青湖镇: Entity Place Village") in errors
    assert ("actions", "missed", "Convene 召开") in errors
    assert ("actions", "wrong", "Convene 召开") in errors, "its evidence does not hold the quotation"
    assert ("roles", "wrong", "Donate 捐赠 place 青湖县") in errors
    assert all("青湖县医院" not in text for _, _, text in errors), "an optional thing is neither right nor wrong"


def test_json_holds_the_figures(lake: Scores) -> None:
    found = json.loads(json.dumps(lake.json()))
    assert found["articles"] == 1
    assert found["keys"]["organizations"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "hit": 1, "wrong": 1, "missed": 1}
    assert found["by_article"]["lake"]["persons"] == 1.0


def test_an_article_that_is_absent_is_missed_as_a_whole(tmp_path: Path) -> None:
    annotation = json.loads((HERE / "gold" / "lake.json").read_text(encoding="utf-8")) | {"doc": "sea"}
    (tmp_path / "sea.json").write_text(json.dumps(annotation), encoding="utf-8")
    found = score(tmp_path, querying(HERE / "lake.ttl"))
    assert found.absent == ("sea",)
    assert found.counts()["places"] == Count(0, 0, 2)
    assert found.overall == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"persons": "林长河"}, "sea.json.persons should be a list"),
        ({"persons": [{}]}, "sea.json.persons[0].names should be a list of at least one string"),
        ({"places": [{"names": ["青湖县"], "optional": "no"}]}, "sea.json.places[0].optional should be true or false"),
        ({"tenures": [{"person": "林长河", "org": ["县委"], "post": "书记"}]}, "sea.json.tenures[0].post should be a list"),
        ({"actions": [{"trigger": "捐赠"}]}, "sea.json.actions[0].type is missing"),
        ({"actions": [{"type": "Donate", "agent": [1]}]}, "sea.json.actions[0].agent[0] should be a string"),
        ({"title": 7}, "sea.json.title should be a string"),
    ],
)
def test_a_wrong_shape_names_file_and_key(tmp_path: Path, change: dict[str, object], message: str) -> None:
    (tmp_path / "sea.json").write_text(json.dumps({"doc": "sea", **change}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        score(tmp_path, querying(HERE / "lake.ttl"))
    assert caught.value.cause == f"{tmp_path}/{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b'{"doc": \n "sea"', "sea.json:2: not JSON"), (b"[]", "sea.json should be an object"), (b"\xff\xfe\xff", "sea.json is not UTF-8")],
)
def test_no_json_object_names_the_file(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "sea.json").write_bytes(content)
    with pytest.raises(InputError) as caught:
        score(tmp_path, querying(HERE / "lake.ttl"))
    assert message in caught.value.cause


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no"):
        score(tmp_path, querying(HERE / "lake.ttl"))


def test_order_of_files_makes_no_difference(tmp_path: Path) -> None:
    for name in ("b", "a"):
        shutil.copy(HERE / "gold" / "lake.json", tmp_path / f"{name}.json")
    assert score(tmp_path, querying(HERE / "lake.ttl")).counts()["persons"] == Count(2, 0, 0)


def test_names_fold() -> None:
    assert fold("青湖县 人民政府") == fold("青湖县政府")
    assert fold("《致全县人民的一封信》") == "致全县人民的一封信"
    assert fold("中共青湖县委") == "青湖县委"
    assert fold("ＡＢ１") == "AB1"


def test_places_in_front_make_no_difference_but_other_words_do() -> None:
    names = Names(["青湖县", "青湖镇"])
    assert names.same(Thing(("青湖县青湖镇党委",)), Thing(("青湖镇党委",)))
    assert not names.same(Thing(("青湖县党委",)), Thing(("青湖镇党委",)))
    assert not names.same(Thing(("白石县医院",)), Thing(("医院",)))
    assert names.close(Thing(("医用口罩",)), Thing(("口罩",)))
    assert not names.close(Thing(("口罩",)), Thing(("一次性医用外科口罩",)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4600余万元", (Decimal(46_000_000), "元")),
        ("2.5万个", (Decimal("25000.0"), "个")),
        ("近300台", (Decimal(300), "台")),
        ("１５００元", (Decimal(1500), "元")),
        ("1,500元", (Decimal(1500), "元")),
        ("数百名", "数百名"),
    ],
)
def test_figures(text: str, value: object) -> None:
    assert figure(text) == value


def test_each_fact_is_judged() -> None:
    def thing(name: str, optional: bool = False) -> Thing:
        return Thing((name,), optional=optional)

    def action(type_: str, objects: tuple[Thing, ...], optional: bool = False) -> Action:
        return Action(type_, "捐", "甲捐", {"object": objects}, optional)

    post = (thing("丁一"), thing("青湖县委"), thing("书记"))
    gold = Account("a", {"places": (), "home": ()}, (Tenure(*post),),
                   (action("Donate", (thing("米"), thing("面", optional=True))), action("Issue", (), optional=True)))  # fmt: skip
    found = Account("a", {}, (Tenure(*post), Tenure(*post[:2], thing("部长"))),
                    (action("Issue", ()), action("Donate", (thing("米"), thing("面"), thing("油"))), action("Clean", ())))  # fmt: skip
    verdicts = judge(gold, found)
    assert verdicts.tenures == (True, False)
    assert verdicts.actions == (None, True, False)
    assert verdicts.roles == ({}, {"object": (True, None, False)}, {})


def test_a_date_that_the_annotation_leaves_out_is_not_judged() -> None:
    gold, found = ({"time": tuple(Thing((date,)) for date in dates)} for dates in ((), ("2020-02-07",)))
    accounts = [Account("a", {"places": (), "home": ()}, (), (Action("Donate", "捐", "甲捐", roles),)) for roles in (gold, found)]
    assert judge(*accounts).roles == ({"time": (None,)},)
