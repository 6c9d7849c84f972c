/* SPDX-License-Identifier: Apache-2.0 */
/* What was raised lately is remembered in a table of fixed size; at most as many events as it has
 * rows are written in an interval. The rejections count every single use. */
#include "server/explain/alarm.h"

#include "codec/json_write.h"
#include "server/log.h"

static bool is_over(jt_time raised, jt_time now)
{
    return now.s - raised.s >= JT_ALARM_INTERVAL_S || now.s < raised.s;
}

/* The row of secret; else a new one, or one whose interval is over; count when there is none. */
static size_t find_row(struct jt_alarm *alarm, const jt_uuid *secret, jt_time now)
{
    size_t reusable = alarm->count;
    for (size_t i = 0; i < alarm->count; i++) {
        if (jt_uuid_equal(&alarm->items[i].secret, secret)) {
            return i;
        }
        if (is_over(alarm->items[i].raised, now)) {
            reusable = i;
        }
    }
    return reusable;
}

static void write_members(struct jt_buf *buf, const struct jt_inbox_entry *entry, uint64_t count)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "secret", &entry->facts.secret);
    jt_json_member_string(&w, "hint", jt_str_from_c(entry->facts.hint));
    jt_json_member_time(&w, "revokedAt", entry->facts.ended);
    jt_json_member_string(&w, "clientId", jt_str_from_c(entry->client_id));
    jt_json_member_string(&w, "address", jt_str_from_c(entry->address));
    jt_json_member_string(&w, "endpoint", jt_str_from_c(entry->endpoint));
    jt_json_member_integer(&w, "count", (int64_t)count);
    jt_json_object_end(&w);
}

static enum jt_err add_event(struct jt_store *store, const struct jt_inbox_entry *entry,
                             uint64_t count, jt_time now)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf after = {0};
    const struct jt_write write = {.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("system")},
                                   .now = now};
    write_members(&after, entry, count);
    JT_TRY(jt_buf_check(&after));
    const struct jt_event_note note = {.action = JT_STR("api_client.secret.compromised_use"),
                                       .object_kind = JT_STR("api_client"),
                                       .object = entry->facts.client,
                                       .after_json = jt_buf_str(&after)};
    return store->ops->event_note(store, &write, &note);
}

static void warn(struct jt_log *log, const struct jt_inbox_entry *entry)
{
    char client[JT_UUID_TEXT + 1];
    jt_uuid_write(&entry->facts.client, client);
    const struct jt_log_field fields[] = {{"client", jt_str_from_c(client)},
                                          {"address", jt_str_from_c(entry->address)}};
    if (log != NULL) {
        jt_log_write(log, JT_LOG_WARNING, "secret.compromised_use",
                     "Somebody uses a client secret that was revoked as compromised.", fields, 2);
    }
}

/* A use within the interval is counted for the next event. */
static enum jt_err raise_one(struct jt_alarm *alarm, struct jt_store *store, struct jt_log *log,
                             const struct jt_inbox_entry *entry, jt_time now)
{
    size_t at = find_row(alarm, &entry->facts.secret, now);
    if (at == JT_ALARM_SECRETS_MAX) {
        return JT_OK;
    }
    bool is_known =
        at < alarm->count && jt_uuid_equal(&alarm->items[at].secret, &entry->facts.secret);
    uint64_t before = is_known ? alarm->items[at].count : 0;
    if (is_known && !is_over(alarm->items[at].raised, now)) {
        alarm->items[at].count = before + entry->count;
        return JT_OK;
    }
    JT_TRY(add_event(store, entry, before + entry->count, now));
    warn(log, entry);
    alarm->items[at].secret = entry->facts.secret;
    alarm->items[at].raised = now;
    alarm->items[at].count = 0;
    alarm->count += at == alarm->count;
    return JT_OK;
}

enum jt_err jt_alarm_raise(struct jt_alarm *alarm, struct jt_store *store, struct jt_log *log,
                           const struct jt_inbox_half *half, jt_time now)
{
    for (size_t i = 0; i < half->count; i++) {
        const struct jt_inbox_entry *entry = &half->entries[i];
        if (entry->reason->id == JT_REASON_secret_compromised) {
            JT_TRY(raise_one(alarm, store, log, entry, now));
        }
    }
    return JT_OK;
}
