/* The network of kg/detect/network.py by the machine's instructions for numbers of 16 bits; it says what is worked out, and
   numpy's arrays there give the same to the last bit. Built where a compiler is at hand; imports where the processor can run it.

   Weights come packed: two rows together, so that two numbers of a state meet the two of each column at once. Sums of
   products are below 2^25, so that they are exact in any order.
   Floats are added, multiplied and divided one at a time (-ffp-contract=off), in numpy's order. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !(defined(__x86_64__) && defined(__GNUC__))
#error "only for x86-64, by gcc or clang; elsewhere numpy does the work"
#endif
#include <immintrin.h>

enum { HIDDEN = 128, BOTH = 2 * HIDDEN, SUMS = 3 * HIDDEN, LABELS = 57, ROOM = 64, HALF = ROOM / 2, SIDE = 32 };

typedef struct {   /* tanh: the limit of x, the numbers of what divides */
    float limit, bottom[3];
    float gates[4], candidate[4];   /* those of what is divided, times what each of the two is scaled by */
    float unused[4];                /* so that what follows begins where a line of the cache does */
} Curve;

typedef struct {   /* one direction of a layer; the first layer ends before below */
    int16_t gates[HIDDEN * BOTH], candidate[HIDDEN * HIDDEN];
    float unit[SUMS];
    Curve curve;
    int16_t below[BOTH * SUMS];
    float below_unit[SUMS], bias[SUMS];
} Gru;

typedef struct {   /* the labels */
    int16_t emit[BOTH * ROOM];
    float unit[ROOM], bias[ROOM], first[ROOM], last[ROOM];
    float step[ROOM * HALF], back[HALF * ROOM];   /* from a label to one that opens, and this turned */
    float begun[HALF], gone_on[HALF];             /* to one that goes on, from that which opens and from itself */
} Crf;

/* Labels that open words come in the first half of a room, those that go on with them in the second. */
#define PLACE(label) ((label) / 2 + (label) % 2 * HALF)

typedef struct {   /* what is read: numbers of characters with what each contributes, or the states of the layer below */
    const int32_t *numbers;
    const float *table;
    const int16_t *below;
} Inputs;

typedef void Product(const int16_t *states, int rows, int depth, const int16_t *weights, int columns, int32_t *sums);

#define ALIGNED _Alignas(64)   /* no vector lies across two lines of the cache */
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define NARROW __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))

/* sums (rows, columns) = states (rows, depth) x weights (depth, columns); rows by 4, depth by 2, columns by 64 */
WIDE static void product_wide(const int16_t *states, int rows, int depth, const int16_t *weights, int columns, int32_t *sums)
{
    for (int column = 0; column < columns; column += 64)
        for (int row = 0; row < rows; row += 4) {
            __m512i sum[4][4];
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 4; j++)
                    sum[i][j] = _mm512_setzero_si512();
            for (int k = 0; k < depth; k += 2) {
                const int16_t *from = weights + k * columns + 2 * column;
                __m512i part[4];
                for (int j = 0; j < 4; j++)
                    part[j] = _mm512_loadu_si512(from + 32 * j);
                for (int i = 0; i < 4; i++) {
                    int32_t two;
                    memcpy(&two, states + (row + i) * depth + k, 4);
                    for (int j = 0; j < 4; j++)
                        sum[i][j] = _mm512_dpwssd_epi32(sum[i][j], _mm512_set1_epi32(two), part[j]);
                }
            }
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 4; j++)
                    _mm512_storeu_si512(sums + (row + i) * columns + column + 16 * j, sum[i][j]);
        }
}

/* The same, columns by 16 */
NARROW static void product_narrow(const int16_t *states, int rows, int depth, const int16_t *weights, int columns, int32_t *sums)
{
    for (int column = 0; column < columns; column += 16)
        for (int row = 0; row < rows; row += 4) {
            __m256i sum[4][2];
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 2; j++)
                    sum[i][j] = _mm256_setzero_si256();
            for (int k = 0; k < depth; k += 2) {
                const int16_t *from = weights + k * columns + 2 * column;
                __m256i part[2];
                for (int j = 0; j < 2; j++)
                    part[j] = _mm256_loadu_si256((const __m256i *)(from + 16 * j));
                for (int i = 0; i < 4; i++) {
                    int32_t two;
                    memcpy(&two, states + (row + i) * depth + k, 4);
                    for (int j = 0; j < 2; j++)
                        sum[i][j] = _mm256_add_epi32(sum[i][j], _mm256_madd_epi16(_mm256_set1_epi32(two), part[j]));
                }
            }
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 2; j++)
                    _mm256_storeu_si256((__m256i *)(sums + (row + i) * columns + column + 8 * j), sum[i][j]);
        }
}

