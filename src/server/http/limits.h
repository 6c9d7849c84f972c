/* SPDX-License-Identifier: Apache-2.0 */
/* Named limits of the HTTP layer. Fields are options of the program; constants are structural. */
#ifndef JT_SERVER_HTTP_LIMITS_H
#define JT_SERVER_HTTP_LIMITS_H

#include <stddef.h>
#include <stdint.h>

enum {
    JT_HTTP_HEADERS_MAX = 100,
    JT_HTTP_BATCH_MAX = 32,       /* requests of one connection in one batch */
    JT_HTTP_CHUNK_LINE_MAX = 256, /* a chunk's size line with extensions */
    JT_HTTP_RESPONSE_HEADERS_MAX = 24,
};

struct jt_http_limits {
    size_t head_max;                /* request line and headers: 16384 bytes */
    size_t headers_max;             /* 100 headers, at most JT_HTTP_HEADERS_MAX */
    size_t body_max;                /* 65536 bytes */
    size_t api_body_max;            /* 1048576 bytes */
    int64_t head_timeout_ms;        /* 5000 */
    int64_t body_timeout_ms;        /* 10000 */
    int64_t idle_timeout_ms;        /* 75000 */
    int64_t write_timeout_ms;       /* 10000: a reader that takes nothing */
    size_t connections_max;         /* 10000 */
    size_t address_connections_max; /* 1000 */
    size_t output_max;              /* 1048576: reading stops while more than this waits */
};

extern const struct jt_http_limits jt_http_limits_default;

#endif
