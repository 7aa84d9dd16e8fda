"""The neural tagger that jieba carries, run by numpy: sentences in, tagged words out.

jieba's folder ``lac_small`` holds a lexical analysis model by Baidu (LAC, Apache-2.0; Jiao, Sun and Sun 2018,
arXiv:1807.01882): character embeddings, two bidirectional GRU layers, a linear-chain CRF over 57 labels. jieba runs it
by a Paddle version that no longer exists; the weights are plain float32 behind a short header. The recurrences are
those of Paddle's ``dynamic_gru`` (gates update, reset, candidate; ``h = (1 - u) h + u c``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

import jieba
import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from kg.article import Word
from kg.errors import DataError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
FOLDER = Path(jieba.__file__).parent / "lac_small"
HALF, ONE = np.float32(0.5), np.float32(1)
HIDDEN = 128
BATCH = 192
LEAST = 2
LONG = 60
PAUSE = re.compile("[,;:]")
# The model was trained on text with half-width punctuation.
HALF_WIDTH = {"、": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "《": "<", "》": ">", "—": "-", "…": "."}
BEYOND = 0x10000   # all characters behind the basic plane are one to the model, which knows none of them


class Piece(NamedTuple):
    """A stretch of the sentence with this number, which starts at ``start`` as its words are counted; never empty."""

    sentence: int
    start: int
    text: str


@dataclass(frozen=True)
class Pack:
    """Sentences side by side, the longest first: all their first characters, then all second ones, and so on. No room is
    lost behind short sentences, and those that still go on at a step are the first of it."""

    lengths: Ints  # of the sentences, falling

    @cached_property
    def bounds(self) -> list[int]:
        """Where each step begins, and where the last one ends."""
        return [0, *np.cumsum(len(self.lengths) - np.cumsum(np.bincount(self.lengths))[:-1]).tolist()]

    @cached_property
    def places(self) -> Ints:
        """All places, in order."""
        return np.arange(self.bounds[-1])

    @cached_property
    def steps(self) -> Ints:
        """The step of each place."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    @cached_property
    def rows(self) -> Ints:
        """The sentence of each place."""
        starts: Ints = np.asarray(self.bounds)[self.steps]
        return self.places - starts

    @cached_property
    def mirror(self) -> Ints:
        """For each place that of the same sentence's character as far from the end as this is from the start."""
        starts: Ints = np.asarray(self.bounds)[self.lengths[self.rows] - 1 - self.steps]
        return starts + self.rows

    @cached_property
    def inline(self) -> Ints:
        """For each place where its character stands when the sentences follow each other."""
        starts: Ints = np.cumsum(self.lengths) - self.lengths
        return starts[self.rows] + self.steps


@dataclass(frozen=True)
class Recurrence:
    """A GRU that reads in one direction. Sigmoids are written as ``(1 + tanh(x / 2)) / 2``, which is quicker; the inner halves are
    in the weights of the gates, the outer one of the reset gate in those of the candidate."""

    project: Floats       # (input, 3 × HIDDEN)
    bias: Floats          # (3 × HIDDEN)
    gates: Floats         # (HIDDEN, 2 × HIDDEN)
    candidate: Floats     # (HIDDEN, HIDDEN)

    def projected(self, inputs: Floats) -> Floats:
        """What the inputs (any, input) contribute to gates and candidates: (any, 3 × HIDDEN)."""
        out: Floats = inputs @ self.project
        out += self.bias
        return out

    def states(self, projected: Floats, places: Ints, bounds: Sequence[int]) -> Iterator[Floats]:
        """The states (sentence, HIDDEN) at each step of a pack with these bounds; ``places`` says which of the inputs
        :meth:`projected` is read at each place."""
        state: Floats = np.zeros((bounds[1], HIDDEN), np.float32)
        for start, end in pairwise(bounds):
            coming, state = projected.take(places[start:end], 0), state[:end - start]
            gate: Floats = state @ self.gates
            gate += coming[:, :2 * HIDDEN]
            np.tanh(gate, out=gate)
            gate += ONE
            fresh: Floats = np.matmul(gate[:, HIDDEN:] * state, self.candidate)
            fresh += coming[:, 2 * HIDDEN:]
            np.tanh(fresh, out=fresh)
            fresh -= state
            fresh *= gate[:, :HIDDEN]
            fresh *= HALF
            fresh += state
            state = fresh
            yield state


