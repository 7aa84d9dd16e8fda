/* The network of kg/detect/network.py by the machine's instructions for numbers of 8 and 16 bits; it says what is worked out,
   and numpy's arrays there give the same to the last bit. Built where a compiler is at hand; imports where the processor can run it.

   Weights come packed: two rows of 16 bits or four of bytes together, so that as many numbers of a state meet those of each
   column at once. Sums of products are below 2^25, so that they are exact in any order.
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

enum { HIDDEN = 128, BOTH = 2 * HIDDEN, SUMS = 3 * HIDDEN, DEEPEST = 3 * HIDDEN };
enum { LABELS = 57, ROOM = 64, HALF = ROOM / 2, SIDE = 32 };
enum { ZERO = 128, FINER = 6 };   /* of the bytes of states; steps of a state in one of its byte */

typedef struct {   /* tanh: the limit of x, the numbers of what divides */
    float limit, bottom[2];
    float gates[3], candidate[3];   /* those of what is divided, times what each of the two is scaled by */
    float none[7];   /* so that the weights of Gru begin where a line of the cache does */
} Curve;

typedef struct {   /* one direction of a layer */
    float bias[SUMS], unit[SUMS];
    int32_t begin[BOTH];   /* of the sums of the gates, since bytes of states are counted from 0 */
    Curve curve;
    int8_t weights[];      /* of the gates (depth, BOTH) in bytes, of the candidate (depth, HIDDEN) in 16 bits */
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

/* sums (rows, columns) = begin, where given, + states (rows, depth) x weights (depth, columns); rows by 4, columns by 64. Depth
   counts fours of bytes: two numbers of 16 bits, or four bytes, of which those of states have no sign. */
typedef void Product(const void *states, int rows, int depth, const void *weights, int columns, const int32_t *begin, int32_t *sums);
typedef struct {
    Product *whole, *bytes;
} Products;

#define ALIGNED _Alignas(64)   /* no vector lies across lines of the cache */
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define NARROW __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))
#define APART static __attribute__((noinline)) void

WIDE INLINE __m512i plus_wide(__m512i sum, int32_t state, __m512i weights, int bytes)
{
    __m512i states = _mm512_set1_epi32(state);
    return bytes ? _mm512_dpbusd_epi32(sum, states, weights) : _mm512_dpwssd_epi32(sum, states, weights);
}

/* Of bytes the even ones and the odd ones apart, as numbers of 16 bits: the instruction for bytes cuts sums that are too great */
NARROW INLINE __m256i plus_narrow(__m256i sum, int32_t state, __m256i weights, int bytes)
{
    if (bytes) {
        __m256i even = _mm256_srai_epi16(_mm256_slli_epi16(weights, 8), 8), odd = _mm256_srai_epi16(weights, 8);
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_set1_epi32(state & 0xff00ff), even));
        return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_set1_epi32(state >> 8 & 0xff00ff), odd));
    }
    return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_set1_epi32(state), weights));
}

/* The product in blocks of 4 rows and as many columns as so many vectors hold; apart from what calls it, where the compiler
   would keep too little of it in registers */
