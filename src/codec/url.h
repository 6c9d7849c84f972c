/* SPDX-License-Identifier: Apache-2.0 */
/* http and https URLs (RFC 3986, absolute form), and their origins (RFC 6454). */
#ifndef JT_CODEC_URL_H
#define JT_CODEC_URL_H

#include "base/buf.h"

struct jt_url {
    bool is_https;
    jt_str host; /* without brackets for IPv6; as written */
    bool host_is_ipv6;
    uint16_t port; /* the scheme's own when none is written */
    jt_str path;   /* begins with "/" or is empty */
    jt_str query;  /* without "?" */
    bool has_query;
    bool has_fragment;
};

enum { JT_URL_MAX = 2048 };

/* Views into text. JT_ERR_FORMAT: another scheme, no host, user information, control or non-ASCII
 * bytes, a port outside 1-65535, longer than JT_URL_MAX. */
JT_MUST_USE enum jt_err jt_url_parse(jt_str text, struct jt_url *ret_url);
/* Same scheme, host (ASCII case folded) and port. */
bool jt_url_same_origin(const struct jt_url *a, const struct jt_url *b);
/* Appends scheme://host[:port], lower case, without the scheme's own port. */
void jt_url_write_origin(struct jt_buf *buf, const struct jt_url *url);
/* 127.0.0.0/8, ::1, localhost, *.localhost; names are not looked up. */
bool jt_host_is_loopback(jt_str host);

/* A Host header or authority: host and port taken apart. port 0: none was written.
 * JT_ERR_FORMAT: empty, user information, a path, a list, a bad port. */
JT_MUST_USE enum jt_err jt_authority_parse(jt_str text, jt_str *ret_host, uint16_t *ret_port);

#endif
