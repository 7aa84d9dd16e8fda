"""Which words mean the same thing across articles: a graph's answer against a person's.

In: a TOML file of short notices whose words are labelled with what they mean (:func:`read`), and a function that queries the
graph that was built of them (:func:`compare`). Out: :class:`Identities`, how often the graph takes two labelled mentions for
the same thing, rightly or wrongly.

Two measures: *pairs* within a group of notices, which holds what might be taken for one another; and B³ (Bagga and Baldwin,
"Algorithms for scoring coreference chains", 1998) over the mentions of all notices together, the mean over mentions of how
much of what the graph holds for the same is the same (precision) and how much of what is the same it holds so (recall). A
mention that the graph does not have is the same as no other.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kg.article import Span
from kg.errors import InputError
from kg.score import Count
from kg.score.gold import CURE, Node
from kg.score.graph import Rows
from kg.vocab import KG, PREFIXES

FIELDS = ("title", "publisher", "published")
"""What may be said of a notice beside its text, as in records."""

KINDS = tuple(kind.removeprefix(KG.base) for kind in (KG.Place, KG.Organization, KG.Person))
"""What may be labelled, in the order in which it is shown."""

LABEL = re.compile(r"\[([^\[\]]+)\]\((\w+):([^()]+)\)")
"""Labelled words in a text: ``[words](Kind:thing)``."""

MENTIONS = """SELECT DISTINCT ?doc ?kind ?start ?end ?node {
  ?mention kg:mentionStart ?start ; kg:mentionEnd ?end ; kg:refersTo ?node ; dcterms:isPartOf/dcterms:isPartOf/dcterms:identifier ?doc .
  ?node a ?kind } ORDER BY ?doc ?kind ?start ?end ?node"""

Key = tuple[str, str]
"""Kind, and what is one of it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Labelled ``words`` at ``span`` of the text of ``notice``, which is of ``group``: they mean the ``thing``, a name of the
    annotator's choice, which is of a ``kind`` of :data:`KINDS`."""

    notice: str
    group: str
    span: Span
    words: str
    kind: str
    thing: str

    def __str__(self) -> str:
        return f"{self.notice} {self.words} = {self.thing}"


@dataclass(frozen=True, slots=True)
class Notice:
    """An article of the file: ``record`` is what an article's record says, its text without labels."""

    id: str
    record: Mapping[str, str]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions of a group: whether they are the ``same`` thing, and whether the graph has ``told`` so."""

    one: Mention
    other: Mention
    same: bool
    told: bool

    @property
    def verdict(self) -> str:
        """``hit`` ``wrong`` ``missed`` as of findings; empty where both say that they are different."""
        return ("hit" if self.same else "wrong") if self.told else ("missed" if self.same else "")

    def json(self) -> dict[str, str]:
        """The pair in plain values."""
        return {"kind": self.one.kind, "verdict": self.verdict, "one": str(self.one), "other": str(self.other)}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted: ``mentions``, those of them that the graph has (``found``), the graph's verdicts on labelled ``pairs``,
    those of them that are ``different`` things; ``precision`` and ``recall`` are those of B³."""

    mentions: int
    found: int
    different: int
    pairs: Count
    precision: float
    recall: float

    @property
    def same(self) -> int:
        """Labelled pairs that are the same thing."""
        return self.pairs.hit + self.pairs.missed

    @property
    def b3(self) -> tuple[float, float, float]:
        """Precision, recall and their harmonic mean, by B³."""
        both = self.precision + self.recall
        return self.precision, self.recall, 2 * self.precision * self.recall / both if both else 0.0

    def json(self) -> dict[str, int | float | None]:
        """The figures by name."""
        counted = {"same": self.same, "different": self.different, "mentions": self.mentions, "found": self.found}
        return self.pairs.json() | counted | dict(zip(("b3_precision", "b3_recall", "b3_f1"), self.b3, strict=True))


@dataclass(frozen=True, slots=True)
class Identities:
    """The outcome: each labelled mention with the node that it has in the graph, or None, in the order of the file."""

    nodes: tuple[tuple[Mention, str | None], ...]

    def pairs(self, kind: str = "") -> tuple[Pair, ...]:
        """The labelled pairs of one kind, or all."""
        held: dict[Key, list[tuple[Mention, str | None]]] = defaultdict(list)
        for mention, node in self.nodes:
            if kind in ("", mention.kind):
                held[mention.kind, mention.group].append((mention, node))
        return tuple(
            Pair(one, other, one.thing == other.thing, node is not None and node == node_)
            for members in held.values() for (one, node), (other, node_) in combinations(members, 2)
        )  # fmt: skip

    def figures(self, kind: str = "") -> Figures:
        """The figures for one kind, or for all together."""
        nodes = [(mention, node) for mention, node in self.nodes if kind in ("", mention.kind)]
        tally = Counter(pair.verdict for pair in self.pairs(kind))
        return Figures(
            len(nodes), sum(node is not None for _, node in nodes), tally["wrong"] + tally[""],
            Count(tally["hit"], tally["wrong"], tally["missed"]), *b_cubed(_keys(nodes)),
        )  # fmt: skip

    @property
    def errors(self) -> tuple[Pair, ...]:
        """The pairs on which graph and annotator differ, by kind, the wrong ones first."""
        differing = [pair for pair in self.pairs() if pair.same != pair.told]
        return tuple(sorted(differing, key=lambda pair: (KINDS.index(pair.one.kind), pair.same)))

    def json(self) -> dict[str, object]:
        """Everything but the errors, in plain values."""
        return {"overall": self.figures().json(), "kinds": {kind: self.figures(kind).json() for kind in KINDS}}


