/* SPDX-License-Identifier: Apache-2.0 */
/* The token bucket of an API client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/api/limiter.h"

static const int64_t second = 1000000000;

static struct jt_api_rate take(struct jt_api_limiter *limiter, uint8_t client, int64_t at_ns)
{
    struct jt_api_rate rate;
    jt_uuid key = {{client}};
    jt_api_limiter_take(limiter, &key, (jt_mono){at_ns}, &rate);
    return rate;
}

static void a_minutes_requests_may_come_at_once(void **state)
{
    struct jt_api_limiter *limiter = NULL;
    (void)state;
    assert_int_equal(jt_api_limiter_new(100, &limiter), JT_OK);
    for (int i = 0; i < 100; i++) {
        struct jt_api_rate rate = take(limiter, 1, 5 * second);
        assert_true(rate.allowed);
        assert_int_equal(rate.limit, 100);
        assert_int_equal(rate.remaining, 99 - i);
        assert_int_equal(rate.wait_s, 0);
    }
    struct jt_api_rate over = take(limiter, 1, 5 * second);
    assert_false(over.allowed);
    assert_int_equal(over.remaining, 0);
    assert_int_equal(over.wait_s, 1);
    assert_int_equal(over.reset_s, 60);
    jt_api_limiter_free(limiter);
}

static void another_limit_holds_from_the_next_request_on(void **state)
{
    struct jt_api_limiter *limiter = NULL;
    (void)state;
    assert_int_equal(jt_api_limiter_new(2, &limiter), JT_OK);
    assert_true(take(limiter, 1, 0).allowed);
    assert_true(take(limiter, 1, 0).allowed);
    assert_false(take(limiter, 1, 0).allowed);
    jt_api_limiter_set(limiter, 60);
    /* What was used up is still used up, and flows back at the new pace. */
    assert_false(take(limiter, 1, 0).allowed);
    assert_int_equal(take(limiter, 1, 0).wait_s, 1);
    assert_true(take(limiter, 1, second).allowed);
    assert_int_equal(take(limiter, 2, 0).limit, 60);
    jt_api_limiter_set(limiter, 0);
    assert_true(take(limiter, 1, 0).allowed);
    jt_api_limiter_set(limiter, 1);
    assert_true(take(limiter, 3, 0).allowed);
    assert_false(take(limiter, 3, 0).allowed);
    jt_api_limiter_free(limiter);
}

static void they_flow_back_evenly(void **state)
{
    struct jt_api_limiter *limiter = NULL;
    (void)state;
    assert_int_equal(jt_api_limiter_new(6, &limiter), JT_OK);
    for (int i = 0; i < 6; i++) {
        assert_true(take(limiter, 1, 0).allowed);
    }
    assert_int_equal(take(limiter, 1, 0).wait_s, 10);
    assert_int_equal(take(limiter, 1, 9 * second).wait_s, 1);
    assert_true(take(limiter, 1, 10 * second).allowed);
    assert_false(take(limiter, 1, 10 * second).allowed);
    /* Refused requests cost nothing, and more than full it never gets. */
    for (int i = 0; i < 6; i++) {
        assert_true(take(limiter, 1, 1000 * second).allowed);
    }
    assert_false(take(limiter, 1, 1000 * second).allowed);
    jt_api_limiter_free(limiter);
}

static void one_client_does_not_pay_for_another(void **state)
{
    struct jt_api_limiter *limiter = NULL;
    (void)state;
    assert_int_equal(jt_api_limiter_new(1, &limiter), JT_OK);
    assert_true(take(limiter, 1, 0).allowed);
    assert_false(take(limiter, 1, 0).allowed);
    assert_true(take(limiter, 2, 0).allowed);
    jt_api_limiter_free(limiter);
}

static void limit_zero_is_off(void **state)
{
    struct jt_api_limiter *limiter = NULL;
    (void)state;
    assert_int_equal(jt_api_limiter_new(0, &limiter), JT_OK);
    for (int i = 0; i < 1000; i++) {
        assert_true(take(limiter, 1, 0).allowed);
    }
    assert_int_equal(take(limiter, 1, 0).limit, 0);
    jt_api_limiter_free(limiter);
    assert_true(take(NULL, 1, 0).allowed);
}

static void more_clients_than_buckets_still_work(void **state)
{
    struct jt_api_limiter *limiter = NULL;
    (void)state;
    assert_int_equal(jt_api_limiter_new(1, &limiter), JT_OK);
    for (uint32_t i = 0; i < 3 * JT_API_BUCKETS; i++) {
        struct jt_api_rate rate;
        jt_uuid key = {{(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16), 1}};
        jt_api_limiter_take(limiter, &key, (jt_mono){i}, &rate);
        assert_true(rate.allowed);
    }
    jt_api_limiter_free(limiter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minutes_requests_may_come_at_once),
        cmocka_unit_test(another_limit_holds_from_the_next_request_on),
        cmocka_unit_test(they_flow_back_evenly),
        cmocka_unit_test(one_client_does_not_pay_for_another),
        cmocka_unit_test(limit_zero_is_off),
        cmocka_unit_test(more_clients_than_buckets_still_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
