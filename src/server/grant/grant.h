/* SPDX-License-Identifier: Apache-2.0 */
/* The grants of the token endpoint (RFC 6749 §4). A grant says who may use it and for whom the
 * token is; everything that all grants share stands in the endpoint's steps. */
#ifndef JT_SERVER_GRANT_GRANT_H
#define JT_SERVER_GRANT_GRANT_H

#include "server/request.h"

struct jt_grant_ops {
    jt_str name; /* the value of grant_type */
    bool (*is_allowed)(const struct jt_registry_client *client);
    /* Checks what this grant alone asks for, sets *ret_subject and returns JT_STEP_NEXT, or
     * refuses. */
    enum jt_step_result (*prove)(struct jt_request *request, jt_uuid *ret_subject);
};

extern const struct jt_grant_ops jt_grant_client_credentials;

extern const struct jt_grant_ops *const jt_grant_table[];
extern const size_t jt_grant_table_count;

/* NULL for an unknown name. */
const struct jt_grant_ops *jt_grant_find(jt_str name);

#endif
