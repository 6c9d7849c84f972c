/* SPDX-License-Identifier: Apache-2.0 */
/* A server on its way up, and down again: what each step made, released in reverse order. */
#ifndef JT_SERVER_START_RUNNING_H
#define JT_SERVER_START_RUNNING_H

#include "server/http/server.h"
#include "server/start/filling.h"
#include "server/start/housekeeping.h"
#include "server/start/master_key.h"
#include "store/listener.h"

struct jt_running {
    const struct jt_config *config;
    struct jt_server server;
    struct jt_http_app app;
    struct jt_master_key master;
    bool has_master;
    bool store_was_empty;
    struct jt_store_listener_pair listeners; /* registry and keyring keep in step */
    struct jt_housekeeping housekeeping;
    struct jt_filling filling;
};

/* One step of the way up. On failure why holds a sentence for the operator. */
struct jt_start_step {
    const char *name;
    enum jt_err (*run)(struct jt_running *running, struct jt_buf *why);
};

/* Steps that look at the surroundings, and touch nothing. */
extern const struct jt_start_step jt_start_outside[];
extern const size_t jt_start_outside_count;
/* Steps that open the store and read it. */
extern const struct jt_start_step jt_start_inside[];
extern const size_t jt_start_inside_count;

#endif
