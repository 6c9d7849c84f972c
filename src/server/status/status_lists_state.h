/* SPDX-License-Identifier: Apache-2.0 */
/* The status lists inside: what is ready, what is due, who waits. */
#ifndef JT_SERVER_STATUS_STATUS_LISTS_STATE_H
#define JT_SERVER_STATUS_STATUS_LISTS_STATE_H

#include "server/status/status_lists.h"

#include <pthread.h>
#include <stdatomic.h>

struct jt_status_lists {
    struct jt_registry *registry;
    struct jt_log *log;
    atomic_int_fast64_t last_iat_s;
    pthread_t thread;
    bool started;
    uint8_t *bits; /* room for one list; the thread's */

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct jt_status_text *texts[JT_STATUS_LISTS_MAX];
    int64_t touched_ns[JT_STATUS_LISTS_MAX]; /* 0: the list is as it should be */
    int64_t due_ns;                          /* INT64_MAX: nothing is */
    uint32_t making;                         /* the list under way; 0: none */
    struct jt_link waiters;
    size_t waiter_count;
    bool closing;
    bool stopping;
};

int64_t jt_status_now_ns(void);
/* status_wait.c; the lock is held by the caller of these. */
/* Wakes those who wait for list; for 0 all. */
void jt_status_wake(struct jt_status_lists *lists, uint32_t list);
/* Wakes those whose time is up; when the next one's is, INT64_MAX: nobody waits. */
int64_t jt_status_wake_late(struct jt_status_lists *lists, int64_t now_ns);

#endif
