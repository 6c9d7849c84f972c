/* SPDX-License-Identifier: Apache-2.0 */
/* The issuer's keys: when they are fetched, what an unknown kid costs, and what an outage does. */
#include "support.h"

#define ALIVE "\"exp\":1800000000"

static void test_the_first_token_fetches_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    assert_int_equal(f.source.calls, 0);
    for (int i = 0; i < 5; i++) {
        expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    }
    assert_int_equal(f.source.calls, 1);
    fixture_clear(&f);
}

/* CL-044, B-070: whoever makes up kids cannot make us hammer the issuer. */
static void test_an_unknown_kid_fetches_once_per_cool_down(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer stranger = issuer_make("ES256");
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    good_token(&stranger, ALIVE, &f.token);
    for (int i = 0; i < 50; i++) {
        expect(&f, JETON_TOKEN_KEY);
    }
    assert_int_equal(f.source.calls, 1); /* the set is fresh: the issuer has just been asked */
    jt_clock_manual_advance(&f.clock, JETON_KEYS_COOL_DOWN_S);
    for (int i = 0; i < 50; i++) {
        expect(&f, JETON_TOKEN_KEY);
    }
    assert_int_equal(f.source.calls, 2);
    issuer_clear(&stranger);
    fixture_clear(&f);
}

static void test_a_new_key_is_found(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer next = issuer_make("RS256");
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    f.source.issuers[f.source.count++] = &next;
    jt_clock_manual_advance(&f.clock, JETON_KEYS_COOL_DOWN_S);
    good_token(&next, ALIVE, &f.token);
    expect(&f, JETON_TOKEN_VALID);
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    assert_int_equal(f.source.calls, 2);
    issuer_clear(&next);
    fixture_clear(&f);
}

static void test_kids_that_look_like_something_else(void **state)
{
    (void)state;
    static const char *const kids[] = {
        "../../etc/passwd", "' UNION SELECT 1 --", "|id", "https://attacker.example/", " ", "0",
    };
    struct fixture f;
    fixture_init(&f, "ES256");
    for (size_t i = 0; i < sizeof(kids) / sizeof(kids[0]); i++) {
        char header[256];
        (void)snprintf(header, sizeof(header),
                       "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kids[i]);
        issuer_sign(&f.issuer, jt_str_from_c(header), JT_STR("{" GOOD_CLAIMS "," ALIVE "}"),
                    &f.token);
        expect(&f, JETON_TOKEN_KEY);
    }
    assert_int_equal(f.source.calls, 1);
    fixture_clear(&f);
}

static void test_without_a_kid_there_must_be_one_key(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer other = issuer_make("ES256");
    fixture_init(&f, "ES256");
    const jt_str header = JT_STR("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}");
    issuer_sign(&f.issuer, header, JT_STR("{" GOOD_CLAIMS "," ALIVE "}"), &f.token);
    expect(&f, JETON_TOKEN_VALID);
    f.source.issuers[f.source.count++] = &other;
    fixture_rebuild(&f);
    expect(&f, JETON_TOKEN_KEY);
    issuer_clear(&other);
    fixture_clear(&f);
}

static void test_the_kid_of_another_key_or_algorithm(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer other = issuer_make("ES256");
    struct issuer rsa = issuer_make("RS256");
    char header[256];
    fixture_init(&f, "ES256");
    f.source.issuers[f.source.count++] = &other;
    f.source.issuers[f.source.count++] = &rsa;
    (void)snprintf(header, sizeof(header), "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}",
                   other.kid);
    issuer_sign(&f.issuer, jt_str_from_c(header), JT_STR("{" GOOD_CLAIMS "," ALIVE "}"), &f.token);
    expect(&f, JETON_TOKEN_SIG);
    /* RFC 8725 §3.1: the key is for RS256; PS256 is another algorithm of the same kind of key. */
    struct jt_signer *ps256 = NULL;
    assert_int_equal(jt_signer_new(rsa.key, JT_SIGN_PS256, &ps256), JT_OK);
    jt_signer_free(rsa.signer);
    rsa.signer = ps256;
    (void)snprintf(header, sizeof(header), "{\"alg\":\"PS256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}",
                   rsa.kid);
    issuer_sign(&rsa, jt_str_from_c(header), JT_STR("{" GOOD_CLAIMS "," ALIVE "}"), &f.token);
    expect(&f, JETON_TOKEN_ALG);
    issuer_clear(&rsa);
    issuer_clear(&other);
    fixture_clear(&f);
}

/* A first fetch that fails is no "no", and is tried again soon. */
static void test_without_keys_nothing_can_be_told(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    f.source.fails = -1;
    expect_members(&f, ALIVE, JETON_TOKEN_UNAVAILABLE);
    expect(&f, JETON_TOKEN_UNAVAILABLE);
    assert_int_equal(f.source.calls, 1);
    f.source.fails = 0;
    jt_clock_manual_advance(&f.clock, JETON_KEYS_RETRY_S);
    expect(&f, JETON_TOKEN_VALID);
    assert_int_equal(f.source.calls, 2);
    fixture_clear(&f);
}

/* What no fetch of the set may do: throw the last good one away. */
static void test_bad_sets_keep_the_last_good_one(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "{\"keys\":[1,null,\"x\"]}",
        "{\"keys\":[],\"keys\":[]}",
        "<html>Bad gateway</html>",
    };
    struct fixture f;
    struct issuer stranger = issuer_make("ES256");
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        f.source.text = texts[i];
        jt_clock_manual_advance(&f.clock, JETON_KEYS_COOL_DOWN_S);
        good_token(&stranger, ALIVE, &f.token);
        expect(&f, JETON_TOKEN_UNAVAILABLE); /* the issuer could not say that it has no such key */
        expect_members(&f, ALIVE, JETON_TOKEN_VALID);
        assert_int_equal(f.source.calls, 2 + (int)i);
    }
    f.source.text = NULL;
    jt_clock_manual_advance(&f.clock, JETON_KEYS_COOL_DOWN_S);
    good_token(&stranger, ALIVE, &f.token);
    expect(&f, JETON_TOKEN_KEY);
    issuer_clear(&stranger);
    fixture_clear(&f);
}

