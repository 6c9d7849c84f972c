/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of rows in memory, and what the tables hold of them, block by block. */
#include "store/sqlite/row_set.h"

#include "store/sqlite/row_text.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64, WORDS = JT_ROW_BLOCK_WORDS };

void jt_row_set_clear(struct jt_row_set *set)
{
    free(set->words);
    *set = (struct jt_row_set){0};
}

static uint64_t *block_at(const struct jt_row_set *set, int64_t block)
{
    return set->words + (block - set->first) * WORDS;
}

/* Zeros up to and with this block, the first one of all if there is none yet. */
static enum jt_err reach(struct jt_row_set *set, int64_t block)
{
    set->first = set->count ? set->first : block;
    int64_t count = block - set->first + 1;
    if (count > set->cap) {
        int64_t cap = set->cap ? set->cap * 2 : FIRST_ROOM;
        cap = cap < count ? count : cap;
        uint64_t *words = reallocarray(set->words, (size_t)cap * WORDS, sizeof(*words));
        if (words == NULL) {
            return JT_ERR_NOMEM;
        }
        set->words = words;
        set->cap = cap;
    }
    size_t more = (size_t)(count - set->count) * WORDS;
    memset(set->words + set->count * WORDS, 0, more * sizeof(*set->words));
    set->count = count;
    return JT_OK;
}

/* A statement that gives blocks in order, as words or as texts to look into. */
struct source {
    struct jt_statement st;
    jt_str folded; /* empty: words */
};

struct block {
    int64_t number;
    uint64_t words[WORDS];
};

static enum jt_err next_block(struct source *source, struct block *block, bool *ret_row)
{
    *block = (struct block){0};
    JT_TRY(jt_statement_step(&source->st, ret_row));
    if (!*ret_row) {
        return JT_OK;
    }
    block->number = jt_statement_int(&source->st);
    if (source->folded.len) {
        jt_row_text_match(jt_statement_text(&source->st), source->folded, block->words);
        return jt_statement_check(&source->st);
    }
    for (size_t i = 0; i < WORDS; i++) {
        block->words[i] = jt_statement_u64(&source->st);
    }
    return JT_OK;
}

/* Blocks from first to last of the list. */
static enum jt_err open_part(struct jt_sqlite_db *db, const struct jt_row_part *part, int64_t first,
                             int64_t last, struct source *source)
{
    static const char sql[] = "SELECT block, w0, w1, w2, w3, w4, w5, w6, w7 FROM row_set"
                              " WHERE list = ?1 AND part = ?2 AND block BETWEEN ?3 AND ?4"
                              " ORDER BY block";
    JT_TRY(jt_statement_take(db, sql, &source->st));
    jt_statement_bind_int(&source->st, part->list);
    if (part->key) {
        jt_statement_bind_uuid(&source->st, part->key);
    } else if (part->text.len) {
        jt_statement_bind_text(&source->st, part->text);
    } else {
        jt_statement_bind_int(&source->st, part->number);
    }
    jt_statement_bind_int(&source->st, first);
    jt_statement_bind_int(&source->st, last);
    return JT_OK;
}

static void clear_source(struct source *source)
{
    jt_statement_clear(&source->st);
}

enum jt_err jt_row_set_read(struct jt_sqlite_db *db, const struct jt_row_part *part,
                            struct jt_row_set *ret_set)
{
    bool row = false;
    struct block block;
    struct source source JT_CLEAN(clear_source) = {0};
    JT_TRY(open_part(db, part, 0, INT64_MAX, &source));
    JT_TRY(next_block(&source, &block, &row));
    while (row) {
        JT_TRY(reach(ret_set, block.number));
        memcpy(block_at(ret_set, block.number), block.words, sizeof(block.words));
        JT_TRY(next_block(&source, &block, &row));
    }
    return JT_OK;
}

enum jt_err jt_row_set_fill(int64_t first, int64_t last, struct jt_row_set *ret_set)
{
    if (first > last) {
        return JT_OK;
    }
    JT_TRY(reach(ret_set, first / JT_ROW_BLOCK));
    JT_TRY(reach(ret_set, last / JT_ROW_BLOCK));
    memset(ret_set->words, 0xff, (size_t)ret_set->count * WORDS * sizeof(*ret_set->words));
    jt_row_set_keep_range(ret_set, first, last);
    return JT_OK;
}

static void zero(struct jt_row_set *set, int64_t from, int64_t end)
{
    if (from < end) {
        memset(block_at(set, from), 0, (size_t)(end - from) * WORDS * sizeof(*set->words));
    }
}

/* What the source does not have is not kept. */
static enum jt_err keep(struct source *source, struct jt_row_set *set)
{
    bool row = false;
    struct block block;
    int64_t done = set->first;
    JT_TRY(next_block(source, &block, &row));
    while (row) {
        zero(set, done, block.number);
        uint64_t *words = block_at(set, block.number);
        for (size_t i = 0; i < WORDS; i++) {
            words[i] &= block.words[i];
        }
        done = block.number + 1;
        JT_TRY(next_block(source, &block, &row));
    }
    zero(set, done, set->first + set->count);
    return JT_OK;
}

