/* SPDX-License-Identifier: Apache-2.0 */
/* Known tokens: remembered, bounded, never beyond their exp, and never by a policy that they do
 * not fit. */
#include "support.h"

#include "verify/known_tokens.h"

#define ALIVE "\"exp\":1700003600"

static struct jeton_claims *make_claims(const char *payload)
{
    struct jeton_claims *claims = NULL;
    assert_int_equal(jt_shared_claims_read(jt_str_from_c(payload), &claims), JT_CLAIMS_OK);
    return claims;
}

static void digest_of(int number, uint8_t *ret_digest)
{
    assert_int_equal(jt_sha256(jt_str_make((const char *)&number, sizeof(number)), ret_digest),
                     JT_OK);
}

static bool knows(struct jt_known_tokens *tokens, int number, uint64_t generation)
{
    uint8_t digest[JT_SHA256_LEN];
    digest_of(number, digest);
    struct jeton_claims *claims = jt_known_tokens_find(tokens, digest, generation);
    jeton_claims_free(claims);
    return claims != NULL;
}

static void put(struct jt_known_tokens *tokens, int number, uint64_t generation)
{
    uint8_t digest[JT_SHA256_LEN];
    digest_of(number, digest);
    struct jeton_claims *claims = make_claims("{\"exp\":1}");
    jt_known_tokens_put(tokens, digest, generation, claims);
    jeton_claims_free(claims);
}

static void test_finds_what_was_put(void **state)
{
    (void)state;
    struct jt_known_tokens *tokens = jt_known_tokens_new(16);
    uint8_t digest[JT_SHA256_LEN];
    assert_false(knows(tokens, 1, 1));
    put(tokens, 1, 1);
    assert_true(knows(tokens, 1, 1));
    assert_false(knows(tokens, 2, 1));
    assert_false(knows(tokens, 1, 2)); /* other keys since */
    put(tokens, 1, 2);
    assert_true(knows(tokens, 1, 2));
    digest_of(1, digest);
    jt_known_tokens_drop(tokens, digest);
    assert_false(knows(tokens, 1, 2));
    jt_known_tokens_drop(tokens, digest);
    jt_known_tokens_free(tokens);
    jt_known_tokens_free(NULL);
}

static void test_is_bounded(void **state)
{
    (void)state;
    struct jt_known_tokens *tokens = jt_known_tokens_new(16);
    int known = 0;
    for (int i = 0; i < 1000; i++) {
        put(tokens, i, 1);
        assert_true(knows(tokens, i, 1));
    }
    for (int i = 0; i < 1000; i++) {
        known += knows(tokens, i, 1);
    }
    assert_true(known > 4 && known <= 16);
    jt_known_tokens_free(tokens);
}

static void test_may_remember_nothing(void **state)
{
    (void)state;
    struct jt_known_tokens *tokens = jt_known_tokens_new(0);
    uint8_t digest[JT_SHA256_LEN];
    digest_of(1, digest);
    put(tokens, 1, 1);
    assert_false(knows(tokens, 1, 1));
    jt_known_tokens_drop(tokens, digest);
    jt_known_tokens_free(tokens);
}

/* CL-043, V-55: a token that was seen alive is still dead after its exp. */
static void test_a_known_token_expires(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    f.clock.wall.s = START + 3600 + 29;
    expect(&f, JETON_TOKEN_VALID);
    f.clock.wall.s++;
    expect(&f, JETON_TOKEN_EXP);
    expect(&f, JETON_TOKEN_EXP);
    f.clock.wall.s = START - 31; /* the clock was set back before its iat */
    expect(&f, JETON_TOKEN_IAT);
    fixture_clear(&f);
}

static bool gives_the_same_claims_twice(struct fixture *f)
{
    struct jeton_claims *first = NULL;
    struct jeton_claims *second = NULL;
    jt_str token = jt_buf_str(&f->token);
    assert_int_equal(jeton_verifier_check(f->verifier, token.ptr, token.len, &first),
                     JETON_TOKEN_VALID);
    assert_int_equal(jeton_verifier_check(f->verifier, token.ptr, token.len, &second),
                     JETON_TOKEN_VALID);
    bool same = first == second;
    jeton_claims_free(first);
    jeton_claims_free(second);
    return same;
}

static void test_a_token_is_read_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    good_token(&f.issuer, ALIVE, &f.token);
    assert_true(gives_the_same_claims_twice(&f));
    assert_int_equal(jeton_policy_set_known_tokens(f.policy, 0), JETON_VERIFY_OK);
    fixture_rebuild(&f);
    assert_false(gives_the_same_claims_twice(&f));
    fixture_clear(&f);
}

/* The key set was fetched again and said the same: what is known stays known. */
static void test_an_equal_key_set_forgets_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct jeton_claims *before = NULL;
    struct jeton_claims *after = NULL;
    fixture_init(&f, "ES256");
    good_token(&f.issuer, "\"exp\":1800000000", &f.token);
    assert_int_equal(jeton_verifier_check(f.verifier, f.token.ptr, f.token.len, &before),
                     JETON_TOKEN_VALID);
    jt_clock_manual_advance(&f.clock, JETON_KEYS_REFRESH_S);
    assert_int_equal(jeton_verifier_check(f.verifier, f.token.ptr, f.token.len, &after),
                     JETON_TOKEN_VALID);
    assert_int_equal(f.source.calls, 2);
    assert_ptr_equal(before, after);
    jeton_claims_free(before);
    jeton_claims_free(after);
    fixture_clear(&f);
}

/* CVE-2021-32701: what one verifier knows says nothing to another one with another policy. */
static void test_policies_do_not_share(void **state)
{
    (void)state;
    struct fixture f;
    struct jeton_policy *other = NULL;
    struct jeton_verifier *verifier = NULL;
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    const struct jeton_key_source source = {source_fetch, &f.source};
    assert_int_equal(jeton_policy_new(ISSUER, "https://other.example", &other), JETON_VERIFY_OK);
    other->clock = &f.clock.clock;
    assert_int_equal(jeton_verifier_new(other, &source, &verifier), JETON_VERIFY_OK);
    assert_int_equal(jeton_verifier_check(verifier, f.token.ptr, f.token.len, NULL),
                     JETON_TOKEN_AUD);
    jeton_verifier_free(verifier);
    jeton_policy_free(other);
    fixture_clear(&f);
}

/* A refused token is not remembered: it becomes valid when its time comes. */
static void test_a_refused_token_is_not_remembered(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE ",\"nbf\":1700000100", JETON_TOKEN_NBF);
    f.clock.wall.s += 100;
    expect(&f, JETON_TOKEN_VALID);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_was_put),
        cmocka_unit_test(test_is_bounded),
        cmocka_unit_test(test_may_remember_nothing),
        cmocka_unit_test(test_a_known_token_expires),
        cmocka_unit_test(test_a_token_is_read_once),
        cmocka_unit_test(test_an_equal_key_set_forgets_nothing),
        cmocka_unit_test(test_policies_do_not_share),
        cmocka_unit_test(test_a_refused_token_is_not_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
