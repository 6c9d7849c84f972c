/* SPDX-License-Identifier: Apache-2.0 */
/* Accepting: a few at a time, and never in a circle when descriptors or memory run out. */
#include "server/http/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPT_BATCH = 64 };

static void start_polling(struct jt_loop *loop);

static void on_pause_over(uv_timer_t *timer)
{
    start_polling(timer->data);
}

static void tell(struct jt_loop *loop, const char *why)
{
    const struct jt_http_app *app = &loop->server->app;
    bool is_news = why != NULL || loop->starved;
    loop->starved = why != NULL;
    if (is_news && app->starved) {
        app->starved(app->arg, loop, why);
    }
}

/* The queue of the kernel keeps who comes meanwhile. */
static void pause_accepting(struct jt_loop *loop)
{
    for (int i = 0; i < loop->acceptor_count; i++) {
        (void)uv_poll_stop(&loop->acceptors[i].poll);
    }
    (void)uv_timer_start(&loop->accept_timer, on_pause_over, JT_ACCEPT_PAUSE_MS, 0);
}

/* False: no more for now. */
static bool accept_one(struct jt_acceptor *acceptor)
{
    struct sockaddr_storage storage;
    socklen_t len = sizeof(storage);
    int fd = accept4(acceptor->fd, (struct sockaddr *)&storage, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        tell(acceptor->loop, NULL);
        struct jt_address peer = jt_address_of((const struct sockaddr *)&storage);
        jt_connection_open(acceptor->loop, acceptor->index, fd, &peer);
        return true;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        tell(acceptor->loop, strerror(errno));
        pause_accepting(acceptor->loop);
        return false;
    }
    /* One that was broken off before it was accepted is no reason to leave the others waiting. */
    return errno == ECONNABORTED || errno == EINTR || errno == EPROTO;
}

static void on_acceptable(uv_poll_t *poll, int status, int events)
{
    struct jt_acceptor *acceptor = poll->data;
    (void)events;
    if (status < 0) {
        pause_accepting(acceptor->loop);
        return;
    }
    jt_loop_wake(acceptor->loop);
    for (int i = 0; i < ACCEPT_BATCH && accept_one(acceptor); i++) {
    }
}

static void start_polling(struct jt_loop *loop)
{
    for (int i = 0; i < loop->acceptor_count; i++) {
        (void)uv_poll_start(&loop->acceptors[i].poll, UV_READABLE, on_acceptable);
    }
}

void jt_acceptors_resume(struct jt_loop *loop)
{
    if (uv_is_active((const uv_handle_t *)&loop->accept_timer)) {
        (void)uv_timer_stop(&loop->accept_timer);
        start_polling(loop);
    }
}

enum jt_err jt_acceptors_open(struct jt_loop *loop)
{
    struct jt_http_server *server = loop->server;
    for (int i = 0; i < server->listener_count; i++) {
        struct jt_acceptor *acceptor = &loop->acceptors[i];
        int *fd = &server->listeners[i].fds[loop->index];
        if (uv_poll_init(&loop->uv, &acceptor->poll, *fd) != 0) {
            return JT_ERR_IO;
        }
        acceptor->poll.data = acceptor;
        acceptor->loop = loop;
        acceptor->index = i;
        acceptor->fd = *fd;
        *fd = -1;
        loop->acceptor_count++;
    }
    start_polling(loop);
    return JT_OK;
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct jt_acceptor *acceptor = handle->data;
    (void)close(acceptor->fd);
}

void jt_acceptors_close(struct jt_loop *loop)
{
    (void)uv_timer_stop(&loop->accept_timer);
    for (int i = 0; i < loop->acceptor_count; i++) {
        uv_close((uv_handle_t *)&loop->acceptors[i].poll, on_poll_closed);
    }
    loop->acceptor_count = 0;
}