/* tanh(x) times what is in top, as network.py has it */
INLINE float squashed(float x, const Curve *curve, const float *top)
{
    x = x < -curve->limit ? -curve->limit : x;
    x = x > curve->limit ? curve->limit : x;
    float square = x * x;
    float above = ((square * top[3] + top[2]) * square + top[1]) * square + top[0];
    float under = ((square + curve->bottom[2]) * square + curve->bottom[1]) * square + curve->bottom[0];
    return above * x / under;
}

/* The next whole number, of two the even one; what is added makes it the last bits of the float. */
INLINE int16_t whole(float x)
{
    float moved = x + 12582912.0f;
    uint32_t bits;
    memcpy(&bits, &moved, 4);
    return (int16_t)bits;
}

/* What the inputs at these places contribute; rows is their count raised to a multiple of 4 */
INLINE void contribute(const Gru *gru, Inputs in, const int *places, int count, int rows, float *coming, Product product)
{
    ALIGNED int16_t states[SIDE * BOTH];
    ALIGNED int32_t sums[SIDE * SUMS];
    if (in.numbers) {
        for (int row = 0; row < count; row++)
            memcpy(coming + row * SUMS, in.table + (size_t)in.numbers[places[row]] * SUMS, sizeof(float) * SUMS);
        return;
    }
    for (int row = 0; row < rows; row++)
        memcpy(states + row * BOTH, in.below + (size_t)places[row < count ? row : 0] * BOTH, sizeof(int16_t) * BOTH);
    product(states, rows, BOTH, gru->below, SUMS, sums);
    for (int row = 0; row < count; row++)
        for (int i = 0; i < SUMS; i++)
            coming[row * SUMS + i] = (float)sums[row * SUMS + i] * gru->below_unit[i] + gru->bias[i];
}

/* One step of up to SIDE sentences: their states, and these as whole numbers, become those behind the characters that
   contribute coming */
INLINE void step(const Gru *gru, const float *coming, int count, int rows, float *states, int16_t *wholes, Product product)
{
    const Curve curve = gru->curve;
    ALIGNED int32_t sums[SIDE * BOTH];
    ALIGNED float update[SIDE * HIDDEN];
    ALIGNED int16_t kept[SIDE * HIDDEN];
    memset(kept, 0, sizeof kept);
    product(wholes, rows, HIDDEN, gru->gates, BOTH, sums);
    for (int row = 0; row < count; row++) {
        const int32_t *sum = sums + row * BOTH;
        const float *more = coming + row * SUMS, *unit = gru->unit, *state = states + row * HIDDEN;
        for (int i = 0; i < HIDDEN; i++)
            update[row * HIDDEN + i] = squashed((float)sum[i] * unit[i] + more[i], &curve, curve.gates) + 0.5f;
        for (int i = 0; i < HIDDEN; i++) {
            float reset = (float)sum[HIDDEN + i] * unit[HIDDEN + i] + more[HIDDEN + i];
            kept[row * HIDDEN + i] = whole((squashed(reset, &curve, curve.gates) + 0.5f) * state[i]);
        }
    }
    product(kept, rows, HIDDEN, gru->candidate, HIDDEN, sums);
    for (int row = 0; row < count; row++) {
        const int32_t *sum = sums + row * HIDDEN;
        const float *more = coming + row * SUMS + BOTH, *unit = gru->unit + BOTH;
        float *state = states + row * HIDDEN;
        for (int i = 0; i < HIDDEN; i++) {
            float fresh = squashed((float)sum[i] * unit[i] + more[i], &curve, curve.candidate);
            state[i] = (fresh - state[i]) * update[row * HIDDEN + i] + state[i];
            wholes[row * HIDDEN + i] = whole(state[i]);
        }
    }
}

/* The states (place, BOTH) of one direction, forwards in the first half of each and backwards in the second; sentences
   follow each other, the longest first. */
INLINE void read_by(const Gru *gru, Inputs in, const int32_t *lengths, int sentences, int backwards, int16_t *out, Product product)
{
    int begins[SIDE], places[SIDE], place = 0;
    ALIGNED float state[SIDE * HIDDEN], coming[SIDE * SUMS];
    ALIGNED int16_t wholes[SIDE * HIDDEN];
    for (int first = 0; first < sentences; first += SIDE, lengths += SIDE) {
        int count = sentences - first < SIDE ? sentences - first : SIDE;
        for (int row = 0; row < count; row++) {
            begins[row] = place;
            place += lengths[row];
        }
        memset(state, 0, sizeof state);
        memset(wholes, 0, sizeof wholes);
        for (int at = 0, longest = lengths[0]; at < longest; at++) {
            while (lengths[count - 1] <= at)
                count--;
            int rows = (count + 3) / 4 * 4;
            for (int row = 0; row < count; row++)
                places[row] = begins[row] + (backwards ? lengths[row] - 1 - at : at);
            contribute(gru, in, places, count, rows, coming, product);
            step(gru, coming, count, rows, state, wholes, product);
            for (int row = 0; row < count; row++)
                memcpy(out + (size_t)places[row] * BOTH + (backwards ? HIDDEN : 0), wholes + row * HIDDEN, sizeof(int16_t) * HIDDEN);
        }
    }
}

