/* SPDX-License-Identifier: Apache-2.0 */
/* A round: find (writing thread), make each key (computing thread), store them (writing thread).
 * Whoever stores decides anew: meanwhile somebody may have rotated by hand. */
#include "server/keys/upkeep.h"

#include "server/config/config.h"
#include "server/log.h"
#include "server/server.h"

#include <stddef.h>

/* Next, active, retired, gone: no realm takes more steps than that at one look. */
enum { STEPS_MAX = 4 };

static struct jt_upkeep *of_job(struct jt_job *job)
{
    return (struct jt_upkeep *)(void *)((char *)job - offsetof(struct jt_upkeep, job));
}

static void say_rotation(const struct jt_server *server, const struct jt_rotation *rotation)
{
    for (size_t i = 0; i < rotation->count; i++) {
        const struct jt_signing_key *key = &rotation->keys[i];
        char realm[JT_UUID_TEXT + 1];
        jt_uuid_write(&key->realm, realm);
        const struct jt_log_field fields[] = {
            {"realm", jt_str_make(realm, JT_UUID_TEXT)},
            {"kid", key->kid},
            {"state", jt_signing_key_state_text(key->state)},
        };
        jt_log_write(server->log, JT_LOG_INFO, "signing_key.schedule",
                     "A signing key changed by its realm's schedule.", fields,
                     sizeof(fields) / sizeof(fields[0]));
    }
}

static void say_failure(const struct jt_server *server, const jt_uuid *realm, enum jt_err err)
{
    char text[JT_UUID_TEXT + 1];
    jt_uuid_write(realm, text);
    const struct jt_log_field fields[] = {
        {"realm", jt_str_make(text, JT_UUID_TEXT)},
        {"why", jt_str_from_c(jt_err_text(err))},
    };
    jt_log_write(server->log, JT_LOG_ERROR, "signing_key.schedule_failed",
                 "A realm's signing key is due and could not be changed; it is tried again.",
                 fields, sizeof(fields) / sizeof(fields[0]));
}

/* One thing after the other, until nothing is due. Returns what came last. */
static enum jt_rotation_outcome carry_out(const struct jt_upkeep *u,
                                          const struct jt_rotation_order *order)
{
    const struct jt_server *server = u->server;
    const struct jt_write write = {.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("schedule")},
                                   .now = order->now};
    struct jt_rotation rotation = {.outcome = JT_ROTATION_PUBLISHED};
    for (int step = 0; step < STEPS_MAX && jt_rotation_action(rotation.outcome).len; step++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
        enum jt_err err =
            jt_rotation_run(server->keyring, server->store, &arena, &write, order, &rotation);
        if (err != JT_OK) {
            say_failure(server, &order->realm, err);
            return JT_ROTATION_NOTHING;
        }
        say_rotation(server, &rotation);
    }
    return rotation.outcome;
}

static void look_after(struct jt_upkeep *u, const struct jt_signing_schedule *schedule)
{
    const struct jt_rotation_order order = {
        .wish = JT_ROTATION_SCHEDULED,
        .realm = schedule->realm,
        .now = u->now,
        .notice_s = u->server->config->signing_notice_s,
        .rotation_days = schedule->rotation_days,
    };
    if (carry_out(u, &order) != JT_ROTATION_UNPREPARED) {
        return;
    }
    if (u->count == JT_UPKEEP_KEYS_MAX) {
        u->has_more = true;
        return;
    }
    u->orders[u->count++] = order;
}

static void run_find(struct jt_job *job)
{
    struct jt_upkeep *u = of_job(job);
    struct jt_store *store = u->server->store;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    const struct jt_signing_due_rule rule = {
        .now = u->now,
        .notice_s = u->server->config->signing_notice_s,
        .keep_s = JT_RETIRED_KEEP_S,
    };
    struct jt_signing_schedule *realms = NULL;
    size_t count = 0;
    if (store->ops->signing_realms_due(store, &arena, &rule, &realms, &count) != JT_OK) {
        jt_log_write(u->server->log, JT_LOG_WARNING, "signing_key.due",
                     "Whether signing keys are due could not be read.", NULL, 0);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        look_after(u, &realms[i]);
    }
}

static void run_make(struct jt_job *job)
{
    struct jt_upkeep *u = of_job(job);
    struct jt_rotation_order *order = &u->orders[u->made++];
    enum jt_err err = jt_rotation_prepare(u->server->keyring, &u->arena, order);
    if (err != JT_OK) {
        say_failure(u->server, &order->realm, err);
    }
}

/* Keys are published when they are stored, however long it took to make them. */
static void run_store(struct jt_job *job)
{
    struct jt_upkeep *u = of_job(job);
    jt_time now = jt_clock_now(u->server->clock);
    for (size_t i = 0; i < u->made; i++) {
        struct jt_rotation_order *order = &u->orders[i];
        order->now = now.s > order->now.s ? now : order->now;
        if (order->spare.kid.len) {
            (void)carry_out(u, order);
        }
    }
}

static void end_round(struct jt_upkeep *u)
{
    jt_arena_clear(&u->arena);
    u->busy = false;
}

static void submit(struct jt_upkeep *u, enum jt_job_kind kind, void (*run)(struct jt_job *job),
                   void (*done)(struct jt_job *job))
{
    u->job = (struct jt_job){.run = run, .done = done};
    if (jt_executor_submit(u->server->executor, kind, &u->job) != JT_OK) {
        end_round(u);
    }
}

static void end_store(struct jt_job *job)
{
    end_round(of_job(job));
}

/* Key by key, so that others who need one come in between, and a stop waits for no more than one.
 */
static void go_on(struct jt_job *job)
{
    struct jt_upkeep *u = of_job(job);
    if (u->made < u->count) {
        submit(u, JT_JOB_COMPUTE, run_make, go_on);
    } else if (u->made) {
        submit(u, JT_JOB_WRITE, run_store, end_store);
    } else {
        end_round(u);
    }
}

void jt_upkeep_tick(struct jt_upkeep *u, jt_time now)
{
    if (u->busy || (now.s - u->looked.s < JT_UPKEEP_EVERY_S && !u->has_more)) {
        return;
    }
    u->looked = u->now = now;
    u->has_more = false;
    u->count = u->made = 0;
    u->busy = true;
    submit(u, JT_JOB_WRITE, run_find, go_on);
}
