/* SPDX-License-Identifier: Apache-2.0 */
/* JWKs: thumbprints of the RFCs, our own keys out and in, and keys that must not get in. */
#include "support.h"

/* RFC 7638 §3.1. */
#define JWK_THUMBPRINT                                                                             \
    "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1" \
    "RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h" \
    "4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLy" \
    "rdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"  \
    "\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}"

static void assert_thumbprint(const char *jwk_text, const char *expected)
{
    struct jt_json *json = NULL;
    struct jt_jwk jwk;
    char kid[JT_KID_TEXT + 1];
    assert_int_equal(read_jwk(jwk_text, &json, &jwk), JT_OK);
    assert_int_equal(jt_jwk_thumbprint(jwk.key, kid), JT_OK);
    assert_string_equal(kid, expected);
    jt_jwk_clear(&jwk);
    jt_json_free(json);
}

static void test_thumbprints_of_the_rfcs(void **state)
{
    (void)state;
    assert_thumbprint(JWK_THUMBPRINT, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assert_thumbprint(JWK_ED25519, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    /* Computed with Python from the members in their order. */
    assert_thumbprint(JWK_A3, "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

static void test_own_keys_out_and_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < jt_algs_count; i++) {
        struct jt_key *key = NULL;
        struct jt_json *json = NULL;
        struct jt_jwk jwk;
        JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
        struct jt_json_writer w = {.buf = &text};
        char before[JT_KID_TEXT + 1];
        char after[JT_KID_TEXT + 1];
        assert_int_equal(jt_key_generate(jt_algs[i].key_kind, &key), JT_OK);
        assert_int_equal(jt_jwk_thumbprint(key, before), JT_OK);
        assert_int_equal(jt_jwk_write(&w, key, &jt_algs[i], jt_str_from_c(before)), JT_OK);
        assert_int_equal(read_jwk(jt_buf_c(&text), &json, &jwk), JT_OK);
        assert_ptr_equal(jwk.alg, &jt_algs[i]);
        assert_true(jt_str_equal(jwk.kid, jt_str_from_c(before)));
        assert_int_equal(jt_jwk_thumbprint(jwk.key, after), JT_OK);
        assert_string_equal(before, after);
        jt_jwk_clear(&jwk);
        jt_json_free(json);
        jt_key_free(key);
    }
}

static bool is_public_name(void *arg, jt_str name, const struct jt_json_value *value)
{
    (void)arg;
    static const char *const names[] = {"kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"};
    jt_str text;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (jt_str_equal(name, jt_str_from_c(names[i]))) {
            return jt_json_string(value, &text) && text.len > 0;
        }
    }
    return false;
}

/* B-130: d, p, q, dp, dq, qi, k, oth are never published. */
static void test_only_public_members_are_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < jt_algs_count; i++) {
        struct jt_key *key = NULL;
        struct jt_json *json = NULL;
        JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
        struct jt_json_writer w = {.buf = &text};
        assert_int_equal(jt_key_generate(jt_algs[i].key_kind, &key), JT_OK);
        assert_int_equal(jt_jwk_write(&w, key, &jt_algs[i], JT_STR("kid")), JT_OK);
        assert_int_equal(jt_json_parse(jt_buf_str(&text), 1 << 16, &json), JT_OK);
        assert_true(jt_json_each(jt_json_root(json), is_public_name, NULL));
        jt_json_free(json);
        jt_key_free(key);
    }
}

static void refuse(const char *text, enum jt_err expected)
{
    struct jt_json *json = NULL;
    struct jt_jwk jwk = {0};
    enum jt_err err = read_jwk(text, &json, &jwk);
    if (err != expected) {
        print_error("%s: %s\n", text, jt_err_text(err));
    }
    assert_int_equal(err, expected);
    assert_null(jwk.key);
    jt_json_free(json);
}

#define X "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\""
#define Y "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define EC(more) "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y more "}"

static void accept(const char *text)
{
    struct jt_json *json = NULL;
    struct jt_jwk jwk;
    assert_int_equal(read_jwk(text, &json, &jwk), JT_OK);
    jt_jwk_clear(&jwk);
    jt_json_free(json);
}

static void test_use_and_operations(void **state)
{
    (void)state;
    accept(EC(",\"use\":\"sig\""));
    accept(EC(",\"key_ops\":[\"sign\",\"verify\"]"));
    accept(EC(",\"unknown\":{}"));
    refuse(EC(",\"use\":\"enc\""), JT_ERR_FORMAT);
    refuse(EC(",\"use\":\"SIG\""), JT_ERR_FORMAT);
    refuse(EC(",\"use\":[\"sig\"]"), JT_ERR_FORMAT);
    refuse(EC(",\"key_ops\":[\"encrypt\"]"), JT_ERR_FORMAT);
    refuse(EC(",\"key_ops\":[]"), JT_ERR_FORMAT);
    refuse(EC(",\"key_ops\":\"verify\""), JT_ERR_FORMAT);
}

