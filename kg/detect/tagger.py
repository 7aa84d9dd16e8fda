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
from functools import lru_cache
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
HIDDEN = 128
BATCH = 64
LONG = 60
PAUSE = re.compile("[,;:]")
# The model was trained on text with half-width punctuation.
HALF_WIDTH = str.maketrans({"、": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "《": "<", "》": ">", "—": "-", "…": "."})


@dataclass(frozen=True)
class Layer:
    """One bidirectional GRU layer; the leading axis of each array is the direction (forward, backward)."""

    project: Floats      # (2, input, 3 × HIDDEN)
    project_bias: Floats  # (2, 3 × HIDDEN)
    gates: Floats        # (2, HIDDEN, 2 × HIDDEN)
    candidate: Floats    # (2, HIDDEN, HIDDEN)

    def run(self, inputs: Floats, mask: Floats) -> Floats:
        """``inputs``: (batch, time, input); ``mask``: (batch, time) with 0 behind a sentence's end. Returns (batch, time,
        2 × HIDDEN). Time runs first inside, backward in reading order, so that a step is one contiguous block."""
        batch, time, _ = inputs.shape
        pre = np.empty((time, 2, batch, 3 * HIDDEN), np.float32)
        keep = np.empty((time, 2, batch, 1), np.float32)
        for d, order in enumerate((slice(None), slice(None, None, -1))):
            pre[:, d] = (inputs @ self.project[d] + self.project_bias[d]).transpose(1, 0, 2)[order]
            keep[:, d, :, 0] = mask.T[order]
        out = np.empty((time, 2, batch, HIDDEN), np.float32)
        state = np.zeros((2, batch, HIDDEN), np.float32)
        for step in range(time):
            gate = pre[step, ..., : 2 * HIDDEN] + state @ self.gates
            gate = 1 / (1 + np.exp(-gate))
            fresh = np.tanh(pre[step, ..., 2 * HIDDEN:] + (gate[..., HIDDEN:] * state) @ self.candidate)
            state = state + keep[step] * gate[..., :HIDDEN] * (fresh - state)
            out[step] = state
        return np.concatenate((out[:, 0], out[::-1, 1]), axis=-1).transpose(1, 0, 2)


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
    numbers = (first, first + 1)
    cut = 2 * HIDDEN * HIDDEN
    flat = [_tensor(f"gru_{n}.w_0", (3 * HIDDEN * HIDDEN,)) for n in numbers]
    return Layer(
        project=np.stack([_tensor(f"fc_{n}.w_0", (width, 3 * HIDDEN)) for n in numbers]),
        project_bias=np.stack([_tensor(f"fc_{n}.b_0", (3 * HIDDEN,)) + _tensor(f"gru_{n}.b_0", (3 * HIDDEN,)) for n in numbers]),
        gates=np.stack([f[:cut].reshape(HIDDEN, 2 * HIDDEN) for f in flat]),
        candidate=np.stack([f[cut:].reshape(HIDDEN, HIDDEN) for f in flat]),
    )


class Tagger:
    """The model, loaded once; see :func:`tagger`."""

    def __init__(self) -> None:
        self.ids = {word: int(number) for number, word in _pairs("word.dic")}
        self.labels = [label for _, label in _pairs("tag.dic")]
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
        tagged = self._batches([sentences[number][start:end] for number, start, end in pieces])
        out: list[list[Word]] = [[] for _ in sentences]
        for (number, start, _), words in zip(pieces, tagged, strict=True):
            out[number] += [Word(w.start + start, w.end + start, w.tag) for w in words]
        return out

    def _batches(self, sentences: Sequence[str]) -> list[list[Word]]:
        order = sorted(range(len(sentences)), key=lambda i: (len(sentences[i]), i))
        out: list[list[Word]] = [[] for _ in sentences]
        for start in range(0, len(order), BATCH):
            chosen = [i for i in order[start:start + BATCH] if sentences[i]]
            if chosen:
                for i, path in zip(chosen, self._paths([sentences[i] for i in chosen]), strict=True):
                    out[i] = self._words(path)
        return out

    def _paths(self, sentences: list[str]) -> list[list[int]]:
        lengths = [len(s) for s in sentences]
        ids = np.zeros((len(sentences), max(lengths)), np.int64)
        mask = np.zeros(ids.shape, np.float32)
        unknown = self.ids["OOV"]
        for row, sentence in enumerate(sentences):
            ids[row, : lengths[row]] = [self.ids.get(c, unknown) for c in sentence.translate(HALF_WIDTH)]
            mask[row, : lengths[row]] = 1
        hidden: Floats = self.embedding[ids]
        for layer in self.layers:
            hidden = layer.run(hidden, mask)
        return self._viterbi(hidden @ self.emit + self.emit_bias, lengths)

    def _viterbi(self, scores: Floats, lengths: list[int]) -> list[list[int]]:
        """The best label sequence of each sentence; ``scores``: (batch, time, labels)."""
        batch, time, size = scores.shape
        best = self.first + scores[:, 0]
        ends = best.copy()
        back = np.zeros((batch, time, size), np.int64)
        into = np.ascontiguousarray(self.step.T)
        lasting = np.asarray(lengths)
        for t in range(1, time):
            ways = best[:, None, :] + into   # (batch, to, from): the search runs along memory
            back[:, t] = ways.argmax(2)
            best = np.take_along_axis(ways, back[:, t, :, None], 2)[:, :, 0] + scores[:, t]
            ends = np.where((lasting > t)[:, None], best, ends)
        paths = []
        for row, label in enumerate((ends + self.last).argmax(1)):
            path = [int(label)]
            for t in range(lengths[row] - 1, 0, -1):
                path.append(int(back[row, t, path[-1]]))
            paths.append(path[::-1])
        return paths

    def _words(self, path: list[int]) -> list[Word]:
        words: list[Word] = []
        previous = ""
        for offset, number in enumerate(path):
            tag, _, position = self.labels[number].partition("-")
            if words and (position == "I" or tag == previous == "O"):
                words[-1] = words[-1]._replace(end=offset + 1)
            else:
                words.append(Word(offset, offset + 1, tag))
            previous = tag
        return words


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
