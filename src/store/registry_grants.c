/* SPDX-License-Identifier: Apache-2.0 */
/* Interned sets of grants. */
#include "store/registry_grants.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BUCKETS = 64 };

enum jt_err jt_grant_sets_init(struct jt_grant_sets *sets)
{
    sets->buckets = calloc(FIRST_BUCKETS, sizeof(struct jt_grant_set *));
    sets->bucket_count = FIRST_BUCKETS;
    return sets->buckets ? JT_OK : JT_ERR_NOMEM;
}

void jt_grant_set_free(struct jt_grant_set *set)
{
    free(set->texts);
    free(set);
}

void jt_grant_sets_clear(struct jt_grant_sets *sets)
{
    free(sets->buckets);
    *sets = (struct jt_grant_sets){0};
}

static bool is_same(const struct jt_grants *a, const struct jt_grants *b)
{
    if (a->all || b->all) {
        return a->all && b->all;
    }
    /* The grants of a client are no secret. */
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, a->count * sizeof(*a->items)) == 0);
}

static uint64_t hash_of(const struct jt_catalogue *catalogue, const struct jt_grants *grants)
{
    return grants->all
               ? 0
               : jt_hash(&catalogue->key, grants->items, grants->count * sizeof(*grants->items));
}

static struct jt_grant_set *find(const struct jt_grant_sets *sets, uint64_t hash,
                                 const struct jt_grants *grants)
{
    struct jt_grant_set *set = sets->buckets[hash & (sets->bucket_count - 1)];
    while (set && (set->hash != hash || !is_same(&set->grants, grants))) {
        set = set->next;
    }
    return set;
}

/* More sets than buckets only cost time, so being without memory is no failure. */
static void grow(struct jt_grant_sets *sets)
{
    size_t count = sets->bucket_count * 2;
    struct jt_grant_set **buckets = calloc(count, sizeof(struct jt_grant_set *));
    if (buckets == NULL) {
        return;
    }
    for (size_t i = 0; i < sets->bucket_count; i++) {
        struct jt_grant_set *set = sets->buckets[i];
        while (set) {
            struct jt_grant_set *next = set->next;
            set->next = buckets[set->hash & (count - 1)];
            buckets[set->hash & (count - 1)] = set;
            set = next;
        }
    }
    free(sets->buckets);
    sets->buckets = buckets;
    sets->bucket_count = count;
}

enum jt_err jt_grant_set_new(const struct jt_catalogue *catalogue, const struct jt_grants *grants,
                             struct jt_grant_set **ret_set)
{
    size_t count = grants->all ? 0 : grants->count;
    struct jt_grant_set *set = calloc(1, sizeof(*set) + count * sizeof(struct jt_grant));
    if (set == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_grant *items = (struct jt_grant *)(set + 1);
    for (size_t i = 0; i < count; i++) {
        items[i] = grants->items[i];
    }
    set->grants = (struct jt_grants){grants->all, items, count};
    struct jt_scope_texts *texts = NULL;
    enum jt_err err = jt_scope_texts_new(catalogue, &set->grants, &texts);
    if (err != JT_OK) {
        jt_grant_set_free(set);
        return err;
    }
    set->texts = texts;
    *ret_set = set;
    return JT_OK;
}

enum jt_err jt_grant_sets_take(struct jt_grant_sets *sets, const struct jt_catalogue *catalogue,
                               const struct jt_grants *grants, struct jt_grant_set **ret_set)
{
    uint64_t hash = hash_of(catalogue, grants);
    struct jt_grant_set *set = find(sets, hash, grants);
    if (set == NULL) {
        JT_TRY(jt_grant_set_new(catalogue, grants, &set));
        set->hash = hash;
        if (sets->count++ == sets->bucket_count) {
            grow(sets);
        }
        struct jt_grant_set **bucket = &sets->buckets[hash & (sets->bucket_count - 1)];
        set->next = *bucket;
        *bucket = set;
    }
    set->uses++;
    *ret_set = set;
    return JT_OK;
}

void jt_grant_sets_drop(struct jt_grant_sets *sets, struct jt_grant_set *set)
{
    if (--set->uses > 0) {
        return;
    }
    struct jt_grant_set **link = &sets->buckets[set->hash & (sets->bucket_count - 1)];
    while (*link != set) {
        link = &(*link)->next;
    }
    *link = set->next;
    sets->count--;
    jt_grant_set_free(set);
}
