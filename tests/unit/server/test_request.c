/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that wait: from when on a request is the other thread's. */
#include "server/request.h"
#include "server/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct jt_server server;
static struct jt_exchange exchange;
static struct jt_request request;
static bool seen_by_job;
static bool seen_by_step;
static enum jt_step_result verdict;

static bool is_known(void)
{
    return request.realm || request.client || request.secret || request.caller;
}

static enum jt_step_result check_again(struct jt_request *asked)
{
    asked->caller = (const struct jt_registry_client *)(const void *)&exchange;
    return verdict;
}

static enum jt_err run(struct jt_request *asked)
{
    (void)asked;
    seen_by_job = is_known();
    return JT_ERR_CONFLICT;
}

/* The last of the steps: it leaves the request waiting for ever. */
static enum jt_step_result go_on(struct jt_request *asked)
{
    (void)asked;
    seen_by_step = is_known();
    return JT_STEP_WAIT;
}

static const struct jt_step steps[] = {{"go on", go_on}, JT_STEPS_END};

static int setup(void **state)
{
    (void)state;
    server = (struct jt_server){.log = NULL};
    exchange = (struct jt_exchange){.loop = NULL};
    request = (struct jt_request){.x = &exchange, .server = &server, .next_step = steps};
    request.realm = (const struct jt_registry_realm *)(const void *)&exchange;
    request.client = (const struct jt_registry_client *)(const void *)&exchange;
    request.secret = (const struct jt_registry_secret *)(const void *)&exchange;
    request.caller = (const struct jt_registry_client *)(const void *)&exchange;
    seen_by_job = seen_by_step = true;
    verdict = JT_STEP_NEXT;
    return jt_executor_new(&server.executor) == JT_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    jt_executor_free(server.executor);
    return 0;
}

/* Were it forgotten afterwards, the other thread might have found the caller anew, and lose it. */
static void it_is_forgotten_before_it_is_handed_over(void **state)
{
    (void)state;
    jt_executor_stop(server.executor);
    assert_int_equal(jt_request_wait(&request, JT_JOB_WRITE, run), JT_STEP_FAULT);
    assert_int_equal(request.job_err, JT_ERR_UNAVAILABLE);
    assert_false(is_known());
    assert_true(seen_by_job);
}

static void neither_the_job_nor_the_next_step_sees_what_was(void **state)
{
    (void)state;
    assert_int_equal(jt_request_wait(&request, JT_JOB_READ, run), JT_STEP_WAIT);
    jt_executor_stop(server.executor);
    assert_false(seen_by_job);
    assert_false(seen_by_step);
    assert_int_equal(request.job_err, JT_ERR_CONFLICT);
}

static void a_write_asks_again_and_forgets_again(void **state)
{
    (void)state;
    request.check_again = check_again;
    assert_int_equal(jt_request_wait(&request, JT_JOB_WRITE, run), JT_STEP_WAIT);
    jt_executor_stop(server.executor);
    assert_false(seen_by_job);
    assert_false(seen_by_step);
    assert_int_equal(request.job_err, JT_ERR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_forgotten_before_it_is_handed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(neither_the_job_nor_the_next_step_sees_what_was, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_write_asks_again_and_forgets_again, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
