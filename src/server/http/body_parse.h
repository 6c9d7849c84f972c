/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a request: by length or in chunks (RFC 9112 §6, §7). Trailers are checked and thrown
 * away. Allocates nothing and goes on where it stopped. */
#ifndef JT_SERVER_HTTP_BODY_PARSE_H
#define JT_SERVER_HTTP_BODY_PARSE_H

#include "server/http/request_parse.h"

enum {
    JT_HTTP_TRAILER_MAX = 4096,           /* bytes of all trailers */
    JT_HTTP_CHUNK_EXTENSIONS_MAX = 16384, /* bytes of all extensions of one body */
};

enum jt_body_state {
    JT_BODY_DATA,
    JT_BODY_CHUNK_SIZE,
    JT_BODY_CHUNK_END,
    JT_BODY_TRAILERS,
    JT_BODY_ENDED,
};

struct jt_body_parse {
    enum jt_body_state state;
    bool is_chunked;
    uint64_t left; /* bytes of the body, or of the chunk */
    size_t extension_bytes;
    size_t trailer_bytes;
    unsigned content_length_count; /* in the trailers */
    int status;                    /* 0, or of the refusal: 400, 431 */
    const char *why;
};

void jt_body_parse_init(struct jt_body_parse *parse, enum jt_body_framing framing,
                        uint64_t content_length);
/* Takes ret_used bytes off data and hands out a piece of the body (often empty) that points into
 * it. JT_PARSE_MORE with ret_used 0: come again with the same bytes and more behind them. */
enum jt_parse_result jt_body_parse_next(struct jt_body_parse *parse, jt_str data, size_t *ret_used,
                                        jt_str *ret_piece);

#endif
