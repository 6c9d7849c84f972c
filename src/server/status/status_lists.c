/* SPDX-License-Identifier: Apache-2.0 */
/* The thread behind the lists. A change is noted on the store's writing thread, which must not wait
 * for compression; a list that could not be made in time is said to be missing, never served old.
 */
#include "server/status/status_lists_state.h"

#include "server/log.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)

enum { IAT_BACK_MAX_S = 60 };

/* Elapsed time is waited for, so it is the system's. */
int64_t jt_status_now_ns(void)
{
    return jt_clock_mono(&jt_clock_system).ns;
}

static void touch(void *arg, uint32_t list)
{
    struct jt_status_lists *lists = arg;
    int64_t now = jt_status_now_ns();
    (void)pthread_mutex_lock(&lists->lock);
    if (lists->touched_ns[list] == 0) {
        lists->touched_ns[list] = now;
    }
    if (lists->due_ns == INT64_MAX) {
        lists->due_ns = now + JT_STATUS_GATHER_MS * NS_PER_MS;
        (void)pthread_cond_signal(&lists->changed);
    }
    (void)pthread_mutex_unlock(&lists->lock);
}

enum jt_err jt_status_lists_new(struct jt_registry *registry, struct jt_log *log,
                                struct jt_status_lists **ret_lists)
{
    pthread_condattr_t attributes;
    struct jt_status_lists *lists = calloc(1, sizeof(*lists));
    uint8_t *bits = calloc(1, JT_STATUS_LIST_BYTES);
    if (lists == NULL || bits == NULL) {
        free(lists);
        free(bits);
        return JT_ERR_NOMEM;
    }
    lists->registry = registry;
    lists->log = log;
    lists->bits = bits;
    lists->due_ns = INT64_MAX;
    jt_link_init(&lists->waiters);
    atomic_init(&lists->last_iat_s, 0);
    (void)pthread_mutex_init(&lists->lock, NULL); /* neither can fail on Linux */
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&lists->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    jt_registry_status_listen(registry, touch, lists);
    *ret_lists = lists;
    return JT_OK;
}

/* A list that looks as before stays, and nobody is woken: suspended and resumed within the time of
 * gathering. */
static void install(struct jt_status_lists *lists, uint32_t list, struct jt_status_text *text)
{
    struct jt_status_text *old = lists->texts[list];
    if (old && jt_str_equal(jt_status_text_tag(old), jt_status_text_tag(text))) {
        jt_status_text_release(text);
        return;
    }
    lists->texts[list] = text;
    jt_status_text_release(old);
    jt_status_wake(lists, list);
}

/* The lock is not held: this is the work. */
static enum jt_err make(struct jt_status_lists *lists, uint32_t list,
                        struct jt_status_text **ret_text)
{
    jt_uuid realm;
    JT_TRY(jt_registry_status_copy(lists->registry, list, &realm, lists->bits));
    return jt_status_text_new(&realm, lists->bits, ret_text);
}

static void say_failure(struct jt_status_lists *lists, enum jt_err err)
{
    const struct jt_log_field field = {"cause", jt_str_from_c(jt_err_text(err))};
    if (lists->log) {
        jt_log_write(lists->log, JT_LOG_ERROR, "status_list.failed",
                     "A status list could not be made; it is tried again.", &field, 1);
    }
}

/* Called and left with the lock held. What is touched while a list is made counts for the next
 * time. */
static void make_one(struct jt_status_lists *lists, uint32_t list)
{
    struct jt_status_text *text = NULL;
    int64_t touched = lists->touched_ns[list];
    lists->touched_ns[list] = 0;
    lists->making = list;
    (void)pthread_mutex_unlock(&lists->lock);
    enum jt_err err = make(lists, list, &text);
    (void)pthread_mutex_lock(&lists->lock);
    lists->making = 0;
    if (err == JT_OK) {
        install(lists, list, text);
        return;
    }
    lists->touched_ns[list] = touched;
    lists->due_ns = jt_status_now_ns() + JT_STATUS_GATHER_MS * NS_PER_MS;
    say_failure(lists, err);
}

static void make_due(struct jt_status_lists *lists)
{
    lists->due_ns = INT64_MAX;
    for (uint32_t list = 1; list < JT_STATUS_LISTS_MAX; list++) {
        if (lists->touched_ns[list]) {
            make_one(lists, list);
        }
    }
}

