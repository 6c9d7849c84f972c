/* SPDX-License-Identifier: Apache-2.0 */
/* How long each realm's keys sign, and which realms have something to change. */
#include "store/sqlite/event.h"
#include "store/sqlite/lookup.h"

#include "codec/json_write.h"

enum { DAY_S = 86400 };

static enum jt_err read_days(struct jt_sqlite_db *db, const jt_uuid *realm, int64_t *ret_days)
{
    static const char sql[] = "SELECT rotation_days FROM realm WHERE key = ?1 AND deleted = 0";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, realm);
    JT_TRY(jt_statement_row(&st));
    *ret_days = jt_statement_int(&st);
    return jt_statement_check(&st);
}

enum jt_err jt_sqlite_signing_schedule_find(struct jt_store *store, const jt_uuid *realm,
                                            struct jt_signing_schedule *ret_schedule)
{
    int64_t days = 0;
    JT_TRY(read_days(&jt_sqlite_of(store)->read, realm, &days));
    *ret_schedule = (struct jt_signing_schedule){.realm = *realm, .rotation_days = days};
    return JT_OK;
}

static enum jt_err write_days(struct jt_sqlite_db *db, const struct jt_signing_schedule *schedule)
{
    static const char sql[] = "UPDATE realm SET rotation_days = ?2 WHERE key = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &schedule->realm);
    jt_statement_bind_int(&st, schedule->rotation_days);
    return jt_statement_run(&st);
}

static void write_json(struct jt_buf *buf, const jt_uuid *realm, int64_t days)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "realm", realm);
    jt_json_member_integer(&w, "rotationDays", days);
    jt_json_object_end(&w);
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_signing_schedule *schedule, int64_t days_before)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    write_json(&story.before, &schedule->realm, days_before);
    write_json(&story.after, &schedule->realm, schedule->rotation_days);
    struct jt_event_note note = {
        .action = JT_STR("signing_schedule.update"),
        .object_kind = JT_STR("signing_schedule"),
        .object = schedule->realm,
    };
    return jt_event_tell(tx, write, &note, &story);
}

enum jt_err jt_sqlite_signing_schedule_put(struct jt_store *store, const struct jt_write *write,
                                           const struct jt_signing_schedule *schedule)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    int64_t before = 0;
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(read_days(&tx.store->write, &schedule->realm, &before));
    JT_TRY(jt_write_check_version(write, (uint64_t)before + 1));
    if (before == schedule->rotation_days) {
        return JT_OK;
    }
    JT_TRY(write_days(&tx.store->write, schedule));
    JT_TRY(add_event(&tx, write, schedule, before));
    return jt_transaction_commit(&tx, NULL);
}

enum jt_err jt_sqlite_signing_realms_due(struct jt_store *store, struct jt_arena *arena,
                                         const struct jt_signing_due_rule *rule,
                                         struct jt_signing_schedule **ret_realms, size_t *ret_count)
{
    static const char sql[] =
        "SELECT key, rotation_days FROM realm WHERE deleted = 0 AND id IN ("
        " SELECT realm FROM signing_key WHERE state = 0 AND created <= ?1"
        " UNION SELECT realm FROM signing_key WHERE state = 2 AND retired <= ?2"
        " UNION SELECT k.realm FROM signing_key AS k JOIN realm AS r ON r.id = k.realm"
        "  WHERE k.state = 1 AND r.rotation_days > 0 AND k.activated + r.rotation_days * ?4 <= ?3"
        "  AND NOT EXISTS (SELECT 1 FROM signing_key AS n WHERE n.realm = k.realm AND n.state = 0)"
        ") ORDER BY id LIMIT ?5";
    struct jt_signing_schedule *realms =
        jt_arena_alloc_array(arena, JT_SIGNING_DUE_MAX, sizeof(*realms));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    size_t count = 0;
    if (realms == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->write, sql, &st));
    jt_statement_bind_int(&st, rule->now.s - rule->notice_s);
    jt_statement_bind_int(&st, rule->now.s - rule->keep_s);
    jt_statement_bind_int(&st, rule->now.s + rule->notice_s);
    jt_statement_bind_int(&st, DAY_S);
    jt_statement_bind_int(&st, JT_SIGNING_DUE_MAX);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row && count < JT_SIGNING_DUE_MAX) {
        realms[count].realm = jt_statement_uuid(&st);
        realms[count].rotation_days = jt_statement_int(&st);
        JT_TRY(jt_statement_check(&st));
        count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    *ret_realms = realms;
    *ret_count = count;
    return JT_OK;
}
