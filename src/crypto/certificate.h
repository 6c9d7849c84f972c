/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an X.509 certificate (RFC 5280) for a person: whose it is, who made it, for which names,
 * from when to when. Nothing is believed here. */
#ifndef JT_CRYPTO_CERTIFICATE_H
#define JT_CRYPTO_CERTIFICATE_H

#include "base/arena.h"
#include "base/clock.h"

enum { JT_CERTIFICATE_PEM_MAX = 64 << 10, JT_CERTIFICATE_TEXT_MAX = 512 };

struct jt_certificate {
    jt_str subject; /* "CN=…,O=…" */
    jt_str issuer;
    jt_str names; /* DNS names and addresses, separated by spaces; cut */
    jt_time not_before;
    jt_time not_after;
    bool self_signed; /* subject and issuer are the same */
    bool host_fits;   /* RFC 9525 §6 */
};

/* pem: one certificate. host: a name or an address, without brackets. Texts live in arena and may
 * hold anything. JT_ERR_FORMAT, JT_ERR_LIMIT, JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_certificate_read(struct jt_arena *arena, jt_str pem, jt_str host,
                                            struct jt_certificate *ret_certificate);

#endif
