/* SPDX-License-Identifier: Apache-2.0 */
/* One AES-128 block (FIPS 197): a permutation of 128 bits under a key, for ids that say nothing
 * and can still be traced. Never for data. */
#ifndef JT_CRYPTO_BLOCK_H
#define JT_CRYPTO_BLOCK_H

#include "base/err.h"

#include <stdint.h>

enum { JT_BLOCK_LEN = 16, JT_BLOCK_KEY_LEN = 16 };

struct jt_block_cipher; /* holds contexts: one thread at a time */

JT_MUST_USE enum jt_err jt_block_new(const uint8_t key[static JT_BLOCK_KEY_LEN],
                                     struct jt_block_cipher **ret_cipher);
void jt_block_free(struct jt_block_cipher *cipher);
JT_MUST_USE enum jt_err jt_block_encrypt(struct jt_block_cipher *cipher,
                                         const uint8_t in[static JT_BLOCK_LEN],
                                         uint8_t ret_out[static JT_BLOCK_LEN]);
JT_MUST_USE enum jt_err jt_block_decrypt(struct jt_block_cipher *cipher,
                                         const uint8_t in[static JT_BLOCK_LEN],
                                         uint8_t ret_out[static JT_BLOCK_LEN]);

#endif
