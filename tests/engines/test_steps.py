"""What a worker does with a partition, without Spark: every article and block by itself, and each mishap counted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kg import pipeline
from kg.acquire import Fingerprint, originals
from kg.acquire import read as one_machine
from kg.acquire.duplicates import KEYS, SKETCH
from kg.acquire.sources import Source
from kg.article import Article, Claim, Verdict
from kg.engines import steps
from kg.engines.steps import Copy, Problem, Read, Seen, Used
from kg.fuse.judgements import NONE, Judgement, Judgements
from kg.packing import packed
from kg.pipeline import Written

TEXT = "2020年2月3日，{}村党支部书记王大明向村民发放口罩200个。"


def read(folder: Path, **texts: str) -> list[tuple[steps.Key, Any]]:
    """The items of files with these texts, as they lie in a partition."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    sources = [Source(str(folder / f"{name}.txt")) for name in texts]
    return sorted(steps.whole_files(sources, {}), key=lambda item: item[0])


def failing(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """A stage that fails at articles with this word."""
    def stage(article: Article) -> Article:
        if word in article.raw:
            raise LookupError("a mistake")
        return article

    monkeypatch.setattr(pipeline, "STAGES", (*pipeline.STAGES, stage))


def test_an_article_that_a_stage_cannot_take_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "东")
    found = read(tmp_path, a=TEXT.format("东"), b=TEXT.format("西"), c="", d=TEXT.format("南"))
    copies = [(("d",), Copy("d", "b"))]
    understood = [item for _, item in steps.understood_part([*copies, *found], NONE)]
    assert [type(item) for item in understood] == [Problem, Problem, Seen, Copy]
    assert [item.failed for item in understood if isinstance(item, Problem)] == [False, True]
    assert "the article a could not be understood (LookupError: a mistake)" in understood[1].text


def test_all_that_is_settled_goes_on(tmp_path: Path) -> None:
    judged = Judgements.of([Judgement("different", "Person", "王大明", one="a", other="b"), Judgement("not", "Person", "王大明", one="c")])
    found = read(tmp_path, a=TEXT.format("东"), b=TEXT.format("西"), c=TEXT.format("南"))
    seen = list(steps.understood_part(found, judged))
    claims = sorted([*steps.claims_part((), judged), *steps.claims_part(seen)], key=lambda item: item[0])
    verdicts = list(steps.decided_part(claims, judged))
    assert {key[0] for key, item in verdicts if isinstance(item, Verdict)} <= {"a", "b", "c"}
    settled = list(steps.settled_part([*verdicts, *seen], pipeline.BASE))
    assert [item.id for item in settled if isinstance(item, Written)] == ["a", "b", "c"]
    assert len({item for item in settled if isinstance(item, Used)}) == 2


def test_a_block_that_cannot_be_decided_is_left_out() -> None:
    claims = [(("label:x",), Claim("label:x", "a", "x")), (("none:y",), Claim("none:y", "a", "y"))]
    problems = [item for _, item in steps.decided_part(claims, NONE)]
    assert [item.failed for item in problems if isinstance(item, Problem)] == [True, True]


def test_an_article_that_cannot_be_written_is_left_out() -> None:
    seen = Seen("a", packed(Article("a", "a.txt", "", home="Place:none")), (), ())
    problem, = steps.settled_part([(("a",), seen)], pipeline.BASE)
    assert problem == Problem("a could not be written (ValueError: article a: no entity has the key 'Place:none')", failed=True)


def test_what_comes_late_is_not_overlooked(tmp_path: Path) -> None:
    found = read(tmp_path, a=TEXT.format("东"))
    with pytest.raises(RuntimeError, match="behind"):
        list(steps.understood_part([*found, (("a",), Copy("a", "b"))], NONE))


def test_ids_are_those_of_one_machine(tmp_path: Path) -> None:
    """Of the same id, in whichever order the files were read; an id that looks like one made of another lies beside it."""
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder, place in zip(folders, ("东", "西", "西"), strict=True):
        folder.mkdir()
        (folder / "note.txt").write_text(TEXT.format(place), encoding="utf-8")
    alone = [article.id for article in one_machine([str(tmp_path)])]
    items = [item for folder in folders for item in steps.whole_files([Source(str(folder / "note.txt"))], {})]
    items.reverse()
    ids = [item.id for _, item in steps.named(sorted(items, key=lambda item: item[0])) if isinstance(item, Read)]
    assert ids[0] == "note"
    assert ids[2] == f"{ids[1]}~2"
    assert len({steps.spot((steps.head(each),)) for each in ids}) == 1
    assert alone == ids


def prints(numbers: random.Random) -> Iterator[Fingerprint]:
    """Fingerprints of texts that are like each other in families, some of them the same."""
    for number in range(numbers.randrange(2, 30)):
        family = numbers.randrange(4)
        sketch = set(range(family * 1000, family * 1000 + SKETCH))
        changed = {value + 500 if numbers.random() < numbers.choice((0.0, 0.05, 0.12)) else value for value in sketch}
        ordered = tuple(sorted(changed))
        yield Fingerprint(f"{number:02}", str(hash(ordered)).encode(), ordered)


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 2**32))
def test_pairs_that_are_alike_are_those_that_one_machine_compares(seed: int) -> None:
    found = list(prints(random.Random(seed)))
    by_digest = sorted((((each.digest.hex(), each.id), each) for each in found), key=lambda item: item[0])
    told = list(steps.same_texts(by_digest))
    firsts = [each for each in told if isinstance(each, Fingerprint)]
    keyed = sorted((item for each in firsts for item in steps.indexed(each)), key=lambda item: item[0])
    pairs = list(steps.pairs_alike(keyed))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {(b.id, a.id) for a in firsts for b in firsts if a.id < b.id and a.alike(b)}
    assert all(len(set(each.sketch[:KEYS])) == KEYS for each in firsts)
    copies = originals(found)
    assert {copy.id for copy in told if isinstance(copy, Copy)} <= set(copies)

