/* SPDX-License-Identifier: Apache-2.0 */
/* What a rotation does to each key of a realm, and that nobody ever sees a realm without its keys.
 */
#include "server/keys/rotate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

enum { NOW = 1790000000, NOTICE_S = 86400, DAY_S = 86400, RACES = 60 };

static const uint8_t seal_key[32] = {7, 1, 2, 3};
static const jt_uuid realm = {{1, [15] = 1}};

struct fixture {
    struct jt_keyring *keyring;
    struct jt_thread_keys *keys;
    struct jt_arena arena;
    jt_str first; /* kid of the active key that everything begins with */
};

static int set_up(void **state)
{
    static struct fixture f;
    struct jt_signing_key row;
    f = (struct fixture){0};
    assert_int_equal(jt_keyring_new(seal_key, &f.keyring), JT_OK);
    assert_int_equal(jt_thread_keys_new(f.keyring, &f.keys), JT_OK);
    assert_int_equal(jt_keyring_make(f.keyring, &f.arena, &realm, jt_alg_find(JT_STR("ES256")),
                                     JT_SIGNING_KEY_ACTIVE, (jt_time){NOW}, &row),
                     JT_OK);
    assert_int_equal(jt_keyring_visit(f.keyring, &row), JT_OK);
    f.first = row.kid;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    jt_thread_keys_free(f->keys);
    jt_keyring_free(f->keyring);
    jt_arena_clear(&f->arena);
    return 0;
}

static struct jt_rotation plan(struct fixture *f, enum jt_rotation_wish wish, int64_t seconds,
                               const char *alg)
{
    struct jt_rotation rotation = {.outcome = JT_ROTATION_NOTHING};
    const struct jt_rotation_order order = {
        .wish = wish,
        .realm = realm,
        .alg = alg ? jt_alg_find(jt_str_from_c(alg)) : NULL,
        .now = {NOW + seconds},
        .notice_s = NOTICE_S,
        .rotation_days = JT_ROTATION_DAYS,
    };
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_OK);
    return rotation;
}

/* As the store does it: all at once, or not at all. */
static void apply(struct fixture *f, const struct jt_rotation *rotation, bool publish)
{
    struct jt_store_listener listener = jt_keyring_listener(f->keyring);
    const struct jt_change change = {.kind = JT_CHANGE_SIGNING_KEY,
                                     .signing_key = rotation->keys,
                                     .signing_key_count = rotation->count};
    void *part = NULL;
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_OK);
    (publish ? listener.publish : listener.discard)(listener.arg, part);
}

static struct jt_rotation rotate(struct fixture *f, enum jt_rotation_wish wish, int64_t seconds)
{
    struct jt_rotation rotation = plan(f, wish, seconds, NULL);
    apply(f, &rotation, true);
    return rotation;
}

static jt_str active(struct fixture *f)
{
    const struct jt_signing *signing = NULL;
    assert_int_equal(jt_thread_keys_signing(f->keys, &realm, &signing), JT_OK);
    return signing->kid;
}

static bool is_published(struct fixture *f, jt_str kid, bool with_withdrawn)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    enum jt_err err = with_withdrawn ? jt_keyring_write_every_jwk(f->keyring, &realm, &buf)
                                     : jt_keyring_write_jwks(f->keyring, &realm, &buf);
    assert_int_equal(err, JT_OK);
    assert_true(jt_str_find(jt_buf_str(&buf), JT_STR("\"d\":")) == buf.len);
    return jt_str_find(jt_buf_str(&buf), kid) < buf.len;
}

static void by_hand_publishes_first_and_signs_after_the_notice(void **state)
{
    struct fixture *f = *state;
    struct jt_rotation rotation = rotate(f, JT_ROTATION_BY_HAND, 10);
    assert_int_equal(rotation.outcome, JT_ROTATION_PUBLISHED);
    assert_int_equal(rotation.ready.s, NOW + 10 + NOTICE_S);
    jt_str next = rotation.keys[0].kid;
    assert_true(is_published(f, next, false));
    assert_true(jt_str_equal(active(f), f->first));
    rotation = plan(f, JT_ROTATION_BY_HAND, 9 + NOTICE_S, NULL);
    assert_int_equal(rotation.outcome, JT_ROTATION_TOO_EARLY);
    assert_int_equal(rotation.count, 0);
    assert_int_equal(rotation.ready.s, NOW + 10 + NOTICE_S);
    rotation = rotate(f, JT_ROTATION_BY_HAND, 10 + NOTICE_S);
    assert_int_equal(rotation.outcome, JT_ROTATION_ROTATED);
    assert_true(jt_str_equal(active(f), next));
    assert_true(is_published(f, f->first, false));
}