static void test_too_large_a_set(void **state)
{
    (void)state;
    struct fixture f;
    JT_CLEAN(jt_buf_clear) struct jt_buf keys = {0};
    fixture_init(&f, "ES256");
    jt_buf_append_c(&keys, "{\"keys\":[{}");
    for (int i = 0; i < JETON_JWKS_KEYS_MAX; i++) {
        jt_buf_append_c(&keys, ",{}");
    }
    jt_buf_append_c(&keys, "," JWK_A3 "]}");
    f.source.text = jt_buf_c(&keys);
    expect_members(&f, ALIVE, JETON_TOKEN_UNAVAILABLE);
    jt_buf_reset(&keys);
    jt_buf_append_f(&keys, "{\"keys\":[" JWK_A3 "],\"x\":\"%0*d\"}", JETON_JWKS_MAX, 0);
    f.source.text = jt_buf_c(&keys);
    jt_clock_manual_advance(&f.clock, JETON_KEYS_RETRY_S);
    expect(&f, JETON_TOKEN_UNAVAILABLE);
    assert_int_equal(f.source.calls, 2);
    fixture_clear(&f);
}

/* A key that was withdrawn stops working when the set is refreshed, for known tokens too. */
static void test_a_withdrawn_key_ends(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer next = issuer_make("ES256");
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    f.source.issuers[0] = &next;
    jt_clock_manual_advance(&f.clock, JETON_KEYS_REFRESH_S - 1);
    expect(&f, JETON_TOKEN_VALID);
    assert_int_equal(f.source.calls, 1);
    jt_clock_manual_advance(&f.clock, 1);
    expect(&f, JETON_TOKEN_KEY);
    assert_int_equal(f.source.calls, 2);
    issuer_clear(&next);
    fixture_clear(&f);
}

static void test_an_outage_ends_when_the_set_is_too_old(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    f.source.fails = -1;
    for (int64_t age = 0; age + 3600 < JETON_KEYS_MAX_AGE_S; age += 3600) {
        jt_clock_manual_advance(&f.clock, 3600);
        expect(&f, JETON_TOKEN_VALID);
    }
    jt_clock_manual_advance(&f.clock, 3600);
    expect(&f, JETON_TOKEN_UNAVAILABLE);
    f.source.fails = 0;
    jt_clock_manual_advance(&f.clock, JETON_KEYS_RETRY_S);
    expect(&f, JETON_TOKEN_VALID);
    fixture_clear(&f);
}

/* B-173: of two keys with one kid the first counts. */
static void test_duplicate_kids(void **state)
{
    (void)state;
    struct fixture f;
    struct issuer twin = issuer_make("ES256");
    fixture_init(&f, "ES256");
    memcpy(twin.kid, f.issuer.kid, sizeof(twin.kid));
    f.source.issuers[f.source.count++] = &twin;
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    good_token(&twin, ALIVE, &f.token);
    expect(&f, JETON_TOKEN_SIG);
    issuer_clear(&twin);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_token_fetches_once),
        cmocka_unit_test(test_an_unknown_kid_fetches_once_per_cool_down),
        cmocka_unit_test(test_a_new_key_is_found),
        cmocka_unit_test(test_kids_that_look_like_something_else),
        cmocka_unit_test(test_without_a_kid_there_must_be_one_key),
        cmocka_unit_test(test_the_kid_of_another_key_or_algorithm),
        cmocka_unit_test(test_without_keys_nothing_can_be_told),
        cmocka_unit_test(test_bad_sets_keep_the_last_good_one),
        cmocka_unit_test(test_too_large_a_set),
        cmocka_unit_test(test_a_withdrawn_key_ends),
        cmocka_unit_test(test_an_outage_ends_when_the_set_is_too_old),
        cmocka_unit_test(test_duplicate_kids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
