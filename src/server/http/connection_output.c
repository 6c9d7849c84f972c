/* SPDX-License-Identifier: Apache-2.0 */
/* Responses: gathered while a batch is handled, written at the end of the turn, first without
 * waiting, the rest when the client takes it. */
#include "server/http/connection.h"
#include "server/http/tls.h"

void jt_connection_mark_dirty(struct jt_connection *connection)
{
    if (connection->state != JT_CONNECTION_CLOSED) {
        jt_link_append(&connection->loop->dirty, &connection->dirty_link);
    }
}

struct jt_buf *jt_connection_output(struct jt_connection *connection)
{
    if (connection->output.ptr == NULL) {
        connection->output = jt_pool_take_output(&connection->loop->pool);
    }
    return &connection->output;
}

size_t jt_connection_output_waiting(const struct jt_connection *connection)
{
    size_t waiting = connection->output.len;
    if (connection->tls) {
        waiting += jt_tls_stream_output(connection->tls).len;
    }
    if (connection->writing) {
        waiting += uv_stream_get_write_queue_size((const uv_stream_t *)&connection->tcp);
    }
    return waiting;
}

static void on_written(uv_write_t *request, int status)
{
    struct jt_connection *connection = request->data;
    struct jt_loop *loop = connection->loop;
    jt_loop_wake(loop);
    connection->writing = false;
    jt_pool_return_output(&loop->pool, &connection->written);
    if (connection->state == JT_CONNECTION_CLOSED) {
        return;
    }
    if (status < 0) {
        jt_connection_close(connection);
        return;
    }
    connection->deadline_stale = true;
    jt_connection_flush(connection);
    jt_connection_process(connection);
}

/* The client does not keep up: the rest is written by the loop when there is room. */
static void write_rest(struct jt_connection *connection, struct jt_buf *bytes, size_t done)
{
    connection->written = *bytes;
    *bytes = (struct jt_buf){.max = bytes->max};
    connection->write_request.data = connection;
    connection->writing = true;
    uv_buf_t rest =
        uv_buf_init(connection->written.ptr + done, (unsigned)(connection->written.len - done));
    if (uv_write(&connection->write_request, (uv_stream_t *)&connection->tcp, &rest, 1,
                 on_written) != 0) {
        connection->writing = false;
        jt_connection_close(connection);
        return;
    }
    connection->deadline_stale = true;
    jt_connection_settle(connection);
}

/* False: the connection was closed. */
static bool try_write(struct jt_connection *connection, jt_str bytes, size_t *ret_done)
{
    uv_buf_t all = uv_buf_init((char *)(uintptr_t)bytes.ptr, (unsigned)bytes.len);
    int done = uv_try_write((uv_stream_t *)&connection->tcp, &all, 1);
    if (done < 0 && done != UV_EAGAIN) {
        jt_connection_close(connection);
        return false;
    }
    *ret_done = done < 0 ? 0 : (size_t)done;
    return true;
}

static void flush_plain(struct jt_connection *connection)
{
    struct jt_buf *output = &connection->output;
    size_t done = 0;
    if (output->len == 0 || !try_write(connection, jt_buf_str(output), &done)) {
        return;
    }
    if (done == output->len) {
        jt_pool_return_output(&connection->loop->pool, output);
    } else {
        write_rest(connection, output, done);
    }
}

static bool encrypt_output(struct jt_connection *connection)
{
    struct jt_buf *output = &connection->output;
    if (!jt_tls_stream_is_ready(connection->tls)) {
        return true;
    }
    if (output->len && jt_tls_stream_write(connection->tls, jt_buf_str(output)) != JT_OK) {
        return false;
    }
    jt_pool_return_output(&connection->loop->pool, output);
    if (connection->state == JT_CONNECTION_ENDING) {
        jt_tls_stream_end(connection->tls);
    }
    return true;
}

static void flush_tls(struct jt_connection *connection)
{
    size_t done = 0;
    if (!encrypt_output(connection)) {
        jt_connection_close(connection);
        return;
    }
    jt_str bytes = jt_tls_stream_output(connection->tls);
    if (bytes.len == 0 || !try_write(connection, bytes, &done)) {
        return;
    }
    if (done == bytes.len) {
        jt_tls_stream_sent(connection->tls);
        return;
    }
    struct jt_buf rest = JT_BUF_INIT(JT_OUTPUT_MAX);
    jt_buf_append(&rest, jt_str_from(bytes, done));
    jt_tls_stream_sent(connection->tls);
    if (jt_buf_check(&rest) != JT_OK) {
        jt_connection_close(connection);
        return;
    }
    write_rest(connection, &rest, 0);
}

void jt_connection_flush(struct jt_connection *connection)
{
    jt_link_remove(&connection->dirty_link);
    if (connection->writing || connection->state == JT_CONNECTION_CLOSED) {
        return;
    }
    if (connection->tls) {
        flush_tls(connection);
    } else {
        flush_plain(connection);
    }
    if (connection->state == JT_CONNECTION_CLOSED || connection->writing) {
        return;
    }
    if (connection->output_blocked) {
        jt_link_append(&connection->loop->ready, &connection->ready_link);
    } else if (connection->state == JT_CONNECTION_ENDING || connection->loop->stopping) {
        jt_connection_settle(connection);
    }
}
