/* SPDX-License-Identifier: Apache-2.0 */
/* Argon2id, and a careful reading of libsodium's "no": a lack of memory and a damaged hash are not
 * another password. */
#include "seal/password.h"

#include "seal/sodium_ready.h"

#include <errno.h>
#include <sodium.h>

#define OPERATIONS crypto_pwhash_OPSLIMIT_INTERACTIVE
#define MEMORY crypto_pwhash_MEMLIMIT_INTERACTIVE

_Static_assert(JT_PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES, "room for libsodium's text");

enum jt_err jt_password_hash(jt_str password, char ret_hash[static JT_PASSWORD_HASH_MAX])
{
    if (password.len > JT_PASSWORD_MAX) {
        return JT_ERR_LIMIT;
    }
    JT_TRY(jt_sodium_ready());
    int failed = crypto_pwhash_str_alg(ret_hash, password.len ? password.ptr : "", password.len,
                                       OPERATIONS, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    return failed ? JT_ERR_NOMEM : JT_OK;
}

/* Only hashes of our own setting are computed: the text must not choose how much memory we use. */
enum jt_err jt_password_check(const char *hash, jt_str password)
{
    if (password.len > JT_PASSWORD_MAX) {
        return JT_ERR_REFUSED;
    }
    JT_TRY(jt_sodium_ready());
    if (crypto_pwhash_argon2id_str_needs_rehash(hash, OPERATIONS, MEMORY) != 0) {
        return JT_ERR_DAMAGED;
    }
    errno = 0;
    int failed =
        crypto_pwhash_argon2id_str_verify(hash, password.len ? password.ptr : "", password.len);
    if (!failed) {
        return JT_OK;
    }
    return errno == EINVAL ? JT_ERR_REFUSED : JT_ERR_NOMEM;
}
