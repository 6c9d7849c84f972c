/* SPDX-License-Identifier: Apache-2.0 */
/* Is this the client it says it is; and if not, what did it prove? Proof before explanation: what
 * was presented is looked at as a genuine secret in disguise, or a dead one. The work depends on
 * the presented bytes alone, never on what the registry holds: nobody learns from time whether a
 * client exists, is suspended or deleted. Changes nothing: a dry run asks the same way. */
#ifndef JT_SERVER_CLIENTAUTH_AUTHENTICATE_H
#define JT_SERVER_CLIENTAUTH_AUTHENTICATE_H

#include "server/clientauth/proof.h"

struct jt_authentication {
    const struct jt_registry_client *client; /* NULL: not authenticated; see cause */
    const struct jt_registry_secret *secret; /* the one that was used */
    enum jt_reason_id cause;                 /* the first in the order of the table */
    uint64_t also;                           /* jt_reason_bit() of the others that hold */
    struct jt_proof_facts facts; /* of the secret that gave the cause; zeros when none was proven */
    bool id_is_secret;           /* what stands in the place of the id is somebody's secret */
};

/* The texts that it works on go to arena. JT_ERR_CRYPTO, JT_ERR_NOMEM: a fault inside, nothing is
 * said about the client. */
JT_MUST_USE enum jt_err jt_client_authenticate(const struct jt_proof_question *question,
                                               const struct jt_presented *presented,
                                               struct jt_arena *arena,
                                               struct jt_authentication *ret_authentication);
/* Was a genuine secret presented, live or dead, so that the cause may be told? */
bool jt_authentication_is_proven(const struct jt_authentication *authentication);

#endif
