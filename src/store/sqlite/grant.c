/* SPDX-License-Identifier: Apache-2.0 */
/* Grants one by one: in, and out with their names. */
#include "store/sqlite/grant.h"

static enum jt_err insert_one(struct jt_sqlite_db *db, const char *insert, int64_t holder,
                              const struct jt_grant *grant)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, insert, &st));
    jt_statement_bind_int(&st, holder);
    jt_statement_bind_int(&st, grant->permission);
    jt_statement_bind_int(&st, grant->stage);
    return jt_statement_run(&st);
}

enum jt_err jt_grants_insert(struct jt_sqlite_db *db, const char *insert, int64_t holder,
                             const struct jt_grants *grants)
{
    for (size_t i = 0; i < grants->count; i++) {
        JT_TRY(insert_one(db, insert, holder, &grants->items[i]));
    }
    return JT_OK;
}

static void write_one(struct jt_json_writer *w, jt_str permission, jt_str stage)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "permission", permission);
    if (stage.len) {
        jt_json_member_string(w, "stage", stage);
    }
    jt_json_object_end(w);
}

static enum jt_err write_named(struct jt_json_writer *w, struct jt_sqlite_db *db, const char *names,
                               int64_t holder)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, names, &st));
    jt_statement_bind_int(&st, holder);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        jt_str permission = jt_statement_text(&st);
        write_one(w, permission, jt_statement_text(&st));
        JT_TRY(jt_statement_check(&st));
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

enum jt_err jt_grants_write(struct jt_json_writer *w, struct jt_sqlite_db *db, const char *names,
                            int64_t holder, const struct jt_grants *grants)
{
    jt_json_name(w, "permissions");
    jt_json_array_begin(w);
    if (grants->all) {
        jt_json_write_string(w, JT_STR("*"));
    }
    JT_TRY(write_named(w, db, names, holder));
    jt_json_array_end(w);
    return JT_OK;
}
