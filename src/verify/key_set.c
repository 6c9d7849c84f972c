/* SPDX-License-Identifier: Apache-2.0 */
/* Each key keeps a few idle verifiers: a thread takes one and puts it back, so that contexts are
 * prepared as many times as threads verify at once, and no thread owns anything. */
#include "verify/key_set.h"

#include "jose/jwk.h"

#include <jeton/verify.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { IDLE_MAX = 8 };

struct jt_set_key {
    struct jt_jwk jwk; /* kid borrows from the set's json */
    pthread_mutex_t lock;
    struct jt_verifier *idle[IDLE_MAX];
    size_t idle_count;
};

struct jt_key_set {
    atomic_uint references;
    struct jt_json *json;
    size_t count;
    struct jt_set_key keys[JETON_JWKS_KEYS_MAX];
};

static bool has_kid(struct jt_key_set *set, jt_str kid)
{
    for (size_t i = 0; i < set->count; i++) {
        if (jt_str_equal(set->keys[i].jwk.kid, kid)) {
            return true;
        }
    }
    return false;
}

/* A second key with the same kid is left out: a kid must mean one key. */
static enum jt_err add_key(struct jt_key_set *set, const struct jt_json_value *object)
{
    struct jt_set_key *key = &set->keys[set->count];
    enum jt_err err = jt_jwk_read(object, &key->jwk);
    if (err == JT_ERR_FORMAT || err == JT_ERR_CRYPTO) {
        return JT_OK;
    }
    if (err != JT_OK) {
        return err;
    }
    if (has_kid(set, key->jwk.kid)) {
        jt_jwk_clear(&key->jwk);
        return JT_OK;
    }
    if (pthread_mutex_init(&key->lock, NULL) != 0) {
        jt_jwk_clear(&key->jwk);
        return JT_ERR_NOMEM;
    }
    set->count++;
    return JT_OK;
}

static enum jt_err fill(struct jt_key_set *set, jt_str text)
{
    JT_TRY(jt_json_parse(text, JETON_JWKS_MAX, &set->json));
    const struct jt_json_value *keys = jt_json_get(jt_json_root(set->json), "keys");
    if (jt_json_type(keys) != JT_JSON_ARRAY) {
        return JT_ERR_FORMAT;
    }
    if (jt_json_count(keys) > JETON_JWKS_KEYS_MAX) {
        return JT_ERR_LIMIT;
    }
    for (size_t i = 0; i < jt_json_count(keys); i++) {
        JT_TRY(add_key(set, jt_json_at(keys, i)));
    }
    return set->count ? JT_OK : JT_ERR_FORMAT;
}

enum jt_err jt_key_set_read(jt_str text, struct jt_key_set **ret_set)
{
    struct jt_key_set *set = calloc(1, sizeof(*set));
    if (set == NULL) {
        return JT_ERR_NOMEM;
    }
    atomic_init(&set->references, 1);
    enum jt_err err = fill(set, text);
    if (err != JT_OK) {
        jt_key_set_free(set);
        return err;
    }
    *ret_set = set;
    return JT_OK;
}

struct jt_key_set *jt_key_set_keep(struct jt_key_set *set)
{
    (void)atomic_fetch_add_explicit(&set->references, 1, memory_order_relaxed);
    return set;
}

static void clear_key(struct jt_set_key *key)
{
    for (size_t i = 0; i < key->idle_count; i++) {
        jt_verifier_free(key->idle[i]);
    }
    (void)pthread_mutex_destroy(&key->lock);
    jt_jwk_clear(&key->jwk);
}

void jt_key_set_free(struct jt_key_set *set)
{
    if (set == NULL || atomic_fetch_sub_explicit(&set->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        clear_key(&set->keys[i]);
    }
    jt_json_free(set->json);
    free(set);
}

struct jt_set_key *jt_key_set_find(struct jt_key_set *set, jt_str kid)
{
    if (kid.len == 0) {
        return set->count == 1 ? &set->keys[0] : NULL;
    }
    for (size_t i = 0; i < set->count; i++) {
        if (jt_str_equal(set->keys[i].jwk.kid, kid)) {
            return &set->keys[i];
        }
    }
    return NULL;
}

const struct jt_alg *jt_set_key_alg(const struct jt_set_key *key)
{
    return key->jwk.alg;
}

static enum jt_err take_verifier(struct jt_set_key *key, struct jt_verifier **ret_verifier)
{
    struct jt_verifier *verifier = NULL;
    (void)pthread_mutex_lock(&key->lock);
    if (key->idle_count) {
        verifier = key->idle[--key->idle_count];
    }
    (void)pthread_mutex_unlock(&key->lock);
    if (verifier == NULL) {
        return jt_verifier_new(key->jwk.key, key->jwk.alg->scheme, ret_verifier);
    }
    *ret_verifier = verifier;
    return JT_OK;
}

static void give_back(struct jt_set_key *key, struct jt_verifier *verifier)
{
    (void)pthread_mutex_lock(&key->lock);
    if (key->idle_count < IDLE_MAX) {
        key->idle[key->idle_count++] = verifier;
        verifier = NULL;
    }
    (void)pthread_mutex_unlock(&key->lock);
    jt_verifier_free(verifier);
}

enum jt_err jt_set_key_check(struct jt_set_key *key, jt_str message, jt_str signature)
{
    struct jt_verifier *verifier = NULL;
    JT_TRY(take_verifier(key, &verifier));
    enum jt_err err = jt_verifier_check(verifier, message, signature);
    give_back(key, verifier);
    return err;
}
