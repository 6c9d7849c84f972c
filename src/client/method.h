/* SPDX-License-Identifier: Apache-2.0 */
/* Client authentication by a secret, one row for each way (RFC 6749 §2.3.1), and the choice. */
#ifndef JT_CLIENT_METHOD_H
#define JT_CLIENT_METHOD_H

#include "client/discover.h"

struct jt_method {
    jt_str name;
    /* Adds the credentials: to the form body, or as a header line. */
    void (*add)(jt_str client_id, jt_str secret, struct jt_buf *body, struct jt_buf *header);
};

extern const struct jt_method jt_methods[];
extern const size_t jt_methods_count;

/* configured: a method's name, or empty: basic when the metadata list it or are silent, post
 * otherwise, and post too when form-encoding would change the secret and post is listed, because
 * servers disagree about decoding. Never NULL for a name that jt_want_check() let through. */
const struct jt_method *jt_method_choose(jt_str configured, const struct jt_metadata *metadata,
                                         jt_str secret);

#endif
