/* SPDX-License-Identifier: Apache-2.0 */
/* The issuer's keys as last fetched: when to fetch again, and what to do when that fails. Any
 * number of threads. */
#ifndef JT_VERIFY_KEY_CACHE_H
#define JT_VERIFY_KEY_CACHE_H

#include "base/buf.h"
#include "base/clock.h"
#include "verify/key_set.h"

#include <jeton/verify.h>

struct jeton_key_sink {
    struct jt_buf text;
};

struct jt_key_cache;

/* clock must outlive the cache. NULL without memory. */
struct jt_key_cache *jt_key_cache_new(const struct jeton_key_source *source,
                                      const struct jt_clock *clock);
void jt_key_cache_free(struct jt_key_cache *cache);

/* A number that changes whenever the set of keys does; refreshes an old set, but does not fetch a
 * first one. Never 0. JT_ERR_UNAVAILABLE: there are no keys to trust. */
JT_MUST_USE enum jt_err jt_key_cache_generation(struct jt_key_cache *cache,
                                                uint64_t *ret_generation);

struct jt_found_key {
    struct jt_key_set *set; /* one reference, for jt_key_set_free() */
    struct jt_set_key *key;
    uint64_t generation;
};
/* JT_ERR_NOT_FOUND: the issuer has no such key. JT_ERR_UNAVAILABLE: nobody knows at the moment. */
JT_MUST_USE enum jt_err jt_key_cache_find(struct jt_key_cache *cache, jt_str kid,
                                          struct jt_found_key *ret_found);

#endif
