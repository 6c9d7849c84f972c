/* SPDX-License-Identifier: Apache-2.0 */
/* A long-lived secret: a client secret, a password, key bytes. A type of its own so that it cannot
 * be printed or compared by accident. Owns its bytes; wiped when cleared. */
#ifndef JT_BASE_SECRET_H
#define JT_BASE_SECRET_H

#include "base/err.h"
#include "base/str.h"

struct jt_secret {
    char *hidden_ptr;
    size_t hidden_len;
};

enum { JT_SECRET_MAX = 64 << 10 };

/* Takes a copy of bytes. JT_ERR_LIMIT above JT_SECRET_MAX, JT_ERR_NOMEM. *ret_secret must be empty.
 */
JT_MUST_USE enum jt_err jt_secret_set(struct jt_secret *ret_secret, jt_str bytes);
/* The bytes themselves, borrowed. Every use of this is a place to think twice about. */
jt_str jt_secret_reveal(const struct jt_secret *secret);
bool jt_secret_is_empty(const struct jt_secret *secret);
/* Wipes and frees. {0} is a valid empty secret. */
void jt_secret_clear(struct jt_secret *secret);

/* Equality in time that depends on len alone. */
bool jt_bytes_equal_secret(const void *a, const void *b, size_t len);
/* Overwrites in a way the compiler keeps. */
void jt_wipe(void *bytes, size_t len);

#endif
