/* SPDX-License-Identifier: Apache-2.0 */
/* A table of rows of four. A token's digest names its row; in a full row the places are taken in
 * turn. Each row has its lock, so that threads hardly ever meet. */
#include "verify/known_tokens.h"

#include "base/secret.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 4 };

struct place {
    uint8_t digest[JT_SHA256_LEN];
    uint64_t generation;
    struct jeton_claims *claims; /* NULL: free */
};

struct row {
    pthread_mutex_t lock;
    size_t next;
    struct place places[PLACES];
};

struct jt_known_tokens {
    size_t row_count; /* 0 or a power of two */
    struct row *rows;
};

static size_t row_count_for(size_t count)
{
    size_t rows = count ? 1 : 0;
    while (rows * PLACES < count) {
        rows *= 2;
    }
    return rows;
}

struct jt_known_tokens *jt_known_tokens_new(size_t count)
{
    struct jt_known_tokens *tokens = calloc(1, sizeof(*tokens));
    size_t row_count = row_count_for(count);
    struct row *rows = tokens && row_count ? calloc(row_count, sizeof(*rows)) : NULL;
    if (tokens == NULL || (row_count && rows == NULL)) {
        free(tokens);
        return NULL;
    }
    for (size_t i = 0; i < row_count; i++) {
        (void)pthread_mutex_init(&rows[i].lock, NULL); /* without attributes it cannot fail */
    }
    tokens->row_count = row_count;
    tokens->rows = rows;
    return tokens;
}

static void clear_row(struct row *row)
{
    for (size_t i = 0; i < PLACES; i++) {
        jeton_claims_free(row->places[i].claims);
    }
    (void)pthread_mutex_destroy(&row->lock);
}

void jt_known_tokens_free(struct jt_known_tokens *tokens)
{
    if (tokens == NULL) {
        return;
    }
    for (size_t i = 0; i < tokens->row_count; i++) {
        clear_row(&tokens->rows[i]);
    }
    free(tokens->rows);
    free(tokens);
}

static struct row *lock_row(struct jt_known_tokens *tokens, const uint8_t *digest)
{
    size_t number;
    if (tokens->row_count == 0) {
        return NULL;
    }
    memcpy(&number, digest, sizeof(number));
    struct row *row = &tokens->rows[number & (tokens->row_count - 1)];
    (void)pthread_mutex_lock(&row->lock);
    return row;
}

static struct place *find_place(struct row *row, const uint8_t *digest)
{
    for (size_t i = 0; i < PLACES; i++) {
        struct place *place = &row->places[i];
        if (place->claims && jt_bytes_equal_secret(place->digest, digest, JT_SHA256_LEN)) {
            return place;
        }
    }
    return NULL;
}

static struct place *choose_place(struct row *row, const uint8_t *digest)
{
    struct place *same = find_place(row, digest);
    if (same) {
        return same;
    }
    for (size_t i = 0; i < PLACES; i++) {
        if (row->places[i].claims == NULL) {
            return &row->places[i];
        }
    }
    row->next = (row->next + 1) % PLACES;
    return &row->places[row->next];
}

struct jeton_claims *jt_known_tokens_find(struct jt_known_tokens *tokens,
                                          const uint8_t digest[static JT_SHA256_LEN],
                                          uint64_t generation)
{
    struct row *row = lock_row(tokens, digest);
    if (row == NULL) {
        return NULL;
    }
    struct place *place = find_place(row, digest);
    bool is_fresh = place && place->generation == generation;
    struct jeton_claims *claims = is_fresh ? jt_shared_claims_keep(place->claims) : NULL;
    (void)pthread_mutex_unlock(&row->lock);
    return claims;
}

void jt_known_tokens_put(struct jt_known_tokens *tokens, const uint8_t digest[static JT_SHA256_LEN],
                         uint64_t generation, struct jeton_claims *claims)
{
    struct row *row = lock_row(tokens, digest);
    if (row == NULL) {
        return;
    }
    struct place *place = choose_place(row, digest);
    struct jeton_claims *former = place->claims;
    memcpy(place->digest, digest, JT_SHA256_LEN);
    place->generation = generation;
    place->claims = jt_shared_claims_keep(claims);
    (void)pthread_mutex_unlock(&row->lock);
    jeton_claims_free(former);
}

void jt_known_tokens_drop(struct jt_known_tokens *tokens,
                          const uint8_t digest[static JT_SHA256_LEN])
{
    struct row *row = lock_row(tokens, digest);
    if (row == NULL) {
        return;
    }
    struct place *place = find_place(row, digest);
    struct jeton_claims *former = place ? place->claims : NULL;
    if (place) {
        place->claims = NULL;
    }
    (void)pthread_mutex_unlock(&row->lock);
    jeton_claims_free(former);
}
