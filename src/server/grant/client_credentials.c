/* SPDX-License-Identifier: Apache-2.0 */
/* client_credentials (RFC 6749 §4.4): the client asks for itself, and its authentication is all the
 * proof there is. */
#include "server/grant/grant.h"

static bool is_allowed(const struct jt_registry_client *client)
{
    return client->kind == JT_CLIENT_KIND_API;
}

static enum jt_step_result prove(struct jt_request *request, jt_uuid *ret_subject)
{
    *ret_subject = request->client->key;
    return JT_STEP_NEXT;
}

const struct jt_grant_ops jt_grant_client_credentials = {
    .name = JT_STR_INIT("client_credentials"),
    .is_allowed = is_allowed,
    .prove = prove,
};
