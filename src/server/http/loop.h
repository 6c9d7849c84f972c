/* SPDX-License-Identifier: Apache-2.0 */
/* One thread with its libuv loop. A turn: wake the application, read and handle everything that is
 * ready, write all responses, let the application sleep, poll. */
#ifndef JT_SERVER_HTTP_LOOP_H
#define JT_SERVER_HTTP_LOOP_H

#include "server/http/deadline.h"
#include "server/http/pool.h"
#include "server/http/response.h"
#include "server/http/server_private.h"
#include "server/http/settings.h"

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

enum {
    JT_LOOP_SCRATCH = 65536,
    JT_LOOP_ID_NUMBERS = 32,
    JT_ACCEPT_PAUSE_MS = 100,
    JT_HTTP_LINGER_MS = 2000,
};

/* Written by the loop's thread alone, read by any. */
struct jt_loop_counters {
    _Atomic uint64_t connections_open;
    _Atomic uint64_t connections_total;
    _Atomic uint64_t connections_refused;
    _Atomic uint64_t requests_total;
    _Atomic uint64_t malformed_total;
    _Atomic uint64_t timeouts_total;
};

struct jt_acceptor {
    uv_poll_t poll;
    struct jt_loop *loop;
    int index; /* of the listener */
    int fd;
};

struct jt_loop {
    uv_loop_t uv;
    uv_async_t async;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle; /* active while connections are ready, so that poll does not wait */
    uv_timer_t deadline_timer;
    uv_timer_t accept_timer; /* descriptors ran out: try again */
    uv_timer_t stop_timer;   /* the grace ends */
    struct jt_acceptor acceptors[JT_LISTENERS_MAX];
    int acceptor_count;
    struct jt_http_server *server;
    unsigned index;
    void *data; /* of the application */
    bool awake;
    bool stopping;
    bool starved; /* the last attempt to accept failed for lack of something */
    pthread_t thread;

    struct jt_link connections; /* all */
    struct jt_link dirty;       /* with output to be written */
    struct jt_link ready;       /* with input to be looked at in the next turn */
    struct jt_link exchanges;   /* under way */
    struct jt_deadlines deadlines;
    struct jt_pool pool;
    struct jt_settings settings;
    struct jt_http_date date;
    uint64_t turn;
    uint64_t timer_due_ms; /* of deadline_timer; UINT64_MAX: not running */
    struct jt_loop_counters counters;
    uint64_t id_numbers[JT_LOOP_ID_NUMBERS]; /* random, for request ids */
    size_t id_numbers_left;

    pthread_mutex_t lock; /* of what follows */
    struct jt_loop_task *first_task;
    struct jt_loop_task *last_task;
    bool ended; /* tasks are not run any more */
    bool stop_asked;
    int64_t grace_ms;

    char scratch[JT_LOOP_SCRATCH]; /* what TLS reads */
};

static inline void jt_loop_count(_Atomic uint64_t *counter, int64_t change)
{
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, value + (uint64_t)change, memory_order_relaxed);
}

JT_MUST_USE enum jt_err jt_loop_new(struct jt_http_server *server, unsigned index,
                                    struct jt_loop **ret_loop);
/* Before its thread runs or after it was joined. */
void jt_loop_free(struct jt_loop *loop);
/* The thread: begins the application, runs until jt_loop_stop() and the grace have passed. */
JT_MUST_USE enum jt_err jt_loop_start(struct jt_loop *loop);
/* Any thread. */
void jt_loop_stop(struct jt_loop *loop, int64_t grace_ms);

/* First thing in every callback that does the application's work. */
void jt_loop_wake(struct jt_loop *loop);
/* Takes over what settings holds; they hold the old ones afterwards. On the loop's thread, or
 * before it runs. */
void jt_loop_set(struct jt_loop *loop, struct jt_settings *settings);
/* A connection or an exchange has ended: a stopping loop may be done now. */
void jt_loop_check_end(struct jt_loop *loop);
jt_str jt_loop_date(struct jt_loop *loop);
/* Makes the timer ring in time for a deadline that was just armed. */
void jt_loop_arm(struct jt_loop *loop, struct jt_deadline *deadline, enum jt_deadline_kind kind);

/* accept.c: begins, ends listening. */
JT_MUST_USE enum jt_err jt_acceptors_open(struct jt_loop *loop);
void jt_acceptors_close(struct jt_loop *loop);
/* Accepts again when a descriptor may have become free. */
void jt_acceptors_resume(struct jt_loop *loop);

#endif
