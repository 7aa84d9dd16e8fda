"""What the page tells beside the picture: in, a scene and what of it is drawn; out, data for the page's script.

Everything is by number: entities, facts, passages and articles refer to one another by their places in the lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kg import vocab
from kg.output.drawn import Picture
from kg.output.folding import folds
from kg.output.scene import ROLES, Entity, Fact, Scene
from kg.output.seen import visible
from kg.zh.reasons import FACTS, reason


MENTIONS = 3
"""Sentences of an entity that a page tells which has many nodes, beside those of its facts."""


def told(shown: Scene, picture: Picture, *, brief: bool = False) -> dict[str, Any]:
    """All that the panel tells about the nodes and lines, by their numbers; if ``brief``, of the sentences that only mention an entity
    but the first."""
    known = _Numbers(shown, MENTIONS if brief else None)
    about = _facts_of(shown)
    reasons = _reasons(shown)
    number = {pair: index for index, pair in enumerate(reasons)}
    return {
        "entities": [_entity(entity, known, about[entity.iri]) for entity in shown.entities],
        "facts": [_fact(fact, shown, known, number.get((fact.rule, fact.type))) for fact in shown.facts],
        "reasons": list(reasons.values()),
        "drawn": picture.facts,
        "ties": [[tie.kind, tie.name, tie.facts, tie.source, tie.target] for tie in picture.ties],
        "passages": [[visible(shown.passages[iri].text), known.documents[shown.passages[iri].article]] for iri in known.passages],
        "articles": [
            {"iri": document.iri, "id": visible(document.identifier), "title": visible(document.title),
             "date": visible(document.issued), "publisher": visible(document.publisher), "source": visible(document.source)}
            for document in shown.documents.values()
        ],
        "all": _in_all(shown),
    }


class _Numbers:
    """The numbers of entities, articles and those passages that the page tells."""

    def __init__(self, shown: Scene, mentions: int | None) -> None:
        self.most = mentions
        self.entities = {entity.iri: index for index, entity in enumerate(shown.entities)}
        self.documents = {iri: index for index, iri in enumerate(shown.documents)}
        wanted = {passage for fact in shown.facts for passage in fact.evidence}
        wanted.update(passage for entity in shown.entities for passage in entity.mentions[:mentions])
        self.passages = {iri: index for index, iri in enumerate(iri for iri in shown.passages if iri in wanted)}
        self._labels = shown.labels

    def who(self, iri: str) -> int | str | None:
        """An entity that is drawn by its number, another by its name."""
        return self.entities.get(iri, visible(self._labels.get(iri, iri))) if iri else None


def _entity(entity: Entity, known: _Numbers, facts: list[int]) -> dict[str, Any]:
    mentions = [known.passages[passage] for passage in entity.mentions[:known.most] if passage in known.passages]
    return {
        "iri": entity.iri, "kind": entity.kind, "type": entity.type, "label": visible(entity.label),
        "aliases": [visible(alias) for alias in entity.aliases], "code": visible(entity.code),
        "links": [[name, known.entities[target]] for name, target in entity.links if target in known.entities],
        "mentions": mentions, "mentioned": max(len(mentions), len(entity.mentions)), "facts": facts,
    }


def _fact(fact: Fact, shown: Scene, known: _Numbers, rule: int | None) -> dict[str, Any]:
    return {
        "iri": fact.iri, "kind": fact.kind, "type": fact.type, "word": visible(fact.word),
        "roles": [[role, known.who(filler)] for role, filler in _in_order(fact, shown, known.entities)],
        "figures": [[visible(words), known.who(of)] for words, of in fact.figures], "when": _period(fact),
        "evidence": [[known.passages[passage], *_marked(fact, shown, passage)] for passage in fact.evidence if passage in known.passages],
        "rule": rule, "confidence": visible(fact.confidence),
    }


def _reasons(shown: Scene) -> dict[tuple[str, str], dict[str, str]]:
    """Of every rule and class of a fact: what made the fact, in plain words of each language."""
    pairs = sorted({(fact.rule, fact.type) for fact in shown.facts if fact.rule})
    return {(rule, name): {language: visible(reason(FACTS, rule, language, label)) for language, label in _label(name).items()} for rule, name in pairs}


def _label(name: str) -> dict[str, str]:
    """What a class is called in each language."""
    return {"zh": vocab.label(name), "en": vocab.label(name, "en")}


def _in_all(shown: Scene) -> dict[str, Any]:
    """What the whole graph holds, drawn or not."""
    entities = sum(count for kind, count in shown.kinds_in_all.items() if kind != "Action")
    return {"entities": entities, "facts": shown.facts_in_all, "articles": shown.documents_in_all, "kinds": shown.kinds_in_all}


def _in_order(fact: Fact, shown: Scene, number: Mapping[str, int]) -> list[tuple[str, str]]:
    """The roles, those who fill the same one in the order in which the sentences name them."""
    text = "".join(shown.passages[passage].text for passage in fact.evidence if passage in shown.passages)

    def named(filler: str) -> int:
        names = (shown.labels.get(filler, ""), *(shown.entities[number[filler]].aliases if filler in number else ()))
        return min((text.index(name) for name in names if name and name in text), default=len(text))

    return sorted(fact.roles, key=lambda pair: (ROLES.index(pair[0]), named(pair[1])))


def _facts_of(shown: Scene) -> dict[str, list[int]]:
    """The numbers of the facts that each entity takes part in."""
    about: dict[str, list[int]] = defaultdict(list)
    for index, fact in enumerate(shown.facts):
        for filler in {filler for _, filler in (*fact.roles, *fact.figures)}:
            about[filler].append(index)
    return about


def _period(fact: Fact) -> str:
    return visible(" – ".join(date for date in (fact.start, fact.end) if date))


def _marked(fact: Fact, shown: Scene, passage: str) -> list[int]:
    """Where the trigger stands in the passage as the page has it, in units of UTF-16, which is what scripts count in;
    nothing where it stands in another passage."""
    text, first = shown.passages[passage].text, shown.passages[passage].start
    start, end = fact.span[0] - first, fact.span[1] - first
    return [_units(text[:start]), _units(text[:end])] if 0 <= start < end <= len(text) else []


def _units(text: str) -> int:
    return len(visible(text).encode("utf-16-le")) // 2


def words_of(words: Mapping[str, Any], shown: Scene) -> dict[str, Any]:
    """The words of the interface, names of the classes that occur, and the table for searching in either script."""
    found: list[Entity | Fact] = [*shown.entities, *shown.facts]
    types = sorted({name for node in found for name in (node.type, node.kind)} | set(words["kinds"]) | {"Tenure", "Article"})
    texts = [text for entity in shown.entities for text in (entity.label, *entity.aliases)]
    texts += [passage.text for passage in shown.passages.values()]
    names = {name: _label(name) for name in types}
    return {**words, "types": names, "folds": folds(texts)}
