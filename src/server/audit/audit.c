/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints are signed by the platform realm's active key. */
#include "server/audit/audit.h"

#include "server/config/config.h"
#include "server/keys/keyring.h"
#include "server/log.h"
#include "server/server.h"

#include <inttypes.h>
#include <stdio.h>

enum { DAY_S = 86400, HOUR_S = 3600 };

struct signing {
    struct jt_keyring *keyring;
    jt_uuid realm;
    jt_str kid;
};

static enum jt_err sign(void *arg, struct jt_arena *arena, struct jt_event_checkpoint *checkpoint)
{
    const struct signing *signing = arg;
    JT_CLEAN(jt_buf_clear) struct jt_buf payload = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf jws = {0};
    jt_event_checkpoint_write(&payload, checkpoint);
    JT_TRY(jt_buf_check(&payload));
    JT_TRY(jt_keyring_sign(signing->keyring, &signing->realm, JT_STR(JT_EVENT_CHECKPOINT_TYP),
                           jt_buf_str(&payload), &jws));
    JT_TRY(jt_buf_check(&jws));
    checkpoint->kid = jt_arena_copy(arena, signing->kid);
    checkpoint->jws = jt_arena_copy(arena, jt_buf_str(&jws));
    return checkpoint->kid.ptr && checkpoint->jws.ptr ? JT_OK : JT_ERR_NOMEM;
}

/* The writing thread is the one that frees what the registry drops: it may read without waking. */
static enum jt_err find_signing(const struct jt_server *server, struct jt_arena *arena,
                                struct signing *signing)
{
    signing->realm = jt_registry_platform(server->registry)->key;
    signing->keyring = server->keyring;
    struct jt_signing_key *keys = NULL;
    size_t count = 0;
    JT_TRY(jt_keyring_copy_realm(server->keyring, arena, &signing->realm, &keys, &count));
    for (size_t i = 0; i < count; i++) {
        if (keys[i].state == JT_SIGNING_KEY_ACTIVE) {
            signing->kid = keys[i].kid;
            return JT_OK;
        }
    }
    return JT_ERR_DAMAGED;
}

static enum jt_err make(const struct jt_server *server, struct jt_arena *arena, jt_time now,
                        struct jt_event_checkpoint *ret_checkpoint)
{
    struct signing signing = {0};
    JT_TRY(find_signing(server, arena, &signing));
    const struct jt_event_checkpoint_rule rule = {
        .now = now,
        .every_events = (uint64_t)server->config->checkpoint_events,
        .every_s = server->config->checkpoint_hours * HOUR_S,
        .kid = signing.kid,
        .sign = sign,
        .arg = &signing,
    };
    return server->store->ops->event_checkpoint(server->store, arena, &rule, ret_checkpoint);
}

static void say(const struct jt_server *server, const struct jt_event_checkpoint *checkpoint)
{
    char number[24];
    (void)snprintf(number, sizeof(number), "%" PRIu64, checkpoint->number);
    const struct jt_log_field fields[] = {
        {"number", jt_str_from_c(number)},
        {"kid", checkpoint->kid},
        {"jws", checkpoint->jws},
    };
    jt_log_write(server->log, JT_LOG_INFO, "audit.checkpoint",
                 "The audit log was signed up to this event.", fields,
                 sizeof(fields) / sizeof(fields[0]));
}

void jt_audit_checkpoint(const struct jt_server *server, jt_time now)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    struct jt_event_checkpoint checkpoint;
    enum jt_err err = make(server, &arena, now, &checkpoint);
    if (err == JT_OK) {
        say(server, &checkpoint);
    } else if (err != JT_ERR_NOT_FOUND) {
        jt_log_write(server->log, JT_LOG_ERROR, "audit.checkpoint_failed",
                     "The audit log could not be signed; it is tried again.", NULL, 0);
    }
}

void jt_audit_cut(const struct jt_server *server, jt_time now)
{
    int64_t days = server->config->events_max_age_days;
    const struct jt_write write = {.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("retention")},
                                   .now = now};
    uint64_t count = 0;
    if (days == 0) {
        return;
    }
    jt_time before = {now.s - days * DAY_S};
    enum jt_err err = server->store->ops->events_cut(server->store, &write, before, &count);
    if (err != JT_OK) {
        jt_log_write(server->log, JT_LOG_WARNING, "audit.cut_failed",
                     "Old audit events could not be dropped; it is tried again.", NULL, 0);
    }
}
