"""The grammar: every expression compiles, every name that code asks for is there; the stanzas of the actions are sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import vocab, zh
from kg.errors import DataError
from kg.extract import frames as module
from kg.extract.frames import Frame, frames, triggers
from kg.extract.needs import NEEDS
from kg.zh import grammar
from kg.zh.grammar import entry, listed, pattern

PACKAGE = Path(__file__).parents[2] / "kg"
CALL = re.compile(r'\b(pattern|listed|entry|word)\(\s*(f?)"([\w.{}]+)"')
TABLE = zh.table("grammar.toml")
ACTIONS = zh.table("actions.toml")
ROLES = {"agent", "recipient", "object", "origin", "destination", "place", "quantity"}
DESCRIBING = {"parent", "label_zh", "label_en", "definition_zh", "definition_en", "example", "roles", "close", "triggers", "special"}
FRAME = set(Frame.__dataclass_fields__) - {"type", "word"}


def asked() -> list[tuple[str, str, str]]:
    """Module, function and dotted name of every look-up with a literal name in the code; in f-strings a name ends before
    the first brace."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for kind, formatted, name in CALL.findall(path.read_text(encoding="utf-8")):
            found.append((path.name, kind, name.split("{")[0].rstrip(".") if formatted else name))
    return found


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted name and value of everything that is no table."""
    for key, part in value.items():
        here = f"{name}.{key}" if name else key
        if isinstance(part, dict):
            yield from leaves(part, here)
        else:
            yield here, part


def test_code_asks_for_what_is_there() -> None:
    names = asked()
    assert len(names) > 60
    for path, kind, name in names:
        value = entry(name)
        if kind == "listed" and not isinstance(value, dict):
            assert isinstance(value, list), (path, name)
            assert len(set(map(str, value))) == len(value), (path, name)


@pytest.mark.parametrize("name", sorted({name for _, kind, name in asked() if kind == "pattern" and isinstance(entry(name), str)}))
def test_expression_compiles(name: str) -> None:
    compiled = pattern(name, unit="元|名")
    assert isinstance(compiled, re.Pattern)
    assert "{unit}" not in compiled.pattern


@pytest.mark.parametrize(("name", "group", "tables"), [
    ("holiday", "holiday", ["holidays"]), ("relative_month", "offset", ["offsets"]), ("word", "word", ["days", "anaphoric"]),
])  # fmt: skip
def test_words_that_an_expression_takes_are_known_to_its_table(name: str, group: str, tables: list[str]) -> None:
    """Else a text with such a word would stop the build."""
    taken = re.search(rf"\(\?P<{group}>([^()]*)\)", entry(f"dates.{name}"))
    assert taken
    assert set(taken[1].split("|")) <= {word for table in tables for word in entry(f"dates.{table}")}


def test_every_expression_of_the_dates_compiles() -> None:
    strings = {key: value for key, value in TABLE["dates"].items() if isinstance(value, str)}
    assert strings
    for key in strings:
        assert pattern(f"dates.{key}")


def test_nothing_in_the_grammar_is_unused() -> None:
    """A part is used where code names it, something above it, or in an f-string its beginning."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    names = {name for _, _, name in asked()} | {name for text in texts for name in re.findall(r'"(\w+(?:\.\w+)+)"', text)}
    unused = [name for name, _ in leaves(TABLE) if not any(name == used or name.startswith(used + ".") for used in names)]
    assert unused == []


def test_a_name_that_is_not_there() -> None:
    for name in ("dates.nonsense", "nonsense", "dates.full.nonsense"):
        with pytest.raises(DataError, match=re.escape(f"kg/zh/grammar.toml: {name} is missing")):
            entry(name)


def test_an_expression_that_does_not_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "table", lambda name: {"bad": {"open": "(甲"}})
    with pytest.raises(DataError, match=re.escape("kg/zh/grammar.toml: bad.open: ")):
        pattern("bad.open", only="here")


