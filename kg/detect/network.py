"""The tagger's network in whole numbers of 16 bits: characters of sentences in, the best label of each out.

Two GRU layers that read in both directions and a linear-chain CRF, see :mod:`kg.detect.tagger`. States are whole numbers up
to LEVELS when something is multiplied by them, and weights whole steps of their column, as fine as sums of PIECE products
below EXACT allow. So sums are exact in any order, whether by matrices of floats or by instructions for whole numbers; all else
is single additions, multiplications and divisions in one order. Hence every machine gives the same labels, and
:mod:`kg.detect.kernel`, which an installed package has where its machine allows, gives those of numpy, several times as fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import ModuleType

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

try:
    from kg.detect import kernel
except ImportError:   # not built, or for another machine
    kernel = None   # type: ignore[assignment]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
HIDDEN = 128
LEVELS = 768         # of a state, to each side
EXACT = 2 ** 24      # a float holds all whole numbers up to here
PIECE = HIDDEN       # rows of a matrix whose products numpy's floats add up: fewer let weights be finer, but it takes longer
ROOM = 64            # of a row of labels in the kernel
LINE = 64            # bytes of a line of the cache
LEAST = np.float32(0.01)   # of the sum of a column's weights: some have none
GRID = 2.0 ** 20     # what is multiplied once a character is cut to this part, so that 53 bits hold the sums exactly
HALF = np.float32(0.5)
# tanh(x) ≈ x (T0 + T1 x² + T2 x⁴ + T3 x⁶) / (B0 + B1 x² + B2 x⁴ + x⁶) up to LIMIT, where it is level: at most 0.000002 beside
# it, the best of this form.
LIMIT, BOTTOM = 7.0, (6897.777818572844, 3149.7717935293686, 146.17168478918214)
TOP = (6897.762334296691, 850.5785289906707, 15.87801836268559, 0.02786616861639273)


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
    def places(self) -> Places:
        """All places, in order."""
        return np.arange(self.bounds[-1])

    @cached_property
    def steps(self) -> Places:
        """The step of each place."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    @cached_property
    def rows(self) -> Places:
        """The sentence of each place."""
        starts: Places = np.asarray(self.bounds)[self.steps]
        return self.places - starts

    @cached_property
    def mirror(self) -> Places:
        """For each place that of the same sentence's character as far from the end as this is from the start."""
        starts: Places = np.asarray(self.bounds)[self.lengths[self.rows] - 1 - self.steps]
        return starts + self.rows

    @cached_property
    def inline(self) -> Places:
        """For each place where its character stands when the sentences follow each other."""
        starts: Places = np.cumsum(self.lengths) - self.lengths
        return starts[self.rows] + self.steps


