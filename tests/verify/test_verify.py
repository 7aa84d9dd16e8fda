"""A graph that its articles prove, and each way in which it may be damaged: found, and told in one line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg import growing, pipeline, verifying
from kg.article import Article
from kg.cli import cli
from kg.errors import GraphError
from kg.fuse.judgements import NONE
from kg.graph import BASE, Ledger, Store
from kg.graph.loading import load
from kg.output import export
from kg.pipeline import REPORT, build
from kg.verify import Finding, Proof
from kg.verify.circles import circles
from kg.verifying import verify
from kg.vocab import DCTERMS, KG, RDFS, XSD

SAMPLES = Path(__file__).parents[2] / "kg" / "samples"
FILES = sorted(str(path) for path in SAMPLES.iterdir() if path.suffix != ".md")
SHARED = Path(__file__).parents[2].parent / "shared"

Damage = Callable[[Store], str]
"""Changes a graph and gives the node that is to be found, short."""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = tmp_path_factory.mktemp("samples") / "graph"
    assert build(FILES, graph).wrong == 0
    return graph


@pytest.fixture
def graph(samples: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(samples, tmp_path / "graph"))


def found(graph: Path, shapes: bool = False) -> list[Finding]:
    findings, count = verify(graph, shapes)
    assert len(findings) == count
    return list(findings)


def said(store: Store, predicate: str, where: str = "") -> Quad:
    """A statement of an article with this property, the first of which ``where`` (a pattern that speaks of ?s and ?o) is true."""
    query = f"SELECT ?s ?o ?g {{ GRAPH ?g {{ ?s <{predicate}> ?o . {where} }} }} ORDER BY ?s ?o LIMIT 1"
    row = next(iter(store.select(query)))
    return Quad(row["s"], NamedNode(predicate), row["o"], row["g"])


def put(store: Store, quad: Quad, value: NamedNode | Literal | None) -> str:
    """Puts ``value`` in the place of the object of the statement, or takes it away; gives the subject, short."""
    for graph in (quad.graph_name, DefaultGraph()):
        store.inner.remove(Quad(quad.subject, quad.predicate, quad.object, graph))
        if value is not None:
            store.inner.add(Quad(quad.subject, quad.predicate, value, graph))
    return short(quad.subject)


def add(store: Store, subject: NamedNode, predicate: str, value: NamedNode, graph: NamedNode) -> None:
    for each in (graph, DefaultGraph()):
        store.inner.add(Quad(subject, NamedNode(predicate), value, each))


def short(node: object) -> str:
    assert isinstance(node, NamedNode)
    return node.value.removeprefix(BASE).replace("/", ":", 1)


def moved(quad: Quad) -> Literal:
    return Literal(str(int(quad.object.value) + 1), datatype=NamedNode(XSD.integer))


def otherwise(predicate: str, value: Callable[[Quad], NamedNode | Literal | None], where: str = "") -> Damage:
    """Says something else by a property."""
    def damage(store: Store) -> str:
        quad = said(store, predicate, where)
        return put(store, quad, value(quad))

    return damage


def elsewhere(damage: Damage) -> Damage:
    """The same, found at what leads to the node."""
    def damaged(store: Store) -> str:
        damage(store)
        return ""

    return damaged


def other_entity(store: Store) -> str:
    quad = said(store, KG.agent)
    row = next(iter(store.select(f"SELECT ?e {{ GRAPH {quad.graph_name} {{ ?e a kg:Place FILTER(?e != {quad.object}) }} }} LIMIT 1")))
    return put(store, quad, row["e"])


def gone(store: Store) -> str:
    """An organisation of which nothing is said any more, though facts lead to it."""
    quad = said(store, KG.recipient, f"?o <{RDFS.label}> ?label")
    for each in list(store.inner.quads_for_pattern(quad.object, None, None)):
        store.inner.remove(each)
    return short(quad.subject)


def around(store: Store) -> str:
    quad = said(store, KG.within)
    assert isinstance(quad.object, NamedNode)
    add(store, quad.object, KG.within, quad.subject, quad.graph_name)
    return min(short(quad.subject), short(quad.object))


def twice(store: Store) -> str:
    quad = said(store, KG.within)
    for graph in (quad.graph_name, DefaultGraph()):
        store.inner.add(Quad(quad.subject, NamedNode(RDFS.label), Literal("别处", language="zh-hans"), graph))
    return short(quad.subject)


def nobody(store: Store) -> str:
    quad = said(store, KG.holder)
    ghost = NamedNode(f"{BASE}person/nobody")
    add(store, quad.object, KG.possiblySame, ghost, quad.graph_name)
    return "person:nobody"


def emptied(store: Store) -> str:
    name = store.articles()[0]
    store.rewrite({name: ()})
    return short(NamedNode(name))


def stranger(store: Store) -> str:
    quad = said(store, KG.within)
    name = NamedNode(f"{BASE}article/stranger")
    store.inner.add(Quad(quad.subject, quad.predicate, quad.object, name))
    return short(name)


def forgotten(store: Store) -> str:
    quad = said(store, KG.trigger)
    store.inner.remove(Quad(quad.subject, quad.predicate, quad.object))
    return short(quad.subject)


def made_up(store: Store) -> str:
    quad = said(store, KG.trigger)
    store.inner.add(Quad(quad.subject, quad.predicate, Literal("无"), DefaultGraph()))
    return short(quad.subject)


def words(text: str, language: str | None = None) -> Callable[[Quad], Literal]:
    return lambda quad: Literal(text, language=language)


def number(text: str) -> Callable[[Quad], Literal]:
    return lambda quad: Literal(text, datatype=NamedNode(XSD.decimal))


DAMAGES: dict[str, tuple[Damage, str]] = {
    "a sentence's text": (otherwise(KG.text, words("天下太平。")), "the article has at "),
    "a sentence's offset": (otherwise(KG.start, moved), "the article has at "),
    "a sentence's end": (otherwise(KG.end, moved), "the article has at "),
    "no offset": (otherwise(KG.start, words("x")), "has as start 'x', which is no offset"),
    "offsets beyond the text": (otherwise(KG.end, number("999999")), "but the article goes from 0 to"),
    "a sentence's article": (
        otherwise(DCTERMS.isPartOf, lambda quad: NamedNode(f"{BASE}article/x"), "?s a kg:Passage"), "is said to be a sentence"),
    "a mention's offset": (otherwise(KG.mentionStart, moved), "the article has at "),
    "a mention's end": (otherwise(KG.mentionEnd, moved), "the article has at "),
    "a mention's words": (otherwise(RDFS.label, words("某某 [0-2]", "zh-hans"), "?s a kg:Mention"), "the article has at "),
    "a mention's sentence": (
        otherwise(DCTERMS.isPartOf, lambda quad: quad.subject, "?s a kg:Mention"), "outside its sentence"),
    "a name": (elsewhere(otherwise(RDFS.label, words("无名氏", "zh-hans"), "?s a kg:Person")), "refers to '无名氏', which the words"),
    "a mention too few": (
        elsewhere(otherwise(KG.refersTo, lambda quad: None, f"?o <{KG.mentionedIn}> ?p")), "where no mention refers to it"),
    "a trigger": (otherwise(KG.trigger, words("抢劫")), "has the trigger '抢劫', but the article has at "),
    "a trigger's offset": (otherwise(KG.triggerStart, moved, f"?s <{KG.trigger}> ?t"), "has the trigger"),
    "no evidence": (otherwise(KG.evidence, lambda quad: None), "which lies in no sentence that is its evidence"),
    "a post": (otherwise(KG.post, words("皇帝")), "has as post '皇帝', which was not found in the text"),
    "a role that nobody found": (other_entity, "which was not found in the text"),
    "a role that is not told": (otherwise(KG.recipient, lambda quad: None), "which was found in the text"),
    "a date that is not told": (otherwise(KG.startDate, lambda quad: None), "has no startDate, although one was found"),
    "a participation without a fact": (otherwise(KG.participation, lambda quad: None), "which was not found in the text"),
    "a value": (otherwise(KG.value, number("1"), "FILTER(STR(?o) != '1')"), "says 1 "),
    "a unit": (otherwise(KG.unit, words("光年")), "光年, but its words say "),
    "a figure's words": (otherwise(RDFS.label, words("多少", "zh-hans"), "?s a kg:Quantity"), "but its words say nothing"),
    "a bound": (otherwise(KG.bound, words("atMost"), "FILTER(?o = 'atLeast')"), "has the bound atMost, but its words say atLeast"),
    "a node that is gone": (gone, "of which nothing is said"),
    "what is nowhere": (nobody, "nothing is said of it anywhere"),
    "a circle": (around, "lies within itself: place:"),
    "a second label": (twice, "has another label in another article, "),
    "an article that says nothing": (emptied, "was read, but the graph says nothing of it"),
    "an article that nobody read": (stranger, "is in the graph, but no such article was read"),
    "a statement that is lost": (forgotten, "is said by an article, but not by the whole graph"),
    "a statement from nowhere": (made_up, "is said by the whole graph, but by no article"),
}


def test_the_samples_are_proved(samples: Path) -> None:
    assert found(samples, shapes=True) == []


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_found(what: str, graph: Path) -> None:
    damage, cause = DAMAGES[what]
    with Store.open(graph, write=True) as store:
        node = damage(store)
    lines = [str(finding) for finding in found(graph)]
    assert any(line.startswith(node) and cause in line for line in lines), lines[:5]
    assert len(lines) < 40
    assert not any("\n" in line for line in lines)


def test_a_breach_of_the_shapes_is_found(graph: Path) -> None:
    with Store.open(graph, write=True) as store:
        node = otherwise(KG.confidence, number("7"), "?s a kg:Fact")(store)
    assert [finding.node for finding in found(graph, shapes=True)] == [node]
    assert found(graph) == []


def test_a_file_that_was_changed_is_found(graph: Path) -> None:
    with (graph / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    assert [str(finding) for finding in found(graph)] == ["graph.ttl: is not as it was written"]


def test_without_the_articles_nothing_is_proved(samples: Path, tmp_path: Path) -> None:
    with Store.open(samples) as store:
        export(store, "nquads", tmp_path / "all.nq")
    load([tmp_path / "all.nq"], tmp_path / "loaded")
    with pytest.raises(GraphError, match="does not keep what it was made of"):
        verify(tmp_path / "loaded")


def test_the_seeds_and_dev_are_proved(tmp_path: Path) -> None:
    sources = [str(folder) for name in ("seeds", "dev") if (folder := SHARED / name).is_dir()]
    if not sources:
        pytest.skip("no articles in ../shared beside the repository")
    assert build(sources, tmp_path / "graph").wrong == 0
    assert found(tmp_path / "graph") == []


# the end of a build


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program says of each trigger that it is another word."""
    told, statements = pipeline.told, growing.statements

    def other(*given: object) -> str:
        return told(*given).replace(f"<{KG.trigger}> \"", f"<{KG.trigger}> \"不")   # type: ignore[arg-type]

    def others(*given: object) -> Iterator[Quad]:
        for each in statements(*given):   # type: ignore[arg-type]
            other = Quad(each.subject, each.predicate, Literal(f"不{getattr(each.object, 'value', None)}"), each.graph_name)
            yield other if each.predicate.value == KG.trigger else each

    monkeypatch.setattr(pipeline, "told", other)
    monkeypatch.setattr(growing, "statements", others)


