/* SPDX-License-Identifier: Apache-2.0 */
/* Keys derived from one master key, separate by purpose and version (BLAKE2b keyed hash), and a
 * keyed hash for names and fingerprints. */
#ifndef JT_SEAL_KDF_H
#define JT_SEAL_KDF_H

#include "base/err.h"
#include "base/str.h"

enum { JT_MASTER_KEY_LEN = 32, JT_DERIVED_KEY_LEN = 32, JT_KEYED_HASH_LEN = 32 };

/* purpose: a short constant such as "client-secret-hmac". */
JT_MUST_USE enum jt_err jt_kdf_derive(const uint8_t master[static JT_MASTER_KEY_LEN],
                                      jt_str purpose, uint32_t version,
                                      uint8_t ret_key[static JT_DERIVED_KEY_LEN]);
/* Keyed hash over several parts; each part's length goes in too, so that parts cannot shift. */
JT_MUST_USE enum jt_err jt_keyed_hash(const uint8_t key[static JT_DERIVED_KEY_LEN],
                                      const jt_str *parts, size_t count,
                                      uint8_t ret_hash[static JT_KEYED_HASH_LEN]);

#endif
