"""The network of the tagger: sums are exact, whoever works them out, and sixteen bits a weight are enough."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import subprocess
import sysconfig
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from kg.acquire import read
from kg.clean import clean
from kg.detect import network
from kg.detect.network import EXACT, HIDDEN, LEVELS, PIECE, Columns, Pack
from kg.detect.tagger import tagger

module = importlib.import_module("kg.detect.tagger")   # kg.detect has a function of that name
REPOSITORY = Path(__file__).parents[2]
tensor = lru_cache(module._tensor)
FALLING = st.lists(st.integers(1, 40), min_size=1, max_size=40).map(lambda lengths: sorted(lengths, reverse=True))


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    articles = [clean(article) for article in read([str(REPOSITORY / "kg" / "samples")])]
    return [article.printed(sentence) for article in articles for sentence in article.sentences]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The compiled network as setup.py builds it, built here so that it is that of the source at hand."""
    compiler = shutil.which("cc")
    include = Path(sysconfig.get_path("include"))
    if compiler is None or platform.machine() not in {"x86_64", "AMD64"} or not (include / "Python.h").is_file():
        pytest.skip("a compiler, the headers of Python and a processor of the kind x86-64 are needed to build the kernel")
    built = tmp_path_factory.mktemp("kernel") / f"kernel{sysconfig.get_config_var('EXT_SUFFIX')}"
    options = ["-O3", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-fPIC", "-shared", f"-I{include}"]
    subprocess.run([compiler, *options, str(REPOSITORY / "kg" / "detect" / "kernel.c"), "-o", str(built)], check=True)
    spec = importlib.util.spec_from_file_location("kg.detect.kernel", built)
    assert spec
    assert spec.loader
    kernel = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kernel)
    return kernel