@dataclass(frozen=True)
class Layer:
    """One bidirectional GRU layer."""

    forward: Recurrence
    backward: Recurrence

    def projected(self, inputs: Floats) -> tuple[Floats, Floats]:
        """What the inputs contribute forwards and backwards; see :meth:`Recurrence.projected`."""
        return self.forward.projected(inputs), self.backward.projected(inputs)

    def run(self, projected: tuple[Floats, Floats], places: Ints, pack: Pack) -> Floats:
        """The states (place, 2 × HIDDEN) of a pack; ``places`` says which of the inputs projected stands at each place."""
        out = np.empty((len(places), 2, HIDDEN), np.float32)
        for direction, recurrence, order in ((0, self.forward, pack.places), (1, self.backward, pack.mirror)):
            states = recurrence.states(projected[direction], places[order], pack.bounds)
            for (start, end), state in zip(pairwise(pack.bounds), states, strict=True):
                out[order[start:end], direction] = state
        return out.reshape(-1, 2 * HIDDEN)


class Characters:
    """The numbers of the characters, and what each contributes to the first layer, worked out once when it first comes."""

    def __init__(self, numbers: Mapping[str, int], embedding: Floats, layer: Layer) -> None:
        self._numbers = np.full(BEYOND + 1, numbers["OOV"])
        for word, number in numbers.items():
            if len(word) == 1:
                self._numbers[ord(word)] = number
        for wide, narrow in HALF_WIDTH.items():
            self._numbers[ord(wide)] = self._numbers[ord(narrow)]
        self._embedding, self._layer = embedding, layer
        self._known = np.zeros(len(embedding), bool)
        self.projected = (np.empty((len(embedding), 3 * HIDDEN), np.float32), np.empty((len(embedding), 3 * HIDDEN), np.float32))
        self._learn(np.arange(LEAST))

    def numbered(self, text: str) -> Ints:
        """The number of each character of ``text``; :attr:`projected` holds what those contribute, forwards and backwards."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        numbers: Ints = self._numbers[np.minimum(points, BEYOND)]
        new = np.unique(numbers[~self._known[numbers]])
        if len(new):
            self._learn(np.concatenate((np.arange(LEAST), new)))
        return numbers

    def _learn(self, numbers: Ints) -> None:
        """LEAST more go in than are new: numpy multiplies a single row in another way than several."""
        for table, fresh in zip(self.projected, self._layer.projected(self._embedding[numbers]), strict=True):
            table[numbers] = fresh
        self._known[numbers] = True


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


def _layer(first: int, width: int) -> Layer:
    """The layer made of the files number ``first`` (forward) and ``first + 1`` (backward)."""
    return Layer(_recurrence(first, width), _recurrence(first + 1, width))


def _recurrence(number: int, width: int) -> Recurrence:
    """The recurrence made of the files of this number."""
    cut = 2 * HIDDEN * HIDDEN
    flat = _tensor(f"gru_{number}.w_0", (3 * HIDDEN * HIDDEN,))
    halves = np.repeat(np.asarray((HALF, 1), np.float32), (2 * HIDDEN, HIDDEN))
    return Recurrence(
        project=_tensor(f"fc_{number}.w_0", (width, 3 * HIDDEN)) * halves,
        bias=(_tensor(f"fc_{number}.b_0", (3 * HIDDEN,)) + _tensor(f"gru_{number}.b_0", (3 * HIDDEN,))) * halves,
        gates=flat[:cut].reshape(HIDDEN, 2 * HIDDEN) * HALF,
        candidate=flat[cut:].reshape(HIDDEN, HIDDEN) * HALF,
    )


class Tagger:
    """The model, loaded once; see :func:`tagger`."""

    def __init__(self) -> None:
        numbers = {word: int(number) for number, word in _pairs("word.dic")}
        self.labels = [label for _, label in _pairs("tag.dic")]
        self.tags = [label.partition("-")[0] for label in self.labels]
        self.opening = np.asarray([not label.endswith("-I") for label in self.labels])
        self.outside = self.labels.index("O")
        size = len(self.labels)
        self.layers = (_layer(0, HIDDEN), _layer(2, 2 * HIDDEN))
        self.characters = Characters(numbers, _tensor("word_emb", (max(numbers.values()) + 1, HIDDEN)), self.layers[0])
        self.emit, self.emit_bias = _tensor("fc_4.w_0", (2 * HIDDEN, size)), _tensor("fc_4.b_0", (size,))
        crf = _tensor("crfw", (size + 2, size))
        self.first, self.last, self.step = crf[0], crf[1], _within_words(crf[2:], self.opening)

    def tag(self, sentences: Sequence[str], begins: Sequence[int] = ()) -> list[list[Word]]:
        """The words of each sentence, in order; together they cover it. ``begins`` are the offsets of the first characters of the
        sentences, 0 where nothing is given; those of the words count on from there."""
        with threadpool_limits(limits=1, user_api="blas"):  # the matrices are too small to share among threads
            return self._tag(sentences, begins or [0] * len(sentences))

    def _tag(self, sentences: Sequence[str], begins: Sequence[int]) -> list[list[Word]]:
        numbered = enumerate(zip(sentences, begins, strict=True))
        pieces = [piece for number, (sentence, begin) in numbered for piece in _pieces(number, sentence, begin)]
        longest_first = sorted(pieces, key=lambda piece: -len(piece.text))
        found: dict[Piece, list[Word]] = {}
        for start in range(0, len(pieces), BATCH):
            batch = longest_first[start:start + BATCH]
            found |= zip(batch, self._batch(batch), strict=True)
        out: list[list[Word]] = [[] for _ in sentences]
        for piece in pieces:
            out[piece.sentence] += found[piece]
        return out

    def _batch(self, pieces: list[Piece]) -> list[list[Word]]:
        """The words of pieces that come the longest first. That one goes in twice: numpy multiplies a single row in another
        way than several, and what a piece gives must not depend on the others."""
        pieces = [pieces[0], *pieces]
        pack = Pack(np.asarray([len(piece.text) for piece in pieces]))
        numbers = self.characters.numbered("".join(piece.text for piece in pieces))
        hidden = self.layers[0].run(self.characters.projected, numbers[pack.inline], pack)
        hidden = self.layers[1].run(self.layers[1].projected(hidden), pack.places, pack)
        labels = self._viterbi(hidden @ self.emit + self.emit_bias, pack.bounds)
        labels[pack.inline] = labels.copy()
        return self._words(labels, pieces)[1:]

    def _viterbi(self, scores: Floats, bounds: Sequence[int]) -> Ints:
        """The label of each place in the best sequence of its sentence; ``scores``: (place, labels). A label that goes on with
        a word has two before it only, so that most of the search is for those that open one."""
        best = scores.T.copy()   # of the sequences that end in a label at a place: the search runs along memory
        best[:, :bounds[1]] += self.first[:, None]
        opening = np.ascontiguousarray(self.step[:, ::2])[:, :, None]   # (from, to, sentence)
        begun, gone_on = self.step.diagonal(1)[::2, None], self.step.diagonal()[1::2, None]
        for before, start, end in zip(bounds, bounds[1:], bounds[2:], strict=False):
            going = best[:, before:before + end - start]
            best[::2, start:end] += (going[:, None] + opening).max(0)
            best[1::2, start:end] += np.maximum(going[:-1:2] + begun, going[1::2] + gone_on)
        labels = np.empty(len(scores), np.int64)
        following = labels[:0]
        for start, end in reversed(list(pairwise(bounds))):
            onwards = best[:, start:end] + self.last[:, None]
            onwards[:, :len(following)] = best[:, start:start + len(following)] + self.step[:, following]
            following = labels[start:end] = onwards.argmax(0)
        return labels

    def _words(self, labels: Ints, pieces: Sequence[Piece]) -> list[list[Word]]:
        """The words of pieces whose labels follow each other: one for each label that does not go on with the one before."""
        firsts = np.cumsum([0, *(len(piece.text) for piece in pieces[:-1])])
        outside = labels == self.outside
        heads = self.opening[labels]
        heads[1:] &= ~(outside[1:] & outside[:-1])
        heads[firsts] = True
        starts = np.flatnonzero(heads)
        ends = [*starts[1:], len(labels)]
        counts = np.diff(np.searchsorted(starts, [*firsts, len(labels)]))
        shift = np.repeat([piece.start for piece in pieces] - firsts, counts)   # from the place in the batch to that in the text
        words = map(Word, (starts + shift).tolist(), (ends + shift).tolist(), map(self.tags.__getitem__, labels[starts].tolist()))
        return [list(islice(words, count)) for count in counts.tolist()]


def _pieces(number: int, sentence: str, begin: int) -> Iterator[Piece]:
    """The sentence of this number, which begins at ``begin``, cut behind commas into stretches of LONG characters or a little
    more. The recurrences take as many steps as the longest stretch has characters, and a name never goes over a comma."""
    start = 0
    for comma in PAUSE.finditer(sentence):
        if comma.end() - start >= LONG:
            yield Piece(number, begin + start, sentence[start:comma.end()])
            start = comma.end()
    if start < len(sentence):
        yield Piece(number, begin + start, sentence[start:])


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    pairs = [line.split("\t") for line in lines if line]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The tagger, loaded at first use (about 0.1 s)."""
    return Tagger()
