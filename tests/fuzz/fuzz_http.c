/* SPDX-License-Identifier: Apache-2.0 */
/* A request that comes in pieces means the same as one that comes whole. The first byte of the
 * input chooses the pieces. */
#include "http_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t next_step(void *state)
{
    uint32_t *seed = state;
    *seed = *seed * 1664525U + 1013904223U;
    return 1 + (*seed >> 24) % 61;
}

static size_t one_byte(void *state)
{
    (void)state;
    return 1;
}

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Views of two copies are equal when their bytes are. */
static void compare_requests(const struct jt_http_request *a, const struct jt_http_request *b)
{
    check(a->method == b->method && a->minor_version == b->minor_version);
    check(jt_str_equal(a->path, b->path) && jt_str_equal(a->query, b->query));
    check(a->has_query == b->has_query && a->has_body_framing == b->has_body_framing);
    check(jt_str_equal(a->host, b->host) && a->host_port == b->host_port);
    check(a->header_count == b->header_count && a->header_count <= JT_HTTP_HEADERS_MAX);
    for (size_t i = 0; i < a->header_count; i++) {
        check(jt_str_equal(a->headers[i].name, b->headers[i].name));
        check(jt_str_equal(a->headers[i].value, b->headers[i].value));
    }
}

static void check_accepted(const struct message *message)
{
    const struct jt_http_request *request = &message->request;
    check(request->path.len && (request->path.ptr[0] == '/' || request->path.ptr[0] == '*'));
    check(request->minor_version == 0 || request->host.len);
    check(memchr(message->bytes, '\0', message->parse.head_len) == NULL);
    check(message->used <= message->parse.head_len + MESSAGE_BODY_MAX + (64U << 20));
}

static void compare(const struct message *whole, const struct message *pieces)
{
    check(whole->result == pieces->result && whole->status == pieces->status);
    if (whole->result == JT_PARSE_DONE) {
        check(whole->used == pieces->used && whole->body_len == pieces->body_len);
        check(memcmp(whole->body, pieces->body, whole->body_len) == 0);
        compare_requests(&whole->request, &pieces->request);
        check_accepted(whole);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct message whole;
    static struct message pieces;
    if (size == 0) {
        return 0;
    }
    uint32_t seed = data[0];
    message_read(&whole, data + 1, size - 1, NULL, NULL);
    message_read(&pieces, data + 1, size - 1, seed ? next_step : one_byte, &seed);
    compare(&whole, &pieces);
    message_clear(&whole);
    message_clear(&pieces);
    return 0;
}
