"""What the whole graph is about, and the words that the explorer speaks with."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from kg import zh
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, ref, words_of
from kg.query.explore.snapshot import KINDS, LINKS, ROLES, classes, kind_of

START: Final = 12
"""Things that one may begin with."""
SHARE: Final = 3
"""At most so many of them are of one kind."""
OTHER_ROLES: Final = ("quantity", "post", "startDate", "endDate")
FILES: Final = ("page.toml", "explorer.toml", "explorer_views.toml")
"""Words of the interface; what the later file says counts."""
SPEECH: Final = ("patterns", "arrival")
"""Parts of the first file: how facts are said as sentences."""


def about(graph: Graph, values: Values) -> Plain:
    """What is in the graph, and where to begin."""
    data = graph.data
    types = Counter(node.type for node in data.nodes.values()) + Counter(fact.type for fact in data.facts.values())
    days = sorted(article.issued for article in data.articles.values() if article.issued)
    return {
        "base": graph.store.base, "prefixes": dict(graph.store.prefixes),
        "articles": len(data.articles), "statements": graph.statements, "entities": len(data.nodes), "facts": len(data.facts),
        "first": days[0] if days else "", "last": days[-1] if days else "",
        "kinds": [_kind(kind, types) for kind in KINDS if any(kind_of(type_) == kind for type_ in types)],
        "start": [ref(graph, iri) for iri in _start(graph)],
    }


def _kind(kind: str, types: Counter[str]) -> Plain:
    found = {type_: count for type_, count in types.items() if kind_of(type_) == kind}
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"kind": kind, "count": sum(found.values()), "types": [{"type": type_, "count": count} for type_, count in ordered]}


def _start(graph: Graph) -> list[str]:
    """The things of which most is told, of several kinds."""
    taken: Counter[str] = Counter()
    found = []
    for iri in graph.ranked:
        kind = kind_of(graph.data.nodes[iri].type)
        if taken[kind] < SHARE and graph.told.get(iri):
            taken[kind] += 1
            found.append(iri)
        if len(found) == START:
            break
    return found


def words(graph: Graph, values: Values) -> Plain:
    """What classes, roles, links and the interface are called, and how the kinds look."""
    files = [zh.table(name) for name in FILES if (zh.HERE / name).is_file()]
    merged: dict[str, dict[str, Any]] = {part: {} for part in ("kinds", "links", "words")}
    for file in files:
        for part, found in merged.items():
            found.update(file.get(part, {}))
    looks = {kind: {"named": False, **look} for kind, look in merged["kinds"].items()}
    names = {name for root in ("Entity", "Fact", "Article") for name in classes(root)}
    return {
        "types": {name: words_of(name) for name in sorted(names)},
        "roles": {name: words_of(name) for name in (*ROLES, *OTHER_ROLES)},
        "links": {name: merged["links"][name] for name in LINKS}, "kinds": looks, "words": merged["words"],
        **{part: zh.table(FILES[0])[part] for part in SPEECH},
    }
