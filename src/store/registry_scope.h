/* SPDX-License-Identifier: Apache-2.0 */
/* Grants as the scope parameter's text (RFC 6749 §3.3). */
#ifndef JT_STORE_REGISTRY_SCOPE_H
#define JT_STORE_REGISTRY_SCOPE_H

#include "store/registry_catalogue.h"

/* One text for each API that the grants hold something of: first what is granted per stage, by
 * stage, then what is granted for the whole organization, each in the catalogue's order. Archived
 * stages have no part. Immutable, one piece of memory. */
struct jt_scope_texts {
    size_t count;
    struct jt_scope_text {
        uint32_t api; /* id; ascending by place in the catalogue */
        jt_str text;
    } items[];
};

/* The caller frees what comes out. JT_ERR_LIMIT: longer than any token could be. */
JT_MUST_USE enum jt_err jt_scope_texts_new(const struct jt_catalogue *catalogue,
                                           const struct jt_grants *grants,
                                           struct jt_scope_texts **ret_texts);

#endif