static struct jt_rotation_order prepare(struct fixture *f, enum jt_rotation_wish wish,
                                        int64_t seconds, const char *alg)
{
    struct jt_rotation_order order = {
        .wish = wish,
        .realm = realm,
        .alg = alg ? jt_alg_find(jt_str_from_c(alg)) : NULL,
        .now = {NOW + seconds},
        .notice_s = NOTICE_S,
    };
    assert_int_equal(jt_rotation_prepare(f->keyring, &f->arena, &order), JT_OK);
    return order;
}

static void a_key_that_was_made_before_is_taken(void **state)
{
    struct fixture *f = *state;
    struct jt_rotation rotation;
    struct jt_rotation_order order = prepare(f, JT_ROTATION_BY_HAND, 1, NULL);
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_OK);
    assert_int_equal(rotation.count, 1);
    assert_true(jt_str_equal(rotation.keys[0].kid, order.spare.kid));
    apply(f, &rotation, true);
    order = prepare(f, JT_ROTATION_BY_HAND, 2, NULL);
    assert_int_equal(order.spare.kid.len, 0); /* the next key is there */
    order = prepare(f, JT_ROTATION_EMERGENCY, 3, "EdDSA");
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_OK);
    apply(f, &rotation, true);
    assert_true(jt_str_equal(active(f), order.spare.kid));
}

/* Somebody else was quicker, or the order is another one by now. */
static void a_key_that_does_not_fit_is_left(void **state)
{
    struct fixture *f = *state;
    struct jt_rotation rotation;
    struct jt_rotation_order order = prepare(f, JT_ROTATION_BY_HAND, 1, "EdDSA");
    order.alg = jt_alg_find(JT_STR("ES256"));
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_OK);
    assert_false(jt_str_equal(rotation.keys[0].kid, order.spare.kid));
    assert_true(jt_str_equal(rotation.keys[0].alg, JT_STR("ES256")));
    order = prepare(f, JT_ROTATION_BY_HAND, 1, NULL);
    order.wish = JT_ROTATION_EMERGENCY;
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_OK);
    assert_false(jt_str_equal(rotation.keys[0].kid, order.spare.kid));
    assert_int_equal(rotation.keys[0].state, JT_SIGNING_KEY_ACTIVE);
    order = (struct jt_rotation_order){.wish = JT_ROTATION_BY_HAND, .realm = {{9}}};
    assert_int_equal(jt_rotation_prepare(f->keyring, &f->arena, &order), JT_ERR_NOT_FOUND);
    assert_int_equal(order.spare.kid.len, 0);
}

static void a_realm_without_keys_cannot_rotate(void **state)
{
    struct fixture *f = *state;
    struct jt_rotation rotation = {.count = 77};
    const struct jt_rotation_order order = {.wish = JT_ROTATION_EMERGENCY, .realm = {{9}}};
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_ERR_NOT_FOUND);
    assert_int_equal(rotation.count, 77);
}

/* The writing thread makes no key for a schedule: without a spare one it says that it needs one. */
static void publish_by_schedule(struct fixture *f, int64_t seconds)
{
    struct jt_rotation rotation = plan(f, JT_ROTATION_SCHEDULED, seconds, NULL);
    assert_int_equal(rotation.outcome, JT_ROTATION_UNPREPARED);
    assert_int_equal(rotation.count, 0);
    struct jt_rotation_order order = prepare(f, JT_ROTATION_SCHEDULED, seconds - 5, NULL);
    order.now.s += 5;
    order.rotation_days = JT_ROTATION_DAYS;
    assert_int_equal(jt_rotation_plan(f->keyring, &f->arena, &order, &rotation), JT_OK);
    assert_int_equal(rotation.outcome, JT_ROTATION_PUBLISHED);
    assert_true(jt_str_equal(rotation.keys[0].kid, order.spare.kid));
    assert_int_equal(rotation.keys[0].created.s, NOW + seconds);
    assert_int_equal(rotation.ready.s, NOW + seconds + NOTICE_S);
    apply(f, &rotation, true);
}

