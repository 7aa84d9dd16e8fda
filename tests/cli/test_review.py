"""``kg review``: pairs listed and asked for, answers written, listed and undone; ``kg build`` with them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad

from kg import cli
from kg.cli import reviewing
from kg.fuse.judgements import FORMS, Judgement, append, rows
from kg.graph import Store
from kg.vocab import KG, RDF, XSD

FILE = Path("outputs", "demo.judgements.tsv")
ARTICLES = {
    "north": "绥河区召开会议\n2020-02-08\n\n2月8日,绥河区委书记高启明主持召开会议。\n",
    "south": "临洮县捐款\n2020-02-10\n\n2月10日,村民高启明向临洮县医院捐款2万元。\n",
    "west": "敦化市慰问\n2020-02-12\n\n2月12日,敦化市水利局局长高启明慰问[bold]职工。\n",
}
WHO = """SELECT ?article ?who {
  ?who a kg:Person ; rdfs:label "高启明"@zh-Hans ; kg:mentionedIn/dcterms:isPartOf/dcterms:identifier ?article
}"""


@pytest.fixture
def doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A graph of three persons of one name, of whom these two pairs are undecided, in ``outputs/demo``."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name, text in ARTICLES.items():
        Path("in", f"{name}.txt").write_text(text, encoding="utf-8")
    assert cli.run(["build", "in", "-o", "outputs/demo"]) == 0
    with Store.open("outputs/demo", write=True) as store:
        for quad in list(store.inner.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(KG.Resemblance), None)):
            store.inner.remove(quad)
        who = {str(row["article"].value): row["who"] for row in store.select(WHO)}
        for number, (one, other, score) in enumerate((("north", "west", "0.40"), ("north", "south", "0.55"))):
            pair, graph = NamedNode(f"{store.base}resemblance/{number}"), NamedNode(store.articles()[0])
            said = [
                (RDF.type, NamedNode(KG.Resemblance)), (KG.between, who[one]), (KG.between, who[other]),
                (KG.reason, Literal(f"same name as in {other}", language="en")),
                (KG.confidence, Literal(score, datatype=NamedNode(XSD.decimal))),
            ]  # fmt: skip
            store.add(Quad(pair, NamedNode(predicate), value, graph) for predicate, value in said)
    return tmp_path


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs the command as on a terminal, with what the user types."""
    monkeypatch.setattr(reviewing, "_talks", lambda: True)
    return lambda typed, *arguments: CliRunner().invoke(cli.cli, ["review", *arguments], input=typed)


# listing


