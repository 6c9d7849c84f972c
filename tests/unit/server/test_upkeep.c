/* SPDX-License-Identifier: Apache-2.0 */
/* The schedules of realms: what is due is done, and nobody's write waits for a key to be made. */
#include "server/keys/upkeep.h"

#include "server/config/config.h"
#include "server/log.h"
#include "server/server.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOW = 1790000000, NOTICE_S = 86400, DAYS = 90, REALMS_MAX = 40, PUTS_MAX = 64 };

static const uint8_t seal_key[32] = {7, 1, 2, 3};

/* A store that names realms as due and keeps the keyring in step. */
static struct {
    struct jt_store store;
    struct jt_store_ops ops;
    struct jt_server server;
    struct jt_config config;
    struct jt_clock_manual clock;
    struct jt_arena arena;
    struct jt_upkeep upkeep;
    jt_uuid realms[REALMS_MAX];
    size_t realm_count;
    enum jt_err due_err;
    atomic_size_t looks;
    atomic_size_t puts;
    jt_time created[PUTS_MAX]; /* of the keys that were put */
    pthread_t writer;
    pthread_mutex_t gate; /* held: the computing thread stands still */
} f;

static enum jt_err due(struct jt_store *store, struct jt_arena *arena,
                       const struct jt_signing_due_rule *rule,
                       struct jt_signing_schedule **ret_realms, size_t *ret_count)
{
    (void)store;
    (void)rule;
    atomic_fetch_add(&f.looks, 1);
    if (f.due_err != JT_OK) {
        return f.due_err;
    }
    *ret_realms = jt_arena_alloc_array(arena, REALMS_MAX, sizeof(**ret_realms));
    assert_non_null(*ret_realms);
    for (size_t i = 0; i < f.realm_count; i++) {
        (*ret_realms)[i] = (struct jt_signing_schedule){f.realms[i], DAYS};
    }
    *ret_count = f.realm_count;
    return JT_OK;
}

static void publish(const struct jt_signing_key *keys, size_t count)
{
    struct jt_store_listener listener = jt_keyring_listener(f.server.keyring);
    const struct jt_change change = {
        .kind = JT_CHANGE_SIGNING_KEY, .signing_key = keys, .signing_key_count = count};
    void *part = NULL;
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_OK);
    listener.publish(listener.arg, part);
}

static enum jt_err put(struct jt_store *store, const struct jt_write *write, jt_str action,
                       const struct jt_signing_key *keys, size_t count)
{
    (void)store;
    (void)write;
    assert_true(jt_str_equal(action, JT_STR("signing_key.publish")));
    publish(keys, count);
    f.writer = pthread_self();
    f.created[f.puts] = keys[0].created;
    atomic_fetch_add(&f.puts, 1);
    return JT_OK;
}

static void add_realms(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct jt_signing_key row;
        jt_uuid *realm = &f.realms[f.realm_count++];
        realm->bytes[0] = (uint8_t)f.realm_count;
        assert_int_equal(jt_keyring_make(f.server.keyring, &f.arena, realm,
                                         jt_alg_find(JT_STR("EdDSA")), JT_SIGNING_KEY_ACTIVE,
                                         (jt_time){NOW - DAYS * INT64_C(86400)}, &row),
                         JT_OK);
        assert_int_equal(jt_keyring_visit(f.server.keyring, &row), JT_OK);
    }
}

