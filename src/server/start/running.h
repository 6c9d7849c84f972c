/* SPDX-License-Identifier: Apache-2.0 */
/* A server on its way up, and down again: what each step made, released in reverse order. */
#ifndef JT_SERVER_START_RUNNING_H
#define JT_SERVER_START_RUNNING_H

#include "server/http/server.h"
#include "server/start/filling.h"
#include "server/start/housekeeping.h"
#include "server/start/master_key.h"
#include "server/start/start.h"
#include "server/store_faults.h"
#include "store/listener.h"

/* Configurations that were read since the start. None is freed before the end: threads read the
 * present one without a lock, and may still look at an older one. */
enum { JT_RELOADS_MAX = 1000 };
struct jt_reloads {
    struct jt_config *configs[JT_RELOADS_MAX];
    size_t count;
};

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
    struct jt_reloads reloads;
    struct jt_store_faults store_faults;
};

/* Reads the configuration again and applies what can change while serving; says in the log what
 * changed, what waits for the next start, or why everything stays as it is. */
void jt_reload(struct jt_running *running, const struct jt_start_arguments *arguments);
void jt_reloads_clear(struct jt_reloads *reloads); /* when no thread runs any more */

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
