/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed file: an AEAD envelope whose associated data is the kind and the name of the file, so
 * that no file can be passed off as another. */
#ifndef JT_CLIENT_STORE_SEALED_H
#define JT_CLIENT_STORE_SEALED_H

#include "client/store/file.h"
#include "seal/aead.h"

enum { JT_SEALED_MAX = 64 << 10 };

/* Appends the plaintext of bytes. JT_ERR_DAMAGED. */
JT_MUST_USE enum jt_err jt_sealed_open(const uint8_t key[static JT_AEAD_KEY_LEN], jt_str kind,
                                       const char *name, jt_str bytes, struct jt_buf *plain);
/* Reads and opens. Errors of jt_file_read(), and JT_ERR_DAMAGED. */
JT_MUST_USE enum jt_err jt_sealed_read(int dir, const uint8_t key[static JT_AEAD_KEY_LEN],
                                       jt_str kind, const char *name, struct jt_buf *plain);
/* Seals and replaces. Errors of jt_file_replace(). */
JT_MUST_USE enum jt_err jt_sealed_write(int dir, const uint8_t key[static JT_AEAD_KEY_LEN],
                                        jt_str kind, const char *name, jt_str plain,
                                        const struct jt_rand *rand);

#endif
