/* SPDX-License-Identifier: Apache-2.0 */
/* The status lists that a verifier's tokens name, each followed by a thread from the first token
 * on.
 */
#ifndef JT_VERIFY_STATUS_FEED_H
#define JT_VERIFY_STATUS_FEED_H

#include "verify/key_cache.h"
#include "verify/policy.h"

struct jt_status_feed;

/* policy and keys must outlive it; the source is copied. NULL without memory. */
struct jt_status_feed *jt_status_feed_new(const struct jeton_policy *policy,
                                          struct jt_key_cache *keys,
                                          const struct jeton_status_source *source);
/* Interrupts the source and waits for the threads. NULL is fine. */
void jt_status_feed_free(struct jt_status_feed *feed);

/* What the status of a token is, whose claims were verified; JETON_TOKEN_VALID when it names none.
 * JETON_TOKEN_CLAIM: its list is not one of the policy's issuer. Waits for the first answer about a
 * list that no token has named before. Any thread. */
enum jeton_verdict jt_status_feed_check(struct jt_status_feed *feed,
                                        const struct jt_claims *claims);

#endif
