/* SPDX-License-Identifier: Apache-2.0 */
/* Calling an API. */
#include "client/call.h"

#include "client/issuer.h"
#include "client/wire.h"

static enum jt_err refuse(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_ARG;
}

/* The token goes where it was made for, and to nobody by chance. */
static enum jt_err check_target(const struct jt_call *call, const struct jt_acquire *acquire,
                                struct jt_arena *arena, struct jt_trouble *trouble)
{
    struct jt_url url;
    struct jt_issuer issuer;
    char origin[256];
    JT_TRY(
        jt_origin_check_url(call->url, "The API's address", acquire->insecure_http, &url, trouble));
    JT_TRY(jt_issuer_parse(arena, acquire->want.issuer, acquire->insecure_http, &issuer, trouble));
    if (jt_url_same_origin(&url, &issuer.url) || jt_origin_in_list(&url, call->allow_origins)) {
        return JT_OK;
    }
    jt_origin_write(&url, sizeof(origin), origin);
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                   "%s is not the issuer's origin, so the token was not sent there.", origin);
    jt_trouble_set_next(trouble, "If that API may have the token, say so: --allow-origin %s",
                        origin);
    return JT_ERR_REFUSED;
}

static bool is_method(jt_str method)
{
    for (size_t i = 0; i < method.len; i++) {
        if (method.ptr[i] < 'A' || method.ptr[i] > 'Z') {
            return false;
        }
    }
    return method.len > 0 && method.len <= 32;
}

/* RFC 9110 §5.1: a name, a colon; what it may say of us is decided here. */
static bool is_header(jt_str line)
{
    size_t colon = jt_str_find_char(line, ':');
    jt_str name = jt_str_slice(line, 0, colon);
    bool is_one_line =
        jt_str_find_char(line, '\r') == line.len && jt_str_find_char(line, '\n') == line.len;
    return colon > 0 && colon < line.len && is_one_line &&
           jt_str_find_char(name, ' ') == name.len &&
           !jt_str_equal_nocase(name, JT_STR("authorization"));
}

static enum jt_err check_request(const struct jt_call *call, struct jt_trouble *trouble)
{
    if (!is_method(call->method)) {
        return refuse(trouble, "The method is not one of HTTP's.",
                      "Write it in capitals: GET, POST, PUT, PATCH, DELETE.");
    }
    if (call->header_count > JT_CALL_HEADERS_MAX) {
        return refuse(trouble, "There are too many headers.", "Send fewer of them.");
    }
    for (size_t i = 0; i < call->header_count; i++) {
        if (!is_header(call->headers[i])) {
            return refuse(trouble,
                          "A header is not of the form \"Name: value\", or is Authorization.",
                          "The Authorization header is Jeton's business here.");
        }
    }
    return JT_OK;
}

static enum jt_err send_once(const struct jt_call *call, const struct jt_acquire *acquire,
                             jt_str access_token, struct jt_arena *arena, struct jt_http_in *ret_in,
                             struct jt_trouble *trouble)
{
    JT_CLEAN(jt_wire_clear) struct jt_wire wire = {.http = NULL};
    JT_CLEAN(jt_buf_clear) struct jt_buf authorization = {0};
    jt_str headers[JT_CALL_HEADERS_MAX + 1];
    for (size_t i = 0; i < call->header_count; i++) {
        headers[i] = call->headers[i];
    }
    jt_buf_append_c(&authorization, "Authorization: Bearer ");
    jt_buf_append(&authorization, access_token);
    JT_TRY(jt_buf_check(&authorization));
    headers[call->header_count] = jt_buf_str(&authorization);
    struct jt_http_out out = {
        .method = call->method,
        .url = call->url,
        .headers = headers,
        .header_count = call->header_count + 1,
        .body = call->body,
        .body_max = JT_CALL_BODY_MAX,
    };
    JT_TRY(jt_wire_init(&wire, arena, acquire->clock, JT_CALL_DEADLINE_MS, acquire->ca_file,
                        acquire->insecure_http));
    return jt_wire_send(&wire, &out, ret_in, trouble);
}

/* Marks the token, gets another, sends once more. */
static enum jt_err send_again(const struct jt_call *call, const struct jt_acquire *acquire,
                              struct jt_acquired *acquired, struct jt_arena *arena,
                              struct jt_http_in *ret_in, struct jt_trouble *trouble)
{
    struct jt_acquired other;
    JT_TRY(jt_acquire_refused(acquire, acquired->token.access_token));
    JT_TRY(jt_acquire(acquire, &other, trouble));
    jt_token_clear(&acquired->token);
    *acquired = other;
    jt_str token = acquired->token.access_token;
    JT_TRY(send_once(call, acquire, token, arena, ret_in, trouble));
    return jt_refused_invalid_token(ret_in) ? jt_acquire_refused(acquire, token) : JT_OK;
}

enum jt_err jt_call_send(const struct jt_call *call, const struct jt_acquire *acquire,
                         struct jt_arena *arena, struct jt_http_in *ret_in,
                         struct jt_trouble *trouble)
{
    struct jt_acquired acquired = {.cached = false};
    JT_TRY(check_request(call, trouble));
    JT_TRY(check_target(call, acquire, arena, trouble));
    JT_TRY(jt_acquire(acquire, &acquired, trouble));
    enum jt_err err = send_once(call, acquire, acquired.token.access_token, arena, ret_in, trouble);
    if (err == JT_OK && jt_refused_invalid_token(ret_in)) {
        err = send_again(call, acquire, &acquired, arena, ret_in, trouble);
    }
    jt_token_clear(&acquired.token);
    return err;
}
