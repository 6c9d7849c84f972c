/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at sixteen bytes at once for the needle's first and last byte, and for where records begin.
 */
#include "store/sqlite/row_text.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WIDTH = 16, HEAD = 4, PLACE_DIGITS = 8 };

typedef uint8_t bytes16 __attribute__((vector_size(WIDTH)));

enum jt_err jt_row_text_fold(jt_str needle, char ret_folded[static JT_ROW_TEXT_NEEDLE_MAX])
{
    if (needle.len > JT_ROW_TEXT_NEEDLE_MAX) {
        return JT_ERR_LIMIT;
    }
    for (size_t i = 0; i < needle.len; i++) {
        char c = needle.ptr[i];
        ret_folded[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return JT_OK;
}

static bytes16 load(const char *ptr)
{
    bytes16 bytes;
    memcpy(&bytes, ptr, sizeof(bytes));
    return bytes;
}

static bytes16 repeat(char c)
{
    bytes16 bytes;
    memset(&bytes, c, sizeof(bytes));
    return bytes;
}

/* One bit for each byte, which is 0 or 255. */
static unsigned bits_of(bytes16 bytes)
{
#ifdef __SSE2__
    __m128i vector;
    memcpy(&vector, &bytes, sizeof(vector));
    return (unsigned)_mm_movemask_epi8(vector);
#else
    unsigned bits = 0;
    for (unsigned i = 0; i < WIDTH; i++) {
        bits |= (bytes[i] & 1u) << i;
    }
    return bits;
#endif
}

struct search {
    jt_str records;
    jt_str needle;
    bytes16 needle_head; /* its first sixteen bytes, or fewer */
    unsigned head_mask;  /* a bit for each of them */
    uint64_t *bits;
    size_t record;   /* where the present one begins */
    bool is_decided; /* it matched, or there is none */
};

static void begin_record(struct search *s, size_t at)
{
    s->record = at;
    s->is_decided = s->records.len - at < HEAD;
}

/* Most needles are short: one comparison without a call. */
static bool stands_at(const struct search *s, size_t at)
{
    const char *here = s->records.ptr + at;
    if (s->needle.len > WIDTH || s->records.len - at < WIDTH) {
        return s->records.len - at >= s->needle.len &&
               memcmp(here, s->needle.ptr, s->needle.len) == 0;
    }
    return (bits_of((bytes16)(load(here) == s->needle_head)) & s->head_mask) == s->head_mask;
}

/* The needle may stand here: its first and its last byte do. */
static void look(struct search *s, size_t at)
{
    const char *head = s->records.ptr + s->record;
    unsigned place = 0;
    if (s->is_decided || !stands_at(s, at)) {
        return;
    }
    s->is_decided = true;
    for (size_t i = 1; i < HEAD; i++) {
        unsigned digit = (unsigned)(unsigned char)head[i] - 'A';
        if (digit >= PLACE_DIGITS) {
            return;
        }
        place = place * PLACE_DIGITS + digit;
    }
    s->bits[place / 64] |= UINT64_C(1) << (place % 64);
}

/* The needle's places and the beginnings of records in sixteen bytes from at on, in order. */
static void look_at(struct search *s, size_t at, unsigned starts, unsigned places)
{
    while (places) {
        unsigned place = (unsigned)__builtin_ctz(places);
        unsigned before = starts & ((1u << place) - 1);
        if (before) {
            begin_record(s, at + 31 - (unsigned)__builtin_clz(before));
            starts &= ~before;
        }
        look(s, at + place);
        places &= places - 1;
    }
    if (starts) {
        begin_record(s, at + 31 - (unsigned)__builtin_clz(starts));
    }
}

void jt_row_text_match(jt_str records, jt_str folded, uint64_t bits[static 8])
{
    struct search s = {.records = records, .needle = folded, .bits = bits, .is_decided = true};
    size_t head_len = folded.len < WIDTH ? folded.len : WIDTH;
    memcpy(&s.needle_head, folded.ptr, head_len);
    s.head_mask = (1u << head_len) - 1;
    bytes16 start = repeat('Z');
    bytes16 first = repeat(folded.ptr[0]);
    bytes16 last = repeat(folded.ptr[folded.len - 1]);
    size_t at = 0;
    for (; at + folded.len - 1 + WIDTH <= records.len; at += WIDTH) {
        bytes16 here = load(records.ptr + at);
        bytes16 there = load(records.ptr + at + folded.len - 1);
        unsigned starts = bits_of((bytes16)(here == start));
        unsigned places = bits_of((bytes16)(here == first) & (bytes16)(there == last));
        if (places) {
            look_at(&s, at, starts, places);
        } else if (starts) { /* nearly always */
            begin_record(&s, at + 31 - (unsigned)__builtin_clz(starts));
        }
    }
    for (; at < records.len; at++) {
        look_at(&s, at, records.ptr[at] == 'Z', records.ptr[at] != 'Z');
    }
}
