/* SPDX-License-Identifier: Apache-2.0 */
/* The recorder's thread sleeps until an inbox has something, lets more gather, and has the store's
 * writing thread take it all. Whoever reads a rejection drains first, so that it is there. */
#include "server/explain/recorder.h"

#include "server/explain/alarm.h"
#include "server/explain/to_rejection.h"
#include "server/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { INBOXES_MAX = 256, GATHER_MS = 100, RETRY_MS = 1000, DRAIN_BYTES_MAX = 1 << 30 };

struct jt_recorder {
    struct jt_recorder_options options;
    _Atomic uint64_t rows_max;
    _Atomic int64_t age_max_s;
    struct jt_rejection_ids *ids;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct jt_inbox *inboxes[INBOXES_MAX];
    size_t inbox_count;
    bool wanted; /* an inbox has something */
    bool urgent; /* an inbox fills: do not let more gather */
    bool busy;   /* the job is under way */
    bool stop;
    bool has_thread;
    bool warned;
    enum jt_err job_err;
    pthread_t thread;
    struct jt_job job;
    struct jt_alarm alarm;
    _Atomic uint64_t dropped;
};

jt_time jt_recorder_oldest(const struct jt_recorder *recorder)
{
    return (jt_time){jt_clock_now(recorder->options.clock).s - recorder->age_max_s};
}

/* Those of all threads, in the order in which they came. */
static int compare(const void *a, const void *b)
{
    const struct jt_inbox_entry *const *one = a;
    const struct jt_inbox_entry *const *other = b;
    return ((*one)->noted.ns > (*other)->noted.ns) - ((*one)->noted.ns < (*other)->noted.ns);
}

static enum jt_err put_entries(struct jt_recorder *recorder, struct jt_arena *arena,
                               const struct jt_inbox_entry **entries, size_t count)
{
    const struct jt_recorder_options *options = &recorder->options;
    struct jt_rejection *rows = jt_arena_alloc_array(arena, count, sizeof(*rows));
    if (rows == NULL) {
        return JT_ERR_NOMEM;
    }
    qsort(entries, count, sizeof(entries[0]), compare); // NOLINT: pointers on purpose
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_inbox_entry_to_rejection(arena, entries[i], &rows[i]));
    }
    return options->store->ops->rejections_put(options->store, rows, count, recorder->rows_max,
                                               jt_recorder_oldest(recorder));
}

/* Takes the inboxes' halves, as they are or as an earlier attempt left them. */
static enum jt_err take_all(struct jt_recorder *recorder, size_t inbox_count,
                            struct jt_arena *arena, const struct jt_inbox_entry ***ret_entries,
                            size_t *ret_count)
{
    size_t room = 0;
    size_t count = 0;
    for (size_t i = 0; i < inbox_count; i++) {
        room += jt_inbox_take(recorder->inboxes[i])->count;
    }
    const struct jt_inbox_entry **entries =
        jt_arena_alloc_array(arena, room + 1, sizeof(struct jt_inbox_entry *)); // NOLINT: pointers
    if (entries == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < inbox_count && count < room; i++) {
        const struct jt_inbox_half *half = jt_inbox_taken(recorder->inboxes[i]);
        for (size_t k = 0; k < half->count && count < room; k++) {
            entries[count++] = &half->entries[k];
        }
    }
    *ret_entries = entries;
    *ret_count = count;
    return JT_OK;
}

static enum jt_err raise_alarms(struct jt_recorder *recorder, size_t inbox_count)
{
    const struct jt_recorder_options *options = &recorder->options;
    jt_time now = jt_clock_now(options->clock);
    for (size_t i = 0; i < inbox_count; i++) {
        JT_TRY(jt_alarm_raise(&recorder->alarm, options->store, options->log,
                              jt_inbox_taken(recorder->inboxes[i]), now));
    }
    return JT_OK;
}

static enum jt_err drain_once(struct jt_recorder *recorder, size_t inbox_count, bool *ret_had)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = DRAIN_BYTES_MAX};
    const struct jt_inbox_entry **entries = NULL;
    size_t count = 0;
    JT_TRY(take_all(recorder, inbox_count, &arena, &entries, &count));
    *ret_had = count > 0;
    if (count > 0) {
        JT_TRY(raise_alarms(recorder, inbox_count));
        JT_TRY(put_entries(recorder, &arena, entries, count));
    }
    for (size_t i = 0; i < inbox_count; i++) {
        jt_inbox_done(recorder->inboxes[i]);
    }
    return JT_OK;
}

