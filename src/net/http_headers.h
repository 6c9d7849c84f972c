/* SPDX-License-Identifier: Apache-2.0 */
/* The header lines of an answer: gathered with a limit, then the few that matter read. */
#ifndef JT_NET_HTTP_HEADERS_H
#define JT_NET_HTTP_HEADERS_H

#include "net/http_client.h"

struct jt_http_headers {
    struct jt_buf lines; /* of the last answer: interim ones (1xx) are forgotten */
    size_t total;        /* bytes of all answers */
};

#define JT_HTTP_HEADERS_INIT                                                                       \
    {                                                                                              \
        .lines = JT_BUF_INIT(JT_HTTP_OUT_HEADERS_MAX)                                              \
    }

/* One line as it came, line end included; a status line begins anew. */
void jt_http_headers_add(struct jt_http_headers *headers, jt_str line);
/* JT_ERR_LIMIT above JT_HTTP_OUT_HEADERS_MAX, over all answers together. */
JT_MUST_USE enum jt_err jt_http_headers_check(const struct jt_http_headers *headers);
/* Fills in content_type, date, location, etag, www_authenticate, retry_after_s, header_lines;
 * copies live in arena. Of a header that stands twice the first counts, but all WWW-Authenticate
 * lines are one list (RFC 9110 §11.6.1). JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_http_headers_read(const struct jt_http_headers *headers,
                                             struct jt_arena *arena, struct jt_http_in *in);
void jt_http_headers_clear(struct jt_http_headers *headers);

#endif
