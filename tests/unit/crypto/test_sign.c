/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures: every scheme signs and verifies again and again, and every forged, damaged or
 * mismatched signature is refused. */
#include "support.h"

#include "crypto/sign.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

struct row {
    enum jt_sign_scheme scheme;
    enum jt_key_kind kind;
    size_t len;
};

static const struct row rows[] = {
    {JT_SIGN_ES256, JT_KEY_P256, 64},
    {JT_SIGN_RS256, JT_KEY_RSA, 256},
    {JT_SIGN_PS256, JT_KEY_RSA, 256},
    {JT_SIGN_EDDSA, JT_KEY_ED25519, 64},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

#define N_OF_P256 "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

struct pair {
    struct jt_key *key;
    struct jt_signer *signer;
    struct jt_verifier *verifier;
};

static struct pair make_pair(const struct row *row)
{
    struct pair pair = {NULL, NULL, NULL};
    assert_int_equal(jt_key_generate(row->kind, &pair.key), JT_OK);
    assert_int_equal(jt_signer_new(pair.key, row->scheme, &pair.signer), JT_OK);
    assert_int_equal(jt_verifier_new(pair.key, row->scheme, &pair.verifier), JT_OK);
    return pair;
}

static void free_pair(struct pair *pair)
{
    jt_verifier_free(pair->verifier);
    jt_signer_free(pair->signer);
    jt_key_free(pair->key);
}

static jt_str sign(const struct pair *pair, jt_str message, uint8_t *ret_signature)
{
    size_t len = 0;
    assert_int_equal(jt_signer_sign(pair->signer, message, ret_signature, &len), JT_OK);
    return jt_str_make((const char *)ret_signature, len);
}

static void test_signs_and_verifies_with_the_same_contexts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct pair pair = make_pair(&rows[i]);
        uint8_t bytes[JT_SIGNATURE_MAX];
        for (int again = 0; again < 20; again++) {
            char message[8] = {(char)('a' + again)};
            jt_str text = jt_str_make(message, sizeof(message));
            jt_str signature = sign(&pair, text, bytes);
            assert_int_equal(signature.len, rows[i].len);
            assert_int_equal(jt_verifier_check(pair.verifier, text, signature), JT_OK);
            assert_int_equal(jt_verifier_check(pair.verifier, JT_STR("other"), signature),
                             JT_ERR_REFUSED);
        }
        free_pair(&pair);
    }
    jt_signer_free(NULL);
    jt_verifier_free(NULL);
}

/* DER drops leading zeros; about every 128th r or s has one. */
static void test_es256_keeps_leading_zeros(void **state)
{
    (void)state;
    struct pair pair = make_pair(&rows[0]);
    uint8_t bytes[JT_SIGNATURE_MAX];
    int with_zero = 0;
    for (int i = 0; i < 20000 && with_zero < 4; i++) {
        jt_str signature = sign(&pair, JT_STR("message"), bytes);
        assert_int_equal(signature.len, 64);
        if (bytes[0] == 0 || bytes[32] == 0) {
            with_zero++;
            assert_int_equal(jt_verifier_check(pair.verifier, JT_STR("message"), signature), JT_OK);
        }
    }
    assert_int_equal(with_zero, 4);
    free_pair(&pair);
}

static void test_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct pair pair = make_pair(&rows[i]);
        uint8_t bytes[JT_SIGNATURE_MAX];
        jt_str signature = sign(&pair, JT_STR("message"), bytes);
        for (size_t bit = 0; bit < signature.len * 8; bit++) {
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_int_equal(jt_verifier_check(pair.verifier, JT_STR("message"), signature),
                             JT_ERR_REFUSED);
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        assert_int_equal(jt_verifier_check(pair.verifier, JT_STR("message"), signature), JT_OK);
        free_pair(&pair);
    }
}