static void wait_until(struct jt_status_lists *lists, int64_t until_ns)
{
    if (until_ns == INT64_MAX) {
        (void)pthread_cond_wait(&lists->changed, &lists->lock);
        return;
    }
    struct timespec until = {.tv_sec = until_ns / NS_PER_S, .tv_nsec = until_ns % NS_PER_S};
    (void)pthread_cond_timedwait(&lists->changed, &lists->lock, &until);
}

static void *run(void *arg)
{
    struct jt_status_lists *lists = arg;
    (void)pthread_mutex_lock(&lists->lock);
    while (!lists->stopping) {
        int64_t now = jt_status_now_ns();
        if (lists->due_ns <= now) {
            make_due(lists);
            continue;
        }
        int64_t next = jt_status_wake_late(lists, now);
        wait_until(lists, lists->due_ns < next ? lists->due_ns : next);
    }
    (void)pthread_mutex_unlock(&lists->lock);
    return NULL;
}

static enum jt_err make_all(struct jt_status_lists *lists)
{
    if (!jt_registry_status_is_whole(lists->registry)) {
        return JT_OK; /* each is touched when it is */
    }
    uint32_t highest = jt_registry_status_highest(lists->registry);
    for (uint32_t list = 1; list <= highest; list++) {
        struct jt_status_text *text = NULL;
        enum jt_err err = make(lists, list, &text);
        if (err != JT_OK && err != JT_ERR_NOT_FOUND) {
            return err;
        }
        lists->texts[list] = text;
    }
    return JT_OK;
}

/* Signals are the main thread's. */
enum jt_err jt_status_lists_start(struct jt_status_lists *lists)
{
    sigset_t all;
    sigset_t before;
    JT_TRY(make_all(lists));
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    lists->started = pthread_create(&lists->thread, NULL, run, lists) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return lists->started ? JT_OK : JT_ERR_IO;
}

void jt_status_lists_stop(struct jt_status_lists *lists)
{
    if (!lists->started) {
        return;
    }
    (void)pthread_mutex_lock(&lists->lock);
    lists->stopping = true;
    (void)pthread_cond_signal(&lists->changed);
    (void)pthread_mutex_unlock(&lists->lock);
    (void)pthread_join(lists->thread, NULL);
    lists->started = false;
}

void jt_status_lists_free(struct jt_status_lists *lists)
{
    if (lists == NULL) {
        return;
    }
    jt_registry_status_listen(lists->registry, NULL, NULL);
    for (uint32_t list = 0; list < JT_STATUS_LISTS_MAX; list++) {
        jt_status_text_release(lists->texts[list]);
    }
    (void)pthread_cond_destroy(&lists->changed);
    (void)pthread_mutex_destroy(&lists->lock);
    free(lists->bits);
    free(lists);
}

enum jt_err jt_status_lists_find(struct jt_status_lists *lists, uint32_t list,
                                 struct jt_status_text **ret_text)
{
    if (list == 0 || list >= JT_STATUS_LISTS_MAX) {
        return JT_ERR_NOT_FOUND;
    }
    /* While the registry is being filled nobody knows which lists there are. */
    enum jt_err err =
        jt_registry_status_is_whole(lists->registry) ? JT_ERR_NOT_FOUND : JT_ERR_UNAVAILABLE;
    (void)pthread_mutex_lock(&lists->lock);
    struct jt_status_text *text = lists->texts[list];
    int64_t touched = lists->touched_ns[list];
    bool is_late = touched && jt_status_now_ns() - touched > JT_STATUS_LATE_MS * NS_PER_MS;
    bool comes = text == NULL && (touched || lists->making == list);
    if (is_late || comes) {
        err = JT_ERR_UNAVAILABLE;
    } else if (text) {
        jt_status_text_hold(text);
        *ret_text = text;
        err = JT_OK;
    }
    (void)pthread_mutex_unlock(&lists->lock);
    return err;
}

jt_time jt_status_lists_iat(struct jt_status_lists *lists, jt_time now)
{
    int_fast64_t last = atomic_load(&lists->last_iat_s);
    while (now.s > last || last - now.s > IAT_BACK_MAX_S) {
        if (atomic_compare_exchange_weak(&lists->last_iat_s, &last, now.s)) {
            return now;
        }
    }
    return (jt_time){last};
}
