/* SPDX-License-Identifier: Apache-2.0 */
/* The scope parameter (RFC 6749 §3.3): space-separated tokens; ours are "permission" or
 * "stage:permission". */
#ifndef JT_OAUTH_SCOPE_H
#define JT_OAUTH_SCOPE_H

#include "base/err.h"
#include "base/str.h"

enum { JT_SCOPE_TOKENS_MAX = 64, JT_SCOPE_MAX = 4096 };

struct jt_scope {
    jt_str tokens[JT_SCOPE_TOKENS_MAX]; /* views into the text, in its order, duplicates dropped */
    size_t count;
};

/* JT_ERR_FORMAT: a character outside %x21 / %x23-5B / %x5D-7E, a leading, trailing or double space,
 * empty. JT_ERR_LIMIT: too many tokens or too long. */
JT_MUST_USE enum jt_err jt_scope_parse(jt_str text, struct jt_scope *ret_scope);
/* Takes one token apart at its first colon: "stage:permission" or "permission" (stage empty). A
 * token that begins with a colon is a permission that nobody has. */
void jt_scope_token_split(jt_str token, jt_str *ret_stage, jt_str *ret_permission);
bool jt_scope_contains(const struct jt_scope *scope, jt_str token);

#endif
