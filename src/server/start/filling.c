/* SPDX-License-Identifier: Apache-2.0 */
/* One job that hands itself to the writing thread again, behind the changes that wait there. */
#include "server/start/filling.h"

#include "server/log.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

/* Some thousand rows: a small store is never served half read. */
enum { PARTS_AT_START = 5, NUMBER_TEXT = 24 };

enum jt_err jt_filling_begin(struct jt_filling *filling, struct jt_server *server)
{
    bool more = true;
    *filling = (struct jt_filling){.server = server, .begun = jt_clock_mono(server->clock)};
    JT_TRY(jt_registry_load_begin(server->registry, server->store));
    for (int i = 0; more && i < PARTS_AT_START; i++) {
        JT_TRY(jt_registry_load_more(server->registry, &more));
    }
    return JT_OK;
}

static struct jt_filling *of_job(struct jt_job *job)
{
    return (struct jt_filling *)(void *)((char *)job - offsetof(struct jt_filling, job));
}

static void say_failure(struct jt_filling *filling, enum jt_err err)
{
    const struct jt_log_field field = {"why", jt_str_from_c(jt_err_text(err))};
    if (!filling->has_failed) {
        jt_log_write(filling->server->log, JT_LOG_ERROR, "registry.fill_failed",
                     "The store could not be read into memory: it is served from the disk, more "
                     "slowly, and tried again. If it is damaged, restore a backup.",
                     &field, 1);
    }
    filling->has_failed = true;
}

static void say_end(const struct jt_filling *filling)
{
    char text[NUMBER_TEXT];
    int64_t ns = jt_clock_mono(filling->server->clock).ns - filling->begun.ns;
    int len = snprintf(text, sizeof(text), "%" PRId64, ns / INT64_C(1000000));
    const struct jt_log_field field = {"ms", jt_str_make(text, (size_t)len)};
    jt_log_write(filling->server->log, JT_LOG_INFO, "registry.filled",
                 "Everything has been read into memory.", &field, 1);
}

static void run_job(struct jt_job *job)
{
    struct jt_filling *filling = of_job(job);
    bool more = false;
    enum jt_err err = jt_registry_load_more(filling->server->registry, &more);
    if (err != JT_OK) {
        say_failure(filling, err);
    } else if (!more) {
        say_end(filling);
    }
    filling->goes_on = err == JT_OK && more;
}

static void submit(struct jt_filling *filling);

static void end_job(struct jt_job *job)
{
    struct jt_filling *filling = of_job(job);
    if (filling->goes_on) {
        submit(filling);
    } else {
        filling->is_busy = false;
    }
}

/* A full queue means: at the next tick. */
static void submit(struct jt_filling *filling)
{
    filling->job = (struct jt_job){.run = run_job, .done = end_job};
    if (jt_executor_submit(filling->server->executor, JT_JOB_WRITE, &filling->job) != JT_OK) {
        filling->is_busy = false;
    }
}

void jt_filling_tick(struct jt_filling *filling)
{
    if (filling->is_busy || jt_registry_is_loaded(filling->server->registry)) {
        return;
    }
    filling->is_busy = true;
    submit(filling);
}
