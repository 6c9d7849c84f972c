/* SPDX-License-Identifier: Apache-2.0 */
/* SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash for tables whose keys strangers choose.
 */
#ifndef JT_STORE_REGISTRY_HASH_H
#define JT_STORE_REGISTRY_HASH_H

#include "base/str.h"

struct jt_hash_key {
    uint64_t k0;
    uint64_t k1;
};

struct jt_hash_key jt_hash_key_from(const uint8_t bytes[static 16]);
uint64_t jt_hash(const struct jt_hash_key *key, const void *bytes, size_t len);
/* Of two parts, where the first has a fixed length. */
uint64_t jt_hash_pair(const struct jt_hash_key *key, const void *first, size_t first_len,
                      jt_str second);

#endif
