"""One thing: an entity with all that joins it, or a fact and why the graph says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg import zh
from kg.query.explore.graph import Graph
from kg.query.explore.parameters import Values
from kg.query.explore.plain import Plain, all_sentences, fact_rows, most, ref
from kg.query.explore.reading import rows
from kg.query.explore.snapshot import Fact
from kg.vocab import KG

MANY: Final = 200
"""So many of a list are shown."""


def entity(graph: Graph, values: Values) -> Plain:
    """All about the thing with this IRI; of a fact: what it says, why, and its sentences."""
    iri = values.text("iri")
    if iri in graph.data.facts:
        return _fact(graph, graph.data.facts[iri])
    if iri in graph.data.articles:
        return {"ref": ref(graph, iri)}
    node, places = graph.data.nodes[iri], graph.places
    tenures = [graph.data.facts[fact] for fact in graph.chooser.of(iri) if graph.data.facts[fact].kind == "Tenure"]
    posts = [fact for fact in tenures if iri in fact.fillers("holder")]
    members = [fact for fact in tenures if iri in fact.fillers("organization")]
    return {
        "ref": ref(graph, iri), "names": list(node.names), "code": node.code,
        "former": [{"name": name, "until": until} for name, until in node.former],
        "above": [ref(graph, each) for each in places.above(iri)],
        "below": _below(graph, iri),
        "bodies": [ref(graph, each) for each in most(graph, places.bodies(iri))[:MANY]],
        "posts": fact_rows(graph, posts[:MANY]), "members": fact_rows(graph, members[:MANY]),
        "links": list(_links(graph, iri, True))[:MANY], "back": list(_links(graph, iri, False))[:MANY],
        "counts": _counts(graph, iri) | {"posts": len(posts), "members": len(members)},
        "grounds": _by_language(graph, f"<{iri}>", KG.identityReason),
        "resemblances": list(_resemblances(graph, iri)),
    }


def _fact(graph: Graph, fact: Fact) -> Plain:
    others = [other for other in graph.data.facts.values() if other.event and other.event == fact.event and other is not fact]
    return {
        "ref": ref(graph, fact.iri), "fact": fact_rows(graph, [fact])[0], "sentences": all_sentences(graph, fact),
        "why": graph.why(fact.iri) if graph.why else None, "same": fact_rows(graph, others),
    }


def _below(graph: Graph, iri: str) -> list[Plain]:
    """The places directly within, those with most facts first."""
    found = [{"ref": ref(graph, each), "facts": len(graph.places.facts(each))} for each in graph.places.children(iri)]
    return sorted(found, key=lambda each: (-each["facts"], each["ref"]["label"], each["ref"]["iri"]))


def _links(graph: Graph, iri: str, outgoing: bool) -> Iterator[Plain]:
    names = zh.table("page.toml")["links"]
    for name, other, source in sorted(graph.joined.get(iri, ()), key=lambda link: (link[0], -graph.degree(link[1]), link[1])):
        if source == outgoing:
            back = "" if outgoing else "_back"
            label = {language: names[name][language + back] for language in ("zh", "en")}
            yield {"property": name, "label": label, "ref": ref(graph, other)}


def _counts(graph: Graph, iri: str) -> Plain:
    passages = graph.mentioning(iri)
    within = len(graph.places.facts(iri)) if graph.places.is_place(iri) else graph.degree(iri)
    return {
        "facts": graph.degree(iri), "within": within, "sentences": len(passages),
        "articles": len({graph.data.passages[passage][0] for passage in passages}),
    }


def _resemblances(graph: Graph, iri: str) -> Iterator[Plain]:
    """What may be the same, the likest first."""
    query = f"""SELECT DISTINCT ?r ?other ?score WHERE {{
      ?r <{KG.between}> <{iri}>, ?other ; a <{KG.Resemblance}> ; <{KG.confidence}> ?score FILTER(?other != <{iri}>)
    }}"""
    for pair, other, score in sorted(rows(graph.store, query), key=lambda row: (-float(row[2]), row[1])):
        if other in graph.data.nodes:
            yield {"ref": ref(graph, other), "score": score, "reasons": _by_language(graph, f"<{pair}>", KG.reason)}


def _by_language(graph: Graph, subject: str, property_: str) -> dict[str, list[str]]:
    """The values of a property in each language."""
    query = f"SELECT DISTINCT ?o (LANG(?o) AS ?l) WHERE {{ {subject} <{property_}> ?o }}"
    found = sorted(rows(graph.store, query))
    return {language: [words for words, tag in found if tag[:2] == language] for language in ("zh", "en")}
