/* SPDX-License-Identifier: Apache-2.0 */
/* Grants as the scope parameter's text (RFC 6749 §3.3). */
#ifndef JT_STORE_REGISTRY_SCOPE_H
#define JT_STORE_REGISTRY_SCOPE_H

#include "store/registry_catalogue.h"

/* One text for each API, in the catalogue's order: first what is granted per stage, by stage, then
 * what is granted for the whole organization, each in the catalogue's order. Archived stages have
 * no part. Both *ret_scopes and *ret_text are the caller's to free. */
JT_MUST_USE enum jt_err jt_scope_texts(const struct jt_catalogue *catalogue,
                                       const struct jt_grants *grants, jt_str **ret_scopes,
                                       size_t *ret_count, char **ret_text);

#endif
