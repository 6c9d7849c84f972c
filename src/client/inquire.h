/* SPDX-License-Identifier: Apache-2.0 */
/* The part of acquire.h that asks the server. */
#ifndef JT_CLIENT_INQUIRE_H
#define JT_CLIENT_INQUIRE_H

#include "client/acquire.h"

/* Gets the secret, asks within deadline_ms, keeps the answer or remembers the refusal. The caller
 * holds the entry's lock. trouble is set on every failure of the secret and of the server. */
JT_MUST_USE enum jt_err jt_inquire(const struct jt_acquire *acquire, int64_t deadline_ms,
                                   struct jt_token *ret_token, struct jt_trouble *trouble);
/* Says text if anybody listens. */
void jt_acquire_note(const struct jt_acquire *acquire, const char *text);

#endif
