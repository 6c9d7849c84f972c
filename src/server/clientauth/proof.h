/* SPDX-License-Identifier: Apache-2.0 */
/* What a candidate proves, and what of it may be told or recorded: plain values, never a secret. */
#ifndef JT_SERVER_CLIENTAUTH_PROOF_H
#define JT_SERVER_CLIENTAUTH_PROOF_H

#include "crypto/hmac.h"
#include "model/client_secret.h"
#include "oauth/reason.h"
#include "server/clientauth/candidate.h"
#include "server/clientauth/odd_chars.h"
#include "store/registry.h"

/* A set of reasons of the first rows of the table: those that a secret can prove or disprove. */
static inline uint64_t jt_reason_bit(enum jt_reason_id id)
{
    return UINT64_C(1) << id;
}
_Static_assert(JT_REASON_secret_wrong < 64, "a set of reasons holds the told and uniform ones");

/* The secret that was proven, for words. All zero when none was. */
struct jt_proof_facts {
    jt_uuid client; /* whose secret it is */
    jt_uuid realm;  /* and where that one lives */
    jt_uuid secret;
    char hint[JT_SECRET_HINT_LEN + 1];
    jt_time expires;
    jt_time ended; /* 0: not by hand */
    enum jt_secret_end end;
    bool died_with_client;
    unsigned auth_methods; /* of the client */
    unsigned method;       /* that was used */
    unsigned undone;       /* JT_UNDO_* */
    struct jt_odd_chars odd;
    bool id_nearly_fits; /* the client's id was presented with odd characters or capitals */
};

struct jt_proof {
    uint64_t causes; /* jt_reason_bit() of all that hold */
    bool succeeds;
    bool id_is_secret; /* of exchanged ones: what stood in the place of the id is somebody's */
    const struct jt_registry_secret *secret; /* that was proven, or nobody's */
    struct jt_client_secret row;             /* of it */
};

struct jt_proof_question {
    const struct jt_registry *registry;
    const struct jt_hmac_key *hmac_key;
    jt_uuid realm;
    unsigned method; /* JT_AUTH_METHOD_* that was used */
    jt_time now;
};

/* Who a client id means; both may be NULL. */
struct jt_named {
    const struct jt_registry_client *here;
    const struct jt_registry_client *elsewhere; /* in another realm */
};

/* The work depends on the candidate's bytes alone: one HMAC and two look-ups (of exchanged
 * ones three), whatever they find.
 * JT_ERR_CRYPTO, JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_proof_find(const struct jt_proof_question *question,
                                      const struct jt_candidate *candidate,
                                      const struct jt_named *named, struct jt_proof *ret_proof);
/* Copies what words need of it. */
void jt_proof_facts_read(const struct jt_proof_question *question,
                         const struct jt_candidate *candidate, const struct jt_proof *proof,
                         struct jt_proof_facts *ret_facts);

#endif
