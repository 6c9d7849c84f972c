/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody else's public key. Its kind, curve, use and algorithm must agree (RFC 8725 §3.1), and a
 * key that shows anything private or symmetric is no key to us. */
#include "jose/jwk.h"

#include "codec/base64url.h"
#include "jose/jwk_kind.h"
#include "jose/jws.h"

/* RFC 7518 §6.2.2, §6.3.2, §6.4: d, the parts of an RSA private key, and k. */
static bool is_public(const struct jt_json_value *object)
{
    static const char *const hidden[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (jt_json_get(object, hidden[i])) {
            return false;
        }
    }
    return true;
}

static bool member_is(const struct jt_json_value *object, const char *name, const char *text)
{
    jt_str value;
    return jt_json_string(jt_json_get(object, name), &value) &&
           jt_str_equal(value, jt_str_from_c(text));
}

static const struct jt_jwk_kind *find_kind(const struct jt_json_value *object)
{
    for (size_t i = 0; i < jt_jwk_kinds_count; i++) {
        const struct jt_jwk_kind *kind = &jt_jwk_kinds[i];
        if (member_is(object, "kty", kind->kty) &&
            (kind->crv == NULL || member_is(object, "crv", kind->crv))) {
            return kind;
        }
    }
    return NULL;
}

/* RFC 7517 §4.3: when key_ops stands there, "verify" must be among them. */
static bool may_verify(const struct jt_json_value *object)
{
    const struct jt_json_value *operations = jt_json_get(object, "key_ops");
    if (jt_json_get(object, "use") && !member_is(object, "use", "sig")) {
        return false;
    }
    if (operations == NULL) {
        return true;
    }
    for (size_t i = 0; i < jt_json_count(operations); i++) {
        jt_str operation;
        if (jt_json_string(jt_json_at(operations, i), &operation) &&
            jt_str_equal(operation, JT_STR("verify"))) {
            return true;
        }
    }
    return false;
}

static const struct jt_alg *implied_alg(enum jt_key_kind kind)
{
    switch (kind) {
    case JT_KEY_P256:
        return jt_alg_of(JT_SIGN_ES256);
    case JT_KEY_RSA:
        return jt_alg_of(JT_SIGN_RS256);
    case JT_KEY_ED25519:
        return jt_alg_of(JT_SIGN_EDDSA);
    }
    return NULL;
}

static const struct jt_alg *find_alg(const struct jt_json_value *object, enum jt_key_kind kind)
{
    const struct jt_json_value *member = jt_json_get(object, "alg");
    jt_str name;
    if (member == NULL) {
        return implied_alg(kind);
    }
    const struct jt_alg *alg = jt_json_string(member, &name) ? jt_alg_find(name) : NULL;
    return alg && alg->key_kind == kind ? alg : NULL;
}

static bool read_kid(const struct jt_json_value *object, jt_str *ret_kid)
{
    const struct jt_json_value *member = jt_json_get(object, "kid");
    return member == NULL || (jt_json_string(member, ret_kid) && ret_kid->len <= JT_JWS_KID_MAX);
}

static enum jt_err decode_member(const struct jt_json_value *object, const char *name,
                                 struct jt_buf *ret_bytes)
{
    jt_str text;
    if (name == NULL) {
        return JT_OK;
    }
    if (!jt_json_string(jt_json_get(object, name), &text)) {
        return JT_ERR_FORMAT;
    }
    enum jt_err err = jt_base64url_decode(ret_bytes, text);
    return err == JT_ERR_LIMIT ? JT_ERR_FORMAT : err;
}

static enum jt_err read_key(const struct jt_json_value *object, const struct jt_jwk_kind *kind,
                            struct jt_key **ret_key)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf a = JT_BUF_INIT(JT_KEY_MEMBER_MAX);
    JT_CLEAN(jt_buf_clear) struct jt_buf b = JT_BUF_INIT(JT_KEY_MEMBER_MAX);
    JT_TRY(decode_member(object, kind->a, &a));
    JT_TRY(decode_member(object, kind->b, &b));
    return jt_key_from_public_members(kind->kind, jt_buf_str(&a), jt_buf_str(&b), ret_key);
}

enum jt_err jt_jwk_read(const struct jt_json_value *object, struct jt_jwk *ret_jwk)
{
    struct jt_jwk jwk = {NULL, NULL, {NULL, 0}};
    const struct jt_jwk_kind *kind = find_kind(object);
    if (kind == NULL || !is_public(object) || !may_verify(object) || !read_kid(object, &jwk.kid)) {
        return JT_ERR_FORMAT;
    }
    jwk.alg = find_alg(object, kind->kind);
    if (jwk.alg == NULL) {
        return JT_ERR_FORMAT;
    }
    JT_TRY(read_key(object, kind, &jwk.key));
    *ret_jwk = jwk;
    return JT_OK;
}

void jt_jwk_clear(struct jt_jwk *jwk)
{
    jt_key_free(jwk->key);
    *jwk = (struct jt_jwk){NULL, NULL, {NULL, 0}};
}
