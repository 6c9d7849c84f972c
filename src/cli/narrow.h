/* SPDX-License-Identifier: Apache-2.0 */
/* A token for one command, when one for all that the client has is too large for the server. */
#ifndef JT_CLI_NARROW_H
#define JT_CLI_NARROW_H

#include "client/acquire.h"

/* A scope that nobody configured asks for everything. When the server refuses just that as
 * invalid_scope, scopes are asked for, the first that is granted; it stays in acquire->want. Their
 * tokens are kept like any other, and such a one is taken before everything is asked for again. A
 * configured scope is the only one that is asked for. Errors of jt_acquire(), of the last scope. */
JT_MUST_USE enum jt_err jt_narrow_acquire(struct jt_acquire *acquire, const jt_str *scopes,
                                          size_t count, struct jt_acquired *ret_acquired,
                                          struct jt_trouble *trouble);
/* Was it the scope that the server refused? */
bool jt_narrow_is_refused(enum jt_err err, const struct jt_trouble *trouble);

#endif
