/* SPDX-License-Identifier: Apache-2.0 */
/* WWW-Authenticate (RFC 9110 §11.6.1): a list of challenges, of which Bearer's parameters matter
 * (RFC 6750 §3). */
#ifndef JT_CLIENT_CHALLENGE_H
#define JT_CLIENT_CHALLENGE_H

#include "base/str.h"

struct jt_challenge {
    jt_str error; /* raw: between the quotes, escapes as they came */
    jt_str error_description;
    jt_str scope;
};

/* Finds the Bearer challenge; false when there is none, or the list is broken before its end. */
bool jt_challenge_find_bearer(jt_str value, struct jt_challenge *ret_challenge);

#endif
