/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier with a feed: which tokens it asks about, whom it asks, how soon a change counts, and
 * that it ends. Its threads are real, so are its pauses; waiting is for conditions. */
#include "unit/verify/status_support.h"

#include <stdatomic.h>
#include <unistd.h>

#define EXP "\"exp\":1700001000,"
#define STATUS(idx, uri) "\"status\":{\"status_list\":{\"idx\":" idx ",\"uri\":\"" uri "\"}}"

struct feed_fixture {
    struct fixture base;
    struct list_source from;
    char bits[LIST_BYTES];
    /* A source that waits, like an issuer would. */
    pthread_cond_t changed;
    bool is_waiting;
    bool interrupted;
    atomic_int interrupts;
};

static struct feed_fixture f;

/* Answers at once when there is news or nothing to wait for; otherwise at the next signal. */
static enum jeton_status_answer waiting_fetch(void *arg, const struct jeton_status_request *request,
                                              struct jeton_status_sink *sink)
{
    (void)arg;
    (void)pthread_mutex_lock(&f.from.lock);
    while (request->wait_s > 0 && strcmp(request->tag, f.from.tag) == 0 && !f.interrupted) {
        f.is_waiting = true;
        (void)pthread_cond_wait(&f.changed, &f.from.lock);
    }
    f.is_waiting = false;
    (void)pthread_mutex_unlock(&f.from.lock);
    return list_fetch(&f.from, request, sink);
}

static void interrupt(void *arg)
{
    (void)arg;
    (void)atomic_fetch_add(&f.interrupts, 1);
    (void)pthread_mutex_lock(&f.from.lock);
    f.interrupted = true;
    (void)pthread_cond_broadcast(&f.changed);
    (void)pthread_mutex_unlock(&f.from.lock);
}

static const struct jeton_status_source source = {.fetch = waiting_fetch, .interrupt = interrupt};

static int begin(void **state)
{
    (void)state;
    memset(&f, 0, sizeof(f));
    fixture_init(&f.base, "ES256");
    f.from = (struct list_source){
        .lock = PTHREAD_MUTEX_INITIALIZER, .tag = "\"one\"", .answer = JETON_STATUS_FETCHED};
    (void)pthread_cond_init(&f.changed, NULL);
    list_make(&f.base.issuer, GOOD_TIMES, jt_str_make(f.bits, LIST_BYTES), &f.from.token);
    assert_int_equal(jeton_verifier_follow_statuses(f.base.verifier, &source), JETON_VERIFY_OK);
    return 0;
}

static int end(void **state)
{
    (void)state;
    fixture_clear(&f.base);
    (void)pthread_cond_destroy(&f.changed);
    jt_buf_clear(&f.from.token);
    return 0;
}

static int calls(void)
{
    (void)pthread_mutex_lock(&f.from.lock);
    int count = f.from.calls;
    (void)pthread_mutex_unlock(&f.from.lock);
    return count;
}

static void serve(const char *times, const char *tag)
{
    (void)pthread_mutex_lock(&f.from.lock);
    list_make(&f.base.issuer, times, jt_str_make(f.bits, LIST_BYTES), &f.from.token);
    f.from.tag = tag;
    (void)pthread_cond_broadcast(&f.changed);
    (void)pthread_mutex_unlock(&f.from.lock);
}

/* Until the token in the fixture gets this verdict. */
static void await(enum jeton_verdict expected)
{
    for (int i = 0; i < 20000; i++) {
        if (check_text(&f.base, jt_buf_str(&f.base.token)) == expected) {
            return;
        }
        (void)usleep(1000);
    }
    fail_msg("the verdict never became %s", jeton_verdict_name(expected));
}

/* The clock is read by the feed's thread too, but not while that waits. */
static void advance_while_it_waits(int64_t seconds)
{
    bool is_waiting = false;
    while (!is_waiting) {
        (void)usleep(1000);
        (void)pthread_mutex_lock(&f.from.lock);
        is_waiting = f.is_waiting;
        if (is_waiting) {
            jt_clock_manual_advance(&f.base.clock, seconds);
        }
        (void)pthread_mutex_unlock(&f.from.lock);
    }
}

static void a_set_bit_is_out_also_for_known_tokens(void **state)
{
    (void)state;
    expect_members(&f.base, EXP STATUS("12", LIST_URI), JETON_TOKEN_VALID);
    expect(&f.base, JETON_TOKEN_VALID); /* known by now */
    f.bits[1] = 1 << 4;
    serve("\"iat\":1700000001,\"exp\":1700000301,\"ttl\":5", "\"two\"");
    await(JETON_TOKEN_REVOKED);
    memset(f.bits, 0, sizeof(f.bits));
    serve("\"iat\":1700000002,\"exp\":1700000302,\"ttl\":5", "\"three\"");
    await(JETON_TOKEN_VALID);
}

static void the_token_itself_comes_first(void **state)
{
    (void)state;
    expect_members(&f.base, "\"exp\":1600000000," STATUS("12", LIST_URI), JETON_TOKEN_EXP);
    good_token(&f.base.issuer, EXP STATUS("12", LIST_URI), &f.base.token);
    char *last = &f.base.token.ptr[f.base.token.len - 2];
    *last = *last == 'A' ? 'B' : 'A'; /* still base64url */
    expect(&f.base, JETON_TOKEN_SIG);
    assert_int_equal(calls(), 0);
}

static void without_a_status_nobody_is_asked(void **state)
{
    (void)state;
    expect_members(&f.base, "\"exp\":1700001000", JETON_TOKEN_VALID);
    expect_members(&f.base, EXP "\"status\":{}", JETON_TOKEN_VALID);
    assert_int_equal(calls(), 0);
}

