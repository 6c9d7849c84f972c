/* SPDX-License-Identifier: Apache-2.0 */
/* The realm's public keys as a JWK set (RFC 7517 §5). Kept for a short time, so that a new key is
 * known everywhere soon after it was published and long before it signs. */
#include "server/endpoint/document.h"
#include "server/keys/rotate.h"
#include "server/routes.h"
#include "server/server.h"

static enum jt_step_result write_keys(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    enum jt_err err = jt_keyring_write_jwks(request->server->keyring, &request->realm_key, buf);
    if (err != JT_OK) {
        request->refusal.evidence = jt_str_from_c(jt_err_text(err));
        return JT_STEP_FAULT;
    }
    _Static_assert(JT_JWKS_MAX_AGE_S == 300, "the header says it");
    return jt_respond_document(request, JT_STR("public, max-age=300"));
}

static const struct jt_step steps[] = {
    {"write the keys", write_keys},
    JT_STEPS_END,
};

const struct jt_route jt_routes_certs[] = {
    {JT_HTTP_GET, "/auth/realms/{realm}/protocol/openid-connect/certs", JT_ROUTE_PUBLIC, steps, 0},
    JT_ROUTES_END,
};
