/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs run in order on their own threads, never lost, never too many. */
#include "server/executor.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

struct work {
    struct jt_job job;
    int number;
    pthread_t thread;
};

static atomic_int last_number;
static atomic_int done_count;
static atomic_bool in_order;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void run(struct jt_job *job)
{
    struct work *work = (struct work *)job;
    if (work->number != last_number + 1) {
        in_order = false;
    }
    last_number = work->number;
    work->thread = pthread_self();
}

static void run_behind_gate(struct jt_job *job)
{
    (void)job;
    (void)pthread_mutex_lock(&gate);
    (void)pthread_mutex_unlock(&gate);
}

static void done(struct jt_job *job)
{
    (void)job;
    done_count++;
}

static int setup(void **state)
{
    (void)state;
    last_number = done_count = 0;
    in_order = true;
    return 0;
}

static void test_jobs_run_in_order_and_are_done(void **state)
{
    enum { COUNT = 1000 };
    struct jt_executor *executor = NULL;
    struct work *works = calloc(COUNT, sizeof(*works));
    (void)state;
    assert_non_null(works);
    assert_int_equal(jt_executor_new(&executor), JT_OK);
    for (int i = 0; i < COUNT; i++) {
        works[i] = (struct work){.job = {.run = run, .done = done}, .number = i + 1};
        assert_int_equal(jt_executor_submit(executor, JT_JOB_WRITE, &works[i].job), JT_OK);
    }
    jt_executor_stop(executor);
    assert_int_equal(done_count, COUNT);
    assert_true(in_order);
    assert_true(pthread_equal(works[0].thread, works[COUNT - 1].thread));
    assert_false(pthread_equal(works[0].thread, pthread_self()));
    jt_executor_free(executor);
    free(works);
}

static void test_reads_do_not_wait_for_writes(void **state)
{
    struct jt_executor *executor = NULL;
    struct work write = {.job = {.run = run_behind_gate, .done = done}};
    struct work read = {.job = {.run = run, .done = done}, .number = 1};
    (void)state;
    assert_int_equal(jt_executor_new(&executor), JT_OK);
    (void)pthread_mutex_lock(&gate);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_WRITE, &write.job), JT_OK);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_READ, &read.job), JT_OK);
    while (done_count == 0) {
        (void)sched_yield();
    }
    assert_int_equal(last_number, 1);
    (void)pthread_mutex_unlock(&gate);
    jt_executor_stop(executor);
    assert_int_equal(done_count, 2);
    jt_executor_free(executor);
}

static void test_nothing_waits_for_a_computation(void **state)
{
    struct jt_executor *executor = NULL;
    struct work computation = {.job = {.run = run_behind_gate, .done = done}};
    struct work write = {.job = {.run = run, .done = done}, .number = 1};
    struct work read = {.job = {.run = run, .done = done}, .number = 2};
    (void)state;
    assert_int_equal(jt_executor_new(&executor), JT_OK);
    (void)pthread_mutex_lock(&gate);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_COMPUTE, &computation.job), JT_OK);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_WRITE, &write.job), JT_OK);
    while (done_count == 0) {
        (void)sched_yield();
    }
    assert_int_equal(jt_executor_submit(executor, JT_JOB_READ, &read.job), JT_OK);
    while (done_count == 1) {
        (void)sched_yield();
    }
    assert_int_equal(last_number, 2);
    (void)pthread_mutex_unlock(&gate);
    jt_executor_stop(executor);
    assert_int_equal(done_count, 3);
    jt_executor_free(executor);
}

static void test_full_queue_refuses(void **state)
{
    struct jt_executor *executor = NULL;
    struct work *works = calloc(JT_EXECUTOR_QUEUE_MAX + 2, sizeof(*works));
    int taken = 0;
    (void)state;
    assert_non_null(works);
    assert_int_equal(jt_executor_new(&executor), JT_OK);
    (void)pthread_mutex_lock(&gate);
    enum jt_err err = JT_OK;
    for (int i = 0; i < JT_EXECUTOR_QUEUE_MAX + 2 && err == JT_OK; i++) {
        works[i].job = (struct jt_job){.run = run_behind_gate, .done = done};
        err = jt_executor_submit(executor, JT_JOB_READ, &works[i].job);
        taken += err == JT_OK;
    }
    (void)pthread_mutex_unlock(&gate);
    assert_int_equal(err, JT_ERR_UNAVAILABLE);
    assert_true(taken >= JT_EXECUTOR_QUEUE_MAX);
    jt_executor_stop(executor);
    assert_int_equal(done_count, taken);
    jt_executor_free(executor);
    free(works);
}

static void test_stopped_executor_refuses(void **state)
{
    struct jt_executor *executor = NULL;
    struct work work = {.job = {.run = run, .done = done}, .number = 1};
    (void)state;
    assert_int_equal(jt_executor_new(&executor), JT_OK);
    jt_executor_stop(executor);
    jt_executor_stop(executor);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_READ, &work.job), JT_ERR_UNAVAILABLE);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_WRITE, &work.job), JT_ERR_UNAVAILABLE);
    assert_int_equal(jt_executor_submit(executor, JT_JOB_COMPUTE, &work.job), JT_ERR_UNAVAILABLE);
    assert_int_equal(done_count, 0);
    jt_executor_free(executor);
    jt_executor_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_jobs_run_in_order_and_are_done, setup),
        cmocka_unit_test_setup(test_reads_do_not_wait_for_writes, setup),
        cmocka_unit_test_setup(test_nothing_waits_for_a_computation, setup),
        cmocka_unit_test_setup(test_full_queue_refuses, setup),
        cmocka_unit_test_setup(test_stopped_executor_refuses, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
