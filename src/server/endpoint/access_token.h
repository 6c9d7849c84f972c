/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an access token that this server may have signed: is it one of the realm's, and whose? */
#ifndef JT_SERVER_ENDPOINT_ACCESS_TOKEN_H
#define JT_SERVER_ENDPOINT_ACCESS_TOKEN_H

#include "codec/json.h"
#include "jose/jwt.h"
#include "server/keys/keyring.h"
#include "store/registry.h"

enum { JT_JTI_LEN = 16 };

/* Which bit stands for the secret that bought a token. */
struct jt_token_status {
    bool has_bit;
    uint32_t list; /* 0: of no list of ours */
    int64_t index;
};

struct jt_access_token {
    struct jt_json *json; /* owns what claims borrow */
    struct jt_claims claims;
    uint8_t jti[JT_JTI_LEN];
    const struct jt_registry_client *client; /* it was issued to; of the realm; may be suspended or
                                                deleted by now */
    struct jt_token_status status;
    bool secret_is_out; /* the secret that bought it was revoked with its tokens, or is gone */
};

/* Checks form, type, signature by a key of the realm, issuer, client: everything that does not
 * change. Time, revocation and the state of the client are the caller's. JT_ERR_REFUSED: it is none
 * of this realm's tokens. Anything else is a fault inside, and says nothing about the token. */
JT_MUST_USE enum jt_err jt_access_token_read(const struct jt_registry *registry,
                                             struct jt_thread_keys *keys,
                                             const struct jt_registry_realm *realm, jt_str text,
                                             struct jt_access_token *ret_token);
/* As secret_is_out, asked again. */
bool jt_token_secret_is_out(const struct jt_registry_client *client,
                            const struct jt_token_status *status);
void jt_access_token_clear(struct jt_access_token *token);

/* Does it work at this moment: not expired, not revoked, neither by itself nor with its secret, its
 * client neither suspended nor deleted? */
bool jt_access_token_works(const struct jt_registry *registry, const struct jt_access_token *token,
                           jt_time now);

#endif
