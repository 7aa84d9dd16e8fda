"""The neural tagger that jieba carries, run by numpy: sentences in, tagged words out.

jieba's folder ``lac_small`` holds a lexical analysis model by Baidu (LAC, Apache-2.0; Jiao, Sun and Sun 2018,
arXiv:1807.01882): character embeddings, two bidirectional GRU layers, a linear-chain CRF over 57 labels. jieba runs it
by a Paddle version that no longer exists; the weights are plain float32 behind a short header. The recurrences are
those of Paddle's ``dynamic_gru`` (gates update, reset, candidate; ``h = (1 - u) h + u c``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import jieba
import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from kg.article import Word
from kg.errors import DataError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
FOLDER = Path(jieba.__file__).parent / "lac_small"
HALF = np.float32(0.5)
HIDDEN = 128
BATCH = 128
LEAST = 2
LONG = 60
PAUSE = re.compile("[,;:]")
# The model was trained on text with half-width punctuation.
HALF_WIDTH = str.maketrans({"、": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "《": "<", "》": ">", "—": "-", "…": "."})


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
    """A GRU that reads in one direction. Sigmoids are written as ``(1 + tanh(x / 2)) / 2``, which is quicker; the halves
    are in the weights of the gates."""

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
            coming, state = projected[places[start:end]], state[:end - start]
            gate: Floats = state @ self.gates
            gate += coming[:, :2 * HIDDEN]
            np.tanh(gate, out=gate)
            gate *= HALF
            gate += HALF
            fresh: Floats = np.matmul(gate[:, HIDDEN:] * state, self.candidate)
            fresh += coming[:, 2 * HIDDEN:]
            np.tanh(fresh, out=fresh)
            fresh -= state
            fresh *= gate[:, :HIDDEN]
            fresh += state
            state = fresh
            yield state


@dataclass(frozen=True)
class Layer:
    """One bidirectional GRU layer."""

    forward: Recurrence
    backward: Recurrence

    def run(self, inputs: Floats, places: Ints, pack: Pack) -> Floats:
        """The states (place, 2 × HIDDEN) of a pack; ``places`` says which of ``inputs`` stands at each place."""
        out = np.empty((len(places), 2, HIDDEN), np.float32)
        for direction, recurrence, order in ((0, self.forward, pack.places), (1, self.backward, pack.mirror)):
            states = recurrence.states(recurrence.projected(inputs), places[order], pack.bounds)
            for (start, end), state in zip(pairwise(pack.bounds), states, strict=True):
                out[order[start:end], direction] = state
        return out.reshape(-1, 2 * HIDDEN)


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
        candidate=flat[cut:].reshape(HIDDEN, HIDDEN),
    )


class Tagger:
    """The model, loaded once; see :func:`tagger`."""

    def __init__(self) -> None:
        self.ids = {word: int(number) for number, word in _pairs("word.dic")}
        self.labels = [label for _, label in _pairs("tag.dic")]
        self.tags = [label.partition("-")[0] for label in self.labels]
        self.opening = np.asarray([not label.endswith("-I") for label in self.labels])
        self.outside = self.labels.index("O")
        size = len(self.labels)
        self.embedding = _tensor("word_emb", (max(self.ids.values()) + 1, HIDDEN))
        self.layers = (_layer(0, HIDDEN), _layer(2, 2 * HIDDEN))
        self.emit, self.emit_bias = _tensor("fc_4.w_0", (2 * HIDDEN, size)), _tensor("fc_4.b_0", (size,))
        crf = _tensor("crfw", (size + 2, size))
        self.first, self.last, self.step = crf[0], crf[1], crf[2:]

    def tag(self, sentences: Sequence[str]) -> list[list[Word]]:
        """The words of each sentence, in order, with offsets into that sentence; together they cover it."""
        with threadpool_limits(limits=1, user_api="blas"):  # the matrices are too small to share among threads
            return self._tag(sentences)

    def _tag(self, sentences: Sequence[str]) -> list[list[Word]]:
        pieces = [piece for number, sentence in enumerate(sentences) for piece in _pieces(number, sentence)]
        out: list[list[Word]] = [[] for _ in sentences]
        paths = self._paths([sentences[number][start:end] for number, start, end in pieces])
        for (number, start, _), path in zip(pieces, paths, strict=True):
            out[number] += self._words(path, start)
        return out

    def _paths(self, pieces: Sequence[str]) -> list[Ints]:
        """The labels of the characters of each piece, none of which is empty."""
        order = sorted(range(len(pieces)), key=lambda i: (-len(pieces[i]), i))
        paths: dict[int, Ints] = {}
        for start in range(0, len(order), BATCH):
            chosen = order[start:start + BATCH]
            paths |= zip(chosen, self._batch([pieces[i] for i in chosen]), strict=True)
        return [path for _, path in sorted(paths.items())]

    def _batch(self, pieces: list[str]) -> list[Ints]:
        """The labels of pieces that come the longest first. That one goes in twice, and two characters more are projected
        than there are: numpy multiplies a single row in another way than several, and what a piece gives must not depend
        on the others."""
        pieces = [pieces[0], *pieces]
        pack = Pack(np.asarray([len(piece) for piece in pieces]))
        unknown = self.ids["OOV"]
        ids = np.asarray([self.ids.get(character, unknown) for character in "".join(pieces).translate(HALF_WIDTH)])
        characters, places = np.unique([*range(LEAST), *ids[pack.inline]], return_inverse=True)
        hidden = self.layers[0].run(self.embedding[characters], places[LEAST:], pack)
        hidden = self.layers[1].run(hidden, pack.places, pack)
        labels = self._viterbi(hidden @ self.emit + self.emit_bias, pack.bounds)
        labels[pack.inline] = labels.copy()
        return np.split(labels, np.cumsum(pack.lengths)[:-1])[1:]

    def _viterbi(self, scores: Floats, bounds: Sequence[int]) -> Ints:
        """The label of each place in the best sequence of its sentence; ``scores``: (place, labels)."""
        best = np.ascontiguousarray(scores.T)   # of the sequences that end in a label at a place: the search runs along memory
        best[:, :bounds[1]] += self.first[:, None]
        for before, start, end in zip(bounds, bounds[1:], bounds[2:], strict=False):
            going = best[:, before:before + end - start]
            best[:, start:end] += (going[:, None] + self.step[:, :, None]).max(0)   # (from, to, sentence)
        labels = np.empty(len(scores), np.int64)
        following = labels[:0]
        for start, end in reversed(list(pairwise(bounds))):
            onwards = best[:, start:end] + self.last[:, None]
            onwards[:, :len(following)] = best[:, start:start + len(following)] + self.step[:, following]
            following = labels[start:end] = onwards.argmax(0)
        return labels

    def _words(self, path: Ints, start: int) -> Iterator[Word]:
        """The words of a piece that begins at ``start``: one for each label that does not go on with the one before."""
        outside = path == self.outside
        heads = self.opening[path]
        heads[1:] &= ~(outside[1:] & outside[:-1])
        heads[0] = True
        bounds = [*np.flatnonzero(heads).tolist(), len(path)]
        for label, (begin, end) in zip(path[heads].tolist(), pairwise(bounds), strict=True):
            yield Word(start + begin, start + end, self.tags[label])


def _pieces(number: int, sentence: str) -> Iterator[tuple[int, int, int]]:
    """A sentence cut behind commas into stretches of LONG characters or a little more: (its number, start, end). The
    recurrences take as many steps as the longest stretch has characters, and a name never goes over a comma."""
    start = 0
    for comma in PAUSE.finditer(sentence):
        if comma.end() - start >= LONG:
            yield number, start, comma.end()
            start = comma.end()
    if start < len(sentence):
        yield number, start, len(sentence)


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    pairs = [line.split("\t") for line in lines if line]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The tagger, loaded at first use (about 0.1 s)."""
    return Tagger()
