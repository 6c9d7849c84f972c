/* SPDX-License-Identifier: Apache-2.0 */
/* Who follows whom among the secrets of a client, and until when. */
#include "model/secret_succession.h"

#include "model/limits.h"
#include "support/assert_str.h"

#include <string.h>

enum { DAY_S = 86400, HOUR_S = 3600, NOW = 1000 * DAY_S, ROOM = 40 };

static const jt_time now = {NOW};

struct shelf {
    struct jt_client_secret items[ROOM];
    struct jt_secret_set set;
    uint8_t made;
};

static struct jt_client_secret fresh_of(struct shelf *shelf, int64_t days)
{
    struct jt_client_secret secret = {.created = now, .expires = {NOW + days * DAY_S}};
    secret.id.bytes[0] = ++shelf->made;
    return secret;
}

static void generate(struct shelf *shelf, int64_t overlap_s, jt_time at)
{
    struct jt_client_secret fresh = fresh_of(shelf, 90);
    shelf->set.items = shelf->items;
    jt_secret_set_generate(&shelf->set, &fresh, overlap_s, at);
}

static enum jt_secret_state state(const struct shelf *shelf, size_t place, jt_time at)
{
    return jt_client_secret_state(&shelf->items[place], at);
}

static void the_first_secret_stands_alone(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, HOUR_S, now);
    assert_int_equal(shelf.set.count, 1);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(jt_secret_set_newest_live(&shelf.set, now), 0);
}

static void the_old_one_lives_on_until_its_hour(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, HOUR_S, now);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_OVERLAPPING);
    assert_true(jt_uuid_equal(&shelf.items[1].successor, &shelf.items[0].id));
    assert_int_equal(state(&shelf, 1, (jt_time){NOW + HOUR_S - 1}), JT_SECRET_OVERLAPPING);
    assert_int_equal(state(&shelf, 1, (jt_time){NOW + HOUR_S}), JT_SECRET_SUPERSEDED);
}

static void without_overlap_it_ends_now(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, HOUR_S, now);
    generate(&shelf, 0, now);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_SUPERSEDED);
    assert_int_equal(state(&shelf, 2, now), JT_SECRET_SUPERSEDED);
}

static void a_third_one_ends_the_oldest(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    for (int i = 0; i < 3; i++) {
        generate(&shelf, 5 * HOUR_S, now);
    }
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_OVERLAPPING);
    assert_int_equal(state(&shelf, 2, now), JT_SECRET_SUPERSEDED);
}

static void an_overlap_never_makes_a_life_longer(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, HOUR_S, now);
    shelf.items[0].ended = (jt_time){NOW + 60};
    generate(&shelf, 5 * HOUR_S, now);
    assert_int_equal(shelf.items[1].ended.s, NOW + 60);
    shelf.items[0].expires = (jt_time){NOW + 10};
    generate(&shelf, 5 * HOUR_S, now);
    assert_int_equal(state(&shelf, 1, (jt_time){NOW + 11}), JT_SECRET_EXPIRED);
}

static void what_is_dead_already_keeps_its_end(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    shelf.items[0].ended = (jt_time){NOW - 5};
    shelf.items[0].end = JT_SECRET_END_COMPROMISED;
    generate(&shelf, HOUR_S, now);
    assert_int_equal(shelf.items[1].end, JT_SECRET_END_COMPROMISED);
    assert_int_equal(shelf.items[1].ended.s, NOW - 5);
    assert_true(jt_uuid_is_zero(&shelf.items[1].successor));
}

static void the_last_eight_dead_are_known(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    for (int i = 0; i < 12; i++) {
        generate(&shelf, 0, (jt_time){NOW + i});
    }
    jt_time later = {NOW + 12};
    assert_int_equal(shelf.set.count, 12);
    for (size_t i = 0; i < 12; i++) {
        assert_int_equal(jt_client_secret_is_known(&shelf.items[i], later), i < 9);
    }
}

static void a_forgotten_one_goes_when_its_last_token_is_dead(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    for (int i = 0; i < 12; i++) {
        generate(&shelf, 0, now);
    }
    generate(&shelf, 0, (jt_time){NOW + JT_TOKEN_LIFETIME_MAX_S + HOUR_S});
    assert_int_equal(shelf.set.count, 13);
    generate(&shelf, 0, (jt_time){NOW + JT_TOKEN_LIFETIME_MAX_S + HOUR_S + 1});
    assert_true(shelf.set.count < 13);
    assert_int_equal(shelf.items[0].id.bytes[0], 14);
}

static void nobody_is_told_of_a_secret_dead_for_ninety_days(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, 0, now);
    jt_time last = {NOW + (int64_t)JT_SECRET_DEAD_KEEP_DAYS * DAY_S - 1};
    assert_true(jt_client_secret_is_known(&shelf.items[1], last));
    assert_false(jt_client_secret_is_known(&shelf.items[1], (jt_time){last.s + 1}));
    generate(&shelf, 0, (jt_time){last.s + 1});
    for (size_t i = 0; i < shelf.set.count; i++) {
        assert_true(shelf.items[i].id.bytes[0] != 1 || shelf.items[i].forgotten);
    }
}

