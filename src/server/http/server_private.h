/* SPDX-License-Identifier: Apache-2.0 */
/* What the loops share: options, application, listeners. Unchanged once the threads run, but for
 * what guards itself; of what may change each loop has its own copy (settings.h). */
#ifndef JT_SERVER_HTTP_SERVER_PRIVATE_H
#define JT_SERVER_HTTP_SERVER_PRIVATE_H

#include "server/http/admission.h"
#include "server/http/proxy.h"
#include "server/http/server.h"

struct jt_tls_context;

enum { JT_LISTENERS_MAX = 16, JT_THREADS_MAX = 256 };

struct jt_listener {
    int *fds; /* one for each thread; taken over by its loop, then -1 */
    uint16_t port;
    struct jt_tls_context *tls; /* NULL: plain */
};

struct jt_http_server {
    struct jt_http_server_options options;
    struct jt_http_app app;
    struct jt_admission *admission;
    struct jt_listener listeners[JT_LISTENERS_MAX];
    int listener_count;
    struct jt_loop **loops;
    unsigned thread_count;
    bool started;
};

#endif