static void the_schedule_takes_one_step_at_a_time(void **state)
{
    struct fixture *f = *state;
    const int64_t due_s = JT_ROTATION_DAYS * (int64_t)DAY_S - NOTICE_S;
    assert_int_equal(plan(f, JT_ROTATION_SCHEDULED, due_s - 1, NULL).outcome, JT_ROTATION_NOTHING);
    publish_by_schedule(f, due_s);
    assert_int_equal(plan(f, JT_ROTATION_SCHEDULED, due_s, NULL).outcome, JT_ROTATION_NOTHING);
    int64_t switch_s = due_s + NOTICE_S;
    assert_int_equal(plan(f, JT_ROTATION_SCHEDULED, switch_s - 1, NULL).outcome,
                     JT_ROTATION_NOTHING);
    assert_int_equal(rotate(f, JT_ROTATION_SCHEDULED, switch_s).outcome, JT_ROTATION_ROTATED);
    int64_t end_s = switch_s + JT_RETIRED_KEEP_S;
    assert_int_equal(plan(f, JT_ROTATION_SCHEDULED, end_s - 1, NULL).outcome, JT_ROTATION_NOTHING);
    assert_true(is_published(f, f->first, false));
    assert_int_equal(rotate(f, JT_ROTATION_SCHEDULED, end_s).outcome, JT_ROTATION_WITHDRAWN);
    assert_false(is_published(f, f->first, false));
    assert_true(is_published(f, f->first, true));
    assert_int_equal(plan(f, JT_ROTATION_SCHEDULED, end_s, NULL).outcome, JT_ROTATION_NOTHING);
}

static void a_retired_key_outlives_every_token_it_signed(void **state)
{
    (void)state;
    assert_true((int)JT_RETIRED_KEEP_S > (int)JT_TOKEN_LIFETIME_MAX_S);
    assert_true((int)JT_SIGNING_NOTICE_MIN_S > (int)JT_JWKS_MAX_AGE_S);
}

static void an_emergency_withdraws_every_older_key(void **state)
{
    struct fixture *f = *state;
    JT_CLEAN(jt_buf_clear) struct jt_buf token = {0};
    assert_int_equal(jt_keyring_sign(f->keyring, &realm, JT_STR("at+jwt"), JT_STR("{}"), &token),
                     JT_OK);
    jt_str next = rotate(f, JT_ROTATION_BY_HAND, 10).keys[0].kid;
    struct jt_rotation rotation = rotate(f, JT_ROTATION_EMERGENCY, 20);
    assert_int_equal(rotation.outcome, JT_ROTATION_REPLACED);
    assert_int_equal(rotation.count, 3);
    assert_true(jt_str_equal(active(f), rotation.keys[0].kid));
    assert_false(is_published(f, f->first, false));
    assert_false(is_published(f, next, false));
    assert_true(rotation.keys[1].emergency && rotation.keys[2].emergency);
    jt_str nothing = JT_STR("x");
    assert_int_equal(jt_thread_keys_verify(f->keys, &realm, f->first, jt_alg_find(JT_STR("ES256")),
                                           nothing, nothing),
                     JT_ERR_NOT_FOUND);
}

static void of_a_withdrawn_key_the_public_part_alone_is_left(void **state)
{
    struct fixture *f = *state;
    struct jt_rotation rotation = plan(f, JT_ROTATION_EMERGENCY, 20, NULL);
    struct jt_signing_key moved = rotation.keys[1];
    apply(f, &rotation, true);
    assert_true(is_published(f, f->first, true));
    /* As an active key it does not open: there is nothing to sign with. */
    struct jt_keyring *other = NULL;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    moved.state = JT_SIGNING_KEY_ACTIVE;
    assert_int_equal(jt_keyring_new(seal_key, &other), JT_OK);
    assert_int_equal(jt_keyring_visit(other, &moved), JT_OK);
    assert_int_equal(jt_keyring_sign(other, &realm, JT_STR("t"), JT_STR("{}"), &buf),
                     JT_ERR_DAMAGED);
    /* And a private key is no public part. */
    struct jt_signing_key active_key = rotation.keys[0];
    active_key.state = JT_SIGNING_KEY_WITHDRAWN;
    assert_int_equal(jt_keyring_visit(other, &active_key), JT_OK);
    assert_int_equal(jt_keyring_write_every_jwk(other, &realm, &buf), JT_ERR_DAMAGED);
    jt_keyring_free(other);
}

