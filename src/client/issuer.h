/* SPDX-License-Identifier: Apache-2.0 */
/* The three forms of a configured issuer, and where the metadata of each may lie. */
#ifndef JT_CLIENT_ISSUER_H
#define JT_CLIENT_ISSUER_H

#include "client/origin.h"

#include "base/arena.h"

enum jt_issuer_form {
    JT_ISSUER_DOMAIN,    /* host[:port] (https assumed), or an origin without a path */
    JT_ISSUER_URL,       /* the issuer itself: the metadata must name exactly it */
    JT_ISSUER_DISCOVERY, /* a URL with /.well-known/ in it: taken as it is */
};

enum { JT_ISSUER_CANDIDATES_MAX = 3 };

struct jt_issuer {
    enum jt_issuer_form form;
    jt_str text; /* as configured; with https:// before a bare host */
    struct jt_url url;
    jt_str candidates[JT_ISSUER_CANDIDATES_MAX]; /* URLs, to be tried in this order */
    size_t count;
};

/* Everything lives in arena. JT_ERR_FORMAT or JT_ERR_REFUSED (http): trouble says so. */
JT_MUST_USE enum jt_err jt_issuer_parse(struct jt_arena *arena, jt_str text, bool insecure_http,
                                        struct jt_issuer *ret_issuer, struct jt_trouble *trouble);
/* May metadata that were found for issuer name themselves by this issuer? From an issuer: byte
 * equality (RFC 8414 §3.3). From a domain or a discovery URL: the same origin. */
bool jt_issuer_accepts(const struct jt_issuer *issuer, jt_str named);

#endif
