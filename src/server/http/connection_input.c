/* SPDX-License-Identifier: Apache-2.0 */
/* Requests: taken from the input one after the other, handed to the application, answered. */
#include "server/http/connection.h"

#include "server/http/tls.h"

#include <string.h>

static size_t input_len(const struct jt_connection *connection)
{
    return connection->input ? connection->input->end - connection->input->start : 0;
}

void jt_connection_input_tidy(struct jt_connection *connection)
{
    bool unused = connection->state == JT_CONNECTION_ENDING ||
                  (connection->state == JT_CONNECTION_HEAD && connection->slot == NULL &&
                   input_len(connection) == 0);
    if (connection->input && unused) {
        jt_pool_return_input(&connection->loop->pool, connection->input);
        connection->input = NULL;
    }
}

static void drop_request(struct jt_connection *connection)
{
    if (connection->slot) {
        jt_pool_return_slot(&connection->loop->pool, connection->slot);
        connection->slot = NULL;
    }
}

void jt_connection_refuse(struct jt_connection *connection, int status, const char *why)
{
    struct jt_loop *loop = connection->loop;
    const struct jt_http_app *app = &loop->server->app;
    jt_loop_count(&loop->counters.malformed_total, status != 408 && status != 503);
    if (app->malformed) {
        app->malformed(app->arg, loop, connection->peer_text, status, why);
    }
    drop_request(connection);
    struct jt_buf *output = jt_connection_output(connection);
    jt_response_write_bare(output, status, jt_loop_date(loop));
    connection->state = JT_CONNECTION_ENDING;
    jt_connection_mark_dirty(connection);
}

void jt_connection_refuse_request(struct jt_connection *connection, int status)
{
    const struct jt_http_app *app = &connection->loop->server->app;
    struct jt_exchange *x = &connection->slot->x;
    connection->slot->keep_alive = false;
    connection->state = JT_CONNECTION_RUNNING;
    if (status == 415) {
        /* RFC 9110 §12.5.3: says which codings would have been taken. */
        jt_exchange_header_add(x, JT_STR("Accept-Encoding"), JT_STR("identity"));
    }
    app->refuse(app->arg, x, status);
}

/* More plain text out of TLS, if there is some and room for it. */
static bool fill(struct jt_connection *connection)
{
    bool filled = false;
    if (connection->tls == NULL || connection->state == JT_CONNECTION_CLOSED) {
        return false;
    }
    if (connection->input == NULL) {
        connection->input = jt_pool_take_input(&connection->loop->pool);
    }
    struct jt_input *input = connection->input;
    size_t len = 1;
    while (input && len && input->end < input->cap) {
        bool ended = false;
        if (jt_tls_stream_read(connection->tls, input->bytes + input->end, input->cap - input->end,
                               &len, &ended) != JT_OK) {
            /* The alert still goes out. */
            connection->state = JT_CONNECTION_ENDING;
            len = 0;
        }
        connection->input_ended |= ended;
        input->end += len;
        input->dirty = input->end > input->dirty ? input->end : input->dirty;
        filled |= len != 0;
    }
    if (jt_tls_stream_output(connection->tls).len) {
        jt_connection_mark_dirty(connection);
    }
    return filled;
}

/* Needs more bytes: from TLS, or from a later read; none will come when the client has ended. */
static bool want_more(struct jt_connection *connection)
{
    if (fill(connection)) {
        return true;
    }
    if (connection->input_ended && connection->state != JT_CONNECTION_ENDING) {
        jt_connection_refuse(connection, 400, "the request ended early");
    }
    return false;
}

/* The request must not move once it is being read: what is left over of earlier ones makes room
 * before. */
static void compact(struct jt_input *input)
{
    if (input->start > JT_INPUT_SPARE / 2) {
        memmove(input->bytes, input->bytes + input->start, input->end - input->start);
        input->end -= input->start;
        input->start = 0;
    }
}

static bool begin_request(struct jt_connection *connection)
{
    const struct jt_http_limits *limits = &connection->loop->settings.limits;
    struct jt_exchange_slot *slot = jt_pool_take_slot(&connection->loop->pool);
    if (slot == NULL) {
        return false;
    }
    compact(connection->input);
    slot->connection = connection;
    connection->slot = slot;
    connection->deadline_stale = true;
    /* The buffer may be older than the limit. */
    size_t room = connection->input->cap - JT_INPUT_SPARE;
    size_t head_max = limits->head_max < room ? limits->head_max : room;
    jt_request_parse_init(&connection->parse, &slot->x.request, head_max, limits->headers_max);
    return true;
}

/* RFC 9110 §10.1.1: the client waits for a word before it sends the body. */
static void invite_body(struct jt_connection *connection)
{
    size_t arrived = connection->input->end - connection->body_at;
    bool has_body =
        connection->parse.framing == JT_BODY_CHUNKED || connection->parse.content_length > 0;
    if (connection->parse.expectation == JT_EXPECT_CONTINUE && has_body && arrived == 0) {
        jt_buf_append(jt_connection_output(connection), JT_STR("HTTP/1.1 100 Continue\r\n\r\n"));
        jt_connection_mark_dirty(connection);
    }
}

static int refusal_of_head(const struct jt_connection *connection)
{
    const struct jt_request_parse *parse = &connection->parse;
    if (parse->expectation == JT_EXPECT_UNKNOWN) {
        return 417;
    }
    if (parse->has_content_encoding && parse->framing != JT_BODY_NONE) {
        return 415;
    }
    return parse->framing == JT_BODY_LENGTH && parse->content_length > connection->body_max ? 413
                                                                                            : 0;
}

