/* SPDX-License-Identifier: Apache-2.0 */
/* Which token is wanted: the five values that name an entry of the store, as they were configured,
 * byte for byte. Two wants that differ in anything never share a token (CVE-2025-26620 was that).
 */
#ifndef JT_CLIENT_WANT_H
#define JT_CLIENT_WANT_H

#include "client/trouble.h"

enum { JT_WANT_PARTS = 5, JT_WANT_SCOPE_MAX = 4096, JT_WANT_ID_MAX = 1024, JT_WANT_URL_MAX = 2048 };

struct jt_want {
    jt_str issuer; /* a domain, an issuer or a discovery URL */
    jt_str client_id;
    jt_str method;   /* "client_secret_basic", "client_secret_post", or empty: chosen */
    jt_str scope;    /* empty: what the server gives */
    jt_str resource; /* RFC 8707; empty: none */
};

/* Issuer and client id present, lengths, characters, method known. JT_ERR_ARG, and trouble (USAGE)
 * says which. */
JT_MUST_USE enum jt_err jt_want_check(const struct jt_want *want, struct jt_trouble *trouble);
/* The five values in their fixed order. */
void jt_want_parts(const struct jt_want *want, jt_str ret_parts[static JT_WANT_PARTS]);
bool jt_want_equal(const struct jt_want *a, const struct jt_want *b);

#endif
