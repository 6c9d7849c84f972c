/* SPDX-License-Identifier: Apache-2.0 */
/* The id of a rejection: one AES block over its number and a nonce. It is fresh each time and says
 * nothing without the key, yet leads to the stored rejection for ever. The number is a keyed hash
 * of what is counted together: client id as presented, cause, address. */
#ifndef JT_SERVER_EXPLAIN_ID_H
#define JT_SERVER_EXPLAIN_ID_H

#include "base/rand.h"
#include "crypto/block.h"
#include "oauth/reason.h"

enum {
    JT_REJECTION_KEY_LEN = 32,
    JT_REJECTION_ID_LEN = 22, /* base64url of 16 bytes */
    JT_FINGERPRINT_TEXT = 12 + 16
};

struct jt_rejection_ids; /* keys; immutable, any number of threads */

/* key: derived from the master key for this purpose alone; copied. */
JT_MUST_USE enum jt_err jt_rejection_ids_new(const uint8_t key[static JT_REJECTION_KEY_LEN],
                                             struct jt_rejection_ids **ret_ids);
void jt_rejection_ids_free(struct jt_rejection_ids *ids);
/* One for each thread. */
JT_MUST_USE enum jt_err jt_rejection_cipher_new(const struct jt_rejection_ids *ids,
                                                struct jt_block_cipher **ret_cipher);

/* The time depends on the length of client_id alone. */
JT_MUST_USE enum jt_err jt_rejection_number(const struct jt_rejection_ids *ids,
                                            enum jt_reason_id cause, jt_str client_id,
                                            jt_str address, uint64_t *ret_number);
/* Writes JT_REJECTION_ID_LEN characters and a NUL. */
JT_MUST_USE enum jt_err jt_rejection_id_write(struct jt_block_cipher *cipher,
                                              const struct jt_rand *rand, uint64_t number,
                                              char ret_text[static JT_REJECTION_ID_LEN + 1]);
/* JT_ERR_FORMAT: no id. An id of somebody's invention gives a number that nobody has. */
JT_MUST_USE enum jt_err jt_rejection_id_read(struct jt_block_cipher *cipher, jt_str text,
                                             uint64_t *ret_number);

/* Is the presented id a secret, or like one? From the bytes alone. */
bool jt_client_id_is_like_secret(jt_str client_id, jt_str presented_secret);
/* Writes "fingerprint:" and 16 characters that only the key leads back from, and a NUL. */
JT_MUST_USE enum jt_err jt_rejection_fingerprint(const struct jt_rejection_ids *ids,
                                                 jt_str client_id,
                                                 char ret_text[static JT_FINGERPRINT_TEXT + 1]);

#endif
