/* SPDX-License-Identifier: Apache-2.0 */
/* Encryption at rest: XChaCha20-Poly1305 with a random nonce in front, a version byte first, and
 * the entry's identity as associated data, so that nothing can be moved elsewhere. */
#ifndef JT_SEAL_AEAD_H
#define JT_SEAL_AEAD_H

#include "base/buf.h"
#include "base/rand.h"
#include "base/secret.h"

enum { JT_AEAD_KEY_LEN = 32, JT_AEAD_OVERHEAD = 1 + 24 + 16 };

/* Appends version, nonce, ciphertext and tag. */
JT_MUST_USE enum jt_err jt_aead_seal(const uint8_t key[static JT_AEAD_KEY_LEN], jt_str identity,
                                     jt_str plain, const struct jt_rand *rand, struct jt_buf *buf);
/* Appends the plaintext. JT_ERR_DAMAGED: wrong key, wrong identity, any changed bit, unknown
 * version, too short; appends nothing then. */
JT_MUST_USE enum jt_err jt_aead_open(const uint8_t key[static JT_AEAD_KEY_LEN], jt_str identity,
                                     jt_str sealed, struct jt_buf *buf);

#endif
