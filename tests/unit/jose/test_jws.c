/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWS: the vectors of the RFCs, our own tokens, and everything that is not one. */
#include "support.h"

static void verify_vector(const char *jwk_text, const char *token)
{
    struct jt_json *json = NULL;
    struct jt_jwk jwk;
    struct jt_jws jws;
    struct jt_verifier *verifier = NULL;
    assert_int_equal(read_jwk(jwk_text, &json, &jwk), JT_OK);
    assert_int_equal(jt_jws_read(jt_str_from_c(token), &jws), JT_JWS_OK);
    assert_ptr_equal(jws.alg, jwk.alg);
    assert_int_equal(jt_verifier_new(jwk.key, jws.alg->scheme, &verifier), JT_OK);
    jt_str signature = jt_buf_str(&jws.signature);
    assert_int_equal(jt_verifier_check(verifier, jws.signing_input, signature), JT_OK);
    /* One byte less of what was signed. */
    jt_str shorter = jt_str_slice(jws.signing_input, 0, jws.signing_input.len - 1);
    assert_int_equal(jt_verifier_check(verifier, shorter, signature), JT_ERR_REFUSED);
    jt_verifier_free(verifier);
    jt_jws_clear(&jws);
    jt_jwk_clear(&jwk);
    jt_json_free(json);
}

static void test_rfc_vectors(void **state)
{
    (void)state;
    verify_vector(JWK_A3, TOKEN_A3);
    verify_vector(JWK_A2, TOKEN_A2);
    verify_vector(JWK_ED25519, TOKEN_ED25519);
}

static void test_writes_what_it_reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < jt_algs_count; i++) {
        const struct jt_alg *alg = &jt_algs[i];
        struct jt_key *key = NULL;
        struct jt_signer *signer = NULL;
        struct jt_verifier *verifier = NULL;
        struct jt_jws jws;
        JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
        JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
        assert_int_equal(jt_key_generate(alg->key_kind, &key), JT_OK);
        assert_int_equal(jt_signer_new(key, alg->scheme, &signer), JT_OK);
        assert_int_equal(jt_verifier_new(key, alg->scheme, &verifier), JT_OK);
        jt_jws_write_header(&header, alg, JT_STR("at+jwt"), JT_STR("a \"kid\""));
        assert_int_equal(jt_jws_write(&text, jt_buf_str(&header), JT_STR("{}"), signer), JT_OK);
        assert_int_equal(jt_jws_read(jt_buf_str(&text), &jws), JT_JWS_OK);
        assert_ptr_equal(jws.alg, alg);
        assert_true(jt_str_equal(jws.typ, JT_STR("at+jwt")));
        assert_true(jt_str_equal(jws.kid, JT_STR("a \"kid\"")));
        assert_true(jt_str_equal(jt_buf_str(&jws.payload), JT_STR("{}")));
        assert_int_equal(jt_verifier_check(verifier, jws.signing_input, jt_buf_str(&jws.signature)),
                         JT_OK);
        jt_jws_clear(&jws);
        jt_verifier_free(verifier);
        jt_signer_free(signer);
        jt_key_free(key);
    }
}

static void test_a_full_buffer_keeps_no_half_token(void **state)
{
    (void)state;
    struct jt_key *key = NULL;
    struct jt_signer *signer = NULL;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = JT_BUF_INIT(60);
    assert_int_equal(jt_key_generate(JT_KEY_P256, &key), JT_OK);
    assert_int_equal(jt_signer_new(key, JT_SIGN_ES256, &signer), JT_OK);
    jt_buf_append_c(&text, "before");
    assert_int_equal(jt_jws_write(&text, JT_STR("aGVhZGVy"), JT_STR("{}"), signer), JT_ERR_LIMIT);
    assert_true(jt_str_equal(jt_buf_str(&text), JT_STR("before")));
    jt_signer_free(signer);
    jt_key_free(key);
}

