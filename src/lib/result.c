/* SPDX-License-Identifier: Apache-2.0 */
/* Token and error objects: small, immutable, with texts that end with NUL. */
#include "lib/client.h"

#include <stdlib.h>

struct jeton_token {
    char *value;
    size_t len;
    char *scope;
    char *issuer;
    int64_t expires_at;
    bool cached;
};

struct jeton_error {
    struct jt_trouble trouble;
};

struct jeton_token *jt_lib_token(const struct jt_acquired *acquired)
{
    struct jeton_token *token = calloc(1, sizeof(*token));
    if (token == NULL) {
        return NULL;
    }
    token->value = jt_str_dup(acquired->token.access_token);
    token->len = acquired->token.access_token.len;
    token->scope = jt_str_dup(acquired->token.scope);
    token->issuer = jt_str_dup(acquired->token.issuer);
    token->expires_at = acquired->token.expires_at.s;
    token->cached = acquired->cached;
    if (token->value == NULL || token->scope == NULL || token->issuer == NULL) {
        jeton_token_free(token);
        return NULL;
    }
    return token;
}

void jeton_token_free(struct jeton_token *token)
{
    if (token == NULL) {
        return;
    }
    if (token->value) {
        jt_wipe(token->value, token->len);
    }
    free(token->value);
    free(token->scope);
    free(token->issuer);
    free(token);
}

const char *jeton_token_value(const struct jeton_token *token)
{
    return token->value;
}

const char *jeton_token_scope(const struct jeton_token *token)
{
    return token->scope;
}

const char *jeton_token_issuer(const struct jeton_token *token)
{
    return token->issuer;
}

int64_t jeton_token_expires_at(const struct jeton_token *token)
{
    return token->expires_at;
}

bool jeton_token_is_cached(const struct jeton_token *token)
{
    return token->cached;
}

static enum jeton_client_status status_of(enum jt_trouble_kind kind)
{
    switch (kind) {
    case JT_TROUBLE_USAGE:
        return JETON_CLIENT_ARG;
    case JT_TROUBLE_REFUSED:
        return JETON_CLIENT_REFUSED;
    case JT_TROUBLE_NETWORK:
        return JETON_CLIENT_NETWORK;
    case JT_TROUBLE_LOCAL:
        return JETON_CLIENT_LOCAL;
    case JT_TROUBLE_NONE:
    case JT_TROUBLE_INTERNAL:
        return JETON_CLIENT_INTERNAL;
    }
    return JETON_CLIENT_INTERNAL;
}

enum jeton_client_status jt_lib_fail(enum jt_err err, struct jt_trouble *trouble,
                                     struct jeton_error **ret_error)
{
    jt_trouble_set_err(trouble, err);
    if (ret_error) {
        *ret_error = malloc(sizeof(**ret_error));
        if (*ret_error) {
            (*ret_error)->trouble = *trouble;
        }
    }
    return err == JT_ERR_NOMEM ? JETON_CLIENT_NOMEM : status_of(trouble->kind);
}

void jeton_error_free(struct jeton_error *error)
{
    free(error);
}

const char *jeton_error_message(const struct jeton_error *error)
{
    return error->trouble.what;
}

const char *jeton_error_next(const struct jeton_error *error)
{
    return error->trouble.next;
}

const char *jeton_error_oauth_error(const struct jeton_error *error)
{
    return error->trouble.error;
}

const char *jeton_error_description(const struct jeton_error *error)
{
    return error->trouble.description;
}

const char *jeton_error_rejection_id(const struct jeton_error *error)
{
    return error->trouble.rejection_id;
}

int jeton_error_status(const struct jeton_error *error)
{
    return error->trouble.status;
}
