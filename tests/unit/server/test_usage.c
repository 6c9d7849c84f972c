/* SPDX-License-Identifier: Apache-2.0 */
/* Last uses: the newest of each secret reaches the store, none is written twice, and a loop that
 * notes never waits for the writing. */
#include "server/usage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { KEPT_MAX = 2 * JT_USAGE_SECRETS_MAX };

/* A store that only counts uses. */
struct counting_store {
    struct jt_store store;
    struct jt_store_ops ops;
    enum jt_err err;
    size_t writes;
    size_t uses;
    int64_t newest;
    char from[64];
};

static struct counting_store counting;

static enum jt_err note(struct jt_store *store, const struct jt_secret_use *uses, size_t count)
{
    struct counting_store *own = (struct counting_store *)store;
    own->writes++;
    own->uses += count;
    for (size_t i = 0; i < count; i++) {
        if (uses[i].last_used.s >= own->newest) {
            own->newest = uses[i].last_used.s;
            memcpy(own->from, uses[i].last_used_from.ptr, uses[i].last_used_from.len);
            own->from[uses[i].last_used_from.len] = '\0';
        }
    }
    return own->err;
}

static struct jt_usage *make(struct jt_executor *executor)
{
    struct jt_usage *usage = NULL;
    counting = (struct counting_store){.ops = {.secret_uses_note = note}};
    counting.store.ops = &counting.ops;
    assert_int_equal(jt_usage_new(&counting.store, executor, &usage), JT_OK);
    return usage;
}

static struct jt_secret_use_ring *make_ring(struct jt_usage *usage)
{
    struct jt_secret_use_ring *ring = NULL;
    assert_int_equal(jt_usage_ring_new(usage, &ring), JT_OK);
    return ring;
}

static jt_uuid secret_id(uint32_t number)
{
    jt_uuid id = {{0}};
    memcpy(id.bytes, &number, sizeof(number));
    return id;
}

static void note_at(struct jt_secret_use_ring *ring, uint32_t number, int64_t seconds,
                    const char *address)
{
    char text[46] = "";
    jt_uuid id = secret_id(number);
    memcpy(text, address, strlen(address));
    jt_secret_use_note(ring, &id, (jt_time){seconds}, text);
}

static void the_newest_use_is_written_once(void **state)
{
    (void)state;
    struct jt_usage *usage = make(NULL);
    struct jt_secret_use_ring *ring = make_ring(usage);
    note_at(ring, 1, 100, "192.0.2.1");
    note_at(ring, 1, 101, "192.0.2.2");
    note_at(ring, 1, 103, "192.0.2.2");
    note_at(ring, 2, 100, "192.0.2.1");
    assert_int_equal(jt_usage_write(usage), JT_OK);
    assert_int_equal(counting.uses, 3); /* an address counts for itself */
    assert_int_equal(counting.newest, 103);
    assert_string_equal(counting.from, "192.0.2.2");
    assert_int_equal(jt_usage_write(usage), JT_OK);
    assert_int_equal(counting.writes, 1);
    jt_usage_free(usage);
}

static void all_rings_are_written(void **state)
{
    (void)state;
    struct jt_usage *usage = make(NULL);
    struct jt_secret_use_ring *rings[3] = {make_ring(usage), make_ring(usage), make_ring(usage)};
    for (uint32_t i = 0; i < 3; i++) {
        note_at(rings[i], i, 100, "192.0.2.1");
    }
    assert_int_equal(jt_usage_write(usage), JT_OK);
    assert_int_equal(counting.uses, 3);
    jt_usage_free(usage);
}

static void many_secrets_are_bounded_and_known_ones_still_noted(void **state)
{
    (void)state;
    struct jt_usage *usage = make(NULL);
    struct jt_secret_use_ring *ring = make_ring(usage);
    for (uint32_t i = 0; i < 3 * JT_USAGE_SECRETS_MAX; i++) {
        note_at(ring, i, 100, "192.0.2.1");
    }
    note_at(ring, 0, 105, "192.0.2.1");
    note_at(ring, 0, 106, "192.0.2.3"); /* waits for its next use */
    assert_int_equal(jt_usage_write(usage), JT_OK);
    assert_int_equal(counting.uses, JT_USAGE_SECRETS_MAX);
    assert_int_equal(counting.newest, 105);
    jt_usage_free(usage);
}

static void a_failing_store_is_reported(void **state)
{
    (void)state;
    struct jt_usage *usage = make(NULL);
    struct jt_secret_use_ring *ring = make_ring(usage);
    counting.err = JT_ERR_IO;
    note_at(ring, 1, 100, "192.0.2.1");
    assert_int_equal(jt_usage_write(usage), JT_ERR_IO);
    jt_usage_free(usage);
}

struct noting_thread {
    struct jt_secret_use_ring *ring;
    atomic_bool done;
};

enum { NOTES = 200000 };

static void *note_often(void *arg)
{
    struct noting_thread *thread = arg;
    for (uint32_t i = 0; i < NOTES; i++) {
        note_at(thread->ring, i % 100, 100 + i, "192.0.2.1");
    }
    atomic_store(&thread->done, true);
    return NULL;
}

/* For the thread sanitizer too: the tables change hands while the loop writes. */
static void the_last_note_is_never_lost(void **state)
{
    (void)state;
    struct jt_usage *usage = make(NULL);
    struct noting_thread thread = {.ring = make_ring(usage)};
    pthread_t id;
    assert_int_equal(pthread_create(&id, NULL, note_often, &thread), 0);
    while (!atomic_load(&thread.done)) {
        assert_int_equal(jt_usage_write(usage), JT_OK);
    }
    pthread_join(id, NULL);
    assert_int_equal(jt_usage_write(usage), JT_OK);
    assert_int_equal(counting.newest, 100 + NOTES - 1);
    jt_usage_free(usage);
}

static void what_was_noted_is_written_when_the_server_stops(void **state)
{
    (void)state;
    struct jt_executor *executor = NULL;
    assert_int_equal(jt_executor_new(&executor), JT_OK);
    struct jt_usage *usage = make(executor);
    struct jt_secret_use_ring *ring = make_ring(usage);
    assert_int_equal(jt_usage_start(usage), JT_OK);
    note_at(ring, 1, 100, "192.0.2.1");
    jt_usage_stop(usage);
    jt_executor_stop(executor);
    assert_int_equal(counting.uses, 1);
    jt_usage_free(usage);
    jt_executor_free(executor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_use_is_written_once),
        cmocka_unit_test(all_rings_are_written),
        cmocka_unit_test(many_secrets_are_bounded_and_known_ones_still_noted),
        cmocka_unit_test(a_failing_store_is_reported),
        cmocka_unit_test(the_last_note_is_never_lost),
        cmocka_unit_test(what_was_noted_is_written_when_the_server_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
