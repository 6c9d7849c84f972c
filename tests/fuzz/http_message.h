/* SPDX-License-Identifier: Apache-2.0 */
/* One whole request read by our parser, in pieces or at once, for the fuzz targets of HTTP. */
#ifndef TESTS_FUZZ_HTTP_MESSAGE_H
#define TESTS_FUZZ_HTTP_MESSAGE_H

#include "server/http/body_parse.h"
#include "server/http/request_parse.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_BODY_MAX = 1 << 20 };

struct message {
    enum jt_parse_result result;
    int status;
    size_t used; /* bytes of the message, when it is whole */
    struct jt_request_parse parse;
    struct jt_http_request request; /* views into bytes */
    char *bytes;
    char *body;
    size_t body_len;
};

/* How many bytes come next; 0 means all that is left. */
typedef size_t message_step(void *state);

static inline size_t message_grow(size_t have, size_t size, message_step *step, void *state)
{
    size_t more = step ? step(state) : 0;
    return more == 0 || more > size - have ? size : have + more;
}

static inline size_t message_read_head(struct message *message, size_t size, message_step *step,
                                       void *state)
{
    size_t have = 0;
    jt_request_parse_init(&message->parse, &message->request, 16384, JT_HTTP_HEADERS_MAX);
    message->result = JT_PARSE_MORE;
    while (have < size && message->result == JT_PARSE_MORE) {
        have = message_grow(have, size, step, state);
        message->result = jt_request_parse_head(&message->parse, message->bytes, have);
    }
    message->status = message->parse.status;
    return have;
}

static inline void message_read_body(struct message *message, size_t have, size_t size,
                                     message_step *step, void *state)
{
    struct jt_body_parse body;
    size_t at = message->parse.head_len;
    jt_body_parse_init(&body, message->parse.framing, message->parse.content_length);
    for (;;) {
        size_t used = 0;
        jt_str piece;
        message->result =
            jt_body_parse_next(&body, jt_str_make(message->bytes + at, have - at), &used, &piece);
        if (piece.len) {
            memcpy(message->body + message->body_len, piece.ptr, piece.len);
            message->body_len += piece.len;
        }
        at += used;
        if (message->result != JT_PARSE_MORE || (used == 0 && have == size)) {
            break;
        }
        have = used ? have : message_grow(have, size, step, state);
    }
    message->status = body.status;
    message->used = at;
}

/* The message keeps its own copy of data; message_clear() lets go of it. */
static inline void message_read(struct message *message, const uint8_t *data, size_t size,
                                message_step *step, void *state)
{
    *message = (struct message){0};
    message->bytes = malloc(size + 1);
    message->body = malloc(size + 1);
    if (message->bytes == NULL || message->body == NULL) {
        abort();
    }
    if (size) {
        memcpy(message->bytes, data, size);
    }
    size_t have = message_read_head(message, size, step, state);
    if (message->result == JT_PARSE_DONE) {
        message_read_body(message, have, size, step, state);
    }
}

static inline void message_clear(struct message *message)
{
    free(message->bytes);
    free(message->body);
}

#endif
