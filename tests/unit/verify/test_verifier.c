/* SPDX-License-Identifier: Apache-2.0 */
/* One verdict for every way in which a token can be wrong, and a valid one for every algorithm. */
#include "support.h"

#define ALIVE "\"exp\":1700003600"

static void test_valid_tokens_of_every_algorithm(void **state)
{
    (void)state;
    for (size_t i = 0; i < jt_algs_count; i++) {
        struct fixture f;
        struct jeton_claims *claims = NULL;
        fixture_init(&f, jt_algs[i].name.ptr);
        good_token(&f.issuer, ALIVE, &f.token);
        assert_int_equal(jeton_verifier_check(f.verifier, f.token.ptr, f.token.len, &claims),
                         JETON_TOKEN_VALID);
        assert_string_equal(jeton_claims_issuer(claims), ISSUER);
        assert_string_equal(jeton_claims_subject(claims), "s");
        assert_string_equal(jeton_claims_client_id(claims), "c");
        assert_string_equal(jeton_claims_token_id(claims), "j");
        assert_int_equal(jeton_claims_expires_at(claims), START + 3600);
        assert_int_equal(jeton_claims_issued_at(claims), START);
        fixture_clear(&f);
        assert_string_equal(jeton_claims_scope(claims), "user.view stage:user.manage");
        jeton_claims_free(claims);
    }
}

static void test_scopes(void **state)
{
    (void)state;
    struct fixture f;
    struct jeton_claims *claims = NULL;
    fixture_init(&f, "ES256");
    good_token(&f.issuer, ALIVE, &f.token);
    assert_int_equal(jeton_verifier_check(f.verifier, f.token.ptr, f.token.len, &claims),
                     JETON_TOKEN_VALID);
    assert_true(jeton_claims_has_scope(claims, "user.view"));
    assert_true(jeton_claims_has_scope(claims, "stage:user.manage"));
    assert_false(jeton_claims_has_scope(claims, "user"));
    assert_false(jeton_claims_has_scope(claims, "user.manage"));
    assert_false(jeton_claims_has_scope(claims, "USER.VIEW"));
    assert_false(jeton_claims_has_scope(claims, "user.view stage:user.manage"));
    assert_false(jeton_claims_has_scope(claims, ""));
    jeton_claims_free(claims);
    fixture_clear(&f);
}

/* B-085. */
static void test_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    good_token(&f.issuer, ALIVE, &f.token);
    expect(&f, JETON_TOKEN_VALID);
    for (size_t bit = 0; bit < f.token.len * 8; bit++) {
        f.token.ptr[bit / 8] = (char)(f.token.ptr[bit / 8] ^ (1 << bit % 8));
        enum jeton_verdict verdict = check_text(&f, jt_buf_str(&f.token));
        assert_int_not_equal(verdict, JETON_TOKEN_VALID);
        assert_int_not_equal(verdict, JETON_TOKEN_UNAVAILABLE);
        f.token.ptr[bit / 8] = (char)(f.token.ptr[bit / 8] ^ (1 << bit % 8));
    }
    expect(&f, JETON_TOKEN_VALID);
    fixture_clear(&f);
}

static void test_every_cut_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    good_token(&f.issuer, ALIVE, &f.token);
    for (size_t len = 0; len < f.token.len; len++) {
        enum jeton_verdict verdict = check_text(&f, jt_str_slice(jt_buf_str(&f.token), 0, len));
        assert_true(verdict == JETON_TOKEN_FORMAT || verdict == JETON_TOKEN_SIG);
    }
    fixture_clear(&f);
}

/* Signs header with the issuer's key: what is wrong is the header alone. */
static void expect_header(struct fixture *f, const char *header, enum jeton_verdict expected)
{
    issuer_sign(&f->issuer, jt_str_from_c(header), JT_STR("{" GOOD_CLAIMS "," ALIVE "}"),
                &f->token);
    expect(f, expected);
}

/* B-061, B-062, B-071, B-073, B-074, B-076: the whole table stands in jose/test_jws.c. */
static void test_headers(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", JETON_TOKEN_VALID);
    expect_header(&f, "{\"alg\":\"none\",\"typ\":\"at+jwt\"}", JETON_TOKEN_ALG);
    expect_header(&f, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", JETON_TOKEN_ALG);
    expect_header(&f, "{\"typ\":\"at+jwt\"}", JETON_TOKEN_ALG);
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"crit\":[\"exp\"]}",
                  JETON_TOKEN_HEADER);
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"jku\":\"http://169.254.169.254/\"}",
                  JETON_TOKEN_HEADER);
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"b64\":false}", JETON_TOKEN_HEADER);
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"zip\":\"DEF\"}", JETON_TOKEN_HEADER);
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"\\u0061lg\":\"ES256\"}",
                  JETON_TOKEN_JSON);
    expect_header(&f, "[]", JETON_TOKEN_JSON);
    /* The kid of another key than the one that signed, and another algorithm than the key's. */
    expect_header(&f, "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", JETON_TOKEN_ALG);
    fixture_clear(&f);
}

