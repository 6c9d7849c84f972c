/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a compact JWS apart. First the form of all three parts, then the header's JSON, then what
 * the header says; none of it chooses a key, an address or an amount of work. */
#include "jose/jws.h"

#include "codec/base64url.h"

static enum jt_jws_fault to_fault(enum jt_err err, enum jt_jws_fault fault)
{
    return err == JT_ERR_NOMEM ? JT_JWS_NOMEM : fault;
}

/* Exactly two dots: a JWE has four (RFC 7516 §3.1), the JSON forms have braces, which are no
 * base64url. */
static bool split(jt_str text, jt_str ret_parts[static 3])
{
    jt_str rest = text;
    for (size_t i = 0; i < 3; i++) {
        if (!jt_str_next(&rest, '.', &ret_parts[i])) {
            return false;
        }
    }
    jt_str fourth;
    return !jt_str_next(&rest, '.', &fourth) && ret_parts[0].len > 0;
}

static enum jt_jws_fault decode(jt_str text, size_t max, struct jt_jws *jws, struct jt_buf *header)
{
    jt_str parts[3];
    if (text.len > max || !split(text, parts)) {
        return JT_JWS_FORMAT;
    }
    struct jt_buf *const decoded[3] = {header, &jws->payload, &jws->signature};
    for (size_t i = 0; i < 3; i++) {
        enum jt_err err = jt_base64url_decode(decoded[i], parts[i]);
        if (err != JT_OK) {
            return to_fault(err, JT_JWS_FORMAT);
        }
    }
    jws->signing_input = jt_str_slice(text, 0, parts[0].len + 1 + parts[1].len);
    return JT_JWS_OK;
}

static enum jt_jws_fault parse_header(jt_str bytes, struct jt_jws *jws)
{
    enum jt_err err = jt_json_parse(bytes, JT_JWS_MAX, &jws->header);
    if (err != JT_OK) {
        return to_fault(err, JT_JWS_JSON);
    }
    return jt_json_type(jt_json_root(jws->header)) == JT_JSON_OBJECT ? JT_JWS_OK : JT_JWS_JSON;
}

/* RFC 8725 §3.10, RFC 7515 §4.1.11, RFC 7797 §3: members that bring a key, name an address, or
 * change what the rest means. We understand no extension, so any crit is one we do not. */
static bool has_forbidden_member(const struct jt_json_value *header)
{
    static const char *const forbidden[] = {"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip"};
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        if (jt_json_get(header, forbidden[i])) {
            return true;
        }
    }
    return false;
}

static bool read_optional(const struct jt_json_value *header, const char *name, jt_str *ret_text)
{
    const struct jt_json_value *member = jt_json_get(header, name);
    return member == NULL || jt_json_string(member, ret_text);
}

static enum jt_jws_fault judge_header(struct jt_jws *jws)
{
    const struct jt_json_value *header = jt_json_root(jws->header);
    jt_str alg;
    jws->alg = jt_json_string(jt_json_get(header, "alg"), &alg) ? jt_alg_find(alg) : NULL;
    if (jws->alg == NULL) {
        return JT_JWS_ALG;
    }
    if (has_forbidden_member(header) || !read_optional(header, "typ", &jws->typ) ||
        !read_optional(header, "kid", &jws->kid) || jws->kid.len > JT_JWS_KID_MAX) {
        return JT_JWS_HEADER;
    }
    return JT_JWS_OK;
}

enum jt_jws_fault jt_jws_read(jt_str text, struct jt_jws *ret_jws)
{
    return jt_jws_read_long(text, JT_JWS_MAX, ret_jws);
}

enum jt_jws_fault jt_jws_read_long(jt_str text, size_t max, struct jt_jws *ret_jws)
{
    struct jt_jws jws = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    enum jt_jws_fault fault = decode(text, max, &jws, &header);
    if (fault == JT_JWS_OK) {
        fault = parse_header(jt_buf_str(&header), &jws);
    }
    if (fault == JT_JWS_OK) {
        fault = judge_header(&jws);
    }
    if (fault != JT_JWS_OK) {
        jt_jws_clear(&jws);
        return fault;
    }
    *ret_jws = jws;
    return JT_JWS_OK;
}

void jt_jws_clear(struct jt_jws *jws)
{
    jt_buf_clear(&jws->signature);
    jt_buf_clear(&jws->payload);
    jt_json_free(jws->header);
    *jws = (struct jt_jws){0};
}