/* The scores (place, ROOM) of the labels at some places, a multiple of 4 */
INLINE void emit_by(const Crf *crf, const int16_t *states, int places, float *scores, Product product)
{
    ALIGNED int32_t sums[SIDE * ROOM];
    product(states, places, BOTH, crf->emit, ROOM, sums);
    for (int place = 0; place < places; place++)
        for (int i = 0; i < ROOM; i++)
            scores[place * ROOM + i] = (float)sums[place * ROOM + i] * crf->unit[i] + crf->bias[i];
}

/* The best labels of one sentence; its scores become those of the best sequences that end in a label at a place. One that
   opens a word may follow any; one that goes on with it, only its own kind. Of equals the first label wins. */
INLINE void search_by(const Crf *crf, float *scores, int length, int32_t *out)
{
    for (int i = 0; i < ROOM; i++)
        scores[i] += crf->first[i];
    for (int at = 1; at < length; at++) {
        float *before = scores + (size_t)(at - 1) * ROOM, *here = before + ROOM, best[HALF];
        for (int i = 0; i < HALF; i++)
            best[i] = -INFINITY;
        for (int label = 0; label < LABELS; label++) {
            const float score = before[PLACE(label)], *steps = crf->step + PLACE(label) * HALF;
            for (int i = 0; i < HALF; i++)
                best[i] = score + steps[i] > best[i] ? score + steps[i] : best[i];
        }
        for (int i = 0; i < HALF; i++) {
            float begun = before[i] + crf->begun[i], gone_on = before[HALF + i] + crf->gone_on[i];
            here[i] += best[i];
            here[HALF + i] += begun > gone_on ? begun : gone_on;
        }
    }
    const float *onwards = crf->last;
    for (int at = length - 1, inside = 0; at >= 0; at--) {
        const float *here = scores + (size_t)at * ROOM;
        int best = 0;
        if (inside) {
            int kind = out[at + 1] / 2;
            best = 2 * kind + (here[HALF + kind] + crf->gone_on[kind] > here[kind] + crf->begun[kind]);
        } else
            for (int label = 1; label < LABELS; label++)
                if (here[PLACE(label)] + onwards[PLACE(label)] > here[PLACE(best)] + onwards[PLACE(best)])
                    best = label;
        out[at] = best;
        inside = best % 2;
        onwards = crf->back + best / 2 * ROOM;
    }
}

/* The labels of sentences from their states */
INLINE void label_by(const Crf *crf, const int16_t *states, const int32_t *lengths, int sentences, float *scores, int32_t *out,
                     Product product)
{
    for (int row = 0, place = 0; row < sentences; place += lengths[row++]) {
        for (int at = 0; at < lengths[row]; at += SIDE) {
            int left = lengths[row] - at, count = left < SIDE ? left : SIDE;
            ALIGNED int16_t some[SIDE * BOTH] = {0};
            memcpy(some, states + (size_t)(place + at) * BOTH, sizeof(int16_t) * count * BOTH);
            emit_by(crf, some, (count + 3) / 4 * 4, scores + (size_t)at * ROOM, product);
        }
        search_by(crf, scores, lengths[row], out + place);
    }
}

