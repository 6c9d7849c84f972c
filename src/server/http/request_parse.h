/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an HTTP/1.1 request (RFC 9112), strictly: a function over bytes that allocates
 * nothing and goes on where it stopped. What it takes is a subset of what lenient parsers take, and
 * is framed as they frame it, so that nobody in front of us sees other requests than we do. */
#ifndef JT_SERVER_HTTP_REQUEST_PARSE_H
#define JT_SERVER_HTTP_REQUEST_PARSE_H

#include "server/http/exchange.h"

enum jt_parse_result {
    JT_PARSE_MORE,    /* more bytes are needed */
    JT_PARSE_DONE,    /* whole and well-formed */
    JT_PARSE_REFUSED, /* status and why say what to answer; the connection must close */
};

enum jt_body_framing { JT_BODY_NONE, JT_BODY_LENGTH, JT_BODY_CHUNKED };
enum jt_expectation { JT_EXPECT_NOTHING, JT_EXPECT_CONTINUE, JT_EXPECT_UNKNOWN };

struct jt_request_parse {
    struct jt_http_request *request; /* filled while lines come in */
    size_t head_max;                 /* bytes of request line and headers */
    size_t headers_max;
    size_t line_at; /* offset of the line that is not yet whole */
    size_t scanned; /* offset up to which no end of line was found */
    size_t line_count;
    size_t field_count; /* the ignored ones too */
    jt_str target;      /* as sent */
    bool has_request_line;

    jt_str target_host; /* of a target in absolute form */
    uint16_t target_port;
    uint16_t scheme_port;

    unsigned host_count;
    unsigned content_length_count;
    unsigned transfer_encoding_count;
    uint64_t content_length;
    enum jt_body_framing framing;
    enum jt_expectation expectation;
    bool says_close;
    bool says_keep_alive;
    bool has_content_encoding; /* other than identity */

    size_t head_len; /* bytes that the head took, once done */
    bool keep_alive; /* once done */

    int status; /* 0, or of the refusal */
    const char *why;
};

/* Begins a request. request is overwritten; it must stay where it is until the head is done. */
void jt_request_parse_init(struct jt_request_parse *parse, struct jt_http_request *request,
                           size_t head_max, size_t headers_max);
/* data: everything since the request's first byte, at the same address in each call; len may have
 * grown. The request's views point into it; the host is put in lower case there.
 * Refusals: 400, 405 (CONNECT, TRACE), 414, 431, 501 (method, transfer coding), 505. */
enum jt_parse_result jt_request_parse_head(struct jt_request_parse *parse, char *data, size_t len);

#endif