static void rotation_replaces_the_one_that_was_shown(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    struct jt_client_secret fresh = fresh_of(&shelf, 90);
    jt_secret_set_rotate(&shelf.set, 0, &fresh, HOUR_S, now);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_OVERLAPPING);
    /* The answer was lost: nobody has the newest, and the old one is shown again. */
    fresh = fresh_of(&shelf, 90);
    jt_secret_set_rotate(&shelf.set, 1, &fresh, HOUR_S, now);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_SUPERSEDED);
    assert_int_equal(state(&shelf, 2, now), JT_SECRET_OVERLAPPING);
}

static void rotation_leaves_another_secret_that_is_in_use(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, HOUR_S, now);
    shelf.items[0].last_used = now;
    struct jt_client_secret fresh = fresh_of(&shelf, 90);
    jt_secret_set_rotate(&shelf.set, 1, &fresh, HOUR_S, now);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 2, now), JT_SECRET_SUPERSEDED);
}

/* Otherwise a lost answer would leave the client with no secret at all. */
static void rotation_keeps_the_one_that_was_shown_before_its_predecessor(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, HOUR_S, now);
    shelf.items[0].last_used = now;
    shelf.items[1].last_used = now;
    struct jt_client_secret fresh = fresh_of(&shelf, 90);
    jt_secret_set_rotate(&shelf.set, 0, &fresh, HOUR_S, now);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_OVERLAPPING);
    assert_int_equal(state(&shelf, 2, now), JT_SECRET_SUPERSEDED);
}

static void revocation_ends_one_secret(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    generate(&shelf, HOUR_S, now);
    jt_uuid id = shelf.items[1].id;
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &id, JT_SECRET_END_RETIRED, false, now),
                     JT_SECRET_REVOKED_NOW);
    assert_int_equal(state(&shelf, 1, now), JT_SECRET_REVOKED);
    assert_int_equal(state(&shelf, 0, now), JT_SECRET_ACTIVE);
    assert_false(shelf.items[1].status_revoked);
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &id, JT_SECRET_END_RETIRED, false, now),
                     JT_SECRET_REVOKED_BEFORE);
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &id, JT_SECRET_END_RETIRED, true, now),
                     JT_SECRET_REVOKED_NOW);
    assert_true(shelf.items[1].status_revoked);
}

static void compromised_is_never_taken_back(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    generate(&shelf, 0, now);
    jt_uuid id = shelf.items[0].id;
    jt_time later = {NOW + 500 * DAY_S};
    shelf.items[0].expires = (jt_time){later.s - DAY_S};
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &id, JT_SECRET_END_COMPROMISED, true, later),
                     JT_SECRET_REVOKED_NOW);
    assert_int_equal(state(&shelf, 0, later), JT_SECRET_REVOKED);
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &id, JT_SECRET_END_RETIRED, false, later),
                     JT_SECRET_REVOKED_BEFORE);
    assert_int_equal(shelf.items[0].end, JT_SECRET_END_COMPROMISED);
    assert_true(shelf.items[0].status_revoked);
}

static void what_is_unknown_is_not_revoked(void **state_)
{
    (void)state_;
    struct shelf shelf = {0};
    const jt_uuid nobody = {{0xff}};
    generate(&shelf, 0, now);
    generate(&shelf, 0, now);
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &nobody, JT_SECRET_END_RETIRED, true, now),
                     JT_SECRET_NOT_REVOKED);
    shelf.items[1].forgotten = true;
    jt_uuid id = shelf.items[1].id;
    assert_int_equal(jt_secret_set_revoke(&shelf.set, &id, JT_SECRET_END_RETIRED, true, now),
                     JT_SECRET_NOT_REVOKED);
    assert_false(shelf.items[1].status_revoked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_secret_stands_alone),
        cmocka_unit_test(the_old_one_lives_on_until_its_hour),
        cmocka_unit_test(without_overlap_it_ends_now),
        cmocka_unit_test(a_third_one_ends_the_oldest),
        cmocka_unit_test(an_overlap_never_makes_a_life_longer),
        cmocka_unit_test(what_is_dead_already_keeps_its_end),
        cmocka_unit_test(the_last_eight_dead_are_known),
        cmocka_unit_test(a_forgotten_one_goes_when_its_last_token_is_dead),
        cmocka_unit_test(nobody_is_told_of_a_secret_dead_for_ninety_days),
        cmocka_unit_test(rotation_replaces_the_one_that_was_shown),
        cmocka_unit_test(rotation_leaves_another_secret_that_is_in_use),
        cmocka_unit_test(rotation_keeps_the_one_that_was_shown_before_its_predecessor),
        cmocka_unit_test(revocation_ends_one_secret),
        cmocka_unit_test(compromised_is_never_taken_back),
        cmocka_unit_test(what_is_unknown_is_not_revoked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
