/* SPDX-License-Identifier: Apache-2.0 */
/* The "authMethods" of a body: by which methods a client may send its secret. */
#include "server/api/api_client.h"
#include "server/api/body.h"

static unsigned method_of(const struct jt_json_value *value)
{
    jt_str name;
    if (!jt_json_string(value, &name)) {
        return 0;
    }
    if (jt_str_equal(name, JT_STR("client_secret_basic"))) {
        return JT_AUTH_METHOD_BASIC;
    }
    return jt_str_equal(name, JT_STR("client_secret_post")) ? JT_AUTH_METHOD_POST : 0;
}

static void read_one(struct jt_request *request, const struct jt_json_value *value, size_t index,
                     unsigned *methods)
{
    unsigned method = method_of(value);
    jt_str pointer = jt_body_pointer(request, JT_STR("/authMethods"), index);
    if (method == 0) {
        jt_refuse_add(request, pointer, JT_STR("invalid"),
                      JT_STR("client_secret_basic or client_secret_post."));
    } else if (*methods & method) {
        jt_refuse_add(request, pointer, JT_STR("repeated"), JT_STR("Name each method once."));
    }
    *methods |= method;
}

void jt_auth_methods_read(struct jt_request *request, const struct jt_json_value *object,
                          unsigned *ret_methods)
{
    const struct jt_json_value *list = jt_json_get(object, "authMethods");
    unsigned methods = 0;
    if (list == NULL) {
        return;
    }
    if (jt_json_type(list) != JT_JSON_ARRAY || jt_json_count(list) == 0) {
        jt_body_fault(request, JT_STR(""), "authMethods", "invalid",
                      JT_STR("An array with at least one method."));
        return;
    }
    for (size_t i = 0; i < jt_json_count(list); i++) {
        read_one(request, jt_json_at(list, i), i, &methods);
    }
    *ret_methods = methods;
}