static void only_the_issuer_is_asked(void **state)
{
    (void)state;
    static const char *const members[] = {
        EXP STATUS("1", "https://evil.example/status-lists/1"),
        EXP STATUS("1", "https://id.example/auth/realms/other/status-lists/1"),
        EXP STATUS("1", ISSUER),
        EXP STATUS("1", ISSUER "/"),
        EXP STATUS("1", ISSUER "2/status-lists/1"),
        EXP STATUS("1", ISSUER ".evil.example/status-lists/1"),
        EXP STATUS("1", ISSUER "@evil.example/status-lists/1"),
        EXP STATUS("1", ISSUER "/../other/status-lists/1"),
        EXP STATUS("1", ISSUER "/%2e%2e/status-lists/1"),
        EXP STATUS("1", ISSUER "//evil.example/1"),
        EXP STATUS("1", ISSUER "/status-lists/1?x=1"),
        EXP STATUS("1", ISSUER "/status-lists/1#x"),
        EXP STATUS("1", ISSUER "/status-lists\\\\1"),
        EXP STATUS("1", ISSUER "/status-lists/1\\r\\nX: y"),
        EXP STATUS("1", "/status-lists/1"),
    };
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        expect_members(&f.base, members[i], JETON_TOKEN_CLAIM);
    }
    expect_members(&f.base, EXP STATUS("-1", LIST_URI), JETON_TOKEN_CLAIM);
    expect_members(&f.base, EXP STATUS("\"1\"", LIST_URI), JETON_TOKEN_CLAIM);
    assert_int_equal(calls(), 0);
}

static void what_cannot_be_known_is_unavailable(void **state)
{
    (void)state;
    (void)pthread_mutex_lock(&f.from.lock);
    f.from.answer = JETON_STATUS_FAILED;
    (void)pthread_mutex_unlock(&f.from.lock);
    expect_members(&f.base, EXP STATUS("12", LIST_URI), JETON_TOKEN_UNAVAILABLE);
    (void)pthread_mutex_lock(&f.from.lock);
    f.from.answer = JETON_STATUS_FETCHED;
    (void)pthread_mutex_unlock(&f.from.lock);
    await(JETON_TOKEN_VALID);
    /* Nothing is heard any more: beyond the ttl there is neither a yes nor a no. */
    advance_while_it_waits(5);
    expect(&f.base, JETON_TOKEN_UNAVAILABLE);
    expect_members(&f.base, EXP STATUS("1048576", LIST_URI), JETON_TOKEN_UNAVAILABLE);
}

static void a_list_of_another_name_is_unavailable(void **state)
{
    (void)state;
    expect_members(&f.base, EXP STATUS("12", ISSUER "/status-lists/2"), JETON_TOKEN_UNAVAILABLE);
    assert_true(calls() > 0);
}

static void lists_are_bounded(void **state)
{
    (void)state;
    char members[512];
    for (int i = 0; i < JETON_STATUS_LISTS_MAX + 5; i++) {
        (void)snprintf(members, sizeof(members), EXP STATUS("1", ISSUER "/status-lists/%d"),
                       i + 100);
        expect_members(&f.base, members, JETON_TOKEN_UNAVAILABLE);
    }
}

static void it_is_set_once_and_whole(void **state)
{
    (void)state;
    const struct jeton_status_source empty = {0};
    assert_int_equal(jeton_verifier_follow_statuses(f.base.verifier, &source), JETON_VERIFY_ARG);
    fixture_rebuild(&f.base);
    assert_int_equal(jeton_verifier_follow_statuses(f.base.verifier, NULL), JETON_VERIFY_ARG);
    assert_int_equal(jeton_verifier_follow_statuses(f.base.verifier, &empty), JETON_VERIFY_ARG);
}

static void freeing_interrupts(void **state)
{
    (void)state;
    expect_members(&f.base, EXP STATUS("12", LIST_URI), JETON_TOKEN_VALID);
    fixture_rebuild(&f.base); /* while its thread waits for news */
    assert_int_equal(atomic_load(&f.interrupts), 1);
}

static void *hammer(void *arg)
{
    (void)arg;
    for (int i = 0; i < 2000; i++) {
        enum jeton_verdict verdict = check_text(&f.base, jt_buf_str(&f.base.token));
        assert_true(verdict == JETON_TOKEN_VALID || verdict == JETON_TOKEN_REVOKED);
    }
    return NULL;
}

static void many_threads_one_question(void **state)
{
    (void)state;
    pthread_t threads[8];
    good_token(&f.base.issuer, EXP STATUS("12", LIST_URI), &f.base.token);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, NULL), 0);
    }
    for (int round = 0; round < 3; round++) {
        char times[80];
        f.bits[1] = (char)(f.bits[1] ^ 1 << 4);
        (void)snprintf(times, sizeof(times), "\"iat\":%d,\"exp\":1700000300,\"ttl\":5",
                       1700000001 + round);
        serve(times, round % 2 ? "\"odd\"" : "\"even\"");
    }
    for (size_t i = 0; i < 8; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    await(JETON_TOKEN_REVOKED);
    assert_true(calls() < 10);
}

#define FEED_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEED_TEST(a_set_bit_is_out_also_for_known_tokens),
        FEED_TEST(the_token_itself_comes_first),
        FEED_TEST(without_a_status_nobody_is_asked),
        FEED_TEST(only_the_issuer_is_asked),
        FEED_TEST(what_cannot_be_known_is_unavailable),
        FEED_TEST(a_list_of_another_name_is_unavailable),
        FEED_TEST(lists_are_bounded),
        FEED_TEST(it_is_set_once_and_whole),
        FEED_TEST(freeing_interrupts),
        FEED_TEST(many_threads_one_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