/* B-083. */
static void test_types(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "JWT",
        "id_token+jwt",
        "logout+jwt",
        "AT+JWT",
        "at+JWT",
        "at+jwt ",
        "",
        "jwt",
        "application/jwt",
        "application/at+jwt;x=1",
        "Application/at+jwt",
    };
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_header(&f, "{\"alg\":\"ES256\",\"typ\":\"application/at+jwt\"}", JETON_TOKEN_VALID);
    expect_header(&f, "{\"alg\":\"ES256\"}", JETON_TOKEN_TYP);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char header[128];
        (void)snprintf(header, sizeof(header), "{\"alg\":\"ES256\",\"typ\":\"%s\"}", wrong[i]);
        expect_header(&f, header, JETON_TOKEN_TYP);
    }
    fixture_clear(&f);
}

/* B-079 and the edges of the tolerance. */
static void test_exp(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_members(&f, "\"exp\":1700000001", JETON_TOKEN_VALID);
    expect_members(&f, "\"exp\":1699999971", JETON_TOKEN_VALID);
    expect_members(&f, "\"exp\":1699999970", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":1699999969", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":0", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":\"9999999999\"", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":1e300", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":null", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":true", JETON_TOKEN_EXP);
    expect_members(&f, "\"x\":1", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":9007199254740992", JETON_TOKEN_EXP);
    expect_members(&f, "\"exp\":9007199254740991", JETON_TOKEN_VALID);
    expect_members(&f, "\"exp\":1700000100.5", JETON_TOKEN_VALID);
    fixture_clear(&f);
}

static void test_exp_without_tolerance(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    assert_int_equal(jeton_policy_set_tolerance(f.policy, 0), JETON_VERIFY_OK);
    fixture_rebuild(&f);
    expect_members(&f, "\"exp\":1700000001", JETON_TOKEN_VALID);
    expect_members(&f, "\"exp\":1700000000", JETON_TOKEN_EXP);
    fixture_clear(&f);
}

/* B-080. */
static void test_nbf_and_iat(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_members(&f, ALIVE ",\"nbf\":1700000030", JETON_TOKEN_VALID);
    expect_members(&f, ALIVE ",\"nbf\":1700000031", JETON_TOKEN_NBF);
    expect_members(&f, ALIVE ",\"nbf\":\"1\"", JETON_TOKEN_CLAIM);
    f.clock.wall.s = START - 30;
    expect_members(&f, ALIVE, JETON_TOKEN_VALID);
    f.clock.wall.s = START - 31;
    expect_members(&f, ALIVE, JETON_TOKEN_IAT);
    fixture_clear(&f);
}

static void expect_payload(struct fixture *f, const char *payload, enum jeton_verdict expected)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    good_header(&f->issuer, &header);
    issuer_sign(&f->issuer, jt_buf_str(&header), jt_str_from_c(payload), &f->token);
    expect(f, expected);
}

static void expect_issuer_and_audience(struct fixture *f, const char *iss, const char *aud,
                                       enum jeton_verdict expected)
{
    char payload[512];
    (void)snprintf(payload, sizeof(payload), "{%s%s" ALIVE "}", iss, aud);
    expect_payload(f, payload, expected);
}

/* B-082, and the issuer likewise. */
static void test_issuers_and_audiences(void **state)
{
    (void)state;
    struct fixture f;
    const char *iss = "\"iss\":\"" ISSUER "\",";
    const char *aud = "\"aud\":\"" AUDIENCE "\",";
    fixture_init(&f, "ES256");
    expect_issuer_and_audience(&f, iss, aud, JETON_TOKEN_VALID);
    expect_issuer_and_audience(&f, "", aud, JETON_TOKEN_ISS);
    expect_issuer_and_audience(&f, "\"iss\":\"" ISSUER "/\",", aud, JETON_TOKEN_ISS);
    expect_issuer_and_audience(&f, "\"iss\":\"https://id.example/auth/realms/\",", aud,
                               JETON_TOKEN_ISS);
    expect_issuer_and_audience(&f, "\"iss\":\"\",", aud, JETON_TOKEN_ISS);
    expect_issuer_and_audience(&f, "\"iss\":7,", aud, JETON_TOKEN_CLAIM);
    expect_issuer_and_audience(&f, iss, "", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":[],", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":7,", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":{\"" AUDIENCE "\":1},", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":\"" AUDIENCE "/v1\",", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":\"https://api\",", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":[\"other\"],", JETON_TOKEN_AUD);
    expect_issuer_and_audience(&f, iss, "\"aud\":[\"other\",\"" AUDIENCE "\"],", JETON_TOKEN_VALID);
    fixture_clear(&f);
}

