"""Every rule and sign that code or data name has its words, and no words are for nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.acquire import read
from kg.article import Article
from kg.clean import clean
from kg.pipeline import understand
from kg.zh import table
from kg.zh.reasons import FACTS, MENTIONS, ROLES, SIGNS, reason

REPOSITORY = Path(__file__).parents[2]
ROOMS = [path for room in ("detect", "extract", "fuse") for path in sorted((REPOSITORY / "kg" / room).glob("*.py"))]
WORDS = table("reasons.toml")
MADE = {"Mention": 3, "Item": 2, "Role": 3, "Fact": 5}
"""Class → where its rule stands among the arguments."""


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in ROOMS]


def places(modules: list[ast.Module]) -> dict[str, int]:
    """Function → where its parameter ``rule`` stands."""
    functions = (node for module in modules for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
    named = ((function.name, [argument.arg for argument in function.args.args]) for function in functions)
    return {**MADE, **{name: arguments.index("rule") for name, arguments in named if "rule" in arguments}}


def constants(value: ast.expr | None, around: ast.AST) -> Iterator[str]:
    """The names that an expression may come to: constants, the beginnings of f-strings, either side of a condition and the
    set that it asks for, and what a variable of the function ``around`` is set to."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        first = value.values[0]
        yield from constants(first.value if isinstance(first, ast.FormattedValue) else first, around)
    elif isinstance(value, ast.IfExp):
        sets = (part for node in ast.walk(value.test) if isinstance(node, ast.Set) for part in node.elts)
        yield from (name for part in (*sets, value.body, value.orelse) for name in constants(part, around))
    elif isinstance(value, ast.BinOp):
        yield from constants(value.left, around)
    elif isinstance(value, ast.Name):
        for one in ast.walk(around):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
            if any(isinstance(target, ast.Name) and target.id == value.id for target in targets):
                yield from constants(one.value, around)   # type: ignore[attr-defined]  # both have one


def rules(*makers: str) -> set[str]:
    """The heads of all rules that calls of these functions name in the rooms, those of module constants included."""
    modules, found = trees(), set()
    where = places(modules)
    for module in modules:
        for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                if call.func.id in makers and call.func.id in where:
                    place = where[call.func.id]
                    value = next((key.value for key in call.keywords if key.arg == "rule"), None)
                    value = call.args[place] if value is None and len(call.args) > place else value
                    found |= {*constants(value, function), *constants(value, module)}
    return {name.partition(":")[0] for name in found}


def said(part: str) -> set[str]:
    return {name.partition(":")[0] for name in WORDS[part]}


@pytest.mark.parametrize(("part", "makers"), [
    (MENTIONS, {"Mention", "_place", "_person", "_measure"}), (ROLES, {"Item", "found_by", "Role", "tenure", "posts_behind"}),
    (FACTS, {"Fact", "tenure", "posts_behind"}),
])  # fmt: skip
def test_what_code_names_has_words_and_the_other_way_round(part: str, makers: set[str]) -> None:
    named = rules(*makers) - {"rule"}
    assert len(named) >= 5
    assert named - said(part) == set(), "rules without words"
    assert said(part) - named == set(), "words without a rule"


def test_signs_have_words_and_the_other_way_round() -> None:
    files = [(REPOSITORY / "kg" / "extract" / name).read_text(encoding="utf-8") for name in ("actions.py", "confidence.py")]
    named = {name.partition(":")[0] for text in files for name in re.findall(r'yield (?:from \()?f?"([a-z:-]+)', text)}
    assert named == said(SIGNS)
    measured = {sign for kind in ("actions", "tenures") for sign in table("confidence.toml")[kind]} - {"any"}
    assert {sign.partition(":")[0] for sign in measured} <= said(SIGNS) | said(FACTS)


def test_rules_in_the_table_of_shares_have_words() -> None:
    assert {name.rpartition(" ")[2] for name in table("confidence.toml")["roles"]} - {"any"} <= said(ROLES)


def test_all_words_are_in_both_languages() -> None:
    for part in WORDS.values():
        for words in part.values():
            assert set(words) == {"zh", "en"}
            assert all(text.strip() == text and text for text in words.values())
            assert set(re.findall(r"{(\w*)}", words["zh"])) == set(re.findall(r"{(\w*)}", words["en"])) <= {"word", "type", "how"}


def test_all_that_the_samples_hold_has_words(understood: Callable[..., Article]) -> None:
    articles = [understand(clean(article)) for article in read([str(REPOSITORY / "kg" / "samples")])]
    for fact in (fact for article in articles for fact in article.facts):
        assert reason(FACTS, fact.rule, "en", "x") != fact.rule
        assert [sign for sign in fact.signs if reason(SIGNS, sign, "en") == sign] == []
        assert [role.rule for role in fact.roles if reason(ROLES, role.rule, "zh") == role.rule] == []
        assert [role.filler.rule for role in fact.roles if reason(MENTIONS, role.filler.rule, "zh") == role.filler.rule] == []
    assert {mention.rule.partition(":")[0] for article in articles for mention in article.mentions} <= said(MENTIONS)


@pytest.mark.parametrize(("arguments", "words"), [
    ((ROLES, "introduced:向", "zh"), "由“向”引出"),
    ((ROLES, "introduced:向", "en"), "introduced by 向"),
    ((FACTS, "frame:Donate:捐赠", "en", "Donation"), "the word 捐赠 tells of: Donation"),
    ((SIGNS, "agent:clause-before", "en"), "the agent is: who acts in the clause before, carried over"),
    ((SIGNS, "agent:none", "zh"), "没有施事"),
    ((SIGNS, "post-before-name", "en"), "a post stands before a name"),
    ((MENTIONS, "suffix:bare", "zh"), "以机构名称的词尾结束，地名由报道所写的地方补出"),
    ((MENTIONS, "suffix:unit", "en"), "it ends as such names do"),
    ((ROLES, "a rule of another version", "en"), "a rule of another version"),
])  # fmt: skip
def test_words_of_a_rule(arguments: Any, words: str) -> None:
    assert reason(*arguments) == words
