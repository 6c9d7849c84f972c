/* SPDX-License-Identifier: Apache-2.0 */
/* The keyring: rows by realm in a fixed table of chains behind one lock, which threads take only
 * when their own cache misses. */
#include "server/keys/keyring_internal.h"

#include "base/rand.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Realms are some thousands, and their ids random: the last bytes are hash enough. */
enum { BUCKET_COUNT = 8192 };

struct jt_keyring {
    uint8_t seal_key[JT_SEAL_KEY_LEN];
    atomic_uint_fast64_t generation;
    pthread_mutex_t lock; /* the rows */
    struct jt_key_row *buckets[BUCKET_COUNT];
};

enum jt_err jt_keyring_new(const uint8_t seal_key[static 32], struct jt_keyring **ret_keyring)
{
    struct jt_keyring *keyring = calloc(1, sizeof(*keyring));
    if (keyring == NULL) {
        return JT_ERR_NOMEM;
    }
    memcpy(keyring->seal_key, seal_key, sizeof(keyring->seal_key));
    atomic_init(&keyring->generation, 1);
    pthread_mutex_init(&keyring->lock, NULL);
    *ret_keyring = keyring;
    return JT_OK;
}

void jt_keyring_free(struct jt_keyring *keyring)
{
    if (keyring == NULL) {
        return;
    }
    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        while (keyring->buckets[i]) {
            struct jt_key_row *row = keyring->buckets[i];
            keyring->buckets[i] = row->next;
            jt_key_row_free(row);
        }
    }
    pthread_mutex_destroy(&keyring->lock);
    jt_wipe(keyring->seal_key, sizeof(keyring->seal_key));
    free(keyring);
}

uint64_t jt_keyring_generation(const struct jt_keyring *keyring)
{
    return atomic_load_explicit(&keyring->generation, memory_order_acquire);
}

static size_t bucket_of(const jt_uuid *realm)
{
    return ((size_t)realm->bytes[14] << 8 | realm->bytes[15]) % BUCKET_COUNT;
}

/* A changed key is another row of the same id; what was opened stays open, unless the sealed bytes
 * are others. The lock is held by the caller, who frees the row that is returned. */
static struct jt_key_row *swap(struct jt_keyring *keyring, struct jt_key_row *row)
{
    struct jt_key_row **place = &keyring->buckets[bucket_of(&row->realm)];
    while (*place && !jt_key_row_is(*place, &row->realm, row->kid)) {
        place = &(*place)->next;
    }
    struct jt_key_row *old = *place;
    row->next = old ? old->next : NULL;
    *place = row;
    if (old && jt_str_equal(old->sealed, row->sealed) && old->alg == row->alg) {
        row->opened = old->opened;
        old->opened = NULL;
    }
    return old;
}

static void free_chain(struct jt_key_row *first)
{
    while (first) {
        struct jt_key_row *next = first->next;
        jt_key_row_free(first);
        first = next;
    }
}

/* A chain of rows at once: nobody sees a realm between two of its keys. */
static void put(struct jt_keyring *keyring, struct jt_key_row *first)
{
    struct jt_key_row *gone = NULL;
    pthread_mutex_lock(&keyring->lock);
    while (first) {
        struct jt_key_row *row = first;
        first = row->next;
        struct jt_key_row *old = swap(keyring, row);
        if (old) {
            old->next = gone;
            gone = old;
        }
    }
    atomic_fetch_add_explicit(&keyring->generation, 1, memory_order_release);
    pthread_mutex_unlock(&keyring->lock);
    free_chain(gone);
}

enum jt_err jt_keyring_visit(void *arg, const struct jt_signing_key *key)
{
    struct jt_key_row *row = NULL;
    JT_TRY(jt_key_row_new(key, &row));
    put(arg, row);
    return JT_OK;
}

static enum jt_err prepare(void *arg, const struct jt_change *change, void **ret_part)
{
    (void)arg;
    struct jt_key_row *first = NULL;
    size_t count = change->signing_key ? change->signing_key_count : 0;
    for (size_t i = 0; i < count; i++) {
        struct jt_key_row *row = NULL;
        enum jt_err err = jt_key_row_new(&change->signing_key[i], &row);
        if (err != JT_OK) {
            free_chain(first);
            return err;
        }
        row->next = first;
        first = row;
    }
    *ret_part = first;
    return JT_OK;
}

static void publish(void *arg, void *part)
{
    if (part) {
        put(arg, part);
    }
}

static void discard(void *arg, void *part)
{
    (void)arg;
    free_chain(part);
}

struct jt_store_listener jt_keyring_listener(struct jt_keyring *keyring)
{
    return (struct jt_store_listener){
        .prepare = prepare, .publish = publish, .discard = discard, .arg = keyring};
}

static struct jt_key_row *first_of(const struct jt_keyring *keyring, const jt_uuid *realm)
{
    struct jt_key_row *row = keyring->buckets[bucket_of(realm)];
    while (row && !jt_uuid_equal(&row->realm, realm)) {
        row = row->next;
    }
    return row;
}

static struct jt_key_row *next_of(const struct jt_key_row *row)
{
    struct jt_key_row *next = row->next;
    while (next && !jt_uuid_equal(&next->realm, &row->realm)) {
        next = next->next;
    }
    return next;
}

/* The lock is held by the caller of these two. */
static enum jt_err hold(const struct jt_keyring *keyring, struct jt_key_row *row,
                        struct jt_opened_key **ret_opened)
{
    if (row == NULL) {
        return JT_ERR_NOT_FOUND;
    }
    JT_TRY(jt_key_row_open(row, keyring->seal_key));
    jt_opened_key_hold(row->opened);
    *ret_opened = row->opened;
    return JT_OK;
}

