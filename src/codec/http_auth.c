/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials in the Authorization header. */
#include "codec/http_auth.h"

#include "codec/base64.h"
#include "codec/form.h"
#include "codec/utf8.h"

enum jt_auth_scheme jt_http_auth_parse(jt_str value, jt_str *ret_credentials)
{
    size_t end = jt_str_find_char(value, ' ');
    jt_str scheme = jt_str_slice(value, 0, end);
    jt_str rest = jt_str_from(value, end);
    while (rest.len && rest.ptr[0] == ' ') {
        rest = jt_str_from(rest, 1);
    }
    *ret_credentials = rest;
    if (scheme.len == 0) {
        return rest.len ? JT_AUTH_OTHER : JT_AUTH_NONE;
    }
    if (jt_str_equal_nocase(scheme, JT_STR("Basic"))) {
        return JT_AUTH_BASIC;
    }
    return jt_str_equal_nocase(scheme, JT_STR("Bearer")) ? JT_AUTH_BEARER : JT_AUTH_OTHER;
}

/* The decoded bytes, moved into the arena, which wipes them with the request. */
static enum jt_err decode(struct jt_arena *arena, jt_str credentials, jt_str *ret_pair)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(credentials.len);
    enum jt_err err = jt_base64_decode(&bytes, credentials);
    if (err != JT_OK) {
        return err;
    }
    jt_str copy = jt_arena_copy(arena, jt_buf_str(&bytes));
    if (copy.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_pair = copy;
    return JT_OK;
}

static enum jt_err decode_forms(struct jt_arena *arena, struct jt_basic *basic)
{
    enum jt_err err = jt_form_decode(arena, basic->id_raw, &basic->id_form);
    if (err == JT_OK) {
        err = jt_form_decode(arena, basic->secret_raw, &basic->secret_form);
    }
    basic->form_valid = err == JT_OK;
    if (!basic->form_valid) {
        basic->id_form = basic->secret_form = jt_str_make(NULL, 0);
    }
    return err == JT_ERR_FORMAT ? JT_OK : err;
}

enum jt_err jt_basic_parse(struct jt_arena *arena, jt_str credentials, struct jt_basic *ret_basic)
{
    jt_str pair;
    JT_TRY(decode(arena, credentials, &pair));
    /* RFC 7617 §2: an id has no colon, so the first one parts the two. */
    size_t colon = jt_str_find_char(pair, ':');
    bool has_nul = jt_str_find_char(pair, '\0') < pair.len;
    if (colon == pair.len || has_nul || !jt_utf8_is_valid(pair)) {
        return JT_ERR_FORMAT;
    }
    struct jt_basic basic = {
        .id_raw = jt_str_slice(pair, 0, colon),
        .secret_raw = jt_str_from(pair, colon + 1),
    };
    JT_TRY(decode_forms(arena, &basic));
    *ret_basic = basic;
    return JT_OK;
}

void jt_basic_write(struct jt_buf *buf, jt_str client_id, jt_str secret)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf pair = {0};
    jt_form_encode(&pair, client_id);
    jt_buf_append_char(&pair, ':');
    jt_form_encode(&pair, secret);
    if (jt_buf_check(&pair) != JT_OK && jt_buf_check(buf) == JT_OK) {
        buf->err = jt_buf_check(&pair);
        return;
    }
    jt_buf_append_c(buf, "Basic ");
    jt_base64_encode(buf, jt_buf_str(&pair));
}

static bool is_b64token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
}

bool jt_bearer_is_valid(jt_str credentials)
{
    size_t at = 0;
    while (at < credentials.len && is_b64token_char(credentials.ptr[at])) {
        at++;
    }
    bool has_token = at > 0;
    while (at < credentials.len && credentials.ptr[at] == '=') {
        at++;
    }
    return has_token && at == credentials.len;
}