static void test_header_without_typ_and_kid(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    jt_jws_write_header(&header, jt_alg_find(JT_STR("ES256")), JT_STR(""), JT_STR(""));
    assert_true(jt_str_equal(jt_buf_str(&header), JT_STR("eyJhbGciOiJFUzI1NiJ9")));
}

static void expect_text(jt_str text, enum jt_jws_fault expected)
{
    struct jt_jws jws;
    assert_int_equal(jt_jws_read(text, &jws), expected);
}

static void expect_header(jt_str header, enum jt_jws_fault expected)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    struct jt_jws jws;
    put_token(&text, header, JT_STR("{}"), "AAAA");
    enum jt_jws_fault fault = jt_jws_read(jt_buf_str(&text), &jws);
    if (fault != expected) {
        print_error("%.*s: %d instead of %d\n", JT_STR_ARG(header), (int)fault, (int)expected);
    }
    assert_int_equal(fault, expected);
    if (fault == JT_JWS_OK) {
        jt_jws_clear(&jws);
    }
}

/* B-061, B-062: no name but ours, and nothing that is no name. */
static void test_algorithms_that_do_not_exist(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "{\"alg\":\"none\"}",     "{\"alg\":\"None\"}",
        "{\"alg\":\"nOnE\"}",     "{\"alg\":\"NONE\"}",
        "{\"alg\":\"\"}",         "{}",
        "{\"alg\":null}",         "{\"alg\":256}",
        "{\"alg\":[\"ES256\"]}",  "{\"alg\":{}}",
        "{\"alg\":true}",         "{\"alg\":\"HS256\"}",
        "{\"alg\":\"HS512\"}",    "{\"alg\":\"es256\"}",
        "{\"alg\":\"ES256 \"}",   "{\"alg\":\"ES256K\"}",
        "{\"alg\":\"ES384\"}",    "{\"alg\":\"RS1\"}",
        "{\"alg\":\"Ed25519\"}",  "{\"alg\":\"eddsa\"}",
        "{\"Alg\":\"ES256\"}",    "{\"alg\":\"dir\"}",
        "{\"alg\":\"RSA-OAEP\"}", "{\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483648}",
    };
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        expect_header(jt_str_from_c(headers[i]), JT_JWS_ALG);
    }
    expect_text(JT_STR("eyJhbGciOiJub25lIn0.e30."), JT_JWS_ALG);
}

/* B-071, B-073, B-074 and members of the wrong type. */
static void test_headers_that_want_too_much(void **state)
{
    (void)state;
    static const char *const members[] = {
        "\"crit\":[]",
        "\"crit\":[\"exp\"]",
        "\"crit\":[\"b64\",\"b64\"],\"b64\":true",
        "\"crit\":null",
        "\"b64\":false",
        "\"b64\":true",
        "\"jku\":\"https://attacker.example/keys\"",
        "\"jku\":\"http://169.254.169.254/\"",
        "\"x5u\":\"file:///etc/passwd\"",
        "\"x5c\":[\"MIIB\"]",
        "\"jwk\":" JWK_A3,
        "\"zip\":\"DEF\"",
        "\"typ\":1",
        "\"typ\":null",
        "\"typ\":[\"at+jwt\"]",
        "\"kid\":1",
        "\"kid\":null",
        "\"kid\":{}",
    };
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        char header[512];
        (void)snprintf(header, sizeof(header), "{\"alg\":\"ES256\",%s}", members[i]);
        expect_header(jt_str_from_c(header), JT_JWS_HEADER);
    }
}

static void test_length_of_kid(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    jt_buf_append_f(&header, "{\"alg\":\"ES256\",\"kid\":\"%0*d\"}", JT_JWS_KID_MAX, 0);
    expect_header(jt_buf_str(&header), JT_JWS_OK);
    jt_buf_reset(&header);
    jt_buf_append_f(&header, "{\"alg\":\"ES256\",\"kid\":\"%0*d\"}", JT_JWS_KID_MAX + 1, 0);
    expect_header(jt_buf_str(&header), JT_JWS_HEADER);
}

