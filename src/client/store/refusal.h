/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of "no": an invalid_client is remembered for a short time under the fingerprint of the
 * secret that was refused, so that a loop of jobs does not hammer the server, and a corrected
 * secret works at once. A failed renewal rests in the same way. */
#ifndef JT_CLIENT_STORE_REFUSAL_H
#define JT_CLIENT_STORE_REFUSAL_H

#include "client/store/store.h"

enum { JT_REFUSAL_MEMORY_S = 30 };

/* JT_OK: this secret was refused for this want within the memory, and ret_trouble says how;
 * JT_ERR_NOT_FOUND: no. Whatever else is wrong with the file counts as not found. */
JT_MUST_USE enum jt_err jt_refusal_find(const struct jt_token_store *store,
                                        const struct jt_want *want, jt_str secret,
                                        const struct jt_now *now, struct jt_trouble *ret_trouble);
JT_MUST_USE enum jt_err jt_refusal_put(const struct jt_token_store *store,
                                       const struct jt_want *want, jt_str secret,
                                       const struct jt_now *now, const struct jt_trouble *trouble);

/* Did renewing the token of this want fail within the memory, whatever the reason? */
bool jt_renewal_rests(const struct jt_token_store *store, const struct jt_want *want,
                      const struct jt_now *now);
JT_MUST_USE enum jt_err jt_renewal_rest(const struct jt_token_store *store,
                                        const struct jt_want *want, const struct jt_now *now);

#endif