#define VARIANT(name, target) \
    target static void read_##name(const Gru *g, Inputs in, const int32_t *lengths, int n, int backwards, int16_t *out) \
    { \
        read_by(g, in, lengths, n, backwards, out, product_##name); \
    } \
    target static void label_##name(const Crf *c, const int16_t *in, const int32_t *lengths, int n, float *scores, int32_t *out) \
    { \
        label_by(c, in, lengths, n, scores, out, product_##name); \
    }
VARIANT(wide, WIDE)
VARIANT(narrow, NARROW)

static int has_wide(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni");
}

static int narrowly;   /* set by tests: the instructions of older processors */

/* The places of sentences of these lengths: -1 with ValueError where one is empty or they do not fall */
static Py_ssize_t counted(const Py_buffer *lengths)
{
    const int32_t *length = lengths->buf;
    Py_ssize_t places = 0, sentences = lengths->len / 4;
    for (Py_ssize_t row = 0; row < sentences; row++) {
        if (length[row] < 1 || (row && length[row] > length[row - 1])) {
            PyErr_SetString(PyExc_ValueError, "lengths must fall and none be 0");
            return -1;
        }
        places += length[row];
    }
    if (places < INT32_MAX / (BOTH * 4))
        return places;
    PyErr_SetString(PyExc_ValueError, "too many characters at once");
    return -1;
}

/* Whether the numbers of the characters are as many and point into the table */
static int within(const int32_t *numbers, Py_ssize_t places, Py_ssize_t rows)
{
    for (Py_ssize_t place = 0; place < places; place++)
        if (numbers[place] < 0 || numbers[place] >= rows)
            return 0;
    return 1;
}

PyDoc_STRVAR(read_doc, "read(gru, inputs, table, lengths, backwards, out): the states of one direction of a layer into out.\n\n"
    "The inputs are numbers of characters, which are rows of table, or, where table is None, the states of the layer below.");
static PyObject *read_(PyObject *self, PyObject *args)
{
    Py_buffer gru, inputs, table, lengths, out;
    int backwards, done = 0;
    if (!PyArg_ParseTuple(args, "y*y*z*y*pw*", &gru, &inputs, &table, &lengths, &backwards, &out))
        return NULL;
    Py_ssize_t places = counted(&lengths), size = table.buf ? (Py_ssize_t)offsetof(Gru, below) : (Py_ssize_t)sizeof(Gru);
    if (places < 0)
        goto end;
    if (gru.len != size || inputs.len != places * (table.buf ? 4 : 2 * BOTH) || out.len != places * 2 * BOTH
        || (table.buf && !within(inputs.buf, places, table.len / (SUMS * 4)))) {
        PyErr_SetString(PyExc_ValueError, "sizes do not fit");
        goto end;
    }
    Inputs in = {table.buf ? inputs.buf : NULL, table.buf, inputs.buf};
    Py_BEGIN_ALLOW_THREADS
    (has_wide() && !narrowly ? read_wide : read_narrow)(gru.buf, in, lengths.buf, (int)(lengths.len / 4), backwards, out.buf);
    Py_END_ALLOW_THREADS
    done = 1;
end:
    PyBuffer_Release(&gru);
    PyBuffer_Release(&inputs);
    PyBuffer_Release(&table);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&out);
    return done ? Py_NewRef(Py_None) : NULL;
}

PyDoc_STRVAR(label_doc, "label(crf, states, lengths, out): the labels of sentences from the states of the last layer into out.");
static PyObject *label_(PyObject *self, PyObject *args)
{
    Py_buffer crf, states, lengths, out;
    float *scores = NULL;
    int done = 0;
    if (!PyArg_ParseTuple(args, "y*y*y*w*", &crf, &states, &lengths, &out))
        return NULL;
    Py_ssize_t places = counted(&lengths);
    if (places < 0)
        goto end;
    if (crf.len != sizeof(Crf) || states.len != places * 2 * BOTH || out.len != places * 4) {
        PyErr_SetString(PyExc_ValueError, "sizes do not fit");
        goto end;
    }
    if (places && !(scores = PyMem_Malloc((((const int32_t *)lengths.buf)[0] + 3) * sizeof(float) * ROOM))) {
        PyErr_NoMemory();
        goto end;
    }
    Py_BEGIN_ALLOW_THREADS
    (has_wide() && !narrowly ? label_wide : label_narrow)(crf.buf, states.buf, lengths.buf, (int)(lengths.len / 4), scores, out.buf);
    Py_END_ALLOW_THREADS
    done = 1;
end:
    PyMem_Free(scores);
    PyBuffer_Release(&crf);
    PyBuffer_Release(&states);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&out);
    return done ? Py_NewRef(Py_None) : NULL;
}

PyDoc_STRVAR(narrow_doc, "narrow(yes): whether to use what older processors have, too, for tests.");
static PyObject *narrow_(PyObject *self, PyObject *yes)
{
    narrowly = PyObject_IsTrue(yes);
    return narrowly < 0 ? NULL : Py_NewRef(Py_None);
}

static PyMethodDef methods[] = {
    {"read", read_, METH_VARARGS, read_doc},
    {"label", label_, METH_VARARGS, label_doc},
    {"narrow", narrow_, METH_O, narrow_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "kernel", "The network of the tagger by instructions for numbers of 16 bits; see kernel.c.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_kernel(void)
{
    if (__builtin_cpu_supports("avx2"))
        return PyModule_Create(&module);
    PyErr_SetString(PyExc_ImportError, "the processor has no AVX2");
    return NULL;
}