def b_cubed(keys: Sequence[tuple[Key, Key]]) -> tuple[float, float]:
    """Precision and recall by B³: ``keys`` has for each mention what it is by the annotator and what it is by the graph. Both
    are 0 without mentions."""
    true, told, both = Counter(thing for thing, _ in keys), Counter(node for _, node in keys), Counter(keys)
    precision = sum(both[thing, node] / told[node] for thing, node in keys)
    recall = sum(both[thing, node] / true[thing] for thing, node in keys)
    return precision / max(len(keys), 1), recall / max(len(keys), 1)


def _keys(nodes: Iterable[tuple[Mention, str | None]]) -> list[tuple[Key, Key]]:
    """What each mention is by the annotator and by the graph, where one that it does not have is like no other."""
    return [
        ((mention.kind, mention.thing), (mention.kind, node) if node else (mention.notice, str(mention.span)))
        for mention, node in nodes
    ]  # fmt: skip


# reading


def read(path: Path) -> tuple[Notice, ...]:
    """The notices of the file: tables ``[[group]]`` with a ``name`` and ``[[group.notice]]`` with ``text`` and any of
    :data:`FIELDS`. A notice's id is its group and its number there. Raises InputError for what has not this form."""
    try:
        root = Node(tomllib.loads(path.read_text(encoding="utf-8-sig")), str(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not TOML ({error})", CURE) from error
    notices = tuple(notice for group in root.get("group").list() for notice in _group(group))
    twice = [id_ for id_, count in Counter(notice.id for notice in notices).items() if count > 1]
    if twice or not any(notice.mentions for notice in notices):
        raise InputError(f"{path} has two notices {twice[0]}" if twice else f"{path} labels nothing", CURE)
    return notices


def _group(group: Node) -> Iterator[Notice]:
    name = group.get("name").text()
    for number, node in enumerate(group.get("notice").list(), 1):
        id_ = f"{name}-{number}"
        text, mentions = _labelled(node.get("text"), id_, name)
        said = {field: node.get(field).text() for field in FIELDS}
        yield Notice(id_, {"id": id_, "text": text} | {field: value for field, value in said.items() if value}, mentions)


def _labelled(node: Node, notice: str, group: str) -> tuple[str, tuple[Mention, ...]]:
    """The text without its labels, and what they label."""
    text, plain, end, mentions = node.text(), "", 0, list[Mention]()
    for label in LABEL.finditer(text):
        words, kind, thing = label.groups()
        if kind not in KINDS:
            raise InputError(f"{node.path} labels a {kind}", f"label one of {', '.join(KINDS)}")
        plain += text[end : label.start()]
        mentions.append(Mention(notice, group, Span(len(plain), len(plain) + len(words)), words, kind, thing))
        plain, end = plain + words, label.end()
    plain += text[end:]
    if "[" in plain or "](" in plain:
        raise InputError(f"{node.path} has a label of another form", "write [words](Kind:thing)")
    return plain, tuple(mentions)


# comparing


def compare(notices: Iterable[Notice], rows: Rows) -> Identities:
    """What the graph that ``rows`` queries, built of the records of ``notices``, says of their labels. A mention of the graph
    is that of labelled words where it is of their kind and ends with them, of several the one that is most like them in
    length: whether a place before a name is part of it is no question of identity."""
    prefixes = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
    held: dict[tuple[str, str, int], list[tuple[int, str]]] = defaultdict(list)
    for row in rows(prefixes + MENTIONS):
        held[row["doc"], row["kind"].removeprefix(KG.base), int(row["end"])].append((int(row["start"]), row["node"]))
    return Identities(tuple(
        (mention, _closest(held[mention.notice, mention.kind, mention.span.end], mention.span))
        for notice in notices for mention in notice.mentions
    ))  # fmt: skip


def _closest(found: Sequence[tuple[int, str]], span: Span) -> str | None:
    """The node of the mention that starts nearest to ``span``."""
    return min(found, key=lambda each: (abs(each[0] - span.start), each))[1] if found else None
