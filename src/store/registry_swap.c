/* SPDX-License-Identifier: Apache-2.0 */
/* Which sets of grants does a change of the catalogue touch? Their scope texts are made anew, and
 * go in together with it. A label or a host touches none, so that ten thousand clients with grants
 * of their own cost nothing. */
#include "store/registry_swap.h"

#include <stdlib.h>

struct text_swap {
    struct jt_grant_set *set;
    struct jt_scope_texts *texts; /* the new ones; after publishing the old ones */
};

struct jt_catalogue_swap {
    struct jt_catalogue *catalogue; /* the same */
    struct text_swap *items;
    size_t count;
    size_t cap;
};

static bool is_per_stage(const struct jt_catalogue *catalogue, uint32_t permission)
{
    uint32_t place = jt_catalogue_find_permission(catalogue, permission);
    return place != JT_INDEX_NONE && jt_catalogue_permissions(catalogue)[place].per_stage;
}

/* By name, or by "every stage". */
static bool has_stage(const struct jt_catalogue *catalogue, const struct jt_grants *grants,
                      uint32_t stage)
{
    for (size_t i = 0; i < grants->count; i++) {
        const struct jt_grant *grant = &grants->items[i];
        if (grant->stage == stage ||
            (grant->stage == 0 && is_per_stage(catalogue, grant->permission))) {
            return true;
        }
    }
    return grants->all;
}

static bool is_of_api(const struct jt_catalogue *catalogue, uint32_t permission, uint32_t api)
{
    uint32_t place = jt_catalogue_find_permission(catalogue, permission);
    return place != JT_INDEX_NONE && jt_catalogue_permissions(catalogue)[place].api == api;
}

static bool has_api(const struct jt_catalogue *old, const struct jt_grants *grants, uint32_t api)
{
    for (size_t i = 0; i < grants->count; i++) {
        if (is_of_api(old, grants->items[i].permission, api)) {
            return true;
        }
    }
    return grants->all;
}

/* Was the stage archived, or brought back, or is it new? */
static bool stage_matters(const struct jt_catalogue *old, const struct jt_stage *stage)
{
    uint32_t place = jt_catalogue_find_stage(old, stage->id);
    return place == JT_INDEX_NONE ||
           (jt_catalogue_stages(old)[place].archived.s == 0) != (stage->archived.s == 0);
}

static bool is_touched(const struct jt_catalogue *old, const struct jt_change *change,
                       const struct jt_grants *grants)
{
    if (change->stage && stage_matters(old, change->stage)) {
        return has_stage(old, grants, change->stage->id);
    }
    return change->api && has_api(old, grants, change->api->api.id);
}

static enum jt_err add(struct jt_catalogue_swap *swap, struct jt_grant_set *set)
{
    if (swap->count == swap->cap) {
        size_t cap = swap->cap ? swap->cap * 2 : 4;
        struct text_swap *items = reallocarray(swap->items, cap, sizeof(*items));
        if (items == NULL) {
            return JT_ERR_NOMEM;
        }
        swap->items = items;
        swap->cap = cap;
    }
    struct text_swap *item = &swap->items[swap->count];
    JT_TRY(jt_scope_texts_new(swap->catalogue, &set->grants, &item->texts));
    item->set = set;
    swap->count++;
    return JT_OK;
}

static enum jt_err add_touched(struct jt_grant_set *first, const struct jt_catalogue *old,
                               const struct jt_change *change, struct jt_catalogue_swap *swap)
{
    for (struct jt_grant_set *set = first; set; set = set->next) {
        if (is_touched(old, change, &set->grants)) {
            JT_TRY(add(swap, set));
        }
    }
    return JT_OK;
}

static enum jt_err fill(struct jt_registry *registry, const struct jt_change *change,
                        struct jt_catalogue_swap *swap)
{
    const struct jt_catalogue *old = jt_registry_catalogue(registry);
    const struct jt_grant_sets *sets = &registry->grant_sets;
    JT_TRY(jt_catalogue_changed(old, change, &swap->catalogue));
    for (size_t i = 0; i < sets->bucket_count; i++) {
        JT_TRY(add_touched(sets->buckets[i], old, change, swap));
    }
    return JT_OK;
}

enum jt_err jt_catalogue_swap_new(struct jt_registry *registry, const struct jt_change *change,
                                  struct jt_catalogue_swap **ret_swap)
{
    struct jt_catalogue_swap *swap = calloc(1, sizeof(*swap));
    if (swap == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = fill(registry, change, swap);
    if (err != JT_OK) {
        jt_catalogue_swap_free(swap);
        return err;
    }
    *ret_swap = swap;
    return JT_OK;
}

void jt_catalogue_swap_free(struct jt_catalogue_swap *swap)
{
    jt_catalogue_free(swap->catalogue);
    for (size_t i = 0; i < swap->count; i++) {
        free(swap->items[i].texts);
    }
    free(swap->items);
    free(swap);
}

static void free_retired(void *arg, void *part)
{
    (void)arg;
    jt_catalogue_swap_free(part);
}

/* A catalogue of ten thousand realms takes megabytes: the old one is not kept for later. */
void jt_catalogue_swap_publish(struct jt_registry *registry, struct jt_catalogue_swap *swap)
{
    for (size_t i = 0; i < swap->count; i++) {
        struct text_swap *item = &swap->items[i];
        item->texts =
            atomic_exchange_explicit(&item->set->texts, item->texts, memory_order_acq_rel);
    }
    swap->catalogue =
        atomic_exchange_explicit(&registry->catalogue, swap->catalogue, memory_order_acq_rel);
    jt_retired_add(&registry->retired, free_retired, NULL, swap);
    jt_retired_flush(&registry->retired);
}
