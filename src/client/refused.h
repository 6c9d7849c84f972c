/* SPDX-License-Identifier: Apache-2.0 */
/* An answer that is no success: an OAuth error (RFC 6749 §5.2), a problem (RFC 9457), a bearer
 * challenge (RFC 6750 §3), or something that is none of them. */
#ifndef JT_CLIENT_REFUSED_H
#define JT_CLIENT_REFUSED_H

#include "client/trouble.h"

#include "net/http_client.h"

/* The token endpoint's answer. An OAuth error becomes REFUSED with its members, anything else
 * NETWORK. Returns JT_ERR_REFUSED or JT_ERR_FORMAT accordingly. */
JT_MUST_USE enum jt_err jt_refused_by_token_endpoint(const struct jt_http_in *in, jt_str url,
                                                     struct jt_trouble *trouble);
/* An API's answer with a status that is no success: REFUSED, with whatever it says. */
void jt_refused_by_api(const struct jt_http_in *in, struct jt_trouble *trouble);
/* RFC 6750 §3.1: does the challenge say that the token itself is no good? */
bool jt_refused_invalid_token(const struct jt_http_in *in);

#endif
