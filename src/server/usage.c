/* SPDX-License-Identifier: Apache-2.0 */
/* A table of last uses for each loop. The loop takes its table out of the ring's one atomic
 * pointer, writes and puts it back, so it never waits; whoever collects exchanges it for an empty
 * one, and tries again in the moment when the loop has it. */
#include "server/usage.h"

#include "server/http/exchange.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000 };
_Static_assert(JT_USAGE_INTERVAL_MS < 1000, "the sum of nanoseconds below");

enum { FIRST_SLOTS = 64 }; /* a power of two, like every size that follows from it */

struct use {
    jt_uuid secret;
    jt_time last_used; /* 0: empty */
    char address[JT_ADDRESS_TEXT];
};

struct table {
    size_t count;
    size_t slots;
    struct use uses[];
};

struct jt_secret_use_ring {
    struct jt_secret_use_ring *next;
    _Atomic(struct table *) table; /* NULL while the loop has it */
    atomic_bool dirty;
};

struct jt_usage {
    struct jt_store *store;
    struct jt_executor *executor;
    pthread_mutex_t lock; /* rings and stopping */
    pthread_cond_t changed;
    struct jt_secret_use_ring *rings;
    bool started;
    bool stopping;
    pthread_t ticker;
    struct jt_job job;
    atomic_bool job_under_way;
    struct jt_job last_job; /* of stopping: job may still be under way then */
};

static struct table *table_new(size_t slots)
{
    struct table *table = calloc(1, sizeof(*table) + slots * sizeof(struct use));
    if (table) {
        table->slots = slots;
    }
    return table;
}

/* Secret ids are random; of the address FNV-1a. Whoever comes here presented a right secret. */
static size_t hash(const jt_uuid *secret, const char *address)
{
    uint32_t value;
    memcpy(&value, secret->bytes, sizeof(value));
    for (const char *at = address; *at != '\0'; at++) {
        value = (value ^ (unsigned char)*at) * 0x01000193;
    }
    return value;
}

static bool is_of(const struct use *use, const jt_uuid *secret, const char *address)
{
    return jt_uuid_equal(&use->secret, secret) && strcmp(use->address, address) == 0;
}

static struct use *find_place(struct table *table, const jt_uuid *secret, const char *address)
{
    size_t at = hash(secret, address) & (table->slots - 1);
    while (table->uses[at].last_used.s != 0 && !is_of(&table->uses[at], secret, address)) {
        at = (at + 1) & (table->slots - 1);
    }
    return &table->uses[at];
}

static struct table *grow(struct table *table)
{
    struct table *bigger = table_new(table->slots * 2);
    if (bigger == NULL) {
        return table;
    }
    for (size_t i = 0; i < table->slots; i++) {
        if (table->uses[i].last_used.s != 0) {
            const struct use *use = &table->uses[i];
            *find_place(bigger, &use->secret, use->address) = *use;
        }
    }
    bigger->count = table->count;
    free(table);
    return bigger;
}

void jt_secret_use_note(struct jt_secret_use_ring *ring, const jt_uuid *secret, jt_time now,
                        const char *address)
{
    struct table *table = atomic_exchange_explicit(&ring->table, NULL, memory_order_acquire);
    if (table->count * 2 >= table->slots && table->slots < (size_t)2 * JT_USAGE_SECRETS_MAX) {
        table = grow(table);
    }
    struct use *use = find_place(table, secret, address);
    bool is_new = use->last_used.s == 0;
    if (!is_new || table->count * 2 < table->slots) {
        table->count += is_new ? 1 : 0;
        use->secret = *secret;
        use->last_used = now;
        memcpy(use->address, address, sizeof(use->address));
    }
    atomic_store_explicit(&ring->table, table, memory_order_release);
    atomic_store_explicit(&ring->dirty, true, memory_order_release);
}