static void test_wrong_lengths_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct pair pair = make_pair(&rows[i]);
        uint8_t bytes[JT_SIGNATURE_MAX + 1] = {0};
        jt_str good = sign(&pair, JT_STR("message"), bytes);
        const size_t lengths[] = {0, 1, good.len - 1, good.len + 1, JT_SIGNATURE_MAX + 1};
        for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
            jt_str signature = jt_str_make((const char *)bytes, lengths[j]);
            assert_int_equal(jt_verifier_check(pair.verifier, JT_STR("message"), signature),
                             JT_ERR_REFUSED);
        }
        free_pair(&pair);
    }
}

static void refuse_es256(const struct pair *pair, const char *r_hex, const char *s_hex)
{
    uint8_t bytes[64];
    (void)from_hex(r_hex, bytes);
    (void)from_hex(s_hex, bytes + 32);
    assert_int_equal(jt_verifier_check(pair->verifier, JT_STR("message"),
                                       jt_str_make((const char *)bytes, sizeof(bytes))),
                     JT_ERR_REFUSED);
}

/* B-064; CVE-2022-21449: the signature of zeros that verified everything. */
static void test_es256_values_out_of_range_are_refused(void **state)
{
    (void)state;
    const char *zero = "0000000000000000000000000000000000000000000000000000000000000000";
    const char *one = "0000000000000000000000000000000000000000000000000000000000000001";
    const char *ones = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
    struct pair pair = make_pair(&rows[0]);
    refuse_es256(&pair, zero, zero);
    refuse_es256(&pair, zero, one);
    refuse_es256(&pair, one, zero);
    refuse_es256(&pair, N_OF_P256, one);
    refuse_es256(&pair, one, N_OF_P256);
    refuse_es256(&pair, N_OF_P256, N_OF_P256);
    refuse_es256(&pair, ones, one);
    refuse_es256(&pair, one, ones);
    refuse_es256(&pair, one, one);
    free_pair(&pair);
}

static void test_es256_in_der_is_refused(void **state)
{
    (void)state;
    struct pair pair = make_pair(&rows[0]);
    uint8_t raw[JT_SIGNATURE_MAX];
    uint8_t der[70] = {0x30, 68, 0x02, 32};
    do {
        (void)sign(&pair, JT_STR("message"), raw);
    } while (raw[0] >= 0x80 || raw[0] == 0 || raw[32] >= 0x80 || raw[32] == 0);
    memcpy(der + 4, raw, 32);
    der[36] = 0x02;
    der[37] = 32;
    memcpy(der + 38, raw + 32, 32);
    assert_int_equal(jt_verifier_check(pair.verifier, JT_STR("message"),
                                       jt_str_make((const char *)der, sizeof(der))),
                     JT_ERR_REFUSED);
    free_pair(&pair);
}

static void test_schemes_do_not_fit_other_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct jt_key *key = NULL;
        assert_int_equal(jt_key_generate(rows[i].kind, &key), JT_OK);
        for (size_t j = 0; j < ROWS; j++) {
            struct jt_signer *signer = NULL;
            struct jt_verifier *verifier = NULL;
            enum jt_err expected = rows[i].kind == rows[j].kind ? JT_OK : JT_ERR_ARG;
            assert_int_equal(jt_signer_new(key, rows[j].scheme, &signer), expected);
            assert_int_equal(jt_verifier_new(key, rows[j].scheme, &verifier), expected);
            jt_signer_free(signer);
            jt_verifier_free(verifier);
        }
        jt_key_free(key);
    }
}

static void test_another_key_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct pair pair = make_pair(&rows[i]);
        struct pair stranger = make_pair(&rows[i]);
        uint8_t bytes[JT_SIGNATURE_MAX];
        jt_str signature = sign(&pair, JT_STR("message"), bytes);
        /* The same length does not mean the same modulus: RSA may also fail by range. */
        assert_int_equal(jt_verifier_check(stranger.verifier, JT_STR("message"), signature),
                         JT_ERR_REFUSED);
        free_pair(&pair);
        free_pair(&stranger);
    }
}