def test_a_build_tells_what_is_wrong_and_keeps_the_graph(lying: None, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    result = CliRunner().invoke(cli, ["build", "--samples", "-o", str(out), "--jobs", "1"])
    assert getattr(result.exception, "code", None) == 7
    lines = [line for line in result.stderr.splitlines() if "has the trigger" in line]
    report = build(FILES, tmp_path / "again")
    assert len(lines) == 10 < report.wrong == len(report.findings)
    assert lines == [f"kg: {finding}" for finding in report.findings[:10]]
    assert f"wrong in {report.wrong} places" in str(result.exception)
    assert len(found(out)) == report.wrong


def test_a_change_is_proved_as_a_build_is(lying: None, tmp_path: Path) -> None:
    clean, grown = tmp_path / "clean", tmp_path / "grown"
    report = build(FILES, clean)
    build(FILES[:-2], grown)
    for file in FILES[-2:]:
        last = growing.add(grown, [file]).report
    assert last == report
    result = CliRunner().invoke(cli, ["add", FILES[-1], "-g", str(grown)])
    assert getattr(result.exception, "code", None) == 7
    assert str(result.exception).startswith(f"{grown} is changed, but wrong in {report.wrong} places:")


def test_of_a_sound_graph_only_what_changes_is_proved(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    prove = verifying.prove

    def watched(store: Store, article: Article) -> Proof:
        asked.append(article.id)
        return prove(store, article)

    monkeypatch.setattr(verifying, "prove", watched)
    one = next(Path(file).stem for file in FILES if file.endswith(".txt"))
    growing.remove(graph, [one])
    asked.clear()
    growth = growing.add(graph, FILES)
    assert asked == sorted([one, *growth.again])
    assert growth.report.wrong == 0


@pytest.mark.parametrize("report", ["{}", "[]", "no JSON", None])
def test_a_graph_whose_report_does_not_say_that_it_is_sound_is_proved_whole(
    graph: Path, report: str | None,
) -> None:
    with Store.open(graph, write=True) as store:
        damage = otherwise(KG.trigger, words("抢劫"))(store)
    (graph / REPORT).unlink()
    if report is not None:
        (graph / REPORT).write_text(report, encoding="utf-8")
    findings = growing.judge(graph, NONE).report.findings
    assert [line.split(" ")[0] for line in findings] == [damage]


def test_the_command_lists_what_is_wrong(graph: Path) -> None:
    assert CliRunner().invoke(cli, ["verify", str(graph), "--no-shapes"]).output == f"{graph} says what its articles say\n"
    with Store.open(graph, write=True) as store:
        node = otherwise(KG.trigger, words("抢劫"))(store)
    result = CliRunner().invoke(cli, ["verify", str(graph), "--no-shapes"])
    assert result.stdout.startswith(node)
    assert str(result.exception).startswith(f"{graph} is wrong in 1 place:")
    as_json = CliRunner().invoke(cli, ["verify", str(graph), "--no-shapes", "--json"])
    assert f'"node": "{node}"' in as_json.stdout
    assert '"wrong": 1' in as_json.stdout


# circles


@pytest.mark.parametrize(("pairs", "expected"), [
    ([], []),
    (["ab", "bc", "ac"], []),
    (["aa"], [("a",)]),
    (["ba", "ab"], [("a", "b")]),
    (["ab", "bc", "ca", "da"], [("a", "b", "c")]),
    (["ab", "ba", "cd", "dc", "bc"], [("a", "b"), ("c", "d")]),
])  # fmt: skip
def test_circles(pairs: list[str], expected: list[tuple[str, ...]]) -> None:
    assert sorted(circles((inner, outer) for inner, outer in pairs)) == expected


def test_a_long_way_is_no_circle() -> None:
    pairs = [(f"{number:05}", f"{number + 1:05}") for number in range(20_000)]
    assert list(circles(pairs)) == []
    assert len(next(circles([*pairs, ("20000", "00000")]))) == 20_001


def test_the_ledger_gives_articles_without_copies(samples: Path) -> None:
    with Ledger.open(samples) as ledger, Store.open(samples) as store:
        assert len(list(ledger.readings())) == len(store.articles())
