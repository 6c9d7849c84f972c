/* SPDX-License-Identifier: Apache-2.0 */
/* When and from which addresses each client secret was last used: noted by the loops without
 * waiting, and written to the store together, twice a second while there is something to write:
 * what the management API shows is at most a second behind. */
#ifndef JT_SERVER_USAGE_H
#define JT_SERVER_USAGE_H

#include "server/executor.h"
#include "store/store.h"

struct jt_usage;           /* one for the server */
struct jt_secret_use_ring; /* one for each thread */

enum {
    JT_USAGE_SECRETS_MAX = 8192, /* and addresses, of one thread in one interval; more wait for
                                    their next use */
    JT_USAGE_INTERVAL_MS = 500,
};

JT_MUST_USE enum jt_err jt_usage_new(struct jt_store *store, struct jt_executor *executor,
                                     struct jt_usage **ret_usage);
/* Starts the thread that hands what was noted to the executor, as one write job at a time. */
JT_MUST_USE enum jt_err jt_usage_start(struct jt_usage *usage);
/* Ends that thread and hands over the rest. After the loops have ended, before
 * jt_executor_stop(), which runs what was handed over. */
void jt_usage_stop(struct jt_usage *usage);
/* After jt_executor_stop(). Frees the rings too. */
void jt_usage_free(struct jt_usage *usage);

/* A ring for one more thread; it belongs to usage. Any thread. */
JT_MUST_USE enum jt_err jt_usage_ring_new(struct jt_usage *usage,
                                          struct jt_secret_use_ring **ret_ring);
/* On the ring's thread alone. Never waits; without memory the note is lost. */
void jt_secret_use_note(struct jt_secret_use_ring *ring, const jt_uuid *secret, jt_time now,
                        const char *address);
/* Writes what all rings hold to the store, on the calling thread: for the store's thread. */
JT_MUST_USE enum jt_err jt_usage_write(struct jt_usage *usage);

#endif
