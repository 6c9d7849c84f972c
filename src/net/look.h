/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at the way to a server without asking it for anything: name, connection, TLS, and which
 * certificates it shows. With verify off nothing but the certificates and the Date is read, and the
 * caller must send nothing that matters: there is no room for it here. */
#ifndef JT_NET_LOOK_H
#define JT_NET_LOOK_H

#include "base/arena.h"
#include "base/clock.h"

enum { JT_LOOK_CHAIN_MAX = 8 };

enum jt_look_outcome {
    JT_LOOK_OK,
    JT_LOOK_NO_NAME,
    JT_LOOK_NO_PROXY_NAME,
    JT_LOOK_REFUSED, /* no connection */
    JT_LOOK_TIMEOUT,
    JT_LOOK_PROXY, /* the proxy answered no */
    JT_LOOK_TLS,
    JT_LOOK_VERIFY,
    JT_LOOK_CA_FILE,
    JT_LOOK_OTHER,
};

struct jt_look_out {
    jt_str url;
    const char *ca_file; /* NULL: the system's */
    bool unverified;     /* believe any certificate, to read it */
    bool fetch;          /* send HEAD, for the Date */
    bool direct;         /* past the proxy */
    int64_t timeout_ms;
};

struct jt_look {
    enum jt_look_outcome outcome;
    jt_str failure; /* in words */
    jt_str address; /* that was connected to; the proxy's when there is one */
    int proxy_status;
    jt_str chain[JT_LOOK_CHAIN_MAX]; /* PEM, the server's own first */
    size_t chain_count;
    jt_time date; /* 0: none */
};

/* Everything lives in arena. JT_ERR_NOMEM, JT_ERR_UNAVAILABLE, JT_ERR_ARG (no URL). */
JT_MUST_USE enum jt_err jt_look_at(struct jt_arena *arena, const struct jt_look_out *out,
                                   struct jt_look *ret_look);

#endif
