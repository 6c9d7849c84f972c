/* SPDX-License-Identifier: Apache-2.0 */
/* Rotations carried out: those that somebody asked for, and those whose time has come. */
#include "server/keys/rotate.h"

#include "server/config/config.h"
#include "server/log.h"
#include "server/server.h"

/* Next, active, retired, gone: no realm takes more steps than that at one look. */
enum { STEPS_MAX = 4 };

jt_str jt_rotation_action(enum jt_rotation_outcome outcome)
{
    switch (outcome) {
    case JT_ROTATION_NOTHING:
    case JT_ROTATION_TOO_EARLY:
        return (jt_str){0};
    case JT_ROTATION_PUBLISHED:
        return JT_STR("signing_key.publish");
    case JT_ROTATION_ROTATED:
        return JT_STR("signing_key.rotate");
    case JT_ROTATION_REPLACED:
        return JT_STR("signing_key.rotate_emergency");
    case JT_ROTATION_WITHDRAWN:
        return JT_STR("signing_key.withdraw");
    }
    return (jt_str){0};
}

enum jt_err jt_rotation_run(struct jt_keyring *keyring, struct jt_store *store,
                            struct jt_arena *arena, const struct jt_write *write,
                            const struct jt_rotation_order *order, struct jt_rotation *ret_rotation)
{
    struct jt_rotation rotation;
    JT_TRY(jt_rotation_plan(keyring, arena, order, &rotation));
    if (rotation.count) {
        JT_TRY(store->ops->signing_keys_put(store, write, jt_rotation_action(rotation.outcome),
                                            rotation.keys, rotation.count));
    }
    *ret_rotation = rotation;
    return JT_OK;
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

static void look_after(const struct jt_server *server, const struct jt_signing_schedule *schedule,
                       jt_time now)
{
    const struct jt_write write = {.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("schedule")},
                                   .now = now};
    const struct jt_rotation_order order = {
        .wish = JT_ROTATION_SCHEDULED,
        .realm = schedule->realm,
        .now = now,
        .notice_s = server->config->signing_notice_s,
        .rotation_days = schedule->rotation_days,
    };
    struct jt_rotation rotation = {.outcome = JT_ROTATION_PUBLISHED};
    for (int step = 0; step < STEPS_MAX && rotation.outcome != JT_ROTATION_NOTHING; step++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
        enum jt_err err =
            jt_rotation_run(server->keyring, server->store, &arena, &write, &order, &rotation);
        if (err != JT_OK) {
            say_failure(server, &schedule->realm, err);
            return;
        }
        say_rotation(server, &rotation);
    }
}

void jt_rotation_upkeep(const struct jt_server *server, jt_time now)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    const struct jt_signing_due_rule rule = {
        .now = now,
        .notice_s = server->config->signing_notice_s,
        .keep_s = JT_RETIRED_KEEP_S,
    };
    struct jt_signing_schedule *realms = NULL;
    size_t count = 0;
    enum jt_err err =
        server->store->ops->signing_realms_due(server->store, &arena, &rule, &realms, &count);
    if (err != JT_OK) {
        jt_log_write(server->log, JT_LOG_WARNING, "signing_key.due",
                     "Whether signing keys are due could not be read.", NULL, 0);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        look_after(server, &realms[i], now);
    }
}