static int set_up(void **state)
{
    (void)state;
    memset(&f, 0, sizeof(f));
    jt_clock_manual_init(&f.clock, (jt_time){NOW});
    f.ops.signing_realms_due = due;
    f.ops.signing_keys_put = put;
    f.store.ops = &f.ops;
    f.config.signing_notice_s = NOTICE_S;
    f.server.config = &f.config;
    f.server.clock = &f.clock.clock;
    f.server.store = &f.store;
    f.upkeep.server = &f.server;
    (void)pthread_mutex_init(&f.gate, NULL);
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_int_equal(jt_log_new(JT_LOG_TEXT, fd, f.server.clock, &f.server.log), JT_OK);
    assert_int_equal(jt_keyring_new(seal_key, &f.server.keyring), JT_OK);
    assert_int_equal(jt_executor_new(&f.server.executor), JT_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    jt_executor_free(f.server.executor);
    jt_keyring_free(f.server.keyring);
    jt_log_free(f.server.log);
    jt_arena_clear(&f.arena);
    (void)pthread_mutex_destroy(&f.gate);
    return 0;
}

struct note {
    struct jt_job job;
    atomic_bool ran;
    pthread_t thread;
};

static void run_note(struct jt_job *job)
{
    ((struct note *)(void *)job)->thread = pthread_self();
}

static void end_note(struct jt_job *job)
{
    ((struct note *)(void *)job)->ran = true;
}

static void run_behind_gate(struct jt_job *job)
{
    run_note(job);
    (void)pthread_mutex_lock(&f.gate);
    (void)pthread_mutex_unlock(&f.gate);
}

/* A job that is taken between others; returns when it has run. */
static pthread_t visit(enum jt_job_kind kind)
{
    struct note note = {.job = {.run = run_note, .done = end_note}};
    assert_int_equal(jt_executor_submit(f.server.executor, kind, &note.job), JT_OK);
    while (!note.ran) {
        (void)sched_yield();
    }
    return note.thread;
}

static void close_gate(struct note *note)
{
    *note = (struct note){.job = {.run = run_behind_gate, .done = end_note}};
    (void)pthread_mutex_lock(&f.gate);
    assert_int_equal(jt_executor_submit(f.server.executor, JT_JOB_COMPUTE, &note->job), JT_OK);
}

static void open_gate(struct note *note)
{
    (void)pthread_mutex_unlock(&f.gate);
    while (!note->ran) {
        (void)sched_yield();
    }
}

static void wait_for_end(void)
{
    while (f.upkeep.busy) {
        (void)sched_yield();
    }
}

static void tick(int64_t seconds)
{
    jt_upkeep_tick(&f.upkeep, (jt_time){NOW + seconds});
}

static void writes_do_not_wait_while_a_key_is_made(void **state)
{
    struct note note;
    (void)state;
    add_realms(1);
    close_gate(&note);
    tick(0);
    pthread_t writer = visit(JT_JOB_WRITE); /* what is due was found by then */
    assert_int_equal(f.looks, 1);
    (void)visit(JT_JOB_WRITE);
    assert_int_equal(f.puts, 0);
    assert_true(f.upkeep.busy);
    jt_clock_manual_advance(&f.clock, 7);
    open_gate(&note);
    wait_for_end();
    assert_int_equal(f.puts, 1);
    assert_true(pthread_equal(f.writer, writer));
    assert_int_equal(f.created[0].s, NOW + 7); /* published then, whenever it was made */
}

static void a_round_makes_some_keys_and_the_next_the_others(void **state)
{
    (void)state;
    add_realms(JT_UPKEEP_KEYS_MAX + 3);
    tick(0);
    wait_for_end();
    assert_int_equal(f.puts, JT_UPKEEP_KEYS_MAX);
    tick(1);
    wait_for_end();
    assert_int_equal(f.puts, JT_UPKEEP_KEYS_MAX + 3);
    tick(2);
    assert_false(f.upkeep.busy); /* nobody waits: not before its time */
    tick(1 + JT_UPKEEP_EVERY_S);
    wait_for_end();
    assert_int_equal(f.looks, 3);
    assert_int_equal(f.puts, JT_UPKEEP_KEYS_MAX + 3);
}

static void whoever_rotates_by_hand_meanwhile_is_first(void **state)
{
    struct note note;
    struct jt_signing_key row;
    (void)state;
    add_realms(1);
    close_gate(&note);
    tick(0);
    (void)visit(JT_JOB_WRITE);
    assert_int_equal(jt_keyring_make(f.server.keyring, &f.arena, &f.realms[0],
                                     jt_alg_find(JT_STR("ES256")), JT_SIGNING_KEY_NEXT,
                                     (jt_time){NOW}, &row),
                     JT_OK);
    publish(&row, 1);
    open_gate(&note);
    wait_for_end();
    assert_int_equal(f.puts, 0);
}

static void a_realm_without_keys_holds_up_no_other(void **state)
{
    (void)state;
    f.realms[f.realm_count++] = (jt_uuid){{99}};
    add_realms(2);
    tick(0);
    wait_for_end();
    assert_int_equal(f.puts, 2);
}

static void a_store_that_fails_is_asked_again(void **state)
{
    (void)state;
    add_realms(1);
    f.due_err = JT_ERR_IO;
    tick(0);
    wait_for_end();
    tick(JT_UPKEEP_EVERY_S - 1);
    assert_false(f.upkeep.busy);
    assert_int_equal(f.looks, 1);
    f.due_err = JT_OK;
    tick(JT_UPKEEP_EVERY_S);
    wait_for_end();
    assert_int_equal(f.puts, 1);
}

/* A stop comes between two keys: nothing is stored, nothing hangs, nothing leaks. */
static void a_stop_waits_for_no_more_than_one_key(void **state)
{
    struct note note;
    (void)state;
    add_realms(JT_UPKEEP_KEYS_MAX);
    close_gate(&note);
    tick(0);
    (void)visit(JT_JOB_WRITE);
    (void)visit(JT_JOB_WRITE);
    (void)pthread_mutex_unlock(&f.gate);
    jt_executor_stop(f.server.executor);
    assert_false(f.upkeep.busy);
    assert_true(f.puts == 0 || f.puts == JT_UPKEEP_KEYS_MAX);
    tick(JT_UPKEEP_EVERY_S);
    assert_false(f.upkeep.busy);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(writes_do_not_wait_while_a_key_is_made),
        CASE(a_round_makes_some_keys_and_the_next_the_others),
        CASE(whoever_rotates_by_hand_meanwhile_is_first),
        CASE(a_realm_without_keys_holds_up_no_other),
        CASE(a_store_that_fails_is_asked_again),
        CASE(a_stop_waits_for_no_more_than_one_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
