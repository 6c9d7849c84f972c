/* SPDX-License-Identifier: Apache-2.0 */
/* A key as others may see it: its JWK and its thumbprint. crypto/key.h hands out public members
 * alone, so that nothing private can slip in here. */
#include "jose/jwk.h"

#include "codec/base64url.h"
#include "crypto/digest.h"
#include "jose/jwk_kind.h"

/* The public members in base64url. */
struct members {
    struct jt_buf a;
    struct jt_buf b;
};

static void clear_members(struct members *members)
{
    jt_buf_clear(&members->a);
    jt_buf_clear(&members->b);
}

static enum jt_err encode_members(const struct jt_key *key, struct members *members)
{
    JT_CLEAN(clear_members) struct members raw = {{0}, {0}};
    JT_TRY(jt_key_public_members(key, &raw.a, &raw.b));
    jt_base64url_encode(&members->a, jt_buf_str(&raw.a));
    jt_base64url_encode(&members->b, jt_buf_str(&raw.b));
    JT_TRY(jt_buf_check(&members->a));
    return jt_buf_check(&members->b);
}

static void write_text(struct jt_json_writer *w, const char *name, const char *text)
{
    if (text) {
        jt_json_member_string(w, name, jt_str_from_c(text));
    }
}

enum jt_err jt_jwk_write(struct jt_json_writer *w, const struct jt_key *key,
                         const struct jt_alg *alg, jt_str kid)
{
    const struct jt_jwk_kind *kind = &jt_jwk_kinds[jt_key_kind(key)];
    JT_CLEAN(clear_members) struct members members = {{0}, {0}};
    JT_TRY(encode_members(key, &members));
    jt_json_object_begin(w);
    write_text(w, "kty", kind->kty);
    write_text(w, "crv", kind->crv);
    jt_json_member_string(w, kind->a, jt_buf_str(&members.a));
    if (kind->b) {
        jt_json_member_string(w, kind->b, jt_buf_str(&members.b));
    }
    write_text(w, "use", "sig");
    jt_json_member_string(w, "alg", alg->name);
    jt_json_member_string(w, "kid", kid);
    jt_json_object_end(w);
    return jt_buf_check(w->buf);
}

/* RFC 7638 §3.2: the required members alone, in the order of their names: crv, e, kty, n, x, y. */
static void write_required(struct jt_json_writer *w, const struct jt_jwk_kind *kind,
                           const struct members *members)
{
    jt_json_object_begin(w);
    if (kind->kind == JT_KEY_RSA) {
        jt_json_member_string(w, kind->b, jt_buf_str(&members->b));
        write_text(w, "kty", kind->kty);
        jt_json_member_string(w, kind->a, jt_buf_str(&members->a));
    } else {
        write_text(w, "crv", kind->crv);
        write_text(w, "kty", kind->kty);
        jt_json_member_string(w, kind->a, jt_buf_str(&members->a));
        if (kind->b) {
            jt_json_member_string(w, kind->b, jt_buf_str(&members->b));
        }
    }
    jt_json_object_end(w);
}

enum jt_err jt_jwk_thumbprint(const struct jt_key *key, char ret_kid[static JT_KID_TEXT + 1])
{
    uint8_t digest[JT_SHA256_LEN];
    JT_CLEAN(clear_members) struct members members = {{0}, {0}};
    JT_CLEAN(jt_buf_clear) struct jt_buf json = {0};
    struct jt_json_writer w = {.buf = &json};
    JT_TRY(encode_members(key, &members));
    write_required(&w, &jt_jwk_kinds[jt_key_kind(key)], &members);
    JT_TRY(jt_buf_check(&json));
    JT_TRY(jt_sha256(jt_buf_str(&json), digest));
    ret_kid[jt_base64url_encode_to(ret_kid, jt_str_make((const char *)digest, sizeof(digest)))] =
        '\0';
    return JT_OK;
}