/* B-076, B-077. */
static void test_headers_that_are_no_json_object(void **state)
{
    (void)state;
    const jt_str headers[] = {
        JT_STR(" "),
        JT_STR("null"),
        JT_STR("\"ES256\""),
        JT_STR("[{\"alg\":\"ES256\"}]"),
        JT_STR("{\"alg\":\"ES256\""),
        JT_STR("{\"alg\":\"ES256\"}}"),
        JT_STR("{\"alg\":\"ES256\"} x"),
        JT_STR("{'alg':'ES256'}"),
        JT_STR("{\"alg\":\"ES256\",\"alg\":\"ES256\"}"),
        JT_STR("{\"alg\":\"none\",\"\\u0061lg\":\"ES256\"}"),
        JT_STR("{\"alg\":\"ES256\",\"kid\":\"a\\u0000b\"}"),
        JT_STR("{\"alg\":\"ES256\",\"kid\":\"\0\"}"),
        JT_STR("{\"alg\":\"ES256\",\"kid\":\"\xff\"}"),
        JT_STR("{\"alg\":\"ES256\",\"kid\":\"\\ud800\"}"),
        JT_STR("{\"alg\":\"ES256\",\"n\":1e999999}"),
        JT_STR("{\"alg\":\"ES256\",\"n\":9223372036854775808}"),
        JT_STR("{\"alg\":\"ES256\",\"n\":[[[[[[[[1]]]]]]]]}"),
        JT_STR("\xef\xbb\xbf{\"alg\":\"ES256\"}"),
    };
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        expect_header(headers[i], JT_JWS_JSON);
    }
}

/* B-067, B-068. */
static void test_texts_of_another_form(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        ".",
        "..",
        "...",
        "eyJhbGciOiJFUzI1NiJ9",
        "eyJhbGciOiJFUzI1NiJ9.e30",
        ".e30.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA.",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA.AAAA.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30=.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AA==",
        "eyJhbGciOiJFUzI1NiJ9.e30.AB",
        "eyJhbGciOiJFUzI1NiJ9.e31.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAA+",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAA/",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA\n",
        " eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
        "eyJhbGciOiJFUzI1NiJ9 .e30.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.A",
        "{\"payload\":\"e30\",\"protected\":\"eyJhbGciOiJFUzI1NiJ9\",\"signature\":\"AAAA\"}",
        "{\"payload\":\"e30\",\"signatures\":[]}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        expect_text(jt_str_from_c(texts[i]), JT_JWS_FORMAT);
    }
    expect_text((jt_str){NULL, 0}, JT_JWS_FORMAT);
    expect_text(JT_STR("eyJhbGciOiJFUzI1NiJ9.e30.AAA\0"), JT_JWS_FORMAT);
}

static void test_the_longest_text(void **state)
{
    (void)state;
    static char text[JT_JWS_MAX + 4];
    struct jt_jws jws;
    memset(text, 'A', sizeof(text));
    memcpy(text, "eyJhbGciOiJFUzI1NiJ9.e30.", 25);
    /* 25 + 4n characters would be 16385; one less makes n parts of four and three more. */
    assert_int_equal(jt_jws_read(jt_str_make(text, JT_JWS_MAX), &jws), JT_JWS_OK);
    jt_jws_clear(&jws);
    expect_text(jt_str_make(text, JT_JWS_MAX + 1), JT_JWS_FORMAT);
    expect_text(jt_str_make(text, sizeof(text)), JT_JWS_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_vectors),
        cmocka_unit_test(test_writes_what_it_reads),
        cmocka_unit_test(test_a_full_buffer_keeps_no_half_token),
        cmocka_unit_test(test_header_without_typ_and_kid),
        cmocka_unit_test(test_algorithms_that_do_not_exist),
        cmocka_unit_test(test_headers_that_want_too_much),
        cmocka_unit_test(test_length_of_kid),
        cmocka_unit_test(test_headers_that_are_no_json_object),
        cmocka_unit_test(test_texts_of_another_form),
        cmocka_unit_test(test_the_longest_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
