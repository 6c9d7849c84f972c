/* SPDX-License-Identifier: Apache-2.0 */
/* Claims that callers and the known tokens share: immutable, counted. */
#ifndef JT_VERIFY_CLAIMS_H
#define JT_VERIFY_CLAIMS_H

#include "jose/jwt.h"

#include <jeton/verify.h>

#include <stdatomic.h>

struct jeton_claims {
    atomic_uint references;
    struct jt_json *json;
    struct jt_claims values; /* views into json */
};

/* Reads a payload whose signature was right; one reference, the caller's. */
enum jt_claims_fault jt_shared_claims_read(jt_str payload, struct jeton_claims **ret_claims);
/* One more reference, let go by jeton_claims_free(). */
struct jeton_claims *jt_shared_claims_keep(struct jeton_claims *claims);

#endif
