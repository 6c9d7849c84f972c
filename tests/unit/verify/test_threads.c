/* SPDX-License-Identifier: Apache-2.0 */
/* One verifier, many threads: they agree, they fetch once, and the sanitizers find nothing. */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define ALIVE "\"exp\":1800000000"

enum { THREADS = 4, ROUNDS = 300, TOKENS = 8 };

struct work {
    struct jeton_verifier *verifier;
    const struct jt_buf *tokens; /* the last one has a wrong signature */
    int wrong;
};

static void *check_many(void *arg)
{
    struct work *work = arg;
    for (int i = 0; i < ROUNDS; i++) {
        const struct jt_buf *token = &work->tokens[i % TOKENS];
        struct jeton_claims *claims = NULL;
        enum jeton_verdict verdict =
            jeton_verifier_check(work->verifier, token->ptr, token->len, &claims);
        bool is_last = i % TOKENS == TOKENS - 1;
        work->wrong += verdict != (is_last ? JETON_TOKEN_SIG : JETON_TOKEN_VALID);
        work->wrong += claims && strcmp(jeton_claims_subject(claims), "s") != 0;
        jeton_claims_free(claims);
    }
    return NULL;
}

static void make_tokens(struct fixture *f, struct jt_buf *tokens)
{
    for (int i = 0; i < TOKENS; i++) {
        char members[64];
        (void)snprintf(members, sizeof(members), ALIVE ",\"n\":%d", i);
        good_token(&f->issuer, members, &tokens[i]);
    }
    char *signature = tokens[TOKENS - 1].ptr + tokens[TOKENS - 1].len - 20;
    *signature = *signature == 'A' ? 'B' : 'A';
}

/* known: how many tokens the verifier may remember; fewer than there are keeps the table busy. */
static void run(size_t known)
{
    struct fixture f;
    struct jt_buf tokens[TOKENS] = {{0}};
    struct work works[THREADS];
    pthread_t threads[THREADS];
    fixture_init(&f, "ES256");
    make_tokens(&f, tokens);
    assert_int_equal(jeton_policy_set_known_tokens(f.policy, known), JETON_VERIFY_OK);
    fixture_rebuild(&f);
    for (size_t i = 0; i < THREADS; i++) {
        works[i] = (struct work){f.verifier, tokens, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, check_many, &works[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(works[i].wrong, 0);
    }
    assert_int_equal(f.source.calls, 1);
    for (size_t i = 0; i < TOKENS; i++) {
        jt_buf_clear(&tokens[i]);
    }
    fixture_clear(&f);
}

static void test_many_threads_and_known_tokens(void **state)
{
    (void)state;
    run(64);
}

static void test_many_threads_and_hardly_any_room(void **state)
{
    (void)state;
    run(4);
}

static void test_many_threads_and_nothing_remembered(void **state)
{
    (void)state;
    run(0);
}

/* A source that hangs until it is told to go on. */
struct slow_source {
    struct source source;
    atomic_bool is_inside;
    atomic_bool may_go;
};

static int slow_fetch(void *arg, struct jeton_key_sink *sink)
{
    struct slow_source *slow = arg;
    atomic_store(&slow->is_inside, true);
    while (!atomic_load(&slow->may_go)) {
        (void)sched_yield();
    }
    return source_fetch(&slow->source, sink);
}

struct asker {
    struct jeton_verifier *verifier;
    const struct jt_buf *token;
    enum jeton_verdict verdict;
};

static void *ask(void *arg)
{
    struct asker *asker = arg;
    asker->verdict =
        jeton_verifier_check(asker->verifier, asker->token->ptr, asker->token->len, NULL);
    return NULL;
}

/* V-54: while one thread waits for the issuer, whoever has keys goes on, and an unknown kid is
 * neither waited for nor refused. */
static void test_a_slow_issuer_holds_up_one_thread(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer stranger = issuer_make("ES256");
    struct jt_buf strange = {0};
    struct slow_source slow = {0};
    pthread_t thread;
    fixture_init(&f, "ES256");
    slow.source = f.source;
    atomic_init(&slow.may_go, true);
    const struct jeton_key_source source = {slow_fetch, &slow};
    jeton_verifier_free(f.verifier);
    assert_int_equal(jeton_verifier_new(f.policy, &source, &f.verifier), JETON_VERIFY_OK);
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    good_token(&stranger, ALIVE, &strange);

    jt_clock_manual_advance(&f.clock, JETON_KEYS_COOL_DOWN_S);
    atomic_store(&slow.may_go, false);
    atomic_store(&slow.is_inside, false);
    struct asker asker = {f.verifier, &strange, JETON_TOKEN_VALID};
    assert_int_equal(pthread_create(&thread, NULL, ask, &asker), 0);
    while (!atomic_load(&slow.is_inside)) {
        (void)sched_yield();
    }
    expect(&f, JETON_TOKEN_VALID);
    expect_members(&f, ALIVE ",\"n\":1", JETON_TOKEN_VALID);
    assert_int_equal(check_text(&f, jt_buf_str(&strange)), JETON_TOKEN_UNAVAILABLE);
    atomic_store(&slow.may_go, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(asker.verdict, JETON_TOKEN_KEY);
    assert_int_equal(slow.source.calls, 2);
    jt_buf_clear(&strange);
    issuer_clear(&stranger);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_threads_and_known_tokens),
        cmocka_unit_test(test_many_threads_and_hardly_any_room),
        cmocka_unit_test(test_many_threads_and_nothing_remembered),
        cmocka_unit_test(test_a_slow_issuer_holds_up_one_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