static void test_payloads_that_are_no_claims(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    expect_payload(&f, "", JETON_TOKEN_JSON);
    expect_payload(&f, "[]", JETON_TOKEN_JSON);
    expect_payload(&f, "{" GOOD_CLAIMS "," ALIVE "," ALIVE "}", JETON_TOKEN_JSON);
    expect_payload(&f, "{" GOOD_CLAIMS "," ALIVE ",\"x\":[[[[[[[[[1]]]]]]]]]}", JETON_TOKEN_JSON);
    fixture_clear(&f);
}

/* B-067, B-068: no text is so wrong that the issuer would be asked for it. */
static void test_texts_that_are_no_tokens(void **state)
{
    (void)state;
    struct fixture f;
    static char huge[JETON_TOKEN_MAX + 1];
    fixture_init(&f, "ES256");
    memset(huge, 'A', sizeof(huge));
    assert_int_equal(check_text(&f, (jt_str){NULL, 0}), JETON_TOKEN_FORMAT);
    assert_int_equal(check_text(&f, JT_STR("a.b.c.d.e")), JETON_TOKEN_FORMAT);
    assert_int_equal(check_text(&f, JT_STR("{\"payload\":\"\"}")), JETON_TOKEN_FORMAT);
    assert_int_equal(check_text(&f, jt_str_make(huge, sizeof(huge))), JETON_TOKEN_FORMAT);
    assert_int_equal(f.source.calls, 0);
    fixture_clear(&f);
}

/* CL-034: an algorithm that the policy does not name is refused, though key and signature fit. */
static void test_algorithms_of_the_policy(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "ES256");
    assert_int_equal(jeton_policy_allow_algorithm(f.policy, "EdDSA"), JETON_VERIFY_OK);
    fixture_rebuild(&f);
    expect_members(&f, ALIVE, JETON_TOKEN_ALG);
    assert_int_equal(jeton_policy_allow_algorithm(f.policy, "ES256"), JETON_VERIFY_OK);
    fixture_rebuild(&f);
    expect(&f, JETON_TOKEN_VALID);
    fixture_clear(&f);
}

static void test_arguments(void **state)
{
    (void)state;
    struct jeton_policy *policy = NULL;
    struct jeton_verifier *verifier = NULL;
    const struct jeton_key_source nothing = {NULL, NULL};
    assert_int_equal(jeton_policy_new(NULL, AUDIENCE, &policy), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_new("", AUDIENCE, &policy), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_new(ISSUER, NULL, &policy), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_new(ISSUER, "", &policy), JETON_VERIFY_ARG);
    assert_null(policy);
    assert_int_equal(jeton_policy_new(ISSUER, AUDIENCE, &policy), JETON_VERIFY_OK);
    assert_int_equal(jeton_policy_allow_algorithm(policy, "none"), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_allow_algorithm(policy, "HS256"), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_allow_algorithm(policy, NULL), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_set_tolerance(policy, -1), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_set_tolerance(policy, 301), JETON_VERIFY_ARG);
    assert_int_equal(jeton_policy_set_known_tokens(policy, JETON_KNOWN_TOKENS_MAX + 1),
                     JETON_VERIFY_ARG);
    assert_int_equal(jeton_verifier_new(policy, NULL, &verifier), JETON_VERIFY_ARG);
    assert_int_equal(jeton_verifier_new(policy, &nothing, &verifier), JETON_VERIFY_ARG);
    assert_null(verifier);
    jeton_policy_free(policy);
    jeton_policy_free(NULL);
    jeton_verifier_free(NULL);
    jeton_claims_free(NULL);
}

static void test_every_verdict_has_its_words(void **state)
{
    (void)state;
    for (int i = 0; i <= JETON_TOKEN_UNAVAILABLE; i++) {
        const char *name = jeton_verdict_name((enum jeton_verdict)i);
        assert_true(strlen(jeton_verdict_text((enum jeton_verdict)i)) > 10);
        assert_string_not_equal(name, "unknown");
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(name, jeton_verdict_name((enum jeton_verdict)j));
        }
    }
    assert_string_equal(jeton_verdict_name((enum jeton_verdict)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_tokens_of_every_algorithm),
        cmocka_unit_test(test_scopes),
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_every_cut_is_refused),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_exp),
        cmocka_unit_test(test_exp_without_tolerance),
        cmocka_unit_test(test_nbf_and_iat),
        cmocka_unit_test(test_issuers_and_audiences),
        cmocka_unit_test(test_payloads_that_are_no_claims),
        cmocka_unit_test(test_texts_that_are_no_tokens),
        cmocka_unit_test(test_algorithms_of_the_policy),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_every_verdict_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