def characters(lengths: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Any characters for sentences of these lengths."""
    size = len(tagger().network.characters.tables[0])
    return np.random.default_rng(seed).integers(0, size, sum(lengths), np.int32), np.asarray(lengths, np.int32)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_kernel_gives_what_numpy_gives(
    kernel: ModuleType, narrow: bool, sentences: list[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """On the newest processors and on older ones."""
    monkeypatch.setattr(network, "kernel", None)
    by_numpy = tagger().tag(sentences)
    monkeypatch.setattr(network, "kernel", kernel)
    kernel.narrow(narrow)
    assert tagger().tag(sentences) == by_numpy
    assert [tagger().tag([sentence])[0] for sentence in sentences[:40]] == by_numpy[:40]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(FALLING, st.integers(0, 2**32 - 1), st.booleans())
def test_the_kernel_gives_what_numpy_gives_for_any_characters(kernel: ModuleType, lengths: list[int], seed: int, narrow: bool) -> None:
    numbers, sizes = characters(lengths, seed)
    net = tagger().network
    net.characters.learn(numbers)
    kernel.narrow(narrow)
    by_kernel = network.by_kernel(kernel, net, numbers, sizes)
    assert (by_kernel == network.by_numpy(net, numbers, Pack(sizes))).all()


def test_the_kernel_refuses_what_does_not_fit(kernel: ModuleType) -> None:
    net = tagger().network
    numbers, lengths = characters([3, 2], 1)
    gru, table, out = net.layers[0][0].packed, net.characters.tables[0], np.empty((5, 2 * HIDDEN), np.int16)
    outside = np.full_like(numbers, len(table))
    for wrong in (
        (gru, numbers, table, lengths[::-1].copy(), False, out), (gru, numbers, table, lengths * 0, False, out),
        (gru, numbers[:4], table, lengths, False, out), (gru, numbers, table, lengths, False, out[:4]),
        (gru[:-1], numbers, table, lengths, False, out), (gru, outside, table, lengths, False, out),
        (gru, -outside, table, lengths, False, out), (gru, out, None, lengths, False, out.copy()),
        (gru, numbers, table, lengths << 28, False, out),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"lengths must fall|sizes do not fit|too many characters"):
            kernel.read(*wrong)
    for field, states, labels in (
        (net.field.packed[:-1], out, numbers), (net.field.packed, out[:4], numbers), (net.field.packed, out, numbers[:4].copy()),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="sizes do not fit"):
            kernel.label(field, states, lengths, labels)
    with pytest.raises(TypeError):
        kernel.read(gru, numbers, table, lengths, False, bytes(out))


def test_sums_are_exact() -> None:
    """The greatest that can come stay whole, and numpy adds two of them at most, so that it rounds once, as the kernel does."""
    net = tagger().network
    columns = [columns for layer in net.layers for gru in layer for columns in (gru.gates, gru.candidate, gru.below) if columns]
    for matrix in (*columns, net.field.emit):
        pieces = abs(matrix.whole).reshape(-1, PIECE, matrix.whole.shape[1])
        assert len(pieces) <= 2
        assert 0.99 * EXACT < pieces.sum(1).max() * LEVELS < EXACT
        assert pieces.max() < 2**15


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=40), st.sampled_from([0.5, LEVELS]))
def test_a_curve_is_that_of_tanh(xs: list[float], scale: float) -> None:
    """And never so far beyond that a state would be more than LEVELS."""
    values = network._squashed(np.asarray(xs, np.float32), scale) / scale
    assert abs(values - np.tanh(np.asarray(xs))).max() < 3e-6
    assert abs(np.rint(values * LEVELS)).max() <= LEVELS


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_a_rounded_weight_is_the_next_step(seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=(8, 5)).astype(np.float32) * np.float32(10) ** np.arange(-3, 2, dtype=np.float32)
    columns = Columns.rounded(weights)
    step = columns.unit * LEVELS
    assert (abs(columns.whole * step - weights) <= step * 0.51).all()
    assert (abs(columns.whole).sum(0) * LEVELS < EXACT).all()


def test_sixteen_bits_are_enough(sentences: list[str]) -> None:
    """Of the labels, those that the weights as they are in the files give."""
    right = total = 0
    for sentence in sentences:
        numbers = tagger().numbers[[min(ord(character), module.BEYOND) for character in sentence]]
        labels = tagger().network.labels(numbers, np.asarray([len(numbers)], np.int32))
        with threadpool_limits(limits=1, user_api="blas"):
            right += (labels == _by_whole_weights(numbers)).sum()
        total += len(labels)
    assert right / total > 0.999


def _by_whole_weights(numbers: np.ndarray) -> np.ndarray:
    states = tensor("word_emb", (len(tagger().network.characters.tables[0]), HIDDEN))[numbers]
    for layer, width in ((0, HIDDEN), (2, 2 * HIDDEN)):
        backwards = _recurrence(layer + 1, states[::-1], width)[::-1]
        states = np.hstack((_recurrence(layer, states, width), backwards))
    size = len(tagger().labels)
    scores = states @ tensor("fc_4.w_0", (2 * HIDDEN, size)) + tensor("fc_4.b_0", (size,))
    return tagger().network.field.best(scores.astype(np.float32), range(len(numbers) + 1))


def _recurrence(number: int, inputs: np.ndarray, width: int) -> np.ndarray:
    flat = tensor(f"gru_{number}.w_0", (3 * HIDDEN * HIDDEN,)).astype(np.float64)
    gates, candidate = flat[:2 * HIDDEN**2].reshape(HIDDEN, -1), flat[2 * HIDDEN**2:].reshape(HIDDEN, HIDDEN)
    bias = tensor(f"fc_{number}.b_0", (3 * HIDDEN,)) + tensor(f"gru_{number}.b_0", (3 * HIDDEN,))
    coming = inputs @ tensor(f"fc_{number}.w_0", (width, 3 * HIDDEN)) + bias
    states = [np.zeros(HIDDEN)]
    for step in coming:
        update, reset = np.split(1 / (1 + np.exp(-(states[-1] @ gates + step[:2 * HIDDEN]))), 2)
        fresh = np.tanh((reset * states[-1]) @ candidate + step[2 * HIDDEN:])
        states.append((1 - update) * states[-1] + update * fresh)
    return np.asarray(states[1:])


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=9).map(lambda lengths: sorted(lengths, reverse=True)))
def test_a_pack_holds_every_character_once(lengths: list[int]) -> None:
    pack = Pack(np.asarray(lengths))
    places = list(zip(pack.steps.tolist(), pack.rows.tolist(), strict=True))
    assert places == sorted((step, row) for row, length in enumerate(lengths) for step in range(length))
    assert [places[there] for there in pack.mirror] == [(lengths[row] - 1 - step, row) for step, row in places]
    assert pack.inline.tolist() == [sum(lengths[:row]) + step for step, row in places]
    assert [places[start][0] for start in pack.bounds[:-1]] == list(range(lengths[0]))
    assert pack.bounds[-1] == len(places)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 7), min_size=1, max_size=5).map(lambda lengths: sorted(lengths, reverse=True)))
def test_a_word_goes_on_as_it_began(seed: int, lengths: list[int]) -> None:
    """Whatever the scores, the labels of a sentence are the best of all that may follow each other."""
    scores = np.random.default_rng(seed).normal(scale=9, size=(sum(lengths), len(tagger().labels))).astype(np.float32)
    pack = Pack(np.asarray(lengths))
    labels = tagger().network.field.best(scores, pack.bounds)
    for row in range(len(lengths)):
        path = [tagger().labels[label] for label in labels[pack.rows == row]]
        assert all(label in {before, before.replace("-B", "-I")} for before, label in pairwise(path) if label.endswith("-I"))
        assert _score(scores[pack.rows == row], labels[pack.rows == row]) == pytest.approx(_best(scores[pack.rows == row]), rel=1e-5)


def _score(scores: np.ndarray, path: np.ndarray) -> float:
    field = tagger().network.field
    steps = sum(field.step[before, label] for before, label in pairwise(path))
    return float(field.first[path[0]] + scores[range(len(path)), path].sum() + steps + field.last[path[-1]])


def _best(scores: np.ndarray) -> float:
    """By the whole table of steps, label by label."""
    best = tagger().network.field.first + scores[0]
    for row in scores[1:]:
        best = (best[:, None] + tagger().network.field.step).max(0) + row
    return float((best + tagger().network.field.last).max())
