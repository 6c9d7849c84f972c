/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the head of a request and has it read by the parser of real ones, so that what is tried is
 * what would have arrived. */
#include "server/dry_run.h"

#include "server/config/config.h"
#include "server/dispatch.h"
#include "server/http/request_parse.h"
#include "server/server.h"

#include <inttypes.h>
#include <string.h>

enum { HEAD_ROOM_MAX = 4 << 20 }; /* the parser refuses far shorter ones */

enum jt_step_result jt_dry_run_stop(struct jt_request *request)
{
    request->dry->is_stopped = true;
    return JT_STEP_DONE;
}

static bool frames_body(jt_str name)
{
    return jt_str_equal_nocase(name, JT_STR("Content-Length")) ||
           jt_str_equal_nocase(name, JT_STR("Transfer-Encoding"));
}

static void write_line(struct jt_buf *head, jt_str name, jt_str value)
{
    jt_buf_append(head, name);
    jt_buf_append_c(head, ": ");
    jt_buf_append(head, value);
    jt_buf_append_c(head, "\r\n");
}

static void write_head(struct jt_buf *head, const struct jt_http_request *real,
                       const struct jt_dry_request *sent)
{
    bool has_host = false;
    jt_buf_append(head, sent->method);
    jt_buf_append_char(head, ' ');
    jt_buf_append(head, sent->target);
    jt_buf_append_c(head, " HTTP/1.1\r\n");
    for (size_t i = 0; i < sent->header_count; i++) {
        const struct jt_http_header *header = &sent->headers[i];
        has_host |= jt_str_equal_nocase(header->name, JT_STR("Host"));
        if (!frames_body(header->name)) {
            write_line(head, header->name, header->value);
        }
    }
    if (!has_host && real->host.len > 0) {
        write_line(head, JT_STR("Host"), real->host);
    }
    if (sent->body.len > 0) {
        jt_buf_append_f(head, "Content-Length: %zu\r\n", sent->body.len);
    }
    jt_buf_append_c(head, "\r\n");
}

/* What the connection of a real request is refused for before its steps. */
static int refusal_of_head(const struct jt_request_parse *parse, size_t body_max)
{
    if (parse->expectation == JT_EXPECT_UNKNOWN) {
        return 417;
    }
    if (parse->has_content_encoding && parse->framing != JT_BODY_NONE) {
        return 415;
    }
    return parse->content_length > body_max ? 413 : 0;
}

static void fill_exchange(struct jt_exchange *x, const struct jt_request *real, jt_str body)
{
    const struct jt_exchange *from = real->x;
    x->loop = from->loop;
    x->listener = from->listener;
    x->started = from->started;
    x->request.body = body;
    memcpy(x->peer_address, from->peer_address, sizeof(x->peer_address));
    memcpy(x->request_id, from->request_id, sizeof(x->request_id));
}

static enum jt_err run(struct jt_request *real, struct jt_dry_exchange *exchange,
                       const struct jt_request_parse *parse)
{
    struct jt_server *server = real->server;
    struct jt_request *request = jt_request_new(server, &exchange->x);
    if (request == NULL) {
        return JT_ERR_NOMEM;
    }
    request->dry = &exchange->run;
    exchange->request = request;
    int status = refusal_of_head(parse, jt_dispatch_body_max(server, exchange->x.request.path));
    if (status == 0) {
        jt_request_run(request);
        return JT_OK;
    }
    jt_dispatch_find_route(request);
    jt_request_refuse_early(request, jt_dispatch_reason_of_status(status));
    return JT_OK;
}

enum jt_err jt_dry_run(struct jt_request *real, const struct jt_dry_request *sent,
                       struct jt_dry_exchange *ret_exchange)
{
    const struct jt_http_limits *limits = &real->server->config->limits;
    struct jt_request_parse parse;
    struct jt_buf *head = &ret_exchange->head;
    head->max = HEAD_ROOM_MAX;
    write_head(head, &real->x->request, sent);
    JT_TRY(jt_buf_check(head));
    jt_request_parse_init(&parse, &ret_exchange->x.request, limits->head_max, limits->headers_max);
    switch (jt_request_parse_head(&parse, head->ptr, head->len)) {
    case JT_PARSE_DONE:
        break;
    case JT_PARSE_REFUSED:
        ret_exchange->malformed_status = parse.status;
        ret_exchange->malformed_why = parse.why;
        return JT_OK;
    case JT_PARSE_MORE:
        ret_exchange->malformed_status = 400;
        ret_exchange->malformed_why = "the request ended early";
        return JT_OK;
    }
    fill_exchange(&ret_exchange->x, real, sent->body);
    return run(real, ret_exchange, &parse);
}

void jt_dry_exchange_clear(struct jt_dry_exchange *exchange)
{
    jt_arena_clear(&exchange->x.arena);
    jt_buf_clear(&exchange->head);
    exchange->request = NULL;
}
