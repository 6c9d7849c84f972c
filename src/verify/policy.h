/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a policy, and the one function that judges claims by it: new tokens and known ones
 * go through it alike. */
#ifndef JT_VERIFY_POLICY_H
#define JT_VERIFY_POLICY_H

#include "base/clock.h"
#include "jose/jwt.h"

#include <jeton/verify.h>

struct jt_alg;

struct jeton_policy {
    char *issuer;
    char *audience;
    unsigned allowed; /* bit i: jt_algs[i] */
    bool has_own_algorithms;
    int64_t tolerance_s;
    size_t known_tokens;
    int64_t status_grace_s;
    const struct jt_clock *clock; /* the system's; tests put another */
};

enum jeton_verify_status jt_policy_copy(const struct jeton_policy *policy,
                                        struct jeton_policy **ret_copy);
bool jt_policy_allows(const struct jeton_policy *policy, const struct jt_alg *alg);
/* iss, aud, exp, nbf, iat, in this order. */
enum jeton_verdict jt_policy_judge(const struct jeton_policy *policy,
                                   const struct jt_claims *claims, jt_time now);

#endif
