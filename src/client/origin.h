/* SPDX-License-Identifier: Apache-2.0 */
/* To whom a secret or a token may be sent: https, or http to this machine alone, and to origins
 * (RFC 6454) that somebody named. */
#ifndef JT_CLIENT_ORIGIN_H
#define JT_CLIENT_ORIGIN_H

#include "client/trouble.h"

#include "codec/url.h"

/* Parses url and refuses http to a host that is not loopback, unless insecure_http. name says what
 * it is ("The token endpoint"). JT_ERR_FORMAT, JT_ERR_REFUSED: trouble is set, of kind. */
JT_MUST_USE enum jt_err jt_origin_check_url(jt_str url, const char *name, bool insecure_http,
                                            struct jt_url *ret_url, struct jt_trouble *trouble);
/* Is url of one of the origins in list, which spaces separate? */
bool jt_origin_in_list(const struct jt_url *url, jt_str list);
/* Is text an origin and no more: scheme, host, port, at most "/" behind? */
bool jt_origin_is_valid(jt_str text);
/* The text of the origin, NUL-terminated, "?" where it cannot be written. For messages. */
void jt_origin_write(const struct jt_url *url, size_t size, char *ret_text);

#endif
