/* SPDX-License-Identifier: Apache-2.0 */
/* Readers that wait for a change: bounded, woken by the lists' thread, answered on their own loops.
 */
#include "server/status/status_lists_state.h"

#define NS_PER_MS INT64_C(1000000)

static struct jt_status_waiter *of_link(struct jt_link *link)
{
    return JT_LINK_OF(link, struct jt_status_waiter, link);
}

/* From here on the waiter is its loop's. */
static void wake(struct jt_status_lists *lists, struct jt_status_waiter *waiter)
{
    jt_link_remove(&waiter->link);
    lists->waiter_count--;
    jt_loop_post(waiter->loop, &waiter->task);
}

void jt_status_wake(struct jt_status_lists *lists, uint32_t list)
{
    struct jt_link *link = lists->waiters.next;
    while (link != &lists->waiters) {
        struct jt_status_waiter *waiter = of_link(link);
        link = link->next;
        if (list == 0 || waiter->list == list) {
            wake(lists, waiter);
        }
    }
}

int64_t jt_status_wake_late(struct jt_status_lists *lists, int64_t now_ns)
{
    int64_t next_ns = INT64_MAX;
    struct jt_link *link = lists->waiters.next;
    while (link != &lists->waiters) {
        struct jt_status_waiter *waiter = of_link(link);
        link = link->next;
        if (waiter->until_ns <= now_ns) {
            wake(lists, waiter);
        } else if (waiter->until_ns < next_ns) {
            next_ns = waiter->until_ns;
        }
    }
    return next_ns;
}

static size_t count_of(struct jt_status_lists *lists, const jt_uuid *client)
{
    size_t count = 0;
    for (struct jt_link *link = lists->waiters.next; link != &lists->waiters; link = link->next) {
        count += jt_uuid_equal(&of_link(link)->client, client);
    }
    return count;
}

/* A change that is under way will wake whoever waits; one that is ready need not be waited for. */
static bool may_wait(struct jt_status_lists *lists, const struct jt_status_waiter *waiter)
{
    const struct jt_status_text *text =
        waiter->list < JT_STATUS_LISTS_MAX ? lists->texts[waiter->list] : NULL;
    return !lists->closing && text && jt_str_equal(jt_status_text_tag(text), waiter->tag) &&
           lists->waiter_count < JT_STATUS_WAITERS_MAX &&
           count_of(lists, &waiter->client) < JT_STATUS_CLIENT_WAITERS;
}

bool jt_status_lists_wait(struct jt_status_lists *lists, struct jt_status_waiter *waiter)
{
    jt_link_init(&waiter->link);
    waiter->until_ns = jt_status_now_ns() + waiter->wait_ms * NS_PER_MS;
    (void)pthread_mutex_lock(&lists->lock);
    bool waits = may_wait(lists, waiter);
    if (waits) {
        jt_link_append(&lists->waiters, &waiter->link);
        lists->waiter_count++;
        (void)pthread_cond_signal(&lists->changed);
    }
    (void)pthread_mutex_unlock(&lists->lock);
    return waits;
}

void jt_status_lists_wake_all(struct jt_status_lists *lists)
{
    (void)pthread_mutex_lock(&lists->lock);
    lists->closing = true;
    jt_status_wake(lists, 0);
    (void)pthread_mutex_unlock(&lists->lock);
}
