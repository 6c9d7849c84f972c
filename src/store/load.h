/* SPDX-License-Identifier: Apache-2.0 */
/* What the registry and the keyring read at start: everything row by row, a part of it, or a single
 * client. */
#ifndef JT_STORE_LOAD_H
#define JT_STORE_LOAD_H

#include "base/arena.h"
#include "model/api_client.h"
#include "model/realm.h"
#include "model/signing_key.h"

enum { JT_REVOKED_TOKEN_KEEP_S = 3600 }; /* beyond the token's end, against clocks that differ */
struct jt_revoked_token {
    jt_uuid realm;
    uint8_t jti[16];
    jt_time token_expires;
};

/* The bit of a secret in its status list; is_set: the tokens that it bought must not be trusted. */
struct jt_status_bit {
    jt_uuid realm;
    uint32_t list;
    uint32_t index;
    bool is_set;
};

/* Everything that the registry and the keyring need at start, row by row. A visitor that returns an
 * error ends the load with it. The views are valid during the call. NULL visitors are skipped. */
struct jt_store_visitor {
    enum jt_err (*organization)(void *arg, const struct jt_organization *organization);
    enum jt_err (*realm)(void *arg, const struct jt_realm *realm);
    enum jt_err (*stage)(void *arg, const struct jt_stage *stage);
    enum jt_err (*api)(void *arg, const struct jt_api *api);
    enum jt_err (*permission)(void *arg, const struct jt_permission *permission);
    enum jt_err (*api_client)(void *arg, const struct jt_api_client *client); /* tombstones too */
    enum jt_err (*revoked_token)(void *arg, const struct jt_revoked_token *token);
    enum jt_err (*signing_key)(void *arg, const struct jt_signing_key *key);
    enum jt_err (*status_bit)(void *arg, const struct jt_status_bit *bit); /* load_part alone */
    void *arg;
};

/* What there may be a million of is loaded in parts while it is in use already. */
enum jt_load_part {
    JT_LOAD_STATUS_TAKEN,      /* each bit, as if none were set */
    JT_LOAD_STATUS_OF_CLIENTS, /* those that are set for a client's sake; then for the secret's */
    JT_LOAD_STATUS_OF_SECRETS,
    JT_LOAD_REVOKED_TOKENS,
    JT_LOAD_API_CLIENTS,
};
/* How far one of them has come; {0} at its beginning. */
struct jt_load_place {
    int64_t row;
    uint8_t jti[16];
    bool has_jti;
};

/* One client that is looked for: by realm and client id; by key; by the HMAC of one of its secrets,
 * of the client `of` alone, or, without it, of any client, where an imported one counts only of
 * clients with this id. */
struct jt_peek {
    const jt_uuid *realm;
    jt_str client_id;
    const jt_uuid *key;
    const uint8_t *hmac; /* JT_SECRET_HMAC_LEN bytes */
    const jt_uuid *of;
    bool is_any;    /* of any client, imported ones too */
    uint64_t decoy; /* any number; says who is read when there is no such client */
};

#endif
