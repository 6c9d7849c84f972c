/* SPDX-License-Identifier: Apache-2.0 */
/* People's passwords: Argon2id (RFC 9106) as libsodium's interactive setting makes it. Slow on
 * purpose: never on a loop's thread, never for client secrets. */
#ifndef JT_SEAL_PASSWORD_H
#define JT_SEAL_PASSWORD_H

#include "base/err.h"
#include "base/str.h"

enum { JT_PASSWORD_HASH_MAX = 128, JT_PASSWORD_MAX = 1024 };

/* A NUL-terminated text with parameters and salt. JT_ERR_NOMEM; JT_ERR_LIMIT above JT_PASSWORD_MAX
 * bytes. */
JT_MUST_USE enum jt_err jt_password_hash(jt_str password,
                                         char ret_hash[static JT_PASSWORD_HASH_MAX]);
/* JT_ERR_REFUSED when it is another password; JT_ERR_DAMAGED when hash is none of ours. */
JT_MUST_USE enum jt_err jt_password_check(const char *hash, jt_str password);

#endif
