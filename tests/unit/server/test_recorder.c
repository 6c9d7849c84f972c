/* SPDX-License-Identifier: Apache-2.0 */
/* The bounds of what is kept hold for every way to the store, from the moment they are set. */
#include "server/explain/recorder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1000000, ROWS = 100, AGE_S = 600 };

/* A store that takes down the bounds that it is given. */
static struct {
    struct jt_store store;
    struct jt_store_ops ops;
    enum jt_err err;
    size_t count;
    uint64_t max_rows;
    jt_time oldest;
} noting;

static struct jt_clock_manual clock_now;
static struct jt_executor *executor;
static struct jt_recorder *recorder;
static struct jt_inbox *inbox;

static enum jt_err note(struct jt_store *store, const struct jt_rejection *rejections, size_t count,
                        uint64_t max_rows, jt_time oldest)
{
    (void)store;
    (void)rejections;
    noting.count += count;
    noting.max_rows = max_rows;
    noting.oldest = oldest;
    return noting.err;
}

static int setup(void **state)
{
    static const uint8_t key[JT_REJECTION_KEY_LEN] = {1};
    (void)state;
    noting.ops = (struct jt_store_ops){.rejections_put = note};
    noting.store.ops = &noting.ops;
    noting.err = JT_OK;
    noting.count = 0;
    jt_clock_manual_init(&clock_now, (jt_time){NOW});
    struct jt_recorder_options options = {.store = &noting.store,
                                          .clock = &clock_now.clock,
                                          .key = key,
                                          .rows_max = ROWS,
                                          .age_max_s = AGE_S};
    if (jt_executor_new(&executor) != JT_OK) {
        return -1;
    }
    options.executor = executor;
    return jt_recorder_new(&options, &recorder) == JT_OK &&
                   jt_recorder_thread_begin(recorder, &inbox) == JT_OK
               ? 0
               : -1;
}

static int teardown(void **state)
{
    (void)state;
    jt_recorder_stop(recorder);
    jt_executor_free(executor);
    jt_recorder_free(recorder);
    return 0;
}

static void put_one(uint64_t number)
{
    const struct jt_inbox_entry entry = {.number = number,
                                         .reason = jt_reason_get(JT_REASON_client_unknown),
                                         .method = "none",
                                         .count = 1,
                                         .first = {NOW},
                                         .last = {NOW}};
    assert_int_not_equal(jt_inbox_put(inbox, &entry), JT_INBOX_DROPPED);
}

static void the_bounds_of_the_start_hold(void **state)
{
    (void)state;
    put_one(1);
    assert_int_equal(jt_recorder_drop_old(recorder), JT_OK);
    assert_int_equal(noting.count, 1);
    assert_int_equal(noting.max_rows, ROWS);
    assert_int_equal(noting.oldest.s, NOW - AGE_S);
}

static void other_bounds_hold_for_storing_and_for_dropping(void **state)
{
    (void)state;
    jt_recorder_set_bounds(recorder, 5 * ROWS, 2 * AGE_S);
    put_one(1);
    assert_int_equal(jt_recorder_drain(recorder), JT_OK);
    assert_int_equal(noting.max_rows, 5 * ROWS);
    noting.max_rows = 0;
    assert_int_equal(jt_recorder_drop_old(recorder), JT_OK);
    assert_int_equal(noting.max_rows, 5 * ROWS);
    assert_int_equal(noting.oldest.s, NOW - 2 * AGE_S);
}

static void what_could_not_be_stored_is_tried_again(void **state)
{
    (void)state;
    put_one(1);
    noting.err = JT_ERR_IO;
    assert_int_equal(jt_recorder_drop_old(recorder), JT_ERR_IO);
    noting.err = JT_OK;
    noting.count = 0;
    put_one(2);
    assert_int_equal(jt_recorder_drain(recorder), JT_OK);
    assert_int_equal(noting.count, 2);
    assert_int_equal(jt_recorder_drain(recorder), JT_OK);
    assert_int_equal(noting.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_bounds_of_the_start_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(other_bounds_hold_for_storing_and_for_dropping, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_could_not_be_stored_is_tried_again, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
