/* SPDX-License-Identifier: Apache-2.0 */
/* A set-associative table of counters, each one atomic word: tag, start of its minute, count. A
 * keyed hash chooses set and tag, so that nobody fills another one's set on purpose; a full set
 * gives up its smallest count, so that many ids cannot wash out the one that fails most. */
#include "server/throttle.h"

#include "base/secret.h"
#include "seal/kdf.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    WAYS = 8, /* one cache line */
    SETS = JT_THROTTLE_ENTRIES / WAYS,
    COUNT_BITS = 20,
    START_BITS = 22, /* seconds, around every 48 days */
    TAG_BITS = 64 - COUNT_BITS - START_BITS,
};

#define COUNT_MASK ((UINT64_C(1) << COUNT_BITS) - 1)
#define START_MASK ((UINT64_C(1) << START_BITS) - 1)
#define TAG_MASK ((UINT64_C(1) << TAG_BITS) - 1)

struct jt_throttle {
    atomic_uint_least64_t limit;
    uint8_t key[JT_DERIVED_KEY_LEN];
    _Alignas(64) atomic_uint_least64_t entries[SETS][WAYS];
};

/* An entry taken apart. A count of 0 is an empty entry. */
struct entry {
    uint64_t tag;
    uint64_t start; /* seconds modulo 2^START_BITS */
    uint64_t count;
};

static struct entry unpack(uint64_t word)
{
    return (struct entry){.tag = word >> (COUNT_BITS + START_BITS),
                          .start = (word >> COUNT_BITS) & START_MASK,
                          .count = word & COUNT_MASK};
}

static uint64_t pack(struct entry entry)
{
    return entry.tag << (COUNT_BITS + START_BITS) | entry.start << COUNT_BITS | entry.count;
}

void jt_throttle_set(struct jt_throttle *throttle, int64_t limit)
{
    throttle->limit = limit < 0                       ? 0
                      : limit > JT_THROTTLE_LIMIT_MAX ? JT_THROTTLE_LIMIT_MAX
                                                      : (uint64_t)limit;
}

enum jt_err jt_throttle_new(int64_t limit, const struct jt_rand *rand,
                            struct jt_throttle **ret_throttle)
{
    struct jt_throttle *throttle = aligned_alloc(64, sizeof(*throttle));
    if (throttle == NULL) {
        return JT_ERR_NOMEM;
    }
    memset(throttle, 0, sizeof(*throttle));
    jt_throttle_set(throttle, limit);
    enum jt_err err = jt_rand_fill(rand, throttle->key, sizeof(throttle->key));
    if (err != JT_OK) {
        free(throttle);
        return err;
    }
    *ret_throttle = throttle;
    return JT_OK;
}

void jt_throttle_free(struct jt_throttle *throttle)
{
    if (throttle) {
        jt_wipe(throttle->key, sizeof(throttle->key));
        free(throttle);
    }
}

static uint64_t age_of(struct entry entry, uint64_t now)
{
    return (now - entry.start) & START_MASK;
}

static bool is_over(struct entry entry, uint64_t now)
{
    return entry.count == 0 || age_of(entry, now) >= JT_THROTTLE_WINDOW_S;
}

/* The way that holds tag; else an unused one, else the smallest count. All ways are looked at,
 * whatever they hold. */
static size_t choose_way(atomic_uint_least64_t *set, uint64_t tag, uint64_t now)
{
    size_t best = 0;
    uint64_t best_weight = UINT64_MAX;
    for (size_t i = 0; i < WAYS; i++) {
        struct entry entry = unpack(atomic_load_explicit(&set[i], memory_order_relaxed));
        uint64_t weight = is_over(entry, now) ? 1 : entry.count + 1;
        weight = entry.tag == tag && entry.count ? 0 : weight;
        if (weight < best_weight) {
            best = i;
            best_weight = weight;
        }
    }
    return best;
}

static struct entry counted(struct entry entry, uint64_t tag, uint64_t now)
{
    if (entry.tag != tag || is_over(entry, now)) {
        return (struct entry){.tag = tag, .start = now & START_MASK, .count = 1};
    }
    entry.count += entry.count < COUNT_MASK ? 1 : 0;
    return entry;
}

static struct entry count_one(atomic_uint_least64_t *set, uint64_t tag, uint64_t now)
{
    atomic_uint_least64_t *place = &set[choose_way(set, tag, now)];
    uint64_t word = atomic_load_explicit(place, memory_order_relaxed);
    struct entry entry = counted(unpack(word), tag, now);
    while (!atomic_compare_exchange_weak_explicit(place, &word, pack(entry), memory_order_relaxed,
                                                  memory_order_relaxed)) {
        entry = counted(unpack(word), tag, now);
    }
    return entry;
}

/* What count_one() would give. */
static struct entry look_at_one(atomic_uint_least64_t *set, uint64_t tag, uint64_t now)
{
    const atomic_uint_least64_t *place = &set[choose_way(set, tag, now)];
    return counted(unpack(atomic_load_explicit(place, memory_order_relaxed)), tag, now);
}

enum jt_err jt_throttle_failure(struct jt_throttle *throttle,
                                const struct jt_throttle_attempt *attempt, int64_t *ret_wait_s)
{
    uint8_t hash[JT_KEYED_HASH_LEN];
    uint64_t words[2];
    const jt_str parts[] = {attempt->source, attempt->client_id};
    JT_TRY(jt_keyed_hash(throttle->key, parts, 2, hash));
    memcpy(words, hash, sizeof(words));
    uint64_t now_s = (uint64_t)(attempt->now.ns / 1000000000);
    uint64_t tag = words[1] & TAG_MASK;
    atomic_uint_least64_t *set = throttle->entries[words[0] % SETS];
    struct entry entry =
        attempt->is_dry ? look_at_one(set, tag, now_s) : count_one(set, tag, now_s);
    uint64_t limit = throttle->limit;
    bool too_many = limit != 0 && entry.count > limit;
    *ret_wait_s = too_many ? JT_THROTTLE_WINDOW_S - (int64_t)age_of(entry, now_s) : 0;
    return JT_OK;
}