/* What an earlier attempt could not store goes first; what came since goes after it. */
enum jt_err jt_recorder_drain(struct jt_recorder *recorder)
{
    bool had = true;
    (void)pthread_mutex_lock(&recorder->lock);
    size_t count = recorder->inbox_count;
    recorder->wanted = false;
    recorder->urgent = false;
    (void)pthread_mutex_unlock(&recorder->lock);
    for (unsigned round = 0; round < 2 && had; round++) {
        JT_TRY(drain_once(recorder, count, &had));
    }
    return JT_OK;
}

enum jt_err jt_recorder_drop_old(struct jt_recorder *recorder)
{
    const struct jt_recorder_options *options = &recorder->options;
    JT_TRY(jt_recorder_drain(recorder));
    return options->store->ops->rejections_put(options->store, NULL, 0, recorder->rows_max,
                                               jt_recorder_oldest(recorder));
}

static struct jt_recorder *of_job(struct jt_job *job)
{
    return (struct jt_recorder *)(void *)((char *)job - offsetof(struct jt_recorder, job));
}

static void run_job(struct jt_job *job)
{
    struct jt_recorder *recorder = of_job(job);
    recorder->job_err = jt_recorder_drain(recorder);
}

static void job_done(struct jt_job *job)
{
    struct jt_recorder *recorder = of_job(job);
    (void)pthread_mutex_lock(&recorder->lock);
    recorder->busy = false;
    (void)pthread_cond_broadcast(&recorder->changed);
    (void)pthread_mutex_unlock(&recorder->lock);
}

static struct timespec deadline(int64_t ms)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += (ms % 1000) * 1000000;
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

/* Under lock: until ms have gone, or the end or urgency comes. */
static void let_gather(struct jt_recorder *recorder, int64_t ms)
{
    struct timespec until = deadline(ms);
    while (!recorder->stop && !recorder->urgent) {
        if (pthread_cond_timedwait(&recorder->changed, &recorder->lock, &until) != 0) {
            return;
        }
    }
}

static void warn(struct jt_recorder *recorder, enum jt_err err)
{
    const struct jt_log_field fields[] = {{"cause", jt_str_from_c(jt_err_text(err))}};
    if (err == JT_OK) {
        recorder->warned = false;
        return;
    }
    if (!recorder->warned && recorder->options.log != NULL) {
        jt_log_write(recorder->options.log, JT_LOG_WARNING, "rejections.unstored",
                     "Rejections could not be stored; they are tried again.", fields, 1);
    }
    recorder->warned = true;
}

/* Under lock. Runs one drain on the store's thread and waits for it. */
static enum jt_err run_drain(struct jt_recorder *recorder)
{
    recorder->job = (struct jt_job){.run = run_job, .done = job_done};
    recorder->busy = true;
    enum jt_err err = jt_executor_submit(recorder->options.executor, JT_JOB_WRITE, &recorder->job);
    if (err != JT_OK) {
        recorder->busy = false;
        return err;
    }
    while (recorder->busy) {
        (void)pthread_cond_wait(&recorder->changed, &recorder->lock);
    }
    return recorder->job_err;
}

static void *record(void *arg)
{
    struct jt_recorder *recorder = arg;
    (void)pthread_mutex_lock(&recorder->lock);
    while (!recorder->stop) {
        if (!recorder->wanted) {
            (void)pthread_cond_wait(&recorder->changed, &recorder->lock);
            continue;
        }
        let_gather(recorder, GATHER_MS);
        enum jt_err err = run_drain(recorder);
        warn(recorder, err);
        if (err != JT_OK) {
            recorder->wanted = true;
            recorder->urgent = false;
            let_gather(recorder, RETRY_MS);
        }
    }
    warn(recorder, run_drain(recorder));
    (void)pthread_mutex_unlock(&recorder->lock);
    return NULL;
}

