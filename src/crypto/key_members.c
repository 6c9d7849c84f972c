/* SPDX-License-Identifier: Apache-2.0 */
/* The public members of a key, out and in. What comes in is somebody else's and is judged before
 * it may verify anything (RFC 8725 §3.5). */
#include "crypto/key.h"

#include "crypto/key_openssl.h"
#include "crypto/openssl_failure.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

enum {
    COORDINATE = 32,
    ED25519_PUBLIC = 32,
    UNCOMPRESSED = 4,
    RSA_EXPONENT_MAX = 8, /* bytes: an exponent of the modulus' size makes verifying slow */
};

static void clear_bn(BIGNUM **bn)
{
    BN_free(*bn);
}

static void clear_params(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

static void clear_builder(OSSL_PARAM_BLD **builder)
{
    OSSL_PARAM_BLD_free(*builder);
}

static void clear_context(EVP_PKEY_CTX **context)
{
    EVP_PKEY_CTX_free(*context);
}

/* width 0: as many bytes as the number needs. */
static enum jt_err append_number(const struct jt_key *key, const char *name, size_t width,
                                 struct jt_buf *ret_member)
{
    JT_CLEAN(clear_bn) BIGNUM *number = NULL;
    if (EVP_PKEY_get_bn_param(key->pkey, name, &number) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    size_t len = width ? width : (size_t)BN_num_bytes(number);
    char *room = jt_buf_reserve(ret_member, len);
    if (room == NULL) {
        return jt_buf_check(ret_member);
    }
    if (BN_bn2binpad(number, (unsigned char *)room, (int)len) < 0) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    jt_buf_grow(ret_member, len);
    return JT_OK;
}

static enum jt_err append_raw(const struct jt_key *key, struct jt_buf *ret_member)
{
    size_t len = ED25519_PUBLIC;
    char *room = jt_buf_reserve(ret_member, len);
    if (room == NULL) {
        return jt_buf_check(ret_member);
    }
    if (EVP_PKEY_get_raw_public_key(key->pkey, (unsigned char *)room, &len) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    jt_buf_grow(ret_member, len);
    return JT_OK;
}

enum jt_err jt_key_public_members(const struct jt_key *key, struct jt_buf *ret_a,
                                  struct jt_buf *ret_b)
{
    switch (key->kind) {
    case JT_KEY_P256:
        JT_TRY(append_number(key, OSSL_PKEY_PARAM_EC_PUB_X, COORDINATE, ret_a));
        return append_number(key, OSSL_PKEY_PARAM_EC_PUB_Y, COORDINATE, ret_b);
    case JT_KEY_RSA:
        JT_TRY(append_number(key, OSSL_PKEY_PARAM_RSA_N, 0, ret_a));
        return append_number(key, OSSL_PKEY_PARAM_RSA_E, 0, ret_b);
    case JT_KEY_ED25519:
        return append_raw(key, ret_a);
    }
    return JT_ERR_ARG;
}

static enum jt_err from_params(const char *type, OSSL_PARAM *params, struct jt_key **ret_key)
{
    EVP_PKEY *pkey = NULL;
    JT_CLEAN(clear_context) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return jt_key_adopt(pkey, ret_key);
}

static enum jt_err check_point(const struct jt_key *key)
{
    JT_CLEAN(clear_context)
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    if (context == NULL || EVP_PKEY_public_check(context) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return JT_OK;
}

/* RFC 7518 §6.2.1.2: the full size of a coordinate, leading zeros included. */
static enum jt_err p256_from(jt_str x, jt_str y, struct jt_key **ret_key)
{
    if (x.len != COORDINATE || y.len != COORDINATE) {
        return JT_ERR_CRYPTO;
    }
    uint8_t point[1 + 2 * COORDINATE] = {UNCOMPRESSED};
    char group[] = "P-256";
    memcpy(point + 1, x.ptr, COORDINATE);
    memcpy(point + 1 + COORDINATE, y.ptr, COORDINATE);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_construct_end(),
    };
    struct jt_key *key = NULL;
    JT_TRY(from_params("EC", params, &key));
    enum jt_err err = check_point(key);
    if (err != JT_OK) {
        jt_key_free(key);
        return err;
    }
    *ret_key = key;
    return JT_OK;
}

/* RFC 7518 §2 (Base64urlUInt): no leading zero. Both are odd; e is 3 or more. */
static bool rsa_members_fit(jt_str n, jt_str e)
{
    return n.len > 0 && n.len <= JT_KEY_MEMBER_MAX && n.ptr[0] != 0 && (n.ptr[n.len - 1] & 1) &&
           e.len > 0 && e.len <= RSA_EXPONENT_MAX && e.ptr[0] != 0 && (e.ptr[e.len - 1] & 1) &&
           !(e.len == 1 && e.ptr[0] == 1);
}

static enum jt_err rsa_from(jt_str n, jt_str e, struct jt_key **ret_key)
{
    if (!rsa_members_fit(n, e)) {
        return JT_ERR_CRYPTO;
    }
    JT_CLEAN(clear_bn) BIGNUM *modulus = BN_bin2bn((const uint8_t *)n.ptr, (int)n.len, NULL);
    JT_CLEAN(clear_bn) BIGNUM *exponent = BN_bin2bn((const uint8_t *)e.ptr, (int)e.len, NULL);
    JT_CLEAN(clear_builder) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (modulus == NULL || exponent == NULL || builder == NULL ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    JT_CLEAN(clear_params) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    return params ? from_params("RSA", params, ret_key) : jt_openssl_failure(JT_ERR_CRYPTO);
}

static enum jt_err ed25519_from(jt_str x, jt_str none, struct jt_key **ret_key)
{
    if (x.len != ED25519_PUBLIC || none.len != 0) {
        return JT_ERR_CRYPTO;
    }
    EVP_PKEY *pkey =
        EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, (const uint8_t *)x.ptr, x.len);
    return pkey ? jt_key_adopt(pkey, ret_key) : jt_openssl_failure(JT_ERR_CRYPTO);
}

enum jt_err jt_key_from_public_members(enum jt_key_kind kind, jt_str a, jt_str b,
                                       struct jt_key **ret_key)
{
    switch (kind) {
    case JT_KEY_P256:
        return p256_from(a, b, ret_key);
    case JT_KEY_RSA:
        return rsa_from(a, b, ret_key);
    case JT_KEY_ED25519:
        return ed25519_from(a, b, ret_key);
    }
    return JT_ERR_ARG;
}
