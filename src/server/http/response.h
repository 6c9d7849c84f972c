/* SPDX-License-Identifier: Apache-2.0 */
/* Responses as bytes: status line, headers, body. */
#ifndef JT_SERVER_HTTP_RESPONSE_H
#define JT_SERVER_HTTP_RESPONSE_H

#include "base/buf.h"
#include "base/clock.h"
#include "server/http/exchange.h"

enum { JT_HTTP_DATE_TEXT = 29 };

/* The Date header's value, made anew once a second. */
struct jt_http_date {
    int64_t made_s;
    char text[JT_HTTP_DATE_TEXT + 1];
};

/* RFC 9110 §5.6.7: IMF-fixdate. Borrowed from date. */
jt_str jt_http_date_at(struct jt_http_date *date, jt_time now);
/* Appends x's response. A response with CR, LF or NUL in a header becomes a bare 500, as which it
 * is then also remembered in x->response. keep_alive: the connection stays open afterwards. */
void jt_response_write(struct jt_buf *buf, struct jt_exchange *x, jt_str date, bool keep_alive);
/* Appends a refusal without an exchange: no body, and the connection closes. */
void jt_response_write_bare(struct jt_buf *buf, int status, jt_str date);

#endif