def test_lists_of_the_clause_hold_words() -> None:
    assert {"将", "要", "请"} <= listed("clause.unreal")
    assert {"向", "从", "把", "被"} <= listed("clause.prepositions")
    words = [word for name in ("clause.unreal", "clause.prepositions", "clause.motions") for word in listed(name)]
    assert all(word and word.strip() == word for word in words)
    assert set(entry("clause.roles").values()) <= ROLES


# the stanzas of the actions


@pytest.mark.parametrize("name", ACTIONS)
def test_stanza(name: str) -> None:
    stanza = ACTIONS[name]
    assert set(stanza) <= DESCRIBING | FRAME, "a key that nothing reads"
    assert "Action" in vocab.superclasses(name)
    assert set(stanza["roles"]) <= ROLES
    words = stanza["triggers"]
    assert all(re.fullmatch(r"[\u4e00-\u9fff]+", word) for word in words)
    special = [word for part in stanza.get("special", ()) for word in part["words"]]
    assert set(special) <= set(words)
    for part in (stanza, *stanza.get("special", ())):
        roles = {part.get("after", ""), part.get("subject", ""), *part.get("before", {}).values(), *part.get("beyond", {}).values()}
        assert roles <= {*ROLES, ""}
        assert part.get("needs", "") in {*NEEDS, ""}
        assert part.get("filler", "Matter") in vocab.leaves("Entity")
    assert all(len(part["words"]) == len(set(part["words"])) for part in stanza.get("special", ()))


def test_a_stanza_names_a_trigger_once() -> None:
    twice = {name: [word for word, count in Counter(stanza["triggers"]).items() if count > 1] for name, stanza in ACTIONS.items()}
    assert {name: words for name, words in twice.items() if words} == {}


def test_example_holds_a_trigger_of_its_type() -> None:
    for name, stanza in ACTIONS.items():
        assert any(word in stanza["example"] for word in stanza["triggers"]), name


def test_every_trigger_has_frames_and_only_the_last_needs_nothing() -> None:
    """Of two frames of one word that need nothing the second would never be tried."""
    every = {word for stanza in ACTIONS.values() for word in stanza["triggers"]}
    assert set(triggers().words) == set(frames()) == every
    hidden = [word for word, options in frames().items() if not all(frame.needs for frame in options[:-1])]
    assert {word: [frame.type for frame in frames()[word]] for word in hidden} == {}


def stanza(**changed: Any) -> dict[str, Any]:
    return {"Greet": {"triggers": ["问候"], "after": "object", **changed}}


@pytest.mark.parametrize(("changed", "word"), [
    ({"special": [{"words": ["招呼"], "after": ""}]}, "招呼"),
    ({"special": [{"words": ["问候"], "needz": "money"}]}, "needz"),
])
def test_a_special_that_is_unknown_is_refused(monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], word: str) -> None:
    monkeypatch.setattr(module, "table", lambda name: stanza(**changed))
    with pytest.raises(DataError, match=rf"kg/zh/actions\.toml: \[Greet\] special: .*{word}.* is unknown"):
        frames.__wrapped__()


def test_a_key_that_is_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "table", lambda name: stanza(befor={"向": "recipient"}))
    with pytest.raises(DataError, match="befor"):
        frames.__wrapped__()


def test_a_need_that_is_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "table", lambda name: stanza(needs="friendship"))
    with pytest.raises(DataError, match="friendship"):
        frames.__wrapped__()


def test_special_words_change_their_frame_only(monkeypatch: pytest.MonkeyPatch) -> None:
    special = [{"words": ["拜访"], "after": "destination"}]
    monkeypatch.setattr(module, "table", lambda name: stanza(triggers=["问候", "拜访"], special=special))
    found = frames.__wrapped__()
    assert {word: [(frame.type, frame.after) for frame in options] for word, options in found.items()} == {
        "问候": [("Greet", "object")], "拜访": [("Greet", "destination")],
    }
