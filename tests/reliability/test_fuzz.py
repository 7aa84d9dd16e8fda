"""What a fuzzer may choose, chosen otherwise: the seeds, what has broken something once, and bytes of any kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.article import Span
from reliability import inputs

CASES = sorted((Path(__file__).parent / "cases").iterdir())
"""Inputs that a fuzzer has found, named by their kind and what broke."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_broke_something_once(case: Path) -> None:
    inputs.INPUTS[case.name.partition("-")[0]](case.read_bytes())


@pytest.mark.parametrize("name", list(inputs.INPUTS))
def test_what_a_fuzzer_begins_with(name: str) -> None:
    seeds = inputs.seeds(name)
    assert len(seeds) > 2
    for data in seeds:
        inputs.INPUTS[name](data)


@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(inputs.seeds("file")), st.integers(0, 2000), st.binary(max_size=12), st.integers(0, 40))
def test_files_with_something_changed(seed: bytes, at: int, put: bytes, cut: int) -> None:
    inputs.file(seed[:at] + put + seed[at + cut:])


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=120))
def test_texts_of_any_words(data: bytes) -> None:
    inputs.text(data)


@pytest.mark.parametrize("name", list(inputs.INPUTS))
def test_what_does_not_hold_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cleaning that loses the way back."""
    good = inputs.clean
    monkeypatch.setattr(inputs, "clean", lambda article: replace(good(article), sentences=(Span(0, 10**6),)))
    with pytest.raises((AssertionError, IndexError)):
        inputs.INPUTS[name](inputs.seeds(name)[0])