enum jt_err jt_row_set_keep(struct jt_sqlite_db *db, const struct jt_row_part *part,
                            struct jt_row_set *set)
{
    struct source source JT_CLEAN(clear_source) = {0};
    JT_TRY(open_part(db, part, set->first, set->first + set->count - 1, &source));
    return keep(&source, set);
}

enum jt_err jt_row_set_drop(struct jt_sqlite_db *db, const struct jt_row_part *part,
                            struct jt_row_set *set)
{
    bool row = false;
    struct block block;
    struct source source JT_CLEAN(clear_source) = {0};
    JT_TRY(open_part(db, part, set->first, set->first + set->count - 1, &source));
    JT_TRY(next_block(&source, &block, &row));
    while (row) {
        uint64_t *words = block_at(set, block.number);
        for (size_t i = 0; i < WORDS; i++) {
            words[i] &= ~block.words[i];
        }
        JT_TRY(next_block(&source, &block, &row));
    }
    return JT_OK;
}

enum jt_err jt_row_set_keep_text(struct jt_sqlite_db *db, enum jt_row_list list, int64_t realm,
                                 jt_str needle, struct jt_row_set *set)
{
    static const char sql[] = "SELECT block, text FROM row_text WHERE list = ?1 AND realm = ?2"
                              " AND block BETWEEN ?3 AND ?4 ORDER BY block";
    char folded[JT_ROW_TEXT_NEEDLE_MAX];
    struct source source JT_CLEAN(clear_source) = {0};
    if (needle.len == 0) {
        return JT_OK;
    }
    JT_TRY(jt_row_text_fold(needle, folded));
    source.folded = jt_str_make(folded, needle.len);
    JT_TRY(jt_statement_take(db, sql, &source.st));
    jt_statement_bind_int(&source.st, list);
    jt_statement_bind_int(&source.st, realm);
    jt_statement_bind_int(&source.st, set->first);
    jt_statement_bind_int(&source.st, set->first + set->count - 1);
    return keep(&source, set);
}

void jt_row_set_keep_range(struct jt_row_set *set, int64_t first, int64_t last)
{
    for (int64_t i = 0; i < set->count * WORDS; i++) {
        int64_t row = set->first * JT_ROW_BLOCK + i * 64; /* of the word's lowest bit */
        if (last < row || first > row + 63) {
            set->words[i] = 0;
            continue;
        }
        set->words[i] &= first > row ? UINT64_MAX << (first - row) : UINT64_MAX;
        set->words[i] &= last < row + 63 ? UINT64_MAX >> (row + 63 - last) : UINT64_MAX;
    }
}

static bool has_block(const struct jt_row_set *set, int64_t block)
{
    return block >= set->first && block < set->first + set->count;
}

void jt_row_set_drop_block(struct jt_row_set *set, int64_t block)
{
    if (has_block(set, block)) {
        zero(set, block, block + 1);
    }
}

void jt_row_set_mark(struct jt_row_set *set, int64_t row, bool is_in)
{
    int64_t block = row / JT_ROW_BLOCK;
    if (!has_block(set, block)) {
        return;
    }
    uint64_t *word = block_at(set, block) + row % JT_ROW_BLOCK / 64;
    uint64_t bit = UINT64_C(1) << (row % 64);
    *word = is_in ? *word | bit : *word & ~bit;
}

uint64_t jt_row_set_count(const struct jt_row_set *set)
{
    uint64_t count = 0;
    for (int64_t i = 0; i < set->count * WORDS; i++) {
        count += (unsigned)__builtin_popcountll(set->words[i]);
    }
    return count;
}

/* Takes the lowest or the highest bit out of the word. */
static unsigned take_bit(uint64_t *word, bool falling)
{
    unsigned bit = (unsigned)(falling ? 63 - __builtin_clzll(*word) : __builtin_ctzll(*word));
    *word &= ~(UINT64_C(1) << bit);
    return bit;
}

size_t jt_row_set_page(const struct jt_row_set *set, const struct jt_page *page, bool falling,
                       int64_t *ret_rows)
{
    size_t taken = 0;
    uint64_t skip = page->offset;
    int64_t words = set->count * WORDS;
    for (int64_t i = 0; i < words && taken < page->limit; i++) {
        int64_t at = falling ? words - 1 - i : i;
        uint64_t word = set->words[at];
        uint64_t here = (unsigned)__builtin_popcountll(word);
        if (skip >= here) {
            skip -= here;
            continue;
        }
        while (word && taken < page->limit) {
            int64_t row = set->first * JT_ROW_BLOCK + at * 64 + take_bit(&word, falling);
            if (skip > 0) {
                skip--;
            } else {
                ret_rows[taken++] = row;
            }
        }
    }
    return taken;
}
