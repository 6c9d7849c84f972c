/* SPDX-License-Identifier: Apache-2.0 */
/* What a token must be. A policy cannot exist without an issuer and an audience. */
#include "verify/policy.h"

#include "jose/alg.h"

#include <stdlib.h>

enum jeton_verify_status jeton_policy_new(const char *issuer, const char *audience,
                                          struct jeton_policy **ret_policy)
{
    if (issuer == NULL || issuer[0] == '\0' || audience == NULL || audience[0] == '\0') {
        return JETON_VERIFY_ARG;
    }
    struct jeton_policy *policy = calloc(1, sizeof(*policy));
    if (policy == NULL) {
        return JETON_VERIFY_NOMEM;
    }
    policy->issuer = jt_str_dup(jt_str_from_c(issuer));
    policy->audience = jt_str_dup(jt_str_from_c(audience));
    policy->allowed = ~0U;
    policy->tolerance_s = JETON_TOLERANCE_DEFAULT_S;
    policy->known_tokens = JETON_KNOWN_TOKENS_DEFAULT;
    policy->clock = &jt_clock_system;
    if (policy->issuer == NULL || policy->audience == NULL) {
        jeton_policy_free(policy);
        return JETON_VERIFY_NOMEM;
    }
    *ret_policy = policy;
    return JETON_VERIFY_OK;
}

enum jeton_verify_status jt_policy_copy(const struct jeton_policy *policy,
                                        struct jeton_policy **ret_copy)
{
    struct jeton_policy *copy = NULL;
    enum jeton_verify_status status = jeton_policy_new(policy->issuer, policy->audience, &copy);
    if (status != JETON_VERIFY_OK) {
        return status;
    }
    copy->allowed = policy->allowed;
    copy->has_own_algorithms = policy->has_own_algorithms;
    copy->tolerance_s = policy->tolerance_s;
    copy->known_tokens = policy->known_tokens;
    copy->status_grace_s = policy->status_grace_s;
    copy->clock = policy->clock;
    *ret_copy = copy;
    return JETON_VERIFY_OK;
}

void jeton_policy_free(struct jeton_policy *policy)
{
    if (policy) {
        free(policy->issuer);
        free(policy->audience);
        free(policy);
    }
}

enum jeton_verify_status jeton_policy_allow_algorithm(struct jeton_policy *policy,
                                                      const char *algorithm)
{
    const struct jt_alg *alg = jt_alg_find(jt_str_from_c(algorithm));
    if (alg == NULL) {
        return JETON_VERIFY_ARG;
    }
    if (!policy->has_own_algorithms) {
        policy->has_own_algorithms = true;
        policy->allowed = 0;
    }
    policy->allowed |= 1U << (alg - jt_algs);
    return JETON_VERIFY_OK;
}

enum jeton_verify_status jeton_policy_set_tolerance(struct jeton_policy *policy,
                                                    int64_t tolerance_s)
{
    if (tolerance_s < 0 || tolerance_s > JETON_TOLERANCE_MAX_S) {
        return JETON_VERIFY_ARG;
    }
    policy->tolerance_s = tolerance_s;
    return JETON_VERIFY_OK;
}

enum jeton_verify_status jeton_policy_set_known_tokens(struct jeton_policy *policy, size_t count)
{
    if (count > JETON_KNOWN_TOKENS_MAX) {
        return JETON_VERIFY_ARG;
    }
    policy->known_tokens = count;
    return JETON_VERIFY_OK;
}

enum jeton_verify_status jeton_policy_set_status_grace(struct jeton_policy *policy, int64_t grace_s)
{
    if (grace_s < 0 || grace_s > JETON_STATUS_GRACE_MAX_S) {
        return JETON_VERIFY_ARG;
    }
    policy->status_grace_s = grace_s;
    return JETON_VERIFY_OK;
}

/* RFC 8725 §3.1: the list is ours; the token only names one of it. */
bool jt_policy_allows(const struct jeton_policy *policy, const struct jt_alg *alg)
{
    return policy->allowed >> (alg - jt_algs) & 1;
}

/* RFC 7519 §4.1.4: at its exp a token is expired, some leeway apart. No sum here overflows: dates
 * are below 2^53. */
enum jeton_verdict jt_policy_judge(const struct jeton_policy *policy,
                                   const struct jt_claims *claims, jt_time now)
{
    if (!jt_str_equal(claims->iss, jt_str_from_c(policy->issuer))) {
        return JETON_TOKEN_ISS;
    }
    if (!jt_claims_has_audience(claims, jt_str_from_c(policy->audience))) {
        return JETON_TOKEN_AUD;
    }
    if (now.s >= claims->exp.s + policy->tolerance_s) {
        return JETON_TOKEN_EXP;
    }
    if (claims->nbf.s > now.s + policy->tolerance_s) {
        return JETON_TOKEN_NBF;
    }
    if (claims->iat.s > now.s + policy->tolerance_s) {
        return JETON_TOKEN_IAT;
    }
    return JETON_TOKEN_VALID;
}
