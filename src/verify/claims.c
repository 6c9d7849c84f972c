/* SPDX-License-Identifier: Apache-2.0 */
/* Claims and their life: the last one who lets go frees them. */
#include "verify/claims.h"

#include <stdlib.h>

enum jt_claims_fault jt_shared_claims_read(jt_str payload, struct jeton_claims **ret_claims)
{
    struct jeton_claims *claims = calloc(1, sizeof(*claims));
    if (claims == NULL) {
        return JT_CLAIMS_NOMEM;
    }
    enum jt_claims_fault fault = jt_claims_read(payload, &claims->json, &claims->values);
    if (fault != JT_CLAIMS_OK) {
        free(claims);
        return fault;
    }
    atomic_init(&claims->references, 1);
    *ret_claims = claims;
    return JT_CLAIMS_OK;
}

struct jeton_claims *jt_shared_claims_keep(struct jeton_claims *claims)
{
    (void)atomic_fetch_add_explicit(&claims->references, 1, memory_order_relaxed);
    return claims;
}

void jeton_claims_free(struct jeton_claims *claims)
{
    if (claims && atomic_fetch_sub_explicit(&claims->references, 1, memory_order_acq_rel) == 1) {
        jt_json_free(claims->json);
        free(claims);
    }
}

/* Strings of a JSON document end with a NUL (codec/json.h). */
static const char *text(jt_str value)
{
    return value.len ? value.ptr : "";
}

const char *jeton_claims_issuer(const struct jeton_claims *claims)
{
    return text(claims->values.iss);
}

const char *jeton_claims_subject(const struct jeton_claims *claims)
{
    return text(claims->values.sub);
}

const char *jeton_claims_client_id(const struct jeton_claims *claims)
{
    return text(claims->values.client_id);
}

const char *jeton_claims_token_id(const struct jeton_claims *claims)
{
    return text(claims->values.jti);
}

const char *jeton_claims_scope(const struct jeton_claims *claims)
{
    return text(claims->values.scope);
}

bool jeton_claims_has_scope(const struct jeton_claims *claims, const char *scope)
{
    jt_str rest = claims->values.scope;
    jt_str wanted = jt_str_from_c(scope);
    jt_str word;
    while (wanted.len && jt_str_next(&rest, ' ', &word)) {
        if (jt_str_equal(word, wanted)) {
            return true;
        }
    }
    return false;
}

int64_t jeton_claims_expires_at(const struct jeton_claims *claims)
{
    return claims->values.exp.s;
}

int64_t jeton_claims_issued_at(const struct jeton_claims *claims)
{
    return claims->values.iat.s;
}
