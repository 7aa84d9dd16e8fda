"""The neural tagger that jieba carries: sentences in, tagged words out.

jieba's folder ``lac_small`` holds a lexical analysis model by Baidu (LAC, Apache-2.0; Jiao, Sun and Sun 2018,
arXiv:1807.01882): character embeddings, two bidirectional GRU layers, a linear-chain CRF over 57 labels. jieba runs it
by a Paddle version that no longer exists; the weights are plain float32 behind a short header. The recurrences are
those of Paddle's ``dynamic_gru`` (gates update, reset, candidate; ``h = (1 - u) h + u c``). Here they run in whole
numbers of 16 bits, see :mod:`kg.detect.network`: of 10,000 words, 9,997 are those of the weights as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise, repeat
from pathlib import Path

import jieba
import numpy as np
import numpy.typing as npt

from kg.article import Word
from kg.detect.network import HALF, HIDDEN, Characters, Columns, Field, Floats, Ints, Network, Places, Recurrence
from kg.errors import DataError

FOLDER = Path(jieba.__file__).parent / "lac_small"
HALVES = np.repeat(np.asarray((0.5, 1), np.float32), (2 * HIDDEN, HIDDEN))   # of the gates, see Recurrence
BATCH = 192
LONG = 60
PAUSE = re.compile("[,;:]")
# The model was trained on text with half-width punctuation.
HALF_WIDTH = {"、": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "《": "<", "》": ">", "—": "-", "…": "."}
BEYOND = 0x10000   # all characters behind the basic plane are one to the model, which knows none of them


def _within_words(step: Floats, opening: npt.NDArray[np.bool_]) -> Floats:
    """The scores of one label after another (from, to), where one that goes on with a word comes behind its own kind only: the
    model gives that by far the best of them, too. Raises DataError where the labels do not come as opening, going on, opening …"""
    if not (opening[::2].all() and not opening[1::2].any() and len(opening) % 2):
        raise DataError("jieba's labels have an unexpected order", "install jieba 0.42.1")
    allowed = np.zeros_like(step, bool)
    allowed[:, ::2] = True
    inside = np.arange(1, len(step), 2)
    allowed[inside, inside] = allowed[inside - 1, inside] = True
    return np.where(allowed, step, np.float32(-np.inf))


def _tensor(name: str, shape: tuple[int, ...]) -> Floats:
    """A weight file: 4 bytes version, 8 bytes level of detail, 4 bytes version, 4 bytes length of the description, the
    description, float32 little-endian. Raises DataError where the size is not that of ``shape``."""
    data = (FOLDER / "model_baseline" / name).read_bytes()
    start = 20 + int.from_bytes(data[16:20], "little")
    if len(data) - start != 4 * int(np.prod(shape)):
        raise DataError(f"jieba's weight file {name} has an unexpected size", "install jieba 0.42.1")
    return np.frombuffer(data, "<f4", offset=start).reshape(shape)


def _recurrence(number: int, weights: Floats | None) -> Recurrence:
    """The recurrence made of the files of this number, with its weights of the layer below where it is not the first."""
    cut = 2 * HIDDEN * HIDDEN
    flat = _tensor(f"gru_{number}.w_0", (3 * HIDDEN * HIDDEN,))
    return Recurrence(
        bias=(_tensor(f"fc_{number}.b_0", (3 * HIDDEN,)) + _tensor(f"gru_{number}.b_0", (3 * HIDDEN,))) * HALVES,
        gates=Columns.rounded(flat[:cut].reshape(HIDDEN, 2 * HIDDEN) * HALF),
        candidate=Columns.rounded(flat[cut:].reshape(HIDDEN, HIDDEN)),
        below=None if weights is None else Columns.rounded(weights),
    )


def _projection(number: int, width: int) -> Floats:
    """The weights of the inputs of a recurrence."""
    return _tensor(f"fc_{number}.w_0", (width, 3 * HIDDEN)) * HALVES


def _network(size: int, opening: npt.NDArray[np.bool_], characters: int) -> Network:
    """The network of jieba's files with so many labels, which open words or not, and so many characters."""
    first = (_recurrence(0, None), _recurrence(1, None))
    second = (_recurrence(2, _projection(2, 2 * HIDDEN)), _recurrence(3, _projection(3, 2 * HIDDEN)))
    projections = [(_projection(number, HIDDEN), recurrence.bias) for number, recurrence in enumerate(first)]
    crf = _tensor("crfw", (size + 2, size))
    field = Field(
        Columns.rounded(_tensor("fc_4.w_0", (2 * HIDDEN, size))), _tensor("fc_4.b_0", (size,)),
        crf[0], crf[1], _within_words(crf[2:], opening),
    )
    return Network(Characters(_tensor("word_emb", (characters, HIDDEN)), projections), (first, second), field)


