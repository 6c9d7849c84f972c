/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens whose signature was right, by their SHA-256, in a table of fixed size. They say what the
 * claims are, never whether the token is valid now. Any number of threads. */
#ifndef JT_VERIFY_KNOWN_TOKENS_H
#define JT_VERIFY_KNOWN_TOKENS_H

#include "crypto/digest.h"
#include "verify/claims.h"

struct jt_known_tokens;

/* count 0: remembers nothing. NULL without memory. */
struct jt_known_tokens *jt_known_tokens_new(size_t count);
void jt_known_tokens_free(struct jt_known_tokens *tokens);

/* The claims, one reference more, if they were put under the same generation of keys; else NULL. */
struct jeton_claims *jt_known_tokens_find(struct jt_known_tokens *tokens,
                                          const uint8_t digest[static JT_SHA256_LEN],
                                          uint64_t generation);
/* Keeps a reference of its own. */
void jt_known_tokens_put(struct jt_known_tokens *tokens, const uint8_t digest[static JT_SHA256_LEN],
                         uint64_t generation, struct jeton_claims *claims);
void jt_known_tokens_drop(struct jt_known_tokens *tokens,
                          const uint8_t digest[static JT_SHA256_LEN]);

#endif
