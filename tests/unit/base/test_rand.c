/* SPDX-License-Identifier: Apache-2.0 */
/* Random bytes: never twice the same, not across sizes, threads or a fork. */
#include "base/rand.h"

#include "support/assert_str.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void fill(void *bytes, size_t len)
{
    assert_int_equal(jt_rand_fill(&jt_rand_system, bytes, len), JT_OK);
}

static void no_value_comes_twice(void **state)
{
    (void)state;
    unsigned char seen[200][16];
    for (size_t i = 0; i < 200; i++) {
        fill(seen[i], 16);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(seen[i], seen[k], 16);
        }
    }
}

static void all_of_a_large_fill_is_filled(void **state)
{
    (void)state;
    unsigned char bytes[1000] = {0};
    fill(bytes, sizeof(bytes));
    /* 2^-160 that twenty bytes in a row are zero by chance. */
    static const unsigned char zero[20];
    for (size_t i = 0; i + sizeof(zero) <= sizeof(bytes); i++) {
        assert_memory_not_equal(bytes + i, zero, sizeof(zero));
    }
}

static void nothing_is_written_beyond_the_length(void **state)
{
    (void)state;
    for (size_t len = 0; len < 40; len++) {
        unsigned char bytes[64];
        memset(bytes, 0xa5, sizeof(bytes));
        fill(bytes, len);
        for (size_t i = len; i < sizeof(bytes); i++) {
            assert_int_equal(bytes[i], 0xa5);
        }
    }
}

static void a_fork_draws_other_bytes(void **state)
{
    (void)state;
    int ends[2];
    unsigned char ours[16];
    unsigned char theirs[16] = {0};
    fill(ours, sizeof(ours)); /* the buffer is full now, and copied */
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        bool ok = jt_rand_fill(&jt_rand_system, ours, sizeof(ours)) == JT_OK &&
                  write(ends[1], ours, sizeof(ours)) == sizeof(ours);
        _exit(ok ? 0 : 1);
    }
    int status = -1;
    fill(ours, sizeof(ours));
    assert_int_equal(read(ends[0], theirs, sizeof(theirs)), sizeof(theirs));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_memory_not_equal(ours, theirs, sizeof(ours));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void *draw(void *arg)
{
    return jt_rand_fill(&jt_rand_system, arg, 16) == JT_OK ? arg : NULL;
}

static void two_threads_draw_different_bytes(void **state)
{
    (void)state;
    unsigned char drawn[2][16];
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, draw, drawn[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_non_null(result);
    }
    assert_memory_not_equal(drawn[0], drawn[1], 16);
}

static enum jt_err refuse(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void a_failing_source_is_passed_on(void **state)
{
    (void)state;
    const struct jt_rand broken = {.fill = refuse};
    unsigned char byte = 7;
    assert_int_equal(jt_rand_fill(&broken, &byte, 1), JT_ERR_CRYPTO);
    assert_int_equal(byte, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_value_comes_twice),
        cmocka_unit_test(all_of_a_large_fill_is_filled),
        cmocka_unit_test(nothing_is_written_beyond_the_length),
        cmocka_unit_test(a_fork_draws_other_bytes),
        cmocka_unit_test(two_threads_draw_different_bytes),
        cmocka_unit_test(a_failing_source_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
