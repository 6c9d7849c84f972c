/* SPDX-License-Identifier: Apache-2.0 */
/* What the application does with an exchange, with a connection or without. */
#include "server/http/connection.h"

#include <assert.h>

jt_str jt_http_header_get(const struct jt_http_request *request, jt_str name)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (jt_str_equal_nocase(request->headers[i].name, name)) {
            return request->headers[i].value;
        }
    }
    return jt_str_make(NULL, 0);
}

size_t jt_http_header_count(const struct jt_http_request *request, jt_str name)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        count += jt_str_equal_nocase(request->headers[i].name, name);
    }
    return count;
}

void jt_exchange_header_add(struct jt_exchange *x, jt_str name, jt_str value)
{
    assert(x->response.header_count < JT_HTTP_RESPONSE_HEADERS_MAX);
    if (x->response.header_count < JT_HTTP_RESPONSE_HEADERS_MAX) {
        x->response.headers[x->response.header_count++] =
            (struct jt_http_header){.name = name, .value = value};
    }
}

/* The response goes to the connection's output, which is written at the end of the turn. */
static void write_response(struct jt_connection *connection, struct jt_exchange_slot *slot)
{
    struct jt_loop *loop = connection->loop;
    bool keep_alive = slot->keep_alive && !slot->x.response.close && !loop->stopping;
    jt_response_write(jt_connection_output(connection), &slot->x, jt_loop_date(loop), keep_alive);
    connection->state = keep_alive ? JT_CONNECTION_HEAD : JT_CONNECTION_ENDING;
    connection->slot = NULL;
    connection->had_request = true;
    connection->deadline_stale = true;
}

void jt_exchange_send(struct jt_exchange *x)
{
    struct jt_exchange_slot *slot = jt_slot_of(x);
    struct jt_connection *connection = slot->connection;
    struct jt_loop *loop = x->loop;
    const struct jt_http_app *app = &loop->server->app;
    if (connection) {
        write_response(connection, slot);
    }
    if (app->finished) {
        app->finished(app->arg, x);
    }
    jt_pool_return_slot(&loop->pool, slot);
    if (connection == NULL) {
        jt_loop_check_end(loop);
        return;
    }
    if (jt_buf_check(&connection->output) != JT_OK) {
        jt_connection_close(connection);
        return;
    }
    jt_connection_mark_dirty(connection);
    if (!connection->processing) {
        jt_link_append(&loop->ready, &connection->ready_link);
    }
}