static enum jt_err hold_state(const struct jt_keyring *keyring, const jt_uuid *realm,
                              enum jt_signing_key_state state, struct jt_opened_key **opened,
                              size_t *count)
{
    for (struct jt_key_row *row = first_of(keyring, realm); row; row = next_of(row)) {
        if (row->state == state) {
            JT_TRY(hold(keyring, row, &opened[*count]));
            (*count)++;
        }
    }
    return JT_OK;
}

enum jt_err jt_keyring_hold_active(struct jt_keyring *keyring, const jt_uuid *realm,
                                   struct jt_opened_key **ret_opened)
{
    pthread_mutex_lock(&keyring->lock);
    struct jt_key_row *row = first_of(keyring, realm);
    while (row && row->state != JT_SIGNING_KEY_ACTIVE) {
        row = next_of(row);
    }
    enum jt_err err = hold(keyring, row, ret_opened);
    pthread_mutex_unlock(&keyring->lock);
    return err;
}

enum jt_err jt_keyring_hold_kid(struct jt_keyring *keyring, const jt_uuid *realm, jt_str kid,
                                struct jt_opened_key **ret_opened)
{
    pthread_mutex_lock(&keyring->lock);
    struct jt_key_row *row = first_of(keyring, realm);
    while (row && (row->state == JT_SIGNING_KEY_WITHDRAWN || !jt_str_equal(row->kid, kid))) {
        row = next_of(row);
    }
    enum jt_err err = hold(keyring, row, ret_opened);
    pthread_mutex_unlock(&keyring->lock);
    return err;
}

static size_t count_of(const struct jt_keyring *keyring, const jt_uuid *realm)
{
    size_t count = 0;
    for (struct jt_key_row *row = first_of(keyring, realm); row; row = next_of(row)) {
        count++;
    }
    return count;
}

static enum jt_err hold_each(const struct jt_keyring *keyring, const jt_uuid *realm,
                             bool with_withdrawn, struct jt_opened_key **opened, size_t *count)
{
    JT_TRY(hold_state(keyring, realm, JT_SIGNING_KEY_NEXT, opened, count));
    JT_TRY(hold_state(keyring, realm, JT_SIGNING_KEY_ACTIVE, opened, count));
    JT_TRY(hold_state(keyring, realm, JT_SIGNING_KEY_RETIRED, opened, count));
    return with_withdrawn ? hold_state(keyring, realm, JT_SIGNING_KEY_WITHDRAWN, opened, count)
                          : JT_OK;
}

enum jt_err jt_keyring_hold_all(struct jt_keyring *keyring, const jt_uuid *realm,
                                bool with_withdrawn, struct jt_opened_key ***ret_opened,
                                size_t *ret_count)
{
    size_t count = 0;
    pthread_mutex_lock(&keyring->lock);
    size_t all = count_of(keyring, realm);
    struct jt_opened_key **opened = calloc(all + 1, sizeof(struct jt_opened_key *));
    enum jt_err err =
        opened ? hold_each(keyring, realm, with_withdrawn, opened, &count) : JT_ERR_NOMEM;
    pthread_mutex_unlock(&keyring->lock);
    if (err != JT_OK) {
        for (size_t i = 0; i < count; i++) {
            jt_opened_key_release(opened[i]);
        }
        free(opened);
        return err;
    }
    *ret_opened = opened;
    *ret_count = count;
    return JT_OK;
}

const uint8_t *jt_keyring_seal_key(const struct jt_keyring *keyring)
{
    return keyring->seal_key;
}

/* Copied, because the row may be replaced once the lock is let go. */
static enum jt_err copy_row(const struct jt_key_row *row, struct jt_arena *arena,
                            struct jt_signing_key *ret_key)
{
    *ret_key = (struct jt_signing_key){
        .kid = jt_arena_copy(arena, row->kid),
        .realm = row->realm,
        .alg = row->alg->name,
        .state = row->state,
        .private_sealed = jt_arena_copy(arena, row->sealed),
        .created = row->created,
        .activated = row->activated,
        .retired = row->retired,
    };
    return ret_key->kid.ptr && ret_key->private_sealed.ptr ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err copy_realm(const struct jt_keyring *keyring, struct jt_arena *arena,
                              const jt_uuid *realm, struct jt_signing_key **ret_keys,
                              size_t *ret_count)
{
    size_t max = count_of(keyring, realm);
    struct jt_signing_key *keys = jt_arena_alloc_array(arena, max + 1, sizeof(*keys));
    size_t count = 0;
    if (keys == NULL) {
        return JT_ERR_NOMEM;
    }
    for (struct jt_key_row *row = first_of(keyring, realm); row; row = next_of(row)) {
        if (row->state != JT_SIGNING_KEY_WITHDRAWN) {
            JT_TRY(copy_row(row, arena, &keys[count]));
            count++;
        }
    }
    *ret_keys = keys;
    *ret_count = count;
    return JT_OK;
}

enum jt_err jt_keyring_copy_realm(struct jt_keyring *keyring, struct jt_arena *arena,
                                  const jt_uuid *realm, struct jt_signing_key **ret_keys,
                                  size_t *ret_count)
{
    pthread_mutex_lock(&keyring->lock);
    enum jt_err err = copy_realm(keyring, arena, realm, ret_keys, ret_count);
    pthread_mutex_unlock(&keyring->lock);
    return err;
}
