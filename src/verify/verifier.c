/* SPDX-License-Identifier: Apache-2.0 */
/* From a text to a verdict. A known token skips its parsing and its signature; the policy is
 * applied to every token every time (CVE-2021-32701: a cache that forgot to). */
#include "jose/jws.h"
#include "verify/claims.h"
#include "verify/key_cache.h"
#include "verify/known_tokens.h"
#include "verify/policy.h"
#include "verify/status_feed.h"

#include <stdlib.h>

_Static_assert((int)JETON_TOKEN_MAX == (int)JT_JWS_MAX, "one limit, said twice");

struct jeton_verifier {
    struct jeton_policy *policy;
    struct jt_key_cache *keys;
    struct jt_known_tokens *known;
    struct jt_status_feed *statuses; /* NULL: not looked at */
};

enum jeton_verify_status jeton_verifier_new(const struct jeton_policy *policy,
                                            const struct jeton_key_source *source,
                                            struct jeton_verifier **ret_verifier)
{
    if (policy == NULL || source == NULL || source->fetch == NULL) {
        return JETON_VERIFY_ARG;
    }
    struct jeton_verifier *verifier = calloc(1, sizeof(*verifier));
    if (verifier == NULL) {
        return JETON_VERIFY_NOMEM;
    }
    enum jeton_verify_status status = jt_policy_copy(policy, &verifier->policy);
    verifier->keys = jt_key_cache_new(source, policy->clock);
    verifier->known = jt_known_tokens_new(policy->known_tokens);
    if (status != JETON_VERIFY_OK || verifier->keys == NULL || verifier->known == NULL) {
        jeton_verifier_free(verifier);
        return JETON_VERIFY_NOMEM;
    }
    *ret_verifier = verifier;
    return JETON_VERIFY_OK;
}

void jeton_verifier_free(struct jeton_verifier *verifier)
{
    if (verifier) {
        jt_status_feed_free(verifier->statuses);
        jt_known_tokens_free(verifier->known);
        jt_key_cache_free(verifier->keys);
        jeton_policy_free(verifier->policy);
        free(verifier);
    }
}

enum jeton_verify_status jeton_verifier_follow_statuses(struct jeton_verifier *verifier,
                                                        const struct jeton_status_source *source)
{
    if (source == NULL || source->fetch == NULL || verifier->statuses) {
        return JETON_VERIFY_ARG;
    }
    verifier->statuses = jt_status_feed_new(verifier->policy, verifier->keys, source);
    return verifier->statuses ? JETON_VERIFY_OK : JETON_VERIFY_NOMEM;
}

static enum jeton_verdict of_jws_fault(enum jt_jws_fault fault)
{
    switch (fault) {
    case JT_JWS_OK:
        return JETON_TOKEN_VALID;
    case JT_JWS_FORMAT:
        return JETON_TOKEN_FORMAT;
    case JT_JWS_JSON:
        return JETON_TOKEN_JSON;
    case JT_JWS_ALG:
        return JETON_TOKEN_ALG;
    case JT_JWS_HEADER:
        return JETON_TOKEN_HEADER;
    case JT_JWS_NOMEM:
        return JETON_TOKEN_UNAVAILABLE;
    }
    return JETON_TOKEN_UNAVAILABLE;
}

static enum jeton_verdict of_claims_fault(enum jt_claims_fault fault)
{
    switch (fault) {
    case JT_CLAIMS_OK:
        return JETON_TOKEN_VALID;
    case JT_CLAIMS_JSON:
        return JETON_TOKEN_JSON;
    case JT_CLAIMS_TYPE:
        return JETON_TOKEN_CLAIM;
    case JT_CLAIMS_EXP:
        return JETON_TOKEN_EXP;
    case JT_CLAIMS_NOMEM:
        return JETON_TOKEN_UNAVAILABLE;
    }
    return JETON_TOKEN_UNAVAILABLE;
}

/* RFC 9068 §4: at+jwt or application/at+jwt, so that an ID token is no access token. */
static bool is_access_token(jt_str typ)
{
    return jt_str_equal(typ, JT_STR("at+jwt")) || jt_str_equal(typ, JT_STR("application/at+jwt"));
}

/* RFC 8725 §3.1: a key serves one algorithm, whatever the token says. */
static enum jeton_verdict check_with(const struct jt_found_key *found, const struct jt_jws *jws)
{
    if (jt_set_key_alg(found->key) != jws->alg) {
        return JETON_TOKEN_ALG;
    }
    enum jt_err err = jt_set_key_check(found->key, jws->signing_input, jt_buf_str(&jws->signature));
    if (err == JT_OK) {
        return JETON_TOKEN_VALID;
    }
    return err == JT_ERR_REFUSED ? JETON_TOKEN_SIG : JETON_TOKEN_UNAVAILABLE;
}

