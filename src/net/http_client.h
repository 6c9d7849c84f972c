/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request out, by libcurl: bounded in size and time, redirects never followed, system
 * trust store. Not thread-safe: one client for one thread. */
#ifndef JT_NET_HTTP_CLIENT_H
#define JT_NET_HTTP_CLIENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

struct jt_http_client;

enum { JT_HTTP_OUT_BODY_MAX = 1 << 20, JT_HTTP_OUT_HEADERS_MAX = 64 << 10 };

struct jt_http_out {
    jt_str method; /* "GET" */
    jt_str url;
    const jt_str *headers; /* "Name: value" each; no CR, LF */
    size_t header_count;
    jt_str body;
    int64_t timeout_ms;  /* 0: 30000 */
    size_t body_max;     /* 0: JT_HTTP_OUT_BODY_MAX */
    const char *ca_file; /* NULL: the system's */
};

struct jt_http_in {
    int status;
    jt_str content_type; /* without parameters, as sent */
    jt_str body;
    jt_time date; /* of the Date header; 0 when absent or unreadable */
    jt_str location;
    jt_str etag;
    jt_str www_authenticate;
    int64_t retry_after_s; /* -1 when absent or no number */
    jt_str header_lines;   /* all of the last answer, as they came */
    jt_str failure;        /* on JT_ERR_IO: what happened, in words, for a person */
};

JT_MUST_USE enum jt_err jt_http_client_new(struct jt_http_client **ret_client);
void jt_http_client_free(struct jt_http_client *client);
/* Sends and waits. What comes back lives in arena. JT_ERR_IO: name, connection, TLS, time-out
 * (failure says which); JT_ERR_LIMIT: headers or body too large; JT_ERR_ARG: a header with CR or
 * LF. ret_in is written on JT_ERR_IO too, for failure. */
JT_MUST_USE enum jt_err jt_http_client_send(struct jt_http_client *client, struct jt_arena *arena,
                                            const struct jt_http_out *out,
                                            struct jt_http_in *ret_in);

#endif
