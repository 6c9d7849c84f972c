/* SPDX-License-Identifier: Apache-2.0 */
/* The throttle answers a failure differently only beyond the limit, for exactly this source and
 * id, until the minute is over. */
#include "server/throttle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>

static jt_mono at(int64_t seconds)
{
    return (jt_mono){seconds * 1000000000};
}

static struct jt_throttle *make(int64_t limit)
{
    struct jt_throttle *throttle = NULL;
    assert_int_equal(jt_throttle_new(limit, &jt_rand_system, &throttle), JT_OK);
    return throttle;
}

static int64_t fail_from(struct jt_throttle *throttle, const char *source, const char *id,
                         int64_t seconds)
{
    int64_t wait_s = -1;
    const struct jt_throttle_attempt attempt = {
        .source = jt_str_from_c(source), .client_id = jt_str_from_c(id), .now = at(seconds)};
    assert_int_equal(jt_throttle_failure(throttle, &attempt, &wait_s), JT_OK);
    return wait_s;
}

static void failures_within_the_limit_pass(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    }
    jt_throttle_free(throttle);
}

static void one_more_must_wait_for_the_rest_of_the_minute(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(3);
    for (int i = 0; i < 3; i++) {
        (void)fail_from(throttle, "192.0.2.1", "a", 5);
    }
    assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 5), 60);
    assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 64), 1);
    jt_throttle_free(throttle);
}

static void a_dry_failure_is_judged_and_not_counted(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(2);
    struct jt_throttle_attempt attempt = {
        .source = JT_STR("192.0.2.1"), .client_id = JT_STR("a"), .now = at(5), .is_dry = true};
    int64_t wait_s = -1;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(jt_throttle_failure(throttle, &attempt, &wait_s), JT_OK);
        assert_int_equal(wait_s, 0);
    }
    assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    assert_int_equal(jt_throttle_failure(throttle, &attempt, &wait_s), JT_OK);
    assert_int_equal(wait_s, 60);
    jt_throttle_free(throttle);
}

static void the_next_minute_begins_anew(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(1);
    (void)fail_from(throttle, "192.0.2.1", "a", 5);
    assert_int_not_equal(fail_from(throttle, "192.0.2.1", "a", 6), 0);
    assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 65), 0);
    assert_int_not_equal(fail_from(throttle, "192.0.2.1", "a", 66), 0);
    jt_throttle_free(throttle);
}

static void other_ids_and_sources_are_counted_apart(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(1);
    (void)fail_from(throttle, "192.0.2.1", "a", 5);
    assert_int_not_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    assert_int_equal(fail_from(throttle, "192.0.2.2", "a", 5), 0);
    assert_int_equal(fail_from(throttle, "192.0.2.1", "b", 5), 0);
    assert_int_equal(fail_from(throttle, "192.0.2.1", "", 5), 0);
    /* The parts cannot be shifted against each other. */
    assert_int_equal(fail_from(throttle, "192.0.2.1a", "", 5), 0);
    jt_throttle_free(throttle);
}

static void limit_zero_never_waits(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(0);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    }
    jt_throttle_free(throttle);
}

static void a_limit_beyond_the_counter_still_holds(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(INT64_MAX);
    int64_t wait_s = 0;
    for (int i = 0; i <= JT_THROTTLE_LIMIT_MAX && wait_s == 0; i++) {
        wait_s = fail_from(throttle, "192.0.2.1", "a", 5);
    }
    assert_int_not_equal(wait_s, 0);
    jt_throttle_free(throttle);
}

static void a_flood_of_ids_does_not_wash_out_the_worst(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(50);
    for (int i = 0; i < 60; i++) {
        (void)fail_from(throttle, "192.0.2.1", "worst", 5);
    }
    for (int i = 0; i < 4 * JT_THROTTLE_ENTRIES; i++) {
        char id[32];
        (void)snprintf(id, sizeof(id), "id-%d", i);
        assert_int_equal(fail_from(throttle, "192.0.2.1", id, 6), 0);
    }
    assert_int_not_equal(fail_from(throttle, "192.0.2.1", "worst", 7), 0);
    jt_throttle_free(throttle);
}

static enum jt_err no_random(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void without_random_bytes_there_is_no_throttle(void **state)
{
    (void)state;
    const struct jt_rand broken = {.fill = no_random};
    struct jt_throttle *throttle = NULL;
    assert_int_equal(jt_throttle_new(60, &broken, &throttle), JT_ERR_CRYPTO);
    assert_null(throttle);
}

enum { THREADS = 4, FAILURES = 2000 };

static void *fail_often(void *arg)
{
    for (int i = 0; i < FAILURES; i++) {
        int64_t wait_s = 0;
        const struct jt_throttle_attempt attempt = {
            .source = JT_STR("192.0.2.1"), .client_id = JT_STR("a"), .now = at(5)};
        if (jt_throttle_failure(arg, &attempt, &wait_s) != JT_OK) {
            return arg;
        }
    }
    return NULL;
}

/* No failure is lost between threads: the limit is met exactly. */
static void threads_count_together(void **state)
{
    (void)state;
    struct jt_throttle *throttle = make(THREADS * FAILURES + 1);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, fail_often, throttle), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *failed = throttle;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    assert_int_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    assert_int_not_equal(fail_from(throttle, "192.0.2.1", "a", 5), 0);
    jt_throttle_free(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_within_the_limit_pass),
        cmocka_unit_test(one_more_must_wait_for_the_rest_of_the_minute),
        cmocka_unit_test(a_dry_failure_is_judged_and_not_counted),
        cmocka_unit_test(the_next_minute_begins_anew),
        cmocka_unit_test(other_ids_and_sources_are_counted_apart),
        cmocka_unit_test(limit_zero_never_waits),
        cmocka_unit_test(a_limit_beyond_the_counter_still_holds),
        cmocka_unit_test(a_flood_of_ids_does_not_wash_out_the_worst),
        cmocka_unit_test(without_random_bytes_there_is_no_throttle),
        cmocka_unit_test(threads_count_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
