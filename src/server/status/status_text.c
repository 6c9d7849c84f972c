/* SPDX-License-Identifier: Apache-2.0 */
/* Bits become base64url of DEFLATE once; the token around them is made anew in each second in which
 * somebody asks, so that its iat is the present. */
#include "server/status/status_text.h"

#include "codec/deflate.h"
#include "codec/json_write.h"
#include "crypto/digest.h"
#include "jose/jws.h"
#include "server/keys/opened_key.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct jt_status_text {
    atomic_uint holders;
    jt_uuid realm;
    char tag[JT_STATUS_TAG_TEXT];
    struct jt_buf lst;    /* base64url */
    pthread_mutex_t lock; /* what follows: the token as signed last */
    struct jt_buf token;
    jt_time iat;
    size_t kid_len;
    char kid[JT_KEY_ID_MAX];
};

static enum jt_err fill_lst(struct jt_status_text *text, jt_str bits)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf compressed = {0};
    JT_TRY(jt_deflate(&compressed, bits));
    jt_base64url_encode(&text->lst, jt_buf_str(&compressed));
    return jt_buf_check(&text->lst);
}

static enum jt_err fill_tag(struct jt_status_text *text, jt_str bits)
{
    uint8_t digest[JT_SHA256_LEN];
    JT_TRY(jt_sha256(bits, digest));
    text->tag[0] = text->tag[JT_STATUS_TAG_TEXT - 1] = '"';
    jt_base64url_encode_to(text->tag + 1, jt_str_make((const char *)digest, JT_STATUS_TAG_BYTES));
    return JT_OK;
}

enum jt_err jt_status_text_new(const jt_uuid *realm,
                               const uint8_t bits[static JT_STATUS_LIST_BYTES],
                               struct jt_status_text **ret_text)
{
    jt_str all = jt_str_make((const char *)bits, JT_STATUS_LIST_BYTES);
    struct jt_status_text *text = calloc(1, sizeof(*text));
    if (text == NULL) {
        return JT_ERR_NOMEM;
    }
    atomic_init(&text->holders, 1);
    (void)pthread_mutex_init(&text->lock, NULL); /* without attributes it cannot fail */
    text->realm = *realm;
    enum jt_err err = fill_lst(text, all);
    if (err == JT_OK) {
        err = fill_tag(text, all);
    }
    if (err != JT_OK) {
        jt_status_text_release(text);
        return err;
    }
    *ret_text = text;
    return JT_OK;
}

void jt_status_text_hold(struct jt_status_text *text)
{
    (void)atomic_fetch_add_explicit(&text->holders, 1, memory_order_relaxed);
}

void jt_status_text_release(struct jt_status_text *text)
{
    if (text == NULL || atomic_fetch_sub_explicit(&text->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    jt_buf_clear(&text->lst);
    jt_buf_clear(&text->token);
    (void)pthread_mutex_destroy(&text->lock);
    free(text);
}

void jt_status_text_clear(struct jt_status_text **text)
{
    jt_status_text_release(*text);
    *text = NULL;
}

const jt_uuid *jt_status_text_realm(const struct jt_status_text *text)
{
    return &text->realm;
}

jt_str jt_status_text_tag(const struct jt_status_text *text)
{
    return jt_str_make(text->tag, JT_STATUS_TAG_TEXT);
}

/* Token Status List §5.1, §4.2. */
static enum jt_err write_claims(const struct jt_status_text *text, jt_str uri, jt_time iat,
                                struct jt_buf *buf)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "sub", uri);
    jt_json_member_integer(&w, "iat", iat.s);
    jt_json_member_integer(&w, "exp", iat.s + JT_STATUS_LIFETIME_S);
    jt_json_member_integer(&w, "ttl", JT_STATUS_TTL_S);
    jt_json_name(&w, "status_list");
    jt_json_object_begin(&w);
    jt_json_member_integer(&w, "bits", 1);
    jt_json_member_string(&w, "lst", jt_buf_str(&text->lst));
    jt_json_object_end(&w);
    jt_json_object_end(&w);
    return jt_buf_check(buf);
}

/* The lock is held by the caller of these. */
static bool is_signed(const struct jt_status_text *text, jt_str kid, jt_time iat)
{
    return text->token.len > 0 && text->iat.s == iat.s &&
           jt_str_equal(jt_str_make(text->kid, text->kid_len), kid);
}

static enum jt_err sign(struct jt_status_text *text, const struct jt_signing *signing, jt_str uri,
                        jt_time iat)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf claims = {0};
    jt_buf_reset(&text->token);
    jt_jws_write_header(&header, signing->alg, JT_STR("statuslist+jwt"), signing->kid);
    JT_TRY(jt_buf_check(&header));
    JT_TRY(write_claims(text, uri, iat, &claims));
    JT_TRY(jt_jws_write(&text->token, jt_buf_str(&header), jt_buf_str(&claims), signing->signer));
    text->iat = iat;
    text->kid_len = signing->kid.len;
    memcpy(text->kid, signing->kid.ptr, signing->kid.len);
    return JT_OK;
}

enum jt_err jt_status_text_sign(struct jt_status_text *text, struct jt_thread_keys *keys,
                                jt_str uri, jt_time iat, struct jt_arena *arena, jt_str *ret_token)
{
    const struct jt_signing *signing = NULL;
    jt_str token = {0};
    JT_TRY(jt_thread_keys_signing(keys, &text->realm, &signing));
    (void)pthread_mutex_lock(&text->lock);
    enum jt_err err = JT_OK;
    if (!is_signed(text, signing->kid, iat)) {
        err = sign(text, signing, uri, iat);
    }
    if (err == JT_OK) {
        token = jt_arena_copy(arena, jt_buf_str(&text->token));
    }
    (void)pthread_mutex_unlock(&text->lock);
    JT_TRY(err);
    if (token.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_token = token;
    return JT_OK;
}
