/* SPDX-License-Identifier: Apache-2.0 */
/* One thread fetches, without the lock; those who have a set go on with it meanwhile. Whatever a
 * fetch brings, the last good set stays until a good one replaces it or it is too old to trust.
 * Unknown kids cause at most one fetch in JETON_KEYS_COOL_DOWN_S, so that tokens which somebody
 * made up cannot hammer the issuer. */
#include "verify/key_cache.h"

#include "crypto/digest.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S INT64_C(1000000000)

struct jt_key_cache {
    struct jeton_key_source source;
    const struct jt_clock *clock;
    pthread_mutex_t lock;
    pthread_cond_t fetch_ended;
    struct jt_key_set *set; /* NULL until the first good fetch */
    uint8_t digest[JT_SHA256_LEN];
    bool is_fetching;
    bool has_tried;
    bool has_failed; /* the last try */
    jt_mono tried;
    jt_mono loaded;
    /* The fast way: while now < refresh_ns, generation may be taken without the lock. */
    atomic_uint_fast64_t generation;
    atomic_int_fast64_t refresh_ns;
};

int jeton_key_sink_write(struct jeton_key_sink *sink, const char *bytes, size_t len)
{
    jt_buf_append(&sink->text, jt_str_make(bytes, len));
    return jt_buf_check(&sink->text) == JT_OK ? 0 : -1;
}

struct jt_key_cache *jt_key_cache_new(const struct jeton_key_source *source,
                                      const struct jt_clock *clock)
{
    struct jt_key_cache *cache = calloc(1, sizeof(*cache));
    if (cache == NULL) {
        return NULL;
    }
    cache->source = *source;
    cache->clock = clock;
    atomic_init(&cache->generation, 0);
    atomic_init(&cache->refresh_ns, INT64_MIN);
    if (pthread_mutex_init(&cache->lock, NULL) != 0) {
        free(cache);
        return NULL;
    }
    if (pthread_cond_init(&cache->fetch_ended, NULL) != 0) {
        (void)pthread_mutex_destroy(&cache->lock);
        free(cache);
        return NULL;
    }
    return cache;
}

void jt_key_cache_free(struct jt_key_cache *cache)
{
    if (cache) {
        jt_key_set_free(cache->set);
        (void)pthread_cond_destroy(&cache->fetch_ended);
        (void)pthread_mutex_destroy(&cache->lock);
        free(cache);
    }
}

static bool is_older(jt_mono then, jt_mono now, int64_t seconds)
{
    return now.ns - then.ns >= seconds * NS_PER_S;
}

/* The set, unless it is too old to trust. */
static struct jt_key_set *trusted_set(const struct jt_key_cache *cache, jt_mono now)
{
    return cache->set && !is_older(cache->loaded, now, JETON_KEYS_MAX_AGE_S) ? cache->set : NULL;
}

static bool may_fetch(const struct jt_key_cache *cache, jt_mono now)
{
    int64_t pause_s = trusted_set(cache, now) ? JETON_KEYS_COOL_DOWN_S : JETON_KEYS_RETRY_S;
    return !cache->is_fetching && (!cache->has_tried || is_older(cache->tried, now, pause_s));
}

/* A set that says the same as before keeps its generation, and the known tokens with it. */
static enum jt_err install(struct jt_key_cache *cache, jt_str text, const uint8_t *digest,
                           jt_mono now)
{
    if (cache->set == NULL || memcmp(cache->digest, digest, sizeof(cache->digest)) != 0) {
        struct jt_key_set *set = NULL;
        JT_TRY(jt_key_set_read(text, &set));
        jt_key_set_free(cache->set);
        cache->set = set;
        memcpy(cache->digest, digest, sizeof(cache->digest));
        (void)atomic_fetch_add(&cache->generation, 1);
    }
    cache->loaded = now;
    return JT_OK;
}

static enum jt_err load(struct jt_key_cache *cache, struct jeton_key_sink *sink, jt_mono now)
{
    uint8_t digest[JT_SHA256_LEN];
    JT_TRY(jt_buf_check(&sink->text));
    JT_TRY(jt_sha256(jt_buf_str(&sink->text), digest));
    return install(cache, jt_buf_str(&sink->text), digest, now);
}