def _numbers(words: Mapping[str, int]) -> Ints:
    """The number of each character by its code point; those with BEYOND or more are as BEYOND."""
    numbers = np.full(BEYOND + 1, words["OOV"], np.int32)
    for word, number in words.items():
        if len(word) == 1:
            numbers[ord(word)] = number
    for wide, narrow in HALF_WIDTH.items():
        numbers[ord(wide)] = numbers[ord(narrow)]
    return numbers


class Tagger:
    """The model, loaded once; see :func:`tagger`."""

    def __init__(self) -> None:
        words = {word: int(number) for number, word in _pairs("word.dic")}
        self.labels = [label for _, label in _pairs("tag.dic")]
        self.tags = [label.partition("-")[0] for label in self.labels]
        self.opening = np.asarray([not label.endswith("-I") for label in self.labels])
        self.outside = self.labels.index("O")
        self.numbers = _numbers(words)
        self.network = _network(len(self.labels), self.opening, max(words.values()) + 1)

    def tag(self, sentences: Sequence[str], begins: Sequence[int] = ()) -> list[list[Word]]:
        """The words of each sentence, in order; together they cover it. ``begins`` are the offsets of the first characters of the
        sentences, 0 where nothing is given; those of the words count on from there."""
        if not any(sentences):
            return [[] for _ in sentences]
        lengths = np.asarray([length for sentence in sentences for length in _pieces(sentence)], np.int32)
        labels = self._labelled("".join(sentences), lengths)
        sizes = [len(sentence) for sentence in sentences]
        ends = np.cumsum(sizes)
        return self._words(labels, np.cumsum(lengths) - lengths, ends, np.asarray(begins or [0] * len(sizes)) - ends + sizes)

    def _labelled(self, text: str, lengths: Ints) -> Ints:
        """The label of each character of a text of pieces of these lengths, none of them 0. They go in the longest first."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        numbers, labels = self.numbers[np.minimum(points, BEYOND)], np.empty(len(points), np.int32)
        order = np.argsort(-lengths, kind="stable")
        starts = np.cumsum(lengths) - lengths
        for first in range(0, len(order), BATCH):
            batch = order[first:first + BATCH]
            sizes = lengths[batch]
            places = np.repeat(starts[batch] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
            labels[places] = self.network.labels(numbers[places], sizes)
        return labels

    def _words(self, labels: Ints, pieces: Places, ends: Places, shifts: Places) -> list[list[Word]]:
        """The words of sentences that follow each other and end at ``ends``: one for each label that does not go on with the one
        before, or with which one of ``pieces`` begins. Offsets are moved by the shift of the sentence."""
        outside = labels == self.outside
        heads = self.opening[labels]
        heads[1:] &= ~(outside[1:] & outside[:-1])
        heads[pieces] = True
        starts = np.flatnonzero(heads)
        bounds = np.searchsorted(starts, ends)
        shift = np.repeat(shifts, np.diff(bounds, prepend=0))
        tags = map(self.tags.__getitem__, labels[starts].tolist())
        cells = zip((starts + shift).tolist(), (np.append(starts[1:], len(labels)) + shift).tolist(), tags, strict=True)
        words = map(tuple.__new__, repeat(Word), cells)   # Word(…), without a call of Python
        return [list(islice(words, count)) for count in np.diff(bounds, prepend=0).tolist()]


def _pieces(sentence: str) -> list[int]:
    """The lengths of the stretches of a sentence that is cut behind commas into LONG characters or a little more. The recurrences
    take as many steps as the longest stretch has characters, and a name never goes over a comma."""
    if len(sentence) <= LONG:
        return [len(sentence)] if sentence else []
    cuts = [0]
    for comma in PAUSE.finditer(sentence):
        if comma.end() - cuts[-1] >= LONG:
            cuts.append(comma.end())
    if cuts[-1] < len(sentence):
        cuts.append(len(sentence))
    return [end - start for start, end in pairwise(cuts)]


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    pairs = [line.split("\t") for line in lines if line]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The tagger, loaded at first use (about 0.1 s)."""
    return Tagger()
