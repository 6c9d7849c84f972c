/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server: one libuv loop per thread, every listener on every loop by SO_REUSEPORT. All
 * requests that are ready are read and handled before the responses of that batch are written. */
#ifndef JT_SERVER_HTTP_SERVER_H
#define JT_SERVER_HTTP_SERVER_H

#include "base/err.h"
#include "base/rand.h"
#include "server/http/exchange.h"

struct jt_http_server;
struct jt_loop;

struct jt_http_app {
    void *arg;
    /* A loop's thread begins and ends; the pointer is given by jt_loop_data(). */
    enum jt_err (*thread_begin)(void *arg, struct jt_loop *loop, void **ret_data);
    void (*thread_end)(void *arg, void *data);
    /* After poll returns with work; before the next poll. A thread is awake after thread_begin and
     * when thread_end is called. */
    void (*wake)(void *arg, void *data);
    void (*sleep)(void *arg, void *data);
    /* Called once the head is read: the largest body that this request may have. */
    size_t (*body_max)(void *arg, const struct jt_exchange *x);
    /* A whole request. Must end in jt_exchange_send(), now or later on the same loop. */
    void (*handle)(void *arg, struct jt_exchange *x);
    /* The HTTP layer refuses a request whose head was understood: 408, 413, 415, 417. Sets the
     * body as handle would, then jt_exchange_send(); the connection closes after it. */
    void (*refuse)(void *arg, struct jt_exchange *x, int status);
    /* A response has been handed to the connection: for the access log and metrics. x is still
     * whole. */
    void (*finished)(void *arg, const struct jt_exchange *x);
    /* A request that never became an exchange was refused (malformed: 400, 405 for CONNECT and
     * TRACE, 414, 431, 501, 505; a head that takes too long: 408; no memory or random numbers:
     * 503). */
    void (*malformed)(void *arg, struct jt_loop *loop, const char *peer_address, int status,
                      const char *why);
    /* Accepting stands still, for lack of descriptors or memory (why, a constant of the system's);
     * NULL: a connection was accepted again. May be NULL. */
    void (*starved)(void *arg, struct jt_loop *loop, const char *why);
};

struct jt_http_server_options {
    struct jt_http_limits limits;
    unsigned threads; /* 0: one per core */
    const struct jt_clock *clock;
    const struct jt_rand *rand;
    const jt_str *trusted_proxies; /* addresses or networks in CIDR form */
    size_t trusted_proxy_count;
};

JT_MUST_USE enum jt_err jt_http_server_new(const struct jt_http_server_options *options,
                                           const struct jt_http_app *app,
                                           struct jt_http_server **ret_server);
/* Binds "ADDR:PORT" or "[ADDR]:PORT" (port 0: a free one, told by jt_http_server_port()). With
 * certificate and key files, TLS. ret_why: a sentence for the operator, from malloc, on failure. */
JT_MUST_USE enum jt_err jt_http_server_listen(struct jt_http_server *server, jt_str address,
                                              const char *cert_file, const char *key_file,
                                              int *ret_listener, char **ret_why);
uint16_t jt_http_server_port(const struct jt_http_server *server, int listener);
/* Starts the threads and returns. */
JT_MUST_USE enum jt_err jt_http_server_start(struct jt_http_server *server);
/* While it runs: other limits and trusted proxies (of options nothing else is looked at), and the
 * certificate and key files read anew, or others, for each listener that has TLS; NULL leaves those
 * alone. On failure nothing changes, and ret_why may hold a sentence, from malloc. Not while it
 * stops. */
JT_MUST_USE enum jt_err jt_http_server_reload(struct jt_http_server *server,
                                              const struct jt_http_server_options *options,
                                              const char *cert_file, const char *key_file,
                                              char **ret_why);
/* Stops accepting, lets running exchanges end for at most grace_ms, closes idle connections, joins
 * the threads. */
void jt_http_server_stop(struct jt_http_server *server, int64_t grace_ms);
void jt_http_server_free(struct jt_http_server *server);

struct jt_http_counters {
    uint64_t connections_open;
    uint64_t connections_total;
    uint64_t connections_refused; /* over a limit */
    uint64_t requests_total;
    uint64_t malformed_total;
    uint64_t timeouts_total;
};
/* Sums over all loops; any thread. */
void jt_http_server_counters(const struct jt_http_server *server, struct jt_http_counters *ret_sum);

unsigned jt_http_server_threads(const struct jt_http_server *server);
/* What thread_begin gave. */
void *jt_loop_data(const struct jt_loop *loop);
unsigned jt_loop_index(const struct jt_loop *loop);

/* Runs task->run on the loop's thread soon. Any thread; the task is the caller's memory until it
 * runs. Tasks that are posted before the loop ends are run; after the grace they are dropped, so
 * stop what posts (jt_executor_stop()) after jt_http_server_stop(), before jt_http_server_free().
 */
struct jt_loop_task {
    void (*run)(struct jt_loop_task *task);
    struct jt_loop_task *next;
};
void jt_loop_post(struct jt_loop *loop, struct jt_loop_task *task);

#endif
