/* SPDX-License-Identifier: Apache-2.0 */
/* jeton_client_call() and the answer it gives. */
#include "lib/client.h"

#include "client/call.h"

#include <stdlib.h>

struct jeton_response {
    struct jt_arena arena; /* owns what in shows */
    struct jt_http_in in;
};

void jeton_response_free(struct jeton_response *response)
{
    if (response) {
        jt_arena_clear(&response->arena);
        free(response);
    }
}

int jeton_response_status(const struct jeton_response *response)
{
    return response->in.status;
}

const char *jeton_response_content_type(const struct jeton_response *response)
{
    return response->in.content_type.ptr;
}

const char *jeton_response_body(const struct jeton_response *response, size_t *ret_len)
{
    if (ret_len) {
        *ret_len = response->in.body.len;
    }
    return response->in.body.ptr;
}

/* Views of the caller's header lines; how many there are. */
static enum jt_err view_headers(const char *const *headers,
                                jt_str lines[static JT_CALL_HEADERS_MAX], size_t *ret_count,
                                struct jt_trouble *trouble)
{
    size_t count = 0;
    for (; headers && headers[count]; count++) {
        if (count == JT_CALL_HEADERS_MAX) {
            jt_trouble_set(trouble, JT_TROUBLE_USAGE, "There are too many headers.");
            return JT_ERR_ARG;
        }
        lines[count] = jt_str_from_c(headers[count]);
    }
    *ret_count = count;
    return JT_OK;
}

static enum jt_err send(const struct jeton_client *client, const struct jt_call *call,
                        struct jeton_response *response, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_token_store_clear) struct jt_token_store store = JT_TOKEN_STORE_CLOSED;
    struct jt_acquire acquire;
    JT_TRY(jt_lib_begin(client, &store, &acquire, trouble));
    return jt_call_send(call, &acquire, &response->arena, &response->in, trouble);
}

enum jeton_client_status jeton_client_call(const struct jeton_client *client, const char *method,
                                           const char *url, const char *const *headers,
                                           const void *body, size_t body_len,
                                           struct jeton_response **ret_response,
                                           struct jeton_error **ret_error)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (client == NULL || method == NULL || url == NULL || ret_response == NULL ||
        (body == NULL && body_len)) {
        return JETON_CLIENT_ARG;
    }
    struct jeton_response *response = calloc(1, sizeof(*response));
    if (response == NULL) {
        return jt_lib_fail(JT_ERR_NOMEM, &trouble, ret_error);
    }
    response->arena.max = JT_CALL_ARENA_MAX;
    jt_str lines[JT_CALL_HEADERS_MAX];
    struct jt_call call = {
        .headers = lines,
        .method = jt_str_from_c(method),
        .url = jt_str_from_c(url),
        .body = jt_str_make(body, body_len),
        .allow_origins = jt_buf_str(&client->allow_origins),
    };
    enum jt_err err = view_headers(headers, lines, &call.header_count, &trouble);
    if (err == JT_OK) {
        err = send(client, &call, response, &trouble);
    }
    if (err != JT_OK) {
        jeton_response_free(response);
        return jt_lib_fail(err, &trouble, ret_error);
    }
    *ret_response = response;
    return JETON_CLIENT_OK;
}
