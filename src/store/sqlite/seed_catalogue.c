/* SPDX-License-Identifier: Apache-2.0 */
/* Organization, realms, stages, APIs and permissions of a new store. */
#include "store/sqlite/catalogue.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/seed.h"

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             struct jt_event_note *note, const struct jt_buf *after)
{
    JT_TRY(jt_buf_check(after));
    note->after_json = jt_buf_str(after);
    return jt_event_add(tx, write, note);
}

static enum jt_err put_organization(struct jt_transaction *tx, const struct jt_write *write,
                                    const struct jt_organization *organization)
{
    static const char sql[] =
        "INSERT INTO organization (key, slug, name, created) VALUES (?1, ?2, ?3, ?4)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&tx->store->write, sql, &st));
    jt_statement_bind_uuid(&st, &organization->key);
    jt_statement_bind_text(&st, organization->slug);
    jt_statement_bind_text(&st, organization->name);
    jt_statement_bind_time(&st, organization->created);
    JT_TRY(jt_statement_run(&st));
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    jt_event_json_organization(&after, organization);
    struct jt_event_note note = {.action = JT_STR("organization.create"),
                                 .object_kind = JT_STR("organization"),
                                 .object = organization->key};
    return add_event(tx, write, &note, &after);
}

/* The APIs are the program's own and stand in no event. */
static enum jt_err put_apis(struct jt_sqlite_db *db, const struct jt_seed *seed)
{
    for (size_t i = 0; i < seed->api_count; i++) {
        JT_TRY(jt_api_insert(db, &seed->apis[i]));
    }
    for (size_t i = 0; i < JT_PERM_IDENTITY_COUNT; i++) {
        JT_TRY(jt_permission_insert(db, &jt_identity_permissions[i]));
    }
    return JT_OK;
}

enum jt_err jt_seed_catalogue(struct jt_transaction *tx, const struct jt_write *write,
                              const struct jt_seed *seed)
{
    JT_TRY(put_organization(tx, write, &seed->organization));
    for (size_t i = 0; i < seed->realm_count; i++) {
        JT_TRY(jt_realm_insert(tx, write, &seed->realms[i]));
    }
    for (size_t i = 0; i < seed->stage_count; i++) {
        struct jt_stage stage = seed->stages[i];
        stage.position = (uint32_t)i + 1;
        JT_TRY(jt_stage_insert(tx, write, &stage));
    }
    return put_apis(&tx->store->write, seed);
}