/* Called and left with the lock held. */
static void fetch(struct jt_key_cache *cache)
{
    struct jeton_key_sink sink = {JT_BUF_INIT(JETON_JWKS_MAX)};
    cache->is_fetching = true;
    (void)pthread_mutex_unlock(&cache->lock);
    bool failed = cache->source.fetch(cache->source.arg, &sink) != 0;
    (void)pthread_mutex_lock(&cache->lock);
    jt_mono now = jt_clock_mono(cache->clock);
    cache->has_failed = failed || load(cache, &sink, now) != JT_OK;
    jt_buf_clear(&sink.text);
    cache->is_fetching = false;
    /* From its end: those who waited for a slow failure must not repeat it one after the other. */
    cache->has_tried = true;
    cache->tried = now;
    /* After a failure the fast way stays shut only until the next try is due. */
    int64_t pause_s = cache->has_failed ? JETON_KEYS_COOL_DOWN_S : JETON_KEYS_REFRESH_S;
    atomic_store(&cache->refresh_ns,
                 trusted_set(cache, now) ? now.ns + pause_s * NS_PER_S : INT64_MIN);
    (void)pthread_cond_broadcast(&cache->fetch_ended);
}

/* Fetches when there is no set, or it has become old. Only who has no set waits for another
 * thread's fetch. */
static void refresh_if_due(struct jt_key_cache *cache)
{
    jt_mono now = jt_clock_mono(cache->clock);
    while (trusted_set(cache, now) == NULL && cache->is_fetching) {
        (void)pthread_cond_wait(&cache->fetch_ended, &cache->lock);
        now = jt_clock_mono(cache->clock);
    }
    bool is_due =
        trusted_set(cache, now) == NULL || is_older(cache->loaded, now, JETON_KEYS_REFRESH_S);
    if (is_due && may_fetch(cache, now)) {
        fetch(cache);
    }
}

enum jt_err jt_key_cache_generation(struct jt_key_cache *cache, uint64_t *ret_generation)
{
    if (jt_clock_mono(cache->clock).ns < atomic_load(&cache->refresh_ns)) {
        *ret_generation = atomic_load(&cache->generation);
        return JT_OK;
    }
    (void)pthread_mutex_lock(&cache->lock);
    if (trusted_set(cache, jt_clock_mono(cache->clock))) {
        refresh_if_due(cache);
    }
    bool has_set = trusted_set(cache, jt_clock_mono(cache->clock)) != NULL;
    uint64_t generation = atomic_load(&cache->generation);
    (void)pthread_mutex_unlock(&cache->lock);
    if (!has_set) {
        return JT_ERR_UNAVAILABLE;
    }
    *ret_generation = generation;
    return JT_OK;
}

static bool find_now(struct jt_key_cache *cache, jt_str kid, struct jt_found_key *ret_found)
{
    struct jt_key_set *set = trusted_set(cache, jt_clock_mono(cache->clock));
    struct jt_set_key *key = set ? jt_key_set_find(set, kid) : NULL;
    if (key == NULL) {
        return false;
    }
    *ret_found = (struct jt_found_key){jt_key_set_keep(set), key, atomic_load(&cache->generation)};
    return true;
}

/* An unknown kid is a "no" only when the issuer was asked and has answered. */
static enum jt_err find_or_fetch(struct jt_key_cache *cache, jt_str kid,
                                 struct jt_found_key *ret_found)
{
    refresh_if_due(cache);
    if (find_now(cache, kid, ret_found)) {
        return JT_OK;
    }
    jt_mono now = jt_clock_mono(cache->clock);
    if (kid.len && trusted_set(cache, now) && may_fetch(cache, now)) {
        fetch(cache);
        if (find_now(cache, kid, ret_found)) {
            return JT_OK;
        }
    }
    bool has_answered = kid.len == 0 || (!cache->is_fetching && !cache->has_failed);
    return trusted_set(cache, now) && has_answered ? JT_ERR_NOT_FOUND : JT_ERR_UNAVAILABLE;
}

enum jt_err jt_key_cache_find(struct jt_key_cache *cache, jt_str kid,
                              struct jt_found_key *ret_found)
{
    (void)pthread_mutex_lock(&cache->lock);
    enum jt_err err = find_or_fetch(cache, kid, ret_found);
    (void)pthread_mutex_unlock(&cache->lock);
    return err;
}
