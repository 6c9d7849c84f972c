/* SPDX-License-Identifier: Apache-2.0 */
/* Is this the client it says it is? The work depends on the presented bytes alone, never on what
 * the registry holds: nobody learns from time whether a client exists, is suspended or deleted. */
#ifndef JT_SERVER_CLIENTAUTH_AUTHENTICATE_H
#define JT_SERVER_CLIENTAUTH_AUTHENTICATE_H

#include "crypto/hmac.h"
#include "oauth/reason.h"
#include "server/request.h"

enum { JT_AUTHENTICATE_REALMS_MAX = 64 }; /* searched for the id, to tell administrators */

struct jt_authentication {
    const struct jt_registry_client *client; /* NULL: not authenticated; see cause */
    const struct jt_registry_secret *secret; /* the one that was used */
    enum jt_reason_id cause;
};

/* JT_ERR_CRYPTO, JT_ERR_NOMEM: a fault inside, nothing is said about the client. */
JT_MUST_USE enum jt_err jt_client_authenticate(const struct jt_registry *registry,
                                               const struct jt_hmac_key *hmac_key,
                                               const jt_uuid *realm,
                                               const struct jt_presented *presented, jt_time now,
                                               struct jt_authentication *ret_authentication);

#endif