static void another_algorithm_replaces_a_next_key(void **state)
{
    struct fixture *f = *state;
    (void)rotate(f, JT_ROTATION_BY_HAND, 10);
    struct jt_rotation same = plan(f, JT_ROTATION_BY_HAND, 20, "ES256");
    assert_int_equal(same.outcome, JT_ROTATION_TOO_EARLY);
    struct jt_rotation rotation = plan(f, JT_ROTATION_BY_HAND, 20, "EdDSA");
    assert_int_equal(rotation.outcome, JT_ROTATION_PUBLISHED);
    assert_int_equal(rotation.count, 2);
    assert_int_equal(rotation.keys[0].state, JT_SIGNING_KEY_WITHDRAWN);
    assert_false(rotation.keys[0].emergency);
    assert_true(jt_str_equal(rotation.keys[1].alg, JT_STR("EdDSA")));
}

static void what_is_discarded_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct jt_rotation rotation = plan(f, JT_ROTATION_EMERGENCY, 20, NULL);
    apply(f, &rotation, false);
    assert_true(jt_str_equal(active(f), f->first));
    assert_false(is_published(f, rotation.keys[0].kid, true));
}

static void every_outcome_that_changes_has_an_action(void **state)
{
    (void)state;
    for (int outcome = JT_ROTATION_NOTHING; outcome <= JT_ROTATION_UNPREPARED; outcome++) {
        bool changes = outcome != JT_ROTATION_NOTHING && outcome < (int)JT_ROTATION_TOO_EARLY;
        jt_str action = jt_rotation_action((enum jt_rotation_outcome)outcome);
        assert_int_equal(jt_str_starts_with(action, JT_STR("signing_key.")), changes);
    }
}

struct race {
    struct fixture *f;
    atomic_bool over;
    atomic_int gaps;
};

/* Reads as the loops do: there is always somebody to sign, and he is always published. */
static void *read_on(void *arg)
{
    struct race *race = arg;
    struct jt_thread_keys *keys = NULL;
    if (jt_thread_keys_new(race->f->keyring, &keys) != JT_OK) {
        atomic_fetch_add(&race->gaps, 1);
        return NULL;
    }
    while (!atomic_load(&race->over)) {
        JT_CLEAN(jt_buf_clear) struct jt_buf set = {0};
        const struct jt_signing *signing = NULL;
        bool has_set = jt_keyring_write_jwks(race->f->keyring, &realm, &set) == JT_OK &&
                       jt_str_find(jt_buf_str(&set), JT_STR("\"kid\":")) < set.len;
        bool signs = jt_thread_keys_signing(keys, &realm, &signing) == JT_OK;
        atomic_fetch_add(&race->gaps, has_set && signs ? 0 : 1);
    }
    jt_thread_keys_free(keys);
    return NULL;
}

static void readers_never_see_a_gap(void **state)
{
    struct fixture *f = *state;
    struct race race = {.f = f};
    pthread_t readers[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, &race), 0);
    }
    int64_t seconds = 0;
    for (int i = 0; i < RACES; i++) {
        seconds += NOTICE_S;
        (void)rotate(f, i % 7 ? JT_ROTATION_BY_HAND : JT_ROTATION_EMERGENCY, seconds);
        (void)rotate(f, JT_ROTATION_SCHEDULED, seconds);
    }
    atomic_store(&race.over, true);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    }
    assert_int_equal(race.gaps, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(by_hand_publishes_first_and_signs_after_the_notice),
        CASE(a_key_that_was_made_before_is_taken),
        CASE(a_key_that_does_not_fit_is_left),
        CASE(a_realm_without_keys_cannot_rotate),
        CASE(the_schedule_takes_one_step_at_a_time),
        CASE(a_retired_key_outlives_every_token_it_signed),
        CASE(an_emergency_withdraws_every_older_key),
        CASE(of_a_withdrawn_key_the_public_part_alone_is_left),
        CASE(another_algorithm_replaces_a_next_key),
        CASE(what_is_discarded_changes_nothing),
        CASE(every_outcome_that_changes_has_an_action),
        CASE(readers_never_see_a_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
