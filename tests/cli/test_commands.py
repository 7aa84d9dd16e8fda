"""What each command does with the graph of the sample articles."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.cli import writing
from kg.output import FORMATS, Drawn

HOLDERS = "SELECT ?who ?post { ?tenure kg:holder/rdfs:label ?who ; kg:post ?post } ORDER BY ?who ?post"
KG = (sys.executable, "-m", "kg")


def test_build_says_what_it_built_and_where_to_go_on(place: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("build", "--samples", "-o", "new")
    assert (outcome.code, outcome.err) == (0, "")
    assert "articles" in outcome.out
    assert "statements in new" in outcome.out
    assert "next: kg view new" in outcome.out


def test_build_as_json(place: Path, kg: Callable[..., Any]) -> None:
    report = json.loads(kg("build", "--samples", "-o", "new", "--json").out)
    assert report["articles"] >= 6
    assert report["skipped"] == report["duplicates"] == 0
    assert json.loads(kg("stats", "new", "--json").out)["articles"] == report["articles"]


def test_build_twice_gives_the_same(place: Path, kg: Callable[..., Any]) -> None:
    before = (place / "outputs" / "demo" / "graph.ttl").read_bytes()
    assert kg("build", "--samples", "-o", "outputs/demo").code == 0
    assert (place / "outputs" / "demo" / "graph.ttl").read_bytes() == before


def test_build_reports_what_it_leaves_out(place: Path, kg: Callable[..., Any]) -> None:
    (place / "in").mkdir()
    (place / "in" / "good.txt").write_text("青湖县召开会议\n2020-02-08\n\n2月8日,青湖县委书记林长河主持召开会议。\n", encoding="utf-8")
    (place / "in" / "empty.txt").write_bytes(b"")
    outcome = kg("build", "in", "-o", "new")
    assert outcome.code == 0
    assert outcome.out.startswith("1 article; 1 skipped\n")
    assert outcome.err.count("\n") == 1
    assert "empty.txt" in outcome.err


def test_build_reports_second_copies(place: Path, kg: Callable[..., Any]) -> None:
    (place / "in").mkdir()
    for name in ("one", "two"):
        (place / "in" / f"{name}.txt").write_text("青湖县召开会议\n\n2月8日,青湖县委书记林长河主持召开会议。\n", encoding="utf-8")
    outcome = kg("build", "in", "-o", "new")
    assert outcome.out.startswith("1 article; 1 left out as second copies\n")
    assert outcome.err == "kg: two is a second copy of one: left out\n"


def test_a_graph_grows_and_shrinks(place: Path, kg: Callable[..., Any]) -> None:
    demo = place / "outputs" / "demo" / "graph.ttl"
    before = demo.read_bytes()
    removed = kg("remove", "qinhuangdao-donations", "-g", "outputs/demo")
    assert (removed.code, removed.err) == (0, "")
    assert removed.out.startswith("1 article went")
    assert removed.out.endswith("next: kg view outputs/demo for its page as it is now\n")
    assert demo.read_bytes() != before
    added = json.loads(kg("add", "--samples", "-g", "outputs/demo", "--json").out)
    assert added["came"] == ["qinhuangdao-donations"]
    assert added["went"] == []
    assert demo.read_bytes() == before
    kg("view", "outputs/demo", "--no-open")
    page = (demo.parent / "index.html").read_bytes()
    again = kg("add", "--samples", "-g", "outputs/demo").out
    assert again.startswith("nothing changed\n")
    assert "next:" not in again
    assert (demo.parent / "index.html").read_bytes() == page
    assert "articles came" in kg("replace", "--samples", "-g", "outputs/demo").out
    assert demo.read_bytes() == before


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("remove", "nowhere"), 5, "the graph has no article nowhere: see its articles with: kg ask articles"),
    (("remove",), 2, "Missing argument"),
    (("add",), 2, "Nothing to read"),
    (("add", "nowhere.txt"), 3, "no article could be read"),
    (("replace", "--samples", "--field", "body=x"), 2, "No field is called body"),
    (("add", "--samples", "-g", "nowhere"), 5, "there is no graph nowhere"),
])
def test_growing_tells_what_is_wrong(place: Path, kg: Callable[..., Any], arguments: tuple[str, ...], code: int, words: str) -> None:
    outcome = kg(*arguments)
    assert outcome.code == code
    assert words in outcome.err.splitlines()[-1]


def test_build_from_standard_input(place: Path) -> None:
    text = "青湖县召开会议\n2020-02-08\n\n2月8日,青湖县委书记林长河主持召开会议。\n"
    built = subprocess.run([*KG, "build", "-", "-o", "new"], input=text, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith("1 article\n")


def test_build_maps_fields_and_base(place: Path, kg: Callable[..., Any]) -> None:
    record = {"key": "lake-1", "words": "2月8日,青湖县委书记林长河主持召开会议。"}
    (place / "news.jsonl").write_text(json.dumps(record), encoding="utf-8")
    built = kg("build", "news.jsonl", "--field", "text=words", "--field", "id=key", "--base", "https://example.org/", "-o", "new")
    assert built.code == 0, built.err
    found = json.loads(kg("query", "SELECT ?a { ?a a kg:Article ; dcterms:identifier 'lake-1' }", "-g", "new", "--json").out)
    assert found == [{"a": "https://example.org/article/lake-1"}]


def test_progress_is_for_terminals(place: Path) -> None:
    """The bar appears where standard error is a terminal, and nowhere else (see the tests above)."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*KG, "build", "--samples", "-o", "new"], stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        out, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert b"\x1b[" in shown
    assert "\x1b[" not in out


def _read(terminal: int) -> bytes:
    """What a terminal shows next; nothing once all who write to it are gone, of which Linux tells by an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_load_as_json(place: Path, kg: Callable[..., Any]) -> None:
    kg("export", "outputs/demo", "-o", "demo.nq")
    made = json.loads(kg("load", "demo.nq", "-o", "loaded", "--json").out)
    assert made["statements"] == json.loads(kg("stats", "loaded", "--json").out)["statements"]
    told = kg("add", "--samples", "-g", "loaded")
    assert (told.code, told.err.strip()) == (5, "kg: loaded does not keep what it was made of: build the graph again, then it can grow")


@pytest.mark.parametrize(("arguments", "words"), [
    (("--gzip",), "are for --engine spark"),
    (("--master", "local"), "are for --engine spark"),
    (("--engine", "spark", "--resume"), "is for --engine processes"),
])
def test_options_of_another_engine(place: Path, kg: Callable[..., Any], arguments: tuple[str, ...], words: str) -> None:
    outcome = kg("build", "--samples", "-o", "new", *arguments)
    assert outcome.code == 2
    assert words in outcome.err


def test_spark_that_is_not_there_is_told(place: Path, kg: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(place))
    outcome = kg("build", "--samples", "-o", "new", "--engine", "spark")
    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1


def test_query_in_three_ways(place: Path, kg: Callable[..., Any]) -> None:
    (place / "holders.rq").write_text(HOLDERS, encoding="utf-8")
    table = kg("query", HOLDERS).out
    assert table == kg("query", "--file", "holders.rq").out
    rows = json.loads(kg("query", HOLDERS, "--json").out)
    assert table.splitlines()[-1] == f"{len(rows)} rows"
    assert all(row["who"] in table and row["post"] in table for row in rows)
    asked = subprocess.run([*KG, "query", "-f", "-"], input=HOLDERS, capture_output=True, text=True, check=True, encoding="utf-8")
    assert asked.stdout == table


def test_query_of_other_forms(place: Path, kg: Callable[..., Any]) -> None:
    assert json.loads(kg("query", "ASK { ?a a kg:Article }", "--json").out) == [{"answer": "true"}]
    found = json.loads(kg("query", "CONSTRUCT { ?a a kg:Article } WHERE { ?a a kg:Article }", "--json").out)
    assert {row["object"] for row in found} == {"https://w3id.org/tuzhi/ontology#Article"}


def test_ask_lists_what_can_be_asked(place: Path, kg: Callable[..., Any]) -> None:
    known = json.loads(kg("ask", "--json").out)
    assert {"donations", "area"} <= {question["name"] for question in known}
    assert all(question["name"] in kg("ask").out for question in known)


def test_ask_with_a_value(place: Path, kg: Callable[..., Any]) -> None:
    every = json.loads(kg("ask", "donations", "--json").out)
    some = json.loads(kg("ask", "donations", f"giver={every[0]['giver']}", "--json").out)
    assert every[0] in some
    assert len(some) < len(every)
    assert kg("ask", "donations", "giver=?").out.splitlines()[-1] == "0 rows"


def test_show(place: Path, kg: Callable[..., Any]) -> None:
    who = json.loads(kg("query", HOLDERS, "--json").out)[0]["who"]
    card = json.loads(kg("show", who, "--json").out)
    assert card["node"]["label"] == who
    shown = kg("show", who).out
    assert card["node"]["iri"] in shown
    assert all(sentence["text"].strip() in shown for sentence in card["sentences"])
    assert any(line["property"] == "kg:holder" for line in card["mentions"])
    assert "← kg:holder" in shown


def test_show_lists_what_a_name_may_mean(place: Path, kg: Callable[..., Any]) -> None:
    found = json.loads(kg("show", "公司", "--json").out)
    assert len(found) > 1
    assert kg("show", "龐虹").out.startswith("庞虹 "), "a name in the other script"
    assert kg("show", "公司").out.splitlines()[-1].startswith(f"{len(found)} things")


def test_show_why(place: Path, kg: Callable[..., Any]) -> None:
    gift = json.loads(kg("query", "SELECT ?f { ?f a kg:Donate } ORDER BY ?f", "--json").out)[0]["f"]
    told = json.loads(kg("show", gift, "--why", "--json").out)
    shown = kg("show", gift, "--why").out
    assert told["how"]["en"] in shown
    assert f"confidence {told['confidence']:.2f}: of 100 facts" in shown
    assert f"[{told['trigger']}]" in shown
    for part in told["parts"]:
        assert f"{part['label']['en']}: {part['words']} {part['start']}-{part['end']}: {part['how']['en']}" in shown
        assert f"[{part['role']}: {part['words']}]" in shown
    assert shown == kg("show", gift.rpartition("/")[2], "--why").out


def test_show_why_lists_what_words_may_mean(place: Path, kg: Callable[..., Any]) -> None:
    found = json.loads(kg("show", "捐赠", "--why", "--json").out)
    assert len(found) > 1
    assert kg("show", "捐赠", "--why").out.splitlines()[-1].startswith(f"{len(found)} facts: show one of them")
    assert len(json.loads(kg("show", "捐贈", "--why", "--json").out)) == len(found), "words in the other script"


def test_show_why_in_colour(place: Path, kg: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours where standard output is a terminal, unless the user wants none; brackets elsewhere."""
    gift = json.loads(kg("query", "SELECT ?f { ?f a kg:Donate } ORDER BY ?f", "--json").out)[0]["f"]
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert ("\x1b[" in _on_terminal("show", gift, "--why"), "[agent: " in _on_terminal("show", gift, "--why")) == (True, False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in _on_terminal("show", gift, "--why")


def _on_terminal(*arguments: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*KG, *arguments], stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


def test_what_articles_say_is_no_markup(place: Path, kg: Callable[..., Any]) -> None:
    assert "[bold]:smile:" in kg("query", "SELECT ('[bold]:smile:' AS ?x) {}").out


def test_lines_are_whole_where_there_is_no_terminal(place: Path, kg: Callable[..., Any]) -> None:
    assert "x" * 500 in kg("query", f"SELECT ('{'x' * 500}' AS ?x) {{}}").out


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
def test_export_by_name(name: str, place: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("export", "-f", name)
    assert (outcome.code, outcome.err) == (0, "")
    assert Path(outcome.out.strip()).exists()


def test_export_by_ending(place: Path, kg: Callable[..., Any]) -> None:
    assert kg("export", "-o", "x/y.nt").out == "x/y.nt\n"
    assert (place / "x" / "y.nt").read_text(encoding="utf-8").startswith("<https://")


def test_export_csv(place: Path, kg: Callable[..., Any]) -> None:
    kg("export", "-f", "csv", "-o", "tables")
    with (place / "tables" / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) > 6


def test_view_writes_the_page_and_says_so(place: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("view", "--no-open")
    assert (outcome.code, outcome.out, outcome.err) == (0, "outputs/demo/index.html\n", "")
    assert (place / "outputs" / "demo" / "index.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_page_tells_in_plain_words_what_made_a_fact(place: Path, kg: Callable[..., Any]) -> None:
    assert kg("view", "--no-open").code == 0
    page = (place / "outputs" / "demo" / "index.html").read_text(encoding="utf-8")
    assert "“捐赠”一词表示捐赠" in page
    assert "the word 捐赠 tells of: Donation" in page
    assert "frame:Donate" not in page


def test_view_says_where_the_page_is_not_simply_everything_by_pyvis() -> None:
    told = {(by, nodes): list(writing._shown(Drawn(by, nodes, 30_000), Path("g"))) for by in ("vis", "map") for nodes in (900, 30_000)}
    assert told["vis", 30_000] == []
    assert told["map", 30_000] == ["30,000 nodes: too many for pyvis, so drawn as a map"]
    assert told["map", 900][1:] == told["vis", 900] == ["the best-connected of 30,000 nodes; kg serve g reaches all"]


def test_view_without_a_screen(place: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("view", "-o", "page.html")
    assert (outcome.code, outcome.out) == (0, "page.html\n")
    assert re.fullmatch(r"kg: no browser can be started here: open file://\S+/page.html yourself\n", outcome.err)


def test_samples_conform(place: Path, kg: Callable[..., Any]) -> None:
    assert kg("validate").out == "outputs/demo conforms to the shapes\n"
    assert json.loads(kg("validate", "--json").out) == []


def test_stats(place: Path, kg: Callable[..., Any]) -> None:
    found = json.loads(kg("stats", "--json").out)
    shown = kg("stats").out
    assert found["classes"]["Article"] == found["articles"]
    assert f"{found['statements']:,} statements" in shown
    assert all(name in shown for name in (*found["classes"], *found["properties"]))


def test_score(place: Path, kg: Callable[..., Any]) -> None:
    outcome = kg("score", "annotations", "--errors")
    assert outcome.code == 0
    assert outcome.err == "kg: the graph has no article lake: all that its annotation says counts as missed\n"
    assert "林长河" in outcome.out
    assert outcome.out.splitlines()[-1] == "overall (mean of F1) 0.000 over 1 article"
    found = json.loads(kg("score", "annotations", "--errors", "--json").out)
    assert found["absent"] == ["lake"]
    assert {error["verdict"] for error in found["errors"]} == {"missed"}


def test_score_of_identities(place: Path, kg: Callable[..., Any]) -> None:
    before = sorted(place.iterdir())
    outcome = kg("score", "--identity", "identity.toml", "--errors")
    assert (outcome.code, outcome.err) == (0, "")
    assert all(kind in outcome.out for kind in ("Place", "Organization", "Person", "all", "B³"))
    assert outcome.out.splitlines()[-1] == "5 pairs in 3 notices"
    found = json.loads(kg("score", "--identity", "identity.toml", "--errors", "--json").out)
    assert (found["overall"]["same"], found["overall"]["different"], found["overall"]["mentions"]) == (2, 3, 7)
    assert found["kinds"]["Place"]["precision"] == found["kinds"]["Place"]["b3_f1"] == 1.0
    assert len(found["errors"]) == found["overall"]["wrong"] + found["overall"]["missed"]
    assert sorted(place.iterdir()) == before


def test_notices_that_are_copies_are_not_measured(place: Path, kg: Callable[..., Any]) -> None:
    text = (place / "identity.toml").read_text(encoding="utf-8")
    (place / "twice.toml").write_text(text + text.replace('"lakes"', '"ponds"'), encoding="utf-8")
    outcome = kg("score", "--identity", "twice.toml")
    assert outcome.code == 3
    assert outcome.err.startswith("kg: of the notices in twice.toml ponds-1, ponds-2, ponds-3 are copies or have no text: ")
