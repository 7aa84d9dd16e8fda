"""The interactive page: in, an open store; out, one HTML file that needs nothing else, and no network.

pyvis carries the network into the page and brings vis-network, which draws it; the frame around it is our own
(``page_view.html``, ``page_style.css``, ``page_script.js``), because pyvis's own template asks a content delivery network
for Bootstrap. Whatever an article says is data: it goes into the page as JSON in which no tag can begin, the script sets
it as text, and a content security policy lets no other script run and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvis
from pyvis.network import Network

from kg import vocab, zh
from kg.errors import DataError
from kg.output.folding import folds
from kg.output.layout import Box, place
from kg.output.scene import ROLES, Entity, Fact, Queryable, Scene, scene
from kg.zh.reasons import FACTS, reason

HERE = Path(__file__).parent
DRAWING = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"

LIMIT = 1500                             # nodes in a picture, unless the caller wants more
LABEL = 14                               # characters of a name that stand under its node
LEAST, MOST = 9.0, 30.0                  # radius of a node, in pixels
PLAIN = 13.0                             # radius at most of what bears a common word and not a name of its own
JOINTS = ("within", "locatedIn", "partOf")
FROM_FILLER = ("agent", "origin")        # roles whose arrow points to the action

# No label is ever large enough for vis-network to draw it: the page's script does that, so that none covers another.
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False, "multiselect": False,
                    "hideEdgesOnZoom": False, "keyboard": False, "navigationButtons": False, "zoomSpeed": 0.7},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False, "scaling": {"label": {"drawThreshold": 10000}}},
    "edges": {"smooth": False, "chosen": False, "hoverWidth": 0, "selectionWidth": 0,
              "scaling": {"label": {"drawThreshold": 9}}, "arrows": {"to": {"scaleFactor": 0.45}}},
}


def write(store: Queryable, path: Path, *, limit: int = LIMIT) -> None:
    """Write the page of the graph in ``store`` to ``path``, in UTF-8; of a graph that takes more than ``limit`` nodes,
    the best-connected part, and the page says so. Raises OSError where ``path`` cannot be written."""
    path.write_text(html(store, limit=limit), encoding="utf-8", newline="\n")


def html(store: Queryable, *, limit: int = LIMIT) -> str:
    """The page as :func:`write` writes it."""
    words = zh.table("page.toml")
    shown = scene(store, [kind for kind in words["kinds"] if kind != "Action"], limit)
    picture = _picture(shown)
    return _rendered(_network(picture, words), _data(shown, picture), _words(words, shown))


# the network, through pyvis


def _network(picture: Picture, words: Mapping[str, Any]) -> Network:
    """The picture as a pyvis network with preset places."""
    network = Network(directed=True, cdn_resources="in_line")
    network.options = OPTIONS
    degree = [0] * len(picture.nodes)
    for tie in picture.ties:
        degree[tie.source] += 1
        degree[tie.target] += 1
    named = {kind for kind, look in words["kinds"].items() if look.get("named")}
    sizes = [_radius(node, count, named) for node, count in zip(picture.nodes, degree, strict=True)]
    labels = [_short(node) for node in picture.nodes]
    fonts = [round(12 + size / 4) if node.kind in named else 12 for node, size in zip(picture.nodes, sizes, strict=True)]
    boxes = [_box(*look) for look in zip(labels, sizes, fonts, strict=True)]
    spots = place(boxes, [(tie.source, tie.target) for tie in picture.ties], picture.groups)
    for index, node in enumerate(picture.nodes):
        network.add_node(
            index, label=labels[index], shape=words["kinds"][node.kind]["shape"], group=node.kind, size=round(sizes[index], 1),
            x=spots[index][0], y=spots[index][1], font={"size": fonts[index]},
        )
    for index, tie in enumerate(picture.ties):
        network.add_edge(tie.source, tie.target, id=index)
    return network


# the data behind it


def _data(shown: Scene, picture: Picture) -> dict[str, Any]:
    """All that the panel tells about the nodes and lines, by their numbers."""
    number = {entity.iri: index for index, entity in enumerate(shown.entities)}
    passages = {iri: index for index, iri in enumerate(shown.passages)}
    documents = {iri: index for index, iri in enumerate(shown.documents)}

    def who(iri: str) -> int | str | None:
        return number.get(iri, visible(shown.labels.get(iri, iri))) if iri else None

    about = _facts_of(shown)
    return {
        "entities": [
            {"iri": entity.iri, "kind": entity.kind, "type": entity.type, "label": visible(entity.label),
             "aliases": [visible(alias) for alias in entity.aliases], "code": visible(entity.code),
             "links": [[name, number[target]] for name, target in entity.links if target in number],
             "mentions": [passages[passage] for passage in entity.mentions if passage in passages], "facts": about[entity.iri]}
            for entity in shown.entities
        ],
        "facts": [
            {"iri": fact.iri, "kind": fact.kind, "type": fact.type, "word": visible(fact.word),
             "roles": [[role, who(filler)] for role, filler in _told(fact, shown, number)],
             "figures": [[visible(words), who(of)] for words, of in fact.figures], "when": _period(fact),
             "evidence": [[passages[passage], *_marked(fact, shown, passage)] for passage in fact.evidence if passage in passages],
             "rule": _reason(fact), "confidence": visible(fact.confidence)}
            for fact in shown.facts
        ],
        "drawn": picture.facts,
        "ties": [[tie.kind, tie.name, tie.facts] for tie in picture.ties],
        "passages": [[visible(passage.text), documents[passage.article]] for passage in shown.passages.values()],
        "articles": [
            {"iri": document.iri, "id": visible(document.identifier), "title": visible(document.title),
             "date": visible(document.issued), "publisher": visible(document.publisher), "source": visible(document.source)}
            for document in shown.documents.values()
        ],
        "all": _in_all(shown),
    }


def _reason(fact: Fact) -> dict[str, str]:
    """What made the fact, in plain words of each language; nothing where the graph does not say it."""
    labels = {"zh": vocab.label(fact.type), "en": vocab.label(fact.type, "en")}
    return {language: visible(reason(FACTS, fact.rule, language, label)) for language, label in labels.items()} if fact.rule else {}


def _in_all(shown: Scene) -> dict[str, Any]:
    """What the whole graph holds, drawn or not."""
    entities = sum(count for kind, count in shown.kinds_in_all.items() if kind != "Action")
    return {"entities": entities, "facts": shown.facts_in_all, "articles": shown.documents_in_all, "kinds": shown.kinds_in_all}


def _told(fact: Fact, shown: Scene, number: Mapping[str, int]) -> list[tuple[str, str]]:
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


def _words(words: Mapping[str, Any], shown: Scene) -> dict[str, Any]:
    """The words of the interface, names of the classes that occur, and the table for searching in either script."""
    found: list[Entity | Fact] = [*shown.entities, *shown.facts]
    types = sorted({name for node in found for name in (node.type, node.kind)} | set(words["kinds"]) | {"Tenure", "Article"})
    texts = [text for entity in shown.entities for text in (entity.label, *entity.aliases)]
    texts += [passage.text for passage in shown.passages.values()]
    names = {name: {"zh": vocab.label(name), "en": vocab.label(name, "en")} for name in types}
    return {**words, "types": names, "folds": folds(texts)}


# the file


def _rendered(network: Network, data: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """The page, drawn up by pyvis from our own frame."""
    style, script, drawing = _asset("page_style.css"), _asset("page_script.js"), _drawing()
    network.set_template_dir(str(HERE), "page_view.html")
    network.templateEnv.autoescape = True
    network.templateEnv.filters["data"] = _json
    network.templateEnv.globals.update(
        scene=data, words=words, style=style, script=script, drawing=drawing, policy=_policy([style], [drawing, script]),
    )
    return str(network.generate_html()) + "\n"


def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _drawing() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map, which a browser might want to fetch."""
    if not DRAWING.is_file():
        raise DataError(f"{DRAWING} is missing", "reinstall pyvis: pip install 'pyvis>=0.3.2,<0.4'")
    return re.sub(r"\n//# sourceMappingURL=.*", "", DRAWING.read_text(encoding="utf-8"))


def _policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """A content security policy under which these very styles and scripts run, and nothing else is run or fetched."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_digests(styles)}; script-src {_digests(scripts)}; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digests(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


ESCAPES: Sequence[tuple[str, str]] = [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")]


def _json(value: Any) -> str:
    """``value`` as JSON in which no tag, comment or entity can begin, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in ESCAPES:
        text = text.replace(char, escape)
    return text