static enum jeton_verdict check_signature(struct jeton_verifier *verifier, const struct jt_jws *jws,
                                          uint64_t *ret_generation)
{
    struct jt_found_key found;
    if (!jt_policy_allows(verifier->policy, jws->alg)) {
        return JETON_TOKEN_ALG;
    }
    if (!is_access_token(jws->typ)) {
        return JETON_TOKEN_TYP;
    }
    enum jt_err err = jt_key_cache_find(verifier->keys, jws->kid, &found);
    if (err != JT_OK) {
        return err == JT_ERR_NOT_FOUND ? JETON_TOKEN_KEY : JETON_TOKEN_UNAVAILABLE;
    }
    enum jeton_verdict verdict = check_with(&found, jws);
    *ret_generation = found.generation;
    jt_key_set_free(found.set);
    return verdict;
}

/* Everything but the policy's claims: of a token that we do not know. */
static enum jeton_verdict read_new(struct jeton_verifier *verifier, jt_str token,
                                   uint64_t *ret_generation, struct jeton_claims **ret_claims)
{
    struct jt_jws jws;
    enum jt_jws_fault fault = jt_jws_read(token, &jws);
    if (fault != JT_JWS_OK) {
        return of_jws_fault(fault);
    }
    enum jeton_verdict verdict = check_signature(verifier, &jws, ret_generation);
    if (verdict == JETON_TOKEN_VALID) {
        verdict = of_claims_fault(jt_shared_claims_read(jt_buf_str(&jws.payload), ret_claims));
    }
    jt_jws_clear(&jws);
    return verdict;
}

static enum jeton_verdict judge(struct jeton_verifier *verifier, const struct jeton_claims *claims)
{
    return jt_policy_judge(verifier->policy, &claims->values,
                           jt_clock_now(verifier->policy->clock));
}

static enum jeton_verdict check_known(struct jeton_verifier *verifier, const uint8_t *digest,
                                      struct jeton_claims *claims)
{
    enum jeton_verdict verdict = judge(verifier, claims);
    if (verdict == JETON_TOKEN_EXP) {
        jt_known_tokens_drop(verifier->known, digest);
    }
    return verdict;
}

static enum jeton_verdict check_new(struct jeton_verifier *verifier, jt_str token,
                                    const uint8_t *digest, struct jeton_claims **ret_claims)
{
    uint64_t generation = 0;
    enum jeton_verdict verdict = read_new(verifier, token, &generation, ret_claims);
    if (verdict == JETON_TOKEN_VALID) {
        verdict = judge(verifier, *ret_claims);
    }
    if (verdict == JETON_TOKEN_VALID) {
        jt_known_tokens_put(verifier->known, digest, generation, *ret_claims);
    }
    return verdict;
}

/* Token Status List §8.3: the token's own validity comes first. */
static enum jeton_verdict check_status(struct jeton_verifier *verifier,
                                       const struct jeton_claims *claims)
{
    return verifier->statuses ? jt_status_feed_check(verifier->statuses, &claims->values)
                              : JETON_TOKEN_VALID;
}

static struct jeton_claims *find_known(struct jeton_verifier *verifier, const uint8_t *digest)
{
    uint64_t generation;
    if (jt_key_cache_generation(verifier->keys, &generation) != JT_OK) {
        return NULL;
    }
    return jt_known_tokens_find(verifier->known, digest, generation);
}

enum jeton_verdict jeton_verifier_check(struct jeton_verifier *verifier, const char *token,
                                        size_t len, struct jeton_claims **ret_claims)
{
    uint8_t digest[JT_SHA256_LEN];
    jt_str text = jt_str_make(token, len);
    if (len > JETON_TOKEN_MAX) {
        return JETON_TOKEN_FORMAT;
    }
    if (jt_sha256(text, digest) != JT_OK) {
        return JETON_TOKEN_UNAVAILABLE;
    }
    struct jeton_claims *claims = find_known(verifier, digest);
    enum jeton_verdict verdict =
        claims ? check_known(verifier, digest, claims) : check_new(verifier, text, digest, &claims);
    if (verdict == JETON_TOKEN_VALID) {
        verdict = check_status(verifier, claims);
    }
    if (verdict != JETON_TOKEN_VALID || ret_claims == NULL) {
        jeton_claims_free(claims);
        return verdict;
    }
    *ret_claims = claims;
    return JETON_TOKEN_VALID;
}