#define PRODUCT(name, target, Vector, many, load, store) \
    target INLINE void product_##name(const int32_t *states, int rows, int depth, const int32_t *weights, int columns, \
                                      const int32_t *begin, int32_t *sums, int bytes) \
    { \
        enum { LANES = sizeof(Vector) / 4 }; \
        for (int column = 0; column < columns; column += many * LANES) \
            for (int row = 0; row < rows; row += 4) { \
                Vector sum[4][many], part[many]; \
                for (int i = 0; i < 4; i++) \
                    for (int j = 0; j < many; j++) \
                        sum[i][j] = begin ? load((const void *)(begin + column + LANES * j)) : (Vector){0}; \
                for (int k = 0; k < depth; k++) { \
                    for (int j = 0; j < many; j++) \
                        part[j] = load((const void *)(weights + k * columns + column + LANES * j)); \
                    for (int i = 0; i < 4; i++) \
                        for (int j = 0; j < many; j++) \
                            sum[i][j] = plus_##name(sum[i][j], states[(row + i) * depth + k], part[j], bytes); \
                } \
                for (int i = 0; i < 4; i++) \
                    for (int j = 0; j < many; j++) \
                        store((void *)(sums + (row + i) * columns + column + LANES * j), sum[i][j]); \
            } \
    } \
    target APART whole_##name(const void *states, int rows, int depth, const void *weights, int columns, const int32_t *begin, \
                              int32_t *sums) \
    { \
        product_##name(states, rows, depth, weights, columns, begin, sums, 0); \
    } \
    target APART bytes_##name(const void *states, int rows, int depth, const void *weights, int columns, const int32_t *begin, \
                              int32_t *sums) \
    { \
        product_##name(states, rows, depth, weights, columns, begin, sums, 1); \
    } \
    static const Products name = {whole_##name, bytes_##name};
PRODUCT(wide, WIDE, __m512i, 4, _mm512_loadu_si512, _mm512_storeu_si512)
PRODUCT(narrow, NARROW, __m256i, 2, _mm256_loadu_si256, _mm256_storeu_si256)

/* tanh(x) times what is in top, as network.py has it */
INLINE float squashed(float x, const Curve *curve, const float *top)
{
    x = x < -curve->limit ? -curve->limit : x;
    x = x > curve->limit ? curve->limit : x;
    float square = x * x;
    float above = (square * top[2] + top[1]) * square + top[0];
    float under = (square + curve->bottom[1]) * square + curve->bottom[0];
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

/* One step of up to SIDE sentences: their states become those behind the characters that contribute coming. The inputs (rows,
   depth) are what the weights meet: the states of the layer below, where there is one, and these states as whole numbers. */
INLINE void step(const Gru *gru, const float *const *coming, int count, int depth, float *states, int16_t *inputs, Products products)
{
    const Curve curve = gru->curve;
    const int rows = (count + 3) / 4 * 4;
    ALIGNED uint8_t bytes[SIDE * DEEPEST];
    ALIGNED int32_t sums[SIDE * BOTH];
    ALIGNED float update[SIDE * HIDDEN];
    for (int i = 0; i < rows * depth; i++)
        bytes[i] = (uint8_t)((uint16_t)(inputs[i] + FINER / 2 + FINER * ZERO) / FINER);
    products.bytes(bytes, rows, depth / 4, gru->weights, BOTH, gru->begin, sums);
    for (int row = 0; row < count; row++) {
        const int32_t *sum = sums + row * BOTH;
        const float *more = coming[row], *unit = gru->unit, *state = states + row * HIDDEN;
        int16_t *kept = inputs + (row + 1) * depth - HIDDEN;
        for (int i = 0; i < HIDDEN; i++)
            update[row * HIDDEN + i] = squashed((float)sum[i] * unit[i] + more[i], &curve, curve.gates) + 0.5f;
        for (int i = 0; i < HIDDEN; i++) {
            float reset = (float)sum[HIDDEN + i] * unit[HIDDEN + i] + more[HIDDEN + i];
            kept[i] = whole((squashed(reset, &curve, curve.gates) + 0.5f) * state[i]);
        }
    }
    products.whole(inputs, rows, depth / 2, gru->weights + depth * BOTH, HIDDEN, NULL, sums);
    for (int row = 0; row < count; row++) {
        const int32_t *sum = sums + row * HIDDEN;
        const float *more = coming[row] + BOTH, *unit = gru->unit + BOTH;
        float *state = states + row * HIDDEN;
        int16_t *wholes = inputs + (row + 1) * depth - HIDDEN;
        for (int i = 0; i < HIDDEN; i++) {
            float fresh = squashed((float)sum[i] * unit[i] + more[i], &curve, curve.candidate);
            state[i] = (fresh - state[i]) * update[row * HIDDEN + i] + state[i];
            wholes[i] = whole(state[i]);
        }
    }
}

/* The states (place, BOTH) of one direction, forwards in the first half of each and backwards in the second; sentences
   follow each other, the longest first. */
INLINE void read_by(const Gru *gru, Inputs in, const int32_t *lengths, int sentences, int backwards, int16_t *out, Products products)
{
    int begins[SIDE], place = 0;
    const int width = in.below ? BOTH : 0, depth = width + HIDDEN;
    const float *coming[SIDE];
    ALIGNED float states[SIDE * HIDDEN];
    ALIGNED int16_t inputs[SIDE * DEEPEST];
    for (int first = 0; first < sentences; first += SIDE, lengths += SIDE) {
        int count = sentences - first < SIDE ? sentences - first : SIDE;
        for (int row = 0; row < count; row++) {
            begins[row] = place;
            place += lengths[row];
        }
        memset(states, 0, sizeof states);
        memset(inputs, 0, sizeof inputs);
        for (int at = 0, longest = lengths[0]; at < longest; at++) {
            int places[SIDE];
            while (lengths[count - 1] <= at)
                count--;
            for (int row = 0; row < count; row++) {
                places[row] = begins[row] + (backwards ? lengths[row] - 1 - at : at);
                coming[row] = in.numbers ? in.table + (size_t)in.numbers[places[row]] * SUMS : gru->bias;
                if (width)
                    memcpy(inputs + row * depth, in.below + (size_t)places[row] * BOTH, sizeof(int16_t) * BOTH);
            }
            step(gru, coming, count, depth, states, inputs, products);
            for (int row = 0; row < count; row++)
                memcpy(out + (size_t)places[row] * BOTH + (backwards ? HIDDEN : 0), inputs + (row + 1) * depth - HIDDEN,
                       sizeof(int16_t) * HIDDEN);
        }
    }
}

/* The scores (place, ROOM) of the labels at some places, a multiple of 4 */
INLINE void emit_by(const Crf *crf, const int16_t *states, int places, float *scores, Products products)
{
    ALIGNED int32_t sums[SIDE * ROOM];
    products.whole(states, places, BOTH / 2, crf->emit, ROOM, NULL, sums);
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
                     Products products)
{
    for (int row = 0, place = 0; row < sentences; place += lengths[row++]) {
        for (int at = 0; at < lengths[row]; at += SIDE) {
            int left = lengths[row] - at, count = left < SIDE ? left : SIDE;
            int16_t some[SIDE * BOTH] = {0};
            memcpy(some, states + (size_t)(place + at) * BOTH, sizeof(int16_t) * count * BOTH);
            emit_by(crf, some, (count + 3) / 4 * 4, scores + (size_t)at * ROOM, products);
        }
        search_by(crf, scores, lengths[row], out + place);
    }
}

#define VARIANT(name, target) \
    target static void read_##name(const Gru *g, Inputs in, const int32_t *lengths, int n, int backwards, int16_t *out) \
    { \
        read_by(g, in, lengths, n, backwards, out, name); \
    } \
    target static void label_##name(const Crf *c, const int16_t *in, const int32_t *lengths, int n, float *scores, int32_t *out) \
    { \
        label_by(c, in, lengths, n, scores, out, name); \
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
    Py_ssize_t places = counted(&lengths), depth = table.buf ? HIDDEN : DEEPEST;
    if (places < 0)
        goto end;
    if (gru.len != (Py_ssize_t)sizeof(Gru) + depth * (BOTH + 2 * HIDDEN) || out.len != places * 2 * BOTH
        || inputs.len != places * (table.buf ? 4 : 2 * BOTH)
        || (table.buf && !within(inputs.buf, places, table.len / (SUMS * 4)))) {
        PyErr_SetString(PyExc_ValueError, "sizes do not fit");
        goto end;
    }
    Inputs in = {table.buf ? inputs.buf : NULL, table.buf, table.buf ? NULL : inputs.buf};
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
    PyModuleDef_HEAD_INIT, "kernel", "The network of the tagger by instructions for numbers of 8 and 16 bits; see kernel.c.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_kernel(void)
{
    if (__builtin_cpu_supports("avx2"))
        return PyModule_Create(&module);
    PyErr_SetString(PyExc_ImportError, "the processor has no AVX2");
    return NULL;
}