def test_pairs_are_listed_the_likest_first(doubtful: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("review")
    assert (outcome.code, outcome.err) == (0, "")
    first, second = outcome.out.index("1. 高启明 (Person): 0.55"), outcome.out.index("2. 高启明 (Official): 0.40")
    assert first < outcome.out.index("same name as in south") < second < outcome.out.index("same name as in west")
    assert "2月10日,村民高启明向临洮县医院捐款2万元。" in outcome.out
    assert "[临洮县捐款, south, 2020-02-10]" in outcome.out
    assert "* 绥河区委 书记 高启明" in outcome.out
    assert outcome.out.endswith("2 undecided pairs\n" + reviewing.EFFECT + "\n")
    assert not FILE.exists()


def test_pairs_as_json(doubtful: Path, kg: Callable[..., Any]) -> None:
    found = json.loads(kg("review", "--json", "--limit", "1").out)
    assert len(found) == 1
    assert (found[0]["score"], found[0]["reasons"], found[0]["answer"]) == (0.55, {"en": ["same name as in south"]}, "")
    assert (found[0]["one"]["articles"], found[0]["other"]["articles"]) == (["north"], ["south"])


def test_the_rest_is_told(doubtful: Path, kg: Callable[..., Any]) -> None:
    assert "\n1 undecided pair; there are more: see them with --limit 10\n" in kg("review", "--limit", "1").out
    assert "more" not in kg("review", "--limit", "2").out
    assert kg("review", "--name", "高峰").out == "0 undecided pairs\n"


# answering


def test_pair_after_pair_is_asked(doubtful: Path, talk: Callable[..., Any]) -> None:
    result = talk("x\ns\nd\n", "--by", "ling")
    assert result.exit_code == 0
    assert "[bold]" in result.output, "what articles say is no markup"
    today = date.today().isoformat()
    assert rows(FILE) == (
        Judgement("same", "Person", "高启明", one="north", other="south", by="ling", on=today),
        Judgement("different", "Person", "高启明", one="north", other="west", by="ling", on=today),
    )
    assert "0 undecided pairs" in talk("").output


def test_answers_are_written_at_once_and_some_skipped(doubtful: Path, talk: Callable[..., Any], kg: Callable[..., Any]) -> None:
    assert talk("k\nu\n", "--by", "").exit_code == 0
    assert [(row.answer, row.other, row.by) for row in rows(FILE)] == [("unsure", "west", "")]
    assert talk("q\n").exit_code == 0
    assert talk("s").exit_code == 0, "the end of input after an answer"
    assert [row.answer for row in rows(FILE)] == ["unsure", "same"]
    again = json.loads(kg("review", "--again", "--json").out)
    assert [pair["answer"] for pair in again] == ["same", "unsure"]


def test_pairs_with_an_answer_are_shown_again_on_demand(doubtful: Path, kg: Callable[..., Any]) -> None:
    append(FILE, Judgement("unsure", "Person", "高启明", one="west", other="north"))
    assert "0.40" not in kg("review").out
    assert "0.40; answered: unsure" in kg("review", "--again").out


def test_what_was_answered_stays_when_the_user_leaves(doubtful: Path, talk: Callable[..., Any]) -> None:
    assert talk("d\n").exit_code == 1
    assert [row.answer for row in rows(FILE)] == ["different"]


def test_on_a_terminal(doubtful: Path) -> None:
    """Side by side, with the question behind."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    with subprocess.Popen([sys.executable, "-m", "kg", "review"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        os.write(ours, b"s\nq\n")
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "[s]ame  [d]ifferent  [u]nsure  [k] skip  [q]uit: " in shown
    assert any("绥河区委" in line and "临洮县" in line for line in shown.splitlines()), "side by side"
    assert [row.answer for row in rows(FILE)] == ["same"]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_answers_for_scripts(doubtful: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("review", "--answer", "same", "--name", "高启明", "--one", "south", "--other", "north", "--note", "同一人", "--by", "ling")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"{FILE}: same Person 高启明 south north\n" + reviewing.EFFECT + "\n"
    listed = json.loads(kg("review", "--list-answers", "--json").out)
    assert [(row["answer"], row["by"], row["on"], row["note"]) for row in listed] == [("same", "ling", date.today().isoformat(), "同一人")]
    assert f"{FILE}:8: same Person 高启明 south north  (ling, " in kg("review", "--list-answers").out
    assert "1 undecided pair\n" in kg("review").out


@pytest.mark.parametrize("arguments", [
    ["--answer", "not", "--kind", "Place", "--name", "绥河"],
    ["--answer", "alias", "--kind", "Person", "--name", "高启明", "--target", "高其明", "--one", "south"],
    ["--answer", "wrong", "--name", "高启明", "--target", "局长@敦化市水利局"],
])  # fmt: skip
def test_corrections_for_scripts(doubtful: Path, kg: Callable[..., Any], arguments: list[str]) -> None:
    assert kg("review", *arguments).code == 0
    assert kg("review", "--list-answers").out.endswith("\n1 answer\n")


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["--answer", "maybe", "--name", "高启明"], 2, "the answer 'maybe' is none of same, different, unsure, not, alias, wrong. See"),
    (["--answer", "same", "--name", "高启明", "--one", "north"], 2, "same needs the cell other. See 'kg review --help'."),
    (["--answer", "not", "--name", "绥河"], 2, "not takes the kind Group, Item, "),
    (["--answer", "same", "--name", "高启明", "--one", "north", "--other", "east"], 6, "the article 'east' mentions no person '高启明'"),
    (["--answer", "same", "--undo"], 2, "Give one of --answer, --list-answers, --apply and --undo."),
    (["--undo"], 3, "holds 0 answers, so 1 cannot be undone: undo fewer"),
    (["-g", "nowhere"], 5, "there is no graph nowhere"),
])  # fmt: skip
def test_one_line(doubtful: Path, kg: Callable[..., Any], arguments: list[str], code: int, message: str) -> None:
    outcome = kg("review", *arguments)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (code, "", 1)
    assert message in outcome.err
    assert not FILE.exists()


def test_a_file_that_is_not_in_order(doubtful: Path, kg: Callable[..., Any]) -> None:
    FILE.write_text("answer\n", encoding="utf-8")
    for command in (["review"], ["review", "--list-answers"], ["review", "--undo"], ["build", "in"]):
        outcome = kg(*command)
        assert (outcome.code, outcome.out) == (3, "")
        assert outcome.err.startswith(f"kg: {FILE}:1: the column kind is missing: begin the file with ")


def test_undo(doubtful: Path, kg: Callable[..., Any]) -> None:
    for name in ("甲", "乙", "丙"):
        append(FILE, Judgement("not", "Person", name))
    assert kg("review", "--undo").out == f"undone: {FILE}:10: not Person 丙\n"
    assert [row["name"] for row in json.loads(kg("review", "--undo", "2", "--json").out)] == ["乙", "甲"]
    assert kg("review", "--list-answers").out == "0 answers\n"


def test_the_help_names_every_answer(kg: Callable[..., Any]) -> None:
    assert all(answer in kg("review", "--help").out for answer in FORMS)


# building


def test_building_uses_the_answers_beside_the_graph(doubtful: Path, kg: Callable[..., Any]) -> None:
    append(FILE, Judgement("alias", "Person", "高启明", "高其明", "south"))
    append(FILE, Judgement("same", "Person", "高启明", one="north", other="west"))
    append(FILE, Judgement("not", "Person", "高峰"))
    append(FILE, Judgement("different", "Person", "高启明", one="north", other="west"))
    before = FILE.read_bytes()
    outcome = kg("build", "in")
    assert outcome.code == 0
    assert "2 answers used; 1 without effect\n" in outcome.out
    overruled, idle = outcome.err.splitlines()
    assert overruled == (
        f"kg: {FILE}:11: different Person 高启明 north west (overrules {FILE}:9: same Person 高启明 north west)"
    )
    assert idle == f"kg: {FILE}:10: not Person 高峰: concerns nothing in the graph"
    assert kg("show", "高其明").code == 0
    assert FILE.read_bytes() == before
    report = json.loads(kg("build", "in", "--json").out)
    assert (report["judgements"], report["idle"]) == (2, [f"{FILE}:10: not Person 高峰"])


def test_building_with_another_file(doubtful: Path, kg: Callable[..., Any]) -> None:
    append(Path("mine.tsv"), Judgement("not", "Person", "高启明"))
    assert "1 answer used\n" in kg("build", "in", "-o", "new", "--judgements", "mine.tsv").out
    assert kg("show", "高启明", "-g", "new").code == 6
    outcome = kg("build", "in", "-o", "new", "--judgements", "nowhere.tsv")
    assert outcome.code == 2
    assert "'nowhere.tsv' does not exist" in outcome.err


def test_building_without_answers_says_nothing_of_them(doubtful: Path, kg: Callable[..., Any]) -> None:
    assert " used" not in kg("build", "in").out


def test_answers_are_applied_to_the_graph_and_taken_back(tmp_path: Path, kg: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name, text in ARTICLES.items():
        Path("in", f"{name}.txt").write_text(text, encoding="utf-8")
    assert kg("build", "in", "-o", "outputs/demo").code == 0
    before = Path("outputs", "demo", "graph.ttl").read_bytes()

    def who() -> dict[str, str]:
        return {row["article"]: row["who"] for row in json.loads(kg("query", WHO, "-g", "outputs/demo", "--json").out)}

    assert len(set(who().values())) == 3
    for answer, other in (("same", "south"), ("different", "west")):
        assert kg("review", "--answer", answer, "--name", "高启明", "--one", "north", "--other", other, "--by", "ling").code == 0
    applied = kg("review", "--apply", "--json")
    assert (applied.code, json.loads(applied.out)["report"]["judgements"]) == (0, 2)
    found = who()
    assert found["north"] == found["south"] != found["west"]
    told = "SELECT ?answer ?by { ?j a kg:Judgement ; kg:answer ?answer ; dcterms:creator ?by } ORDER BY ?answer"
    assert json.loads(kg("query", told, "--json").out) == [{"answer": "different", "by": "ling"}, {"answer": "same", "by": "ling"}]
    after = Path("outputs", "demo", "graph.ttl").read_bytes()
    assert kg("build", "in", "-o", "outputs/demo").code == 0
    assert Path("outputs", "demo", "graph.ttl").read_bytes() == after
    assert kg("review", "--undo", "2").code == 0
    assert kg("review", "--apply").code == 0
    assert Path("outputs", "demo", "graph.ttl").read_bytes() == before
