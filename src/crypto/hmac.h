/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC-SHA-256 (RFC 2104). The keyed state is prepared once and copied for every message. */
#ifndef JT_CRYPTO_HMAC_H
#define JT_CRYPTO_HMAC_H

#include "base/err.h"
#include "base/str.h"

enum { JT_HMAC_LEN = 32, JT_HMAC_KEY_LEN = 32 };

struct jt_hmac_key; /* immutable after making; any number of threads may use it */

JT_MUST_USE enum jt_err jt_hmac_key_new(const uint8_t key[static JT_HMAC_KEY_LEN],
                                        struct jt_hmac_key **ret_key);
void jt_hmac_key_free(struct jt_hmac_key *key);
/* The time depends on message.len alone. JT_ERR_CRYPTO, JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_hmac(const struct jt_hmac_key *key, jt_str message,
                                uint8_t ret_mac[static JT_HMAC_LEN]);

#endif