/* CL-035: kind, curve and algorithm agree; CVE-2026-44699: no key is ever an HMAC key. */
static void test_kinds_and_algorithms_that_do_not_fit(void **state)
{
    (void)state;
    accept(EC(",\"alg\":\"ES256\""));
    refuse(EC(",\"alg\":\"RS256\""), JT_ERR_FORMAT);
    refuse(EC(",\"alg\":\"HS256\""), JT_ERR_FORMAT);
    refuse(EC(",\"alg\":\"none\""), JT_ERR_FORMAT);
    refuse(EC(",\"alg\":null"), JT_ERR_FORMAT);
    refuse("{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS256\"}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"ec\",\"crv\":\"P-256\"," X "," Y "}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"EC\",\"crv\":\"P-384\"," X "," Y "}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"EC\",\"crv\":\"secp256k1\"," X "," Y "}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"EC\"," X "," Y "}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"OKP\",\"crv\":\"X25519\"," X "}", JT_ERR_FORMAT);
    refuse("{\"kty\":[\"EC\"],\"crv\":\"P-256\"," X "," Y "}", JT_ERR_FORMAT);
    refuse("{}", JT_ERR_FORMAT);
    refuse("[]", JT_ERR_FORMAT);
    refuse("\"EC\"", JT_ERR_FORMAT);
}

/* B-173. */
static void test_private_material_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text),
                       "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"%s\":\"AA\"}", names[i]);
        refuse(text, JT_ERR_FORMAT);
    }
}

static void test_members_that_are_no_members(void **state)
{
    (void)state;
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X "}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X ",\"y\":7}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X ",\"y\":\"!\"}", JT_ERR_FORMAT);
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X ",\"y\":\"AAAA\"}", JT_ERR_CRYPTO);
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X
           ",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}",
           JT_ERR_FORMAT); /* spare bits */
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X
           ",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4A\"}",
           JT_ERR_CRYPTO); /* 33 bytes */
    refuse("{\"kty\":\"EC\",\"crv\":\"P-256\"," X
           ",\"y\":\"y_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
           JT_ERR_CRYPTO); /* not on the curve */
    refuse("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", JT_ERR_CRYPTO);
    refuse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", JT_ERR_CRYPTO);
}

/* B-065: an exponent of 1 makes every signature right. */
static void test_exponents_and_sizes_of_rsa(void **state)
{
    (void)state;
    static const char *const exponents[] = {"AQ", "Ag", "AA", "", "AAEAAQ"};
    const char *begin = strstr(JWK_A2, "\"n\"");
    const char *end = strstr(JWK_A2, "\"AQAB\"");
    for (size_t i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++) {
        char text[1024];
        (void)snprintf(text, sizeof(text), "{\"kty\":\"RSA\",%.*s\"%s\"}", (int)(end - begin),
                       begin, exponents[i]);
        refuse(text, JT_ERR_CRYPTO);
    }
    char huge[4096];
    (void)snprintf(huge, sizeof(huge), "{\"kty\":\"RSA\",\"n\":\"%0*d\",\"e\":\"AQAB\"}", 1380, 0);
    refuse(huge, JT_ERR_FORMAT);
}

static void test_kid_of_another_type_or_length(void **state)
{
    (void)state;
    char text[1024];
    refuse(EC(",\"kid\":1"), JT_ERR_FORMAT);
    refuse(EC(",\"kid\":null"), JT_ERR_FORMAT);
    (void)snprintf(text, sizeof(text),
                   "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"kid\":\"%0*d\"}",
                   JT_JWS_KID_MAX + 1, 0);
    refuse(text, JT_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thumbprints_of_the_rfcs),
        cmocka_unit_test(test_own_keys_out_and_in),
        cmocka_unit_test(test_only_public_members_are_written),
        cmocka_unit_test(test_use_and_operations),
        cmocka_unit_test(test_kinds_and_algorithms_that_do_not_fit),
        cmocka_unit_test(test_private_material_is_refused),
        cmocka_unit_test(test_members_that_are_no_members),
        cmocka_unit_test(test_exponents_and_sizes_of_rsa),
        cmocka_unit_test(test_kid_of_another_type_or_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
