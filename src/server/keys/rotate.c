/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of each key of a realm. */
#include "server/keys/rotate.h"

enum { DAY_S = 86400 };

struct plan {
    struct jt_keyring *keyring;
    struct jt_arena *arena;
    const struct jt_rotation_order *order;
    struct jt_signing_key *present;
    size_t present_count;
    struct jt_rotation *rotation;
};

static struct jt_signing_key *find(const struct plan *plan, enum jt_signing_key_state state)
{
    for (size_t i = 0; i < plan->present_count; i++) {
        if (plan->present[i].state == state) {
            return &plan->present[i];
        }
    }
    return NULL;
}

/* There is room for every present key and a new one. */
static void change(struct plan *plan, const struct jt_signing_key *key)
{
    plan->rotation->keys[plan->rotation->count++] = *key;
}

static const struct jt_alg *alg_for_new(const struct plan *plan)
{
    const struct jt_signing_key *active = find(plan, JT_SIGNING_KEY_ACTIVE);
    const struct jt_signing_key *any = active ? active : &plan->present[0];
    return plan->order->alg ? plan->order->alg : jt_alg_find(any->alg);
}

static bool spare_fits(const struct plan *plan, enum jt_signing_key_state state)
{
    const struct jt_signing_key *spare = &plan->order->spare;
    return spare->kid.len && spare->state == state &&
           jt_str_equal(spare->alg, alg_for_new(plan)->name);
}

static enum jt_err add_new(struct plan *plan, enum jt_signing_key_state state)
{
    const struct jt_rotation_order *order = plan->order;
    const struct jt_alg *alg = alg_for_new(plan);
    struct jt_signing_key key = order->spare;
    if (!spare_fits(plan, state)) {
        JT_TRY(jt_keyring_make(plan->keyring, plan->arena, &order->realm, alg, state, order->now,
                               &key));
    }
    key.created = order->now; /* a spare one may be older */
    change(plan, &key);
    return JT_OK;
}

static enum jt_err withdraw(struct plan *plan, struct jt_signing_key *key, bool emergency)
{
    JT_TRY(jt_keyring_withdraw(plan->keyring, plan->arena, key, plan->order->now, emergency));
    change(plan, key);
    return JT_OK;
}

static jt_time ready_at(const struct plan *plan, jt_time published)
{
    return (jt_time){published.s + plan->order->notice_s};
}

static enum jt_err publish_next(struct plan *plan)
{
    plan->rotation->outcome = JT_ROTATION_PUBLISHED;
    plan->rotation->ready = ready_at(plan, plan->order->now);
    return add_new(plan, JT_SIGNING_KEY_NEXT);
}

/* The tokens of the old key go on: it is only no longer used. */
static void activate(struct plan *plan, struct jt_signing_key *next)
{
    struct jt_signing_key *active = find(plan, JT_SIGNING_KEY_ACTIVE);
    if (active) {
        active->state = JT_SIGNING_KEY_RETIRED;
        active->retired = plan->order->now;
        change(plan, active);
    }
    next->state = JT_SIGNING_KEY_ACTIVE;
    next->activated = plan->order->now;
    change(plan, next);
    plan->rotation->outcome = JT_ROTATION_ROTATED;
    plan->rotation->ready = plan->order->now;
}

/* A next key of another algorithm than is wanted now gives way: nobody relies on it yet. */
static enum jt_err by_hand(struct plan *plan)
{
    struct jt_signing_key *next = find(plan, JT_SIGNING_KEY_NEXT);
    if (next && plan->order->alg && jt_alg_find(next->alg) != plan->order->alg) {
        JT_TRY(withdraw(plan, next, false));
        next = NULL;
    }
    if (next == NULL) {
        return publish_next(plan);
    }
    plan->rotation->ready = ready_at(plan, next->created);
    if (plan->order->now.s < plan->rotation->ready.s) {
        plan->rotation->outcome = JT_ROTATION_TOO_EARLY;
        return JT_OK;
    }
    activate(plan, next);
    return JT_OK;
}

