/* SPDX-License-Identifier: Apache-2.0 */
/* Distinct sets of grants, each kept once with the scope text that it gives for each API: clients
 * by the thousand share a handful of them, and the token endpoint copies a text. */
#ifndef JT_STORE_REGISTRY_GRANTS_H
#define JT_STORE_REGISTRY_GRANTS_H

#include "store/registry_catalogue.h"
#include "store/registry_rcu.h"
#include "store/registry_scope.h"

struct jt_grant_set {
    struct jt_grant_set *next; /* in its bucket; the writer's */
    uint64_t hash;
    size_t uses; /* the writer's */
    struct jt_grants grants;
    struct jt_scope_texts *_Atomic texts; /* swapped when the catalogue changes */
};

/* The writer's table of them. */
struct jt_grant_sets {
    struct jt_grant_set **buckets;
    size_t bucket_count; /* a power of two */
    size_t count;
};

/* A set of its own, in no table and not counted. */
JT_MUST_USE enum jt_err jt_grant_set_new(const struct jt_catalogue *catalogue,
                                         const struct jt_grants *grants,
                                         struct jt_grant_set **ret_set);
void jt_grant_set_free(struct jt_grant_set *set);

JT_MUST_USE enum jt_err jt_grant_sets_init(struct jt_grant_sets *sets);
void jt_grant_sets_clear(struct jt_grant_sets *sets);
/* The set with these grants, made when it is new; counted as used once more. */
JT_MUST_USE enum jt_err jt_grant_sets_take(struct jt_grant_sets *sets,
                                           const struct jt_catalogue *catalogue,
                                           const struct jt_grants *grants,
                                           struct jt_grant_set **ret_set);
/* Used once less; freed when nobody does, so no reader may see it any more. */
void jt_grant_sets_drop(struct jt_grant_sets *sets, struct jt_grant_set *set);

#endif