/* Signs with OpenSSL itself, by a scheme that is almost ours. salt < 0: PKCS#1 v1.5. */
static jt_str sign_rsa(const struct jt_key *key, const EVP_MD *md, int salt, uint8_t *ret_signature)
{
    struct jt_secret der = {0};
    assert_int_equal(jt_key_write_private(key, &der), JT_OK);
    const unsigned char *at = (const unsigned char *)jt_secret_reveal(&der).ptr;
    EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &at, (long)jt_secret_reveal(&der).len);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pkey_context = NULL;
    size_t len = JT_SIGNATURE_MAX;
    assert_int_equal(EVP_DigestSignInit(context, &pkey_context, md, NULL, pkey), 1);
    if (salt >= 0) {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(pkey_context, RSA_PKCS1_PSS_PADDING), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey_context, salt), 1);
    }
    assert_int_equal(
        EVP_DigestSign(context, ret_signature, &len, (const unsigned char *)"message", 7), 1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    jt_secret_clear(&der);
    return jt_str_make((const char *)ret_signature, len);
}

static void test_rsa_variants_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[JT_SIGNATURE_MAX];
    struct pair rs = make_pair(&rows[1]);
    struct jt_verifier *ps = NULL;
    assert_int_equal(jt_verifier_new(rs.key, JT_SIGN_PS256, &ps), JT_OK);
    jt_str text = JT_STR("message");

    jt_str good_ps = sign_rsa(rs.key, EVP_sha256(), 32, bytes);
    assert_int_equal(jt_verifier_check(ps, text, good_ps), JT_OK);
    assert_int_equal(jt_verifier_check(rs.verifier, text, good_ps), JT_ERR_REFUSED);
    jt_str good_rs = sign_rsa(rs.key, EVP_sha256(), -1, bytes);
    assert_int_equal(jt_verifier_check(rs.verifier, text, good_rs), JT_OK);
    assert_int_equal(jt_verifier_check(ps, text, good_rs), JT_ERR_REFUSED);

    const int salts[] = {0, 20, 31, 33, 222};
    for (size_t i = 0; i < sizeof(salts) / sizeof(salts[0]); i++) {
        jt_str variant = sign_rsa(rs.key, EVP_sha256(), salts[i], bytes);
        assert_int_equal(jt_verifier_check(ps, text, variant), JT_ERR_REFUSED);
    }
    jt_str sha1 = sign_rsa(rs.key, EVP_sha1(), -1, bytes);
    assert_int_equal(jt_verifier_check(rs.verifier, text, sha1), JT_ERR_REFUSED);
    jt_verifier_free(ps);
    free_pair(&rs);
}

/* RFC 8032 §7.1, test 3: verifying is a fixed function, and signing is deterministic. */
static void test_ed25519_rfc_8032(void **state)
{
    (void)state;
    uint8_t x[32];
    uint8_t sig[64];
    struct jt_key *key = NULL;
    struct jt_verifier *verifier = NULL;
    jt_str x_text = from_hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", x);
    jt_str signature = from_hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
                                sig);
    assert_int_equal(jt_key_from_public_members(JT_KEY_ED25519, x_text, (jt_str){NULL, 0}, &key),
                     JT_OK);
    assert_int_equal(jt_verifier_new(key, JT_SIGN_EDDSA, &verifier), JT_OK);
    assert_int_equal(jt_verifier_check(verifier, JT_STR("\xaf\x82"), signature), JT_OK);
    assert_int_equal(jt_verifier_check(verifier, JT_STR("\xaf\x83"), signature), JT_ERR_REFUSED);
    jt_verifier_free(verifier);
    jt_key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs_and_verifies_with_the_same_contexts),
        cmocka_unit_test(test_es256_keeps_leading_zeros),
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_wrong_lengths_are_refused),
        cmocka_unit_test(test_es256_values_out_of_range_are_refused),
        cmocka_unit_test(test_es256_in_der_is_refused),
        cmocka_unit_test(test_schemes_do_not_fit_other_keys),
        cmocka_unit_test(test_another_key_refuses),
        cmocka_unit_test(test_rsa_variants_are_refused),
        cmocka_unit_test(test_ed25519_rfc_8032),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
