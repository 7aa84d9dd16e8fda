"""Which persons of one name are the same, across articles.

Two mentions of one name are one person only where something ties them: the same article, the same organisation in a
tenure, or the same home division. What ties them is data of the article (its evidence); persons are the connected
components of the graph of evidence (networkx). The key of a person is the name with the least evidence of its component,
so that it does not depend on the order of the articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import networkx as nx

from kg.article import Article, Claim, Entity, Verdict

PERSON = "Person"


def claims(article: Article) -> Iterator[Claim]:
    """What ties each person of the article to others of the same name."""
    for entity in article.entities:
        if entity.type == PERSON:
            yield Claim(f"person:{entity.label}", article.id, entity.key, _evidence(article, entity))


def decide(claims: Sequence[Claim]) -> Iterator[Verdict]:
    """The key of the person that each of one name is."""
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    for claim in claims:
        nx.add_star(graph, claim.said)
    least = {tie: min(component) for component in nx.connected_components(graph) for tie in component}
    for claim in claims:
        name = claim.block.partition(":")[2]
        yield Verdict(claim.block, claim.article, claim.key, "key", f"{PERSON}:{name}#{':'.join(least[claim.said[0]])}")


def apply(article: Article, verdicts: Sequence[Verdict]) -> Article:
    """The article with the persons under these keys."""
    keys = {verdict.key: verdict.value for verdict in verdicts if verdict.aspect == "key"}
    return replace(article, entities=tuple(replace(e, key=keys.get(e.key, e.key)) for e in article.entities))


def _evidence(article: Article, person: Entity) -> tuple[tuple[str, str], ...]:
    """The organisations of the person's tenures, the article's home, the article."""
    organizations = {m: e.key for e in article.entities for m in e.mentions}
    mentions = set(person.mentions)
    held = {
        organizations[body]
        for fact in article.facts if mentions & set(fact.fillers("holder"))
        for body in fact.fillers("organization") if body in organizations
    }
    home = [("home", article.home)] if article.home else []
    return (*(("organization", body) for body in sorted(held)), *home, ("article", article.id))
