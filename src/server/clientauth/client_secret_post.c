/* SPDX-License-Identifier: Apache-2.0 */
/* client_secret_post: id and secret as parameters of the body (RFC 6749 §2.3.1). */
#include "server/clientauth/client_auth.h"

/* A client_id alone is this method with its secret missing; beside another method it only repeats
 * who asks. */
static bool is_present(const struct jt_request *request)
{
    if (jt_form_get(&request->form, JT_STR("client_secret")).len > 0) {
        return true;
    }
    return jt_form_get(&request->form, JT_STR("client_id")).len > 0 &&
           !jt_client_secret_basic.is_present(request);
}

static enum jt_step_result read(struct jt_request *request)
{
    jt_str client_id = jt_form_get(&request->form, JT_STR("client_id"));
    if (client_id.len == 0) {
        return jt_refuse(request, JT_REASON_parameter_missing, JT_STR("Missing: client_id."));
    }
    request->presented = (struct jt_presented){
        .method = JT_AUTH_METHOD_POST,
        .client_id = client_id,
        .secret = jt_form_get(&request->form, JT_STR("client_secret")),
    };
    return JT_STEP_NEXT;
}

const struct jt_client_auth_ops jt_client_secret_post = {
    .name = JT_STR_INIT("client_secret_post"),
    .method = JT_AUTH_METHOD_POST,
    .is_present = is_present,
    .read = read,
};
