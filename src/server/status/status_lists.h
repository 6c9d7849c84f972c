/* SPDX-License-Identifier: Apache-2.0 */
/* The status lists that everybody may read, kept up with the registry by a thread of their own:
 * changes are gathered for JT_STATUS_GATHER_MS, then the lists they touched are made anew and those
 * who wait for them are woken. Loops only ever take what is ready. */
#ifndef JT_SERVER_STATUS_STATUS_LISTS_H
#define JT_SERVER_STATUS_STATUS_LISTS_H

#include "server/http/link.h"
#include "server/http/server.h"
#include "server/status/status_text.h"

struct jt_status_lists;
struct jt_log;

enum {
    JT_STATUS_GATHER_MS = 100,
    JT_STATUS_LATE_MS = 1000,      /* a change that is not in its list by then: there is no list */
    JT_STATUS_WAIT_MAX_S = 30,     /* what a reader may ask for */
    JT_STATUS_WAITERS_MAX = 1000,  /* who wait at the same time */
    JT_STATUS_CLIENT_WAITERS = 50, /* of one API client */
};

/* log may be NULL. Becomes the listener of the registry's status bits; nobody may write yet. */
JT_MUST_USE enum jt_err jt_status_lists_new(struct jt_registry *registry, struct jt_log *log,
                                            struct jt_status_lists **ret_lists);
/* Makes all lists, so that the first reader finds them, and begins to follow changes. */
JT_MUST_USE enum jt_err jt_status_lists_start(struct jt_status_lists *lists);
/* Wakes everybody who waits, and lets nobody wait any more: before the loops are stopped. */
void jt_status_lists_wake_all(struct jt_status_lists *lists);
/* After the loops, before the registry goes. */
void jt_status_lists_stop(struct jt_status_lists *lists);
void jt_status_lists_free(struct jt_status_lists *lists);

/* The present list, held for the caller. JT_ERR_NOT_FOUND: no such list; JT_ERR_UNAVAILABLE: what
 * is there is older than it may be. Any thread. */
JT_MUST_USE enum jt_err jt_status_lists_find(struct jt_status_lists *lists, uint32_t list,
                                             struct jt_status_text **ret_text);
/* now, unless the clock has just been put back a little: an iat never goes back. Any thread. */
jt_time jt_status_lists_iat(struct jt_status_lists *lists, jt_time now);

/* Somebody who waits for a change; the caller's memory until task runs. */
struct jt_status_waiter {
    struct jt_loop *loop;
    struct jt_loop_task task; /* its run is called on loop: at the change, or when the time is up */
    uint32_t list;
    jt_uuid client;
    jt_str tag;          /* of the list as the reader knows it */
    int64_t wait_ms;     /* more than 0 */
    struct jt_link link; /* for the lists */
    int64_t until_ns;    /* for the lists */
};
/* False: it does not wait, because there is a change already, too many wait, or the server stops.
 */
bool jt_status_lists_wait(struct jt_status_lists *lists, struct jt_status_waiter *waiter);

#endif