static enum jt_err begin_thread(struct jt_recorder *recorder)
{
    pthread_condattr_t attr;
    if (pthread_condattr_init(&attr) != 0) {
        return JT_ERR_NOMEM;
    }
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&recorder->lock, NULL);
    (void)pthread_cond_init(&recorder->changed, &attr);
    (void)pthread_condattr_destroy(&attr);
    if (pthread_create(&recorder->thread, NULL, record, recorder) != 0) {
        return JT_ERR_UNAVAILABLE;
    }
    recorder->has_thread = true;
    return JT_OK;
}

void jt_recorder_set_bounds(struct jt_recorder *recorder, uint64_t rows_max, int64_t age_max_s)
{
    recorder->rows_max = rows_max;
    recorder->age_max_s = age_max_s;
}

enum jt_err jt_recorder_new(const struct jt_recorder_options *options,
                            struct jt_recorder **ret_recorder)
{
    struct jt_recorder *recorder = calloc(1, sizeof(*recorder));
    if (recorder == NULL) {
        return JT_ERR_NOMEM;
    }
    recorder->options = *options;
    recorder->options.key = NULL;
    jt_recorder_set_bounds(recorder, options->rows_max, options->age_max_s);
    enum jt_err err = jt_rejection_ids_new(options->key, &recorder->ids);
    if (err == JT_OK) {
        err = begin_thread(recorder);
    }
    if (err != JT_OK) {
        jt_rejection_ids_free(recorder->ids);
        free(recorder);
        return err;
    }
    *ret_recorder = recorder;
    return JT_OK;
}

void jt_recorder_stop(struct jt_recorder *recorder)
{
    if (recorder == NULL || !recorder->has_thread) {
        return;
    }
    (void)pthread_mutex_lock(&recorder->lock);
    recorder->stop = true;
    (void)pthread_cond_broadcast(&recorder->changed);
    (void)pthread_mutex_unlock(&recorder->lock);
    (void)pthread_join(recorder->thread, NULL);
    recorder->has_thread = false;
}

void jt_recorder_free(struct jt_recorder *recorder)
{
    if (recorder == NULL) {
        return;
    }
    jt_recorder_stop(recorder);
    for (size_t i = 0; i < recorder->inbox_count; i++) {
        jt_inbox_free(recorder->inboxes[i]);
    }
    (void)pthread_cond_destroy(&recorder->changed);
    (void)pthread_mutex_destroy(&recorder->lock);
    jt_rejection_ids_free(recorder->ids);
    free(recorder);
}

enum jt_err jt_recorder_thread_begin(struct jt_recorder *recorder, struct jt_inbox **ret_inbox)
{
    struct jt_inbox *inbox = NULL;
    JT_TRY(jt_inbox_new(&inbox));
    (void)pthread_mutex_lock(&recorder->lock);
    bool fits = recorder->inbox_count < INBOXES_MAX;
    if (fits) {
        recorder->inboxes[recorder->inbox_count++] = inbox;
    }
    (void)pthread_mutex_unlock(&recorder->lock);
    if (!fits) {
        jt_inbox_free(inbox);
        return JT_ERR_LIMIT;
    }
    *ret_inbox = inbox;
    return JT_OK;
}

const struct jt_rejection_ids *jt_recorder_ids(const struct jt_recorder *recorder)
{
    return recorder->ids;
}

void jt_recorder_put(struct jt_recorder *recorder, struct jt_inbox *inbox,
                     const struct jt_inbox_entry *entry)
{
    enum jt_inbox_put result = jt_inbox_put(inbox, entry);
    if (result == JT_INBOX_DROPPED) {
        atomic_fetch_add_explicit(&recorder->dropped, 1, memory_order_relaxed);
    }
    if (result != JT_INBOX_FIRST && result != JT_INBOX_FILLING) {
        return;
    }
    (void)pthread_mutex_lock(&recorder->lock);
    recorder->wanted = true;
    recorder->urgent |= result == JT_INBOX_FILLING;
    (void)pthread_cond_broadcast(&recorder->changed);
    (void)pthread_mutex_unlock(&recorder->lock);
}

uint64_t jt_recorder_dropped(const struct jt_recorder *recorder)
{
    return recorder != NULL ? atomic_load_explicit(&recorder->dropped, memory_order_relaxed) : 0;
}
