/* SPDX-License-Identifier: Apache-2.0 */
/* A bounded buffer and a thread that writes it out. Whoever logs copies one finished line under a
 * lock; a slow disk or pipe fills the buffer, and then lines are dropped and counted. */
#include "server/log.h"

#include "server/log_line.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_LEN = 1 << 18, GATHER_MS = 5, WRITE_TIMEOUT_MS = 1000 };

struct jt_log {
    _Atomic enum jt_log_format format;
    int fd;
    const struct jt_clock *clock;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    char *filling; /* under lock */
    size_t len;    /* of filling; under lock */
    char *writing; /* the thread's own */
    bool stop;
    uint64_t dropped_told; /* the thread's own */
    _Atomic uint64_t dropped;
};

/* False when the other end takes nothing for WRITE_TIMEOUT_MS or is gone: what is left is lost. */
static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written > 0) {
            bytes += written;
            len -= (size_t)written;
            continue;
        }
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0 && errno == EAGAIN && poll(&wait, 1, WRITE_TIMEOUT_MS) > 0) {
            continue;
        }
        return false;
    }
    return true;
}

/* Says how many lines were lost, once there is room again. */
static void tell_dropped(struct jt_log *log)
{
    struct jt_log_line line;
    char count[24];
    uint64_t dropped = jt_log_dropped(log);
    if (dropped == log->dropped_told) {
        return;
    }
    (void)snprintf(count, sizeof(count), "%llu", (unsigned long long)(dropped - log->dropped_told));
    const struct jt_log_field fields[] = {{"count", jt_str_from_c(count)}};
    jt_log_line_write(&line, log->format, jt_clock_now(log->clock), JT_LOG_WARNING, "log.dropped",
                      "Log lines were dropped because they were not written fast enough.", fields,
                      1);
    if (write_all(log->fd, line.bytes, line.len)) {
        log->dropped_told = dropped;
    }
}

static void write_out(struct jt_log *log, char *bytes, size_t len)
{
    if (!write_all(log->fd, bytes, len)) {
        atomic_fetch_add_explicit(&log->dropped, 1, memory_order_relaxed);
    }
    tell_dropped(log);
}

static void *run(void *arg)
{
    const struct timespec gather = {.tv_nsec = GATHER_MS * 1000000L};
    struct jt_log *log = arg;
    (void)pthread_mutex_lock(&log->lock);
    while (!log->stop || log->len > 0) {
        if (log->len == 0) {
            (void)pthread_cond_wait(&log->changed, &log->lock);
            continue;
        }
        if (!log->stop) {
            /* Busy servers write many lines at once, so that logging costs few wake-ups. */
            (void)pthread_mutex_unlock(&log->lock);
            (void)nanosleep(&gather, NULL);
            (void)pthread_mutex_lock(&log->lock);
        }
        char *full = log->filling;
        size_t len = log->len;
        log->filling = log->writing;
        log->writing = full;
        log->len = 0;
        (void)pthread_mutex_unlock(&log->lock);
        write_out(log, full, len);
        (void)pthread_mutex_lock(&log->lock);
    }
    (void)pthread_mutex_unlock(&log->lock);
    return NULL;
}

static void release(struct jt_log *log)
{
    (void)pthread_cond_destroy(&log->changed);
    (void)pthread_mutex_destroy(&log->lock);
    free(log->filling);
    free(log->writing);
    free(log);
}

enum jt_err jt_log_new(enum jt_log_format format, int fd, const struct jt_clock *clock,
                       struct jt_log **ret_log)
{
    struct jt_log *log = calloc(1, sizeof(*log));
    if (log == NULL) {
        return JT_ERR_NOMEM;
    }
    log->format = format;
    log->fd = fd;
    log->clock = clock;
    log->filling = malloc(BUFFER_LEN);
    log->writing = malloc(BUFFER_LEN);
    (void)pthread_mutex_init(&log->lock, NULL);
    (void)pthread_cond_init(&log->changed, NULL);
    if (log->filling == NULL || log->writing == NULL ||
        pthread_create(&log->thread, NULL, run, log) != 0) {
        release(log);
        return JT_ERR_NOMEM;
    }
    *ret_log = log;
    return JT_OK;
}

void jt_log_set_format(struct jt_log *log, enum jt_log_format format)
{
    log->format = format;
}

void jt_log_free(struct jt_log *log)
{
    if (log == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&log->lock);
    log->stop = true;
    (void)pthread_cond_signal(&log->changed);
    (void)pthread_mutex_unlock(&log->lock);
    (void)pthread_join(log->thread, NULL);
    release(log);
}

void jt_log_write(struct jt_log *log, enum jt_log_level level, const char *event,
                  const char *message, const struct jt_log_field *fields, size_t count)
{
    struct jt_log_line line;
    jt_log_line_write(&line, log->format, jt_clock_now(log->clock), level, event, message, fields,
                      count);
    (void)pthread_mutex_lock(&log->lock);
    bool was_empty = log->len == 0;
    bool fits = line.len <= BUFFER_LEN - log->len;
    if (fits) {
        memcpy(log->filling + log->len, line.bytes, line.len);
        log->len += line.len;
    }
    if (was_empty) {
        (void)pthread_cond_signal(&log->changed);
    }
    (void)pthread_mutex_unlock(&log->lock);
    if (!fits) {
        atomic_fetch_add_explicit(&log->dropped, 1, memory_order_relaxed);
    }
}

uint64_t jt_log_dropped(const struct jt_log *log)
{
    return log != NULL ? atomic_load_explicit(&log->dropped, memory_order_relaxed) : 0;
}
