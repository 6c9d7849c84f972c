/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a client secret, second by second where it matters. */
#include "model/client_secret.h"

#include "codec/time_text.h"

#include "support/assert_str.h"

static enum jt_secret_state state_at(const struct jt_client_secret *secret, int64_t now_s)
{
    enum jt_secret_state state = jt_client_secret_state(secret, (jt_time){now_s});
    bool live = state == JT_SECRET_ACTIVE || state == JT_SECRET_OVERLAPPING;
    assert_int_equal(jt_client_secret_is_live(secret, (jt_time){now_s}), live);
    return state;
}

static void it_works_through_its_last_second(void **state)
{
    (void)state;
    const struct jt_client_secret secret = {.expires = {1000}};
    assert_int_equal(state_at(&secret, 0), JT_SECRET_ACTIVE);
    assert_int_equal(state_at(&secret, 1000), JT_SECRET_ACTIVE);
    assert_int_equal(state_at(&secret, 1001), JT_SECRET_EXPIRED);
}

static void a_superseded_one_overlaps_until_it_ends(void **state)
{
    (void)state;
    const struct jt_client_secret secret = {
        .expires = {1000}, .ended = {500}, .end = JT_SECRET_END_SUPERSEDED, .successor = {{1}}};
    assert_int_equal(state_at(&secret, 499), JT_SECRET_OVERLAPPING);
    assert_int_equal(state_at(&secret, 500), JT_SECRET_SUPERSEDED);
    assert_int_equal(state_at(&secret, 2000), JT_SECRET_SUPERSEDED);
}

static void what_comes_first_is_what_it_died_of(void **state)
{
    (void)state;
    const struct jt_client_secret secret = {
        .expires = {1000}, .ended = {1500}, .end = JT_SECRET_END_SUPERSEDED, .successor = {{1}}};
    assert_int_equal(state_at(&secret, 1000), JT_SECRET_OVERLAPPING);
    assert_int_equal(state_at(&secret, 1001), JT_SECRET_EXPIRED);
    assert_int_equal(state_at(&secret, 1500), JT_SECRET_EXPIRED);
}

static void a_revoked_one_is_dead_from_that_second(void **state)
{
    (void)state;
    struct jt_client_secret secret = {
        .expires = {1000}, .ended = {500}, .end = JT_SECRET_END_RETIRED};
    assert_int_equal(state_at(&secret, 500), JT_SECRET_REVOKED);
    assert_int_equal(state_at(&secret, 5000), JT_SECRET_REVOKED);
    secret.end = JT_SECRET_END_COMPROMISED;
    assert_int_equal(state_at(&secret, 500), JT_SECRET_REVOKED);
}

static void compromised_after_it_expired_is_revoked(void **state)
{
    (void)state;
    const struct jt_client_secret secret = {
        .expires = {1000}, .ended = {1500}, .end = JT_SECRET_END_COMPROMISED};
    assert_int_equal(state_at(&secret, 1499), JT_SECRET_EXPIRED);
    assert_int_equal(state_at(&secret, 1500), JT_SECRET_REVOKED);
}

static void states_have_names(void **state)
{
    (void)state;
    assert_str(jt_client_secret_state_text(JT_SECRET_ACTIVE), "active");
    assert_str(jt_client_secret_state_text(JT_SECRET_OVERLAPPING), "overlapping");
    assert_str(jt_client_secret_state_text(JT_SECRET_EXPIRED), "expired");
    assert_str(jt_client_secret_state_text(JT_SECRET_REVOKED), "revoked");
    assert_str(jt_client_secret_state_text(JT_SECRET_SUPERSEDED), "superseded");
}

static jt_time moment(const char *text)
{
    jt_time time = {0};
    assert_int_equal(jt_time_parse_rfc3339(jt_str_from_c(text), &time), JT_OK);
    return time;
}

static void by_default_it_ends_with_the_ninetieth_day(void **state)
{
    (void)state;
    int64_t want_s = moment("2027-02-19T23:59:59Z").s;
    jt_time early = moment("2026-11-21T00:00:00Z");
    jt_time late = moment("2026-11-21T23:59:59Z");
    assert_int_equal(jt_client_secret_default_expiry(early).s, want_s);
    assert_int_equal(jt_client_secret_default_expiry(late).s, want_s);
    assert_true(jt_client_secret_expiry_is_valid((jt_time){want_s}, late));
}

static void it_may_live_for_24_months_and_no_longer(void **state)
{
    (void)state;
    jt_time now = moment("2026-11-21T22:19:18Z");
    assert_true(jt_client_secret_expiry_is_valid(moment("2028-11-21T23:59:59Z"), now));
    assert_false(jt_client_secret_expiry_is_valid(moment("2028-11-22T00:00:00Z"), now));
    assert_false(jt_client_secret_expiry_is_valid(moment("2028-11-22T23:59:59Z"), now));
    assert_false(jt_client_secret_expiry_is_valid((jt_time){INT64_MAX}, now));
    now = moment("2024-02-29T12:00:00Z");
    assert_true(jt_client_secret_expiry_is_valid(moment("2026-02-28T23:59:59Z"), now));
    assert_false(jt_client_secret_expiry_is_valid(moment("2026-03-01T23:59:59Z"), now));
}

static void it_must_end_in_the_future(void **state)
{
    (void)state;
    jt_time now = moment("2026-11-21T23:59:58Z");
    assert_true(jt_client_secret_expiry_is_valid(moment("2026-11-21T23:59:59Z"), now));
    assert_false(jt_client_secret_expiry_is_valid(now, now));
    assert_false(jt_client_secret_expiry_is_valid(moment("2026-11-20T23:59:59Z"), now));
    assert_false(jt_client_secret_expiry_is_valid((jt_time){0}, now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_works_through_its_last_second),
        cmocka_unit_test(a_superseded_one_overlaps_until_it_ends),
        cmocka_unit_test(what_comes_first_is_what_it_died_of),
        cmocka_unit_test(a_revoked_one_is_dead_from_that_second),
        cmocka_unit_test(compromised_after_it_expired_is_revoked),
        cmocka_unit_test(states_have_names),
        cmocka_unit_test(by_default_it_ends_with_the_ninetieth_day),
        cmocka_unit_test(it_may_live_for_24_months_and_no_longer),
        cmocka_unit_test(it_must_end_in_the_future),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