/* Whoever has one of a realm's private keys may have all: they lie side by side. */
static enum jt_err replace_all(struct plan *plan)
{
    plan->rotation->outcome = JT_ROTATION_REPLACED;
    plan->rotation->ready = plan->order->now;
    JT_TRY(add_new(plan, JT_SIGNING_KEY_ACTIVE));
    for (size_t i = 0; i < plan->present_count; i++) {
        JT_TRY(withdraw(plan, &plan->present[i], true));
    }
    return JT_OK;
}

static enum jt_err withdraw_old(struct plan *plan)
{
    for (size_t i = 0; i < plan->present_count; i++) {
        struct jt_signing_key *key = &plan->present[i];
        if (key->state == JT_SIGNING_KEY_RETIRED &&
            key->retired.s + JT_RETIRED_KEEP_S <= plan->order->now.s) {
            plan->rotation->outcome = JT_ROTATION_WITHDRAWN;
            JT_TRY(withdraw(plan, key, false));
        }
    }
    return JT_OK;
}

static bool next_is_due(const struct plan *plan)
{
    const struct jt_rotation_order *order = plan->order;
    const struct jt_signing_key *active = find(plan, JT_SIGNING_KEY_ACTIVE);
    return active && order->rotation_days > 0 &&
           active->activated.s + order->rotation_days * DAY_S <= order->now.s + order->notice_s;
}

/* One thing at a time; the next look finds the next one. */
static enum jt_err scheduled(struct plan *plan)
{
    struct jt_signing_key *next = find(plan, JT_SIGNING_KEY_NEXT);
    if (next && ready_at(plan, next->created).s <= plan->order->now.s) {
        activate(plan, next);
        return JT_OK;
    }
    if (next == NULL && next_is_due(plan) && spare_fits(plan, JT_SIGNING_KEY_NEXT)) {
        return publish_next(plan);
    }
    if (next == NULL && next_is_due(plan)) {
        plan->rotation->outcome = JT_ROTATION_UNPREPARED;
        return JT_OK;
    }
    return withdraw_old(plan);
}

static enum jt_err decide(struct plan *plan)
{
    switch (plan->order->wish) {
    case JT_ROTATION_SCHEDULED:
        return scheduled(plan);
    case JT_ROTATION_BY_HAND:
        return by_hand(plan);
    case JT_ROTATION_EMERGENCY:
        return replace_all(plan);
    }
    return JT_ERR_ARG;
}

/* Whoever makes the plan decides anew: meanwhile somebody else may have rotated. */
enum jt_err jt_rotation_prepare(struct jt_keyring *keyring, struct jt_arena *arena,
                                struct jt_rotation_order *order)
{
    struct plan plan = {.keyring = keyring, .arena = arena, .order = order};
    JT_TRY(
        jt_keyring_copy_realm(keyring, arena, &order->realm, &plan.present, &plan.present_count));
    if (plan.present_count == 0) {
        return JT_ERR_NOT_FOUND;
    }
    const struct jt_alg *alg = alg_for_new(&plan);
    const struct jt_signing_key *next = find(&plan, JT_SIGNING_KEY_NEXT);
    bool is_emergency = order->wish == JT_ROTATION_EMERGENCY;
    if (!is_emergency && next && (order->alg == NULL || jt_alg_find(next->alg) == order->alg)) {
        return JT_OK; /* the next key is there already */
    }
    return jt_keyring_make(keyring, arena, &order->realm, alg,
                           is_emergency ? JT_SIGNING_KEY_ACTIVE : JT_SIGNING_KEY_NEXT, order->now,
                           &order->spare);
}

enum jt_err jt_rotation_plan(struct jt_keyring *keyring, struct jt_arena *arena,
                             const struct jt_rotation_order *order,
                             struct jt_rotation *ret_rotation)
{
    struct jt_rotation rotation = {.outcome = JT_ROTATION_NOTHING};
    struct plan plan = {.keyring = keyring, .arena = arena, .order = order, .rotation = &rotation};
    JT_TRY(
        jt_keyring_copy_realm(keyring, arena, &order->realm, &plan.present, &plan.present_count));
    if (plan.present_count == 0) {
        return JT_ERR_NOT_FOUND;
    }
    rotation.keys = jt_arena_alloc_array(arena, plan.present_count + 1, sizeof(*rotation.keys));
    if (rotation.keys == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(decide(&plan));
    *ret_rotation = rotation;
    return JT_OK;
}
