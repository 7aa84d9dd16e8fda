"""What each rule finds, and what it leaves, from ``rules.tsv``; and that every rule there is has examples of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.acquire import read
from kg.article import Article
from kg.clean import clean
from kg.detect import detect
from kg.detect.dates import RESOLVERS
from kg.detect.figures import units
from kg.detect.organizations import endings

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "kg" / "samples"
ENOUGH = 3


class Line(NamedTuple):
    """One line of ``rules.tsv``; ``found`` is empty in a counter-example."""

    rule: str
    found: tuple[str, ...]
    sentence: str
    title: str = ""
    known: str = ""


def lines() -> Iterator[Line]:
    for line in (HERE / "rules.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            rule, found, *rest = line.split("\t")
            yield Line(rule, () if found == "-" else tuple(found.split("|")), *rest)


def _parameter(line: Line) -> Any:
    marks = [pytest.mark.xfail(reason=f"{line.known} ({line.sentence})", raises=AssertionError, strict=True)] if line.known else []
    return pytest.param(line, id=f"{line.rule}-{line.sentence}", marks=marks)


@pytest.mark.parametrize("line", [_parameter(line) for line in lines()])
def test_rule(line: Line, written: Callable[..., Article]) -> None:
    article = detect(written(line.sentence, title=line.title))
    assert tuple(article.printed(m) for m in article.mentions if m.rule == line.rule) == line.found


def rules() -> set[str]:
    """The rules that are told by data: forms of dates, sorts of units, uses of suffixes."""
    dates = {f"date:{resolver.name}" for resolver in RESOLVERS}
    return dates | {f"figure:{sort}" for sort in units().values()} | {f"suffix:{ending.use}" for ending in endings().values()}


def test_every_rule_has_examples_and_a_counter_example() -> None:
    examples = Counter(line.rule for line in lines() if line.found)
    against = {line.rule for line in lines() if not line.found}
    assert rules() <= set(examples)
    assert {rule: count for rule, count in examples.items() if count < ENOUGH} == {}
    assert set(examples) == against


def test_every_rule_that_finds_something_in_the_samples_has_lines() -> None:
    found = {mention.rule.partition(" ")[0] for article in read([str(SAMPLES)]) for mention in detect(clean(article)).mentions}
    assert found <= {line.rule for line in lines()}
