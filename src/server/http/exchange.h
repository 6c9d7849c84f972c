/* SPDX-License-Identifier: Apache-2.0 */
/* One request and its response, as the application sees them. Lives until jt_exchange_send(), also
 * when the client has gone meanwhile. Used on its loop's thread alone. */
#ifndef JT_SERVER_HTTP_EXCHANGE_H
#define JT_SERVER_HTTP_EXCHANGE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/http/limits.h"

struct jt_loop;

enum jt_http_method {
    JT_HTTP_GET,
    JT_HTTP_HEAD,
    JT_HTTP_POST,
    JT_HTTP_PUT,
    JT_HTTP_PATCH,
    JT_HTTP_DELETE,
    JT_HTTP_OPTIONS,
    JT_HTTP_CONNECT,
    JT_HTTP_TRACE,
    JT_HTTP_UNKNOWN,
};

struct jt_http_header {
    jt_str name;
    jt_str value; /* trimmed */
};

/* Views into memory that stays until the exchange ends. */
struct jt_http_request {
    enum jt_http_method method;
    jt_str method_text;
    jt_str path;  /* as sent, undecoded, begins with "/" (or is "*" for OPTIONS) */
    jt_str query; /* without "?" */
    bool has_query;
    jt_str host;        /* lower case, without port, IPv6 with its brackets; empty for HTTP/1.0
                           without Host */
    uint16_t host_port; /* 0: none written */
    int minor_version;  /* 0 or 1 */
    struct jt_http_header headers[JT_HTTP_HEADERS_MAX];
    size_t header_count;
    jt_str body;
    bool has_body_framing; /* Content-Length or chunked was there */
};

/* The value of the header with this name (ASCII case folded); the empty view when absent. */
jt_str jt_http_header_get(const struct jt_http_request *request, jt_str name);
size_t jt_http_header_count(const struct jt_http_request *request, jt_str name);

struct jt_http_response {
    int status;
    jt_str content_type; /* empty: no Content-Type */
    jt_str body;         /* arena or static memory */
    struct jt_http_header headers[JT_HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    bool close; /* close the connection after it */
};

enum { JT_REQUEST_ID_TEXT = 16, JT_ADDRESS_TEXT = 46 };

struct jt_exchange {
    struct jt_loop *loop;
    struct jt_arena arena;
    struct jt_http_request request;
    struct jt_http_response response;
    char peer_address[JT_ADDRESS_TEXT];      /* "127.0.0.1", "2001:db8::1"; of the client behind a
                                                trusted proxy */
    char request_id[JT_REQUEST_ID_TEXT + 1]; /* base62, fresh for each request */
    int listener;                            /* index given to jt_http_server_listen() */
    bool is_tls;
    jt_str tls_server_name; /* SNI; empty: none */
    jt_mono started;
    void *app; /* the application's own, NULL at first */
};

/* Adds a header to the response. value must live as long as the exchange (arena, static); CR and LF
 * in it make the response a 500. More than JT_HTTP_RESPONSE_HEADERS_MAX are dropped by assertion.
 */
void jt_exchange_header_add(struct jt_exchange *x, jt_str name, jt_str value);
/* Sends the response and ends the exchange: x must not be touched afterwards. Content-Length, Date
 * and Connection are added here; HEAD sends no body. Exactly once for each exchange. */
void jt_exchange_send(struct jt_exchange *x);

#endif
