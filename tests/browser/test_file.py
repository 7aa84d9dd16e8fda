"""The page as a file: whole in itself, the same bytes every time, safe whatever the articles say."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph
import pytest

from kg import vocab, zh
from kg.graph import Store
from kg.output import export
from kg.output import page as pages
from kg.output.seen import visible
from kg.vocab import KG, RDFS


class Reader(HTMLParser):
    """Tags with their attributes, the text of scripts and styles, and the data that the page carries."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.json: dict[str, Any] = {}
        self._data: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._data = []

    def handle_data(self, data: str) -> None:
        self._data.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and "id" in self.tags[-1][1]:
            self.json[str(self.tags[-1][1]["id"])] = json.loads("".join(self._data))
        elif tag in self.texts:
            self.texts[tag].append("".join(self._data))


@pytest.mark.parametrize("name", ["whole", "part", "hostile", "empty"])
def test_the_page_asks_for_nothing(made: dict[str, Path], name: str) -> None:
    reader = Reader(made[name].read_text(encoding="utf-8"))
    assert not [(tag, attributes) for tag, attributes in reader.tags if tag in ("link", "iframe", "img", "object", "base")]
    assert not [attributes for _, attributes in reader.tags if {"src", "srcset", "data", "action"} & set(attributes)]
    assert [attributes["href"] for _, attributes in reader.tags if "href" in attributes] == ["#"]
    assert "sourceMappingURL" not in made[name].read_text(encoding="utf-8")


def test_the_policy_lets_only_the_pages_own_scripts_run(made: dict[str, Path]) -> None:
    reader = Reader(made["hostile"].read_text(encoding="utf-8"))
    policies = [str(attributes["content"]) for _, attributes in reader.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    policy, = policies
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        digests = [base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") for text in reader.texts[tag]]
        assert rules[rule].split() == [f"'sha256-{digest}'" for digest in digests]


def test_articles_add_no_tags(made: dict[str, Path]) -> None:
    tags = {name: Counter(tag for tag, _ in Reader(made[name].read_text(encoding="utf-8")).tags) for name in ("empty", "hostile")}
    assert tags["hostile"] == tags["empty"]
    assert tags["hostile"]["script"] == 7


def test_hostile_words_come_back_as_they_were(made: dict[str, Path], samples: ModuleType) -> None:
    scene = Reader(made["hostile"].read_text(encoding="utf-8")).json["scene"]
    labels = {entity["label"] for entity in scene["entities"]}
    assert {samples.SCRIPT, samples.CLOSING, samples.IMAGE, "甲[U+202E]乙[U+202C]公司", samples.COMMENT.replace("\u2028", " ")} <= labels
    assert [samples.QUOTE] in [entity["aliases"] for entity in scene["entities"]]


def test_the_order_of_articles_does_not_show(store: Store, samples: ModuleType) -> None:
    backwards = samples.store(samples.PIECES[::-1], samples.THINGS)
    assert pages.html(store) == pages.html(backwards)


def test_a_limit_keeps_the_best_connected(store: Store) -> None:
    reader = Reader(pages.html(store, limit=20))
    nodes, scene = reader.json["nodes"], reader.json["scene"]
    assert len(scene["entities"]) < len(nodes) <= 20
    assert {"云岭县", "陈望舒", "云岭县政府"} <= {entity["label"] for entity in scene["entities"]}
    assert scene["all"] == {
        "entities": 50, "facts": 26, "articles": 4,
        "kinds": {"Person": 8, "Organization": 15, "Place": 11, "Group": 4, "Item": 5, "Work": 2, "Measure": 2, "Matter": 3, "Action": 18},
    }


def test_roles_are_called_what_the_ontology_calls_them() -> None:
    roles = zh.table("page.toml")["roles"]
    labels: dict[str, dict[str, str]] = {name: {} for name in roles}
    for quad in pyoxigraph.parse(path=vocab.ontology("kg.ttl"), format=pyoxigraph.RdfFormat.TURTLE):
        name = str(getattr(quad.subject, "value", "")).removeprefix(KG.base)
        if name in labels and quad.predicate.value == RDFS.label and isinstance(quad.object, pyoxigraph.Literal):
            labels[name][str(quad.object.language)[:2]] = quad.object.value
    assert roles == labels


@pytest.mark.parametrize("limit", [0, 1, 2, 7, 33])
def test_no_limit_is_exceeded(store: Store, limit: int) -> None:
    nodes = Reader(pages.html(store, limit=limit)).json["nodes"]
    assert len(nodes) <= limit


def test_the_mark_stands_on_the_trigger(store: Store) -> None:
    scene = Reader(pages.html(store)).json["scene"]
    marks = [(fact["word"], scene["passages"][at][0][mark[0]:mark[1]]) for fact in scene["facts"] for at, *mark in fact["evidence"]]
    assert len(marks) == 26
    assert all(word == marked for word, marked in marks)


@pytest.mark.parametrize(("raw", "seen"), [
    ("云岭县", "云岭县"), ("a\nb\u2028c", "a b c"), ("零\u200b宽", "零宽"), ("\u202e反", "[U+202E]反"), ("\x00", "[U+0000]"),
    ("\u3000 空", "\u3000 空"), ("𠮷", "𠮷"),
])  # fmt: skip
def test_unseen_characters_do_not_act(raw: str, seen: str) -> None:
    assert visible(raw) == seen


def test_export_writes_the_page(store: Store, tmp_path: Path) -> None:
    export(store, "html", tmp_path / "view.html")
    text = (tmp_path / "view.html").read_bytes()
    assert text.decode("utf-8") == pages.html(store)
    assert b"\r" not in re.sub(rb"(?s)<script>.*?</script>", b"", text)
