/* SPDX-License-Identifier: Apache-2.0 */
/* The two ways to present a client secret. */
#include "client/method.h"

#include "codec/form.h"
#include "codec/http_auth.h"

static void add_basic(jt_str client_id, jt_str secret, struct jt_buf *body, struct jt_buf *header)
{
    (void)body;
    jt_buf_append_c(header, "Authorization: ");
    jt_basic_write(header, client_id, secret);
}

static void add_post(jt_str client_id, jt_str secret, struct jt_buf *body, struct jt_buf *header)
{
    (void)header;
    jt_form_append(body, JT_STR("client_id"), client_id);
    jt_form_append(body, JT_STR("client_secret"), secret);
}

const struct jt_method jt_methods[] = {
    {JT_STR_INIT("client_secret_basic"), add_basic},
    {JT_STR_INIT("client_secret_post"), add_post},
};
const size_t jt_methods_count = sizeof(jt_methods) / sizeof(jt_methods[0]);

enum { BASIC = 0, POST = 1 };

static bool is_changed_by_encoding(jt_str secret)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf encoded = {0};
    jt_form_encode(&encoded, secret);
    /* timing: both are the caller's own */
    return !jt_str_equal(jt_buf_str(&encoded), secret);
}

const struct jt_method *jt_method_choose(jt_str configured, const struct jt_metadata *metadata,
                                         jt_str secret)
{
    for (size_t i = 0; i < jt_methods_count; i++) {
        if (jt_str_equal(jt_methods[i].name, configured)) {
            return &jt_methods[i];
        }
    }
    if (configured.len) {
        return NULL;
    }
    bool basic_offered = !metadata->methods_listed || metadata->basic_supported;
    if (basic_offered && !(metadata->post_supported && is_changed_by_encoding(secret))) {
        return &jt_methods[BASIC];
    }
    return &jt_methods[POST];
}
