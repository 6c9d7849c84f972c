/* SPDX-License-Identifier: Apache-2.0 */
/* Stages: made with a realm and its first key, relabelled, moved, archived, restored. */
#include "model/limits.h"
#include "store/sqlite/catalogue.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/signing_key.h"

static jt_str action_of(const struct jt_stage *before, const struct jt_stage *after)
{
    if (before == NULL) {
        return JT_STR("stage.create");
    }
    bool was_archived = before->archived.s != 0;
    if (was_archived == (after->archived.s != 0)) {
        return JT_STR("stage.change");
    }
    return was_archived ? JT_STR("stage.restore") : JT_STR("stage.archive");
}

/* before: NULL when it was made. */
static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_stage *before, const struct jt_stage *after)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    if (before) {
        jt_event_json_stage(&story.before, before);
    }
    jt_event_json_stage(&story.after, after);
    struct jt_event_note note = {
        .action = action_of(before, after),
        .object_kind = JT_STR("stage"),
        .object = after->realm,
    };
    return jt_event_tell(tx, write, &note, &story);
}

enum jt_err jt_stage_insert(struct jt_transaction *tx, const struct jt_write *write,
                            const struct jt_stage *stage)
{
    static const char sql[] =
        "INSERT INTO stage (id, slug, label, realm, position, created, archived, version)"
        " VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(&tx->store->write, &stage->realm, &realm));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&tx->store->write, sql, &st));
    jt_statement_bind_int(&st, stage->id);
    jt_statement_bind_text(&st, stage->slug);
    jt_statement_bind_text(&st, stage->label);
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_int(&st, stage->position);
    jt_statement_bind_time(&st, stage->created);
    jt_statement_bind_time(&st, stage->archived);
    jt_statement_bind_u64(&st, stage->version);
    JT_TRY(jt_statement_run(&st));
    return add_event(tx, write, NULL, stage);
}

/* Behind all others. Stages are never deleted, so the highest number is the latest. */
static enum jt_err choose_place(struct jt_sqlite_db *db, struct jt_stage *stage)
{
    static const char sql[] =
        "SELECT count(*), coalesce(max(id), 0) + 1, coalesce(max(position), 0) + 1 FROM stage";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    if (jt_statement_int(&st) >= JT_STAGES_MAX) {
        return JT_ERR_LIMIT;
    }
    stage->id = (uint32_t)jt_statement_int(&st);
    int64_t position = jt_statement_int(&st);
    stage->position =
        (uint32_t)(position > JT_STAGE_POSITION_MAX ? JT_STAGE_POSITION_MAX : position);
    return JT_OK;
}

enum jt_err jt_sqlite_stage_create(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_stage *stage, const struct jt_realm *realm,
                                   const struct jt_signing_key *key, struct jt_stage *ret_stage)
{
    struct jt_stage made = *stage;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(choose_place(&tx.store->write, &made));
    JT_TRY(jt_realm_insert(&tx, write, realm));
    JT_TRY(jt_stage_insert(&tx, write, &made));
    JT_TRY(jt_signing_key_store(&tx, write, (jt_str){0}, key));
    struct jt_change change = {.kind = JT_CHANGE_STAGE,
                               .stage = &made,
                               .realm = realm,
                               .signing_key = key,
                               .signing_key_count = 1};
    JT_TRY(jt_transaction_commit(&tx, &change));
    *ret_stage = made;
    return JT_OK;
}

static enum jt_err read_row(struct jt_sqlite_db *db, struct jt_arena *arena, jt_str slug,
                            struct jt_stage *ret_stage)
{
    static const char sql[] =
        "SELECT stage.id, slug, label, realm.key, position, stage.created, archived, stage.version"
        " FROM stage JOIN realm ON realm.id = stage.realm WHERE slug = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_text(&st, slug);
    JT_TRY(jt_statement_row(&st));
    struct jt_stage stage = {.id = (uint32_t)jt_statement_int(&st)};
    stage.slug = jt_statement_text_in(&st, arena);
    stage.label = jt_statement_text_in(&st, arena);
    stage.realm = jt_statement_uuid(&st);
    stage.position = (uint32_t)jt_statement_int(&st);
    stage.created = jt_statement_time(&st);
    stage.archived = jt_statement_time(&st);
    stage.version = jt_statement_u64(&st);
    JT_TRY(jt_statement_check(&st));
    *ret_stage = stage;
    return JT_OK;
}

static enum jt_err update(struct jt_sqlite_db *db, const struct jt_stage *stage)
{
    static const char sql[] =
        "UPDATE stage SET label = ?2, position = ?3, archived = ?4, version = ?5 WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, stage->id);
    jt_statement_bind_text(&st, stage->label);
    jt_statement_bind_int(&st, stage->position);
    jt_statement_bind_time(&st, stage->archived);
    jt_statement_bind_u64(&st, stage->version);
    return jt_statement_run(&st);
}

enum jt_err jt_sqlite_stage_change(struct jt_store *store, const struct jt_write *write,
                                   struct jt_arena *arena, const struct jt_stage_change *change,
                                   struct jt_stage *ret_stage)
{
    struct jt_stage before;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(read_row(&tx.store->write, arena, change->slug, &before));
    JT_TRY(jt_write_check_version(write, before.version));
    struct jt_stage after = before;
    JT_TRY(change->apply(change->arg, arena, &after));
    if (after.version != before.version) {
        struct jt_change heard = {.kind = JT_CHANGE_STAGE, .stage = &after};
        JT_TRY(update(&tx.store->write, &after));
        JT_TRY(add_event(&tx, write, &before, &after));
        JT_TRY(jt_transaction_commit(&tx, &heard));
    }
    *ret_stage = after;
    return JT_OK;
}
