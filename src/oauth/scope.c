/* SPDX-License-Identifier: Apache-2.0 */
/* The scope parameter, token by token. */
#include "oauth/scope.h"

#include <string.h>

/* RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) */
static bool is_token(jt_str token)
{
    for (size_t i = 0; i < token.len; i++) {
        char c = token.ptr[i];
        if (c < 0x21 || c > 0x7e || c == '"' || c == '\\') {
            return false;
        }
    }
    return token.len > 0;
}

enum jt_err jt_scope_parse(jt_str text, struct jt_scope *ret_scope)
{
    struct jt_scope scope;
    scope.count = 0;
    if (text.len > JT_SCOPE_MAX) {
        return JT_ERR_LIMIT;
    }
    if (text.len == 0) {
        return JT_ERR_FORMAT;
    }
    /* A space too many leaves an empty token behind, wherever it stands: at the end too, because
     * what follows the last separator is a part. */
    jt_str rest = text;
    for (bool more = true; more;) {
        size_t end = jt_str_find_char(rest, ' ');
        jt_str token = jt_str_slice(rest, 0, end);
        more = end < rest.len;
        rest = jt_str_from(rest, end + 1);
        if (!is_token(token)) {
            return JT_ERR_FORMAT;
        }
        if (jt_scope_contains(&scope, token)) {
            continue;
        }
        if (scope.count == JT_SCOPE_TOKENS_MAX) {
            return JT_ERR_LIMIT;
        }
        scope.tokens[scope.count++] = token;
    }
    memcpy(ret_scope->tokens, scope.tokens, scope.count * sizeof(scope.tokens[0]));
    ret_scope->count = scope.count;
    return JT_OK;
}

void jt_scope_token_split(jt_str token, jt_str *ret_stage, jt_str *ret_permission)
{
    size_t colon = jt_str_find_char(token, ':');
    /* ":user.manage" must not pass for "user.manage": no permission has a colon in its name. */
    if (colon == 0 || colon == token.len) {
        *ret_stage = jt_str_make(NULL, 0);
        *ret_permission = token;
        return;
    }
    *ret_stage = jt_str_slice(token, 0, colon);
    *ret_permission = jt_str_from(token, colon + 1);
}

bool jt_scope_contains(const struct jt_scope *scope, jt_str token)
{
    for (size_t i = 0; i < scope->count; i++) {
        if (jt_str_equal(scope->tokens[i], token)) {
            return true;
        }
    }
    return false;
}