enum jt_err jt_usage_new(struct jt_store *store, struct jt_executor *executor,
                         struct jt_usage **ret_usage)
{
    struct jt_usage *usage = calloc(1, sizeof(*usage));
    pthread_condattr_t attributes;
    if (usage == NULL) {
        return JT_ERR_NOMEM;
    }
    usage->store = store;
    usage->executor = executor;
    pthread_mutex_init(&usage->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&usage->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    *ret_usage = usage;
    return JT_OK;
}

enum jt_err jt_usage_ring_new(struct jt_usage *usage, struct jt_secret_use_ring **ret_ring)
{
    struct jt_secret_use_ring *ring = calloc(1, sizeof(*ring));
    struct table *table = table_new(FIRST_SLOTS);
    if (ring == NULL || table == NULL) {
        free(ring);
        free(table);
        return JT_ERR_NOMEM;
    }
    atomic_init(&ring->table, table);
    pthread_mutex_lock(&usage->lock);
    ring->next = usage->rings;
    usage->rings = ring;
    pthread_mutex_unlock(&usage->lock);
    *ret_ring = ring;
    return JT_OK;
}

/* The ring's table, exchanged for an empty one; NULL: nothing noted, or no memory for another. */
static struct table *collect(struct jt_secret_use_ring *ring)
{
    if (!atomic_exchange_explicit(&ring->dirty, false, memory_order_acquire)) {
        return NULL;
    }
    struct table *empty = table_new(FIRST_SLOTS);
    struct table *table = NULL;
    if (empty == NULL) {
        atomic_store_explicit(&ring->dirty, true, memory_order_release);
        return NULL;
    }
    do {
        table = atomic_load_explicit(&ring->table, memory_order_relaxed);
        if (table == NULL) {
            sched_yield();
        }
    } while (table == NULL ||
             !atomic_compare_exchange_weak_explicit(&ring->table, &table, empty,
                                                    memory_order_acq_rel, memory_order_relaxed));
    return table;
}

static enum jt_err write_table(struct jt_store *store, const struct table *table)
{
    size_t count = 0;
    struct jt_secret_use *uses = calloc(table->count + 1, sizeof(*uses));
    if (uses == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < table->slots && count < table->count; i++) {
        const struct use *use = &table->uses[i];
        if (use->last_used.s != 0) {
            uses[count++] = (struct jt_secret_use){.secret = use->secret,
                                                   .last_used = use->last_used,
                                                   .last_used_from = jt_str_from_c(use->address)};
        }
    }
    enum jt_err err = count ? store->ops->secret_uses_note(store, uses, count) : JT_OK;
    free(uses);
    return err;
}

static struct jt_secret_use_ring *first_ring(struct jt_usage *usage)
{
    pthread_mutex_lock(&usage->lock);
    struct jt_secret_use_ring *ring = usage->rings;
    pthread_mutex_unlock(&usage->lock);
    return ring;
}

/* Rings are only ever added, at the front: the list behind the first does not change. */
enum jt_err jt_usage_write(struct jt_usage *usage)
{
    enum jt_err first_err = JT_OK;
    for (struct jt_secret_use_ring *ring = first_ring(usage); ring; ring = ring->next) {
        struct table *table = collect(ring);
        enum jt_err err = table ? write_table(usage->store, table) : JT_OK;
        free(table);
        first_err = first_err == JT_OK ? err : first_err;
    }
    return first_err;
}

static struct jt_usage *usage_of(struct jt_job *job)
{
    return (struct jt_usage *)((char *)job - offsetof(struct jt_usage, job));
}

static struct jt_usage *usage_of_last(struct jt_job *job)
{
    return (struct jt_usage *)((char *)job - offsetof(struct jt_usage, last_job));
}

/* Bookkeeping: what could not be written is lost, and the next use is written again. */
static void run_job(struct jt_job *job)
{
    enum jt_err err = jt_usage_write(usage_of(job));
    (void)err;
}

static void end_job(struct jt_job *job)
{
    atomic_store(&usage_of(job)->job_under_way, false);
}

static void run_last_job(struct jt_job *job)
{
    enum jt_err err = jt_usage_write(usage_of_last(job));
    (void)err;
}

static void end_last_job(struct jt_job *job)
{
    (void)job;
}

static bool is_dirty(struct jt_usage *usage)
{
    struct jt_secret_use_ring *ring = first_ring(usage);
    while (ring && !atomic_load_explicit(&ring->dirty, memory_order_relaxed)) {
        ring = ring->next;
    }
    return ring != NULL;
}

static void submit(struct jt_usage *usage)
{
    if (!is_dirty(usage) || atomic_exchange(&usage->job_under_way, true)) {
        return;
    }
    usage->job = (struct jt_job){.run = run_job, .done = end_job};
    if (jt_executor_submit(usage->executor, JT_JOB_WRITE, &usage->job) != JT_OK) {
        atomic_store(&usage->job_under_way, false);
    }
}

/* Waits for one interval or for the end; false at the end. */
static bool wait_interval(struct jt_usage *usage)
{
    struct timespec until;
    int timed_out = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)JT_USAGE_INTERVAL_MS * NS_PER_MS;
    if (until.tv_nsec >= NS_PER_S) {
        until.tv_nsec -= NS_PER_S;
        until.tv_sec++;
    }
    pthread_mutex_lock(&usage->lock);
    while (!usage->stopping && timed_out == 0) {
        timed_out = pthread_cond_timedwait(&usage->changed, &usage->lock, &until);
    }
    bool go_on = !usage->stopping;
    pthread_mutex_unlock(&usage->lock);
    return go_on;
}

static void *run_ticker(void *arg)
{
    struct jt_usage *usage = arg;
    while (wait_interval(usage)) {
        submit(usage);
    }
    return NULL;
}

enum jt_err jt_usage_start(struct jt_usage *usage)
{
    if (pthread_create(&usage->ticker, NULL, run_ticker, usage) != 0) {
        return JT_ERR_NOMEM;
    }
    usage->started = true;
    return JT_OK;
}

void jt_usage_stop(struct jt_usage *usage)
{
    if (!usage->started) {
        return;
    }
    pthread_mutex_lock(&usage->lock);
    usage->stopping = true;
    pthread_cond_signal(&usage->changed);
    pthread_mutex_unlock(&usage->lock);
    pthread_join(usage->ticker, NULL);
    usage->started = false;
    usage->last_job = (struct jt_job){.run = run_last_job, .done = end_last_job};
    enum jt_err err = jt_executor_submit(usage->executor, JT_JOB_WRITE, &usage->last_job);
    (void)err; /* it stops already: as in run_job() */
}

void jt_usage_free(struct jt_usage *usage)
{
    if (usage == NULL) {
        return;
    }
    while (usage->rings) {
        struct jt_secret_use_ring *ring = usage->rings;
        usage->rings = ring->next;
        free(atomic_load(&ring->table));
        free(ring);
    }
    pthread_cond_destroy(&usage->changed);
    pthread_mutex_destroy(&usage->lock);
    free(usage);
}
