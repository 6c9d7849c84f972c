/* SPDX-License-Identifier: Apache-2.0 */
/* A public document and its entity tag: a digest of the bytes, so that it is the same on every
 * thread and after every start. */
#include "server/endpoint/document.h"

#include "codec/base64url.h"
#include "crypto/digest.h"
#include "server/thread.h"

enum { TAG_BYTES = 12, TAG_TEXT = JT_BASE64URL_LEN(TAG_BYTES) + 2 };

/* The tag at the front of list: an optional W/, then a quoted text in which no quote can stand
 * (RFC 9110 §8.8.3). The tag with its quotes; empty when there is none. */
static jt_str take_tag(jt_str *list)
{
    jt_str rest = jt_str_trim(*list);
    if (jt_str_starts_with(rest, JT_STR("W/"))) {
        rest = jt_str_from(rest, 2);
    }
    size_t end = jt_str_find_char(jt_str_from(rest, 1), '"') + 2;
    if (rest.len == 0 || rest.ptr[0] != '"' || end > rest.len) {
        return (jt_str){0};
    }
    *list = jt_str_from(rest, end);
    return jt_str_slice(rest, 0, end);
}

static bool skip_comma(jt_str *list)
{
    jt_str rest = jt_str_trim(*list);
    if (rest.len == 0 || rest.ptr[0] != ',') {
        return false;
    }
    *list = jt_str_from(rest, 1);
    return true;
}

bool jt_etag_matches(jt_str if_none_match, jt_str etag)
{
    jt_str list = jt_str_trim(if_none_match);
    if (jt_str_equal(list, JT_STR("*"))) {
        return true;
    }
    do {
        jt_str tag = take_tag(&list);
        if (tag.len == 0) {
            return false;
        }
        if (jt_str_equal(tag, etag)) {
            return true;
        }
    } while (skip_comma(&list));
    return false;
}

static jt_str make_etag(struct jt_arena *arena, jt_str body)
{
    uint8_t digest[JT_SHA256_LEN];
    char *tag = jt_arena_alloc(arena, TAG_TEXT);
    if (tag == NULL || jt_sha256(body, digest) != JT_OK) {
        return (jt_str){0};
    }
    tag[0] = '"';
    jt_base64url_encode_to(tag + 1, jt_str_make((const char *)digest, TAG_BYTES));
    tag[TAG_TEXT - 1] = '"';
    return jt_str_make(tag, TAG_TEXT);
}

enum jt_step_result jt_respond_document(struct jt_request *request, jt_str cache_control)
{
    struct jt_exchange *x = request->x;
    const struct jt_buf *buf = &request->thread->scratch;
    if (jt_buf_check(buf) != JT_OK) {
        return JT_STEP_FAULT;
    }
    jt_str body = jt_arena_copy(&x->arena, jt_buf_str(buf));
    jt_str etag = make_etag(&x->arena, jt_buf_str(buf));
    if (body.ptr == NULL || etag.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    jt_exchange_header_add(x, JT_STR("ETag"), etag);
    jt_exchange_header_add(x, JT_STR("Cache-Control"), cache_control);
    jt_str known = jt_http_header_get(&x->request, JT_STR("If-None-Match"));
    if (known.len > 0 && jt_etag_matches(known, etag)) {
        x->response.status = 304;
        return JT_STEP_DONE;
    }
    return jt_respond_json(request, 200, body);
}
