/* SPDX-License-Identifier: Apache-2.0 */
/* Carries refusals from the threads' inboxes to the store, in batches on the store's writing
 * thread. Answers never wait for it; what finds no room is counted and forgotten. */
#ifndef JT_SERVER_EXPLAIN_RECORDER_H
#define JT_SERVER_EXPLAIN_RECORDER_H

#include "server/executor.h"
#include "server/explain/id.h"
#include "server/explain/inbox.h"
#include "store/store.h"

struct jt_recorder;
struct jt_log;

struct jt_recorder_options {
    struct jt_store *store;
    struct jt_executor *executor;
    const struct jt_clock *clock;
    struct jt_log *log; /* may be NULL */
    const uint8_t *key; /* JT_REJECTION_KEY_LEN bytes, for this purpose alone; copied */
    uint64_t rows_max;
    int64_t age_max_s;
};

/* Starts the recorder's thread. */
JT_MUST_USE enum jt_err jt_recorder_new(const struct jt_recorder_options *options,
                                        struct jt_recorder **ret_recorder);
/* Other bounds of what is kept, from the next rejection on. Any thread. */
void jt_recorder_set_bounds(struct jt_recorder *recorder, uint64_t rows_max, int64_t age_max_s);
/* Stores what waits, then joins the thread. Before the executor stops. */
void jt_recorder_stop(struct jt_recorder *recorder);
void jt_recorder_free(struct jt_recorder *recorder);

/* An inbox for one more thread; it belongs to the recorder and stays until jt_recorder_free(). */
JT_MUST_USE enum jt_err jt_recorder_thread_begin(struct jt_recorder *recorder,
                                                 struct jt_inbox **ret_inbox);
const struct jt_rejection_ids *jt_recorder_ids(const struct jt_recorder *recorder);
/* Puts entry into the thread's inbox. */
void jt_recorder_put(struct jt_recorder *recorder, struct jt_inbox *inbox,
                     const struct jt_inbox_entry *entry);
/* Stores everything that was put before the call. On the store's writing thread alone. */
JT_MUST_USE enum jt_err jt_recorder_drain(struct jt_recorder *recorder);
/* The same, and drops what is too old. On the store's writing thread alone. */
JT_MUST_USE enum jt_err jt_recorder_drop_old(struct jt_recorder *recorder);
/* What was last seen before this is too old to be told of. */
jt_time jt_recorder_oldest(const struct jt_recorder *recorder);
/* How many were answered and not kept; recorder may be NULL. Any thread. */
uint64_t jt_recorder_dropped(const struct jt_recorder *recorder);

#endif