@dataclass(frozen=True)
class Columns:
    """A matrix whose columns are ``whole`` numbers (rows, columns) of a step each; ``unit`` (columns) is what one counts in the
    sum of its products by states."""

    whole: Floats
    unit: Floats

    @classmethod
    def rounded(cls, weights: Floats) -> Columns:
        """The matrix next to ``weights`` with steps as small as they may be."""
        sums = np.asarray([np.abs(weights[part]).sum(0) for part in _parts(len(weights))])
        step = np.maximum(sums.max(0), LEAST) / np.float32(EXACT / LEVELS - PIECE)   # what rounding adds is less than PIECE
        return cls(np.rint(weights / step), step / np.float32(LEVELS))

    def times(self, states: Floats) -> Floats:
        """The products by states (any, rows): (any, columns)."""
        out, *others = (states[:, part] @ self.whole[part] for part in _parts(len(self.whole)))
        for other in others:   # one at most, so that a sum is rounded once, as that of the kernel
            out += other
        out *= self.unit
        return out

    def packed(self) -> bytes:
        """The whole numbers as the kernel reads them: two rows together, of these column by column."""
        rows, columns = self.whole.shape
        return bytes(self.whole.astype(np.int16).reshape(rows // 2, 2, columns).transpose(0, 2, 1).tobytes())


def _parts(rows: int) -> list[slice]:
    return [slice(start, start + PIECE) for start in range(0, rows, PIECE)]


@dataclass(frozen=True)
class Recurrence:
    """A GRU that reads in one direction. Sigmoids are ``(1 + tanh(x / 2)) / 2``; the inner halves are in the weights of the gates.
    States are kept times LEVELS, so that they have only to be rounded before a product."""

    bias: Floats          # (3 × HIDDEN), of update, reset, candidate
    gates: Columns        # (HIDDEN, 2 × HIDDEN)
    candidate: Columns    # (HIDDEN, HIDDEN)
    below: Columns | None = None   # (2 × HIDDEN, 3 × HIDDEN): what the states of the layer below contribute, none in the first

    def states(self, coming: Floats, places: Ints | Places, bounds: Sequence[int]) -> Iterator[Floats]:
        """The states (sentence, HIDDEN) at each step of a pack with these bounds; ``places`` says which row of ``coming`` is
        what is contributed at each place."""
        state: Floats = np.zeros((bounds[1], HIDDEN), np.float32)
        whole = state
        for start, end in pairwise(bounds):
            more, state = coming.take(places[start:end], 0), state[:end - start]
            gate = self.gates.times(whole[:end - start])
            gate += more[:, :2 * HIDDEN]
            gate = _squashed(gate, 0.5)
            gate += HALF
            fresh = self.candidate.times(np.rint(gate[:, HIDDEN:] * state))
            fresh += more[:, 2 * HIDDEN:]
            fresh = _squashed(fresh, LEVELS)
            fresh -= state
            fresh *= gate[:, :HIDDEN]
            fresh += state
            state, whole = fresh, np.rint(fresh)
            yield whole

    @cached_property
    def packed(self) -> Bytes:
        """All of it as the kernel reads it."""
        parts = [self.gates.packed(), self.candidate.packed(), self.gates.unit.tobytes(), self.candidate.unit.tobytes()]
        parts.append(np.asarray([LIMIT, *BOTTOM, *_tops(0.5), *_tops(LEVELS), *[0] * 4], np.float32).tobytes())
        if self.below:
            parts += [self.below.packed(), self.below.unit.tobytes(), self.bias.tobytes()]
        return _aligned(b"".join(parts))


def _aligned(data: bytes) -> Bytes:
    """The same from an address on that is a multiple of LINE."""
    room = np.empty(len(data) + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    room[start:start + len(data)] = np.frombuffer(data, np.uint8)
    return room[start:start + len(data)]


Both = tuple[Recurrence, Recurrence]
"""A layer: the recurrence that reads forwards, and that which reads backwards."""


def _tops(scale: float) -> Floats:
    return np.asarray(TOP, np.float32) * np.float32(scale)


def _squashed(x: Floats, scale: float) -> Floats:
    """tanh(x) times ``scale``; ``x`` is spoilt."""
    np.clip(x, np.float32(-LIMIT), np.float32(LIMIT), out=x)
    square = x * x
    *tops, greatest = _tops(scale)
    out: Floats = square * greatest
    for top in tops[:0:-1]:
        out += top
        out *= square
    out += tops[0]
    out *= x
    np.add(square, np.float32(BOTTOM[-1]), out=x)
    for bottom in BOTTOM[-2::-1]:
        x *= square
        x += np.float32(bottom)
    out /= x
    return out


@dataclass(frozen=True)
class Field:
    """The linear-chain CRF: what states say of labels, and how well one label follows another. Those at even places open a word;
    that behind goes on with it. ``step`` is -inf where a label may not follow."""

    emit: Columns   # (2 × HIDDEN, labels)
    bias: Floats
    first: Floats
    last: Floats
    step: Floats    # (from, to)

    def scores(self, states: Floats) -> Floats:
        """The scores (place, labels) of the labels by the states (place, 2 × HIDDEN)."""
        out = self.emit.times(states)
        out += self.bias
        return out

    def best(self, scores: Floats, bounds: Sequence[int]) -> Ints:
        """The label of each place in the best sequence of its sentence; ``scores``: (place, labels), of a pack with these bounds.
        A label that goes on with a word has two before it only, so that most of the search is for those that open one."""
        best = scores.T.copy()   # of the sequences that end in a label at a place: the search runs along memory
        best[:, :bounds[1]] += self.first[:, None]
        opening = np.ascontiguousarray(self.step[:, ::2])[:, :, None]   # (from, to, sentence)
        begun, gone_on = self.step.diagonal(1)[::2, None], self.step.diagonal()[1::2, None]
        for before, start, end in zip(bounds, bounds[1:], bounds[2:], strict=False):
            going = best[:, before:before + end - start]
            best[::2, start:end] += (going[:, None] + opening).max(0)
            best[1::2, start:end] += np.maximum(going[:-1:2] + begun, going[1::2] + gone_on)
        labels = np.empty(len(scores), np.int32)
        following = labels[:0]
        for start, end in reversed(list(pairwise(bounds))):
            onwards = best[:, start:end] + self.last[:, None]
            onwards[:, :len(following)] = best[:, start:start + len(following)] + self.step[:, following]
            following = labels[start:end] = onwards.argmax(0)
        return labels

    @cached_property
    def packed(self) -> Bytes:
        """All of it as the kernel reads it: in a row with ROOM the labels that open words come in its first half, those that go
        on with them in the second."""
        labels = np.arange(len(self.last))
        places = labels // 2 + labels % 2 * (ROOM // 2)

        def roomy(rows: Floats) -> Floats:
            out = np.zeros((*rows.shape[:-1], ROOM), np.float32)
            out[..., places] = rows
            return out

        back = np.zeros((ROOM // 2, ROOM), np.float32)
        back[places[::2]] = roomy(self.step.T[::2])
        inside = np.zeros((2, ROOM // 2), np.float32)
        inside[:, :len(labels) // 2] = self.step.diagonal(1)[::2], self.step.diagonal()[1::2]
        rows = (*map(roomy, (self.emit.unit, self.bias, self.first, self.last)), np.ascontiguousarray(back.T), back, inside)
        return _aligned(Columns(roomy(self.emit.whole), self.emit.unit).packed() + b"".join(row.tobytes() for row in rows))


class Characters:
    """What each character contributes to the first layer, forwards and backwards: worked out once when it first comes."""

    def __init__(self, embedding: Floats, projections: Sequence[tuple[Floats, Floats]]) -> None:
        self._embedding = _gridded(embedding)
        self._projections = [(_gridded(weights), bias) for weights, bias in projections]
        self._known = np.zeros(len(embedding), bool)
        self.tables = tuple(np.zeros((len(embedding), 3 * HIDDEN), np.float32) for _ in projections)

    def learn(self, numbers: Ints) -> None:
        """Have the rows of :attr:`tables` filled that these numbers are."""
        new = np.unique(numbers[~self._known[numbers]])
        if len(new):
            with _one_thread():
                for table, (weights, bias) in zip(self.tables, self._projections, strict=True):
                    table[new] = self._embedding[new] @ weights + bias
            self._known[new] = True


def _one_thread() -> threadpool_limits:
    """The matrices are too small to share among threads."""
    return threadpool_limits(limits=1, user_api="blas")


def _gridded(weights: Floats) -> npt.NDArray[np.float64]:
    out: npt.NDArray[np.float64] = np.rint(weights * GRID) / GRID
    return out


@dataclass(frozen=True)
class Network:
    """The whole of it."""

    characters: Characters
    layers: tuple[Both, Both]
    field: Field

    def labels(self, numbers: Ints, lengths: Ints) -> Ints:
        """The labels of sentences that follow each other, the longest first, from the numbers of their characters."""
        self.characters.learn(numbers)
        if kernel is not None:
            return by_kernel(kernel, self, numbers, lengths)
        with _one_thread():
            return by_numpy(self, numbers, Pack(lengths))


def by_kernel(kernel: ModuleType, network: Network, numbers: Ints, lengths: Ints) -> Ints:
    """The labels of sentences whose characters are known, worked out by :mod:`kg.detect.kernel`."""
    below, states = np.empty((2, len(numbers), 2 * HIDDEN), np.int16)
    for backwards, (first, table) in enumerate(zip(network.layers[0], network.characters.tables, strict=True)):
        kernel.read(first.packed, numbers, table, lengths, bool(backwards), below)
    for backwards, second in enumerate(network.layers[1]):
        kernel.read(second.packed, below, None, lengths, bool(backwards), states)
    labels = np.empty_like(numbers)
    kernel.label(network.field.packed, states, lengths, labels)
    return labels


def by_numpy(network: Network, numbers: Ints, pack: Pack) -> Ints:
    """The same, worked out by numpy."""
    below = _read(network.layers[0], network.characters.tables, numbers[pack.inline], pack)
    coming = tuple(second.below.times(below) + second.bias for second in network.layers[1] if second.below)
    states = _read(network.layers[1], coming, pack.places, pack)
    labels = np.empty_like(numbers)
    labels[pack.inline] = network.field.best(network.field.scores(states), pack.bounds)
    return labels


def _read(layer: Both, coming: Sequence[Floats], places: Ints | Places, pack: Pack) -> Floats:
    """The states (place, 2 × HIDDEN) of a layer; ``places`` says which row of what is coming stands at each place."""
    out = np.empty((len(places), 2, HIDDEN), np.float32)
    for direction, order in enumerate((pack.places, pack.mirror)):
        states = layer[direction].states(coming[direction], places[order], pack.bounds)
        for (start, end), state in zip(pairwise(pack.bounds), states, strict=True):
            out[order[start:end], direction] = state
    return out.reshape(-1, 2 * HIDDEN)
