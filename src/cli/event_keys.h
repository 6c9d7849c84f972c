/* SPDX-License-Identifier: Apache-2.0 */
/* The keys that sign checkpoints, and the judgement of one signature. */
#ifndef JT_CLI_EVENT_KEYS_H
#define JT_CLI_EVENT_KEYS_H

#include "codec/json.h"
#include "jose/jwk.h"
#include "model/event.h"

enum { JT_EVENT_KEYS_MAX = 1000 };

struct jt_event_keys {
    struct {
        struct jt_key *key;
        const struct jt_alg *alg;
        char kid[JT_KID_TEXT + 1];
    } at[JT_EVENT_KEYS_MAX];
    size_t count;
};

/* Adds the keys of a JWK set whose key id is their thumbprint (RFC 7638), so that nobody gives a
 * key the name of another; those that we cannot use are left out. JT_ERR_LIMIT: too many. */
JT_MUST_USE enum jt_err jt_event_keys_add(struct jt_event_keys *keys,
                                          const struct jt_json_value *set);
void jt_event_keys_clear(struct jt_event_keys *keys);

/* NULL: jws is a checkpoint, signed by one of the keys, and ret_checkpoint holds its number, hash
 * and time; otherwise what is wrong with it. */
const char *jt_event_keys_judge(const struct jt_event_keys *keys, jt_str jws,
                                struct jt_event_checkpoint *ret_checkpoint);

#endif
