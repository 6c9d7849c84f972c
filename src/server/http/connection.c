/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a connection: opened, read from, timed out, ended politely or at once. */
#include "server/http/connection.h"

#include "server/http/tls.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct jt_connection *connection_of(void *handle)
{
    return ((uv_handle_t *)handle)->data;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buf)
{
    struct jt_connection *connection = connection_of(handle);
    struct jt_loop *loop = connection->loop;
    (void)suggested;
    if (connection->tls || connection->state == JT_CONNECTION_ENDING) {
        *ret_buf = uv_buf_init(loop->scratch, sizeof(loop->scratch));
        return;
    }
    if (connection->input == NULL) {
        connection->input = jt_pool_take_input(&loop->pool);
    }
    struct jt_input *input = connection->input;
    *ret_buf = input ? uv_buf_init(input->bytes + input->end, (unsigned)(input->cap - input->end))
                     : uv_buf_init(NULL, 0);
}

static void take_input(struct jt_connection *connection, ssize_t len, const uv_buf_t *buf)
{
    if (connection->state == JT_CONNECTION_ENDING) {
        return;
    }
    if (connection->tls) {
        jt_str bytes = jt_str_make(buf->base, (size_t)len);
        if (jt_tls_stream_feed(connection->tls, bytes) != JT_OK) {
            jt_connection_close(connection);
            return;
        }
    } else {
        struct jt_input *input = connection->input;
        input->end += (size_t)len;
        input->dirty = input->end > input->dirty ? input->end : input->dirty;
    }
    jt_connection_process(connection);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct jt_connection *connection = connection_of(stream);
    jt_loop_wake(connection->loop);
    if (len == UV_EOF) {
        connection->reading = false;
        connection->input_ended = true;
        jt_connection_process(connection);
    } else if (len < 0) {
        jt_connection_close(connection);
    } else if (len > 0) {
        take_input(connection, len, buf);
    } else {
        jt_connection_input_tidy(connection);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct jt_connection *connection = connection_of(handle);
    struct jt_loop *loop = connection->loop;
    jt_admission_leave(loop->server->admission, &connection->peer, connection->exempt);
    jt_loop_count(&loop->counters.connections_open, -1);
    jt_tls_stream_free(connection->tls);
    jt_pool_return_output(&loop->pool, &connection->output);
    jt_pool_return_output(&loop->pool, &connection->written);
    free(connection);
    jt_acceptors_resume(loop);
}

static void let_go_of_slot(struct jt_connection *connection)
{
    struct jt_exchange_slot *slot = connection->slot;
    connection->slot = NULL;
    if (slot == NULL) {
        return;
    }
    if (connection->state != JT_CONNECTION_RUNNING) {
        jt_pool_return_slot(&connection->loop->pool, slot);
        return;
    }
    slot->connection = NULL;
    slot->orphan_input = connection->input;
    connection->input = NULL;
}

void jt_connection_close(struct jt_connection *connection)
{
    struct jt_loop *loop = connection->loop;
    if (connection->state == JT_CONNECTION_CLOSED) {
        return;
    }
    let_go_of_slot(connection);
    connection->state = JT_CONNECTION_CLOSED;
    if (connection->input) {
        jt_pool_return_input(&loop->pool, connection->input);
        connection->input = NULL;
    }
    jt_link_remove(&connection->link);
    jt_link_remove(&connection->dirty_link);
    jt_link_remove(&connection->ready_link);
    jt_loop_arm(loop, &connection->deadline, JT_DEADLINE_NONE);
    uv_close((uv_handle_t *)&connection->tcp, on_closed);
    jt_loop_check_end(loop);
}

static bool is_idle(const struct jt_connection *connection)
{
    return connection->state == JT_CONNECTION_HEAD && connection->slot == NULL &&
           connection->input == NULL;
}

/* A response must not be destroyed by a reset: what the client still sends is read and thrown away
 * until it closes too, or for a short while. RFC 9112 §9.6 */
static void settle_ending(struct jt_connection *connection)
{
    uv_os_fd_t fd = -1;
    if (connection->state != JT_CONNECTION_ENDING || jt_connection_output_waiting(connection)) {
        return;
    }
    if (connection->input_ended) {
        jt_connection_close(connection);
        return;
    }
    if (!connection->shutdown_sent) {
        connection->shutdown_sent = true;
        connection->deadline_stale = true;
        if (uv_fileno((uv_handle_t *)&connection->tcp, &fd) != 0 || shutdown(fd, SHUT_WR) != 0) {
            jt_connection_close(connection);
        }
    }
}

static bool wants_input(const struct jt_connection *connection)
{
    const struct jt_input *input = connection->input;
    if (connection->input_ended || connection->state == JT_CONNECTION_CLOSED) {
        return false;
    }
    if (connection->state == JT_CONNECTION_ENDING) {
        return true;
    }
    if (connection->tls && jt_tls_stream_pending(connection->tls) > JT_LOOP_SCRATCH) {
        return false;
    }
    return (input == NULL || input->end < input->cap) && !connection->output_blocked;
}

static enum jt_deadline_kind deadline_for(const struct jt_connection *connection)
{
    if (connection->writing) {
        return JT_DEADLINE_WRITE;
    }
    switch (connection->state) {
    case JT_CONNECTION_HEAD:
        return connection->slot || !connection->had_request ? JT_DEADLINE_HEAD : JT_DEADLINE_IDLE;
    case JT_CONNECTION_BODY:
        return JT_DEADLINE_BODY;
    case JT_CONNECTION_RUNNING:
    case JT_CONNECTION_CLOSED:
        return JT_DEADLINE_NONE;
    case JT_CONNECTION_ENDING:
        return JT_DEADLINE_LINGER;
    }
    return JT_DEADLINE_NONE;
}

static void settle_reading(struct jt_connection *connection)
{
    bool wants = wants_input(connection);
    uv_stream_t *stream = (uv_stream_t *)&connection->tcp;
    if (wants == connection->reading) {
        return;
    }
    connection->reading = wants;
    if (!wants) {
        (void)uv_read_stop(stream);
    } else if (uv_read_start(stream, on_alloc, on_read) != 0) {
        jt_connection_close(connection);
    }
}

void jt_connection_settle(struct jt_connection *connection)
{
    if (connection->processing || connection->state == JT_CONNECTION_CLOSED) {
        return;
    }
    jt_connection_input_tidy(connection);
    if (is_idle(connection) && connection->input_ended) {
        connection->state = JT_CONNECTION_ENDING;
    }
    if (is_idle(connection) && connection->loop->stopping &&
        !jt_connection_output_waiting(connection)) {
        jt_connection_close(connection);
        return;
    }
    settle_ending(connection);
    settle_reading(connection);
    enum jt_deadline_kind kind = deadline_for(connection);
    if (kind != connection->deadline.kind || connection->deadline_stale) {
        connection->deadline_stale = false;
        connection->write_left = jt_connection_output_waiting(connection);
        jt_loop_arm(connection->loop, &connection->deadline, kind);
    }
}

/* RFC 9110 §15.5.9: a client that began a request is told; one that sent nothing is not. */
static void expire_head(struct jt_connection *connection)
{
    const struct jt_input *input = connection->input;
    if (connection->slot == NULL || input == NULL || input->end - input->start <= 2) {
        jt_connection_close(connection);
        return;
    }
    jt_connection_refuse(connection, 408, "the head took too long");
    jt_connection_settle(connection);
}

void jt_connection_expire(struct jt_connection *connection, enum jt_deadline_kind kind)
{
    struct jt_loop_counters *counters = &connection->loop->counters;
    connection->deadline.kind = JT_DEADLINE_NONE;
    if (kind == JT_DEADLINE_HEAD || kind == JT_DEADLINE_BODY) {
        jt_loop_count(&counters->timeouts_total, 1);
    }
    if (kind == JT_DEADLINE_HEAD) {
        expire_head(connection);
    } else if (kind == JT_DEADLINE_BODY) {
        jt_connection_refuse_request(connection, 408);
        jt_connection_settle(connection);
    } else if (kind == JT_DEADLINE_WRITE &&
               jt_connection_output_waiting(connection) != connection->write_left) {
        connection->deadline_stale = true;
        jt_connection_settle(connection);
    } else {
        jt_loop_count(&counters->timeouts_total, kind == JT_DEADLINE_WRITE);
        jt_connection_close(connection);
    }
}

static struct jt_connection *make(struct jt_loop *loop, int listener, const struct jt_address *peer)
{
    struct jt_connection *connection = calloc(1, sizeof(*connection));
    struct jt_tls_context *tls = loop->server->listeners[listener].tls;
    if (connection == NULL) {
        return NULL;
    }
    connection->loop = loop;
    connection->listener = listener;
    connection->peer = *peer;
    connection->tcp.data = connection;
    jt_link_init(&connection->link);
    jt_link_init(&connection->dirty_link);
    jt_link_init(&connection->ready_link);
    jt_deadline_init(&connection->deadline);
    if ((tls && jt_tls_stream_new(tls, &connection->tls) != JT_OK) ||
        uv_tcp_init(&loop->uv, &connection->tcp) != 0) {
        jt_tls_stream_free(connection->tls);
        free(connection);
        return NULL;
    }
    return connection;
}

void jt_connection_open(struct jt_loop *loop, int listener, int fd, const struct jt_address *peer)
{
    struct jt_http_server *server = loop->server;
    bool trusted = jt_proxies_trust(&loop->settings.proxies, peer);
    if (jt_admission_enter(server->admission, peer, trusted) != JT_OK) {
        jt_loop_count(&loop->counters.connections_refused, 1);
        (void)close(fd);
        return;
    }
    struct jt_connection *connection = make(loop, listener, peer);
    if (connection == NULL) {
        jt_admission_leave(server->admission, peer, trusted);
        (void)close(fd);
        return;
    }
    connection->exempt = trusted;
    jt_address_write(peer, connection->peer_text);
    jt_loop_count(&loop->counters.connections_open, 1);
    jt_loop_count(&loop->counters.connections_total, 1);
    jt_link_append(&loop->connections, &connection->link);
    if (uv_tcp_open(&connection->tcp, fd) != 0) {
        (void)close(fd);
        jt_connection_close(connection);
        return;
    }
    (void)uv_tcp_nodelay(&connection->tcp, 1);
    jt_connection_settle(connection);
}
