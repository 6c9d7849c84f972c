/* SPDX-License-Identifier: Apache-2.0 */
/* The methods of client authentication, in the order in which metadata list them. */
#include "server/clientauth/client_auth.h"

const struct jt_client_auth_ops *const jt_client_auth_methods[] = {
    &jt_client_secret_basic,
    &jt_client_secret_post,
};
const size_t jt_client_auth_methods_count =
    sizeof(jt_client_auth_methods) / sizeof(jt_client_auth_methods[0]);