static void accept_head(struct jt_connection *connection)
{
    const struct jt_http_app *app = &connection->loop->server->app;
    struct jt_request_parse *parse = &connection->parse;
    struct jt_input *input = connection->input;
    if (!jt_connection_begin_exchange(connection)) {
        jt_connection_refuse(connection, 503, "no memory or no random numbers");
        return;
    }
    if (!jt_connection_find_client(connection)) {
        jt_connection_refuse(connection, 400, "malformed X-Forwarded-For from a trusted proxy");
        return;
    }
    connection->body_max = app->body_max(app->arg, &connection->slot->x);
    connection->state = JT_CONNECTION_BODY;
    connection->deadline_stale = true;
    connection->body_at = input->start + parse->head_len;
    int status = refusal_of_head(connection);
    if (status) {
        jt_connection_refuse_request(connection, status);
        return;
    }
    connection->body_in_input = parse->framing != JT_BODY_CHUNKED &&
                                parse->content_length <= input->cap - connection->body_at;
    connection->slot->body.max = connection->body_max;
    jt_body_parse_init(&connection->body_parse, parse->framing, parse->content_length);
    invite_body(connection);
}

/* At most so many requests of one connection in one turn, so that nobody starves the others. */
static bool batch_is_full(struct jt_connection *connection)
{
    struct jt_loop *loop = connection->loop;
    if (connection->turn != loop->turn) {
        connection->turn = loop->turn;
        connection->batch_count = 0;
    }
    if (connection->batch_count < JT_HTTP_BATCH_MAX) {
        return false;
    }
    jt_link_append(&loop->ready, &connection->ready_link);
    return true;
}

static bool output_is_full(struct jt_connection *connection)
{
    size_t max = connection->loop->settings.limits.output_max;
    connection->output_blocked = jt_connection_output_waiting(connection) > max;
    return connection->output_blocked;
}

static bool step_head(struct jt_connection *connection)
{
    if (input_len(connection) == 0 && !fill(connection)) {
        return false;
    }
    if (connection->slot == NULL && (batch_is_full(connection) || output_is_full(connection))) {
        return false;
    }
    if (connection->slot == NULL && !begin_request(connection)) {
        jt_connection_refuse(connection, 503, "no memory");
        return false;
    }
    struct jt_input *input = connection->input;
    switch (jt_request_parse_head(&connection->parse, input->bytes + input->start,
                                  input->end - input->start)) {
    case JT_PARSE_MORE:
        return want_more(connection);
    case JT_PARSE_REFUSED:
        jt_connection_refuse(connection, connection->parse.status, connection->parse.why);
        return false;
    case JT_PARSE_DONE:
        break;
    }
    accept_head(connection);
    return true;
}

static void run_request(struct jt_connection *connection, jt_str body, size_t end)
{
    struct jt_loop *loop = connection->loop;
    const struct jt_http_app *app = &loop->server->app;
    struct jt_exchange *x = &connection->slot->x;
    connection->input->start = end;
    connection->state = JT_CONNECTION_RUNNING;
    connection->batch_count++;
    jt_loop_count(&loop->counters.requests_total, 1);
    x->request.body = body;
    app->handle(app->arg, x);
}

static bool step_whole_body(struct jt_connection *connection)
{
    struct jt_input *input = connection->input;
    size_t len = (size_t)connection->parse.content_length;
    if (input->end - connection->body_at < len) {
        return want_more(connection);
    }
    run_request(connection, jt_str_make(input->bytes + connection->body_at, len),
                connection->body_at + len);
    return true;
}

/* Takes what has come of the body out of the input, behind the head, which stays. */
static enum jt_parse_result gather_body(struct jt_connection *connection, bool *ret_too_large)
{
    struct jt_input *input = connection->input;
    struct jt_buf *body = &connection->slot->body;
    enum jt_parse_result result = JT_PARSE_MORE;
    size_t at = connection->body_at;
    size_t used = 1;
    while (result == JT_PARSE_MORE && used) {
        jt_str piece;
        jt_str rest = jt_str_make(input->bytes + at, input->end - at);
        result = jt_body_parse_next(&connection->body_parse, rest, &used, &piece);
        at += used;
        if (piece.len > connection->body_max - body->len) {
            *ret_too_large = true;
            return result;
        }
        jt_buf_append(body, piece);
    }
    memmove(input->bytes + connection->body_at, input->bytes + at, input->end - at);
    input->end -= at - connection->body_at;
    return result;
}

static bool step_body(struct jt_connection *connection)
{
    bool too_large = false;
    if (connection->body_in_input) {
        return step_whole_body(connection);
    }
    enum jt_parse_result result = gather_body(connection, &too_large);
    if (too_large) {
        jt_connection_refuse_request(connection, 413);
        return true;
    }
    if (jt_buf_check(&connection->slot->body) != JT_OK) {
        jt_connection_refuse(connection, 503, "no memory for the body");
        return false;
    }
    switch (result) {
    case JT_PARSE_MORE:
        return want_more(connection);
    case JT_PARSE_REFUSED:
        jt_connection_refuse(connection, connection->body_parse.status, connection->body_parse.why);
        return false;
    case JT_PARSE_DONE:
        break;
    }
    run_request(connection, jt_buf_str(&connection->slot->body), connection->body_at);
    return true;
}

static bool step(struct jt_connection *connection)
{
    switch (connection->state) {
    case JT_CONNECTION_HEAD:
        return step_head(connection);
    case JT_CONNECTION_BODY:
        return step_body(connection);
    case JT_CONNECTION_RUNNING:
    case JT_CONNECTION_ENDING:
    case JT_CONNECTION_CLOSED:
        return false;
    }
    return false;
}

void jt_connection_process(struct jt_connection *connection)
{
    connection->processing = true;
    while (step(connection)) {
    }
    connection->processing = false;
    jt_connection_settle(connection);
}
