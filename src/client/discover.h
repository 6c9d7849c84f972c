/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the metadata of an authorization server (RFC 8414, OpenID Connect Discovery) and judging
 * whether they may be believed. */
#ifndef JT_CLIENT_DISCOVER_H
#define JT_CLIENT_DISCOVER_H

#include "client/issuer.h"
#include "client/wire.h"

struct jt_metadata {
    jt_str url;    /* where they were found */
    jt_str issuer; /* as they name themselves */
    jt_str token_endpoint;
    jt_str jwks_uri;      /* may be empty */
    jt_str document;      /* the JSON text */
    bool methods_listed;  /* token_endpoint_auth_methods_supported is there */
    bool basic_supported; /* and has client_secret_basic */
    bool post_supported;  /* and has client_secret_post */
};

/* Asks issuer's candidates in order; the first answer that is a JSON object with an issuer counts.
 * JT_ERR_REFUSED: the metadata name themselves by an issuer that they may not use.
 * JT_ERR_NOT_FOUND: none there. JT_ERR_FORMAT, JT_ERR_IO, JT_ERR_LIMIT. trouble says what to do.
 * Everything lives in the wire's arena. */
JT_MUST_USE enum jt_err jt_discover(struct jt_wire *wire, const struct jt_issuer *issuer,
                                    struct jt_metadata *ret_metadata, struct jt_trouble *trouble);

/* May a secret go to the token endpoint? It must be https (or loopback), and of the discovery
 * document's origin or of one in token_origins (separated by spaces). JT_ERR_REFUSED. */
JT_MUST_USE enum jt_err jt_discover_check_token_endpoint(const struct jt_metadata *metadata,
                                                         jt_str token_origins, bool insecure_http,
                                                         struct jt_trouble *trouble);

#endif
