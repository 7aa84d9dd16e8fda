"""Words are data, code names no leaves of the ontology, and functions are small."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from kg import vocab

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "kg"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(path for path in PACKAGE.rglob("*.js") if "vendor" not in path.parts)
LONGEST = 50
NAMED_BY_CONTRACT = {"Article", "Passage", "Tenure", "Official"}
CHINESE = re.compile(r"[\u3401-\u4dff\u4e01-\u9ffe]")
"""A Chinese character; first and last of a block do not count, since they bound ranges in patterns and comparisons."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in MODULES:
        yield path.relative_to(REPOSITORY), ast.parse(path.read_text(encoding="utf-8"))


def is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_no_chinese_words_in_code() -> None:
    """Docstrings are free to quote them, those under a constant too."""
    found = []
    for path, tree in trees():
        bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
        docs = {id(statement.value) for body in bodies for statement in body if is_docstring(statement)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and CHINESE.search(str(node.value)) and id(node) not in docs:
                found.append(f"{path}:{node.lineno} {node.value[:20]}")
            if isinstance(node, ast.Name | ast.arg) and CHINESE.search(node.id if isinstance(node, ast.Name) else node.arg):
                found.append(f"{path}:{node.lineno} a name in Chinese")
    assert not found, "\n".join(found)


def test_no_chinese_words_in_scripts() -> None:
    assert SCRIPTS
    lines = ((path, number, line) for path in SCRIPTS for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    assert [f"{path.relative_to(REPOSITORY)}:{number}" for path, number, line in lines if CHINESE.search(line)] == []


def test_functions_fit_a_screen() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = ((path, node) for path, tree in trees() for node in ast.walk(tree) if isinstance(node, kinds))
    sizes = [(node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}") for path, node in functions if node.end_lineno]
    long = [f"{where}: {size} lines" for size, where in sizes if size > LONGEST]
    assert not long, "\n".join(long)


def leaves_not_to_name() -> set[str]:
    leaves = {name for root in ("Entity", "Fact") for name in vocab.leaves(root)}
    roots = {name for name in leaves if {"Entity", "Fact"} & set(vocab.superclasses(name)[1:2])}
    return leaves - roots - NAMED_BY_CONTRACT


def test_scripts_name_roots_and_roles_only() -> None:
    quoted = re.compile(rf"""["'`:]({'|'.join(sorted(leaves_not_to_name()))})\b""")
    found = {f"{path.relative_to(REPOSITORY)} {name}" for path in SCRIPTS for name in quoted.findall(path.read_text(encoding="utf-8"))}
    assert found == set()


def test_code_names_roots_and_roles_only() -> None:
    forbidden = leaves_not_to_name()
    assert {"Donate", "Company", "Village"} <= forbidden
    found = [
        f"{path}:{node.lineno} {node.attr}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "KG" and node.attr in forbidden
    ]
    found += [
        f"{path}:{node.lineno} {node.value!r}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in forbidden
    ]
    assert not found, "\n".join(found)


def test_every_module_says_what_goes_in_and_what_comes_out() -> None:
    missing = [str(path) for path, tree in trees() if tree.body and not ast.get_docstring(tree)]
    assert not missing, "\n".join(missing)


def test_every_public_function_and_class_has_a_docstring() -> None:
    kinds = (ast.FunctionDef, ast.ClassDef)
    missing = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees()
        for node in tree.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not missing, "\n".join(missing)
