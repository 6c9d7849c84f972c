/* SPDX-License-Identifier: Apache-2.0 */
/* client_secret_basic: id and secret in the Authorization header (RFC 6749 §2.3.1). The standard
 * form-encodes both parts first, many clients do not: both readings are kept, each whole. */
#include "server/clientauth/client_auth.h"

#include "codec/http_auth.h"

static bool is_present(const struct jt_request *request)
{
    return jt_http_header_count(&request->x->request, JT_STR("Authorization")) > 0;
}

static void set_presented(struct jt_presented *presented, const struct jt_basic *basic)
{
    *presented = (struct jt_presented){
        .method = JT_AUTH_METHOD_BASIC,
        .client_id = basic->form_valid ? basic->id_form : basic->id_raw,
        .secret = basic->form_valid ? basic->secret_form : basic->secret_raw,
        .client_id_raw = basic->id_raw,
        .secret_raw = basic->secret_raw,
    };
}

static enum jt_step_result read(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    jt_str credentials = {0};
    struct jt_basic basic;
    if (jt_http_header_count(http, JT_STR("Authorization")) > 1) {
        return jt_refuse(request, JT_REASON_basic_malformed, JT_STR(""));
    }
    jt_str header = jt_http_header_get(http, JT_STR("Authorization"));
    if (jt_http_auth_parse(header, &credentials) != JT_AUTH_BASIC) {
        return jt_refuse(request, JT_REASON_auth_scheme_unsupported, JT_STR(""));
    }
    enum jt_err err = jt_basic_parse(&request->x->arena, credentials, &basic);
    if (err == JT_ERR_FORMAT) {
        return jt_refuse(request, JT_REASON_basic_malformed, JT_STR(""));
    }
    if (err != JT_OK) {
        return JT_STEP_FAULT;
    }
    set_presented(&request->presented, &basic);
    return JT_STEP_NEXT;
}

const struct jt_client_auth_ops jt_client_secret_basic = {
    .name = JT_STR_INIT("client_secret_basic"),
    .method = JT_AUTH_METHOD_BASIC,
    .is_present = is_present,
    .read = read,
};
