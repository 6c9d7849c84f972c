/* SPDX-License-Identifier: Apache-2.0 */
/* The methods of client authentication: each reads credentials from a request, and nothing more.
 * What is checked of them is the same for all and stands in authenticate.h and the endpoints. */
#ifndef JT_SERVER_CLIENTAUTH_CLIENT_AUTH_H
#define JT_SERVER_CLIENTAUTH_CLIENT_AUTH_H

#include "server/request.h"

struct jt_client_auth_ops {
    jt_str name;     /* as metadata list it (RFC 8414 §2): "client_secret_basic" */
    unsigned method; /* JT_AUTH_METHOD_* */
    /* Did the client try this method? */
    bool (*is_present)(const struct jt_request *request);
    /* Sets request->presented and returns JT_STEP_NEXT, or refuses. */
    enum jt_step_result (*read)(struct jt_request *request);
};

extern const struct jt_client_auth_ops jt_client_secret_basic;
extern const struct jt_client_auth_ops jt_client_secret_post;

extern const struct jt_client_auth_ops *const jt_client_auth_methods[];
extern const size_t jt_client_auth_methods_count;

#endif
