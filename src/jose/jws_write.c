/* SPDX-License-Identifier: Apache-2.0 */
/* Making a compact JWS, written straight into the caller's buffer and signed there. */
#include "jose/jws.h"

#include "codec/base64url.h"
#include "codec/json_write.h"

void jt_jws_write_header(struct jt_buf *buf, const struct jt_alg *alg, jt_str typ, jt_str kid)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf json = {0};
    struct jt_json_writer w = {.buf = &json};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "alg", alg->name);
    if (typ.len) {
        jt_json_member_string(&w, "typ", typ);
    }
    if (kid.len) {
        jt_json_member_string(&w, "kid", kid);
    }
    jt_json_object_end(&w);
    if (jt_buf_check(&json) != JT_OK) {
        buf->err = buf->err == JT_OK ? jt_buf_check(&json) : buf->err;
        return;
    }
    jt_base64url_encode(buf, jt_buf_str(&json));
}

static enum jt_err append_signature(struct jt_buf *buf, size_t begin, struct jt_signer *signer)
{
    uint8_t signature[JT_SIGNATURE_MAX];
    size_t len = 0;
    JT_TRY(jt_signer_sign(signer, jt_str_from(jt_buf_str(buf), begin), signature, &len));
    jt_buf_append_char(buf, '.');
    jt_base64url_encode(buf, jt_str_make((const char *)signature, len));
    return jt_buf_check(buf);
}

enum jt_err jt_jws_write(struct jt_buf *buf, jt_str header_b64, jt_str payload,
                         struct jt_signer *signer)
{
    size_t begin = buf->len;
    jt_buf_append(buf, header_b64);
    jt_buf_append_char(buf, '.');
    jt_base64url_encode(buf, payload);
    enum jt_err err = jt_buf_check(buf);
    if (err == JT_OK) {
        err = append_signature(buf, begin, signer);
    }
    if (err != JT_OK) {
        buf->len = begin; /* half a token is worse than none */
    }
    return err;
}
