"""Which persons of one name are the same, across articles.

Two mentions of one name are one person only where something ties them: the same article, the same organisation in a
tenure, or the same home division. What ties them is data of the article (its evidence); persons are the connected
components of the graph of evidence (networkx). The key of a person is the name with the least evidence of its component,
so that it does not depend on the order of the articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import networkx as nx

from kg.article import Article, Entity

Evidence = tuple[str, ...]


def evidence(article: Article, person: Entity) -> Evidence:
    """What ties a person to others of the same name: the article, its home, the organisations of the person's tenures."""
    organizations = {m: e.key for e in article.entities for m in e.mentions}
    mentions = set(person.mentions)
    held = {
        organizations[body]
        for fact in article.facts if mentions & set(fact.fillers("holder"))
        for body in fact.fillers("organization") if body in organizations
    }
    return (*sorted(held), *([f"home:{article.home}"] if article.home else []), f"article:{article.id}")


def same(named: Iterable[tuple[str, Evidence]]) -> dict[tuple[str, Evidence], str]:
    """(name, evidence) → the key of the person."""
    by_name: dict[str, set[Evidence]] = defaultdict(set)
    for name, ties in named:
        by_name[name].add(ties)
    keys: dict[tuple[str, Evidence], str] = {}
    for name, all_ties in by_name.items():
        graph: nx.Graph[str] = nx.Graph()
        for ties in all_ties:
            nx.add_star(graph, ties)
        least = {tie: min(component) for component in nx.connected_components(graph) for tie in component}
        keys.update({(name, ties): f"{name}#{least[ties[0]]}" for ties in all_ties})
    return keys
